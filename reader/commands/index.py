"""`reader index`: bring the index up to date, once or as files change."""

from __future__ import annotations

import json
import os
from argparse import Namespace
from typing import TYPE_CHECKING

from reader.console import options
from reader.console.libraries import named
from reader.console.parser import ArgumentParser
from reader.console.stderr import say, tell

if TYPE_CHECKING:
    from reader.library.library import Library, Summary

SUMMARY = "bring the index up to date"
EXAMPLES = (
    ("reader index -L ~/news", "bring the index up to date, with a bar"),
    ("reader index --watch --quiet &", "keep it up to date"),
)
FIELDS = {
    "added": "how many files are new",
    "changed": "how many files changed in place",
    "moved": "how many files moved",
    "removed": "how many files are gone",
    "skipped": "how many files are not articles",
}


_SKIPPED_SHOWN = 20


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--rebuild", action="store_true", help="read every file again")
    parser.add_argument(
        "--watch", action="store_true", help="keep watching for changes, until Ctrl-c"
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    parser.add_argument("--json", action="store_true", help="the counts as a JSON object")
    options.library(parser)


def run(arguments: Namespace) -> int:
    """Scan the library, and say what was found: on stdout with --json, on stderr without."""
    from reader.console.progress import scan
    from reader.library.library import Full

    library = named(arguments, fold_for=0.0)  # a long journal must not keep articles from the list
    try:
        found = scan(library, quiet=arguments.quiet, reread=arguments.rebuild)
        library.read_journals()
    except Full:
        if arguments.json:
            print(json.dumps({"full": True}), flush=True)
        raise
    library.listen(say)
    if arguments.json:
        print(json.dumps(found._asdict()), flush=True)
    elif not arguments.quiet:
        total = library.counts().total
        tell(f"{total:,} articles; {_parts(found) or 'nothing new'}.")
        for path, reason in library.skipped()[:_SKIPPED_SHOWN]:
            said = reason if str(path) in reason else f"{path}: {reason}"
            tell(f"skipped: {said}")
    if arguments.watch:
        _follow(library, quiet=arguments.quiet, as_json=arguments.json)
    library.close()
    return 0


def _follow(library: Library, *, quiet: bool, as_json: bool) -> None:
    """Watch for changes until interrupted, or until the screen that started this process ends."""
    from reader.library.scan.background import PARENT_VARIABLE

    parent = int(os.environ.get(PARENT_VARIABLE, "0"))

    def told(found: Summary) -> None:
        if as_json:
            print(json.dumps(found._asdict()), flush=True)
        elif not quiet and (parts := _parts(found)):
            tell(f"{parts}.")

    library.follow(lambda: not parent or os.getppid() == parent, told)


def _parts(found: Summary) -> str:
    return ", ".join(f"{count:,} {what}" for what, count in found._asdict().items() if count)
