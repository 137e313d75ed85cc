"""`reader index`: bring the index up to date."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Run, Write
from tests.newsstand import LONG


def test_it_says_what_it_found(news: Path, write: Write, reader: Run) -> None:
    first = reader("index")
    assert first.code == 0
    assert not first.out
    assert first.err == "10 articles; 10 added.\n"
    assert reader("index").err == "10 articles; nothing new.\n"
    write("Fresh")
    (news / "金融" / f"{LONG}.md").unlink()
    words = reader("index").err
    assert words.startswith("10 articles; ")
    assert "1 added" in words
    assert "1 removed" in words


def test_json_is_one_object(news: Path, reader: Run) -> None:
    indexed = reader("index", "--json")
    assert indexed.code == 0
    assert not indexed.err
    found = json.loads(indexed.out)
    assert found["added"] == 10
    assert all(isinstance(count, int) for count in found.values())


def test_it_is_quiet_when_asked(news: Path, reader: Run) -> None:
    indexed = reader("index", "--quiet")
    assert (indexed.code, indexed.out, indexed.err) == (0, "", "")


def test_a_rebuild_reads_all_again_and_loses_no_mark(news: Path, reader: Run) -> None:
    reader("mark", "read", "--all", "--category", "编程")
    assert json.loads(reader("index", "--rebuild", "--json").out)["added"] == 10
    assert len(reader("list", "--json", "--read").rows) == 3


def test_an_edit_in_place_is_seen(news: Path, reader: Run) -> None:
    reader("index")
    path = news / "编程" / "Wine 7.14.md"
    path.write_text(path.read_text("utf-8").replace("Wine 7.14", "Wine 7.15 is out"), "utf-8")
    reader("index")
    assert "Wine 7.15 is out" in reader("list", "--json").titles


def test_it_reads_files_and_writes_none(news: Path, process: Run) -> None:
    before = {path: path.stat().st_mtime_ns for path in news.rglob("*")}
    done = process("index")
    assert done.code == 0
    assert "\x1b" not in done.err, "no progress bar where there is no terminal"
    assert {path: path.stat().st_mtime_ns for path in news.rglob("*")} == before


@pytest.mark.parametrize("words", [["folder"], ["--fast"]])
def test_wrong_usage_is_code_2(words: list[str], news: Path, reader: Run) -> None:
    assert reader("index", *words).code == 2


def test_a_library_that_went_is_said(news: Path, reader: Run, tmp_path: Path) -> None:
    reader("index")
    news.rename(tmp_path / "moved")
    gone = reader("index")
    assert gone.code == 1
    assert gone.err == f"reader: The library {news} does not exist.\n"


def test_damage_to_the_index_is_mended(news: Path, reader: Run, a_home_of_its_own: Path) -> None:
    reader("mark", "read", "--all", "--category", "编程")
    for file in (a_home_of_its_own / "cache").rglob("*.sqlite*"):
        file.write_bytes(b"no database at all" * 300)
    assert reader("index").code == 0
    assert len(reader("list", "--json", "--read").rows) == 3
