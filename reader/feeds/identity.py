"""Identifies entries, so that no article comes twice, whatever a feed changes about it.

The name of an entry is its guid, or else its link, or else title and date (`named`). An entry with
a new name may still be a known one whose old name has gone from the document: if they have the link
and one more thing in common, or two of title, date and text (`Matcher`). If nearly all guids of a
document are new but their links are known, the feed has changed its ids.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from urllib.parse import urlsplit

from reader.feeds.feed import FeedEntry
from reader.lazy_tuple import NamedTuple

RENAMED = 0.8
"""If more than this share of guids are new but have known links, a feed has changed its ids."""

_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_hs(?:enc|mi)|mkt_tok|"
    r"at_(?:medium|campaign)|xtor|spm|wt\.mc_id|ncid|cmpid|ref_src|rss",
    re.IGNORECASE,
)
"""Parameters that say how a visitor came to a page, not which page it is."""

_TRACKING_FRAGMENT = re.compile(r"(?:utm_\w+|xtor|ref|source)=.*", re.IGNORECASE)


class Named(NamedTuple):
    """An entry of a document and its name, which is hashed with the feed's address."""

    entry: FeedEntry
    name: str


@dataclass(frozen=True, slots=True)
class EntryMarks:
    """What identifies an entry: hashes in hexadecimal, '' for what it does not have.

    `id` has 32 digits; the first eight are in the name of its file.
    """

    id: str
    link: str
    title: str
    date: str
    text: str


def feed_key(first_url: str) -> str:
    """The key of a feed in files of state, which stays the same wherever the feed moves."""
    return _hash(first_url, 16)


def named(entries: Iterable[FeedEntry]) -> list[Named]:
    """Each entry of a document once, with its name, which does not depend on their order. A guid or
    link that several entries have is not used as a name.
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
    """The marks of an entry of the feed first subscribed at `first_url`."""
    entry, date = one.entry, entry_date(one.entry)
    return EntryMarks(
        id=_hash(f"{first_url}\0{one.name}", 32),
        link=_hash(plain_link(entry.link), 16),
        title=_hash(" ".join(entry.title.split()), 8),
        date=_hash(date, 8),
        text=_hash(entry.body or entry.summary, 8),
    )


def entry_date(entry: FeedEntry) -> str:
    """When an entry was published, or else changed: ISO 8601 in UTC to the second, or ''."""
    when = entry.published or entry.updated
    return when.astimezone(UTC).isoformat(timespec="seconds") if when else ""


def plain_link(link: str) -> str:
    """An address without parameters that only say how a visitor came to it."""
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
    """Finds the entries of a document among the `known` ones, even if their names have changed."""

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
        """The known entry that is the same as this one, or None if it is new."""
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
    """Whether two entries are the same: they have the link and one more thing in common; or title
    and date; or, if one of them has no link, title and text, or date and text.
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
    """Title and date, or the text of an entry that has neither."""
    title, date = " ".join(entry.title.split()), entry_date(entry)
    return f"{title}\0{date}" if title or date else f"\0\0{entry.body or entry.summary}"


def _hash(text: str, digits: int) -> str:
    data = text.encode("utf-8", "surrogatepass")
    return sha256(data).hexdigest()[:digits] if text else ""
