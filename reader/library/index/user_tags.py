"""User tags: their names, and their fields in a journal.

Each tag is a field of an article, such as "tag:later", which is true or false, so that tags from
two devices merge. A name is kept as it was typed, but compared like the tags in files: width, case
and runs of blanks don't count.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from reader.entry import Entry
from reader.errors import TagError
from reader.lazy_re import late

PREFIX = "tag:"

LONGEST = 64
"""The most characters of a name."""

_APART = late("[,，、]")
_REFUSED = late('[\x00-\x1f\x7f-\x9f"“”\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]')
"""Controls, line breaks, characters that change the direction of text, and quotes, which a query
cannot contain.
"""


def names(text: str) -> tuple[str, ...]:
    """The names in a text, separated by commas: in NFC, with single blanks, without a leading #. Of
    names that compare equal only the first is returned.

    Raises TagError if a name cannot be used.
    """
    found: dict[str, str] = {}
    for part in _APART.split(text):
        name = _plain(part)
        if not name:
            continue
        if reason := _flaw(name) or _flaw(part.strip()[:LONGEST]):
            raise TagError(f"“{name[:40]}” cannot be a tag: {reason}.")
        found.setdefault(_compared(name), name)
    return tuple(found.values())


def is_field(field: str) -> bool:
    """Whether a field of a journal is a tag whose name is in the form that `names` returns."""
    name = field.removeprefix(PREFIX)
    if name == field or not name or _APART.search(name) or _flaw(name):
        return False
    return name == _plain(name)


def named(fields: Mapping[str, float]) -> list[str]:
    """The names of the tags that are set, sorted."""
    found = [name.removeprefix(PREFIX) for name, value in fields.items() if value and _is(name)]
    return sorted(found, key=lambda name: (name.casefold(), name))


def packed(fields: Mapping[str, float]) -> str:
    """The names of the tags that are set as a JSON list, as the index stores them."""
    return json.dumps(found, ensure_ascii=False) if (found := named(fields)) else "[]"


def labels(packed: str) -> set[str]:
    """The names in a JSON list, in the form for comparing."""
    return set() if packed == "[]" else set(map(_compared, json.loads(packed)))


def changes(entry: Entry, add: Iterable[str], remove: Iterable[str]) -> dict[str, bool]:
    """The fields that change if some tags of an entry are removed, and then others added."""
    less = set(map(_compared, remove))
    had = set(map(_compared, entry.own_tags)) - less
    new = {PREFIX + name: True for name in add if _compared(name) not in had}
    gone = [PREFIX + name for name in entry.own_tags if _compared(name) in less]
    # a tag that is removed and added under the same name does not change
    came = {field: True for field in new if field not in gone}
    return {field: False for field in gone if field not in new} | came


def changed(own: Sequence[str], fields: Mapping[str, float]) -> tuple[str, ...]:
    """The user tags of a row after some fields are set."""
    tags = {name: value for name, value in fields.items() if _is(name)}
    return tuple(named({PREFIX + name: True for name in own} | tags)) if tags else tuple(own)


def between(was: Sequence[str], now: Sequence[str]) -> dict[str, bool]:
    """The fields in which the user tags of two rows differ."""
    if was == now:
        return {}
    gone = {PREFIX + name: False for name in was if name not in now}
    return gone | {PREFIX + name: True for name in now if name not in was}


def _compared(name: str) -> str:
    from reader.library.index.tokens import label

    return label(name)


def _is(field: str) -> bool:
    return field.startswith(PREFIX)


def _plain(text: str) -> str:
    import unicodedata

    return " ".join(unicodedata.normalize("NFC", text).split()).lstrip("#＃ ")


def _flaw(name: str) -> str:
    if _REFUSED.search(name):
        return "it may not contain quotes or control characters"
    if len(name) > LONGEST:
        return f"{LONGEST} characters are the most"
    return "" if _compared(name) else "it has no visible characters"
