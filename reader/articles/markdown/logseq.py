"""Removes what Logseq stores below the blocks of an outline: properties, `id:: 64a1…`, and the
clocks of a logbook.

A text is an outline if its first line is a block. Lines that begin a block are text, unless they
contain only properties that Logseq itself writes.
"""

from __future__ import annotations

import re

from reader.articles.fences import closes, opening
from reader.lazy_re import late

_BLOCK = late(r"\s*-(?:\s|$)")
_PROPERTY = late(r"[ \t]+[A-Za-z][\w./-]{0,60}:: ?[^\n]*$")
_OWN = late(
    r"[ \t]*-?[ \t]*(?:id|collapsed|heading|hl-[\w-]+|ls-type|background-color|created-at"
    r"|updated-at|card-[\w-]+|logseq\.[\w.-]+|template|template-including-parent|query-[\w-]+"
    r"|exclude-from-[\w-]+)::[^\n]*$"
)
_LOGBOOK = late(
    r"^[ \t]*:LOGBOOK:[ \t]*\n(?:(?!^[ \t]*:END:)[^\n]*\n){0,500}?[ \t]*:END:[ \t]*$", re.M
)
_PLAN = late(r"[ \t]+(?:SCHEDULED|DEADLINE): <[^>\n]+>[ \t]*$")
_FILM = late(
    r"\{\{(?:video|youtube|vimeo|bilibili|tweet|twitter)[ \t]+(https?://[^\s{}<>]+)[ \t]*\}\}"
)
_FENCE = opening(r"[ \t]*(?:-[ \t]+)?")


def without_properties(text: str) -> str:
    """An outline without what Logseq stores in it; any other text unchanged."""
    if "{{" in text and _BLOCK.match(text.lstrip("\n\r")):
        text = _FILM.sub(r"<\1>", text)
    if not _BLOCK.match(text.lstrip("\n\r")) or not ("::" in text or ":LOGBOOK:" in text):
        return text
    text = _LOGBOOK.sub("", text) if ":LOGBOOK:" in text else text
    made: list[str] = []
    fence = ""
    for line in text.split("\n"):
        if fence:
            fence = "" if closes(line.lstrip(" \t-"), fence) else fence
        elif found := _FENCE.match(line):
            fence = found[1]
        elif _is_own(line):
            continue
        made.append(line)
    return "\n".join(made)


def _is_own(line: str) -> bool:
    if _OWN.match(line) or _PLAN.match(line):
        return True
    return _PROPERTY.match(line) is not None and not _BLOCK.match(line)
