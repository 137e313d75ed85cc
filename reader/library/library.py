"""The interface to a library, for the command line and the screen.

Opening shows at once what the index knows; `refresh` or `start_scan` bring it up to date. What the
user does to articles goes through its `marks`. Only `refresh` waits for another process. A library
may be used by one thread only.
"""

from __future__ import annotations

import functools
import importlib
import os
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import tzinfo
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from reader.entry import Entry
from reader.errors import LibraryError
from reader.lazy_tuple import NamedTuple
from reader.library.access import Access, Keeper, Unanswered, reached
from reader.library.index import arrivals, pending, tally
from reader.library.index import scan_progress as progress_row
from reader.library.index.faults import UNREADABLE, Full
from reader.library.index.index_file import FOLDER_VARIABLE
from reader.library.index.roots import resolved, root_of
from reader.library.index.scan_progress import Progress, Summary
from reader.library.index.tally import Counts
from reader.library.journal.journal import Mark, default_journal
from reader.library.opened import OpenIndex
from reader.library.query import entries
from reader.library.query.groups import Grouping, Kept, Show
from reader.library.query.listed import Listed, Listings
from reader.library.query.listing import Listing
from reader.library.query.tree import Inner, Node

if TYPE_CHECKING:
    import subprocess

    from reader.library.filters.active import Filter
    from reader.library.filters.marking import FilterFound
    from reader.library.journal.undo_window import UndoWindow
    from reader.library.marks import Marks
    from reader.library.query.found import Found
    from reader.library.query.full_text import Searcher, Stopped
    from reader.library.query.language import Query, parse
    from reader.library.query.placed_hits import PlacedHits
    from reader.library.query.snippets import Parts
    from reader.library.query.statement import Order
    from reader.library.query.stats import Stats
    from reader.library.scan.scan import Texts
    from reader.model import Article

_LATE = {
    "Found": "query.found",
    "Order": "query.statement",
    "Parts": "query.snippets",
    "PlacedHits": "query.placed_hits",
    "Query": "query.language",
    "Searcher": "query.full_text",
    "Stats": "query.stats",
    "Stopped": "query.full_text",
    "parse": "query.language",
}
"""Names that a list does not need, and their modules, which are imported on first use."""

__all__ = [
    "Counts",
    "Found",
    "Full",
    "Grouping",
    "Inner",
    "Keeper",
    "Library",
    "Listed",
    "Listing",
    "Match",
    "Node",
    "Order",
    "PlacedHits",
    "Progress",
    "Query",
    "Searcher",
    "Show",
    "Stats",
    "Stopped",
    "Summary",
    "Unanswered",
    "note_read",
    "parse",
]


def __getattr__(name: str) -> object:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"reader.library.{_LATE[name]}"), name)


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
        self.access = Access(self._mend, self._busy)
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

    @functools.cached_property
    def marks(self) -> Marks:
        """The marks; most commands make none."""
        from reader.library.marks import Marks

        return Marks(self._opened, self._listings, self.access)

    @reached()
    def counts(self) -> Counts:
        """The numbers of all, unread and starred articles."""
        total, unread, starred = tally.counts(self._index.db)
        changes = self._rows.changes()
        unread -= sum(change.read for change in changes)
        return Counts(total, unread, starred + sum(change.starred for change in changes))

    @reached()
    def latest_arrival(self) -> int:
        """The moment at which the latest article came into the index; see arrivals.py."""
        return arrivals.latest(self._index.db)

    @reached()
    def mend(self, error: Exception) -> bool:
        """Rebuild the index if the error of a search shows that it is damaged. Returns whether it
        does.
        """
        return self._mend(error)

    @reached()
    def listing(
        self,
        grouping: Grouping = "category",
        show: Show = "all",
        newest: bool = True,
        keep: Listed | None = None,
        folded: bool = False,
    ) -> Listing:
        """A listing of the library. `keep` is the listing that it replaces: rows that the user
        marked in that one stay even if `show` no longer includes them. If it is `folded`, each
        story has one row.
        """
        kept: Kept = {}
        if keep is not None and (keep.query, keep.grouping, keep.show) == (None, grouping, show):
            kept = keep.kept
        listing = Listing(
            self._index, self._rows, grouping, show, newest, kept, self.access, folded
        )
        for article, read in {one.article: one.read for one in self._rows.changes()}.items():
            listing.marked(article, read, keep=False)
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
    def found(self, placed: PlacedHits) -> Found:
        """A listing of the hits that `gather` found and placed in a searcher's thread."""
        from reader.library.query.found import Found

        listing = Found(self._index, self._rows, placed, self.access)
        self._listings.add(listing)
        return listing

    def same(self, listing: Listed) -> Listed:
        """A list of the library that this one is `aside` of, with its nodes as they are, for this
        one's thread.
        """
        return listing.over(self._index, self._rows, self.access)

    @reached()
    def grouped(
        self,
        wanted: Query,
        grouping: Grouping,
        order: Order = "newest",
        limit: int | None = None,
    ) -> Found:
        """A listing of the entries that match, gathered in this thread."""
        from reader.library.query.placed_hits import gather

        searcher = self.searcher()
        try:
            return self.found(gather(searcher, wanted, grouping, "all", order, limit))
        finally:
            searcher.close()

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
        tags, feeds, folders.
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
        return entries.with_key(self._index, self._rows, key)

    @reached(instead=())
    def copies(self, entry: Entry) -> list[Entry]:
        """All entries with the text of this one, itself included, newest first, at
        most a hundred.
        """
        return entries.copies(self._index, self._rows, entry.id)

    @reached(instead=())
    def versions(self, entry: Entry) -> list[Entry]:
        """The listed entries of an article's story, itself included, the first one first, at most
        a hundred; none where it was not compared with others yet.
        """
        return entries.versions(self._index, self._rows, entry.key)

    @reached(instead="")
    def text(self, entry: Entry) -> str:
        """The visible text of an entry, a line for each block; '' if it is not in the index yet."""
        return entries.text(self._index, entry.key)

    @reached()
    def find(self, ref: str) -> Entry:
        """The entry that a path names, or the beginning of an id (at least four digits).

        Raises LibraryError if there is none, or more than one.
        """
        return entries.find(self._index, self._rows, ref)

    def entries(
        self, wanted: Query | None = None, order: Order = "newest", limit: int | None = None
    ) -> Iterator[Entry]:
        """The entries that match, or all, one by one. To mark them, make a list first: rows may not
        change while they are read.
        """
        return self._on(lambda: self._entries(wanted, order, limit))

    def _entries(self, wanted: Query | None, order: Order, limit: int | None) -> Iterator[Entry]:
        from reader.library.query import days
        from reader.library.query.language import Query

        query, today = wanted or Query(), days.today(self._zone)
        return entries.matching(self._index, self._rows, query, order, limit, today)

    @reached()
    def filtered(self, one: Filter) -> FilterFound:
        """What a filter finds in the library, and what it could mark."""
        from reader.library.filters import marking
        from reader.library.query.days import today

        self._opened.catch_up()
        return marking.found(self._index, one, today(self._zone), marking.all_keys(self._index))

    @reached(instead=())
    def reasons(self, entry: Entry) -> list[Filter]:
        """The filters that mute or score an entry."""
        from reader.library.filters import active, weighing
        from reader.library.query.days import today

        found = active.in_force().weighing
        day = today(self._zone)
        return [
            one for one in found if weighing.keys_that_match(self._index.db, one, day, [entry.key])
        ]

    @property
    def is_shared(self) -> bool:
        """Whether another thread can open the same index."""
        return self.access.call(lambda: not self._index.temporary and self._index.is_there())

    def aside(self) -> Library:
        """The same library for another thread; its marks count as those of this window. Only for a
        library that `is_shared`. The caller closes it.
        """
        self.access.wait()
        return Library(self.roots, self._zone, self._opened.window)

    @reached(instead=False)
    def poll(self) -> bool:
        """Whether another process changed what is shown since the last call. Cheap enough to
        call every 300 ms.
        """
        return self._opened.poll()

    @reached()
    def read_journals(self) -> None:
        """Read the journals to their ends, however long that takes, now and from now on."""
        self._opened.read_journals()

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
        texts: Texts = "wait",
    ) -> Summary:
        """Scan in this process, calling `progress` as it goes.

        Without `full` only folders that changed, and those in `touched`, are listed;
        `reread` empties the index first. `texts` says whether the texts of new articles are read
        too: with "share" not if another process does that, with "leave" they are left for a later
        scan. Raises LibraryError when a root is gone or the index cannot be written.
        """
        self._scans_here = True
        if reread:
            resolved(self.roots)  # raises before anything is thrown away
            self._opened.rebuild()
        try:
            found = self.access.call(lambda: self._scan(progress, full, touched, texts))
        except Full as error:
            if FOLDER_VARIABLE in os.environ:  # the window that started it retreats
                raise
            self.retreat(str(error))
            found = self._scan(progress, True, (), texts)
        self._rows.forget_folders()
        self.is_incomplete = False
        if FOLDER_VARIABLE not in os.environ:  # else the window that started it tells
            self.access.call(self._opened.tell)
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
        texts: Texts,
    ) -> Summary:
        from reader.library.scan.scan import refresh

        return refresh(
            self._index,
            self._zone,
            progress,
            full=full,
            touched=touched,
            texts=texts,
            marker=self._opened.marker_that_knows_all,
        )

    def follow(self, alive: Callable[[], bool], told: Callable[[Summary], None]) -> None:
        """Scan whenever something changes in the folders, until `alive` returns False.

        `told` is called with the result of each scan. A scan that fails is repeated at
        the next change.
        """
        from reader.library.scan.watch import looks

        for look in looks(self.roots, alive):
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
        from reader.library.scan.background import start_scan

        return start_scan(self._index, follow=follow)

    @reached(instead="")
    def glance(self) -> str:
        """A word that changes with whatever changes the list; '' if that cannot be told. See
        `glance.py`.
        """
        file, journals = self._index.file, self._opened.journal.folder
        if file is None or self._index.temporary:
            return ""
        from reader.library.glance import glance

        return glance(os.fspath(file), os.fspath(journals))

    @reached(instead=True)
    def is_indexed(self) -> bool:
        """Whether a scan has ever been completed, but for its texts."""
        return bool(self._index.meta("indexed"))

    @reached(instead=1.0)
    def share_of_texts(self) -> float:
        """The share of the articles, 0 to 1, whose texts are in the index. A search for more than
        names, days and states finds nothing in the others.
        """
        return pending.share_done(self._index.db, pending.TEXTS)

    @reached(instead=0)
    def unfinished(self) -> int:
        """How many texts are still to be read, and to be compared with others."""
        return sum(pending.count(self._index.db, phase) for phase in pending.PHASES)

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
        return root_of(path, self.roots)

    @reached()
    def flaws(self) -> list[str]:
        """Wrong tallies of the index, one sentence each; there are none unless there is a bug."""
        from reader.library.index import nodes, story_figures

        db = self._index.db
        return [*tally.flaws(db), *nodes.flaws(db), *story_figures.flaws(db)]

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

    def _busy(self) -> str:
        """What takes long just now, in words, or ''."""
        return "The journal is still being read" if self._opened.fold.is_running else ""

    def _mend(self, error: BaseException) -> bool:
        """Replace the index if an error in reading it shows that it is damaged, and fill it if this
        process is the one that scans. Returns whether it is damaged.
        """
        if not self._opened.is_damaged(error):
            return False
        self._opened.replace()
        self._opened.notice("The index was damaged and is rebuilt from the files and the journal.")
        if self._scans_here:
            self._scan(None, True, (), "wait")
        return True

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
                if is_mended or not self._mend(error):
                    raise
                is_mended = True
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
