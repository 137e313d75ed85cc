"""Checks the keys that the settings assign to actions against the key table.

A key that cannot be assigned is reported in a sentence with its line, and its action keeps the
default.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from textual.binding import Binding
from textual.keys import Keys as KnownKey
from textual.keys import _character_to_key

from reader.config import GivenKeys, config_file
from reader.tui.keys import SCOPES, defaults

_PASSING = frozenset(("find.next", "find.previous"))
"""Ids that work only while an article is searched, and then take precedence over all others."""

_CHARACTERS = frozenset(map(_character_to_key, map(chr, range(0x21, 0x7F))))
_NAMED = frozenset(key.value for key in KnownKey)


def checked(wanted: Iterable[GivenKeys]) -> tuple[dict[str, str], list[str]]:
    """The valid keys by id, in Textual's names, and what is wrong with the others."""
    known = defaults()
    given: dict[str, str] = {}
    problems: list[str] = []
    sane: list[GivenKeys] = []
    for one in wanted:
        if one.id not in known:
            problems.append(f"There is no key with the id '{one.id}'{_at(one)}.")
        elif not (keys := _normal(one.keys)):
            problems.append(f"'{one.id}' needs a key, not {one.keys!r}{_at(one)}; "
                            "it keeps its default.")  # fmt: skip
        else:
            given[one.id] = keys
            sane.append(one)
    while found := _first_conflict(sane, given):
        one, other, key = found
        problems.append(f"'{one.id}' and '{other}' are both on {key}{_at(one)}; "
                        f"'{one.id}' keeps its default.")  # fmt: skip
        del given[one.id]
    return given, problems


def _first_conflict(
    sane: list[GivenKeys], given: Mapping[str, str]
) -> tuple[GivenKeys, str, str] | None:
    for one in sane:
        if one.id in given and (other := _conflict(one.id, given)):
            return one, *other
    return None


def _at(one: GivenKeys) -> str:
    return f" ({config_file()}, line {one.line})"


def _normal(keys: str) -> str:
    """Textual's names of keys; '' if one of them is not a key."""
    parts = [_normal_key(key.strip()) for key in keys.split(",")]
    return ",".join(parts) if all(parts) else ""


def _normal_key(key: str) -> str:
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    if not last or any(one not in ("ctrl", "shift", "alt") for one in modifiers):
        return ""
    if len(last) == 1:
        return "+".join([*modifiers, _character_to_key(last)])
    return key if last in _NAMED or _is_character(last) else ""


def _is_character(name: str) -> bool:
    if name in _CHARACTERS:
        return True
    try:
        unicodedata.lookup(name.replace("_", " "))
    except KeyError:
        return False
    return True


def _conflict(id: str, given: Mapping[str, str]) -> tuple[str, str] | None:
    """Another id that has a key of `id` in the same scope, and that key. Keys that two ids share by
    default are no conflict.
    """
    for scope in SCOPES:
        mine = set(given[id].split(","))
        around = [scope, *(outer for outer in SCOPES if outer.name in scope.within)]
        bindings = [one for part in around for one in part.bindings if isinstance(one, Binding)]
        own = next((set(one.key.split(",")) for one in bindings if one.id == id), None)
        if own is None:
            continue
        for other in bindings:
            keys = set(given.get(str(other.id), other.key).split(","))
            if (other.id in _PASSING) != (id in _PASSING):
                continue
            shared = (mine & keys) - (own & set(other.key.split(",")))
            if other.id != id and shared:
                return str(other.id), min(shared)
    return None
