"""Ways in which a file of SQLite comes to hold other bytes than were written there."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path

Damage = Callable[[Path, random.Random], object]

_PAGE = 4096


def _bytes(file: Path, chance: random.Random, *, first: int, last: int, count: int) -> None:
    """Put other bytes at some places between two offsets."""
    data = bytearray(file.read_bytes())
    for _time in range(count):
        data[chance.randrange(first, min(last, len(data)))] = chance.randrange(256)
    file.write_bytes(data)


def _cut(file: Path, chance: random.Random, *, least: int = 0, most: int = 2**40) -> None:
    size = file.stat().st_size
    file.write_bytes(file.read_bytes()[: chance.randrange(least, min(most, size))])


def _page_of(file: Path, name: str) -> int:
    db = sqlite3.connect(file)
    row = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    db.close()
    return int(row[0])


def _table(file: Path, chance: random.Random, *, name: str, fill: bytes | None = None) -> None:
    """Fill the first page of a table, or put other bytes at some of its places."""
    start = (_page_of(file, name) - 1) * _PAGE
    if fill is None:
        _bytes(file, chance, first=start, last=start + _PAGE, count=40)
        return
    data = bytearray(file.read_bytes())
    data[start : start + _PAGE] = fill * _PAGE
    file.write_bytes(data)


def _emptied(file: Path, _chance: random.Random, *, name: str) -> None:
    """Make the first page of an index an empty leaf, so that SQLite finds nothing by it, and
    notices nothing: type 10, no free block, no cells, which begin at the end of the page.
    """
    start = (_page_of(file, name) - 1) * _PAGE
    data = bytearray(file.read_bytes())
    leaf = bytes([10, 0, 0, 0, 0]) + _PAGE.to_bytes(2, "big") + bytes([0])
    data[start : start + _PAGE] = leaf.ljust(_PAGE, b"\0")
    file.write_bytes(data)


def _pages(file: Path, chance: random.Random, *, fill: int) -> None:
    data = bytearray(file.read_bytes())
    for page in chance.sample(range(1, len(data) // _PAGE), 4):
        data[page * _PAGE : (page + 1) * _PAGE] = bytes([fill]) * _PAGE
    file.write_bytes(data)


def _swapped(file: Path, chance: random.Random) -> None:
    data = bytearray(file.read_bytes())
    one, two = (n * _PAGE for n in chance.sample(range(1, len(data) // _PAGE), 2))
    data[one : one + _PAGE], data[two : two + _PAGE] = (
        data[two : two + _PAGE],
        data[one : one + _PAGE],
    )
    file.write_bytes(data)


def _sql(file: Path, _chance: random.Random, *, script: str) -> None:
    """Change what SQLite itself finds in order."""
    db = sqlite3.connect(file)
    db.create_function("root_name", 1, lambda _number: b"news")
    db.executescript(script)
    db.close()


def _schema(file: Path, _chance: random.Random, *, script: str) -> None:
    _sql(file, _chance, script=f"PRAGMA writable_schema = 1; {script}")


def _garbage(file: Path, chance: random.Random) -> None:
    file.write_bytes(chance.randbytes(20_000))


def _beside(file: Path, chance: random.Random, *, suffix: str, size: int) -> None:
    file.with_name(file.name + suffix).write_bytes(chance.randbytes(size))


def _other_wal(file: Path, chance: random.Random) -> None:
    """Leave the WAL of an older state of the file beside it, as a backup tool does."""
    copy = file.with_name("copy")
    shutil.copy(file, copy)
    db = sqlite3.connect(copy)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA wal_autocheckpoint = 0")
    db.execute("UPDATE entry SET title = title || ?", (str(chance.random()),))
    db.commit()
    wal = copy.with_name("copy-wal").read_bytes()
    db.close()
    _pages(file, chance, fill=0)
    file.with_name(f"{file.name}-wal").write_bytes(wal)


def _folder(file: Path, _chance: random.Random, *, suffix: str = "") -> None:
    place = file.with_name(file.name + suffix)
    if place.is_file():
        place.unlink()
    place.mkdir(exist_ok=True)
    (place / "something").write_text("else")


DAMAGES: dict[str, Damage] = {
    "header": partial(_bytes, first=0, last=100, count=5),
    "header zeroed": lambda file, _: file.write_bytes(bytes(100) + file.read_bytes()[100:]),
    "free list": partial(_bytes, first=32, last=40, count=4),
    "first page": partial(_bytes, first=100, last=_PAGE, count=30),
    "anywhere, few": partial(_bytes, first=_PAGE, last=2**40, count=20),
    "anywhere, many": partial(_bytes, first=_PAGE, last=2**40, count=2000),
    "emptied to some bytes": partial(_cut, most=100),
    "cut": partial(_cut, least=100),
    "pages zeroed": partial(_pages, fill=0),
    "pages of ones": partial(_pages, fill=255),
    "pages swapped": _swapped,
    "table of entries": partial(_table, name="entry"),
    "table of entries zeroed": partial(_table, name="entry", fill=b"\0"),
    "table of texts": partial(_table, name="text"),
    "tally": partial(_table, name="tally", fill=b"\xff"),
    "meta": partial(_table, name="meta"),
    "state": partial(_table, name="state", fill=b"\xff"),
    "journal": partial(_table, name="journal", fill=b"\0"),
    "folders": partial(_table, name="folder", fill=b"\0"),
    "index of ids": partial(_table, name="entry_by_id"),
    "index of ids emptied": partial(_emptied, name="entry_by_id"),
    "index of days": partial(_table, name="entry_by_day", fill=b"\xff"),
    "words, data": partial(_table, name="words_data"),
    "words, index": partial(_table, name="words_idx", fill=b"\0"),
    "words, sizes": partial(_table, name="words_docsize", fill=b"\xff"),
    "words without data": partial(_sql, script="DELETE FROM words_data"),
    "words of noise": partial(_sql, script="UPDATE words_data SET block = randomblob(200)"),
    "texts of noise": partial(_sql, script="UPDATE text SET body = randomblob(100)"),
    "texts cut": partial(_sql, script="UPDATE text SET body = substr(body, 1, 20)"),
    "texts of no type": partial(_sql, script="UPDATE text SET body = 7"),
    "lists of no JSON": partial(_sql, script="UPDATE entry SET categories = '[', tags = '{'"),
    "times of no year": partial(_sql, script="UPDATE entry SET published = 1 << 60"),
    "times of letters": partial(_sql, script="UPDATE entry SET published = 'soon'"),
    "names of numbers": partial(_sql, script="UPDATE entry SET name = 7, title = x'ff'"),
    "texts that are none": partial(_sql, script="UPDATE entry SET title = CAST(x'ff' AS TEXT)"),
    "roots of no number": partial(_sql, script="UPDATE folder SET root = 9"),
    "generation of letters": partial(
        _sql, script="UPDATE meta SET value = 'x' WHERE name = 'generation'"
    ),
    "tally of nulls": partial(_sql, script="DELETE FROM tally"),
    "table gone": partial(_sql, script="DROP TABLE tally"),
    "view gone": partial(_sql, script="DROP VIEW shown"),
    "column gone": partial(_sql, script="ALTER TABLE running RENAME COLUMN beat TO bit"),
    "schema of noise": partial(
        _schema, script="UPDATE sqlite_master SET sql = 'CREATE noise' WHERE name = 'entry'"
    ),
    "root page of another": partial(
        _schema, script="UPDATE sqlite_master SET rootpage = 3 WHERE name = 'entry'"
    ),
    "garbage": _garbage,
    "nothing": lambda file, _: file.write_bytes(b""),
    "text": lambda file, _: file.write_text("Something else entirely.\n" * 500),
    "a log of noise": partial(_beside, suffix="-wal", size=50_000),
    "a log of another": _other_wal,
    "an index of a log of noise": partial(_beside, suffix="-shm", size=32_768),
    "a lock of noise": partial(_beside, suffix="-lock", size=9_000),
    "a folder": _folder,
    "a folder as its log": partial(_folder, suffix="-wal"),
    "a folder as its lock": partial(_folder, suffix="-lock"),
    "a folder as its memory": partial(_folder, suffix="-shm"),
}
"""By what was done to the file."""
