"""What a table of `feeds.toml` says of a feed: a subscription, or what is wrong with it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from reader.config import span
from reader.errors import SubscriptionError
from reader.feeds.limits import full_text_of, keep_of, queries_of
from reader.feeds.places import RSSHUB
from reader.feeds.subscription import EVERY, Subscription, folder_of
from reader.output.safe import safe_line

NO_INSTANCE = (
    '{} is a route of RSSHub: name the instance to ask in feeds.toml, as `rsshub = "http://…"` '
    "under [defaults]"
)
_SHARED_TEXTS = ("user_agent", "headers_command", "proxy", "rsshub", "cookies", "certificate",
                 "authority")  # fmt: skip
_TEXTS = ("url", "title", "first_url", *_SHARED_TEXTS)
_SHARED = ("every", "full_text", "keep", "skip", "only", *_SHARED_TEXTS)
"""The keys that `[defaults]` may set for all feeds."""


def settings_of(words: Iterable[str]) -> dict[str, Any]:
    """The keys of a feed that words such as "keep=90d" set. A value is one of TOML, or a text.

    Raises SubscriptionError for a key that `[defaults]` could not have, and a value that cannot be
    used.
    """
    found: dict[str, Any] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals or name not in _SHARED:
            known = ", ".join(_SHARED)
            raise SubscriptionError(f"“{safe_line(word)}” is not KEY=VALUE with one of {known}.")
        try:
            found[name] = tomllib.loads(f"value = {text}")["value"]
        except (ValueError, RecursionError):
            found[name] = text
    try:
        _subscription({"url": "http://localhost", **found})
    except ValueError as error:
        raise SubscriptionError(f"The feed {error}.") from None
    return found


def with_settings(shared: Subscription, given: Mapping[str, Any]) -> Subscription:
    """What `[defaults]` says, and then what `settings_of` returned, without an address."""
    mine = _subscription({"url": "http://localhost", **given})
    return replace(shared, **{name: getattr(mine, name) for name in given})


def _subscription(table: Mapping[str, Any]) -> Subscription:
    texts = {name: table.get(name, "") for name in _TEXTS}
    for name, value in texts.items():
        if not isinstance(value, str):
            raise ValueError(f"has a {name} that is not a text")
    texts = {name: safe_line(value) for name, value in texts.items()}
    if not texts["url"]:
        raise ValueError("has no url")
    if texts["url"].startswith(RSSHUB) and not texts["rsshub"].startswith(("http://", "https://")):
        raise ValueError(f"cannot be asked: {NO_INSTANCE.format(texts['url'])}")
    if not texts["url"].startswith(("http://", "https://", RSSHUB)):
        raise ValueError(f"is {texts['url']}: only http and https are fetched")
    folder = table.get("folder", ())
    folder = folder_of(folder) if isinstance(folder, str) else folder
    if not isinstance(folder, list | tuple) or not all(isinstance(one, str) for one in folder):
        raise ValueError('has a folder that is not a list of names such as ["金融", "某报"]')
    return Subscription(
        **texts,
        folder=tuple(filter(None, map(safe_line, folder))),
        every=_every(table.get("every")),
        full_text=full_text_of(table.get("full_text", False)),
        keep=keep_of(table.get("keep", "")),
        skip=queries_of("skip", table.get("skip")),
        only=queries_of("only", table.get("only")),
        private=_private(table.get("private", False)),
    )


def _private(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"has a private that is neither true nor false: “{value}”")
    return value


def _every(value: object) -> int:
    if value is None:
        return EVERY
    try:
        return span(value if isinstance(value, str) else "")
    except ValueError:
        raise ValueError(
            f'has an every that is not a span of time such as "30m", "1h" or "2d": “{value}”'
        ) from None


Say = Callable[[str, str, str], object]
"""Gets what is wrong, as a sentence, after the table and the key in which it is."""

_DISPENSABLE: Mapping[str, Callable[[object], object]] = {
    "every": _every, "full_text": full_text_of, "keep": keep_of,
}  # fmt: skip
"""A feed can be fetched without these. Without others it would be asked in another way than the
user wants, such as past a proxy, or become files that nobody wants.
"""


def feed_in(table: object, number: int, shared: Mapping[str, Any], say: Say) -> Subscription | None:
    """The feed in the table with a number, from 0; None if it cannot be used."""
    at, called = f"feed {number}", f"feed {number + 1}"
    if not isinstance(table, dict):
        say(at, "", f'{called} must be a table: a line [[feed]], and below it url = "https://…"')
        return None
    own = _without_flaws(table, lambda name, flaw: say(at, name, f"{called} {flaw}"))
    try:
        return _subscription(_with_defaults(own, shared))
    except ValueError as error:
        say(at, "", f"{called} {error}; it is not fetched")
        return None


def _without_flaws(table: Mapping[str, Any], say: Callable[[str, str], object]) -> dict[str, Any]:
    """A table without those of its values that are wrong and can be done without."""
    usable = dict(table)
    for name in table.keys() & _DISPENSABLE.keys():
        try:
            _DISPENSABLE[name](table[name])
        except ValueError as flaw:
            say(name, f"{flaw}; the default applies")
            del usable[name]
    return usable


def defaults_in(shared: object, say: Say) -> tuple[dict[str, Any], set[str]]:
    """What `[defaults]` says, as far as it can be used, and the keys that each feed needs for
    itself because they cannot.
    """
    if not isinstance(shared, dict):
        say("defaults", "", '[defaults] must be a table, with lines such as every = "1h"')
        return {}, set()
    known = {name: shared[name] for name in _SHARED if name in shared}
    usable = _without_flaws(known, lambda name, flaw: say("defaults", name, f"[defaults] {flaw}"))
    lacking = set()
    for name, value in list(usable.items()):
        try:
            _subscription({"url": "http://localhost", name: value})
        except ValueError as error:
            without = f"feeds without their own {name} are not fetched"
            say("defaults", name, f"[defaults] {error}; {without}")
            lacking.add(name)
            del usable[name]
    return usable, lacking


def _with_defaults(table: Mapping[str, Any], shared: Mapping[str, Any]) -> dict[str, Any]:
    """A feed's own values before those for all; what all skip, each skips beside its own."""
    skip = [*queries_of("skip", shared.get("skip")), *queries_of("skip", table.get("skip"))]
    return {**shared, **table, "skip": skip}


def shared_by(defaults: Mapping[str, Any]) -> Subscription:
    """What `defaults_in` returned, as a subscription without an address."""
    return replace(_subscription({**defaults, "url": "http://localhost"}), url="")


def fields_of(one: Subscription, given: Mapping[str, Any]) -> dict[str, object]:
    """The keys and values for a feed that is new in the file; `given` is what `settings_of`
    returned.
    """
    told = {
        "url": one.url, "title": one.title, "folder": list(one.folder),
        "first_url": one.first_url, "private": one.private, **given,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value}


def table_of(one: Subscription, given: Mapping[str, Any]) -> str:
    """The same as text for the file."""
    lines = (f"{name} = {json.dumps(value, ensure_ascii=False)}"
             for name, value in fields_of(one, given).items())  # fmt: skip
    return "\n".join(["[[feed]]", *lines, ""])
