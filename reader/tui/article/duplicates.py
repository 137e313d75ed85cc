"""The duplicates of an article: where they are, in words, and which one is next."""

from __future__ import annotations

from collections.abc import Sequence

from reader.entry import Entry
from reader.output.safe import safe_line

_NAMED = 3


def where(copy: Entry, own: Entry) -> str:
    """The categories of a duplicate if they differ from the article's, or its folder and name."""
    if copy.categories and copy.categories != own.categories:
        return " › ".join(map(safe_line, copy.categories))
    return safe_line(f"{copy.path.parent.name}/{copy.path.name}")


def said(copies: Sequence[Entry], own: Entry, key: str) -> str:
    """For the head of an article: where its duplicates are, and the key that goes there; or ''."""
    others = [where(copy, own) for copy in copies if copy.key != own.key]
    if not others:
        return ""
    more = f" and {len(others) - _NAMED:,} more" if len(others) > _NAMED else ""
    return f"Also in {', '.join(others[:_NAMED])}{more} · {key}\u00a0goes\u00a0there"


def following(copies: Sequence[Entry], own: Entry) -> Entry | None:
    """The duplicate after the article itself, wrapping at the end; None if it has none."""
    keys = [copy.key for copy in copies]
    if len(keys) < 2:
        return None
    return copies[(keys.index(own.key) + 1) % len(keys) if own.key in keys else 0]
