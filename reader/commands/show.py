"""`reader show`: print one article, in a pager if it is longer than the terminal."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from reader import config
from reader.console import options
from reader.console.libraries import looked_over
from reader.console.parser import ArgumentParser
from reader.console.stderr import say
from reader.console.stdout import page_lines, print_json, styling, terminal_width
from reader.drives import is_there
from reader.errors import UsageError
from reader.model import FOLD
from reader.output import formats
from reader.output.formats import json as json_format
from reader.output.formats.json import ROW_FIELDS

if TYPE_CHECKING:
    from reader.entry import Entry
    from reader.model import Article, Block
    from reader.output.ink import Listing, Segment

SUMMARY = "print one article"
EXAMPLES = (
    ("reader show article.md --width 72", "an article, in lines of 72 cells"),
    ("curl -s URL | reader show - --key-points", "the key statements of a page"),
)
FIELDS = ROW_FIELDS | {
    "image": "the picture that the front matter names, or null",
    "blocks": "a list: kind, spans (text, bold, italic, code, href), and where they apply "
    "level, quote, depth, marker, language, medium, href, rows",
    "statements": "with --key-points, instead of blocks: as in a digest",
}


SHORTEST_ID = 4
"""The fewest digits of an id that may name an article."""


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("article", metavar="FILE|ID|-", help="a file, an id, or - for stdin")
    parser.add_argument(
        "--format",
        choices=("terminal", *formats.names()),
        default="terminal",
        help="the form of the article",
    )
    options.line_width(parser)
    parser.add_argument("--no-header", action="store_true", help="only the body")
    parser.add_argument(
        "--all", action="store_true", help="also the menus around the article of a saved page"
    )
    parser.add_argument(
        "--key-points", action="store_true", help="only headings and key statements"
    )
    parser.add_argument(
        "--links", action="store_true", help="number links, and list their addresses"
    )
    options.color(parser)
    parser.add_argument("--no-pager", action="store_true", help="never use a pager")
    options.library(parser)


def run(arguments: Namespace) -> int:
    """Print the article that `arguments.article` names: a file's path, or an id of the library."""
    from reader.articles.body import blocks
    from reader.articles.repeats import below
    from reader.articles.rules import lookup

    _check(arguments)
    zone = config.local_zone(arguments.settings)
    article, entry = _article(arguments, zone)
    body = blocks(article, whole=arguments.all)
    for problem in lookup.problems():
        say(problem)
    if arguments.key_points:
        return _print_key_points(article, entry, arguments)
    match arguments.format:
        case "terminal" | "text":
            _print_lines(article, entry, arguments)
        case "json":
            print_json(json_format.whole(article, body, entry), indent=2)
        case name if arguments.no_header:
            print(formats.writer(name).fragment(body), end="")
        case name:
            writer = formats.writer(name)
            body = below(article, body) if writer.HAS_TITLE else body
            print(writer.document(article, body, zone, entry), end="")
    return 0


def _check(arguments: Namespace) -> None:
    if arguments.links and arguments.format not in ("terminal", "text"):
        raise UsageError(f"--links is for text; {arguments.format} has its links anyway.")
    if arguments.key_points and arguments.links:
        raise UsageError("--key-points prints no links: leave --links out.")
    if arguments.key_points and arguments.format == "html":
        raise UsageError("--key-points has no HTML: use terminal, text, markdown or json.")


def _article(arguments: Namespace, zone: tzinfo | None) -> tuple[Article, Entry | None]:
    """The article that is named, and its row if it was found in the library."""
    from reader.articles.file import SIZE_LIMIT, article_of, read_article

    named = arguments.article
    if named == "-":
        return article_of(sys.stdin.buffer.read(SIZE_LIMIT + 1), "stdin", zone), None
    path = Path(named)
    if is_there(path) or not _is_id(named):
        return read_article(path, zone), None
    if len(named) < SHORTEST_ID:
        raise UsageError(
            f"There is no file “{named}”, and an id needs at least {SHORTEST_ID} digits."
        )
    library = looked_over(arguments)
    entry = library.find(named)
    return read_article(entry.path, zone, library.root_of(entry.path)), entry


def _is_id(text: str) -> bool:
    return 0 < len(text) <= 24 and all(digit in "0123456789abcdef" for digit in text.lower())


def _print_key_points(article: Article, entry: Entry | None, arguments: Namespace) -> int:
    """Headings and bold statements alone; 1 where there are none."""
    from reader.articles.body import key_statements
    from reader.articles.statements.key_statements import as_blocks
    from reader.output.points import points

    found = key_statements(article)
    match arguments.format:
        case "json":
            row = json_format.row(entry or article)
            row["statements"] = [json_format.statement(one) for one in found]
            print_json(row, indent=2)
        case "markdown":
            from reader.output.formats import markdown

            zone = config.local_zone(arguments.settings)
            print("" if arguments.no_header else markdown.front_matter(article, zone), end="")
            print(markdown.fragment(as_blocks(found)) if found else "", end="")
        case _:
            shown = (line.segments for line in points(as_blocks(found), _width(arguments)))
            page_lines(chain(_header(article, entry, arguments), shown), arguments)
    if not found:
        say(f"{article.path}: there are no key statements in it.")
    return 0 if found else 1


def _print_lines(article: Article, entry: Entry | None, arguments: Namespace) -> None:
    """The article in lines; code stands in a box where no colours tell it apart."""
    from reader.articles.repeats import below
    from reader.output.formats.text import unnamed
    from reader.output.link_numbers import addresses, numbered
    from reader.output.terminal import lines

    numbers = dict[str, int]()
    body = below(article, _with_notes(article, whole=arguments.all))
    if arguments.no_header:
        notes: list[str] = []
        body = _body_alone(article, notes, whole=arguments.all)
        first = next(body, None)
        if first is None and notes:
            return
        body = chain([first] if first else (), body)
    if arguments.links:
        body = numbered(body, numbers)
    if arguments.format == "text":
        body = map(unnamed, body)
    listing: Listing = "indented" if styling(arguments) == (True, True) else "boxed"
    shown = (line.segments for line in lines(body, _width(arguments), listing=listing))
    above = _header(article, entry, arguments)
    page_lines(chain(above, shown, addresses(numbers)), arguments)


def _with_notes(article: Article, *, whole: bool) -> Iterator[Block]:
    """The blocks of a body and the notes on it, but for what is said of what is folded."""
    from reader.articles.body import with_notes

    return (block for block in with_notes(article, whole=whole) if block.medium != FOLD)


def _body_alone(article: Article, notes: list[str], *, whole: bool) -> Iterator[Block]:
    """The blocks of a body; notes on it are kept in `notes`, and go to stderr."""
    for block in _with_notes(article, whole=whole):
        if block.kind == "note":
            said = "".join(span.text for span in block.spans)
            notes.append(said)
            say(f"{article.path}: {said}")
        else:
            yield block


def _header(
    article: Article, entry: Entry | None, arguments: Namespace
) -> Iterable[Sequence[Segment]]:
    """The lines above the body, none with --no-header."""
    from reader.output.header import header

    if arguments.no_header:
        return ()
    zone = config.local_zone(arguments.settings)
    return header(article, _width(arguments), zone, own_tags=entry.own_tags if entry else ())


def _width(arguments: Namespace) -> int:
    return arguments.width or terminal_width(arguments.settings.text_width)
