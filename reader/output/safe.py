"""The one boundary that all text from files passes through on its way out.

Terminals obey control characters wherever they come from, and Rich and Textual pass them on. A
title, a link or a file name must not set the title of a window, move the cursor, or change the
direction of a line. Characters whose width terminals disagree about are removed too, since they
would shift a line.
"""

from __future__ import annotations

from reader.entities import unescape
from reader.lazy_re import late
from reader.unseen import UNSEEN

_NO_NAME = late(r'[\x00-\x1f/\\:*?"<>|]+')
_LONGEST_NAME = 120  # bytes
_PORTS = (f"{port}{number}" for port in ("COM", "LPT") for number in range(10))
_DEVICES = frozenset(("CON", "PRN", "AUX", "NUL", *_PORTS))
"""Names that Windows reserves for devices."""

BREAK = "\u200b"
"""The zero-width space, which marks the ends of words in Khmer, Thai and their kin."""

MARKS_LIMIT = 4
"""Combining marks that one character may have."""

_MARK = (
    "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20df\u20e1-\u20ff\ufe20-\ufe2f"
)
_BREAK = late("\r\n|[\r\x85\u2028\u2029]")
_OUT = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls but tabulators and line breaks
    f"{UNSEEN}"
    "\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # notes between lines, music
    "\ufe00-\ufe0f\u20e3\U0001f3fb-\U0001f3ff"  # emoji modifiers, measured differently
    "\U000e0000-\U000e0fff"  # tags, variation selectors
)
_GONE = late(f"[{_OUT}]")
_SURROGATE = late("[\ud800-\udfff]")
_ESCAPED = late(f"[\u2028\u2029\ud800-\udfff{_OUT}]")
_MARKS = late(f"([{_MARK}]{{{MARKS_LIMIT}}})[{_MARK}]+")
_SUSPECT = late(f"[\t\r\u2028\u2029\ud800-\udfff{_OUT}{_MARK}]")


def safe(text: str) -> str:
    """The text without what a terminal acts on; line breaks become "\\n", tabs become spaces."""
    if not _SUSPECT.search(text):
        return text
    text = _BREAK.sub("\n", text).replace("\t", " ")
    text = _SURROGATE.sub("\ufffd", _GONE.sub("", text))
    return _MARKS.sub(r"\1", text)


def safe_json(text: str) -> str:
    """JSON whose characters are those that `safe` would take out, as escapes: nothing is lost."""
    if not _SUSPECT.search(text):
        return text
    return _ESCAPED.sub(lambda found: _escape(found[0]), text)


def _escape(character: str) -> str:
    if ord(character) < 0x10000:
        return f"\\u{ord(character):04x}"
    high, low = divmod(ord(character) - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"


def with_breaks(text: str) -> str:
    """The same with `BREAK` where the author allows a line to end; do not print it."""
    return BREAK.join(map(safe, text.split(BREAK))) if BREAK in text else safe(text)


def safe_line(text: str) -> str:
    """The same on one line: white space of any kind becomes one space, none at the ends."""
    return " ".join(safe(text).split())


def safe_value(text: str) -> str:
    """A line as a value of front matter, which is read with its character references: `&` is
    escaped where it would begin one.
    """
    line = safe_line(text)
    return line if unescape(line) == line else line.replace("&", "&amp;")


def safe_name(text: str) -> str:
    """A file name without its ending that is valid on every system; '' if nothing is left."""
    name = safe_line(_NO_NAME.sub(" ", text))
    name = name.encode("utf-8", "ignore")[:_LONGEST_NAME].decode("utf-8", "ignore").strip(" .")
    return f"{name} -" if name.upper() in _DEVICES else name
