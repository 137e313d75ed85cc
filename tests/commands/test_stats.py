"""`reader stats`: figures of the library."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Run


def test_the_figures_are_those_of_the_library(news: Path, reader: Run) -> None:
    reader("mark", "read", news / "金融" / "Rates rise.md")
    found = json.loads(reader("stats", "--json").out)
    assert (found["total"], found["unread"], found["starred"]) == (10, 9, 0)
    assert found["categories"][0] == {"name": "金融", "total": 5, "unread": 4, "starred": 0}
    assert found["days"][0] == {"name": "2022-04-22", "total": 4, "unread": 3, "starred": 0}
    assert [day["name"] for day in found["days"]] == sorted(
        (day["name"] for day in found["days"]), reverse=True
    )


def test_the_charts_show_what_was_read(news: Path, reader: Run) -> None:
    reader("mark", "read", news / "金融" / "Rates rise.md")
    lines = reader("stats").out.splitlines()
    assert lines[0] == "10 articles, 9 unread, 0 starred"
    (bar,) = (line for line in lines if line.startswith("  金融"))
    assert bar.count("█") == 6
    assert bar.count("░") == 26
    assert bar.endswith("  5")


def test_an_empty_library_has_figures_too(
    root: Path, reader: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READER_LIBRARY", str(root))
    assert reader("stats").out == "0 articles, 0 unread, 0 starred\n"
