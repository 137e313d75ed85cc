"""What may be meant on the line of a search: filters by the beginning of their names, and what
follows them by any part of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from reader.library.index.tokens import label
from reader.library.query.language import FIELDS, PARTS, STATES

_LAST = re.compile(r'(-?)(?:([A-Za-z]+)[:：])?("[^"]*|[^\s"]*)$')
_KNOWN = {"is": STATES, "has": PARTS}


def completions(text: str, names: Callable[[str], Iterable[str]]) -> list[str]:
    """Texts that the beginning of a query may become, likely ones first.

    `names` has those of a field: "category", "site" or "tag".
    """
    found = _LAST.search(text)
    if found is None:
        return []
    sign, field, typed = found.groups()
    head = text[: found.start()] + sign
    if not field:
        fields = [f"{name}:" for name in FIELDS if typed and name.startswith(typed.lower())]
        return [head + name for name in fields]
    wanted = label(typed.removeprefix('"'))
    known = _KNOWN.get(field.lower()) or names(field.lower())
    fitting = [name for name in known if wanted in label(name)]
    fitting.sort(key=lambda name: not label(name).startswith(wanted))
    return [f"{head}{field}:{_quoted(name)}" for name in fitting]


def _quoted(name: str) -> str:
    return f'"{name}"' if re.search(r"\s", name) else name.replace('"', "")
