"""Regular expressions that are compiled when they are first used.

Compiling all that the cleaner knows takes longer than most articles take to clean, and most
articles need few of them; a command that prints one article would wait for the rest.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

_ASKED = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn")


class _Late:
    """Stands for an expression: the first method that is asked for compiles it, and all stay."""

    def __init__(self, source: str | bytes, flags: int | re.RegexFlag) -> None:
        self._source = source, flags

    def __getattr__(self, name: str) -> object:
        if name not in _ASKED:
            raise AttributeError(name)
        source, flags = self._source
        compiled: re.Pattern[Any] = re.compile(cast("Any", source), flags)
        self.__dict__.update((asked, getattr(compiled, asked)) for asked in _ASKED)
        return self.__dict__[name]


def late(source: AnyStr, flags: int | re.RegexFlag = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` gives, with its methods alone; a flaw in `source` shows on first use."""
    return cast("re.Pattern[AnyStr]", _Late(source, flags))
