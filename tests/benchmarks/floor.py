"""What a first index costs beside the least that any could: one loop that reads a file, hashes it,
parses its HTML, parts its CJK characters and gives the text to a full-text index.

Processor time of all processes, both sides in turn; the articles are those of the corpora, and made
ones up to each size. The phases of a scan are measured one by one.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from tests.benchmarks.articles import corpora
from tests.benchmarks.library import sentences, write
from tests.benchmarks.measuring import Ratio, Table, exponent, verdict

if TYPE_CHECKING:  # the folders of the program are set before it is imported
    from reader.library.scan.scan import Texts

SIZED = True
BUDGET = 1.6
RUNS, FEW = 3, 30_000
"""How often each side is measured, and above how many articles only once."""

MOST = 100_000
"""The most articles for the table of budgets, as indexing more takes hours."""

_CJK = re.compile("[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]")


class Costs(NamedTuple):
    """Processor seconds of the floor and of the phases of a scan, and the bytes of both indexes."""

    floor: float
    rows: float
    texts: float
    stories: float
    floor_size: int
    size: int


def tables(sizes: Sequence[int]) -> Iterator[Table]:
    table = Table(
        "A first index, beside the least that it could cost",
        "The floor reads, hashes, parses and indexes the same files in one loop, without a cleaner "
        "or rows, in one process. Processor time an article in ms, the best of "
        f"{RUNS} runs in turn (one above {FEW:,} articles); `^` is the growth exponent from the "
        "size before; the ratio is that of rows and texts to the floor.",
        ("articles", "floor", "rows", "texts", "stories", "index ^", "ratio", "budget", "kept",
         "kB each", "floor's"),
    )  # fmt: skip
    before: tuple[int, float] | None = None
    for size in sizes:
        found = costs(size)
        whole = found.rows + found.texts
        growth = exponent(before, (size, whole))
        before = (size, whole)
        ratio = whole / found.floor
        figures = [f"{1e3 * seconds / size:.2f}" for seconds in found[:4]]
        kilobytes = [f"{total / size / 1e3:.1f}" for total in (found.size, found.floor_size)]
        kept = verdict(ratio, BUDGET)
        table.add(f"{size:,}", *figures, growth, f"{ratio:.2f}", f"≤ {BUDGET}", kept, *kilobytes)
    yield table


def ratios(sizes: Sequence[int]) -> Iterator[Ratio]:
    """The costs of a first index and of its phases, beside the floor of the same run, of as many
    articles as there is time for.
    """
    found = {size: costs(size) for size in sizes if size <= MOST}
    each = {size: (c.rows + c.texts) / size for size, c in found.items()}
    yield Ratio(
        "first index: the rows, that is, the list", "its rows and texts", 0.25,
        {size: c.rows / (c.rows + c.texts) for size, c in found.items()},
        {size: c.rows / size for size, c in found.items()},
    )  # fmt: skip
    yield Ratio(
        "first index: rows and texts", "a loop of read, hash, Lexbor, FTS", BUDGET,
        {size: (c.rows + c.texts) / c.floor for size, c in found.items()}, each,
        "cleaning about half, front matter, words, the rows of the list and their trees",
    )  # fmt: skip
    yield Ratio(
        "first index: stories", "the same loop", 0.8,
        {size: c.stories / c.floor for size, c in found.items()},
        {size: c.stories / size for size, c in found.items()},
        "a third shingles and their minima, a fifth candidates that share phrases, a fifth pairs",
    )  # fmt: skip
    yield Ratio(
        "size of the index", "the full-text index of that loop", None,
        {size: c.size / c.floor_size for size, c in found.items()},
        {size: c.size / size for size, c in found.items()},
    )  # fmt: skip


@cache
def costs(size: int) -> Costs:
    """The least costs of several runs for so many articles."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "files"
        _write(root, size)
        runs = [(_floor(root), _phases(root)) for _ in range(RUNS if size <= FEW else 1)]
    floor = min(run[0][0] for run in runs)
    rows, texts, stories = (min(run[1][0][phase] for run in runs) for phase in range(3))
    return Costs(floor, rows, texts, stories, runs[0][0][1], runs[0][1][1])


def _write(root: Path, size: int) -> None:
    real = [path for paths in corpora().values() for path in paths][:size]
    write(size - len(real), root, sentences())
    (root / "real").mkdir(parents=True)
    for number, path in enumerate(real):
        shutil.copyfile(path, root / "real" / f"{number}{path.suffix}")


def _used(work: Callable[[], object]) -> float:
    before = os.times()
    work()
    return sum(os.times()[:4]) - sum(before[:4])


def _floor(root: Path) -> tuple[float, int]:
    """Seconds and bytes of the floor."""
    with tempfile.TemporaryDirectory() as home:
        file = Path(home) / "floor.sqlite"
        return _used(lambda: _index_at_least(root, file)), file.stat().st_size


def _index_at_least(root: Path, file: Path) -> None:
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


def _phases(root: Path) -> tuple[list[float], int]:
    """Seconds of the phases of a first scan, and the bytes of its index without stories."""
    from reader.library.library import Library

    with tempfile.TemporaryDirectory() as home:
        for kind in ("CACHE", "DATA", "CONFIG", "STATE"):
            os.environ[f"XDG_{kind}_HOME"] = f"{home}/{kind}"
        seconds = [_used(lambda: _scan(root, "leave")), _used(lambda: _scan(root, "share"))]
        (file,) = Path(home).rglob("*.sqlite")
        size = file.stat().st_size
        seconds.append(_used(lambda: _scan(root, "wait")))
        assert Library([root]).share_of_texts() == 1
        return seconds, size


def _scan(root: Path, texts: Texts) -> None:
    """Scan as far as the rows, the texts, or the stories."""
    from reader.library.library import Library

    library = Library([root])
    library.refresh(full=not library.is_indexed(), texts=texts)
    library.close()
