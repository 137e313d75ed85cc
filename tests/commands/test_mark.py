"""`reader mark`: articles marked read or starred, from a script."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.commands.conftest import Run, Write
from tests.newsstand import LONG, NEWEST


@pytest.fixture
def paths(news: Path, reader: Run) -> dict[str, str]:
    return {row["title"]: row["path"] for row in reader("list", "--json").rows}


def state(reader: Run, title: str) -> tuple[bool, bool]:
    [row] = [row for row in reader("list", "--json").rows if row["title"] == title]
    return row["read"], row["starred"]


def test_it_marks_read_and_unread_starred_and_unstarred(paths: dict[str, str], reader: Run) -> None:
    for word, after in [
        ("read", (True, False)),
        ("starred", (True, True)),
        ("unread", (False, True)),
        ("unstarred", (False, False)),
    ]:
        marked = reader("mark", word, paths[LONG])
        assert marked.code == 0
        assert not marked.out
        assert marked.err == f"1 of 1 marked {word}.\n"
        assert state(reader, LONG) == after


def test_marking_twice_changes_nothing(paths: dict[str, str], reader: Run) -> None:
    assert reader("mark", "read", paths[LONG]).err == "1 of 1 marked read.\n"
    again = reader("mark", "read", paths[LONG])
    assert again.code == 0
    assert again.err == "0 of 1 marked read.\n"


def test_an_article_is_named_by_id_or_path(
    news: Path, reader: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = {row["title"]: row for row in reader("list", "--json").rows}
    monkeypatch.chdir(news / "编程")
    names = [rows[LONG]["id"], rows["A patch"]["id"][:6], "Wine 7.14.md", "游戏/A console.md"]
    assert reader("mark", "read", *names).err == "4 of 4 marked read.\n"
    read = {LONG, "A patch", "Wine 7.14", "A console"}
    assert set(reader("list", "--json", "--read").titles) == read


def test_all_that_filters_let_through_are_marked(paths: dict[str, str], reader: Run) -> None:
    marked = reader("mark", "read", "--all", "--category", "编程", "--since", "2022-04-21")
    assert marked.err == "2 of 2 marked read.\n"
    assert reader("list", "--json", "--read").titles == ["Queues in Go", "Wine 7.14"]
    assert reader("mark", "read", "--all").err == "8 of 10 marked read.\n"
    assert reader("list", "--json", "--read").titles == NEWEST


def test_nothing_to_mark_is_code_1(news: Path, reader: Run) -> None:
    marked = reader("mark", "read", "--all", "--category", "none")
    assert marked.code == 1
    assert marked.err == "0 of 0 marked read.\n"


def test_one_that_is_not_there_marks_none(paths: dict[str, str], reader: Run) -> None:
    marked = reader("mark", "read", paths[LONG], "nowhere.md")
    assert marked.code == 1
    assert marked.err == "reader: There is no article “nowhere.md” in the library.\n"
    assert state(reader, LONG) == (False, False)


@pytest.mark.parametrize("words", [["read"], ["seen", "x"], [], ["read", "--all", "x"]])
def test_wrong_usage_is_code_2(words: list[str], news: Path, reader: Run) -> None:
    marked = reader("mark", *words)
    assert marked.code == 2
    assert "Traceback" not in marked.err


def test_a_copy_shares_the_mark(news: Path, write: Write, reader: Run) -> None:
    """Whether it has a row of its own, in another category, or hides behind the one marked."""
    [path] = [row["path"] for row in reader("list", "--json").rows if row["title"] == "A patch"]
    hidden = Path(path).with_name("copy.md")
    hidden.write_bytes(Path(path).read_bytes())
    write("A patch", date="2022-04-22 07:00:00")
    reader("mark", "starred", hidden)
    rows = reader("list", "--json", "--starred").rows
    assert sorted((row["title"], row["files"]) for row in rows) == [("A patch", 1), ("A patch", 2)]
    assert reader("mark", "starred", path).err == "0 of 1 marked starred.\n"
    assert reader("mark", "unstarred", path).err == "1 of 1 marked unstarred.\n"
    assert reader("list", "--json", "--starred").titles == []


def test_a_mark_is_written_down_and_articles_are_not(
    paths: dict[str, str], reader: Run, a_home_of_its_own: Path
) -> None:
    article = Path(paths[LONG])
    before = article.read_bytes(), article.stat().st_mtime_ns
    reader("mark", "read", article)
    assert (article.read_bytes(), article.stat().st_mtime_ns) == before
    [journal] = a_home_of_its_own.rglob("*.jsonl")
    events = [json.loads(line) for line in journal.read_text("utf-8").splitlines()]
    assert [event["set"] for event in events if "set" in event] == [{"read": True}]


def test_a_mark_survives_the_loss_of_the_index(
    paths: dict[str, str], reader: Run, a_home_of_its_own: Path
) -> None:
    reader("mark", "read", paths[LONG])
    for file in (a_home_of_its_own / "cache").rglob("*"):
        if file.is_file():
            file.unlink()
    assert reader("list", "--json", "--read").titles == [LONG]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_mark_that_cannot_be_written_is_said(
    paths: dict[str, str], reader: Run, a_home_of_its_own: Path
) -> None:
    (a_home_of_its_own / "data").mkdir(exist_ok=True)
    (a_home_of_its_own / "data").chmod(0o500)
    marked = reader("mark", "read", paths[LONG])
    (a_home_of_its_own / "data").chmod(0o700)
    assert marked.code == 1
    assert marked.err.count("\n") == 1


def test_a_journal_folder_that_is_none_is_said(
    news: Path, reader: Run, a_home_of_its_own: Path
) -> None:
    (a_home_of_its_own / "data").mkdir(parents=True)
    (a_home_of_its_own / "data" / "reader").write_text("in the way")
    marked = reader("mark", "read", "--all")
    assert marked.code == 1
    assert marked.err.count("\n") == 1
    assert marked.err.startswith("reader: ")
