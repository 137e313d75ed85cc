"""`reader watch`: tells of new articles for saved searches, or hands them to a program."""

from __future__ import annotations

import argparse
import sys
from argparse import Namespace
from datetime import tzinfo
from pathlib import PurePath
from typing import TYPE_CHECKING

from reader import config, screen_state
from reader.commands.list import row_line
from reader.console import options
from reader.console.libraries import named
from reader.console.notification import notify
from reader.console.parser import ArgumentParser, meant
from reader.console.stderr import say, tell
from reader.console.stdout import print_json
from reader.errors import ArticleError, UsageError
from reader.lazy_re import late
from reader.output.formats.json import ROW_FIELDS, row
from reader.output.safe import safe_line

if TYPE_CHECKING:
    from reader.entry import Entry
    from reader.library.library import Library, Summary
    from reader.own_commands import OwnCommand

SUMMARY = "tell of new articles for saved searches"
DESCRIPTION = (
    "Waits for articles that come into the library and match a saved search, and prints them, or "
    "runs a program for each. It goes on where it stopped; the first time it begins with what "
    "comes from then on. Of articles that a filter mutes it tells only for a search with is:muted."
)
EXAMPLES = (
    ("reader watch Rates --notify", "print what comes, with a notification on the desktop"),
    ("reader watch --once --exec -- mail-me {search} {url}", "after a fetch"),
)
FIELDS = ROW_FIELDS | {"search": "the name of the search"}

_SEARCH = late(r"\{\{search\}\}|(\{search\})")
_IN_BRACES = late(r"\{([a-z_]+)\}")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="NAME", help="saved searches (default: all)")
    parser.add_argument("--once", action="store_true", help="tell what is new, and end")
    parser.add_argument("--notify", action="store_true", help="show a notification on the desktop")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options.library(parser)
    parser.add_argument(
        "--exec",
        nargs=argparse.REMAINDER,
        metavar="-- ARGS",
        help="run a program for each article, without a shell: {path} {url} {title} {search} …",
    )


def run(arguments: Namespace) -> int:
    """Tell of new articles until interrupted, or once; 1 where a program failed, or a search is
    wrong.
    """
    library = named(arguments)
    watched = _Watched(library, arguments)
    watched.begin()
    library.refresh()
    is_well = watched.tell_new() and not watched.wrong
    if not arguments.once:
        tell(f"watching {', '.join(map(safe_line, watched.searches))}; Ctrl-c ends it.")
        library.follow(lambda: True, watched.heard)
    library.close()
    return 0 if is_well else 1


class _Watched:
    """The searches that are watched, and how new articles are told."""

    def __init__(self, library: Library, arguments: Namespace) -> None:
        self._library = library
        self._arguments = arguments
        self._zone: tzinfo | None = config.local_zone(arguments.settings)
        self.searches, self.wrong = _searches(library, arguments)
        for sentence in self.wrong:
            say(sentence)
        self._commands: dict[str, OwnCommand] = {}
        if arguments.exec is not None:
            self._commands = {name: _command(arguments.exec, name) for name in self.searches}

    def begin(self) -> None:
        """Begin with what comes from now on where a search was never watched."""
        known = screen_state.watched(self._library.roots)
        for name in self.searches.keys() - known.keys():
            self._keep(name, self._library.latest_arrival())

    def heard(self, _found: Summary) -> None:
        """Tell of what a scan found."""
        self.tell_new()

    def tell_new(self) -> bool:
        """Tell of all that is new since the last time. Returns whether every program went well."""
        is_well = True
        known = screen_state.watched(self._library.roots)
        latest = self._library.latest_arrival()
        for name, text in self.searches.items():
            new = self._new(text, known.get(name, latest))
            for entry in new:
                is_well = self._tell(name, entry) and is_well
            if new and self._arguments.notify:
                notify(name, _said(new))
            if known.get(name) != latest:
                self._keep(name, latest)
        return is_well

    def _new(self, text: str, since: int) -> list[Entry]:
        from reader.library.query.language import parse

        query = parse(text).without_muted()._replace(arrived=since)
        return list(self._library.entries(query, "oldest"))

    def _keep(self, name: str, moment: int) -> None:
        if problem := screen_state.keep_watched(self._library.roots, name, moment):
            say(problem)

    def _tell(self, name: str, entry: Entry) -> bool:
        if self._arguments.json:
            print_json(row(entry) | {"search": name})
        elif not self._commands:
            print(f"{safe_line(name)}: {row_line(entry, None, self._zone)}")
        sys.stdout.flush()
        return not self._commands or self._ran(entry, self._commands[name])

    def _ran(self, entry: Entry, command: OwnCommand) -> bool:
        from reader.articles.file import read_article
        from reader.running import CommandError, Run, prepared

        try:
            article = read_article(entry.path, self._zone)
            printed = Run(prepared(command, article, self._zone, entry)).wait()
        except (ArticleError, CommandError) as error:
            say(error)
            return False
        if printed:
            print(printed, flush=True)
        return True


def _searches(library: Library, arguments: Namespace) -> tuple[dict[str, str], list[str]]:
    """The watched searches: their queries by name; and a sentence for each that is wrong. Raises
    UsageError where one does not exist, or all are wrong.
    """
    from reader.library.query.saved import LibrarySearches, flaw_of

    known = LibrarySearches(library.roots, arguments.settings.searches).texts
    if not known:
        raise UsageError("There is no saved search: S on the screen saves one.")
    if unknown := [name for name in arguments.names if name not in known]:
        raise UsageError(f"There is no saved search “{unknown[0]}”.{meant(unknown[0], known)}")
    chosen = {name: known[name] for name in arguments.names or known}
    flaws = {name: flaw for name, text in chosen.items() if (flaw := flaw_of(text))}
    wrong = [f"The saved search “{safe_line(name)}” is wrong: {flaws[name]}" for name in flaws]
    if len(wrong) == len(chosen):
        raise UsageError(" ".join(wrong))
    return {name: text for name, text in chosen.items() if name not in flaws}, wrong


def _command(words: list[str], search: str) -> OwnCommand:
    """The program of `--exec` for a search. Raises UsageError if it cannot be used."""
    from reader.own_commands import LONGEST_NAME, PLACEHOLDERS, own_commands, placeholder_flaw

    if not words:
        raise UsageError('--exec needs a program: --exec -- notify-send "{title}"')
    if flaw := placeholder_flaw(words, (*PLACEHOLDERS, "search")):
        raise UsageError(f"The program of --exec {flaw}.")
    flaws: list[str] = []
    run = [_with_search(word, search) for word in words]
    name = safe_line(PurePath(words[0]).name)[:LONGEST_NAME]
    found = own_commands(
        {name or "--exec": {"run": run}},
        lambda _name: 0,
        lambda flaw, _line: flaws.append(flaw),
    )
    if not found:
        raise UsageError(f"{flaws[0]}.")
    return found[0]


def _with_search(word: str, search: str) -> str:
    """A word with the name of its search for `{search}`; what is in braces in the name means
    itself.
    """
    name = _IN_BRACES.sub(r"{{\1}}", search)
    return _SEARCH.sub(lambda found: name if found[1] else found[0], word)


def _said(new: list[Entry]) -> str:
    """What a notification says of new articles."""
    title = new[-1].title
    return title if len(new) == 1 else f"{len(new):,} new articles: {title} …"
