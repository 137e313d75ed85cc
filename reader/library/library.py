"""The interface to a library, for the command line and the screen.

Opening shows at once what the index knows; `refresh` or `start_scan` bring it up to date. A mark is
in the journal before `set_state` returns, and in the index as soon as no other process writes to
it; until then every entry that is returned shows it from an overlay. Only `refresh` waits for
another process. A library may be used by one thread only.
"""

from __future__ import annotations

import importlib
import os
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import tzinfo
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from reader.entry import Entry
from reader.errors import LibraryError
from reader.library.access import Access, Keeper, Unanswered, reached
from reader.library.index import scan_progress as progress_row
from reader.library.index import tally
from reader.library.index.index_file import (
    FOLDER_VARIABLE,
    UNREADABLE,
    Full,
    is_damage,
)
from reader.library.index.roots import resolved
from reader.library.index.scan_progress import Progress, Summary
from reader.library.index.tally import Counts
from reader.library.index.user_tags import between
from reader.library.journal.history import Done, UndoWindow, Verb
from reader.library.journal.journal import Mark, default_journal
from reader.library.journal.marker import FEW, Step, Told
from reader.library.journal.mass_marks import Field, Wanted
from reader.library.opened import OpenIndex
from reader.library.query import one_entry
from reader.library.query.found import Found, Hits
from reader.library.query.groups import Group, Grouping, Kept, Show
from reader.library.query.listed import Listed, Listings
from reader.library.query.listing import Listing

if TYPE_CHECKING:
    import subprocess

    from reader.library.query.full_text import Searcher, Stopped
    from reader.library.query.language import Query, parse
    from reader.library.query.snippets import Parts
    from reader.library.query.statement import Order
    from reader.library.query.stats import Stats
    from reader.model import Article

_LATE = {
    "Query": "language",
    "parse": "language",
    "Order": "statement",
    "Parts": "snippets",
    "Searcher": "full_text",
    "Stopped": "full_text",
    "Stats": "stats",
}
"""Names that the first screen does not need, and their modules, which are imported on first use."""

__all__ = [
    "FEW",
    "Counts",
    "Done",
    "Field",
    "Found",
    "Full",
    "Group",
    "Grouping",
    "Hits",
    "Keeper",
    "Library",
    "Listed",
    "Listing",
    "Match",
    "Order",
    "Progress",
    "Query",
    "Searcher",
    "Show",
    "Stats",
    "Step",
    "Stopped",
    "Summary",
    "Told",
    "Unanswered",
    "Verb",
    "note_read",
    "parse",
]


def __getattr__(name: str) -> object:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"reader.library.query.{_LATE[name]}"), name)


_T = TypeVar("_T")


class Match(NamedTuple):
    """An entry that a search found, and its title and a piece of its text with the hits marked."""

    entry: Entry
    title: Parts
    snippet: Parts


class Library:
    """The articles under some folders, and what the user did with them."""

    def __init__(
        self,
        roots: Sequence[Path],
        zone: tzinfo | None = None,
        window: UndoWindow | None = None,
        fold_for: float | None = None,
    ) -> None:
        """Open the index of these folders, or make an empty one, and fold the journals.

        Days are counted in `zone`; None is the system's. `window` is the undo window of another
        library, to which the marks of this one then belong. With `fold_for`, no call takes more
        seconds for the journals; `poll` reads the rest, or the scan in another process. Raises
        LibraryError when a root is not a folder, ConfigError when READER_DEVICE cannot be used.
        """
        self.roots = resolved(roots)
        self.access = Access(self._mend)
        self.is_incomplete = False
        """Whether there is no room for an index of all articles."""
        self._zone = zone
        self._scans_here = False
        self._opened = OpenIndex(self.roots, zone, window, fold_for)
        self._index, self._rows = self._opened.index, self._opened.rows
        self._listings = Listings()
        self.access.call(self._begin)

    def _begin(self) -> None:
        self._opened.catch_up()
        self._index.changed()

    @property
    def notices(self) -> list[str]:
        """Notices about the index and the journals, one sentence each."""
        return self._opened.notices

    @property
    def remade(self) -> int:
        """How many times the index was replaced by another one."""
        return self._opened.remade

    def listen(self, heard: Callable[[str], object]) -> None:
        """Call `heard` with every notice, those so far and those to come."""
        self._opened.listen(heard)

    def keep(self, keeper: Keeper) -> None:
        """Leave all access to files to a keeper. From now on calls raise Unanswered if a drive does
        not answer, and a mark that waits is written when it does.
        """
        self.access.keeper = keeper

    @reached()
    def counts(self) -> Counts:
        """The numbers of all, unread and starred articles."""
        return tally.counts(self._index.db)

    @reached()
    def mend(self, error: Exception) -> None:
        """Rebuild the index if the error of a search shows that it is damaged."""
        if is_damage(error):
            self._mend(error)

    @reached()
    def listing(
        self,
        grouping: Grouping = "category",
        show: Show = "all",
        newest: bool = True,
        keep: Listed | None = None,
    ) -> Listing:
        """A listing of the library. `keep` is the listing that it replaces: rows that the user
        marked in that one stay even if `show` no longer includes them.
        """
        kept: Kept = {}
        if keep is not None and (keep.query, keep.grouping, keep.show) == (None, grouping, show):
            kept = keep.kept
        listing = Listing(self._index, self._rows, grouping, show, newest, kept, self.access)
        self._listings.add(listing)
        return listing

    @reached()
    def searcher(self) -> Searcher:
        """A searcher for one thread, with its own connection. The caller closes it."""
        from reader.library.query.full_text import Searcher

        if self._index.file is None:
            return Searcher(None, self._index.db, self._zone)
        return Searcher(self._index.file, None, self._zone, wait=self.access.wait)

    @reached()
    def found(self, hits: Hits) -> Found:
        """A listing of the hits that `found.gather` collected in a searcher's thread."""
        listing = Found(self._index, self._rows, hits, self.access)
        self._listings.add(listing)
        return listing

    def matches(
        self, wanted: Query, order: Order = "newest", limit: int | None = None
    ) -> Iterator[Match]:
        """Search in this thread. Yields the entries that match, in order, with the hits in them."""
        return self._on(lambda: self._matches(wanted, order, limit))

    def _matches(self, wanted: Query, order: Order, limit: int | None) -> Iterator[Match]:
        searcher = self.searcher()
        try:
            for entry in self._entries(wanted, order, limit):
                hit = searcher.hit(wanted, entry.key, entry.title)
                yield Match(entry, hit.title, hit.snippet)
        finally:
            searcher.close()

    @reached()
    def stats(self, days: int = 28) -> Stats:
        """Counts of all articles, of each category and site, and of the last days with articles."""
        from reader.library.query import stats

        return stats.stats(self._index, days)

    @reached(instead=())
    def names(self, field: str) -> list[str]:
        """The names that a field of the query language can have: categories, sites,
        tags, folders.
        """
        from reader.library.query import names

        return names.names(self._index, field)

    @reached(instead=())
    def tags_to_give(self) -> list[str]:
        """Suggestions for tags: user tags first, as they are spelled, then the tags in files."""
        from reader.library.query import names

        return names.tags_to_give(self._index)

    @reached(instead=None)
    def entry(self, key: int) -> Entry | None:
        """The entry with a key, or None if it is gone."""
        return one_entry.entry(self._index, self._rows, key)

    @reached(instead=())
    def copies(self, entry: Entry) -> list[Entry]:
        """All entries with the text of this one, itself included, newest first, at
        most a hundred.
        """
        return one_entry.copies(self._index, self._rows, entry.id)

    @reached()
    def find(self, ref: str) -> Entry:
        """The entry that a path names, or the beginning of an id (at least four digits).

        Raises LibraryError if there is none, or more than one.
        """
        return one_entry.find(self._index, self._rows, ref)

    def entries(
        self, wanted: Query | None = None, order: Order = "newest", limit: int | None = None
    ) -> Iterator[Entry]:
        """The entries that match, or all, one by one. To mark them, make a list first: rows may not
        change while they are read.
        """
        return self._on(lambda: self._entries(wanted, order, limit))

    def _entries(self, wanted: Query | None, order: Order, limit: int | None) -> Iterator[Entry]:
        from reader.library.query import days, entries
        from reader.library.query.language import Query

        query, today = wanted or Query(), days.today(self._zone)
        return entries.entries(self._index, self._rows, query, order, limit, today)

    @reached(waits=True)
    def set_state(
        self,
        entries: Sequence[Entry],
        *,
        read: bool | None = None,
        starred: bool | None = None,
        progress: float | None = None,
    ) -> list[Entry]:
        """Mark entries and all their duplicates; None leaves a field as it is.

        Returns the entries that changed, as they are now. Raises JournalError when the mark cannot
        be written; then nothing has changed.
        """
        wanted = {"read": read, "starred": starred, "progress": progress}
        values = {field: value for field, value in wanted.items() if value is not None}
        changes = self._opened.marker.mark(entries, values)
        self._listings.marked(changes)
        return [new for _now, new in changes]

    @reached(waits=True)
    def mark(
        self,
        keys: Sequence[int],
        field: Field,
        value: bool,
        where: str = "",
        told: Told | None = None,
    ) -> tuple[Done, list[Entry]]:
        """Mark the entries with some keys, and all their duplicates, as one action. `where` is the
        name of the set. Marking more than `FEW` takes long enough to need a thread, with a library
        from `aside`; `told` is called as soon as the mark is written.

        Returns what was done, and, if they are few, the entries that changed, as they are now.
        Raises JournalError when the mark cannot be written; then nothing has changed.
        """
        act = self._opened.marker.act(where)
        if len(keys) > FEW:
            return self._opened.marker.mark_many(Wanted(field, value, keys), act, told), []
        entries = [entry for entry in map(self.entry, keys) if entry]
        changes = self._opened.marker.mark(entries, {field: value}, act)
        self._listings.marked(changes)
        done = Done(len({new.id for _, new in changes}), field, value, where)
        if told:
            told(done, [])
        return done, [new for _now, new in changes]

    @reached(waits=True)
    def tag(
        self,
        entries: Sequence[Entry],
        add: Sequence[str] = (),
        remove: Sequence[str] = (),
        where: str = "",
    ) -> tuple[Done, list[Entry]]:
        """Add user tags to entries and all their duplicates, or remove some, as one action. Names
        are in the form that `user_tags.names` returns; a tag that an entry already has in another
        spelling stays as it is.

        Returns what was done, and the entries that changed, as they are now. Raises JournalError
        when it cannot be written; then nothing has changed.
        """
        changes = self._opened.marker.tag(entries, add, remove, self._opened.marker.act(where))
        self._listings.marked(changes)
        fields = [between(now.own_tags, new.own_tags) for now, new in changes]
        told = tuple(dict.fromkeys(change for one in fields for change in one.items()))
        field, value = told[0] if told else ("", True)
        count = len({new.id for _now, new in changes})
        title = changes[0][1].title if count == 1 and not where else ""
        return Done(count, field, value, where, title, told), [new for _now, new in changes]

    @reached(waits=True, instead=None)
    def lay_over(self, articles: Sequence[str], done: Done) -> None:
        """Show what another thread wrote to the journal, until the index has it."""
        self._opened.marker.lay_over(articles, done)

    @reached()
    def step(self, verb: Verb) -> Step | None:
        """What undo or redo would do next; None if there is nothing."""
        return self.search(verb)()

    @reached()
    def search(self, verb: Verb) -> Callable[[], Step | None]:
        """A function that finds the `step`, for another thread, since it may have to read a long
        journal. It raises JournalError if the journal cannot be read or is gone.
        """
        look = self._opened.marker.search(verb)

        def behind() -> Step | None:
            self.access.wait()
            return look()

        return behind

    @reached()
    def retrace(self, step: Step) -> tuple[Done, list[Entry]]:
        """Undo or redo. Returns what was done, and, if they are few, the entries that changed. More
        than `FEW` articles need a thread, as in `mark`.

        Raises JournalError when it cannot be written; then nothing has changed.
        """
        done, changed = self._opened.marker.retrace(step)
        self._listings.marked(changed)
        return done, [new for _now, new in changed]

    @property
    def is_shared(self) -> bool:
        """Whether another thread can open the same index."""
        return self.access.call(lambda: not self._index.temporary and self._index.is_there())

    def aside(self) -> Library:
        """The same library for another thread; its marks count as those of this window. Only for a
        library that `is_shared`. The caller closes it.
        """
        self.access.wait()
        return Library(self.roots, self._zone, self._opened.marker.window)

    @reached(instead=None)
    def place(self, entry: Entry) -> float | None:
        """The reading position in an article: the number of a block plus, as a fraction, how far
        into it; None if there is none.
        """
        return self._opened.marker.place(entry)

    @reached(waits=True)
    def keep_place(self, entry: Entry, place: float, progress: float | None) -> Entry:
        """Write the reading position to the journal, and how much of the article that is (0 to 1),
        if known. Returns the entry as it is now.

        Raises JournalError when it cannot be written.
        """
        now, new = self._opened.marker.keep_place(entry, place, progress)
        if new != now:
            self._listings.marked([(now, new)])
        return new

    @reached(instead=False)
    def poll(self) -> bool:
        """Whether another process changed what is shown since the last call. Cheap enough to
        call every 300 ms.
        """
        return self._opened.poll()

    @property
    def is_behind(self) -> bool:
        """Whether there is more in the journals than was read in the time that there was."""
        return self._opened.fold.is_out_of_time

    def refresh(
        self,
        progress: Callable[[Progress], None] | None = None,
        full: bool = True,
        reread: bool = False,
        touched: Collection[Path] = (),
    ) -> Summary:
        """Scan in this process, calling `progress` as it goes.

        Without `full` only folders that changed, and those in `touched`, are listed;
        `reread` empties the index first. Raises LibraryError when a root is gone or the
        index cannot be written.
        """
        self._scans_here = True
        if reread:
            resolved(self.roots)  # raises before anything is thrown away
            self._opened.rebuild()
        try:
            found = self.access.call(lambda: self._scan(progress, full, touched))
        except Full as error:
            if FOLDER_VARIABLE in os.environ:  # the window that started it retreats
                raise
            self.retreat(str(error))
            found = self._scan(progress, True, ())
        self._rows.forget_folders()
        self.is_incomplete = False
        return found

    @reached()
    def retreat(self, why: str) -> None:
        """Continue with an empty temporary index, because there is no room for this one.

        Raises LibraryError with the reason if the index is temporary already.
        """
        try:
            self._opened.retreat(why)
        except Full:
            self.is_incomplete = True
            raise

    def _scan(
        self,
        progress: Callable[[Progress], None] | None,
        full: bool,
        touched: Collection[Path],
    ) -> Summary:
        scan = importlib.import_module("reader.library.scan.scan")  # brings the parsers with it
        found: Summary = scan.refresh(
            self._index, self._zone, progress, full=full, reread=False, touched=touched
        )
        return found

    def follow(self, alive: Callable[[], bool], told: Callable[[Summary], None]) -> None:
        """Scan whenever something changes in the folders, until `alive` returns False.

        `told` is called with the result of each scan. A scan that fails is repeated at
        the next change.
        """
        watch = importlib.import_module("reader.library.scan.watch")
        for look in watch.looks(self.roots, alive):
            try:
                found = self.refresh(full=look.full, touched=look.touched)
            except LibraryError:  # a drive is gone or the disk full, perhaps not for long
                continue
            told(found)

    @reached()
    def start_scan(self, *, follow: bool = False) -> subprocess.Popen[bytes]:
        """Scan in another process, at low priority; its error messages are on its stderr.

        With `follow` it keeps scanning whatever changes, until this process ends or ends it. Raises
        LibraryError when the index has no file that both could share.
        """
        background = importlib.import_module("reader.library.scan.background")
        process: subprocess.Popen[bytes] = background.start_scan(self._index, follow=follow)
        return process

    @reached(instead=True)
    def is_indexed(self) -> bool:
        """Whether a scan has ever been completed."""
        return bool(self._index.meta("indexed"))

    @reached(instead=None)
    def scan_progress(self) -> Progress | None:
        """The progress of the scan that is running, here or in another process; None if none is."""
        return progress_row.read(self._index)

    @reached()
    def skipped(self) -> list[tuple[Path, str]]:
        """Unreadable files and folders, each with the reason."""
        from reader.library.query import ignored

        return ignored.skipped(self._index)

    @reached()
    def passed_over(self) -> list[tuple[Path, str]]:
        """Ignored files and folders, each with the reason."""
        from reader.library.query import ignored

        return ignored.passed_over(self._index)

    def undated(self) -> list[tuple[Path, str]]:
        """Articles without a date, each with the reason."""
        from reader.library.query import ignored

        return ignored.undated(self._index)

    @reached(instead="")
    def unread_formats(self) -> str:
        """A sentence with the number of texts in formats that are not supported; '' if there are
        none.
        """
        from reader.library.query import ignored
        from reader.library.scan.walk import UNREAD_FORMAT

        return ignored.unread_formats(self._index, UNREAD_FORMAT)

    def root_of(self, path: Path) -> Path | None:
        """The folder of the library that contains a file; None if none does."""
        return next((root for root in self.roots if path.is_relative_to(root)), None)

    @reached()
    def flaws(self) -> list[str]:
        """Wrong tallies of the index, one sentence each; there are none unless there is a bug."""
        return list(tally.flaws(self._index.db))

    @property
    def sqlite_version(self) -> str:
        return sqlite3.sqlite_version

    @property
    def index_file(self) -> Path | None:
        """The file of the index; None if it is in memory."""
        return self._index.file

    def close(self) -> None:
        """Flush the journal to the disk and close the index. A second call does nothing; nor does
        the first if there is a keeper and no drive answers.

        Raises JournalError if the marks cannot be written.
        """
        if self.access.keeper is not None:
            self.access.keeper.finish(self._opened.close)
        else:
            self._opened.close()

    def _mend(self, _error: BaseException) -> None:
        """Replace an index that cannot be read, and fill it if this process is the
        one that scans.
        """
        self._opened.replace()
        self._opened.notice("The index was damaged and is rebuilt from the files and the journal.")
        if self._scans_here:
            self._scan(None, True, ())

    def _on(self, rows: Callable[[], Iterator[_T]]) -> Iterator[_T]:
        """Rows one by one. If the index turns out to be damaged, it is replaced once, and the rows
        go on where they stopped.
        """
        given, is_mended = 0, False
        while True:
            try:
                for row in islice(rows(), given, None):
                    given += 1
                    yield row
            except UNREADABLE as error:
                if is_mended or not is_damage(error):
                    raise
                is_mended = True
                self._mend(error)
            else:
                return


def note_read(article: Article) -> None:
    """Write to the journal that an article outside of any library was read; a library may contain
    it later.

    Raises JournalError when it cannot be written.
    """
    journal = default_journal()
    path = article.path.resolve()
    journal.append([Mark(article.id, path.parent.name, path.name, {"read": True})])
    journal.close()
