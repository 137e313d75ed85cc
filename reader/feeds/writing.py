"""Writes the entries of a feed as article files, each once, and updates files when entries change.

`identity.Matcher` finds, over the ledgers, which entries are known. A new entry gets a file, unless
one with its digits and its guid is anywhere in the library. The file of a changed entry is
rewritten if it is still as we wrote it. A removed file stays removed.
"""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from reader.entities import unescape
from reader.feeds import article_files, rules
from reader.feeds.article_files import Head
from reader.feeds.aside import SKIPPED, TRASH
from reader.feeds.feed import Enclosure, Feed, FeedEntry
from reader.feeds.identity import Matcher, Named, marks, named
from reader.feeds.ledger import Kept, now
from reader.feeds.requests import without_password
from reader.feeds.slugs import folder_name
from reader.feeds.subscription import Subscription, host
from reader.feeds.values import text_of
from reader.library.scan.walk import is_passed_over
from reader.output.safe import safe_line
from reader.regular_files import read_bytes

MOST = 5_000
"""Entries taken from one document, its first ones; 8 MB have room for a million."""

SHORT = 600
"""Characters of text below which an entry is taken for a summary."""

_TITLE = 80
"""Characters of a title made from an entry's text."""

_TAG = re.compile(r"<[^<>]*>")
_IMAGE = re.compile(r"""<img\b[^<>]*?\ssrc\s*=\s*["']([^"'<>]+)["']""", re.IGNORECASE)
_PLAYED = ("audio", "video")
_LONGEST_LINK = 2_000  # characters
_ONLY_A_LINK = re.compile(r"\s*(?:<p>)?\s*<a\b[^<>]*>[^<>]*</a>\s*(?:</p>)?\s*", re.IGNORECASE)


@dataclass(slots=True)
class Outcome:
    """The result for a feed: the titles of its new entries, how many changed, the lines for the
    ledger, and why the library cannot be written to, or ''.

    `title` is the feed's own; `pages` are the indexes of lines whose files want their full text,
    with the address of each page; `skipped` counts what rules skipped; `said` is anything else to
    report. `paths` are those of all entries, in the order of `identity.named`, under the library.
    """

    title: str = ""
    new: list[str] = field(default_factory=list)
    changed: int = 0
    skipped: int = 0
    lines: list[Kept] = field(default_factory=list)
    pages: list[tuple[int, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    error: str = ""
    said: str = ""


class Lying:
    """Finds our files in a library, wherever the user moved them, and those that lie aside; it
    searches each once.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._found: dict[Path, dict[str, list[Path]]] = {}

    def find(self, id: str, guid: str) -> Path | None:
        """The file of an entry, by the digits in its name and the guid in its head."""
        return self._in(self._root, id, guid)

    def aside(self, id: str, guid: str) -> Path | None:
        """Where the file of an entry would be that was removed, or where one is that was skipped.
        It is known thereby, although no ledger says so.
        """
        trash = self._root / TRASH
        if removed := self._in(trash, id, guid):
            _prune, _id, *parts = removed.relative_to(trash).parts
            return self._root.joinpath(*parts)
        return self._in(self._root / SKIPPED, id, guid)

    def _in(self, place: Path, id: str, guid: str) -> Path | None:
        wanted = article_files.scalar(guid, quoted=True) if guid else None
        for path in self._files(place).get(id[:8], ()):
            if article_files.guid_in(path) == wanted:
                return path
        return None

    def _files(self, place: Path) -> dict[str, list[Path]]:
        """Our files below a folder, by the digits in their names."""
        if place not in self._found:
            found = self._found[place] = {}
            for folder, inner, names in os.walk(os.fsencode(place)):
                inner[:] = [name for name in inner if not is_passed_over(name)]
                for name in names:
                    if digits := article_files.digits_in(name):
                        path = Path(os.fsdecode(folder), os.fsdecode(name))
                        found.setdefault(digits, []).append(path)
        return self._found[place]


@dataclass(frozen=True, slots=True)
class Writing:
    """Writes the entries of a parsed feed into a library.

    It is plain data, so that the process that parsed the feed can write its files too: `root` is
    the library, `drafts` the folder of drafts, `title` the name of the feed, '' for its own;
    `before` are its known entries. With `dry`, nothing is written; with `keep`, known entries stay
    as they are. Its rules count days in `zone`.
    """

    root: Path
    drafts: Path
    one: Subscription
    title: str
    before: Sequence[Kept]
    dry: bool = False
    keep: bool = False
    zone: tzinfo | None = None

    def __call__(self, feed: Feed) -> Outcome:
        """Write what is new or changed. The outcome includes what was written before an error."""
        outcome = Outcome(safe_line(feed.title))
        names = (*self.one.folder, self.title or outcome.title or self.one.name)
        entries = named(feed.entries[:MOST])
        marked = [marks(self.one.base, entry) for entry in entries]
        kept = {line.marks.id: line for line in self.before}
        matcher = Matcher([line.marks for line in self.before], marked)
        try:
            taken = [self._taken(entry, names) for entry in entries]
            same = [matcher.known(mark) for mark in marked]
            hidden = rules.skipped(
                self.one,
                {n: taken[n][1] for n, known in enumerate(same) if known is None},
                self.zone,
            )
            for n, (entry, mark) in enumerate(zip(entries, marked, strict=True)):
                head, data = taken[n]
                line = Kept(now(), self.one.key, mark, "", article_files.digest(data))
                if (known := same[n]) is None:
                    line = self._new(entry, head, line, data, outcome, is_hidden=n in hidden)
                elif self.keep:
                    outcome.paths.append(kept[known.id].path)
                    continue
                else:
                    line = self._changed(entry, kept[known.id], line, data, outcome)
                outcome.paths.append(line.path)
                if kept.get(mark.id) != line and not self.dry:
                    outcome.lines.append(line)
                    if known is None and n not in hidden and self._wants_page(entry.entry):
                        outcome.pages.append((len(outcome.lines) - 1, entry.entry.link))
        except OSError as error:
            outcome.error = error.strerror or str(error)
        return outcome

    def _taken(self, one: Named, names: tuple[str, ...]) -> tuple[Head, bytes]:
        head = head_of(one.entry, names, self.one.base)
        return head, article_files.document(head, body_of(one.entry))

    def _wants_page(self, entry: FeedEntry) -> bool:
        """Whether the subscription wants more than the feed has of a new entry."""
        if not self.one.full_text or not entry.link.startswith(("http://", "https://")):
            return False
        return self.one.full_text == "always" or len(text_of(entry.body or entry.summary)) < SHORT

    def _new(
        self,
        one: Named,
        head: Head,
        line: Kept,
        data: bytes,
        outcome: Outcome,
        *,
        is_hidden: bool,
    ) -> Kept:
        lying, guid = _lying_in(self.root), one.entry.guid.strip()
        path = lying.find(line.marks.id, guid) or lying.aside(line.marks.id, guid)
        if path is None:
            name = article_files.file_name(head.title, head.published, line.marks.id)
            root = self.root / SKIPPED if is_hidden else self.root
            path = root.joinpath(*map(folder_name, head.categories), name)
            if self.dry or self._create(path, data):
                outcome.skipped += is_hidden
                outcome.new += [] if is_hidden else [head.title]
        return replace(line, path=path.relative_to(self.root).as_posix())

    def _create(self, path: Path, data: bytes) -> bool:
        """Write a file; False if there is one of its name, which another fetch wrote."""
        try:
            try:
                article_files.create(path, data, self.drafts)
            except FileNotFoundError:
                path.parent.mkdir(parents=True, exist_ok=True)
                article_files.create(path, data, self.drafts)
        except FileExistsError:
            return False
        return True

    def _changed(self, one: Named, before: Kept, line: Kept, data: bytes, outcome: Outcome) -> Kept:
        """Update the file of a known entry; it keeps its name, and is left alone if it was edited
        or removed.
        """
        if line.file == (before.source or before.file):
            return (
                before
                if before.marks == line.marks
                else replace(before, t=line.t, marks=line.marks)
            )
        path: Path | None = self.root / before.path
        if path is not None and not path.exists():
            path = _lying_in(self.root).find(before.marks.id, one.entry.guid.strip())
        if path is None:
            return replace(line, path=before.path)
        if before.source and path.exists():
            data = article_files.with_full_text(data, article_files.body_in(read_bytes(path)))
            line = replace(line, file=article_files.digest(data), source=line.file)
        if self.dry:
            outcome.changed += 1
        else:
            outcome.changed += article_files.replace(path, data, self.drafts, was=before.file)
        return replace(line, path=path.relative_to(self.root).as_posix())


@lru_cache(maxsize=1)
def _lying_in(root: Path) -> Lying:
    """The files of a library as they were when the process first asked; it lives for one fetch."""
    return Lying(root)


def settle_rivals(root: Path, rivals: list[tuple[Kept, Kept]]) -> None:
    """Where two devices wrote one entry at the same time under two names, keep one of the files.

    A file is removed only if it is exactly as a device wrote it, where it wrote it, and the other
    one is there.
    """
    for older, newer in rivals:
        path, other = root / older.path, root / newer.path
        try:
            if other.is_file() and article_files.digest(read_bytes(path)) == older.file:
                path.unlink()
        except OSError:
            continue  # one of them is gone already


def head_of(entry: FeedEntry, categories: tuple[str, ...], feed: str) -> Head:
    """The head of an entry's file."""
    when = entry.published or entry.updated
    return Head(
        title=safe_line(entry.title) or _first_words(entry) or entry.link or "Untitled",
        categories=categories,
        image=entry.image or _picture(entry),
        authors=entry.authors or categories[-1:],
        published=when if article_files.is_date(when) else None,
        url=entry.link,
        guid=entry.guid.strip(),
        feed=without_password(feed),
        site=categories[-1],
        tags=entry.categories,
    )


def body_of(entry: FeedEntry) -> str:
    """The text of an entry as HTML; below it, a line each, what belongs to it: where the story is
    that it only links to, its comments, its files.
    """
    body = entry.body or entry.summary
    return "\n".join([*_linked(entry, body), *_enclosed(entry.enclosures, body)])


def _linked(entry: FeedEntry, body: str) -> Iterator[str]:
    """The text; of a site that collects links, whose text is a link to what others say of it, the
    links, by the names of their hosts.
    """
    is_link = len(body) < _LONGEST_LINK and _ONLY_A_LINK.fullmatch(body)
    if not entry.comments or not is_link or not _is_in(entry.comments, body):
        yield body
        return
    if entry.link and entry.link != entry.comments:
        yield f"<p>Story: {_anchor(entry.link, host(entry.link))}</p>"
    yield f"<p>Comments: {_anchor(entry.comments, host(entry.comments))}</p>"


def _first_words(entry: FeedEntry) -> str:
    text = safe_line(unescape(_TAG.sub(" ", (entry.body or entry.summary)[:2000])))
    if len(text) <= _TITLE:
        return text
    return text[:_TITLE].rpartition(" ")[0] + "…" if " " in text[:_TITLE] else text[:_TITLE] + "…"


def _picture(entry: FeedEntry) -> str:
    for one in entry.enclosures:
        if (one.type or "").startswith("image/"):
            return one.url
    found = _IMAGE.search(entry.body or entry.summary)
    address = unescape(found[1]) if found else ""
    return address if address.startswith(("http://", "https://")) else ""


def _enclosed(enclosures: tuple[Enclosure, ...], body: str) -> Iterator[str]:
    """The files that belong to an entry, each with its kind, its size and how long it is played."""
    for one in enclosures:
        kind, _, form = (one.type or "").partition("/")
        if not one.url.startswith(("http://", "https://")) or _is_in(one.url, body):
            continue
        if kind == "image":
            yield f'<p><img src="{html.escape(one.url)}"></p>'
        elif "flash" not in form:
            said = [kind if kind in _PLAYED else "", _size(one.length), _length(one.duration)]
            more = f" ({', '.join(filter(None, said))})" if any(said) else ""
            yield f"<p>{_anchor(one.url, _file_name(one.url))}{more}</p>"


def _is_in(address: str, body: str) -> bool:
    return address in body or html.escape(address) in body


def _anchor(address: str, text: str) -> str:
    return f'<a href="{html.escape(address)}">{html.escape(text)}</a>'


def _file_name(address: str) -> str:
    return safe_line(unquote(urlsplit(address).path.rpartition("/")[2])) or host(address)


def _size(length: int | None) -> str:
    """Bytes in words: 52 MB, 834 bytes."""
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if length and length >= size:
            digits = 1 if length < 10 * size else 0
            return f"{length / size:.{digits}f} {unit}"
    return f"{length} bytes" if length else ""


def _length(duration: int | None) -> str:
    """Seconds in words: 1 h 2 min, 12 min, 45 s."""
    hours, minutes = divmod(round((duration or 0) / 60), 60)
    if duration and not (hours or minutes):
        return f"{duration} s"
    said = (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "")
    return " ".join(filter(None, said))
