"""`reader mark`: what was read and what is starred, from a script."""

from __future__ import annotations

import sys
from argparse import Namespace

from reader.commands.libraries import looked_over
from reader.commands.rows import filters
from reader.errors import UsageError

_STATES = {
    "read": {"read": True},
    "unread": {"read": False},
    "starred": {"starred": True},
    "unstarred": {"starred": False},
}


def run(arguments: Namespace) -> int:
    """Mark the named articles, or with --all those that the filters let through."""
    if bool(arguments.articles) == arguments.all:
        raise UsageError("Name the articles to mark, or use --all with filters.")
    library = looked_over(arguments)
    if arguments.all:
        entries = list(library.entries(filters(arguments)))
    else:
        entries = [library.find(article) for article in arguments.articles]
    changed = library.set_state(entries, **_STATES[arguments.state])
    library.close()
    print(f"{len(changed)} of {len(entries)} marked {arguments.state}.", file=sys.stderr)
    return 0 if entries else 1
