"""What the library costs below the screen, at a thousand rows and at a million.

Libraries of many rows are made by writing the index directly, from sentences of the sample
articles: no files stand behind them. What needs files (the first index, a scan that finds nothing
new) is measured on made ones. References are measured in the same run.
"""

from __future__ import annotations

import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from sqlite3 import Connection
from typing import TYPE_CHECKING

from tests.benchmarks.measuring import Table
from tests.states import set_state

if TYPE_CHECKING:  # the folders of the program are set before it is imported
    from reader.library.scan.record import IndexRow

SAMPLES = Path(__file__).parents[2] / "sample_articles"
CATEGORIES = [f"分类{number}" for number in range(16)] + ["World", "科学", "金融", "编程"]
BATCH = 20_000
DISTINCT = 10_000
"""Texts that are made; in larger libraries several articles have the same."""

PENDING = """
SELECT entry.key, folder, name, mtime_ns, size, title, authors, site
FROM pending JOIN entry ON entry.key = pending.key WHERE phase = 'texts'
"""
FILES = 5_000
SIZED = True
Figures = dict[str, tuple[float, float]]
BUDGETS = {
    "search, first page": "≤ 100",
    "search, first page and count": "≤ 100",
    "search as one types": "≤ 100",
}


def sentences() -> list[str]:
    """The lines of text of the sample articles."""
    from reader.articles.file import read_article
    from reader.library.scan.visible_text import visible_text

    lines: list[str] = []
    for path in sorted(SAMPLES.rglob("*.md")):
        lines += [line for line in visible_text(read_article(path))[0].split("\n") if len(line) > 8]
    return lines


def made(count: int, chance: random.Random, lines: list[str]) -> Iterator[IndexRow]:
    """Rows of articles over two years, the first one first, as a scan would write them."""
    from reader.library.scan.record import IndexRow

    start = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp())
    times = sorted(start + chance.randrange(730 * 86400) for _ in range(count))
    for number, published in enumerate(times):
        day = datetime.fromtimestamp(published, UTC).date().isoformat()
        category = CATEGORIES[min(int(chance.expovariate(0.25)), len(CATEGORIES) - 1)]
        site = f"站{chance.randrange(40)}"
        title = f"{chance.choice(lines)[:24]} №{number}"
        yield IndexRow(
            1, b"%d.md" % number, 1, 1, f"{chance.getrandbits(96):024x}", title, published, 0, day,
            category, f'["{category}", "{site}"]', site, f'["{site}"]', "[]", None,
            "[]", 0, None, "[]", "",
        )  # fmt: skip


def texts(count: int, chance: random.Random, lines: list[str]) -> list[tuple[bytes, str]]:
    """So many texts of about 900 characters, packed, and their words."""
    from reader.library.index.tokens import packed, split

    characters = "".join(lines)
    found = []
    for _ in range(count):
        wanted, body = 900 * chance.lognormvariate(0, 0.7), ""
        while len(body) < wanted:
            at = chance.randrange(len(characters) - 40)
            body += characters[at : at + 12] + chance.choice(lines) + "\n"
        found.append((packed(body), split(body)))
    return found


def fill(count: int, folder: Path, lines: list[str]) -> Path:
    """Make a library of so many rows; its root."""
    from reader.library.index.index_file import open_index

    root = folder / f"root{count}"
    root.mkdir()
    index = open_index((root,), [])
    for setting in ("wal_autocheckpoint = 8000", "synchronous = OFF", "cache_size = -200000"):
        index.db.execute(f"PRAGMA {setting}")
    chance = random.Random(count)
    with index.write():
        index.db.execute("INSERT INTO folder VALUES (1, 0, x'', ?)", (root.stat().st_mtime_ns,))
        index.set_meta("indexed", 1)
    bodies = texts(min(count, DISTINCT), chance, lines)
    articles = made(count, chance, lines)
    while batch := list(islice(articles, BATCH)):
        with index.write() as db:
            _store(db, batch, chance.choices(bodies, k=len(batch)))
    index.close()
    return root


def _store(db: Connection, rows: Sequence[IndexRow], bodies: Sequence[tuple[bytes, str]]) -> None:
    from reader.library.index.tokens import split
    from reader.library.scan.record import Indexed, TextJob, VisibleText
    from reader.library.scan.store import Put, store, store_texts

    by_name = {row.name: body for row, body in zip(rows, bodies, strict=True)}
    store(db, [Put(row, None) for row in rows])
    found = []
    for key, folder, name, mtime_ns, size, *others in db.execute(PENDING).fetchall():
        indexed = Indexed(*others)
        body, words = by_name[name]
        site = split(indexed.site)
        text = VisibleText(body, (split(indexed.title), words, site, site))
        found.append((TextJob(key, folder, "", name, mtime_ns, size, indexed), text))
    store_texts(db, found)


def timed(work: Callable[[], object], times: int = 60) -> tuple[float, float]:
    """Median and 95th percentile of a call, in milliseconds."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        took.append((time.perf_counter() - start) * 1000)
    return statistics.median(took), sorted(took)[int(len(took) * 0.95)]


def words(lines: list[str], chance: random.Random) -> list[str]:
    """One to four Chinese characters, common and rare; Latin words and their beginnings."""
    chinese = [line for line in lines if any("一" <= c <= "鿿" for c in line)]
    found = []
    while len(found) < 160:
        line, length = chance.choice(chinese), chance.randint(1, 4)
        at = chance.randrange(max(len(line) - length, 1))
        word = line[at : at + length]
        if all("一" <= c <= "鿿" for c in word):
            found.append(word)
    latin = sorted({w for line in lines for w in line.split() if w.isascii() and w.isalpha()})
    chosen = chance.sample(latin, min(len(latin), 60))
    return (
        found + [w[: chance.randint(2, 5)] for w in chosen if len(w) > 1] + ["的", "中国", "的 是"]
    )


def measure(root: Path, lines: list[str]) -> Figures:
    """The figures of one library."""
    from reader.library.library import Library
    from reader.library.query.language import parse
    from reader.library.query.placed_hits import gather

    chance = random.Random(3)
    figures: Figures = {}
    figures["open and first rows"] = timed(lambda: _first_rows(root), 15)
    library = Library([root])
    listing = library.listing()
    figures["nodes of the list"] = timed(library.listing, 15)
    nodes = [n for n, node in enumerate(listing.nodes) if node.rows]

    def window() -> None:
        node = chance.choice(nodes)
        start = chance.randrange(listing.nodes[node].rows)
        listing.window(node, start, start + 40)

    def locate() -> None:
        found = listing.window(chance.choice(nodes), 0, 1)
        listing.locate(found[0].key)

    figures["a window anywhere"] = timed(window, 200)
    figures["find a row again"] = timed(locate, 200)
    figures["next unread"] = timed(lambda: listing.next_unread(chance.choice(nodes), -1), 200)
    entry = listing.window(nodes[0], 0, 1)[0]
    figures["mark"] = timed(
        lambda: set_state(library, [entry], read=not library.entry(entry.key).read), 60
    )
    searcher = library.searcher()
    asked = words(lines, chance)
    queries = iter([parse(word) for word in asked] * 3)
    figures["search, first page"] = timed(lambda: _page(library, next(queries)), len(asked))
    figures["search, first page and count"] = timed(
        lambda: (_page(library, q := next(queries)), searcher.count(q)), len(asked)
    )
    typed = iter([parse(word) for word in asked])
    figures["search as one types"] = timed(
        lambda: gather(searcher, next(typed), "category", "all", "newest", 1_000), len(asked)
    )
    common, rare = parse("的"), parse(asked[0])
    figures["all hits of 的, grouped"] = timed(
        lambda: library.found(gather(searcher, common, "category", "all", "newest")), 3
    )
    figures["all hits, grouped"] = timed(
        lambda: library.found(gather(searcher, rare, "category", "all", "newest")), 10
    )
    searcher.close()
    library.close()
    return figures


def _first_rows(root: Path) -> None:
    from reader.library.library import Library

    library = Library([root])
    library.listing().window(0, 0, 40)
    library.counts()
    library.close()


def _page(library: object, query: object) -> None:
    list(library.entries(query, limit=50))


def commands(root: Path) -> Figures:
    """Cold starts of the command line, over a bare Python."""
    python = [sys.executable, "-c", "pass"]
    bare = timed(lambda: subprocess.run(python, check=True), 9)
    figures: Figures = {"python -c pass": bare}
    for words in (["list", "--limit", "20"], ["search", "金融", "--limit", "20"], ["stats"]):
        stage = [sys.executable, "-m", "tests.benchmarks.stage", "command"]
        command = [*stage, words[0], "-L", str(root), *words[1:]]
        run = partial(subprocess.run, command, check=True, capture_output=True)
        figures[f"reader {' '.join(words)}"] = timed(run, 7)
    return figures


def _with_files(count: int, folder: Path, lines: list[str]) -> Table:
    """The first index of made files, and a scan that finds nothing new, with their references."""
    from reader.articles.body import blocks
    from reader.articles.file import read_article
    from reader.library.library import Library

    root = folder / "files"
    write(count, root, lines)
    some = [path for path, _n in zip(sorted(root.rglob("*.md")), range(500), strict=False)]
    start = time.process_time()
    for path in some:
        list(blocks(read_article(path)))
    clean = (time.process_time() - start) / len(some)
    before, start = os.times(), time.perf_counter()
    library = Library([root])
    library.refresh()
    took, after = time.perf_counter() - start, os.times()
    used = sum(after[:4]) - sum(before[:4])
    same, bare = timed(library.refresh, 5)[0], timed(lambda: _walk(root), 5)[0]
    folders = timed(lambda: library.refresh(full=False), 5)[0]
    file = library.index_file
    library.close()
    table = Table(
        "A library of files",
        f"{count:,} made articles of about 2 kB.",
        ("what", "figure", "reference", "budget"),
    )
    most = count / used * (os.cpu_count() or 1)
    table.add("first index, articles a second", f"{count / took:,.0f}", "", "≥ 2,100")
    table.add("the same, if no one else used the cores", f"{most:,.0f}", "", "≥ 2,100")
    table.add(
        "processor time for each, ms", f"{used / count * 1e3:.2f}",
        f"{clean * 1e3:.2f} to read and clean one", "",
    )  # fmt: skip
    table.add(
        "scan with nothing new, ms", f"{same:.0f}", f"{bare:.0f}: bare scandir and stat",
        f"≤ 2 × ({same / bare:.2f} ×)",
    )  # fmt: skip
    table.add("a look at the folders alone, ms", f"{folders:.0f}", "", "")
    size = file.stat().st_size / count / 1000 if file else 0
    table.add("index, kB an article", f"{size:.1f}", "", "")
    return table


def write(count: int, root: Path, lines: list[str]) -> None:
    """Made files in a hundred folders."""
    chance = random.Random(count)
    for number in range(count):
        folder = root / CATEGORIES[number % 20] / f"{number % 5}"
        if number < 100:
            folder.mkdir(parents=True, exist_ok=True)
        chosen = chance.choices(lines, k=max(3, int(chance.lognormvariate(2.3, 0.6))))
        body = "\n".join(
            f"<p style='text-indent:2em'>{line[:40]}<b>{line[40:60]}</b>{line[60:]}</p>"
            for line in chosen
        )
        head = f"title: '{number} {chosen[0][:20]}'\ncategories:\n - {CATEGORIES[number % 20]}\n"
        date = datetime.fromtimestamp(1_700_000_000 + chance.randrange(10**7), UTC)
        text = f"\n---\n{head}date: {date:%Y-%m-%d %H:%M:%S}\n---\n\n<div>\n{body}\n</div>\n"
        (folder / f"{number}.md").write_text(text, "utf-8")


def _walk(root: Path) -> None:
    folders = [os.fspath(root)]
    while folders:
        with os.scandir(folders.pop()) as found:
            for item in found:
                if item.is_dir(follow_symlinks=False):
                    folders.append(item.path)
                else:
                    item.stat()


def tables(sizes: Sequence[int]) -> Iterator[Table]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= {
            f"XDG_{kind}_HOME": str(folder / kind) for kind in ("CACHE", "DATA", "CONFIG")
        }
        lines = sentences()
        results: dict[int, Figures] = {}
        for size in sizes:
            root = fill(size, folder, lines)
            results[size] = measure(root, lines) | commands(root)
            for file in (folder / "CACHE").rglob("*.sqlite*"):
                file.unlink()
        yield _grown(results)
        yield _with_files(FILES, folder, lines)


def _grown(results: dict[int, Figures]) -> Table:
    """All figures, and how they grow."""
    sizes = sorted(results)
    table = Table(
        "The library below the screen",
        "Medians and 95th percentiles in ms, at so many rows; `^` is the growth exponent from the "
        "size before: 0 is the same at any size, 1 in proportion. The rows are written into the "
        f"index directly, from sentences of the sample articles, with up to {DISTINCT:,} texts.",
        ("what", *(f"{size:,}{part}" for size in sizes for part in ("", " p95", " ^")), "budget"),
    )
    for name in results[sizes[0]]:
        cells, before = [], None
        for size in sizes:
            median, late = results[size][name]
            growth = ""
            if before:
                growth = f"{math.log(median / before[1]) / math.log(size / before[0]):.1f}"
            cells += [f"{median:.2f}", f"{late:.1f}", growth]
            before = (size, max(median, 1e-6))
        table.add(name, *cells, BUDGETS.get(name, ""))
    return table
