"""`reader state`: the read state exported, imported, compacted and verified."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.commands.conftest import Run, Write
from tests.newsstand import NEWEST


@pytest.fixture
def marked(news: Path, reader: Run) -> list[str]:
    """A library with two marks."""
    reader("mark", "read", "金融/Rates rise.md", "编程/Wine 7.14.md")
    reader("mark", "starred", "金融/Rates rise.md")
    return ["Rates rise", "Wine 7.14"]


def test_an_export_comes_back_by_an_import(
    marked: list[str], reader: Run, a_home_of_its_own: Path, tmp_path: Path
) -> None:
    exported = reader("state", "export")
    assert exported.code == 0
    assert {tuple(sorted(row)) for row in exported.rows} == {
        ("id", "places", "read", "t"),
        ("id", "places", "read", "starred", "t"),
    }
    (tmp_path / "state.jsonl").write_text(exported.out)
    shutil.rmtree(a_home_of_its_own)
    assert reader("list", "--json", "--read").titles == []
    assert reader("state", "import", tmp_path / "state.jsonl").err == "2 articles changed.\n"
    assert reader("list", "--json", "--read").titles == marked
    assert reader("list", "--json", "--starred").titles == marked[:1]
    assert reader("state", "import", tmp_path / "state.jsonl").err == "0 articles changed.\n"


def test_what_is_no_export_is_said(news: Path, reader: Run, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("nonsense\n")
    taken = reader("state", "import", tmp_path / "x")
    assert taken.code == 1
    assert "1 line is not from an export." in taken.err
    assert reader("state", "import", tmp_path / "missing").code == 1
    assert reader("state", "import", "a", "--newsboat", "b").code == 2
    assert reader("state", "export", "a").code == 2


def test_compacting_says_what_it_did(news: Path, reader: Run) -> None:
    assert reader("state", "compact").err == "0 lines became 0, 0 bytes 0.\n"
    for state in ("read", "unread", "read"):
        reader("mark", state, "--all")
    done = reader("state", "compact")
    assert done.err.startswith("31 lines became 31, ")
    assert reader("list", "--json", "--read").titles == NEWEST


def test_damage_is_named_by_verify_and_doctor(
    marked: list[str], reader: Run, a_home_of_its_own: Path
) -> None:
    fine = reader("state", "verify")
    assert (fine.code, fine.err[:10]) == (0, "1 journal ")
    assert fine.err.endswith(": nothing is wrong.\n")
    [journal] = a_home_of_its_own.rglob("*.jsonl")
    lines = journal.read_bytes().split(b"\n")
    journal.write_bytes(b"\n".join([*lines[:2], b"\xff" + lines[2][1:], *lines[3:]]))
    found = reader("state", "verify")
    assert found.code == 1
    assert found.out == f"{journal}, line 3: it cannot be read, and is ignored.\n"
    assert f"{journal}, line 3: it cannot be read" in reader("doctor").out
    assert json.loads(reader("doctor", "--json").out)["journal_flaws"] == [
        {"path": str(journal), "line": 3, "reason": "it cannot be read, and is ignored."}
    ]


def test_what_newsboat_knows_is_taken_by_address_or_title(
    news: Path, write: Write, reader: Run, tmp_path: Path
) -> None:
    path = write("Linked")
    head = path.read_text("utf-8").replace("author:", "link: https://example.com/x\nauthor:")
    path.write_text(head, "utf-8")
    cache = tmp_path / "cache.db"
    db = sqlite3.connect(cache)
    db.execute(
        "CREATE TABLE rss_item (url TEXT, title TEXT, unread INTEGER, flags TEXT, deleted INTEGER)"
    )
    items = [
        ("https://example.com/x", "Another title", 0, "s", 0),
        ("https://example.com/y", "A patch", 0, "", 0),
        ("https://example.com/1", "A console", 0, "", 0),
        ("https://example.com/2", "A console", 1, "", 0),
        ("https://example.com/3", "Wine 7.14", 0, "", 1),
    ]
    db.executemany("INSERT INTO rss_item VALUES (?, ?, ?, ?, ?)", items)
    db.commit()
    db.close()
    before = cache.read_bytes()
    taken = reader("state", "import", "--newsboat", cache)
    assert taken.err == "2 marked read, 1 starred.\n"
    assert set(reader("list", "--json", "--read").titles) == {"Linked", "A patch"}
    assert reader("list", "--json", "--starred").titles == ["Linked"]
    assert cache.read_bytes() == before
    refused = reader("state", "import", "--newsboat", news / "编程" / "Wine 7.14.md")
    assert refused.code == 1
    assert "cannot be read as newsboat's cache" in refused.err
