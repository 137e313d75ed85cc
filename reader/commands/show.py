"""`reader show`: one article on stdout, in a pager where that is a terminal too low for it."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from itertools import chain
from pathlib import Path

from reader import config
from reader.articles.body import blocks, key_statements
from reader.articles.file import SIZE_LIMIT, article_of, read_article
from reader.articles.key_statements import as_blocks
from reader.articles.rules import lookup
from reader.articles.whole import is_fold
from reader.config import Settings
from reader.console.stdout import page_lines, styling, terminal_width
from reader.entry import Entry
from reader.errors import UsageError
from reader.model import Article, Block
from reader.output.formats import json as export
from reader.output.header import below, header
from reader.output.link_numbers import addresses, numbered
from reader.output.points import points
from reader.output.terminal import Listing, Segment, lines

SHORTEST_ID = 4
"""Digits of an id that are enough to name an article by."""


def run(arguments: Namespace) -> int:
    """Print the article that `arguments.article` names: a file's path, or an id of the library."""
    _check(arguments)
    settings: Settings = arguments.settings
    zone = config.local_zone(settings)
    article, entry = _article(arguments, zone)
    body = _body(article, whole=arguments.all)
    for problem in lookup.problems():
        print(f"reader: {problem}", file=sys.stderr)
    if arguments.key_points:
        return _print_key_points(article, entry, arguments, settings)
    match arguments.format:
        case "json":
            _print_json(article, entry, body)
        case "html":
            _print_html(article, body, zone, whole=not arguments.no_header)
        case "markdown":
            _print_markdown(article, body, zone, whole=not arguments.no_header)
        case _:
            _print_lines(article, entry, body, arguments, settings)
    return 0


def _article(arguments: Namespace, zone: tzinfo | None) -> tuple[Article, Entry | None]:
    """The article that is meant, and its row where the library was asked for it."""
    named = arguments.article
    if named == "-":
        return article_of(sys.stdin.buffer.read(SIZE_LIMIT + 1), "stdin", zone), None
    path = Path(named)
    if path.exists() or not _is_id(named):
        return read_article(path, zone), None
    if len(named) < SHORTEST_ID:
        raise UsageError(
            f"There is no file {named!r}, and an id needs {SHORTEST_ID} digits at the least."
        )

    from reader.console.libraries import looked_over

    entry = looked_over(arguments).find(named)
    return read_article(entry.path, zone), entry


def _check(arguments: Namespace) -> None:
    if arguments.links and arguments.format not in ("terminal", "text"):
        raise UsageError(f"--links is for text; {arguments.format} has the links in their places.")
    if arguments.key_points and arguments.links:
        raise UsageError("Key points are without links: leave --links out.")
    if arguments.key_points and arguments.format == "html":
        raise UsageError("There is no HTML of key points: use terminal, text, markdown or json.")


def _body(article: Article, *, whole: bool) -> Iterator[Block]:
    """The blocks of an article; of a saved page, those around it only where they are asked for."""
    return (block for block in blocks(article, whole=whole) if not is_fold(block))


def _print_json(article: Article, entry: Entry | None, body: Iterator[Block]) -> None:
    from reader.console.json_lines import print_json

    row = export.row(entry or article) | {"image": article.image}
    row["blocks"] = [export.block(block) for block in body]
    print_json(row, indent=2)


def _print_key_points(
    article: Article, entry: Entry | None, arguments: Namespace, settings: Settings
) -> int:
    """Headings and bold statements alone; 1 where there are none."""
    zone = config.local_zone(settings)
    whole = not arguments.no_header
    found = key_statements(article)
    match arguments.format:
        case "json":
            from reader.console.json_lines import print_json

            row = export.row(entry or article)
            row["statements"] = [export.statement(one) for one in found]
            print_json(row, indent=2)
        case "markdown":
            from reader.output.formats.markdown import front_matter, markdown

            print(front_matter(article, zone) if whole else "", end="")
            print(markdown(as_blocks(found)) if found else "", end="")
        case _:
            width = arguments.width or terminal_width(settings.text_width)
            shown = (line.segments for line in points(as_blocks(found), width))
            above = header(article, width, zone, own_tags=_own_tags(entry)) if whole else ()
            page_lines(chain(above, shown), arguments)
    if not found:
        print(f"reader: {article.path}: there are no key statements in it.", file=sys.stderr)
    return 0 if found else 1


def _print_html(
    article: Article, body: Iterator[Block], zone: tzinfo | None, *, whole: bool
) -> None:
    from reader.output.formats import html

    page = html.page(article, below(article, body), zone) if whole else html.fragment(body)
    print(page, end="")


def _print_markdown(
    article: Article, body: Iterator[Block], zone: tzinfo | None, *, whole: bool
) -> None:
    from reader.output.formats.markdown import front_matter, markdown

    head = front_matter(article, zone) if whole else ""
    print(head + markdown(body), end="")


def _print_lines(
    article: Article,
    entry: Entry | None,
    body: Iterator[Block],
    arguments: Namespace,
    settings: Settings,
) -> None:
    width = arguments.width or terminal_width(settings.text_width)
    above: Iterator[Sequence[Segment]] = iter(())
    if not arguments.no_header:
        zone = config.local_zone(settings)
        above = header(article, width, zone, own_tags=_own_tags(entry))
    boxed = styling(arguments) != (True, True)
    page_lines(chain(above, _lines(article, body, width, arguments, boxed=boxed)), arguments)


def _lines(
    article: Article, body: Iterator[Block], width: int, arguments: Namespace, *, boxed: bool
) -> Iterator[Sequence[Segment]]:
    """The lines of an article's body; code stands in a box where no colours tell it apart."""
    numbers = dict[str, int]()
    if not arguments.no_header:
        body = below(article, body)
    if arguments.links:
        body = numbered(body, numbers)
    listing: Listing = "boxed" if boxed else "indented"
    yield from (line.segments for line in lines(body, width, listing=listing))
    yield from addresses(numbers)


def _own_tags(entry: Entry | None) -> tuple[str, ...]:
    return entry.own_tags if entry is not None else ()


def _is_id(text: str) -> bool:
    return 0 < len(text) <= 24 and all(digit in "0123456789abcdef" for digit in text.lower())
