"""`reader search`, `reader stats` and `reader doctor`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Run, Write


def test_articles_are_found_by_their_words_newest_first(news: Path, reader: Run) -> None:
    shown = reader("search", "many", "words", "--json")
    assert shown.titles == ["The long report"]
    (row,) = shown.rows
    assert {"text": "many words", "hit": True} not in row["snippet"]
    assert {"text": "many", "hit": True} in row["snippet"]
    assert "".join(part["text"] for part in row["snippet"]).startswith("Paragraph 1: many")


def test_filters_and_the_query_s_own_fields_go_together(news: Path, reader: Run) -> None:
    assert reader("search", "body", "--category", "金融", "--limit", "2", "--json").titles == [
        "Rates rise",
        "Bonds fall",
    ]
    assert reader("search", "body category:游戏", "--sort", "oldest", "--json").titles == [
        "A console",
        "A patch",
    ]
    asked = ("search", "body", "--since", "2022-04-21", "--until", "2022-04-21", "--json")
    assert reader(*asked).titles == ["Wine 7.14"]
    assert reader("search", "body", "--site", "OSChina", "--json").titles[0] == "Queues in Go"
    assert reader("search", "--sort", "relevance", "rates", "--json").titles == ["Rates rise"]
    reader("mark", "read", news / "金融" / "Rates rise.md")
    assert "Rates rise" not in reader("search", "body", "--unread", "--json").titles


def test_a_row_has_the_place_below_it(news: Path, reader: Run) -> None:
    lines = reader("search", "pip").out.splitlines()
    assert len(lines) == 2
    assert lines[0].endswith("Pip mirrors")
    assert lines[1] == " " * 10 + "A body."


def test_nothing_found_is_code_1(news: Path, reader: Run) -> None:
    shown = reader("search", "nowhere")
    assert (shown.code, shown.out) == (1, "")
    assert shown.err == "reader: no article matches.\n"


def test_a_query_that_makes_no_sense_is_a_sentence(news: Path, reader: Run) -> None:
    shown = reader("search", "gold", "is:odd")
    assert (shown.code, shown.out) == (2, "")
    assert "character 6" in shown.err
    assert reader("search", "*").code == 2


def test_a_query_may_begin_with_a_dash(news: Path, reader: Run) -> None:
    assert "Pip mirrors" not in reader("search", "--json", "--", "-pip", "body").titles


def test_escapes_in_a_text_do_not_reach_the_terminal(write: Write, news: Path, reader: Run) -> None:
    write("Escape", body="<p>needle &#27;[31m red</p>")
    assert "\x1b" not in reader("search", "needle").out


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


def test_the_doctor_names_what_is_left_out_and_why(news: Path, reader: Run) -> None:
    (news / "binary.md").write_bytes(b"\0\1" * 500)
    (news / ".obsidian").mkdir()
    found = json.loads(reader("doctor", "--json").out)
    assert found["articles"] == 10
    assert [Path(item["path"]).name for item in found["skipped"]] == ["binary.md"]
    assert found["passed_over"] == [{"path": str(news / ".obsidian"), "reason": "It is hidden."}]
    assert {"reader", "Python", "SQLite"} <= found["versions"].keys()
    assert Path(found["places"]["index"]).is_file()
    lines = reader("doctor").out
    assert "binary data" in lines
    assert f"{news / '.obsidian'}: It is hidden." in lines


def test_words_that_were_found_keep_the_blanks_beside_them(news: Path, reader: Run) -> None:
    assert "many words, many words" in reader("search", "words").out
