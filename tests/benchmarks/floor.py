"""What a first index costs beside the least that any could: one loop that reads a file, hashes it,
parses its HTML, parts its CJK characters and gives the text to a full-text index.

Processor time of all processes, both sides in turn; the articles are those of the corpora, and made
ones up to each size.
"""

from __future__ import annotations

import math
import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from tests.benchmarks.articles import corpora
from tests.benchmarks.library import sentences, write
from tests.benchmarks.measuring import Table

SIZED = True
MOST = 10_000
"""Articles; more say nothing else and take minutes."""

BUDGET = 1.6
RUNS = 3
_CJK = re.compile("[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]")


def tables(sizes: Sequence[int]) -> Iterator[Table]:
    table = Table(
        "A first index, beside the least that it could cost",
        "The floor reads, hashes, parses and indexes the same files in one loop, without a cleaner "
        "or rows, in one process. Processor time an article in ms, the best of "
        f"{RUNS} runs in turn; `^` is the growth exponent from the size before.",
        ("articles", "floor", "index", "index ^", "ratio", "budget", "kept", "kB each", "floor's"),
    )
    before: tuple[int, float] | None = None
    for size in sorted({min(size, MOST) for size in sizes}):
        with tempfile.TemporaryDirectory() as name:
            (floor, floor_size), (ours, our_size) = _both(size, Path(name))
        growth = _growth(before, (size, ours))
        before = (size, ours)
        ratio = ours / floor
        figures = [f"{1e3 * seconds / size:.2f}" for seconds in (floor, ours)]
        sizes_each = [f"{total / size / 1e3:.1f}" for total in (our_size, floor_size)]
        verdict = "yes" if ratio <= BUDGET else "NO"
        table.add(
            f"{size:,}", *figures, growth, f"{ratio:.2f}", f"≤ {BUDGET} ×", verdict, *sizes_each
        )
    yield table


def _growth(before: tuple[int, float] | None, now: tuple[int, float]) -> str:
    if before is None:
        return ""
    return f"{math.log(now[1] / before[1]) / math.log(now[0] / before[0]):.2f}"


def _both(size: int, folder: Path) -> tuple[tuple[float, int], tuple[float, int]]:
    """Seconds and bytes of the floor, and of the index of so many articles."""
    root = folder / "files"
    real = [path for paths in corpora().values() for path in paths][:size]
    write(size - len(real), root, sentences())
    (root / "real").mkdir(parents=True)
    for number, path in enumerate(real):
        shutil.copyfile(path, root / "real" / f"{number}{path.suffix}")
    best = [(math.inf, 0), (math.inf, 0)]
    for _ in range(RUNS):
        for side, work in enumerate((_floor, _index)):
            best[side] = min(best[side], _used(work, root))
    return best[0], best[1]


def _used(work: Callable[[Path, Path], Path], root: Path) -> tuple[float, int]:
    with tempfile.TemporaryDirectory() as home:
        before = os.times()
        file = work(root, Path(home))
        after = os.times()
        return sum(after[:4]) - sum(before[:4]), file.stat().st_size


def _floor(root: Path, home: Path) -> Path:
    file = home / "floor.sqlite"
    db = sqlite3.connect(file)
    db.execute("CREATE VIRTUAL TABLE words USING fts5 (text, content = '', tokenize = 'unicode61')")
    for number, path in enumerate(sorted(root.rglob("*.*"))):
        data = path.read_bytes()
        blake2b(data)
        body = LexborHTMLParser(data.decode("utf-8", "replace")).body
        text = _CJK.sub(r" \g<0> ", body.text(separator=" ")) if body else ""
        db.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (number, text))
    db.commit()
    db.close()
    return file


def _index(root: Path, home: Path) -> Path:
    from reader.library.library import Library

    for kind in ("CACHE", "DATA", "CONFIG", "STATE"):
        os.environ[f"XDG_{kind}_HOME"] = str(home / kind)
    library = Library([root])
    library.refresh()
    file = library.index_file
    library.close()
    assert file is not None
    return file
