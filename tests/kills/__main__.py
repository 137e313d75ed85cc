"""Start a process that marks, kill it at any moment, look; and again.

The process says what it is about to do and, when the call has returned, that it is done. What was
done must be there; what was only begun may be, all of it or nothing. Every tenth time the index is
thrown away, so that the journal alone has to know.
"""

from __future__ import annotations

import os
import random
import select
import shutil
import signal
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from io import RawIOBase
from pathlib import Path
from typing import NamedTuple

from reader import config
from reader.entry import Entry
from reader.library.journal import maintenance
from reader.library.journal.journal import default_journal
from reader.library.library import Library
from reader.library.marks import FEW
from tests.kills import index, screen
from tests.states import set_state

ARTICLES = FEW + 40
MANY = 1_000
"""Articles where most marks are of many: enough for a mark that takes some writing."""

LONGEST = 0.12
"""Seconds after which a process is killed at the latest, from when it is ready or has acknowledged
some marks.
"""

_MOST = 3
"""Marks that a process has acknowledged by then, at most: not by time, as machines differ."""

Model = dict[tuple[str, str], bool]
"""Article and field → what was acknowledged last."""


class Tally(NamedTuple):
    """How many processes were killed, marks acknowledged, acknowledged marks lost, and marks of
    many articles that are there in part.
    """

    kills: int
    marks: int
    lost: int
    torn: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print the figures, and return 1 where a mark was lost."""
    parser = ArgumentParser(prog="python -m tests.kills")
    parser.add_argument("--count", type=int, default=100, help="processes to kill")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--what",
        choices=["marks", "many", "screen", "index"],
        default="marks",
        help="a process that makes all kinds of marks, or mostly marks of many; the screen; or a "
        "scan, so often in each of its phases",
    )
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            os.environ[f"XDG_{name}_HOME"] = f"{folder}/{name}"
        if asked.what == "index":
            scans = index.run(Path(folder), asked.count, asked.seed)
            print(
                f"{scans.in_rows} kills in rows, {scans.in_texts} in texts, "
                f"{scans.different} indexes that differ"
            )
            return 1 if scans.different else 0
        if asked.what == "screen":
            found = Tally(*screen.run(Path(folder), asked.count, asked.seed))
        else:
            found = run(Path(folder), asked.count, asked.seed, many=asked.what == "many")
    print(
        f"{found.kills} kills, {found.marks:,} marks acknowledged, {found.lost} of them lost",
        end="",
    )
    print(f", {found.torn} torn")
    return 1 if found.lost or found.torn else 0


def run(folder: Path, count: int, seed: int, *, many: bool = False) -> Tally:
    """Kill so many processes, which make marks of `many` articles most of the time; the XDG folders
    are in the environment.
    """
    root = folder / "news"
    articles = MANY if many else ARTICLES
    _write_articles(root, articles)
    library = Library([root])
    library.refresh()
    library.close()
    model: Model = {}
    marks = lost = torn = 0
    chance = random.Random(seed)
    for number in range(count):
        acknowledged, begun = _killed(root, chance, many=many)
        marks += len(acknowledged)
        for change in acknowledged:
            model |= change
        if number % 10 == 9:
            shutil.rmtree(config.index_folder())
        seen = _seen(root)
        assert len(seen) == 2 * articles
        lost += sum(
            seen.get(key, False) != value for key, value in model.items() if key not in begun
        )
        torn += _is_torn(model, begun, seen)
        model |= seen
    return Tally(count, marks, lost, torn)


def _is_torn(model: Model, begun: Model, seen: Model) -> bool:
    """Whether of what was begun some is there, and some is not."""
    changing = [key for key, value in begun.items() if model.get(key, False) != value]
    return len({seen[key] == begun[key] for key in changing}) > 1


def _write_articles(root: Path, count: int) -> None:
    root.mkdir()
    for number in range(count):
        head = f"title: t{number}\ndate: 2022-04-{number % 28 + 1:02} 10:00:00"
        (root / f"{number}.md").write_text(f"---\n{head}\n---\nText {number}.\n", "utf-8")


def _seen(root: Path) -> Model:
    """What a library that is opened now shows."""
    library = Library([root])
    if not library.is_indexed():
        library.refresh()
    found = {}
    for entry in library.entries():
        found |= {(entry.id, "read"): entry.read, (entry.id, "starred"): entry.starred}
    library.close()
    return found


def _killed(root: Path, chance: random.Random, *, many: bool) -> tuple[list[Model], Model]:
    """What a process acknowledged before it was killed, and what it had only begun."""
    out, told = os.pipe()
    seed, delay, done = chance.random(), chance.uniform(0, LONGEST), chance.randint(0, _MOST)
    child = os.fork()
    if not child:
        os.close(out)
        try:
            _mark_on(root, random.Random(seed), told, many=many)
        finally:
            os._exit(1)
    os.close(told)
    with os.fdopen(out, "rb", 0) as stream:
        first = stream.readline()  # it is ready
        rest = b"".join(_until_done(stream, done)) + _heard(stream, delay)
        os.kill(child, signal.SIGKILL)
        rest += stream.read()
    _pid, status = os.waitpid(child, 0)
    assert first == b"ready\n"
    assert os.WIFSIGNALED(status), "it ended by itself"
    return _told(rest)


def _until_done(stream: RawIOBase, count: int) -> Iterator[bytes]:
    """What a process says until it has acknowledged so many marks."""
    while count and (line := stream.readline()):
        yield line
        count -= line == b"done\n"


def _heard(stream: RawIOBase, seconds: float) -> bytes:
    """What a process says in some seconds, in which it never waits for somebody to hear it."""
    end = time.monotonic() + seconds
    heard = b""
    while (left := end - time.monotonic()) > 0:
        if select.select([stream], [], [], left)[0]:
            heard += stream.read(65_536) or b""
    return heard


def _told(text: bytes) -> tuple[list[Model], Model]:
    acknowledged: list[Model] = []
    begun: Model = {}
    for line in text.split(b"\n")[:-1]:
        word, *rest = line.decode().split()
        if word == "done":
            acknowledged.append(begun)
            begun = {}
        else:
            field, value, *articles = rest
            begun = {(article, field): value == "1" for article in articles}
    return acknowledged, begun


def _mark_on(root: Path, chance: random.Random, told: int, *, many: bool) -> None:
    """Mark one thing after the other, without an end."""
    library = Library([root])
    entries = list(library.entries())
    os.write(told, b"ready\n")
    while True:
        match chance.randrange(3 if many else 12):
            case 0:
                _mark_many(library, entries, chance, told)
            case 1 | 2:
                _undo(library, told)
            case 3:
                os.write(told, b"begin read 1\n")
                maintenance.compact(default_journal())
                os.write(told, b"done\n")
            case _:
                _mark_one(library, chance.choice(entries), chance, told)


def _mark_one(library: Library, entry: Entry, chance: random.Random, told: int) -> None:
    value = chance.random() < 0.5
    field = chance.choice(["read", "starred"])
    os.write(told, f"begin {field} {int(value)} {entry.id}\n".encode())
    if field == "read":
        set_state(library, [entry], read=value)
    else:
        set_state(library, [entry], starred=value)
    os.write(told, b"done\n")


def _mark_many(library: Library, entries: list[Entry], chance: random.Random, told: int) -> None:
    value = chance.random() < 0.5
    some = chance.sample(entries, chance.randint(2, len(entries)))
    listed = " ".join(entry.id for entry in some)
    os.write(told, f"begin read {int(value)} {listed}\n".encode())
    library.marks.mark([entry.key for entry in some], "read", value)
    os.write(told, b"done\n")


def _undo(library: Library, told: int) -> None:
    step = library.marks.step("undo")
    if step is not None:
        for wanted in step.wanted:
            articles = [article for event in wanted.events for article in event.articles]
            listed = " ".join(articles)
            os.write(told, f"begin {wanted.field} {int(wanted.value)} {listed}\n".encode())
        library.marks.retrace(step)
        os.write(told, b"done\n")


if __name__ == "__main__":
    sys.exit(main())
