"""Markdown: parsed and cleaned beside the parser that it went through before, markdown-it-py, and a
library of it indexed with either.

Both go through the same cleaner, whose own gains are in neither ratio.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from unittest import mock

from markdown_it import MarkdownIt

from reader import config
from reader.articles.file import read_article
from reader.articles.html.clean import clean
from reader.articles.markdown import to_blocks
from reader.articles.rules.builtin import Rules
from reader.articles.rules.lookup import rules_for
from reader.model import Block
from tests.benchmarks.articles import ROOT, made
from tests.benchmarks.library import sentences
from tests.benchmarks.measuring import ANY, Ratio, Table, bests, kept
from tests.reading import ReadersHere

PARSED, INDEXED = 0.2, 5
"""Budgets: the part of the old time for one article, and how many times as fast a library is."""

WHY = "the HTML that comrak makes is cleaned like any other"

FILES = 8_000

_OLD = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def tables() -> Iterator[Table]:
    with tempfile.TemporaryDirectory() as folder:
        yield _one_by_one(Path(folder))
        yield _indexed(Path(folder))


def ratios(sizes: Sequence[int]) -> Iterator[Ratio]:
    """Markdown beside the old parser: single articles, and a library of it."""
    with tempfile.TemporaryDirectory() as folder:
        one = max(float(row[3]) for row in _one_by_one(Path(folder)).rows)
        many = 1 / float(_indexed(Path(folder)).rows[0][3])
    yield Ratio("a Markdown article", "markdown-it-py", PARSED, {ANY: one}, {}, WHY)
    yield Ratio(
        f"a library of {FILES:,} Markdown articles", "markdown-it-py", 1 / INDEXED,
        {ANY: many}, {}, "rows, words and the index, as for any article",
    )  # fmt: skip


def _old(source: str, rules: Rules, title: str = "", base: str | None = None) -> Iterator[Block]:
    return clean(_OLD.render(source), rules, title, base, prose=True)


def _one_by_one(folder: Path) -> Table:
    table = Table(
        "Markdown, beside the old parser",
        "Parsed and cleaned, in ms; the old parser is markdown-it-py, with the same cleaner.",
        ("article", "reader", "old", "ratio", "budget", "kept"),
    )
    paths = [made(folder, "markdown", size) for size in (3_000, 30_000)]
    paths += [ROOT / "README.md", ROOT / "docs" / "formats.md"]
    for path in paths:
        article = read_article(path)
        rules = rules_for(article.site, article.url)
        ways = (to_blocks.clean_markdown, _old)
        ours, theirs = bests([partial(_all, way, article.body, rules) for way in ways])
        figures = (f"{1e3 * ours:.2f}", f"{1e3 * theirs:.2f}", f"{ours / theirs:.2f}")
        table.add(path.stem, *figures, *kept(ours / theirs, PARSED, "×"))
    return table


def _all(way, body: str, rules: Rules) -> None:
    for _ in way(body, rules):
        pass


def _indexed(folder: Path) -> Table:
    table = Table(
        "A library of Markdown, indexed with either parser",
        f"{FILES:,} made articles of about 3 kB, read in one process, without stories; processor "
        "time for each in ms. “the rest” is what is left without parsing, cleaning and words: no "
        "parser makes an index faster than that.",
        ("reader", "old", "the rest", "times as fast", "budget", "kept"),
    )
    root = folder / "files"
    _write(root)
    ours = _used(root, to_blocks.clean_markdown)
    theirs = _used(root, _old)
    rest = _used(root, lambda *_given: iter(()))
    figures = (f"{1e3 * seconds / FILES:.2f}" for seconds in (ours, theirs, rest))
    verdict = "yes" if theirs / ours >= INDEXED else "NO"
    table.add(*figures, f"{theirs / ours:.2f}", f"≥ {INDEXED} ×", verdict)
    return table


def _write(root: Path) -> None:
    chance, lines = random.Random(8), sentences()
    root.mkdir()
    for number in range(FILES):
        parts = [f"# {chance.choice(lines)[:30]} {number}"]
        while sum(map(len, parts)) < 1_500:
            one, two, three = (chance.choice(lines) for _ in range(3))
            parts.append(
                f"{one} **{two[:30]}** [{three[:12]}](https://news.example/{number}) {two}"
            )
            if chance.random() < 0.3:
                parts.append(f"## {one[:20]}\n\n- {two}\n- {three}")
        head = f"title: '{number} {chance.choice(lines)[:20]}'\ndate: 2024-05-01 10:00:00"
        text = f"---\n{head}\n---\n\n" + "\n\n".join(parts) + "\n"
        (root / f"{number}.md").write_text(text, "utf-8")


def _used(root: Path, way) -> float:
    """Processor seconds of a first index with a way from Markdown to blocks."""
    from reader.library.library import Library
    from reader.library.scan import reader_pool

    with (
        tempfile.TemporaryDirectory() as home,
        mock.patch.dict(
            os.environ,
            {f"XDG_{kind}_HOME": home for kind in ("CACHE", "DATA", "CONFIG", "STATE")},
        ),
        mock.patch.object(reader_pool, "Readers", ReadersHere),
        mock.patch.object(to_blocks, "clean_markdown", way),
    ):
        config.config_file().parent.mkdir()
        config.config_file().write_text('stories = "off"\n', "utf-8")
        library = Library([root])
        started = time.process_time()
        library.refresh()
        taken = time.process_time() - started
        library.close()
    return taken
