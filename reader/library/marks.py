"""What the user does to the articles of a library: marks, tags, reading positions, undo.

A mark is in the journal before its call returns, and in the index as soon as no other process
writes to it; until then every entry that is returned shows it from an overlay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from reader.entry import Entry
from reader.library.access import Access, reached
from reader.library.filters import marking
from reader.library.filters.active import Filter
from reader.library.filters.marking import FilterFound
from reader.library.index.user_tags import between
from reader.library.journal import told as of_programs
from reader.library.journal.history import Done, Verb
from reader.library.journal.journal import Journal
from reader.library.journal.marker import Step
from reader.library.journal.mass_marks import FEW, Field, Told, Wanted
from reader.library.journal.told import State
from reader.library.opened import OpenIndex
from reader.library.query.entries import with_key
from reader.library.query.listed import Listings

__all__ = ["FEW", "Done", "Field", "Marks", "State", "Step", "Told", "Verb"]


class Marks:
    """The marks of a library."""

    def __init__(self, opened: OpenIndex, listings: Listings, access: Access) -> None:
        """The `listings` are told what changes."""
        self.access = access
        self._opened = opened
        self._listings = listings

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
        name of the set. Marking more than `FEW` takes long enough to need a thread, with the marks
        of a library from `aside`; then `told` is called as it goes on.

        Returns what was done, and, if they are few, the entries that changed, as they are now.
        Raises JournalError when the mark cannot be written; then nothing has changed.
        """
        act = self._opened.marker.act(where)
        if len(keys) > FEW:
            return self._opened.marker.mark_many(Wanted(field, value, keys), act, told), []
        entries = [entry for entry in map(self._entry, keys) if entry]
        changes = self._opened.marker.mark(entries, {field: value}, act)
        self._listings.marked(changes)
        done = Done(len({new.id for _, new in changes}), field, value, where)
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

    @reached(waits=True)
    def mark_by(self, one: Filter, found: FilterFound) -> None:
        """Make the marks that a filter could make, as one action. Raises JournalError; then none is
        made.
        """
        marking.mark(self._opened.index, self._opened.marker, one, found.wanted)
        self._opened.read_journals()

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
    def retrace(self, step: Step, told: Told | None = None) -> tuple[Done, list[Entry]]:
        """Undo or redo. Returns what was done, and, if they are few, the entries that changed. More
        than `FEW` articles need a thread, as in `mark`.

        Raises JournalError when it cannot be written; then nothing has changed.
        """
        done, changed = self._opened.marker.retrace(step, told)
        self._listings.marked(changed)
        return done, [new for _now, new in changed]

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

    @reached()
    def states(self, articles: Mapping[str, str], program: str) -> dict[str, State]:
        """The state of articles, by their paths under the first root, and what of it a `program`
        told; see told.py.
        """
        self._opened.catch_up()
        return of_programs.states(self._opened.index, 0, articles, program)

    @reached(waits=True)
    def tell(self, program: str, wanted: Iterable[tuple[str, str, Mapping[str, bool]]]) -> None:
        """Write marks that a `program` told, in a journal of its own: for each the article's id,
        its path under the first root, and the fields. Raises JournalError; then nothing has
        changed.
        """
        index = self._opened.index
        found = list(of_programs.marks(index, index.roots[0].name, wanted))
        if found:
            own = self._opened.journal
            journal = Journal(own.folder, of_programs.device_of(program, own.device))
            journal.append(found)
            journal.close()
            self._opened.catch_up()

    def _entry(self, key: int) -> Entry | None:
        return with_key(self._opened.index, self._opened.rows, key)
