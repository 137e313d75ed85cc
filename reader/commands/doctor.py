"""`reader doctor`: where things are, which versions run, what is left out of the list, and why."""

from __future__ import annotations

import json
import platform
import sys
from argparse import Namespace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from reader import __version__, config
from reader.commands.libraries import looked_over
from reader.library import upkeep
from reader.output.safe import safe_line

_PACKAGES = ("textual", "rich", "selectolax", "PyYAML", "markdown-it-py", "watchfiles")


def run(arguments: Namespace) -> int:
    """Print the findings, as lines or as one JSON object."""
    library = looked_over(arguments)
    counts = library.counts()
    places = {
        "settings": config.config_file(),
        "journal": config.journal_folder(),
        "index": library.index_file,
    }
    found = {
        "versions": _versions(library.sqlite_version),
        "places": {name: str(path) if path else None for name, path in places.items()},
        "library": [str(root) for root in library.roots],
        "articles": counts.total,
        "skipped": _listed(library.skipped()),
        "passed_over": _listed(library.passed_over()),
        "journal_flaws": [
            {"path": str(flaw.file), "line": flaw.line, "reason": flaw.reason}
            for flaw in upkeep.verify(config.journal_folder())
        ],
        "notices": library.notices,
    }
    library.close()
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        _print(found)
    return 0


def _listed(paths: list[tuple[Path, str]]) -> list[dict[str, str]]:
    return [
        {"path": str(path).encode("utf-8", "replace").decode(), "reason": reason}
        for path, reason in paths
    ]


def _versions(sqlite: str) -> dict[str, str]:
    found = {"reader": __version__, "Python": platform.python_version(), "SQLite": sqlite}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "missing"
    return found | {"system": platform.platform(), "encoding": sys.getfilesystemencoding()}


def _print(found: dict[str, object]) -> None:
    for title, values in found.items():
        if isinstance(values, dict):
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
