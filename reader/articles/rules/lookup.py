"""Looks up the rules for an article: those for every site, for its own site, and the user's.

The user's rules are read once, when the first article is cleaned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from reader import config
from reader.articles.rules import user
from reader.articles.rules.builtin import DEFAULT, KINDS, REDIRECTS, SITES, Redirects, Rules


def rules_for(site: str, address: str | None = None) -> Rules:
    """The rules for articles of a site, known by name or by the host of an address in it."""
    return _merged(site, _host(address))


def problems() -> tuple[str, ...]:
    """What is wrong with the user's rules, one sentence each."""
    return _own().problems


def read_anew() -> None:
    """Forget what was read of the user's rules."""
    _own.cache_clear()
    _redirects.cache_clear()
    _merged.cache_clear()


@lru_cache(maxsize=1)
def _own() -> user.OwnRules:
    return user.read(config.sites_file())


@lru_cache(maxsize=512)
def _merged(site: str, host: str) -> Rules:
    rules = added(DEFAULT, _own().default, *_of_site(site, host))
    return rules._replace(redirects=_redirects())


@lru_cache(maxsize=1)
def _redirects() -> Redirects | None:
    """The table with the user's redirects, which take precedence; None if there are none."""
    return Redirects({**REDIRECTS, **_own().redirects}) if _own().redirects else None


def _of_site(site: str, host: str) -> Iterator[Rules]:
    for name in dict.fromkeys((site, *_domains(host))):
        for table in (SITES, _own().sites):
            if name in table:
                yield table[name]


def _host(address: str | None) -> str:
    try:
        return urlsplit(address or "").hostname or ""
    except ValueError:
        return ""


def _domains(host: str) -> Iterator[str]:
    """A host and the domains above it, except the top one: a.b.example, b.example."""
    while "." in host:
        yield host
        host = host.partition(".")[2]


def added(first: Rules, *others: Rules) -> Rules:
    """Rules with others added, each once."""
    every = (first, *others)
    merged: dict[str, Any] = {
        kind: tuple(dict.fromkeys(one for rules in every for one in getattr(rules, kind)))
        for kind in KINDS
    }
    return Rules(**merged)


@lru_cache(maxsize=512)
def pattern(alternatives: tuple[str, ...]) -> re.Pattern[str]:
    """One expression made of many; without any it matches nothing."""
    return re.compile("|".join(f"(?:{one})" for one in alternatives) or r"(?!)", re.DOTALL)
