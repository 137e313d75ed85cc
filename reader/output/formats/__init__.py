"""The export formats: one module each, imported on use.

A module of a format has ENDING, the suffix of its files, and HAS_TITLE, whether a document shows
the title above the body (then the blocks must not begin with a heading that repeats it); and two
functions: `document(article, blocks, zone, entry)` returns the text of a file, with dates in `zone`
and, if the format includes it, the state of `entry`; `fragment(blocks)` returns only the body.
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
    """The modules of all formats, by the suffix of their files."""
    return {module.ENDING: module for module in map(writer, names())}
