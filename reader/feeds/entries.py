"""Entries of a feed become article files, each once, and follow what the feed changes about them.

What is known decides (`identity.Matcher`, over the ledgers): a new entry gets a file, unless one
with its digits and its guid lies anywhere in the library; a changed one has its file written anew
where that is still what we wrote; a removed one stays removed.
"""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from reader.feeds import article_files
from reader.feeds.article_files import Head
from reader.feeds.feed import Enclosure, Feed, FeedEntry
from reader.feeds.identity import Matcher, Named, marks, named
from reader.feeds.ledger import Kept, Ledger, now
from reader.feeds.slugs import folder_name
from reader.feeds.subscriptions import Subscription
from reader.library.scan.walk import is_passed_over
from reader.output.safe import safe_line

MOST = 5_000
"""Entries of one document that are taken, its first; 8 MB have room for a million files."""

_TITLE = 80
"""Characters of a title that is made of an entry's text."""

_TAG = re.compile(r"<[^<>]*>")
_IMAGE = re.compile(r"""<img\b[^<>]*?\ssrc\s*=\s*["']([^"'<>]+)["']""", re.IGNORECASE)
_PLAYED = ("audio", "video")


@dataclass(slots=True)
class Outcome:
    """What became of a feed's entries: titles of those that are new, and how many changed."""

    new: list[str]
    changed: int = 0


class Lying:
    """Where files of ours lie in a library, wherever the user moved them; looked for once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._found: dict[str, list[Path]] | None = None

    def find(self, id: str, guid: str) -> Path | None:
        """The file of an entry, by the digits in its name and the guid in its head."""
        if self._found is None:
            self._found = {}
            for folder, inner, names in os.walk(os.fsencode(self._root)):
                inner[:] = [name for name in inner if not is_passed_over(name)]
                for name in names:
                    if digits := article_files.digits_in(name):
                        path = Path(os.fsdecode(folder), os.fsdecode(name))
                        self._found.setdefault(digits, []).append(path)
        wanted = article_files.scalar(guid, quoted=True) if guid else None
        for path in self._found.get(id[:8], ()):
            if article_files.guid_in(path) == wanted:
                return path
        return None


class Writer:
    """Writes the entries of feeds into one library."""

    def __init__(self, root: Path, ledger: Ledger) -> None:
        self._root, self._ledger = root, ledger
        self._lying = Lying(root)

    def write(
        self,
        one: Subscription,
        title: str,
        feed: Feed,
        before: list[Kept],
        *,
        dry: bool = False,
    ) -> Outcome:
        """Write what is new or changed in a feed that is called `title`; `dry`, only say it.
        `before` are its entries that are known.

        Raises OSError where the library cannot be written to.
        """
        entries = named(feed.entries[:MOST])
        marked = [marks(one.base, entry) for entry in entries]
        kept = {line.marks.id: line for line in before}
        matcher = Matcher([line.marks for line in before], marked)
        place = "/".join(map(folder_name, (*one.folder, title)))
        outcome, lines = Outcome([]), []
        try:
            for entry, mark in zip(entries, marked, strict=True):
                head = head_of(entry.entry, (*one.folder, title), one.base)
                data = article_files.document(head, body_of(entry.entry))
                same = matcher.known(mark)
                line = Kept(now(), one.key, mark, "", article_files.digest(data))
                if same is None:
                    line = self._new(entry, head, line, place, data, outcome, dry)
                else:
                    line = self._changed(entry, kept[same.id], line, data, outcome, dry)
                if kept.get(mark.id) != line:
                    lines.append(line)
        finally:
            if lines and not dry:
                self._ledger.write(lines)
        return outcome

    def _new(
        self,
        one: Named,
        head: Head,
        line: Kept,
        place: str,
        data: bytes,
        outcome: Outcome,
        dry: bool,
    ) -> Kept:
        path = self._lying.find(line.marks.id, one.entry.guid.strip())
        if path is None:
            name = article_files.file_name(head.title, head.published, line.marks.id)
            outcome.new.append(head.title)
            if not dry:
                self._create(self._root / f"{place}/{name}", data)
            return replace(line, path=f"{place}/{name}")
        return replace(line, path=path.relative_to(self._root).as_posix())

    def _create(self, path: Path, data: bytes) -> None:
        try:
            article_files.create(path, data, self._ledger.drafts)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            article_files.create(path, data, self._ledger.drafts)

    def _changed(
        self, one: Named, before: Kept, line: Kept, data: bytes, outcome: Outcome, dry: bool
    ) -> Kept:
        """An entry that is known: its file keeps its name, and is left alone where it was edited
        or removed.
        """
        if before.file == line.file:
            return before if before.marks == line.marks else replace(line, path=before.path)
        path: Path | None = self._root / before.path
        if path is not None and not path.exists():
            path = self._lying.find(before.marks.id, one.entry.guid.strip())
        if path is None:
            return replace(line, path=before.path)
        if dry:
            outcome.changed += 1
        else:
            outcome.changed += article_files.replace(
                path, data, self._ledger.drafts, was=before.file
            )
        return replace(line, path=path.relative_to(self._root).as_posix())


def settle_rivals(root: Path, rivals: list[tuple[Kept, Kept]]) -> None:
    """Of two files of one entry, which two devices wrote at once under two names, leave one.

    What is removed is what a device wrote to the byte, at its place, and is there in the other.
    """
    for older, newer in rivals:
        path, other = root / older.path, root / newer.path
        try:
            if other.is_file() and article_files.digest(path.read_bytes()) == older.file:
                path.unlink()
        except OSError:
            continue  # one of them is gone already


def head_of(entry: FeedEntry, categories: tuple[str, ...], feed: str) -> Head:
    """What stands above the article of an entry."""
    when = entry.published or entry.updated
    return Head(
        title=safe_line(entry.title) or _first_words(entry) or entry.link or "Untitled",
        categories=categories,
        image=entry.image or _picture(entry),
        authors=entry.authors or categories[-1:],
        published=when if article_files.is_date(when) else None,
        url=entry.link,
        guid=entry.guid.strip(),
        feed=feed,
        site=categories[-1],
        tags=entry.categories,
    )


def body_of(entry: FeedEntry) -> str:
    """The text of an entry, as HTML, and below it the files that belong to it."""
    body = entry.body or entry.summary
    return "\n".join([body, *_enclosed(entry.enclosures, body)])


def _first_words(entry: FeedEntry) -> str:
    text = safe_line(html.unescape(_TAG.sub(" ", (entry.body or entry.summary)[:2000])))
    if len(text) <= _TITLE:
        return text
    return text[:_TITLE].rpartition(" ")[0] + "…" if " " in text[:_TITLE] else text[:_TITLE] + "…"


def _picture(entry: FeedEntry) -> str:
    for one in entry.enclosures:
        if (one.type or "").startswith("image/"):
            return one.url
    found = _IMAGE.search(entry.body or entry.summary)
    address = html.unescape(found[1]) if found else ""
    return address if address.startswith(("http://", "https://")) else ""


def _enclosed(enclosures: tuple[Enclosure, ...], body: str) -> Iterator[str]:
    for one in enclosures:
        address = html.escape(one.url)
        if not one.url.startswith(("http://", "https://")) or address in body or one.url in body:
            continue
        kind = (one.type or "").partition("/")[0]
        if kind == "image":
            yield f'<p><img src="{address}"></p>'
        elif kind in _PLAYED:
            yield f'<p><{kind} src="{address}" controls></{kind}></p>'
        else:
            name = html.escape(one.url.rpartition("/")[2] or one.url)
            yield f'<p><a href="{address}">{name}</a></p>'
