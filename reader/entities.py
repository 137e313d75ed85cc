"""Character references and numbers in text that others wrote, of any length.

Python refuses to make a number of more than 4,300 digits (sys.set_int_max_str_digits), and so does
whatever calls `int()`: `html.unescape`, JSON and TOML among them.
"""

from __future__ import annotations

from reader.lazy_re import late

_DIGITS = 4_000
_ZEROS = late(r"&#0{8,}(?=[0-9])")
_TOO_LARGE = late(r"&#[1-9][0-9]{7,};?")
"""A number that no character has: the largest is 1114111."""


def unescape(text: str) -> str:
    """A text whose character references are read, as `html.unescape` reads them."""
    if "&" not in text:
        return text
    import html

    if "&#" in text:
        text = _TOO_LARGE.sub("\ufffd", _ZEROS.sub("&#", text))
    return html.unescape(text)


def without(text: str, opening: str, closing: str) -> str:
    """A text without what stands between two marks, in linear time; what has no end stays."""
    first, *others = text.split(opening)
    parts = (part.partition(closing) for part in others)
    return " ".join([first, *(after if end else before for before, end, after in parts)])


def toml_flaw(error: Exception) -> str:
    """Why a text is no TOML, from what its parser raised: ValueError or RecursionError."""
    if type(error) is ValueError:
        return "a number in it has too many digits"
    return "it is nested too deep" if isinstance(error, RecursionError) else str(error)


def number(digits: str) -> int | str:
    """What JSON's parser makes of an integer: one too long for Python stays the text it was."""
    return int(digits) if len(digits) <= _DIGITS else digits
