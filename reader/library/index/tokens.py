"""Text → what the full-text index takes: every Chinese, Japanese or Korean character a word.

SQLite's `unicode61` makes one word of a run of letters, and CJK text has no blanks between words;
so blanks are put between its characters, and queries look for them one after the other. Between two
CJK characters that do not touch stands GAP, a word of its own, so that “中，国” is not “中国”; a
blank between CJK and Latin counts for nothing, since some writers put it and some don't. Width
and case are folded (NFKC, casefold); simplified and traditional characters stay as written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

GAP = "\ue000"
"""A private character, which `unicode61` takes for a letter and nobody writes."""

_CJK = (
    "\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b\u3041-\u3096\u309d-\u309f\u30a1-\u30fa"
    "\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua000-\ua48c\ua960-\ua97c\uac00-\ud7a3\U00020000-\U0003ffff"
)
_WORD = re.compile(r"[^\W_]")
_FOLDED_AS_A_WHOLE = (
    "[\u1100-\u11ff\u2e80-\u2fdf\u3099\u309a\u3130-\u319f\u3200-\u33ff\uf900-\ufaff\uff61-\uffdc"
    "\U0002f800-\U0002fa1f]"
)
"""Characters that NFKC makes CJK ones of, or joins to them."""

_REMEMBERED = 24  # characters; longer runs seldom come again
_MEMORY = 50_000
_PART, _RUN = 200_000, 10_000  # characters

_DEEPEST = 6
"""Levels of categories that a path has: who lists more of them lists tags."""


class _Between(dict[str, str]):
    """What stands for a run of text between CJK characters; short ones are remembered."""

    def __missing__(self, run: str) -> str:
        found = _between(run)
        if len(run) <= _REMEMBERED:
            if len(self) >= _MEMORY:
                self.clear()
            self[run] = found
        return found


_known = _Between()


class _Patterns(NamedTuple):
    """Runs of CJK characters and of others; a CJK character; what is folded as a whole."""

    runs: re.Pattern[str]
    cjk: re.Pattern[str]
    whole: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    """Made on use: it takes longer than the first screen has."""
    return _Patterns(
        re.compile(f"[{_CJK}]+|[^{_CJK}]+"),
        re.compile(f"[{_CJK}]"),
        re.compile(_FOLDED_AS_A_WHOLE),
    )


def split(text: str) -> str:
    """The words of a text with blanks between them, as the index takes them."""
    return "".join(map(_split, _parts(text)))


def _parts(text: str) -> Iterator[str]:
    """A text in parts of bounded length, which end with lines or words where they can."""
    start = 0
    while len(text) - start > _PART:
        most = start + _PART
        end = max(text.rfind("\n", start, most), text.rfind(" ", most - _RUN, most))
        end = end + 1 if end > start else most
        yield text[start:end]
        start = end
    yield text[start:] if start else text


def _apart(run: str) -> str:
    """A run of CJK characters with blanks between them; each takes an object for a moment."""
    if len(run) <= _RUN:
        return " ".join(run)
    return " ".join(" ".join(run[at : at + _RUN]) for at in range(0, len(run), _RUN))


def _split(text: str) -> str:
    patterns = _patterns()
    if patterns.whole.search(text):
        text = unicodedata.normalize("NFKC", text)
    runs = patterns.runs.findall(text)
    if not runs:
        return ""
    first = 0 if patterns.cjk.match(runs[0]) else 1
    runs[first::2] = map(_apart, runs[first::2])
    runs[1 - first :: 2] = map(_known.__getitem__, runs[1 - first :: 2])
    return "".join(runs)


def is_cjk(character: str) -> bool:
    """Whether a character is a word of its own."""
    return _patterns().cjk.match(character) is not None


def fold(text: str) -> str:
    """Width and case folded, marks off: how a text is compared."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).casefold()
    if folded.isascii():
        return folded
    parts = unicodedata.normalize("NFD", folded)
    bare = "".join(c for c in parts if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", bare)


def label(name: str) -> str:
    """A category or tag as it is compared: width, case and blanks don't count."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def category_paths(categories: Sequence[str]) -> list[str]:
    """The paths of categories, from wide to narrow, as they are compared: `金融/银行` and
    `金融/银行/国内` of those three. Of one category there is none.
    """
    names = [label(name) for name in categories[:_DEEPEST]]
    return ["/".join(names[:end]) for end in range(2, len(names) + 1)]


def folder_label(path: str) -> str:
    """A folder's path below the library's as it is compared: its parts, with slashes between."""
    return "/".join(label(part) for part in path.split("/") if part not in ("", "."))


def _between(run: str) -> str:
    if not run.isascii():
        run = unicodedata.normalize("NFKC", run).casefold().replace(GAP, " ")
    if not _WORD.search(run):
        return f" {GAP} "
    if "\n" in run:
        run = run.replace("\n", f" {GAP} ")
    before = "" if run[0] == GAP or _touches(run, 0, 1) else GAP
    after = "" if _touches(run[::-1], 0, 1) else GAP
    return f" {before} {run} {after} "


def _touches(run: str, at: int, to: int) -> bool:
    """Whether the run's first word stands beside what is before the run, but for one blank."""
    return bool(_WORD.match(run, at) or (run[at : at + 1] == " " and _WORD.match(run, to)))
