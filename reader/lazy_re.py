"""Regular expressions that are compiled when they are first used.

Compiling all expressions of the cleaner takes longer than cleaning most articles, and most articles
need few of them.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

_ASKED = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn")


class _Late:
    """A placeholder for an expression: the first use of a method compiles it."""

    def __init__(self, source: str | bytes, flags: int | re.RegexFlag) -> None:
        self._source = source, flags

    def __getattr__(self, name: str) -> object:
        if name not in _ASKED:
            raise AttributeError(name)
        source, flags = self._source
        compiled: re.Pattern[Any] = re.compile(cast("Any", source), flags)
        self.__dict__.update((asked, getattr(compiled, asked)) for asked in _ASKED)
        self.__class__ = _Compiled  # type: ignore[assignment] # it has the same methods
        return self.__dict__[name]


class _Compiled:
    """What a placeholder becomes. A class with `__getattr__` finds every attribute more slowly."""


def late(source: AnyStr, flags: int | re.RegexFlag = 0) -> re.Pattern[AnyStr]:
    """Like `re.compile`, but with the methods only; an error in `source` is raised on first use."""
    return cast("re.Pattern[AnyStr]", _Late(source, flags))
