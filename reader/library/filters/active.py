"""The filters that are in force, with their queries.

A filter asks for what an article is. It may not ask for what the user or a filter did with it, as
what was muted would then come back when it is starred, and what a filter did would depend on the
order of filters.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from reader import config
from reader.config import Settings
from reader.errors import QueryError, TagError
from reader.filter_settings import FilterSetting
from reader.library.index import user_tags
from reader.library.index.tokens import split
from reader.library.query.days import Ago
from reader.library.query.language import Query, Term, parse


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter with its query, and the user tags that it gives."""

    setting: FilterSetting
    query: Query
    tags: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.setting.name

    @property
    def weighs(self) -> bool:
        """Whether it changes how articles are listed: muted, or with a score."""
        return self.setting.mute or self.setting.score != 0

    @property
    def why(self) -> str:
        """What it does with the articles that it finds, as a sentence."""
        told = [f"score {self.setting.score:+}"] if self.setting.score else []
        told = [*(["muted"] if self.setting.mute else []), *told]
        return f"The filter “{self.name}” finds it: {', '.join(told)}."

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of a journal that it sets."""
        names = (("read", self.setting.read), ("starred", self.setting.star))
        return (
            *(name for name, is_wanted in names if is_wanted),
            *(user_tags.PREFIX + tag for tag in self.tags),
        )

    @property
    def lit(self) -> tuple[Term, ...]:
        """The words and phrases that it highlights."""
        if self.setting.lights_query:
            return tuple(term for term in self.query.terms if term.column in ("", "title"))
        words = ((word, split(word).replace('"', " ").split()) for word in self.setting.words)
        return tuple(Term(" ".join(one), whole=True, text=word) for word, one in words if one)


@dataclass(frozen=True, slots=True)
class Filters:
    """All filters in force. `problems` are sentences about those that cannot be used."""

    all: tuple[Filter, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def weighing(self) -> tuple[Filter, ...]:
        """Those that mute or score."""
        return tuple(one for one in self.all if one.weighs)

    @property
    def marking(self) -> tuple[Filter, ...]:
        """Those that mark: read, starred, with tags."""
        return tuple(one for one in self.all if one.fields)

    @property
    def lit(self) -> tuple[Term, ...]:
        """The words and phrases that they highlight, each once."""
        return tuple(dict.fromkeys(term for one in self.all for term in one.lit))

    def digest(self, today: date) -> str:
        """Tells whether articles were muted and scored by other filters than these, or on another
        day, if that matters; '' if none mutes or scores.
        """
        wanted = [(one.query, one.setting.mute, one.setting.score) for one in self.weighing]
        if not wanted:
            return ""
        day = f"{today} " if any(_depends_on_today(one.query) for one in self.weighing) else ""
        return f"{day}{zlib.crc32(repr(wanted).encode('utf-8', 'replace')):08x}"


def in_force() -> Filters:
    """The filters of the settings as they are now."""
    return filters_of(config.load())


def filters_of(settings: Settings) -> Filters:
    """The filters of some settings."""
    found: list[Filter] = []
    problems: list[str] = []
    for setting in settings.filter:
        try:
            found.append(_filter(setting))
        except (QueryError, TagError, ValueError) as flaw:
            line = f", line {setting.line}" if setting.line else ""
            problems.append(
                f"The filter “{setting.name}” cannot be used ({config.config_file()}{line}): {flaw}"
            )
    return Filters(tuple(found), tuple(problems))


def named(filters: Sequence[Filter], names: Iterable[str]) -> list[Filter]:
    """The filters with these names, or all. Raises KeyError with a name that none has."""
    known = {one.name: one for one in filters}
    return [known[name] for name in dict.fromkeys(names)] or list(filters)


def _filter(setting: FilterSetting) -> Filter:
    query = parse(setting.query)
    if setting.query and query.is_empty:
        raise ValueError("its query has no condition.")
    asked = [f"is:{state}" for state in (*query.states, *query.not_states) if state != "draft"]
    asked += ["score:"] if query.scores or query.not_scores else []
    if asked:
        raise ValueError(
            f"it asks for “{asked[0]}”, which is not in the file but depends on marks."
        )
    return Filter(setting, query, user_tags.names(setting.tag))


def _depends_on_today(query: Query) -> bool:
    return any(isinstance(day, Ago) for day in (*query.since, *query.until))
