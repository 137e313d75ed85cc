"""`reader undo`: what was marked last is taken back."""

from __future__ import annotations

import shutil
from pathlib import Path

from reader import config
from tests.commands.conftest import Run
from tests.newsstand import NEWEST


def read(reader: Run) -> list[str]:
    return reader("list", "--json", "--read").titles


def test_a_group_is_undone_and_done_again(news: Path, reader: Run) -> None:
    assert reader("mark", "read", "--all", "--category", "编程").err == "3 of 3 marked read.\n"
    reader("mark", "starred", "金融/Rates rise.md")
    assert reader("undo").err == "Undone: “Rates rise” marked starred.\n"
    undone = reader("undo")
    assert (undone.code, undone.out, undone.err) == (0, "", "Undone: 3 marked read under 编程.\n")
    assert read(reader) == []
    assert reader("undo", "--redo").err == "Redone: 3 marked read under 编程.\n"
    assert read(reader) == ["Queues in Go", "Wine 7.14", "Pip mirrors"]


def test_where_there_is_nothing_to_undo_that_is_said(news: Path, reader: Run) -> None:
    for words in (["undo"], ["undo", "--redo"]):
        shown = reader(*words)
        assert (shown.code, shown.out) == (1, "")
        assert shown.err == f"reader: There is nothing to {words[-1].strip('-')}.\n"


def test_a_hundred_and_more_are_undone_alike(news: Path, reader: Run, process: Run) -> None:
    for number in range(150):
        path = news / "many" / f"{number}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"---\ntitle: t{number}\n---\nText {number}.\n", "utf-8")
    assert reader("mark", "read", "--all").err == "160 of 160 marked read.\n"
    assert process("undo").err == "Undone: 160 marked read.\n"
    assert read(reader) == []
    assert set(NEWEST) <= set(reader("list", "--json", "--unread").titles)


def test_where_the_journal_is_gone_that_is_said(news: Path, reader: Run) -> None:
    reader("mark", "starred", "金融/Rates rise.md")
    shutil.rmtree(config.journal_folder())
    for words in (["undo"], ["undo", "--redo"]):
        shown = reader(*words)
        assert shown.code == 1
        assert "the journal" in shown.err
        assert "is gone" in shown.err
    exported = reader("state", "export")
    assert (exported.code, exported.out) == (0, "")
    assert "is not there" in exported.err


def test_where_the_data_folder_cannot_be_read_undo_says_so(news: Path, reader: Run) -> None:
    reader("mark", "starred", "金融/Rates rise.md")
    data = config.journal_folder().parent
    shutil.rmtree(data)
    data.symlink_to(data)  # an error for root, too
    shown = reader("undo")
    assert shown.code == 1
    assert "Nothing to undo: the journal" in shown.err
    assert "cannot be read: " in shown.err
