"""`reader digest`: what the articles of a day say in bold."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from reader.library.library import Library
from reader.output.cells import width_of
from tests.commands.conftest import Run, Write
from tests.newsstand import CODE, FINANCE, GAMES

SENTENCE = "其余的文字没有加粗，" * 20
REST = f"<p>{SENTENCE}</p>"


@pytest.fixture
def papers(write: Write, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two days of news in three categories; the article with the newest date does not name it."""
    monkeypatch.setenv("READER_LIBRARY", str(root))
    points = "".join(f"<p>前。<b>第{n}个要点。</b>后</p>" for n in "一二三四五六七")
    write("Rates rise", FINANCE, "2022-04-22 10:00:00", points + REST)
    write("Bonds fall", FINANCE, "2022-04-22 09:00:00", f"<h2>Why</h2><h3>And how</h3>{REST}")
    write("Tea loans", FINANCE, "2022-04-19 08:00:00", f"<p>Now. <b>Small sum.</b></p>{REST}")
    write("Queues in Go", CODE, "2022-04-22 08:00:00", REST)
    write("A patch", GAMES, "2022-04-21 08:00:00", f"<p>It. <b>Works, now.</b></p>{REST}")
    write("Undated", GAMES, "Invalid Date", REST)
    return root


def told(shown: str) -> dict[str, list[str]]:
    rows = [json.loads(line) for line in shown.splitlines()]
    return {row["title"]: [one["text"] for one in row["statements"]] for row in rows}


def test_it_is_about_the_newest_day_that_an_article_names(papers: Path, reader: Run) -> None:
    shown = reader("digest", "--format", "json")
    assert shown.code == 0
    assert not shown.err
    assert told(shown.out) == {
        "Rates rise": [f"第{n}个要点。" for n in "一二三四五"],
        "Bonds fall": [SENTENCE, "Why", "And how"],
        "Queues in Go": [SENTENCE],
    }


def test_a_row_has_the_fields_of_list_and_its_statements(papers: Path, reader: Run) -> None:
    [row] = reader("digest", "--date", "2022-04-19", "--format", "json").rows
    found = row.pop("statements")
    assert row.pop("title_alone") is False
    assert (row.pop("story"), row.pop("versions")) == (row["id"], [])
    assert row["files"] == 1
    [listed] = reader("list", "--until", "2022-04-19", "--json").rows
    assert row == listed
    assert found == [{"kind": "statement", "text": "Small sum.", "block": 0}]


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        (["--category", "游戏"], ["A patch"]),
        (["--date", "2022-04-21"], ["A patch"]),
        (["--since", "2022-04-19", "--until", "2022-04-21"], ["Tea loans", "A patch"]),
        (["--limit", "1"], ["Rates rise"]),
        (["--site", "OSChina"], ["Queues in Go"]),
        (["--starred"], ["Bonds fall"]),
        (["--unread"], ["Rates rise", "Bonds fall", "Queues in Go"]),
    ],
)
def test_filters_are_those_of_list(
    words: list[str], titles: list[str], papers: Path, reader: Run
) -> None:
    reader("mark", "starred", papers / "金融" / "Bonds fall.md")
    assert list(told(reader("digest", "--format", "json", *words).out)) == titles


def test_today_and_yesterday_are_days(
    papers: Path, write: Write, reader: Run, noon: datetime
) -> None:
    for days, title in enumerate(("Of today", "Of yesterday", "Older")):
        write(title, GAMES, f"{noon - timedelta(days=days):%Y-%m-%d %H:%M:%S%z}")
    assert list(told(reader("digest", "--date", "yesterday", "--format", "json").out)) == [
        "Of yesterday"
    ]
    assert "Of today" in told(reader("digest", "--date", "today", "--format", "json").out)


def test_it_is_grouped_by_category_as_the_list_is(papers: Path, reader: Run) -> None:
    shown = reader("digest", "--since", "2022-04-21", "--until", "2022-04-22", "--width", "40")
    lines = shown.out.splitlines()
    headings = [lines[at - 1] for at, line in enumerate(lines) if line == "─" * 40]
    assert headings == ["金融", "游戏", "编程"]
    at = lines.index("Rates rise")
    assert lines[at + 1 : at + 3] == ["新浪财经 · Fri 22 Apr 2022, 10:00", "• 第一个要点。"]
    assert max(map(width_of, lines)) <= 40


def test_markdown_is_a_document(papers: Path, reader: Run) -> None:
    shown = reader("digest", "--date", "2022-04-21", "--format", "markdown")
    assert shown.out == (
        "## 游戏\n\n### A patch\n\n3DM · Thu 21 Apr 2022, 08:00\n\n- Works, now.\n"
    )


def test_colour_is_for_terminals_and_when_asked_for(papers: Path, reader: Run) -> None:
    assert "\x1b" not in reader("digest").out
    assert "\x1b[1mRates rise" in reader("digest", "--color", "always").out
    assert "\x1b" not in reader("digest", "--color", "always", "--format", "text").out


def test_as_many_statements_as_asked_for(papers: Path, reader: Run) -> None:
    shown = reader("digest", "--statements", "2", "--format", "json")
    assert [len(texts) for texts in told(shown.out).values()] == [2, 2, 1]


def test_a_file_that_cannot_be_read_is_a_sentence_and_the_rest_goes_on(
    papers: Path, reader: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader("index", "--quiet")
    monkeypatch.setattr(Library, "refresh", lambda *_words, **_how: None)  # it would see it gone
    path = papers / "金融" / "Rates rise.md"
    path.write_bytes(bytes(range(256)) * 20)
    shown = reader("digest", "--format", "json", "--date", "2022-04-22")
    assert shown.code == 0
    assert list(told(shown.out)) == ["Bonds fall", "Queues in Go"]
    assert shown.err.startswith(f"reader: {path}: ")
    assert shown.err.count("\n") == 1


@pytest.mark.parametrize("style", ["terminal", "text", "markdown", "json"])
def test_what_an_article_says_to_a_terminal_is_not_passed_on(
    style: str, write: Write, root: Path, reader: Run
) -> None:
    path = write("x", body=f"<p><b>c\x9b2Jd, y</b></p>{REST}", name="nasty")
    path.write_text(path.read_text("utf-8").replace("'x'", "'a\x1b]0;owned\x07b'"), "utf-8")
    shown = reader("digest", "-L", root, "--format", style)
    assert shown.code == 0
    assert "2Jd, y" in shown.out
    assert not set("\x1b\x07\x9b") & set(shown.out)


def test_a_day_without_articles_is_said(papers: Path, reader: Run) -> None:
    shown = reader("digest", "--date", "2001-01-01")
    assert (shown.code, shown.out, shown.err) == (1, "", "reader: No article matches.\n")


@pytest.mark.parametrize(
    "words", [["--date", "tomorrow"], ["--statements", "0"], ["--format", "pdf"]]
)
def test_wrong_usage_is_code_2(words: list[str], papers: Path, reader: Run) -> None:
    shown = reader("digest", *words)
    assert (shown.code, shown.out) == (2, "")


def test_a_day_and_several_days_contradict(papers: Path, reader: Run) -> None:
    shown = reader("digest", "--date", "today", "--since", "2022-04-22")
    assert shown.code == 2
    assert shown.err.startswith("reader: --date is one day")


@pytest.mark.parametrize("style", ["text", "markdown"])
def test_the_first_sentence_stands_in_without_a_bullet(
    style: str, root: Path, write: Write, reader: Run
) -> None:
    write("Nothing in bold", body="<p>By Jane Roe</p><p>Plain words. More.</p>")
    shown = reader("digest", "-L", root, "--format", style)
    assert shown.code == 0
    assert ("*Plain words.*" if style == "markdown" else "Plain words.") in shown.out.splitlines()
    [row] = reader("digest", "-L", root, "--format", "json").rows
    assert [one["kind"] for one in row["statements"]] == ["sentence"]


@pytest.mark.parametrize("style", ["text", "markdown"])
def test_articles_that_are_their_title_alone_are_gathered_on_one_line(
    style: str, root: Path, write: Write, reader: Run
) -> None:
    for title in ("Tea", "Coffee"):
        write(title, body=f"<p>{title}</p>")
    write("Milk", body="<p>Words of it.</p>")
    shown = reader("digest", "-L", root, "--format", style)
    assert shown.out.rstrip().splitlines()[-1].startswith("Titles alone: ")
    assert shown.out.count("Coffee") == shown.out.count("Tea") == 1
    rows = reader("digest", "-L", root, "--format", "json").rows
    assert {row["title"]: row["title_alone"] for row in rows} == {
        "Tea": True, "Coffee": True, "Milk": False,
    }  # fmt: skip


def test_one_text_in_several_files_is_told_once(root: Path, write: Write, reader: Run) -> None:
    for number in range(4):
        write("Tea", name=f"tea {number}")
    write("Tea", CODE)
    shown = reader("digest", "-L", root, "--format", "text")
    assert shown.out.count("Tea ×5") == shown.out.count("Tea") == 1


def test_since_last_tells_what_came_in_the_meantime(root: Path, write: Write, reader: Run) -> None:
    write("Tea")
    words = ("digest", "-L", root, "--since", "last", "--format", "json")
    assert reader(*words).titles == ["Tea"], "the newest day, as there was no digest"
    assert reader(*words).out == "", (
        "nothing new, though no article has arrived since the first scan"
    )
    write("Milk", GAMES, "2020-01-01 10:00:00")
    assert reader("digest", "-L", root, "--format", "json").titles == ["Tea"]
    assert reader(*words).titles == ["Milk"]
    assert reader(*words).code == 1
    write("Water")
    assert reader(*words, "--category", GAMES[0]).code == 1
    assert reader(*words).titles == ["Water"]
