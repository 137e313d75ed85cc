"""Splits text for the full-text index: each Chinese, Japanese or Korean character is a word.

SQLite's `unicode61` makes one word of a run of letters, and CJK text has no blanks between words.
So blanks are put between its characters, and queries look for the characters in sequence. Where two
CJK characters are not adjacent, GAP, a word by itself, is put between them, so that “中，国” does
not match “中国”; a blank between CJK and Latin is ignored, because only some writers put one. Width
and case are folded (NFKC, casefold); simplified and traditional characters are kept apart.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache

from reader.lazy_re import late

GAP = "\ue000"
"""A private-use character, which `unicode61` takes for a letter and texts do not contain."""

CJK = (
    "\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b\u3041-\u3096\u309d-\u309f\u30a1-\u30fa"
    "\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua000-\ua48c\ua960-\ua97c\uac00-\ud7a3\U00020000-\U0003ffff"
)
_RUNS = late(f"[{CJK}]+|[^{CJK}]+")
_WORD = late(r"[^\W_]")
_FOLDED_AS_A_WHOLE = late(
    "[\u1100-\u11ff\u2e80-\u2fdf\u3099\u309a\u3130-\u319f\u3200-\u33ff\uf900-\ufaff\uff61-\uffdc"
    "\U0002f800-\U0002fa1f]"
)
"""Characters that NFKC turns into CJK ones, or joins to them."""

_REMEMBERED = 24  # characters; longer runs seldom recur
_MEMORY = 50_000
_PART, _RUN = 200_000, 10_000  # characters
_SHORT = 1_500  # characters

DEEPEST = 6
"""The most levels of a path of categories; more categories are in fact tags."""


class _Between(dict[str, str]):
    """Caches the tokens for short runs of text between CJK characters."""

    def __missing__(self, run: str) -> str:
        found = _between(run)
        if len(run) <= _REMEMBERED:
            if len(self) >= _MEMORY:
                self.clear()
            self[run] = found
        return found


_known = _Between()


def split(text: str) -> str:
    """The words of a text with blanks between them, as the index takes them."""
    return "".join(map(_split, _parts(text)))


def _parts(text: str) -> Iterator[str]:
    """A text in parts of bounded length, which end at the end of a line or word if possible."""
    start = 0
    while len(text) - start > _PART:
        most = start + _PART
        end = max(text.rfind("\n", start, most), text.rfind(" ", most - _RUN, most))
        end = end + 1 if end > start else most
        yield text[start:end]
        start = end
    yield text[start:] if start else text


def _apart(runs: list[str]) -> list[str]:
    """Runs of CJK characters with blanks between these: all at once, as bytes, since making a
    string of each character takes ten times as long.
    """
    together = "\n".join(runs)
    data = together.encode("utf-16-le")
    if len(data) > 2 * len(together):  # a character beyond 16 bits
        return [" ".join(run) for run in runs]
    spread = bytearray(b" \0" * (2 * len(together)))
    spread[0::4], spread[1::4] = data[0::2], data[1::2]
    return spread.decode("utf-16-le")[:-1].split(" \n ")


def _split(text: str) -> str:
    if _FOLDED_AS_A_WHOLE.search(text):
        text = unicodedata.normalize("NFKC", text)
    runs = _RUNS.findall(text)
    if not runs:
        return ""
    first = 0 if is_cjk(text[0]) else 1
    if len(runs) > first:
        runs[first::2] = _apart(runs[first::2])
    runs[1 - first :: 2] = map(_known.__getitem__, runs[1 - first :: 2])
    return "".join(runs)


def packed(text: str) -> bytes | str:
    """A text as the table of texts has it: a long one as UTF-8 through zlib. Of a short one, zlib
    saves little, and takes a tenth of the time of indexing it.
    """
    return zlib.compress(text.encode("utf-8", "replace"), 1) if len(text) > _SHORT else text


def unpacked(data: bytes | str) -> str:
    """The text of `packed` data. Raises zlib.error if that is damaged."""
    return data if isinstance(data, str) else zlib.decompress(data).decode("utf-8")


def is_cjk(character: str) -> bool:
    """Whether a character is a word by itself."""
    return bisect_right(_edges(), character) % 2 == 1


@cache
def _edges() -> list[str]:
    """Where the ranges of CJK characters begin, and the first characters behind them."""
    ranges = re.findall("(.)(?:-(.))?", CJK)
    return [edge for first, last in ranges for edge in (first, chr(ord(last or first) + 1))]


def fold(text: str) -> str:
    """A text in the form for comparing: width and case folded, without diacritics."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).casefold()
    if folded.isascii():
        return folded
    parts = unicodedata.normalize("NFD", folded)
    bare = "".join(c for c in parts if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", bare)


def label(name: str) -> str:
    """A category or tag in the form for comparing: width, case and runs of blanks don't count."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def category_paths(categories: Sequence[str]) -> list[str]:
    """The paths of categories, from wide to narrow, in the form for comparing: those three give
    `金融/银行` and `金融/银行/国内`. One category gives none.
    """
    names = [label(name) for name in categories[:DEEPEST]]
    return ["/".join(names[:end]) for end in range(2, len(names) + 1)]


def folder_label(path: str) -> str:
    """A folder's path below the library's, in the form for comparing: its parts,
    joined by slashes.
    """
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
    """Whether the run begins with a word, or with one blank and a word."""
    return bool(_WORD.match(run, at) or (run[at : at + 1] == " " and _WORD.match(run, to)))
