"""The names of the commands, from the modules in `commands/`, which are not imported for that."""

from __future__ import annotations

from pathlib import Path


def names() -> list[str]:
    """The names of all commands, in alphabetical order."""
    files = (Path(__file__).parents[1] / "commands").glob("[a-z]*.py")
    return sorted(file.stem for file in files)
