"""A home that an older version was used in for a week opens as it was left.

`home` and `expected` are of the version of commit d2e9d41, two devices and its index of schema 4;
`make_home.py` says how they were made.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from reader.library.index.schema import MIGRATIONS, VERSION
from tests.commands.conftest import Run
from tests.end_to_end.terminal import Terminal

HERE = Path(__file__).parent
HOME = "@HOME@"
SCHEMA = 4
"""What the index in the fixture is of."""

Row = dict[str, Any]
Expected = Callable[[str], list[Row]]


@pytest.fixture
def home(a_home_of_its_own: Path) -> Path:
    """A copy of the home, with its own path wherever the old version had written its path."""
    shutil.copytree(HERE / "home", a_home_of_its_own)
    home = a_home_of_its_own.resolve()
    chosen = home / "state" / "reader" / "screen.json"
    chosen.write_text(chosen.read_text("utf-8").replace(HOME, str(home)), "utf-8")
    times = json.loads((HERE / "expected" / "times.json").read_text("utf-8"))
    for name, mtime_ns in times.items():  # folders after what is in them, as they are listed
        os.utime(home / name, ns=(mtime_ns, mtime_ns))
    _place_index(home)
    return home


def _place_index(home: Path) -> None:
    """Give the index the folder that it is of, and the name that the old version gave it."""
    folder = home / "cache" / "reader" / "index"
    roots = ascii(str(home / "news"))
    file = folder / f"{zlib.crc32(roots.encode()):08x}.sqlite"
    (folder / "index.sqlite").rename(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("UPDATE meta SET value = ? WHERE name = 'roots'", (roots,))


@pytest.fixture
def expected(home: Path) -> Expected:
    """The rows that the old version printed, with the paths of the copy."""

    def expected(name: str) -> list[Row]:
        text = (HERE / "expected" / name).read_text("utf-8").replace(HOME, str(home))
        return [json.loads(line) for line in text.splitlines()]

    return expected


def kept(home: Path) -> dict[str, bytes]:
    """The bytes of all files but the index, which is a cache, and locks."""
    return {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and path.name != "lock" and "cache" not in path.parts
    }


def read(home: Path) -> tuple[list[str], list[Row]]:
    """The files of the index's folder but locks, and what the index has read, by key."""
    folder = home / "cache" / "reader" / "index"
    files = sorted(path.name for path in folder.iterdir() if not path.name.endswith("-lock"))
    with closing(sqlite3.connect(folder / files[0])) as db:
        return files, db.execute("SELECT entry.key, name, mtime_ns, size FROM entry").fetchall()


def assert_each_has(rows: list[Row], wanted: list[Row]) -> None:
    """Rows say all that was said before; they may say more, for fields are added."""
    same = [{name: row.get(name) for name in old} for row, old in zip(rows, wanted, strict=True)]
    assert same == wanted


@pytest.mark.parametrize("indexed", [True, False], ids=["with its index", "without its index"])
def test_the_articles_are_listed_with_their_state(
    indexed: bool, home: Path, expected: Expected, reader: Run
) -> None:
    if not indexed:
        shutil.rmtree(home / "cache")
    before = kept(home)
    assert_each_has(reader("list", "--json").rows, expected("list.jsonl"))
    assert kept(home) == before


def test_the_index_is_taken_over(home: Path, reader: Run) -> None:
    if not set(range(SCHEMA, VERSION)) <= MIGRATIONS.keys():
        pytest.skip(f"an index of schema {SCHEMA} is made again, and lists the same: see above")
    before = read(home)
    first = reader("index")  # files are read again for columns that the older schema had not
    assert (first.code, first.err) == (0, "10 articles; 10 changed.\n")
    again = reader("index")
    assert (again.code, again.err) == (0, "10 articles; nothing new.\n")
    assert read(home) == before


def test_the_state_is_exported_as_before(home: Path, expected: Expected, reader: Run) -> None:
    before = kept(home)
    rows = sorted(reader("state", "export").rows, key=lambda row: str(row["id"]))
    assert_each_has(rows, sorted(expected("export.jsonl"), key=lambda row: str(row["id"])))
    assert reader("state", "verify").code == 0
    assert kept(home) == before


def test_the_settings_are_in_force(home: Path, reader: Run) -> None:
    before = kept(home)
    shown = reader("config", "show")
    assert (shown.code, shown.err) == (0, "")
    wanted = (HERE / "expected" / "config.txt").read_text("utf-8").replace(HOME, str(home))
    assert [line for line in _settings(wanted) if line not in _settings(shown.out)] == []
    ferry = reader("show", "--format", "text", home / "news" / "金融" / "ferry.md").out
    assert ferry == (HERE / "expected" / "ferry.txt").read_text("utf-8")
    assert kept(home) == before


def _settings(text: str) -> list[str]:
    """The settings that are shown: all that was chosen, and the ids of all keys."""
    lines = [line.split("  # ")[0].split(" # ")[0].rstrip() for line in text.splitlines()]
    return [
        line.partition(" = ")[0] if line.startswith('"') and "# default" in told else line
        for line, told in zip(lines, text.splitlines(), strict=True)
    ]


def test_the_last_action_is_undone(home: Path, expected: Expected, reader: Run) -> None:
    before = kept(home)
    assert reader("undo").code == 0
    assert_each_has(reader("list", "--json").rows, expected("before.jsonl"))
    after = kept(home)
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    own = "data/reader/journal/desk-4f1c.jsonl"
    assert changed == {own}
    assert after[own].startswith(before[own]), "lines are added, none is changed"


def row(terminal: Terminal, title: str) -> str:
    """The line of the list with a title, which the article beside it has, too."""
    lines = [line.partition("│")[0] for line in terminal.lines if "│" in line]
    (line,) = (line for line in lines if title in line)
    return line.strip()


def test_the_screen_opens_where_it_was_left(home: Path) -> None:
    before = kept(home)
    with Terminal() as terminal:
        terminal.until("7 unread of 10")
        terminal.until("茶。")  # the preview of the article under the cursor
        terminal.until(lambda: row(terminal, "/ Trains").endswith(" 1"))  # counts come later
        assert row(terminal, "/ Ports").endswith(" 2")
        assert row(terminal, "茶农贷款").split()[:3] == ["●", "茶农贷款", "★"]
        assert "▸ 编程" in terminal.text
        assert "Pip mirrors" not in terminal.text, "its category is folded"
        assert max(line.find("│") for line in terminal.lines) == 56, "the width of the list"
        terminal.press("q")
        assert terminal.wait() == 0
    after = kept(home)
    chosen = "state/reader/screen.json"
    was, now = json.loads(before.pop(chosen)), json.loads(after.pop(chosen))
    assert now.pop("looks"), "when the saved searches were looked at is new"
    for place in was["lists"].values():
        place["folds"] = place.pop("folded")  # by path since the list is a tree
    for place in now["lists"].values():
        del place["node"], place["above"]  # it is kept more exactly now
    assert now == was
    assert after.pop("state/reader/frame"), "the picture for the next start"
    assert after.keys() == before.keys()
    assert after == before


def test_the_screen_reads_on_and_knows_the_keys(home: Path, reader: Run) -> None:
    with Terminal() as terminal:
        terminal.until("7 unread of 10")
        terminal.until("茶。")
        terminal.press("x")  # the key of the settings
        terminal.until(lambda: "★" not in row(terminal, "茶农贷款"))
        terminal.press("4")
        terminal.until("started only")
        terminal.until("◐ The long road")
        terminal.press("enter")
        terminal.until("Mile 25:")
        assert "Mile 1:" not in terminal.text
        terminal.press("t")
        terminal.until("terminal's own")  # what comes after sepia
        terminal.press("q")
        assert terminal.wait() == 0
    assert 'theme = "terminal"' in reader("config", "show").out
