"""`reader full`: fetch the page of an article, and replace the feed's summary by its text."""

from __future__ import annotations

from argparse import Namespace

from reader.console import options
from reader.console.libraries import looked_over
from reader.console.parser import ArgumentParser
from reader.console.stderr import say, tell
from reader.errors import ReaderError
from reader.output.safe import safe_line

SUMMARY = "fetch the full text of articles whose feed has only a summary"
EXAMPLES = (
    ("reader full 3f2a9c1e", "by its id, as `reader list` shows it"),
    ("reader full ~/News/Example/*.md", "of all files of a feed"),
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("articles", nargs="+", metavar="ID|FILE", help="which")
    options.library(parser)


def run(arguments: Namespace) -> int:
    """Fetch the texts; 1 if one cannot be fetched."""
    from reader.feeds import pages

    library = looked_over(arguments)
    failed = 0
    for named in arguments.articles:
        try:
            entry = library.find(named)
            root = library.root_of(entry.path)
            assert root is not None, "its path is below one of them"
            pages.bring(root, entry.path, entry.url or "")
            print(safe_line(entry.title))
        except ReaderError as error:
            failed += 1
            say(str(error))
    library.close()
    done = len(arguments.articles) - failed
    if done:
        tell(f"{done:,} full text{'' if done == 1 else 's'}.")
    return 1 if failed else 0
