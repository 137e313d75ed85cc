"""Text → Markdown that means this text: what Markdown would act on is escaped, and nothing else."""

from __future__ import annotations

import re
from urllib.parse import quote

from reader.lazy_re import late

_ACTIVE = late(
    r"[`*\[\]|~]"
    r"|\\(?=[!-/:-@\[-`{-~\n]|$)"  # a backslash that would escape something
    r"|(?<![^\W_])_+|_+(?![^\W_])"  # underscores but those inside of words
    r"|<(?=[A-Za-z/!?]|$)"
    r"|&(?=#?\w+;|$)"
    r"|!$"  # with a link behind it, it would be a picture
)
_AT_LINE_START = late(r"[-+](?=[\s+-]|$)|#(?=[#\s]|$)|=(?=[=\s]|$)|:(?=-|$)|>|(?<=\d)[.)](?=\s|$)")
_NUMBER = late(r"\d{1,9}(?=[.)])")
_TICKS = late("`+")
_TILDES_AND_TICKS = late("`{3,}|~{3,}")
_IN_ADDRESS = late(r"[\s<>\\`|\"]")
_ENTITY = late(r"&(?=#?\w+;)")


def escaped(text: str, *, line_start: bool = False, heading: bool = False) -> str:
    """A text without line breaks. At a line's start more is escaped, since it could be a list, a
    heading or a quote; in a heading `#`, which could end it.
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
    """A text as code among words, fenced by more backticks than are in it."""
    ticks = "`" * (_longest(_TICKS, text) + 1)
    lines_up = text[0] in "` " or text[-1] in "` "
    return f"{ticks} {text} {ticks}" if lines_up and text.strip() else f"{ticks}{text}{ticks}"


def code_block(text: str, language: str) -> str:
    """A text as a block of code."""
    fence = "`" * max(_longest(_TILDES_AND_TICKS, text) + 1, 3)
    name = language if re.fullmatch(r"[\w+#.-]+", language) else ""
    return f"{fence}{name}\n{text}\n{fence}"


def destination(address: str) -> str:
    """The address of a link, with what would end it in percent."""
    address = _IN_ADDRESS.sub(lambda found: quote(found[0]), address)
    return re.sub(r"[()]", r"\\\g<0>", _ENTITY.sub("&amp;", address))


def _longest(runs: re.Pattern[str], text: str) -> int:
    return max((len(run) for run in runs.findall(text)), default=0)
