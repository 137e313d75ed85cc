"""Reads character references and numbers of any length in foreign text.

Python refuses to convert more than 4,300 digits to a number (sys.set_int_max_str_digits), and so
does everything that calls `int()`, such as `html.unescape`, JSON and TOML.
"""

from __future__ import annotations

from reader.lazy_re import late

_DIGITS = 4_000
_ZEROS = late(r"&#0{8,}(?=[0-9])")
_TOO_LARGE = late(r"&#[1-9][0-9]{7,};?")
"""A number above that of any character: the largest is 1114111."""


def unescape(text: str) -> str:
    """A text with its character references replaced, as `html.unescape` does it."""
    if "&" not in text:
        return text
    import html

    if "&#" in text:
        text = _TOO_LARGE.sub("\ufffd", _ZEROS.sub("&#", text))
    return html.unescape(text)


def without(text: str, opening: str, closing: str) -> str:
    """A text without the parts between the marks `opening` and `closing`, found in linear time. A
    part that is not closed stays.
    """
    if closing not in text:
        return text.replace(opening, " ")
    first, *others = text.split(opening)
    parts = (part.partition(closing) for part in others)
    return " ".join([first, *(after if end else before for before, end, after in parts)])


def toml_flaw(error: Exception) -> str:
    """Why a text is not TOML, from its parser's ValueError or RecursionError."""
    if type(error) is ValueError:
        return "a number in it has too many digits"
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)


def number(digits: str) -> int | str:
    """An integer for JSON's parser; one that is too long for Python stays text."""
    return int(digits) if len(digits) <= _DIGITS else digits
