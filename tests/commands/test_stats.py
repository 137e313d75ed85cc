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


def test_categories_are_a_tree(root: Path, reader: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [("Tech", "Linux"), ("Tech", "Linux"), ("Tech", "BSD"), ("World", "News", "Local")]
    for number, path in enumerate(paths):
        head = f"title: t{number}\ncategories: [{', '.join(path)}]\n"
        (root / f"{number}.md").write_text(f"---\n{head}---\nText.\n", "utf-8")
    monkeypatch.setenv("READER_LIBRARY", str(root))
    reader("mark", "read", root / "0.md")
    found = json.loads(reader("stats", "--json").out)
    assert found["category_paths"] == [
        {"path": ["Tech"], "total": 3, "unread": 2},
        {"path": ["Tech", "Linux"], "total": 2, "unread": 1},
        {"path": ["Tech", "BSD"], "total": 1, "unread": 1},
        {"path": ["World", "News", "Local"], "total": 1, "unread": 1},
    ]
    lines = reader("stats").out.splitlines()
    at = lines.index("Categories (█ read, ░ unread)")
    names = ["  Tech ", "    Linux ", "    BSD ", "  World › News › Local "]
    tree = lines[at + 1 : at + 5]
    assert all(line.startswith(name) for line, name in zip(tree, names, strict=True))
    assert [line.split()[-1] for line in tree] == ["3", "2", "1", "1"]


def test_a_large_tree_is_cut_to_its_first_levels(
    root: Path, reader: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(60):
        head = f"title: t{number}\ncategories: [C{number % 3}, D{number}]\n"
        (root / f"{number}.md").write_text(f"---\n{head}---\nText.\n", "utf-8")
    monkeypatch.setenv("READER_LIBRARY", str(root))
    lines = reader("stats").out.splitlines()
    at = lines.index("Categories (█ read, ░ unread)")
    assert [line.split()[0] for line in lines[at + 1 : at + 4]] == ["C0", "C1", "C2"]
    assert lines[at + 4] == "  … 60 more: `reader stats --json` has them all"


def test_an_empty_library_has_figures_too(
    root: Path, reader: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READER_LIBRARY", str(root))
    assert reader("stats").out == "0 articles, 0 unread, 0 starred\n"
