"""The user's subscriptions: reads `feeds.toml` in the library, and edits it in place.

The file belongs to the user: comments and order stay, and it is changed only by `subscribe` and
`unsubscribe`, and when a feed has moved permanently.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from reader.config import lines_of
from reader.entities import toml_flaw
from reader.errors import SubscriptionError
from reader.feeds.feed_tables import defaults_in, feed_in, fields_of, shared_by, table_of
from reader.feeds.subscription import Subscription, folder_of
from reader.output.safe import safe_line
from reader.regular_files import read_text
from reader.settings_file import write_at_once

FILE = "feeds.toml"


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """The feeds of a library, and a sentence for each that cannot be used. `shared` is what
    `[defaults]` says of all feeds, without an address.
    """

    feeds: tuple[Subscription, ...] = ()
    problems: tuple[str, ...] = ()
    shared: Subscription = field(default_factory=lambda: Subscription(""))


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

    shared, lacking = defaults_in(values.get("defaults", {}), say)
    tables = values.get("feed", [])
    for number, table in enumerate(tables if isinstance(tables, list) else [tables]):
        if (one := feed_in(table, number, shared, say)) is None or lacking - table.keys():
            continue
        if one.key in keys:
            say(
                f"feed {number}", "url", f"feed {number + 1}, {safe_line(one.url)}, is listed twice"
            )
        else:
            keys.add(one.key)
            feeds.append(one)
    return Subscriptions(tuple(feeds), tuple(problems), shared_by(shared))


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
    after += "".join(f"\n{table_of(one, given)}" for one in new)
    try:
        tomllib.loads(after)
    except tomllib.TOMLDecodeError:  # the feeds are an inline array
        after = _edited(before, lambda feeds: feeds.extend(fields_of(one, given) for one in new))
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
