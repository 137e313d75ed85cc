"""The user's subscriptions: reads `feeds.toml` in the library, and edits it in place.

The file belongs to the user: comments and order stay, and it is changed only by `subscribe` and
`unsubscribe`, and when a feed has moved permanently.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from reader.config import lines_of, span
from reader.entities import toml_flaw
from reader.errors import SubscriptionError
from reader.feeds.identity import feed_key
from reader.feeds.limits import FullText, full_text_of, keep_of, queries_of
from reader.feeds.places import RSSHUB, of_instance
from reader.output.safe import safe_line
from reader.regular_files import read_text
from reader.settings_file import write_at_once

FILE = "feeds.toml"
EVERY = 3600
"""Seconds between two fetches of a feed, unless the file says otherwise."""

NO_INSTANCE = (
    '{} is a route of RSSHub: name the instance to ask in feeds.toml, as `rsshub = "http://…"` '
    "under [defaults]"
)
_SHARED_TEXTS = ("user_agent", "headers_command", "proxy", "rsshub", "cookies", "certificate",
                 "authority")  # fmt: skip
_TEXTS = ("url", "title", "first_url", *_SHARED_TEXTS)
_SHARED = ("every", "full_text", "keep", "skip", "only", *_SHARED_TEXTS)
"""The keys that `[defaults]` may set for all feeds."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """One feed. `folder` has the outermost first; `title` is '' if the feed's own is used.

    `every` is in seconds. `first_url` is where it was first subscribed, '' if it never moved;
    `private` says that its host is private, whatever its name; `rsshub` is the instance that
    answers for a route of RSSHub. `cookies`, `certificate` and `authority` are files. `full_text`
    says for which new entries the page is fetched: short ones, or always. `keep` is a span, a
    number of articles, or '' for all; `skip` and `only` are queries.
    """

    url: str
    title: str = ""
    folder: tuple[str, ...] = ()
    every: int = EVERY
    first_url: str = ""
    user_agent: str = ""
    headers_command: str = ""
    proxy: str = ""
    rsshub: str = ""
    cookies: str = ""
    certificate: str = ""
    authority: str = ""
    full_text: FullText = ""
    keep: str | int = ""
    skip: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    private: bool = False

    @property
    def address(self) -> str:
        """What is asked: the feed's address, or its route at an instance of RSSHub."""
        return of_instance(self.url, self.rsshub)

    @property
    def base(self) -> str:
        """The address that identifies its entries, wherever the feed moves."""
        return self.first_url or self.url

    @property
    def key(self) -> str:
        """The digits by which the cache and the ledger know it, however it moves."""
        return feed_key(self.base)

    @property
    def name(self) -> str:
        """Its name if no other is known."""
        return self.title or host(self.url)


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """The feeds of a library, and a sentence for each that cannot be used. `shared` is what
    `[defaults]` says of all feeds, without an address.
    """

    feeds: tuple[Subscription, ...] = ()
    problems: tuple[str, ...] = ()
    shared: Subscription = Subscription("")


def path_of(root: Path) -> Path:
    """The file of a library's subscriptions, whether it exists or not."""
    return root / FILE


def load(root: Path) -> Subscriptions:
    """The subscriptions of a library; none if there is no file.

    A feed with a value that cannot be used is left out, unless it can be fetched without that
    value. Raises SubscriptionError where the file cannot be read at all.
    """
    path = path_of(root)
    try:
        text = _text(path)
    except FileNotFoundError:
        return Subscriptions()
    values, lines = _values(text, path), lines_of(text)
    feeds: list[Subscription] = []
    problems: list[str] = []
    keys: set[str] = set()

    def say(at: str, name: str, sentence: str) -> None:
        line = lines.get(f"{at}.{name}") or lines.get(at)
        problems.append(f"{path}{f', line {line}' if line else ''}: {sentence}.")

    shared, lacking = _defaults(values.get("defaults", {}), say)
    tables = values.get("feed", [])
    for number, table in enumerate(tables if isinstance(tables, list) else [tables]):
        if (one := _feed(table, number, shared, say)) is None or lacking - table.keys():
            continue
        if one.key in keys:
            say(
                f"feed {number}", "url", f"feed {number + 1}, {safe_line(one.url)}, is listed twice"
            )
        else:
            keys.add(one.key)
            feeds.append(one)
    return Subscriptions(tuple(feeds), tuple(problems), _shared(shared))


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


def add(
    root: Path, new: Sequence[Subscription], given: Mapping[str, Any] = MappingProxyType({})
) -> None:
    """Add feeds at the end of the file, which is created if there is none; each with the keys in
    `given`.
    """
    path = path_of(root)
    try:
        before = _text(path)
        _values(before, path)  # a file that cannot be read is left as it is
    except FileNotFoundError:
        before = _BEGINNING
    after = before + ("" if before.endswith("\n") or not before else "\n")
    after += "".join(f"\n{_table(one, given)}" for one in new)
    try:
        tomllib.loads(after)
    except tomllib.TOMLDecodeError:  # the feeds are an inline array
        after = _edited(before, lambda feeds: feeds.extend(_fields(one, given) for one in new))
    _write(path, after)


def add_unknown(root: Path, wanted: Sequence[Subscription]) -> list[Subscription]:
    """Add those feeds that are not in the file yet, and return them."""
    feeds = load(root).feeds
    known = {url for one in feeds for url in (one.url, one.first_url)}
    new = [one for one in wanted if one.url not in known]
    if new:
        add(root, new)
    return new


def remove(root: Path, gone: Iterable[Subscription]) -> None:
    """Remove feeds from the file; the comments of others stay."""
    urls = {one.url for one in gone}

    def edit(feeds: Any) -> None:
        for number in range(len(feeds) - 1, -1, -1):
            if feeds[number].get("url") in urls:
                del feeds[number]

    path = path_of(root)
    _write(path, _edited(_text(path), edit))


def move(root: Path, one: Subscription, url: str) -> None:
    """Set the address that a feed moved to; the one that identifies its entries stays."""

    def edit(feeds: Any) -> None:
        for table in feeds:
            if table.get("url") == one.url:
                table["url"] = url
                table.setdefault("first_url", one.base)

    path = path_of(root)
    _write(path, _edited(_text(path), edit))


def chosen(feeds: Sequence[Subscription], what: Sequence[str]) -> list[Subscription]:
    """The feeds that words name: by address, title, beginning of a title, or folder (`A/B`).

    Raises SubscriptionError for a word that names none.
    """
    found: dict[str, Subscription] = {}
    for word in what:
        fitting = _meant(feeds, word)
        if not fitting:
            raise SubscriptionError(
                f"No feed is called “{safe_line(word)}”: `reader feeds` lists them."
            )
        found.update((one.key, one) for one in fitting)
    return list(found.values())


def folder_of(text: str) -> tuple[str, ...]:
    """The folder that was typed as `A/B`."""
    return tuple(filter(None, (safe_line(part) for part in text.split("/"))))


def host(url: str) -> str:
    """The host of an address, for display."""
    try:
        return (urlsplit(url).hostname or url).removeprefix("www.")
    except ValueError:
        return url


_BEGINNING = """\
# The feeds that `reader fetch` asks. This file is yours: comments and order stay.
# docs/feeds.md describes all keys.

[defaults]
every = "1h"
"""


def _meant(feeds: Sequence[Subscription], word: str) -> list[Subscription]:
    folder = folder_of(word)
    exact = [one for one in feeds if word in (one.url, one.first_url, one.title)]
    if exact:
        return exact
    filed = [one for one in feeds if folder and one.folder[: len(folder)] == folder]
    if filed:
        return filed
    begun = word.casefold()
    return [one for one in feeds if begun and one.title.casefold().startswith(begun)]


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


_Say = Callable[[str, str, str], object]
"""Gets what is wrong, as a sentence, after the table and the key in which it is."""

_DISPENSABLE: Mapping[str, Callable[[object], object]] = {
    "every": _every, "full_text": full_text_of, "keep": keep_of,
}  # fmt: skip
"""A feed can be fetched without these. Without others it would be asked in another way than the
user wants, such as past a proxy, or become files that nobody wants.
"""


def _feed(table: object, number: int, shared: Mapping[str, Any], say: _Say) -> Subscription | None:
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


def _defaults(shared: object, say: _Say) -> tuple[dict[str, Any], set[str]]:
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


def _shared(defaults: Mapping[str, Any]) -> Subscription:
    return replace(_subscription({**defaults, "url": "http://localhost"}), url="")


def _fields(one: Subscription, given: Mapping[str, Any]) -> dict[str, object]:
    """The lines for a feed that is new in the file."""
    told = {
        "url": one.url, "title": one.title, "folder": list(one.folder),
        "first_url": one.first_url, "private": one.private, **given,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value}


def _table(one: Subscription, given: Mapping[str, Any]) -> str:
    lines = (f"{name} = {json.dumps(value, ensure_ascii=False)}"
             for name, value in _fields(one, given).items())  # fmt: skip
    return "\n".join(["[[feed]]", *lines, ""])


def _edited(text: str, edit: Callable[[Any], object]) -> str:
    """The text with its list of feeds edited; everything else stays, comments too."""
    import tomlkit

    whole = tomlkit.parse(text)
    feeds = whole.get("feed")
    if isinstance(feeds, list):
        edit(feeds)
    return tomlkit.dumps(whole)


def _text(path: Path) -> str:
    try:
        return read_text(path)
    except FileNotFoundError:
        raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SubscriptionError(f"{path} cannot be read: {reason}.") from None


def _values(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise SubscriptionError(f"{path} cannot be read: {toml_flaw(error)}.") from None


def _write(path: Path, text: str) -> None:
    try:
        write_at_once(path, text)
    except OSError as error:
        reason = error.strerror or error
        raise SubscriptionError(f"{path} cannot be written: {reason}.") from None
