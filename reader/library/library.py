"""The one door to a library, for the command line and the screen alike.

Opening shows what the index knows, at once; `refresh` or `start_scan` bring it up to date. A mark
is in the journal before `set_state` returns and in the index as soon as nobody else writes there;
until then it is laid over every entry that goes out. Nothing here waits for another process but
`refresh`. One library belongs to one thread.
"""

from __future__ import annotations

import importlib
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reader.entry import Entry
from reader.errors import LibraryError
from reader.library.index import scan_progress as progress_row
from reader.library.index.entry_rows import Rows
from reader.library.index.index_file import Damaged, is_passing, open_index
from reader.library.index.roots import resolved
from reader.library.index.scan_progress import Progress, Summary
from reader.library.index.user_tags import between
from reader.library.journal.fold import Fold
from reader.library.journal.history import Done, Verb, Window
from reader.library.journal.journal import Mark, default_journal
from reader.library.journal.marking import FEW, Marker, Step, Told
from reader.library.journal.mass_marks import Field, Wanted
from reader.library.query import sql
from reader.library.query.found import Found, Hits
from reader.library.query.groups import Group, Grouping, Kept, Show
from reader.library.query.listing import Listing
from reader.library.query.listings import Listings
from reader.library.query.sql import Filters, Sort

if TYPE_CHECKING:
    import subprocess

    from reader.library.query.full_text import Order, Parts, Searcher, Stopped
    from reader.library.query.language import Query, parse
    from reader.library.query.stats import Stats
    from reader.model import Article

_LATE = {
    "Query": "language",
    "parse": "language",
    "Order": "full_text",
    "Parts": "full_text",
    "Searcher": "full_text",
    "Stopped": "full_text",
    "Stats": "stats",
}
"""What the first screen does without, and the module that has it: loaded when it is asked for."""

__all__ = [
    "FEW",
    "Counts",
    "Done",
    "Field",
    "Filters",
    "Found",
    "Group",
    "Grouping",
    "Hits",
    "Library",
    "Listing",
    "Match",
    "Order",
    "Progress",
    "Query",
    "Searcher",
    "Show",
    "Sort",
    "Stats",
    "Step",
    "Stopped",
    "Summary",
    "Told",
    "Verb",
    "note_read",
    "parse",
]

_COUNTS = "SELECT total, unread, starred FROM tally WHERE kind = 'all' AND name = '' AND day = ''"
_FOLD_SECONDS = 0.05
"""What a look at the journals may take of the screen's time; a large one is folded bit by bit."""


def __getattr__(name: str) -> object:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"reader.library.query.{_LATE[name]}"), name)


class Counts(NamedTuple):
    """How many articles there are: files, so that copies count."""

    total: int
    unread: int
    starred: int


class Match(NamedTuple):
    """An entry that a search found, its title and a piece of its text, hits told apart."""

    entry: Entry
    title: Parts
    snippet: Parts


class Library:
    """The articles under some folders, and what the reader did with them."""

    def __init__(
        self, roots: Sequence[Path], zone: tzinfo | None = None, window: Window | None = None
    ) -> None:
        """Open the index of these folders, or make an empty one, and fold the journals.

        `zone` counts the days; None is the system's. `window` is that of another library whose
        marks these are to be. Raises LibraryError when a root is not a
        folder, ConfigError when READER_DEVICE cannot be used.
        """
        self.roots = resolved(roots)
        self.notices: list[str] = []
        self._zone = zone
        self._closed = False
        self._journal = default_journal()
        self._index = open_index(self.roots, self.notices)
        self._rows = Rows(self._index, zone)
        self._fold = Fold(self._index, self._journal.folder)
        self._marker = self._new_marker(window)
        self._listings = Listings()
        try:
            self._catch_up()
        except Damaged:
            self._rebuild()
            self.notices.append("The index was damaged: it has to be scanned anew.")
        self._index.changed()

    def counts(self) -> Counts:
        """All, unread and starred articles."""
        return Counts(*self._index.db.execute(_COUNTS).fetchone())

    def listing(
        self,
        grouping: Grouping = "category",
        show: Show = "all",
        newest: bool = True,
        keep: Listing | None = None,
    ) -> Listing:
        """What a list draws. Given the listing it takes the place of, `keep`, rows stay that the
        reader marked in it and that would fall out of `show`.
        """
        kept: Kept = {}
        if keep is not None and (keep.grouping, keep.show) == (grouping, show):
            kept = keep.kept
        listing = Listing(self._index, self._rows, grouping, show, newest, kept)
        self._listings.add(listing)
        return listing

    def searcher(self) -> Searcher:
        """Searches on a connection of their own, for one thread; close it in the end."""
        from reader.library.query.full_text import Searcher

        if self._index.file is None:
            return Searcher(None, self._index.db)
        return Searcher(self._index.file)

    def found(self, hits: Hits) -> Found:
        """A listing of what `found.gather` brought from a searcher's thread."""
        listing = Found(self._index, self._rows, hits)
        self._listings.add(listing)
        return listing

    def matches(
        self, wanted: Query, order: Order = "newest", limit: int | None = None
    ) -> Iterator[Match]:
        """Search here and now: entries with what was found in them, in order."""
        searcher = self.searcher()
        try:
            for key in searcher.keys(wanted, order, -1 if limit is None else limit):
                if (entry := self.entry(key)) and entry.duplicates:
                    hit = searcher.hit(wanted, key, entry.title)
                    yield Match(entry, hit.title, hit.snippet)
        finally:
            searcher.close()

    def stats(self, days: int = 28) -> Stats:
        """Counts of everything, of categories and sites, and of the last days with articles."""
        from reader.library.query import stats

        return stats.stats(self._index, days)

    def names(self, field: str) -> list[str]:
        """The categories, sites or tags that there are, for a query that asks for them."""
        from reader.library.query import names

        return names.names(self._index, field)

    def tags_to_give(self) -> list[str]:
        """Tags that an article may get: one's own first, as they are spelled, then the files'."""
        from reader.library.query import names

        return names.tags_to_give(self._index)

    def entry(self, key: int) -> Entry | None:
        """The entry of a key, or None when it went."""
        return sql.entry(self._index, self._rows, key)

    def copies(self, entry: Entry) -> list[Entry]:
        """Entries with the text of this one, newest first, a hundred at most."""
        return sql.copies(self._index, self._rows, entry.id)

    def find(self, ref: str) -> Entry:
        """The entry that a path means, or the beginning of an id (four digits at least).

        Raises LibraryError with one sentence.
        """
        return sql.find(self._index, self._rows, ref)

    def entries(
        self, filters: Filters | None = None, sort: Sort = "newest", limit: int | None = None
    ) -> Iterator[Entry]:
        """The entries that match, one by one. Don't mark while you iterate: make a list first."""
        return sql.entries(self._index, self._rows, filters or Filters(), sort, limit)

    def set_state(
        self,
        entries: Sequence[Entry],
        *,
        read: bool | None = None,
        starred: bool | None = None,
        progress: float | None = None,
    ) -> list[Entry]:
        """Mark entries, and with them all copies; None leaves a field as it is.

        Returns those that changed, as they are now. Raises JournalError when it cannot be
        written down; then nothing has changed.
        """
        wanted = {"read": read, "starred": starred, "progress": progress}
        values = {field: value for field, value in wanted.items() if value is not None}
        changes = self._marker.mark(entries, values)
        self._listings.marked(changes)
        return [new for _now, new in changes]

    def mark(
        self,
        keys: Sequence[int],
        field: Field,
        value: bool,
        where: str = "",
        told: Told | None = None,
    ) -> Done:
        """Mark the entries of some keys, and with them all copies, as one action; `where` is what
        they are called together. More than `FEW` take long enough for a thread of their own, in
        which an `aside` library does it; `told` hears of them as soon as they are written down.

        Raises JournalError when it cannot be written down; then nothing has changed.
        """
        act = self._marker.act(where)
        if len(keys) > FEW:
            return self._marker.mark_many(Wanted(field, value, keys), act, told)
        entries = [entry for entry in map(self.entry, keys) if entry]
        changes = self._marker.mark(entries, {field: value}, act)
        self._listings.marked(changes)
        done = Done(len({new.id for _, new in changes}), field, value, where)
        if told:
            told(done, [])
        return done

    def tag(
        self,
        entries: Sequence[Entry],
        add: Sequence[str] = (),
        remove: Sequence[str] = (),
        where: str = "",
    ) -> tuple[Done, list[Entry]]:
        """Give entries, and with them all copies, tags of one's own, or take some away, as one
        action: what that was, and the entries that changed, as they are now. Names are as
        `tags.names` gives them; a tag that is there in another spelling stays.

        Raises JournalError when it cannot be written down; then nothing has changed.
        """
        changes = self._marker.tag(entries, add, remove, self._marker.act(where))
        self._listings.marked(changes)
        fields = [between(now.own_tags, new.own_tags) for now, new in changes]
        told = tuple(dict.fromkeys(change for one in fields for change in one.items()))
        field, value = told[0] if told else ("", True)
        count = len({new.id for _now, new in changes})
        title = changes[0][1].title if count == 1 and not where else ""
        return Done(count, field, value, where, title, told), [new for _now, new in changes]

    def lay_over(self, articles: Sequence[str], done: Done) -> None:
        """Show what another thread wrote down, until it is in the index."""
        self._marker.lay_over(articles, done)

    def step(self, verb: Verb) -> Step | None:
        """What undoing or redoing would do next; None where there is nothing."""
        return self.search(verb)()

    def search(self, verb: Verb) -> Callable[[], Step | None]:
        """What finds `step`, for a thread of its own: a long journal may have to be read."""
        return self._marker.search(verb)

    def retrace(self, step: Step) -> tuple[Done, list[Entry]]:
        """Undo or redo: what was done for it, and the entries that changed where they are few.
        More than `FEW` articles are for a thread, as in `mark`.

        Raises JournalError when it cannot be written down; then nothing has changed.
        """
        done, changed = self._marker.retrace(step)
        self._listings.marked(changed)
        return done, [new for _now, new in changed]

    @property
    def is_shared(self) -> bool:
        """Whether another thread can open the same index."""
        return not self._index.temporary and self._index.is_there()

    def aside(self) -> Library:
        """The same library for another thread, whose marks count as those of this window; close it
        in the end. For one that `is_shared`.
        """
        return Library(self.roots, self._zone, self._marker.window)

    def place(self, entry: Entry) -> float | None:
        """Where the reader left off in an article: the number of a block and, as a fraction, how
        far in it; None where that was never kept.
        """
        return self._marker.place(entry)

    def keep_place(self, entry: Entry, place: float, progress: float | None) -> Entry:
        """Write down where the reader leaves off, and how far that is, if it is known. Returns the
        entry as it is now.

        Raises JournalError when it cannot be written down.
        """
        now, new = self._marker.keep_place(entry, place, progress)
        if new != now:
            self._listings.marked([(now, new)])
        return new

    def poll(self) -> bool:
        """Whether anybody else changed what is shown since the last call. For every 300 ms."""
        known = self._index.seen
        self._catch_up(_FOLD_SECONDS)
        self._notice(self._journal.trouble)
        folded = self._index.seen != known
        changed = self._index.changed() or folded
        if changed:
            self._rows.forget_folders()
        return changed

    def refresh(
        self,
        progress: Callable[[Progress], None] | None = None,
        full: bool = True,
        reread: bool = False,
        touched: Collection[Path] = (),
    ) -> Summary:
        """Scan here and now, calling `progress` as it goes.

        Not `full` lists only folders that changed, and those `touched`; `reread` empties the index
        first. Raises LibraryError when a root is gone or the index cannot be written.
        """
        scan = importlib.import_module("reader.library.scan.scan")  # brings the parsers with it
        if reread:
            resolved(self.roots)  # before anything is thrown away
            self._rebuild()
        found: Summary = scan.refresh(
            self._index, self._zone, progress, full=full, reread=False, touched=touched
        )
        self._rows.forget_folders()
        return found

    def follow(self, alive: Callable[[], bool], told: Callable[[Summary], None]) -> None:
        """Scan whenever something changes in the folders, until `alive` says no.

        `told` hears what each scan found; what could not be read is tried again at the next one.
        """
        watch = importlib.import_module("reader.library.scan.watch")
        for look in watch.looks(self.roots, alive):
            try:
                found = self.refresh(full=look.full, touched=look.touched)
            except LibraryError:  # a drive is away, or the disk full: it may come back
                continue
            told(found)

    def start_scan(self, *, follow: bool = False) -> subprocess.Popen[bytes]:
        """Scan in another process, at low priority; its last words are on its stderr.

        `follow`: it goes on to scan what changes until this process ends, or ends it.
        Raises LibraryError when there is no file that both could share.
        """
        background = importlib.import_module("reader.library.scan.background")
        process: subprocess.Popen[bytes] = background.start_scan(self._index, follow=follow)
        return process

    def is_indexed(self) -> bool:
        """Whether a scan has ever come to its end."""
        return bool(self._index.meta("indexed"))

    def scan_progress(self) -> Progress | None:
        """How far the scan is that runs now, here or in another process; None when none does."""
        return progress_row.read(self._index)

    def skipped(self) -> list[tuple[Path, str]]:
        """Files that cannot be opened as articles, and folders that cannot be listed, and why."""
        from reader.library.query import ignored

        return ignored.skipped(self._index)

    def passed_over(self) -> list[tuple[Path, str]]:
        """Hidden files, folders of programs and the like, which no scan looks into, and why."""
        from reader.library.query import ignored

        return ignored.passed_over(self._index)

    def undated(self) -> list[tuple[Path, str]]:
        """Articles without a date, and why."""
        from reader.library.query import ignored

        return ignored.undated(self._index)

    @property
    def sqlite_version(self) -> str:
        return sqlite3.sqlite_version

    @property
    def index_file(self) -> Path | None:
        """Where the index is; None when it is in memory."""
        return self._index.file

    def close(self) -> None:
        """Put marks on the disk and let the index go. A second time does nothing.

        Raises JournalError where the disk refused what was marked.
        """
        if self._closed:
            return
        self._closed = True
        try:
            self._journal.close()
        finally:
            self._catch_up()
            self._index.close()

    def _rebuild(self) -> None:
        self._index.rebuild()
        self._fold = Fold(self._index, self._journal.folder)
        self._marker = self._new_marker(self._marker.window)
        self._catch_up()

    def _new_marker(self, window: Window | None) -> Marker:
        return Marker(self._index, self._rows, self._fold, self._journal, self._catch_up, window)

    def _catch_up(self, seconds: float | None = None) -> int:
        """Fold what is new in the journals, unless somebody else is writing: then the next time.

        How many events were folded.
        """
        folded = 0
        try:
            folded = self._fold.run(seconds)
        except sqlite3.OperationalError as error:
            if not is_passing(error):
                raise
        else:
            if not self._fold.is_behind:
                self._rows.overlay.clear()
        for notice in self._fold.notices():
            self._notice(notice)
        return folded

    def _notice(self, notice: str) -> None:
        if notice and notice not in self.notices:
            self.notices.append(notice)


def note_read(article: Article) -> None:
    """Write down that an article was read that lies in no library; one day it may.

    Raises JournalError when it cannot be written down.
    """
    journal = default_journal()
    path = article.path.resolve()
    journal.append([Mark(article.id, path.parent.name, path.name, {"read": True})])
    journal.close()
