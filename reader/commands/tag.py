"""`reader tag`: give articles user tags, from a script."""

from __future__ import annotations

from argparse import Namespace

from reader.console import options
from reader.console.libraries import looked_over
from reader.console.parser import ArgumentParser
from reader.console.stderr import tell
from reader.errors import UsageError

SUMMARY = "add your own tags to articles, or remove them"
EXAMPLES = (
    ("reader tag later,投资 3f9c", "two tags for the article whose id begins like this"),
    ("reader tag later --remove --all --read", "remove a tag from all read articles"),
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("names", metavar="NAME[,NAME]", help="the tags, separated by commas")
    parser.add_argument("articles", nargs="*", metavar="ID|FILE", help="the articles")
    parser.add_argument("--remove", action="store_true", help="remove the tags")
    parser.add_argument("--all", action="store_true", help="all articles that match the filters")
    options.filters(parser)
    options.library(parser)


def run(arguments: Namespace) -> int:
    """Tag the named articles, or with --all those that match the filters."""
    from reader.library.index.user_tags import names

    if bool(arguments.articles) == arguments.all:
        raise UsageError("Name the articles to tag, or use --all with filters.")
    tags = names(arguments.names)
    if not tags:
        raise UsageError("Name a tag, or several separated by commas.")
    library = looked_over(arguments)
    if arguments.all:
        entries = list(library.entries(options.wanted(arguments)))
    else:
        entries = [library.find(article) for article in arguments.articles]
    add, remove = ((), tags) if arguments.remove else (tags, ())
    where = arguments.category or arguments.site or arguments.tag or ""
    done, _changed = library.marks.tag(entries, add, remove, where if arguments.all else "")
    library.close()
    word = "untagged" if arguments.remove else "tagged"
    said = f"{done.count} of {len(entries)} {word} {', '.join(tags)}."
    tell(said)
    return 0 if entries else 1
