"""Reads the user's rules from `sites.toml`, next to the settings.

A rule that cannot be used is skipped and reported in one sentence, with its file and line; all
others apply. Only a file that is not TOML gives no rules at all. The TOML parser does not say where
a value was, so its line is searched for in the text.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from reader.articles.rules.builtin import EXPRESSIONS, KINDS, Rules
from reader.entities import toml_flaw
from reader.lazy_re import late
from reader.lazy_tuple import NamedTuple
from reader.regular_files import read_text

_TABLES = ("default", "sites", "redirects")
_PLACE = late(r"[^\s/?#:@]+\.[^\s/?#:@]+(?:/[^\s?#]*)?")
_REFERS_BACK = late(r"\\[1-9]|\(\?P[<=]|\(\?\(")
_KEY = late(r"\s*([^\s=#\[{][^=]*?)\s*=")

Keys = tuple[str, ...]


class OwnRules(NamedTuple):
    """The contents of the file: rules for every site and by site, redirects, and problems."""

    default: Rules = Rules()
    sites: Mapping[str, Rules] = MappingProxyType({})
    redirects: Mapping[str, str] = MappingProxyType({})
    problems: tuple[str, ...] = ()


def read(file: Path) -> OwnRules:
    """The rules in a file; none if there is no file."""
    try:
        text = read_text(file)
    except FileNotFoundError:
        return OwnRules()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return OwnRules(problems=(f"The rules in {file} cannot be read: {reason}.",))

    import tomllib

    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        flaw = toml_flaw(error).replace("end of document", f"line {text.count(chr(10)) + 1}")
        return OwnRules(problems=(f"The rules in {file} cannot be read: {flaw}.",))
    return _Reading(file, text).rules(values)


class _Reading:
    """Reads one file, and collects what is wrong with it."""

    def __init__(self, file: Path, text: str) -> None:
        self._file, self._text = file, text
        self._problems: list[str] = []

    def rules(self, values: dict[str, object]) -> OwnRules:
        for name in [name for name in values if name not in _TABLES]:
            self._skip((name,), f"there is no table “{name}”, only default, sites and redirects")
        default = self._of_site(("default",), values.get("default", {}))
        sites = {
            name: self._of_site(("sites", name), value)
            for name, value in self._table(("sites",), values.get("sites", {})).items()
        }
        redirects = self._redirects(values.get("redirects", {}))
        return OwnRules(default, sites, redirects, tuple(self._problems))

    def _of_site(self, at: Keys, value: object) -> Rules:
        found: dict[str, Any] = {}
        for name, listed in self._table(at, value).items():
            if name not in KINDS:
                self._skip((*at, name), f"there is no rule “{name}”, only {', '.join(KINDS)}")
            elif not isinstance(listed, list):
                self._skip((*at, name), f"“{name}” must be a list of texts")
            else:
                found[name] = tuple(self._sound((*at, name), listed))
        return Rules(**found)

    def _sound(self, at: Keys, listed: list[object]) -> Iterator[str]:
        """The items of a rule that can be used."""
        flaw_of = flaw_of_expression if at[-1] in EXPRESSIONS else flaw_of_selector
        for one in listed:
            if not isinstance(one, str):
                self._skip(
                    at, f"“{at[-1]}” must be a list of texts, but “{one}” is not one", str(one)
                )
            elif flaw := flaw_of(one):
                self._skip(at, f"“{one}” {flaw}", one)
            else:
                yield one

    def _redirects(self, value: object) -> dict[str, str]:
        found: dict[str, str] = {}
        for place, name in self._table(("redirects",), value).items():
            at = ("redirects", place)
            if not isinstance(name, str):
                self._skip(at, f"the redirect of “{place}” must name a field of its query")
            elif not _PLACE.fullmatch(place):
                self._skip(at, f"“{place}” must be a host, or a host and a path, without https://")
            else:
                host, slash, path = place.partition("/")
                found[host.lower().removeprefix("www.") + slash + path] = name
        return found

    def _table(self, at: Keys, value: object) -> dict[str, object]:
        if isinstance(value, dict):
            return value
        self._skip(at, f"“{at[-1]}” must be a table")
        return {}

    def _skip(self, at: Keys, flaw: str, value: str | None = None) -> None:
        line = _line(self._text, at, value)
        place = f"{self._file}, line {line}" if line else str(self._file)
        self._problems.append(f"A site rule was skipped: {flaw} ({place}).")


def flaw_of_selector(selector: str) -> str | None:
    """Why a text cannot be used as a selector, as the end of a sentence; None if it can."""
    if not selector.strip():
        return "is not a CSS selector"
    try:
        LexborHTMLParser("<p>").css(selector)
    except SelectolaxError:
        return "is not a CSS selector"
    return None


def flaw_of_expression(expression: str) -> str | None:
    """The same of a regular expression. Many become the alternatives of one, so that flags and
    groups must be their own.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(expression)
            re.compile(f"(?:{expression})")
    except (re.error, ValueError, OverflowError, RecursionError) as error:
        return f"is not a valid regular expression: {error}"
    if _REFERS_BACK.search(expression):
        return "names a group or refers back to one, which a rule cannot"
    return None


def _line(text: str, at: Keys, value: str | None) -> int | None:
    """The line of a key, or of a text in its list; None if it is not found."""
    lines = text.splitlines()
    start = next((n for n, path in _paths(lines) if path == at), None)
    if start is None:
        start = next((n for n, path in _paths(lines) if path and at[: len(path)] == path), None)
    if start is None or value is None:
        return start
    for number, line in enumerate(lines[start - 1 :], start):
        if any(spelt in line for spelt in _spellings(value)):
            return number
    return start


def _paths(lines: list[str]) -> Iterator[tuple[int, Keys]]:
    """The number of each line that opens a table or names a key, and which."""
    table: Keys = ()
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith("["):
            if path := _path(line):
                table = path
                yield number, path
        elif (key := _KEY.match(line)) and (path := _path(f"{key[1]} = 0")):
            yield number, table + path


def _path(line: str) -> Keys:
    """The keys that lead to what a line of TOML names; none if it is not complete by itself."""
    import tomllib

    try:
        value: object = tomllib.loads(line)
    except (ValueError, RecursionError):
        return ()
    path: list[str] = []
    while True:
        if isinstance(value, list) and value:
            value = value[0]
        if not (isinstance(value, dict) and value):
            return tuple(path)
        name, value = next(iter(value.items()))
        path.append(name)


def _spellings(value: str) -> tuple[str, ...]:
    """The forms of a text in TOML: as it is, or with its backslashes and quotes escaped."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return (f'"{escaped}"', f"'{value}'", escaped, value)
