"""Reads the values of fields as text, HTML, numbers and moments; '' or None for anything else."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from itertools import chain, zip_longest

from selectolax.lexbor import LexborHTMLParser

from reader.articles.frontmatter.dates import parse_date
from reader.articles.html.repair import guard
from reader.entities import unescape
from reader.output.cells import width_of

_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
_EXCERPT = 80  # characters
_FULL = range(55, 101)
"""Cells of a line that a program broke, and not who wrote it."""

_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:\.\d*)?")


def one_line(text: str) -> str:
    """A text on one line, without control characters and surrounding blanks."""
    return _BLANKS.sub(" ", text).strip()


def text_of(markup: str) -> str:
    """The visible text of HTML, on one line."""
    if "<" in markup:
        tree = LexborHTMLParser("<!DOCTYPE html>" + guard(markup))
        tree.strip_tags(["script", "style", "template"], recursive=True)
        markup = tree.body.text() if tree.body else ""
    elif "&" in markup:
        markup = unescape(markup)
    return one_line(markup)


def excerpt(text: str) -> str:
    """The beginning of a text, on one line, as the title of an entry that has none."""
    if len(text) <= _EXCERPT:
        return text
    return f"{text[:_EXCERPT].rpartition(' ')[0] or text[:_EXCERPT]}…"


def html_of(text: str) -> str:
    """Plain text as HTML: an empty line ends a paragraph, any other line end is a break."""
    text = html.escape(text.strip(), quote=False)
    if "\n" not in text:
        return text
    parts = (part.replace("\n", "<br>") for part in _PARAGRAPHS.split(text))
    return "".join(f"<p>{part}</p>" for part in parts)


def paragraphs(markup: str) -> str:
    """HTML without a tag, with its lines as they are meant: a paragraph ends at an empty line, a
    line where it was not full, as in descriptions of videos.
    """
    parts = [_lines(part) for part in _PARAGRAPHS.split(markup.strip())]
    return "".join(f"<p>{part}</p>" for part in parts) if len(parts) > 1 else parts[0]


def _lines(paragraph: str) -> str:
    lines = paragraph.splitlines()
    breaks = ("\n" if width_of(line) in _FULL else "<br>\n" for line in lines[:-1])
    return "".join(chain.from_iterable(zip_longest(lines, breaks, fillvalue="")))


def moment(written: object) -> datetime | None:
    """A date of a feed, aware; one without a zone is in UTC. No date is guessed."""
    return parse_date(one_line(written), UTC) if isinstance(written, str) else None


def whole(written: object) -> int | None:
    """A number of bytes or minutes, without a fraction."""
    if isinstance(written, (int, float)):
        return int(written) if 0 <= written < 1 << 53 else None
    text = str(written or "").strip()
    return int(text) if text.isdecimal() and len(text) < 16 else None


def seconds(written: object) -> int | None:
    """A duration: a number of seconds, or `H:MM:SS`, or `MM:SS`."""
    if isinstance(written, str) and (found := _CLOCK.fullmatch(written.strip())):
        return int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3])
    return whole(written.partition(".")[0] if isinstance(written, str) else written)
