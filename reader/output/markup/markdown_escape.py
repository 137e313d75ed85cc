"""Escapes text for Markdown: only characters that Markdown would interpret."""

from __future__ import annotations

import re
from urllib.parse import quote

from reader.lazy_re import late

_ACTIVE = late(
    r"[`*\[\]|~]"
    r"|\\(?=[!-/:-@\[-`{-~\n]|$)"  # a backslash that would escape the next character
    r"|(?<![^\W_])_+|_+(?![^\W_])"  # underscores, except inside words
    r"|<(?=[A-Za-z/!?]|$)"
    r"|&(?=#?\w+;|$)"
    r"|!$"  # before a link it would make a picture
)
_AT_LINE_START = late(r"[-+](?=[\s+-]|$)|#(?=[#\s]|$)|=(?=[=\s]|$)|:(?=-|$)|>|(?<=\d)[.)](?=\s|$)")
_NUMBER = late(r"\d{1,9}(?=[.)])")
_TICKS = late("`+")
_TILDES_AND_TICKS = late("`{3,}|~{3,}")
_IN_ADDRESS = late(r"[\s<>\\`|\"]")
_ENTITY = late(r"&(?=#?\w+;)")


def escaped(text: str, *, line_start: bool = False, heading: bool = False) -> str:
    """A text without line breaks, escaped. At the start of a line more is escaped, since it could
    be read as a list, a heading or a quote; in a heading also `#`, which could end it.
    """
    start = ""
    if line_start:
        number = _NUMBER.match(text)
        at = number.end() if number else 0
        if found := _AT_LINE_START.match(text, at):
            start, text = f"{text[:at]}\\{found[0]}", text[found.end() :]
    text = _ACTIVE.sub(lambda found: "".join(f"\\{one}" for one in found[0]), text)
    return start + (text.replace("#", "\\#") if heading else text)


def code_span(text: str) -> str:
    """A text as inline code, between more backticks than it contains in a row."""
    ticks = "`" * (_longest(_TICKS, text) + 1)
    lines_up = text[0] in "` " or text[-1] in "` "
    return f"{ticks} {text} {ticks}" if lines_up and text.strip() else f"{ticks}{text}{ticks}"


def code_block(text: str, language: str) -> str:
    """A text as a fenced block of code."""
    fence = "`" * max(_longest(_TILDES_AND_TICKS, text) + 1, 3)
    name = language if re.fullmatch(r"[\w+#.-]+", language) else ""
    return f"{fence}{name}\n{text}\n{fence}"


def destination(address: str) -> str:
    """The address of a link, with characters that would end it percent-encoded or escaped."""
    address = _IN_ADDRESS.sub(lambda found: quote(found[0]), address)
    return re.sub(r"[()]", r"\\\g<0>", _ENTITY.sub("&amp;", address))


def _longest(runs: re.Pattern[str], text: str) -> int:
    return max((len(run) for run in runs.findall(text)), default=0)
