"""The `[[filter]]` tables of the settings: a query, and what is done with the articles it finds.

Here they are only read. What the queries mean, and whether they can be used, the library knows (see
library/filters/).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_NAME = 40
"""Characters, so that it fits in messages."""

MOST = 1_000
"""The highest score that one filter can give; the lowest is as far below 0."""

_NAMES = ("name", "query", "mute", "score", "highlight", "tag", "star", "read")


@dataclass(frozen=True, slots=True)
class FilterSetting:
    """One filter as it is written. `words` are those to highlight; `lights_query` says that those
    of the query are. `line` is where it is in the settings.
    """

    name: str
    query: str = ""
    mute: bool = False
    score: int = 0
    words: tuple[str, ...] = ()
    lights_query: bool = False
    tag: str = ""
    star: bool = False
    read: bool = False
    line: int = 0

    @property
    def view_actions(self) -> tuple[str, ...]:
        """What it does besides marking, in words: "mute", "score +3"."""
        lit = ", ".join(self.words) or ("its words" if self.lights_query else "")
        wanted = (
            "mute" if self.mute else "",
            f"score {self.score:+}" if self.score else "",
            f"highlight {lit}" if lit else "",
        )
        return tuple(filter(None, wanted))

    @property
    def marks(self) -> bool:
        """Whether it marks articles."""
        return bool(self.tag or self.star or self.read)


class _Flaw(ValueError):
    """What is wrong with a filter, as the end of a sentence."""


def filter_settings(
    value: object, line_of: Callable[[int], int], say: Callable[[str, int], object]
) -> tuple[FilterSetting, ...]:
    """The filters in the tables `[[filter]]`.

    `line_of` returns the line of the table with a number, from 0; `say` is called with what is
    wrong with each filter that cannot be used, and its line. Raises ValueError if they are no
    tables.
    """
    if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
        raise ValueError("must be tables: a line [[filter]], and below it lines of its own")
    return tuple(_usable(value, line_of, say))


def _usable(
    tables: list[Mapping[str, Any]],
    line_of: Callable[[int], int],
    say: Callable[[str, int], object],
) -> Iterator[FilterSetting]:
    taken: set[str] = set()
    for number, table in enumerate(tables):
        line = line_of(number)
        try:
            one = _filter(table, line)
            if one.name in taken:
                raise _Flaw("has the name of another one")
        except _Flaw as flaw:
            name = table.get("name")
            called = f" “{name[:LONGEST_NAME]}”" if isinstance(name, str) and name.strip() else ""
            say(f"The filter{called} {flaw}", line)
        else:
            taken.add(one.name)
            yield one


def _filter(table: Mapping[str, Any], line: int) -> FilterSetting:
    name = table.get("name", "")
    if not isinstance(name, str) or not name.strip():
        raise _Flaw('needs a name, such as `name = "Ads"`')
    if not name.isprintable() or len(name) > LONGEST_NAME:
        raise _Flaw(f"needs a name that can be printed, of at most {LONGEST_NAME} characters")
    for given in table:
        if given not in _NAMES:
            raise _Flaw(f"has no setting “{given}”, only {', '.join(_NAMES)}")
    words, lights_query = _highlight(table.get("highlight", False))
    found = FilterSetting(
        name.strip(),
        _text(table, "query"),
        _yes_or_no(table, "mute"),
        _score(table.get("score", 0)),
        words,
        lights_query,
        _text(table, "tag"),
        _yes_or_no(table, "star"),
        _yes_or_no(table, "read"),
        line,
    )
    if not (found.view_actions or found.marks):
        raise _Flaw("does nothing: give it mute, score, highlight, tag, star or read")
    if not found.query and (found.mute or found.score or lights_query or found.marks):
        raise _Flaw("needs a query, such as `query = 'site:=Example'`")
    return found


def _text(table: Mapping[str, Any], name: str) -> str:
    value = table.get(name, "")
    if not isinstance(value, str):
        raise _Flaw(f"needs a text as its `{name}`")
    return value.strip()


def _yes_or_no(table: Mapping[str, Any], name: str) -> bool:
    value = table.get(name, False)
    if not isinstance(value, bool):
        raise _Flaw(f"needs true or false as its `{name}`")
    return value


def _score(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > MOST:
        raise _Flaw(f"needs a whole number from -{MOST} to {MOST} as its `score`")
    return value


def _highlight(value: object) -> tuple[tuple[str, ...], bool]:
    if isinstance(value, bool):
        return (), value
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise _Flaw('needs true or a list of words as its `highlight`, such as `["利率", "rates"]`')
    return tuple(one for one in listed if one.strip()), False
