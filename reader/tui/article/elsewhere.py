"""The other files of an article: duplicates of its text, and other versions of its story. Where
they are, in words, which one is next, and which paragraphs of one are new to who read another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reader.entry import Entry
from reader.library.library import Library
from reader.output.safe import safe_line

if TYPE_CHECKING:  # few articles have versions
    from reader.library.stories.novelty import KnownText

_NAMED = 3


def others(library: Library, entry: Entry) -> list[Entry]:
    """The duplicates of an article and the other versions of its story, itself included, in the
    order of the rows below a story: the oldest first, and those without a date last.
    """
    found = {one.key: one for one in library.copies(entry)}
    if entry.versions:
        found |= {one.key: one for one in library.versions(entry)}
    return sorted(found.values(), key=lambda one: (one.published is None, one.key))


def where(copy: Entry, own: Entry) -> str:
    """The categories of a duplicate if they differ from the article's, or its folder and name; the
    site of a version.
    """
    if copy.id != own.id and copy.site and copy.site != own.site:
        return safe_line(copy.site)
    if copy.categories and copy.categories != own.categories:
        return " › ".join(map(safe_line, copy.categories))
    return safe_line(f"{copy.path.parent.name}/{copy.path.name}")


def said(library: Library, own: Entry, key: str) -> str:
    """For the head of an article: where its duplicates and versions are, each place once, how many
    paragraphs the first version there adds, and the key that goes there; or ''.
    """
    rest = [one for one in others(library, own) if one.key != own.key]
    if not rest:
        return ""
    from reader.library.stories.novelty import KnownText

    known = KnownText(library.text(own) if any(one.id != own.id for one in rest) else "")
    places: dict[str, Entry] = {}
    for one in rest:
        places.setdefault(where(one, own), one)
    named = [
        place + (_adds(library.text(one), known) if one.id != own.id else "")
        for place, one in list(places.items())[:_NAMED]
    ]
    more = f" and {len(places) - _NAMED:,} more" if len(places) > _NAMED else ""
    return f"Also in {', '.join(named)}{more} · {key}\u00a0goes\u00a0there"


def _adds(text: str, known: KnownText) -> str:
    from reader.library.stories.novelty import new_paragraphs

    count = len(new_paragraphs(text.split("\n"), known))
    return f"\u00a0(+{count}\u00a0paragraph{'' if count == 1 else 's'})" if count else ""


def following(found: Sequence[Entry], own: Entry) -> list[Entry]:
    """The duplicates and versions in the order in which they follow the article, from the last on
    to the first.
    """
    at = next((number for number, one in enumerate(found) if one.key == own.key), -1)
    return [one for one in (*found[at + 1 :], *found[: at + 1]) if one.key != own.key]
