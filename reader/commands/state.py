"""`reader state`: export, import, compact or verify the read state."""

from __future__ import annotations

import json
import sys
from argparse import Namespace

from reader import config
from reader.console import options
from reader.console.libraries import looked_over
from reader.console.parser import ArgumentParser
from reader.console.stderr import say, tell
from reader.drives import is_gone
from reader.errors import JournalError, UsageError
from reader.output.safe import safe_line
from reader.regular_files import read_bytes

SUMMARY = "export, import, compact or verify the read state"
EXAMPLES = (
    ("reader state export > state.jsonl", "the state of all articles, as JSON Lines"),
    ("reader state import --newsboat ~/.newsboat/cache.db", "what was read in newsboat"),
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "what",
        choices=("export", "import", "compact", "verify"),
        help="print the state of every article as JSON Lines; merge such lines, or what newsboat "
        "has, with the state here; drop what is out of date from this device's journal; list what "
        "cannot be read in the journals",
    )
    parser.add_argument(
        "file",
        nargs="?",
        type=options.path,
        metavar="FILE",
        help="import: an export (default: stdin)",
    )
    parser.add_argument(
        "--newsboat", type=options.path, metavar="CACHE.DB", help="import: newsboat's cache.db"
    )
    options.library(parser)


def run(arguments: Namespace) -> int:
    """Run the action; 1 where something is wrong."""
    if arguments.what != "import" and (arguments.file or arguments.newsboat):
        raise UsageError(f"`reader state {arguments.what}` takes no file.")
    what = {"export": _export, "import": _import, "compact": _compact, "verify": _verify}
    return what[arguments.what](arguments)


def _export(_arguments: Namespace) -> int:
    from reader.library.journal import maintenance

    where = config.journal_folder()
    claims, left_out = maintenance.folded(where)
    if is_gone(where):
        say(f"{where} is not there: nothing was marked yet, or the journal is gone.")
    for row in maintenance.export(claims):
        print(json.dumps(row))
    for one in left_out:
        say(one)
    return 1 if left_out else 0


def _import(arguments: Namespace) -> int:
    if arguments.newsboat and arguments.file:
        raise UsageError("Name an export or newsboat's cache, not both.")
    if arguments.newsboat:
        return _from_newsboat(arguments)
    try:
        data = read_bytes(arguments.file, None) if arguments.file else sys.stdin.buffer.read()
    except OSError as error:
        reason = error.strerror or error
        raise JournalError(f"{arguments.file} cannot be read: {reason}.") from None
    from reader.library.journal import maintenance
    from reader.library.journal.journal import default_journal

    changed, unreadable = maintenance.merge(default_journal(), data.splitlines())
    tell(f"{changed:,} article{'' if changed == 1 else 's'} changed.")
    if unreadable:
        lines = "1 line is" if unreadable == 1 else f"{unreadable:,} lines are"
        say(f"{lines} not from an export.")
    return 1 if unreadable else 0


def _from_newsboat(arguments: Namespace) -> int:
    from reader.sync import newsboat

    library = looked_over(arguments)
    found = newsboat.known(arguments.newsboat.expanduser(), library.entries())
    read, _changed = library.marks.mark(found.read, "read", True, "newsboat")
    starred, _changed = library.marks.mark(found.flagged, "starred", True, "newsboat")
    library.close()
    tell(f"{read.count:,} marked read, {starred.count:,} starred.")
    return 0


def _compact(arguments: Namespace) -> int:
    from reader.library.journal import maintenance, told
    from reader.library.journal.journal import Journal, default_journal

    own = default_journal()
    done = [maintenance.compact(own)]
    for account in arguments.settings.account:  # what it told this device is in a journal too
        name = told.device_of(account.name, own.device)
        done.append(maintenance.compact(Journal(own.folder, name)))
    lines, left = (sum(one.lines[at] for one in done) for at in (0, 1))
    size, new_size = (sum(one.size[at] for one in done) for at in (0, 1))
    tell(f"{lines:,} lines became {left:,}, {size:,} bytes {new_size:,}.")
    if damaged := sum(one.damaged for one in done):
        tell(f"{damaged:,} lines that could not be read were dropped.")
    return 0


def _verify(_arguments: Namespace) -> int:
    from reader.library.journal import folder, maintenance

    where = config.journal_folder()
    flaws = maintenance.verify(where)
    for flaw in flaws:
        print(safe_line(str(flaw)))
    count = len(folder.found(where)[0])
    journals = f"{count:,} journal{'' if count == 1 else 's'}"
    problems = f"{len(flaws):,} problem{'' if len(flaws) == 1 else 's'}"
    tell(f"{journals} in {where}: {problems if flaws else 'nothing is wrong'}.")
    return 1 if flaws else 0
