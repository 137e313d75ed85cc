"""`reader state`: what was read, carried elsewhere and looked after."""

from __future__ import annotations

import json
import sys
from argparse import Namespace

from reader import config
from reader.console.libraries import looked_over
from reader.errors import JournalError, UsageError
from reader.library.journal import maintenance
from reader.library.journal.journal import default_journal, files
from reader.output.safe import safe_line


def run(arguments: Namespace) -> int:
    """Do what is asked for; 1 where something is wrong."""
    if arguments.what != "import" and (arguments.file or arguments.newsboat):
        raise UsageError(f"`reader state {arguments.what}` takes no file.")
    what = {"export": _export, "import": _import, "compact": _compact, "verify": _verify}
    return what[arguments.what](arguments)


def _export(_arguments: Namespace) -> int:
    for row in maintenance.export(config.journal_folder()):
        print(json.dumps(row))
    return 0


def _import(arguments: Namespace) -> int:
    if arguments.newsboat and arguments.file:
        raise UsageError("Name an export or newsboat's cache, not both.")
    if arguments.newsboat:
        return _from_newsboat(arguments)
    try:
        data = arguments.file.read_bytes() if arguments.file else sys.stdin.buffer.read()
    except OSError as error:
        reason = error.strerror or error
        raise JournalError(f"{arguments.file} cannot be read: {reason}.") from None
    changed, unreadable = maintenance.merge(default_journal(), data.splitlines())
    print(f"{changed:,} articles changed.", file=sys.stderr)
    if unreadable:
        print(f"reader: {unreadable:,} lines are none of an export.", file=sys.stderr)
    return 1 if unreadable else 0


def _from_newsboat(arguments: Namespace) -> int:
    from reader.library.journal import newsboat

    library = looked_over(arguments)
    found = newsboat.known(arguments.newsboat.expanduser(), library.entries())
    read = library.mark(found.read, "read", True, "newsboat")
    starred = library.mark(found.flagged, "starred", True, "newsboat")
    library.close()
    print(f"{read.count:,} marked read, {starred.count:,} starred.", file=sys.stderr)
    return 0


def _compact(_arguments: Namespace) -> int:
    done = maintenance.compact(default_journal())
    (lines, left), (size, new_size) = done.lines, done.size
    print(f"{lines:,} lines became {left:,}, {size:,} bytes {new_size:,}.", file=sys.stderr)
    if done.damaged:
        print(f"{done.damaged:,} lines that could not be read are gone.", file=sys.stderr)
    return 0


def _verify(_arguments: Namespace) -> int:
    folder = config.journal_folder()
    flaws = maintenance.verify(folder)
    for flaw in flaws:
        print(safe_line(str(flaw)))
    count = len(files(folder))
    found = "nothing is wrong" if not flaws else f"{len(flaws):,} things to know"
    print(f"{count} journals in {safe_line(str(folder))}: {found}.", file=sys.stderr)
    return 1 if flaws else 0
