"""`reader show`: one article on stdout."""

from __future__ import annotations

import json
import os
import shutil
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from pathlib import Path

from reader import config
from reader.articles import rules
from reader.articles.document import blocks
from reader.articles.file import read_article
from reader.errors import UsageError
from reader.model import Article, Entry
from reader.output import export
from reader.output.ansi import ansi
from reader.output.header import below, header
from reader.output.links import addresses, numbered
from reader.output.terminal import Listing, Segment, lines


def run(arguments: Namespace) -> int:
    """Print the article that `arguments.article` names: a file's path, or an id of the library."""
    if arguments.links and arguments.format not in ("terminal", "text"):
        raise UsageError(f"--links is for text; {arguments.format} has the links in their places.")
    settings = config.load()
    zone = config.local_zone(settings)
    entry = None
    path = Path(arguments.article)
    if not path.exists() and _is_id(arguments.article):
        from reader.commands.libraries import looked_over

        entry = looked_over(arguments).find(arguments.article)
        path = entry.path
    article = read_article(path, zone)
    for problem in rules.problems():
        print(f"reader: {problem}", file=sys.stderr)
    match arguments.format:
        case "json":
            _print_json(article, entry)
        case "html":
            _print_html(article, zone, whole=not arguments.no_header)
        case "markdown":
            _print_markdown(article, zone, whole=not arguments.no_header)
        case _:
            _print_lines(article, zone, arguments, settings.text_width)
    return 0


def _print_json(article: Article, entry: Entry | None) -> None:
    row = export.row(entry or article)
    row["blocks"] = [export.block(block) for block in blocks(article)]
    print(json.dumps(row, ensure_ascii=False, indent=2))


def _print_html(article: Article, zone: tzinfo | None, *, whole: bool) -> None:
    from reader.output import html

    body = blocks(article)
    page = html.page(article, below(article, body), zone) if whole else html.fragment(body)
    print(page, end="")


def _print_markdown(article: Article, zone: tzinfo | None, *, whole: bool) -> None:
    from reader.output.markdown import front_matter, markdown

    head = front_matter(article, zone) if whole else ""
    print(head + markdown(blocks(article)), end="")


def _print_lines(
    article: Article, zone: tzinfo | None, arguments: Namespace, text_width: int
) -> None:
    width = arguments.width or _terminal_width(text_width)
    styled, colours = _colour(arguments.color)
    styled = styled and arguments.format == "terminal"
    for segments in _lines(article, zone, width, arguments, boxed=not (styled and colours)):
        if styled:
            print(ansi(segments, colours=colours))
        else:
            print("".join(text for text, _ in segments).rstrip())


def _lines(
    article: Article, zone: tzinfo | None, width: int, arguments: Namespace, *, boxed: bool
) -> Iterator[Sequence[Segment]]:
    """The lines of an article; code stands in a box where no colours tell it from the text."""
    body, numbers = blocks(article), dict[str, int]()
    if not arguments.no_header:
        yield from header(article, width, zone)
        body = below(article, body)
    if arguments.links:
        body = numbered(body, numbers)
    listing: Listing = "boxed" if boxed else "indented"
    yield from (line.segments for line in lines(body, width, listing=listing))
    yield from addresses(numbers)


def _is_id(text: str) -> bool:
    return 4 <= len(text) <= 24 and all(character in "0123456789abcdef" for character in text)


def _terminal_width(text_width: int) -> int:
    columns = shutil.get_terminal_size((text_width, 24)).columns
    return max(min(columns, text_width), 20)


def _colour(when: str) -> tuple[bool, bool]:
    """Whether to style at all, and whether in colours (https://no-color.org)."""
    plain = bool(os.environ.get("NO_COLOR"))
    if when == "always":
        return True, True
    if when == "never" or not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        return False, False
    return True, not plain
