"""`reader doctor`: versions, folders, and what is wrong."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from reader import __version__, config
from reader.console import options
from reader.console.libraries import looked_over
from reader.console.parser import ArgumentParser
from reader.console.stdout import print_json
from reader.drives import is_folder, is_there
from reader.errors import ReaderError
from reader.library.journal import maintenance
from reader.output.safe import safe_line
from reader.tui.problems import problems_of

SUMMARY = "show versions, folders, and what is wrong"
EXAMPLES = (
    ("reader doctor", "where things are and what is wrong"),
    ("reader doctor --json | jq '.skipped[].path'", "the files that are not listed"),
)
FIELDS = {
    "versions": "versions of this program and of what it needs",
    "places": "paths of the settings, the journal and the index",
    "library": "the folders",
    "articles": "the number of articles",
    "terminal": "what is known of the terminal",
    "warnings": "a list of sentences about what is wrong",
    "settings": "a list of sentences about what is wrong with the settings, their keys and "
    "commands, the rules for sites, the subscriptions and .readerignore",
    "skipped": "files that are not articles: path and reason",
    "passed_over": "ignored files and folders: path and reason",
    "undated": "articles whose date cannot be read, or cannot be right: path and reason",
    "journal_flaws": "what cannot be read in the journals: path, line (0: all) and reason",
    "index_flaws": "a list of sentences about figures of the index that differ from its articles'; "
    "`reader index --rebuild` mends them",
    "notices": "a list of sentences about the index",
}


_PACKAGES = ("textual", "rich", "selectolax", "PyYAML", "comrak", "watchfiles")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="the findings as a JSON object")
    options.library(parser)


def run(arguments: Namespace) -> int:
    """Print the findings, as lines or as one JSON object."""
    library = looked_over(arguments)
    roots = library.roots
    counts = library.counts()
    places = {
        "settings": config.config_file(),
        "journal": config.journal_folder(),
        "index": library.index_file,
    }
    found = {
        "versions": _versions(library.sqlite_version),
        "places": {name: str(path) if path else None for name, path in places.items()},
        "library": [str(root) for root in roots],
        "articles": counts.total,
        "terminal": _terminal(),
        "warnings": [*_warnings(), *_exposed(roots)],
        "settings": list(problems_of(arguments.settings, roots)),
        "skipped": _listed(library.skipped()),
        "passed_over": _listed(library.passed_over()),
        "undated": _listed(library.undated()),
        "journal_flaws": [
            {"path": str(flaw.file), "line": flaw.line, "reason": flaw.reason}
            for flaw in maintenance.verify(config.journal_folder())
        ],
        "index_flaws": library.flaws(),
        "notices": library.notices,
    }
    library.close()
    if arguments.json:
        print_json(found, indent=2)
    else:
        _print(found)
    return 0


def _listed(paths: list[tuple[Path, str]]) -> list[dict[str, str]]:
    return [{"path": str(path), "reason": reason} for path, reason in paths]


def _versions(sqlite: str) -> dict[str, str]:
    found = {"reader": __version__, "Python": platform.python_version(), "SQLite": sqlite}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "missing"
    return found | {"system": platform.platform(), "encoding": sys.getfilesystemencoding()}


def _terminal() -> dict[str, str]:
    """What is known of the terminal."""
    columns, rows = shutil.get_terminal_size()
    environment = os.environ
    no_colour = environment.get("NO_COLOR")
    rich = environment.get("COLORTERM") in ("truecolor", "24bit")
    depth = "none (NO_COLOR)" if no_colour else "16 million" if rich else "256 or fewer"
    return {
        "name": environment.get("TERM") or "unknown",
        "size": f"{columns} × {rows}",
        "colours": depth,
        "stdout": "a terminal" if sys.stdout.isatty() else "no terminal",
        "characters": sys.stdout.encoding,
        "editor": environment.get("VISUAL") or environment.get("EDITOR") or "vi",
        "pager": environment.get("PAGER", "less"),
    }


def _warnings() -> Iterator[str]:
    """What is wrong: another program or package of our name, a poor terminal."""
    home = Path(__file__).parents[1]
    with suppress(PackageNotFoundError):
        other = version("reader")
        yield (
            f"The package “reader” {other} is installed in this Python: it has the name of our "
            "command and of our code. Install this program with pipx, or remove the other."
        )
    ours = Path(sys.argv[0]).resolve()
    first = shutil.which("reader")
    if first and ours.name == "reader" and Path(first).resolve() != ours:
        yield f"Another command comes first on the PATH: {first}."
    if is_folder(Path("reader")) and Path("reader").resolve() != home:
        yield "There is a folder “reader” here: `python -m reader` would run it instead."
    if os.environ.get("TERM") in (None, "", "dumb"):
        yield "TERM is not set, or is “dumb”: the screen needs a terminal that can move its cursor."
    if (sys.stdout.encoding or "").lower().replace("-", "") != "utf8":
        yield f"Output is in {sys.stdout.encoding}: set a UTF-8 locale to print all scripts."
    if not sys.flags.dont_write_bytecode:
        return
    yield "PYTHONDONTWRITEBYTECODE is set, which makes the program start more slowly."


def _exposed(roots: Sequence[Path]) -> Iterator[str]:
    """Secrets of feeds that are synchronised with the library."""
    from reader.feeds import subscriptions
    from reader.feeds.logins import exposed

    for root in filter(lambda one: is_there(subscriptions.path_of(one)), roots):
        with suppress(ReaderError):  # said among the problems of the settings
            yield from exposed(root, subscriptions.load(root).feeds)


def _print(found: dict[str, object]) -> None:
    for title, values in found.items():
        if isinstance(values, dict):
            print(f"\n{title.capitalize()}")
            for name, value in values.items():
                print(f"{name:>16}  {safe_line(str(value))}")
        elif isinstance(values, list):
            print(f"\n{title.replace('_', ' ').capitalize()}: {len(values) or 'none'}")
            for value in values:
                print(f"  {safe_line(_sentence(value))}")
        else:
            print(f"\n{title.capitalize()}: {values:,}")


def _sentence(value: object) -> str:
    if not isinstance(value, dict):
        return str(value)
    path, reason = value["path"], value["reason"]
    if value.get("line"):
        path = f"{path}, line {value['line']:,}"
    return str(reason) if path in reason else f"{path}: {reason}"
