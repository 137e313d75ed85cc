"""`reader tag`: tags of one's own, from a script."""

from __future__ import annotations

from argparse import Namespace

from reader.commands.list import filters
from reader.commands.stderr import tell
from reader.console.libraries import looked_over
from reader.errors import UsageError
from reader.library.index.user_tags import names


def run(arguments: Namespace) -> int:
    """Tag the named articles, or with --all those that the filters let through."""
    if bool(arguments.articles) == arguments.all:
        raise UsageError("Name the articles to tag, or use --all with filters.")
    tags = names(arguments.names)
    if not tags:
        raise UsageError("Name a tag, or several with commas between them.")
    library = looked_over(arguments)
    if arguments.all:
        entries = list(library.entries(filters(arguments)))
    else:
        entries = [library.find(article) for article in arguments.articles]
    add, remove = ((), tags) if arguments.remove else (tags, ())
    where = arguments.category or arguments.site or arguments.tag or ""
    done, _changed = library.tag(entries, add, remove, where if arguments.all else "")
    library.close()
    word = "untagged" if arguments.remove else "tagged"
    said = f"{done.count} of {len(entries)} {word} {', '.join(tags)}."
    tell(said)
    return 0 if entries else 1
