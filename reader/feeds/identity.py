"""Which entry is which: so that no article comes twice, whatever a feed changes about it.

An entry is known by its guid, else by its link, else by title and date (`named`). Where that is
new, it may still be one that is known and no longer in the document under its old name: they agree
on the link and one thing more, or on two of title, date and text (`Matcher`). And where nearly all
guids of a document are new but their links are not, the feed has changed its ids.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import urlsplit

from reader.feeds.feed import FeedEntry

RENAMED = 0.8
"""The share of guids that are new, with links that are known, from which a feed's ids changed."""

_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_hs(?:enc|mi)|mkt_tok|"
    r"at_(?:medium|campaign)|xtor|spm|wt\.mc_id|ncid|cmpid|ref_src|rss",
    re.IGNORECASE,
)
"""Parameters that say how somebody came to a page, and not which page it is."""

_TRACKING_FRAGMENT = re.compile(r"(?:utm_\w+|xtor|ref|source)=.*", re.IGNORECASE)


class Named(NamedTuple):
    """An entry of a document and what it is called: `name` is hashed with the feed's address."""

    entry: FeedEntry
    name: str


@dataclass(frozen=True, slots=True)
class EntryMarks:
    """What an entry is recognised by, each a hash in hexadecimal, '' where it has none.

    `id` is 32 digits, of which the first eight stand in the name of its file.
    """

    id: str
    link: str
    title: str
    date: str
    text: str


def feed_key(first_url: str) -> str:
    """What a feed is called in files of state: the same wherever it moves."""
    return _hash(first_url, 16)


def named(entries: Iterable[FeedEntry]) -> list[Named]:
    """Each entry of a document once, with its name, which no order of theirs changes. A guid or a
    link that several have names none of them.
    """
    listed = list(entries)
    guids = Counter(entry.guid.strip() for entry in listed)
    unnamed = [entry for entry in listed if guids[entry.guid.strip()] > 1 or not entry.guid.strip()]
    links = Counter(plain_link(entry.link) for entry in unnamed)
    found: dict[str, Named] = {}
    for entry in listed:
        name, link = entry.guid.strip(), plain_link(entry.link)
        if not name or guids[name] > 1:
            name = link if links[link] == 1 else f"{link}\0{_dated(entry)}".lstrip("\0")
            name = name or _dated(entry)
        found.setdefault(name, Named(entry, name))
    return list(found.values())


def marks(first_url: str, one: Named) -> EntryMarks:
    """What an entry of the feed first subscribed at `first_url` is recognised by."""
    entry, date = one.entry, entry_date(one.entry)
    return EntryMarks(
        id=_hash(f"{first_url}\0{one.name}", 32),
        link=_hash(plain_link(entry.link), 16),
        title=_hash(" ".join(entry.title.split()), 8),
        date=_hash(date, 8),
        text=_hash(entry.body or entry.summary, 8),
    )


def entry_date(entry: FeedEntry) -> str:
    """When an entry was published (else changed), in UTC as ISO 8601 to the second, or ''."""
    when = entry.published or entry.updated
    return when.astimezone(UTC).isoformat(timespec="seconds") if when else ""


def plain_link(link: str) -> str:
    """An address without what only says how somebody came to it."""
    link = link.strip()
    try:
        parts = urlsplit(link)
    except ValueError:
        return link
    if not parts.query and not parts.fragment:
        return link
    kept = [one for one in parts.query.split("&") if not _TRACKING.fullmatch(one.partition("=")[0])]
    fragment = "" if _TRACKING_FRAGMENT.fullmatch(parts.fragment) else parts.fragment
    return parts._replace(query="&".join(kept), fragment=fragment).geturl()


class Matcher:
    """Finds entries of a document among those that are `known`, whatever became of their names."""

    def __init__(self, known: Sequence[EntryMarks], document: Sequence[EntryMarks]) -> None:
        self._by_id = {one.id: one for one in known}
        present = {one.id for one in document}
        links = Counter(one.link for one in document if one.link)
        gone = [one for one in known if one.id not in present]
        self._by_link = _by(gone, "link")
        self._by_title = _by(gone, "title")
        self._by_date = _by(gone, "date")
        self._only = {link for link, count in links.items() if count == 1}
        new = [one for one in document if one.id not in self._by_id]
        moved = [one for one in new if self._linked(one)]
        self._is_renamed = len(document) > 1 and len(moved) > RENAMED * len(document)
        self._taken: set[str] = set()

    def known(self, one: EntryMarks) -> EntryMarks | None:
        """The known entry that this one is, or None where it is new."""
        if found := self._by_id.get(one.id):
            return found
        for other in self._candidates(one):
            if other.id not in self._taken and (self._is_renamed or _agree(one, other)):
                self._taken.add(other.id)
                return other
        return None

    def _linked(self, one: EntryMarks) -> list[EntryMarks]:
        return self._by_link.get(one.link, []) if one.link in self._only else []

    def _candidates(self, one: EntryMarks) -> Iterable[EntryMarks]:
        linked = self._linked(one)
        yield from linked
        if not self._is_renamed or not linked:
            for other in (*self._by_title.get(one.title, ()), *self._by_date.get(one.date, ())):
                if _agree(one, other):
                    yield other


def _agree(one: EntryMarks, other: EntryMarks) -> bool:
    """Whether two entries are one: they have a link and one thing more in common; or title and
    date; or, where one of them has no link to compare, title and text, or date and text.
    """
    title = bool(one.title) and one.title == other.title
    date = bool(one.date) and one.date == other.date
    text = bool(one.text) and one.text == other.text
    if one.link and one.link == other.link:
        return title or date or text
    if one.link and other.link:
        return title and date
    return title + date + text >= 2


def _by(known: Iterable[EntryMarks], field: str) -> Mapping[str, list[EntryMarks]]:
    found: dict[str, list[EntryMarks]] = {}
    for one in known:
        if value := getattr(one, field):
            found.setdefault(value, []).append(one)
    return found


def _dated(entry: FeedEntry) -> str:
    """Title and date; the text too where an entry has neither."""
    title, date = " ".join(entry.title.split()), entry_date(entry)
    return f"{title}\0{date}" if title or date else f"\0\0{entry.body or entry.summary}"


def _hash(text: str, digits: int) -> str:
    data = text.encode("utf-8", "surrogatepass")
    return sha256(data).hexdigest()[:digits] if text else ""
