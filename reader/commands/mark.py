"""`reader mark`: what was read and what is starred, from a script."""

from __future__ import annotations

from argparse import Namespace

from reader.commands.list import filters
from reader.commands.stderr import tell
from reader.console.libraries import looked_over
from reader.errors import UsageError
from reader.library.library import Field

_STATES: dict[str, tuple[Field, bool]] = {
    "read": ("read", True),
    "unread": ("read", False),
    "starred": ("starred", True),
    "unstarred": ("starred", False),
}


def run(arguments: Namespace) -> int:
    """Mark the named articles, or with --all those that the filters let through."""
    if bool(arguments.articles) == arguments.all:
        raise UsageError("Name the articles to mark, or use --all with filters.")
    library = looked_over(arguments)
    if arguments.all:
        keys = [entry.key for entry in library.entries(filters(arguments))]
    else:
        keys = [library.find(article).key for article in arguments.articles]
    field, value = _STATES[arguments.state]
    where = arguments.category or arguments.site or ""
    done = library.mark(keys, field, value, where if arguments.all else "")
    library.close()
    tell(f"{done.count} of {len(keys)} marked {arguments.state}.")
    return 0 if keys else 1
