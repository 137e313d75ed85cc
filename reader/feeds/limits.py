"""Values of feeds.toml that are more than a text: which entries are taken, how they come in, how
long they stay.
"""

from __future__ import annotations

from typing import Literal

from reader.config import span
from reader.errors import QueryError

FullText = Literal["", "short", "always"]


def full_text_of(value: object) -> FullText:
    """For which new entries the page is fetched. Raises ValueError for what makes no sense."""
    if not isinstance(value, bool) and value != "always":
        raise ValueError('has a full_text that is not true, false or "always"')
    return "always" if value == "always" else "short" if value else ""


def keep_of(value: object) -> str | int:
    """How long articles stay: a span, a number of articles, or '' for all of them.

    Raises ValueError for what makes no sense.
    """
    if value in ("", "forever"):
        return ""
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    try:
        span(value if isinstance(value, str) else "")
    except ValueError:
        raise ValueError(
            'has a keep that is not a number of articles, a span such as "90d" or "forever"'
        ) from None
    return str(value)


def queries_of(name: str, value: object) -> tuple[str, ...]:
    """The queries that `skip` or `only` names: one text, or a list of them.

    Raises ValueError for what is something else, and for a query that makes no sense.
    """
    if value is None or value in ("", [], ()):
        return ()
    from reader.library.query.language import parse

    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list | tuple) or not all(isinstance(one, str) for one in listed):
        raise ValueError(f"has a value of {name} that is neither a query nor a list of queries")
    for one in listed:
        try:
            parse(one)
        except QueryError as error:
            raise ValueError(f"has “{one}” in {name}: {str(error).rstrip('.')}") from None
    return tuple(one for one in listed if one.strip())
