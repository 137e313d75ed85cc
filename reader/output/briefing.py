"""Writes a briefing: articles by category with their key statements, each story once with its
sources.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import tzinfo
from itertools import groupby
from typing import Any

from reader.entry import Entry
from reader.lazy_tuple import NamedTuple
from reader.model import Block, Span, Statement
from reader.output.date_text import date_text
from reader.output.formats.json import row, statement
from reader.output.ink import MUTED, Ink, Segment, wrap
from reader.output.points import points
from reader.output.safe import safe_line

ALONE = "Titles alone"
"""The label before the titles of articles that have no key statement."""

UNNAMED = "Uncategorised"


class Briefed(NamedTuple):
    """An article, its statements, also as blocks, the other versions of its story, and the id of
    the first one.
    """

    entry: Entry
    statements: list[Statement]
    points: list[Block]
    others: tuple[Entry, ...] = ()
    story: str = ""


def path_of(entry: Entry) -> tuple[str, ...]:
    """The path of categories below which an article is told, without its site where there is more;
    ('',) for none.
    """
    path = next(iter(entry.category_paths), ())
    return tuple(name for name in path if name != entry.site) or path or ("",)


def category_of(entry: Entry) -> str:
    """That path as text; '' for none."""
    return " › ".join(path_of(entry))


def as_json(told: Briefed) -> dict[str, Any]:
    """The fields of an article's row, its statements and its story."""
    made = row(told.entry) | {
        "statements": [statement(one) for one in told.statements],
        "title_alone": not told.statements,
    }
    return made | story_fields(told.story, told.others)


def story_fields(story: str, others: Iterable[Entry]) -> dict[str, Any]:
    """The JSON fields of a story: the id of its first article, and the rows of the others."""
    return {"story": story, "versions": [row(one) for one in others]}


def in_blocks(read: Iterable[Briefed], zone: tzinfo | None) -> Iterator[list[Block]]:
    """The briefing as blocks, those of one category at a time."""
    for category, articles, alone in _by_category(read):
        blocks = [Block("heading", (Span(safe_line(category), bold=True),), level=2)]
        for told in articles:
            blocks += _article(told, zone)
        if alone:
            spans = [part for one in alone for part in (Span(" · "), *title(one))]
            blocks.append(Block("paragraph", (Span(f"{ALONE}: "), *spans[1:])))
        yield blocks


def _article(told: Briefed, zone: tzinfo | None) -> Iterator[Block]:
    name, *files = title(told)
    yield Block("heading", (name._replace(bold=True), *files), level=3)
    if spans := [*byline(told.entry, zone), *sources(told)]:
        yield Block("paragraph", tuple(spans))
    yield from told.points


def in_lines(
    read: Iterable[Briefed], width: int, zone: tzinfo | None
) -> Iterator[Iterator[list[Segment]]]:
    """The briefing as lines of the terminal, those of one article at a time."""
    for category, articles, alone in _by_category(read):
        yield _heading(category, width)
        for told in articles:
            yield _lines(told, width, zone)
        if alone:
            yield _alone(alone, width)


def _heading(category: str, width: int) -> Iterator[list[Segment]]:
    yield from wrap([(safe_line(category), Ink("heading", bold=True))], width)
    yield [("─" * width, Ink("rule"))]
    yield []


def _lines(told: Briefed, width: int, zone: tzinfo | None) -> Iterator[list[Segment]]:
    """The lines of one article, and an empty line."""
    yield from wrap(_inked(title(told), bold=True), width)
    if spans := [*byline(told.entry, zone), *sources(told)]:
        yield from wrap([(span.text, Ink("muted", href=span.href)) for span in spans], width)
    yield from (list(line.segments) for line in points(told.points, width))
    yield []


def _alone(alone: Iterable[Briefed], width: int) -> Iterator[list[Segment]]:
    """The titles of articles without key statements, one after the other, and an empty line."""
    said: list[Segment] = [(f"{ALONE}: ", MUTED)]
    for told in alone:
        said += [*_inked(title(told), bold=False), (" · ", MUTED)]
    yield from wrap(said[:-1], width)
    yield []


def _inked(spans: Iterable[Span], *, bold: bool) -> list[Segment]:
    return [
        (span.text, Ink("title" if bold else "text", bold=bold, href=span.href)) for span in spans
    ]


def _by_category(read: Iterable[Briefed]) -> Iterator[tuple[str, Iterator[Briefed], list[Briefed]]]:
    """For each category: its name, its articles with key statements, as they are read, and a list
    of the others, which is complete when all of those have been taken.
    """
    for category, group in groupby(read, key=lambda one: category_of(one.entry)):
        alone: list[Briefed] = []
        yield category or UNNAMED, _saying(group, alone), alone


def _saying(read: Iterable[Briefed], alone: list[Briefed]) -> Iterator[Briefed]:
    for told in read:
        if told.statements:
            yield told
        else:
            alone.append(told)


def title(told: Briefed) -> list[Span]:
    """The title, which leads to the article's address, and how many files have the text if there
    are several.
    """
    entry = told.entry
    files = [Span(f" ×{entry.duplicates}")] if entry.duplicates > 1 else []
    return [Span(safe_line(entry.title), href=entry.url), *files]


def byline(entry: Entry, zone: tzinfo | None) -> list[Span]:
    """The site and the date in `zone`, as far as they are known."""
    when = date_text(entry.published, zone, inferred=entry.published_inferred)
    said = " · ".join(part for part in (safe_line(entry.site), when) if part)
    return [Span(said)] if said else []


def sources(told: Briefed) -> Iterator[Span]:
    """The sites of the other versions, each once with their number there; it leads to the first."""
    found: dict[str, list[Entry]] = {}
    for one in told.others:
        found.setdefault(safe_line(one.site or one.title), []).append(one)
    for number, (name, there) in enumerate(found.items()):
        yield Span(", " if number else " · also in ")
        yield Span(f"{name} ×{len(there)}" if len(there) > 1 else name, href=there[0].url)
