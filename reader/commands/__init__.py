"""The commands, a module each, imported when it is called."""

from __future__ import annotations

from pathlib import Path


def names() -> list[str]:
    """The names of all commands: those of the modules here, in alphabetical order."""
    files = Path(__file__).parent.glob("[a-z]*.py")
    return sorted(file.stem for file in files)
