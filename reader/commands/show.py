"""`reader show`: one article on stdout."""

from __future__ import annotations

import json
import os
import shutil
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from reader import config
from reader.articles.document import blocks
from reader.articles.file import read_article
from reader.model import Block
from reader.output import export
from reader.output.ansi import ansi
from reader.output.header import below, header
from reader.output.terminal import Segment, lines


def run(arguments: Namespace) -> int:
    """Print the article that `arguments.article` names: a file's path, or an id of the library."""
    settings = config.load()
    zone = config.local_zone(settings)
    entry = None
    path = Path(arguments.article)
    if not path.exists() and _is_id(arguments.article):
        from reader.commands.libraries import looked_over

        entry = looked_over(arguments).find(arguments.article)
        path = entry.path
    article = read_article(path, zone)
    if arguments.format == "json":
        row = export.row(entry or article)
        row["blocks"] = [export.block(block) for block in blocks(article)]
        print(json.dumps(row, ensure_ascii=False, indent=2))
        return 0
    width = arguments.width or _terminal_width(settings.text_width)
    styled, colours = _colour(arguments.color)
    if arguments.format == "text":
        styled = False
    bare = _body(blocks(article), width)
    whole = chain(header(article, width, zone), _body(below(article, blocks(article)), width))
    for segments in bare if arguments.no_header else whole:
        if styled:
            print(ansi(segments, colours=colours))
        else:
            print("".join(text for text, _ in segments).rstrip())
    return 0


def _body(body: Iterable[Block], width: int) -> Iterator[list[Segment]]:
    return (list(line.segments) for line in lines(body, width))


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
