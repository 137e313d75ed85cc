"""How well and how fast stories are found, among articles with planted versions.

The seed is fresh at each run and named in the note: `READER_SEED=N` repeats one.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.articles import corpora
from tests.benchmarks.labelled_stories import READ, SAME
from tests.benchmarks.library import sentences
from tests.benchmarks.measuring import Table
from tests.benchmarks.planted import HARD, KINDS, Made, Planted, planted, planted_in

if TYPE_CHECKING:
    from reader.library.index.index_file import Index

COUNT = 10_000
BATCH = 500
_ADD = """
INSERT INTO entry (key, folder, name, mtime_ns, size, id, title, published, inferred, day, category,
  categories, site, authors, tags, problems)
VALUES (?, 1, ?, 1, 1, ?, ?, ?, 0, '2024-01-01', '', '[]', ?, '[]', '[]', '[]')
"""


def tables() -> Iterator[Table]:
    seed = int(os.environ.get("READER_SEED") or random.SystemRandom().randrange(10**6))
    made = planted(seed, COUNT, sentences())
    pairs, seconds = found(made.articles)
    table = Table(
        "Stories",
        f"{len(made.articles):,} articles, {len(made.pairs):,} of them planted versions, "
        f"with 300 daily templates; seed {seed}. Processor time an article in ms, without reading "
        "and texts.",
        ("what", "figure", "budget", "kept"),
    )
    for name, figure, least in figures(made, pairs):
        table.add(name, f"{figure:.3f}", f"≥ {least}" if least else "", _kept(figure, least))
    each = 1e3 * seconds / len(made.articles)
    table.add("processor time", f"{each:.2f} ms", "≤ 0.7 ms", "yes" if each <= 0.7 else "NO")
    yield table
    if (real := real_articles()) is not None:
        yield labelled_table(seed, real)


def real_articles() -> dict[str, Made] | None:
    """The real articles that were labelled, by id; None where they are not at hand."""
    from reader.articles.file import read_article
    from reader.library.scan.visible_text import visible_text

    read = map(read_article, corpora().get("corpus/real", ()))
    found: dict[str, Made] = {}
    for one in read:
        time = int(one.published.timestamp()) if one.published else None
        found[one.id] = Made(one.title, one.site, time, visible_text(one)[0])
    return {article: found[article] for article in READ} if found.keys() >= READ else None


def labelled_table(seed: int, real: Mapping[str, Made]) -> Table:
    """What is found among real articles: pairs as they are labelled, and planted versions."""
    table = Table(
        "Stories in real articles",
        f"{len(real)} real articles, whose {len(real) * (len(real) - 1) // 2} pairs were labelled "
        f"by hand, and a version of each kind of those with a date; seed {seed}.",
        ("what", "figure", "budget", "kept"),
    )
    ids = list(real)
    pairs, _seconds = found(list(real.values()))
    told = {frozenset((ids[one], ids[other])) for one, other in pairs}
    same = set(map(frozenset, SAME))
    table.add("labelled as one story, found", f"{len(told & same)} of {len(same)}", "", "")
    table.add("found, labelled as two", len(told - same), "0", "NO" if told - same else "yes")
    made = planted_in(seed, list(real.values()), sentences())
    pairs, _seconds = found(made.articles)
    known = _closed(made.pairs)
    right = len(pairs & known) / max(len(pairs), 1)
    table.add("planted, precision", f"{right:.3f}", "≥ 0.99", _kept(right, 0.99))
    of_first = pairs & made.pairs.keys()
    for name, figure, least in list(figures(made, of_first))[1:]:
        table.add(f"planted, {name}", f"{figure:.3f}", f"≥ {least}" if least else "",
                  _kept(figure, least))  # fmt: skip
    return table


def _closed(pairs: Mapping[tuple[int, int], str]) -> set[tuple[int, int]]:
    """All pairs of articles that are versions of the same one."""
    members: dict[int, list[int]] = {}
    for one, other in pairs:
        members.setdefault(one, [one]).append(other)
    return {pair for story in members.values() for pair in combinations(sorted(story), 2)}


def _kept(figure: float, least: float) -> str:
    return "" if not least else "yes" if figure >= least else "NO"


def figures(made: Planted, pairs: set[tuple[int, int]]) -> Iterator[tuple[str, float, float]]:
    """Precision and recall of found pairs, also by kind: name, figure, the least that is wanted."""
    right = pairs & made.pairs.keys()
    yield "precision", len(right) / max(len(pairs), 1), 0.99
    by_kind = Counter(made.pairs.values())
    hits = Counter(made.pairs[pair] for pair in right)
    easy = [kind for kind in KINDS if kind != HARD]
    share = sum(hits[kind] for kind in easy) / sum(by_kind[kind] for kind in easy)
    yield f"recall without “{HARD}”", share, 0.95
    for kind in KINDS:
        yield f"recall, {kind}", hits[kind] / by_kind[kind], 0


def found(articles: Sequence[Made]) -> tuple[set[tuple[int, int]], float]:
    """The pairs that are in one story, in an index of these articles, and the processor time."""
    from reader.library.index.index_file import open_index
    from reader.library.stories.gathering import ComparedSoFar, Gathering

    with tempfile.TemporaryDirectory() as name:
        index = open_index((Path(name),), [])
        keys = _filled(index, articles)
        began = time.process_time()
        known = ComparedSoFar()
        for start in range(0, len(keys), BATCH):
            batch = Gathering(index.db, sorted(keys)[start : start + BATCH], known)
            batch.read()
            with index.write():
                batch.write()
        took = time.process_time() - began
        numbers = {key: number for number, key in enumerate(keys)}
        members: dict[int, list[int]] = {}
        for key, story in index.db.execute("SELECT key, story FROM compared"):
            members.setdefault(story, []).append(numbers[key])
        index.close()
    pairs = {pair for story in members.values() for pair in combinations(sorted(story), 2)}
    return pairs, took


def _filled(index: Index, articles: Sequence[Made]) -> list[int]:
    """Write the articles to an index; their keys, in order."""
    from reader.library.index.entry_keys import free_key
    from reader.library.index.schema import UNDATED
    from reader.library.index.tokens import packed

    keys: list[int] = []
    with index.write() as db:
        for number, (title, site, time, text) in enumerate(articles):
            published = UNDATED if time is None else time
            keys.append(free_key(db, published, f"{number:x}", set()))
            db.execute(
                _ADD, (keys[-1], b"%d.md" % number, f"{number:024x}", title, published, site)
            )
            db.execute("INSERT INTO text VALUES (?, ?)", (keys[-1], packed(text)))
    return keys
