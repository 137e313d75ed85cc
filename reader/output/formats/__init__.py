"""The export formats, a module each, imported when it is asked for.

A format is a module here with ENDING, the ending of its files, HAS_TITLE, whether a document shows
the title above the body (which then is without a heading that repeats it), and two functions:
`document(article, blocks, zone, entry)` returns the whole text of a file, with dates in `zone` and,
where the format has room for it, the state in `entry`; `fragment(blocks)` returns the body alone.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType


def names() -> list[str]:
    """The names of all formats, in alphabetical order."""
    return sorted(file.stem for file in Path(__file__).parent.glob("[a-z]*.py"))


def writer(name: str) -> ModuleType:
    """The module of a format."""
    return import_module(f"{__name__}.{name}")


def by_ending() -> dict[str, ModuleType]:
    """The modules of all formats, by the ending of their files."""
    return {module.ENDING: module for module in map(writer, names())}
