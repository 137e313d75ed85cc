"""Names of files and folders, made from the titles of feeds and entries.

A name is the same on every machine and valid in every file system: letters and digits of any script
stay, anything else becomes a hyphen or a blank, so no name can lead out of its folder.
"""

from __future__ import annotations

import re
import unicodedata

from rich.cells import split_graphemes

from reader.output.safe import safe_line, safe_name

LONGEST = 80
"""Bytes of a slug, and of a folder's name, in UTF-8."""

_KEPT = frozenset("LNM")
"""Categories of Unicode whose characters stay: letters, numbers, and marks on them."""

_HYPHENS = re.compile(r"-+")
_JOINERS = re.compile("[\u200c\u200d]")
_PASSED_OVER = frozenset(("node_modules", "__pycache__"))


def slug(title: str) -> str:
    """A title as a part of a file's name, in lower case: `wine-7-14-发布`; '' if nothing is left.

    Canonically equivalent titles have the same slug.
    """
    text = unicodedata.normalize("NFC", _JOINERS.sub("", safe_line(title[:1000])).lower())
    kept = (one if unicodedata.category(one)[0] in _KEPT else "-" for one in text)
    return cut(_HYPHENS.sub("-", "".join(kept)).strip("-")).strip("-")


def folder_name(name: str) -> str:
    """The name of the folder of a feed, or of one of the folders above it.

    It is never hidden, never ignored by a library, and never leads out of its folder.
    """
    text = unicodedata.normalize("NFC", safe_name(name))
    text = cut(text.lstrip(". ")).rstrip(". ")
    if not text:
        return "feed"
    return f"{text}-" if text in _PASSED_OVER else text


def cut(text: str) -> str:
    """A text cut to LONGEST bytes at most, between two graphemes."""
    if len(text.encode("utf-8", "replace")) <= LONGEST:
        return text
    used = 0
    for start, end, _width in split_graphemes(text[: LONGEST + 1])[0]:
        used += len(text[start:end].encode("utf-8", "replace"))
        if used > LONGEST:
            return text[:start]
    return text[:LONGEST]
