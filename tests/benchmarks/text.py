"""Text: from a file to its first screen, and to its end, beside html2text."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

import html2text

from reader.articles.body import blocks
from reader.articles.file import read_article
from reader.articles.markdown.detect import is_markdown
from reader.model import Article, Block, Span
from reader.output.terminal import lines
from tests.benchmarks.articles import corpora, made
from tests.benchmarks.measuring import ANY, Ratio, Table, best, bests, kept, spread

WIDTH, SCREEN = 80, 40
"""Cells of a line, and the lines of a screen."""

MEDIAN, SHORT, LONG = 2, 10, 15
"""Budgets in ms: the median of a corpus, an article of 30 kB, one of 300 kB."""

FASTER = 2
"""How many times as fast as html2text we must be."""

WHY = "parsing, then a walk in Python over each node: styles, repairs, rules; flat"


def first_screen(path: Path) -> None:
    _screen(read_article(path))


def to_text(article: Article, width: int) -> str:
    """An article's text, its paragraphs on one line each where `width` is 0."""
    if width:
        return "\n".join(line.text for line in lines(blocks(article), width))
    return "\n\n".join("".join(span.text for span in _spans(block)) for block in blocks(article))


def _spans(block: Block) -> Iterable[Span]:
    if block.kind != "table":
        return block.spans
    return (span for row in block.rows for cell in row for span in cell.spans)


def tables() -> Iterator[Table]:
    with tempfile.TemporaryDirectory() as folder:
        yield _first_screens(Path(folder))
        yield _against_html2text(Path(folder))


def ratios(sizes: Sequence[int]) -> Iterator[Ratio]:
    """Articles as text, to the end, beside html2text."""
    with tempfile.TemporaryDirectory() as folder:
        rows = _against_html2text(Path(folder)).rows
    for name, _count, what, ours, theirs, *_ in rows:
        if what == "whole":
            ratio = float(ours) / float(theirs)
            yield Ratio(
                f"articles to the end: {name}", "html2text", 1 / FASTER, {ANY: ratio}, {}, WHY
            )


def _first_screens(folder: Path) -> Table:
    table = Table(
        "First screen of an article",
        f"Read the file, parse, clean, and set the first {SCREEN} lines at {WIDTH} cells, in ms.",
        ("articles", "count", "median", "p95", "max", "budget", "kept"),
    )
    for name, paths in corpora().items():
        median, p95, most = spread([best(partial(first_screen, path)) for path in paths])
        cells = (f"{median:.2f}", f"{p95:.2f}", f"{most:.2f}")
        table.add(name, len(paths), *cells, *kept(median, MEDIAN, "(median)"))
    for kind in ("html", "markdown"):
        for size, budget in ((30_000, SHORT), (300_000, LONG)):
            taken = 1e3 * best(partial(first_screen, made(folder, kind, size)))
            cells = ("", "", f"{taken:.2f}")
            table.add(f"{kind}, {size // 1000} kB", 1, *cells, *kept(taken, budget, ""))
    return table


def _against_html2text(folder: Path) -> Table:
    table = Table(
        "Articles as text, beside html2text",
        "The HTML of a body through ours and through html2text; ms for all articles together. "
        f"“screen”: cleaned and set as far as the first {SCREEN} lines at {WIDTH} cells, which is "
        "all that a reader waits for; html2text knows no such thing and goes to the end. “lines”: "
        f"set at {WIDTH} cells to the end. “whole”: to the end, on neither side set in lines.",
        ("articles", "count", "what", "reader", "html2text", "times as fast", "budget", "kept"),
    )
    groups = dict(corpora())
    groups["html, 30 kB"] = [made(folder, "html", 30_000)]
    groups["html, 300 kB"] = [made(folder, "html", 300_000)]
    ways: dict[str, tuple[Callable[[Article], object], int]] = {
        "screen": (_screen, WIDTH),
        "lines": (partial(to_text, width=WIDTH), WIDTH),
        "whole": (partial(to_text, width=0), 0),
    }
    for name, paths in groups.items():
        articles = [article for article in map(read_article, paths) if _is_html(article)]
        for what, (way, width) in ways.items():
            taken = [
                bests([partial(way, article), partial(_html2text, article.body, width)])
                for article in articles
            ]
            ours, theirs = (1e3 * sum(column) for column in zip(*taken, strict=True))
            times = theirs / ours
            figures = (f"{ours:.1f}", f"{theirs:.1f}", f"{times:.1f}")
            verdict = "yes" if times >= FASTER else "NO"
            table.add(name, len(articles), what, *figures, f"≥ {FASTER}", verdict)
    return table


def _screen(article: Article) -> None:
    for _ in islice(lines(blocks(article), WIDTH), SCREEN):
        pass


def _is_html(article: Article) -> bool:
    return not is_markdown(article.body)


def _html2text(body: str, width: int) -> None:
    writer = html2text.HTML2Text()
    writer.body_width = width
    writer.handle(body)
