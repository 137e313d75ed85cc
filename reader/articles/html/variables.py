"""Custom properties: what `var(--name)` stands for in an element (CSS Custom Properties 1)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from reader.lazy_re import late

SUBSTITUTION_LIMIT = 12
"""Variables in one another, and in one text of declarations."""

Variables = Mapping[str, str]

_DEFINED = late(r"(?:^|;)\s*(--[\w-]+)\s*:\s*([^;]*)")
_USED = late(r"var\(\s*(--[\w-]+)\s*(?:,((?:[^()]|\([^()]*\))*))?\)", re.IGNORECASE)


def defined(css: str, inherited: Variables) -> Variables:
    """The variables in an element with these declarations, in one with those of its parent."""
    found = {name: value.partition("!")[0].strip() for name, value in _DEFINED.findall(css)}
    return {**inherited, **found} if found else inherited


def substituted(css: str, variables: Variables) -> str:
    """Declarations with the values of their variables. One that has none is “unset”."""

    def value(found: re.Match[str]) -> str:
        value = variables.get(found[1])
        return value if value is not None else (found[2] or "unset").strip()

    for _ in range(SUBSTITUTION_LIMIT):
        if "var(" not in css or len(css) > 10_000:
            break
        css = _USED.sub(value, css, SUBSTITUTION_LIMIT)
    return css
