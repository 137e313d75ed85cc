"""Checks the keys that the settings assign to actions, and to the user's own commands, against the
key table.

A key that cannot be assigned is reported in a sentence with its line, and its action keeps the
default; a command has no key then.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.keys import Keys as KnownKey
from textual.keys import _character_to_key

from reader.config import GivenKeys, Settings, place
from reader.lazy_tuple import NamedTuple
from reader.tui.keys import ALONE, ARTICLE, EVERYWHERE, LIST, POINTS, SCOPES, defaults

if TYPE_CHECKING:  # few users have commands
    from reader.own_commands import OwnCommand

_PASSING = frozenset(("find.next", "find.previous", "command.stop"))
"""Ids that work only while an article is searched or a command runs, and then take precedence over
all others.
"""

_WITH_COMMANDS = (EVERYWHERE, ALONE, LIST, ARTICLE, POINTS)
"""The scopes in which the keys of own commands work."""

_CHARACTERS = frozenset(map(_character_to_key, map(chr, range(0x21, 0x7F))))
_NAMED = frozenset(key.value for key in KnownKey)


class CheckedKeys(NamedTuple):
    """The keys that can be assigned, in Textual's names: by the id of an action, and by the name of
    a command; and what is wrong with the others.
    """

    keys: dict[str, str]
    commands: dict[str, str]
    problems: list[str]


def checked(settings: Settings) -> CheckedKeys:
    """Check all keys of the settings."""
    keys, problems = checked_keys(settings.keys)
    commands, more = _of_commands(settings.commands, keys)
    return CheckedKeys(keys, commands, problems + more)


def _of_commands(
    wanted: Iterable[OwnCommand], given: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    """The keys of commands, and problems; `given` are the keys that replace the defaults."""
    taken = {
        key: f"`{binding.id}`"
        for scope in reversed(_WITH_COMMANDS)  # of two with a key the outer one is named
        for binding in scope.bindings
        if isinstance(binding, Binding) and binding.id not in _PASSING
        for key in given.get(str(binding.id), binding.key).split(",")
    }
    found: dict[str, str] = {}
    problems: list[str] = []
    for one in wanted:
        if not one.key:
            continue
        at = f"{place(one.line)}; it has no key."
        keys = _normal(one.key)
        if not keys:
            problems.append(f"The command “{one.name}” {_needed(one.key)}{at}")
        elif clash := next((key for key in keys.split(",") if key in taken), ""):
            problems.append(f"The command “{one.name}” and {taken[clash]} are both on {clash}{at}")
        else:
            found[one.name] = keys
            taken |= dict.fromkeys(keys.split(","), f"the command “{one.name}”")
    return found, problems


def checked_keys(wanted: Iterable[GivenKeys]) -> tuple[dict[str, str], list[str]]:
    """The valid keys by id, in Textual's names, and what is wrong with the others."""
    known = defaults()
    given: dict[str, str] = {}
    problems: list[str] = []
    sane: list[GivenKeys] = []
    for one in wanted:
        if one.id not in known:
            problems.append(f"There is no key with the id “{one.id}”{place(one.line)}.")
        elif not (keys := _normal(one.keys)):
            problems.append(
                f"`{one.id}` {_needed(one.keys)}{place(one.line)}; it keeps its default."
            )
        else:
            given[one.id] = keys
            sane.append(one)
    while found := _first_conflict(sane, given):
        one, other, key = found
        problems.append(f"`{one.id}` and `{other}` are both on {key}{place(one.line)}; "
                        f"`{one.id}` keeps its default.")  # fmt: skip
        del given[one.id]
    return given, problems


def _needed(keys: str) -> str:
    """That a key is needed instead of these, as the end of a sentence."""
    return 'needs a key such as "x" or "ctrl+s"' + (f", not “{keys}”" if keys else "")


def _first_conflict(
    sane: list[GivenKeys], given: Mapping[str, str]
) -> tuple[GivenKeys, str, str] | None:
    for one in sane:
        if one.id in given and (other := _conflict(one.id, given)):
            return one, *other
    return None


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
