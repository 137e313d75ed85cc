"""The commands: one module each, imported when the command is called."""

from __future__ import annotations

from pathlib import Path


def names() -> list[str]:
    """The names of all commands, which are those of the modules here, in alphabetical order."""
    files = Path(__file__).parent.glob("[a-z]*.py")
    return sorted(file.stem for file in files)
