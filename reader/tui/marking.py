"""Actions that mark articles: one, a group, all above or below; with undo and redo.

One article and a hundred thousand are marked in the same way, but many in a thread. Marked rows
stay in the list until it shows something else, unless more than a thousand are marked together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, TypeAlias

from reader.entry import Entry
from reader.errors import Behind, ReaderError
from reader.library.library import Unanswered
from reader.library.query.groups import Part
from reader.tui.list import row_text
from reader.tui.mark_worker import MarkWorker, Work
from reader.tui.session import Acting, Session
from reader.tui.view import View

if TYPE_CHECKING:  # the first screen does without what marks
    from reader.library.library import Inner, Library, Listed
    from reader.library.marks import Done, Field, Step, Told, Verb
    from reader.library.query.listed import Spot

_AGAIN = {"undo": "Undone", "redo": "Redone"}
_BUSY = "The last marks are still being written. Try again in a moment."

_NOTHING_UNREAD = "Nothing unread here."
_MANY = 1_000
"""Rows among which unread articles are looked for at once; a thread looks among more."""

_READS_ON = 10.0
"""Seconds for which the end of the program reads on in a journal that marks wait for."""

Sentence: TypeAlias = "Callable[[Done], str]"
"""The message about what was done, or '' for none."""


class Marking(Acting):
    """The actions of marks, undo and redo."""

    def __init__(self, session: Session, view: View) -> None:
        self._session = session
        self._library = session.library
        self._view = view
        self._worker = MarkWorker(session)
        self._next: list[Callable[[], None]] = []
        self._waiting: list[Callable[[], None]] = []

    def action_mark(self, field: Field) -> None:
        """Toggle a mark of the current article."""
        if (entry := self._session.some_article()) is not None:
            self.mark(entry, field, not getattr(entry, field), said=" · z undoes")

    def mark(self, entry: Entry, field: Field, value: bool, *, said: str = "") -> None:
        """Set a mark of an entry. With `said`, show a message that ends with it."""

        def sentence(done: Done) -> str:
            return f"{replace(done, title=entry.title)}{said}" if said and done.count else ""

        keys = [entry.key]
        if field == "read" and value and self._session.settings.stories_read == "all":
            keys += [one.key for one in self._library.versions(entry) if not one.read]
        try:
            self._do(
                1,
                sentence,
                lambda library, told: library.marks.mark(keys, field, value, "", told),
            )
        except (Unanswered, Behind):
            waiting = {"read": entry.read, "starred": entry.starred, field: value}
            self._session.changed(
                [entry._replace(read=waiting["read"], starred=waiting["starred"])]
            )
            from reader.library.marks import Done

            done = Done(1, field, value, title=entry.title)
            self._session.say(f"{done} · not written yet")

    def action_mark_part(self, part: Part) -> None:
        """Mark what is unread in a part of the list as read."""
        session, listing = self._session, self._session.listing
        if self._worker.is_busy:
            session.say(_BUSY)
            return
        if listing is None or not listing.nodes:
            session.say(_NOTHING_UNREAD)
            return
        spot, item = session.cursor.spot, session.cursor.item
        if part == "group" and session.rows.search_at(item) and not session.is_reading:
            session.say("Open the search to mark its results.")
            return
        if session.is_reading and session.shown is not None:
            spot = listing.spot(session.shown.key, spot.node) or spot
        where = self._name_of(part, spot.node, spot.offset)
        try:
            if listing.rows_asked(part, spot) > _MANY and self._library.is_shared:
                self._mark_many(listing, part, spot, where)
                return
            keys = listing.unread_in(part, spot)
            if not keys:
                session.say(_NOTHING_UNREAD)
                return
            listing.keep(keys)
            self._do(
                len(keys),
                _marked,
                lambda library, told: library.marks.mark(keys, "read", True, where, told),
            )
        except (Unanswered, Behind) as error:
            session.say(str(error))

    def _mark_many(self, listing: Listed, part: Part, spot: Spot, where: str) -> None:
        """Find what is unread in a part of the list, and mark it as read, in a thread."""
        session = self._session

        def keep(keys: Sequence[int]) -> None:
            with suppress(Unanswered):
                listing.keep(keys)

        def work(library: Library, told: Told | None) -> tuple[Done, list[Entry]]:
            keys = library.same(listing).unread_in(part, spot)
            session.on_screen(keep, keys)
            return library.marks.mark(keys, "read", True, where, told)

        def ended(done: Done | None, problem: str) -> None:
            self._ended(_marked(done) if done else "", problem)

        self._worker.start(work, 0, ended)
        session.show_progress()

    def action_undo(self) -> None:
        self._retrace("undo")

    def action_redo(self) -> None:
        self._retrace("redo")

    @property
    def progress(self) -> str:
        """How far the marks of many articles are, in words; '' if none are being made."""
        return self._worker.progress

    def wait(self) -> str:
        """Wait until all marks are in the journal. Returns which are not, in words, or ''."""
        end = monotonic() + _READS_ON
        while self._waiting and self._library.is_behind and monotonic() < end:
            self._library.poll()
        self._worker.wait()
        if not (count := self.catch_up()):
            return ""
        marks = "1 mark was" if count == 1 else f"{count:,} marks were"
        return f"{marks} not written down: the journal was still being read."

    def catch_up(self) -> int:
        """Make the marks that wait for the journal, if it is read. Returns how many wait on."""
        while self._waiting and not (self._library.is_behind or self._worker.is_busy):
            with suppress(Unanswered, Behind):
                self._waiting.pop(0)()
        return len(self._waiting)

    def _do(self, count: int, sentence: Sentence, work: Work, *, is_undone: bool = False) -> None:
        """Mark `count` articles and show a message: few at once, many in a thread. After undo or
        redo (`is_undone`) articles may have to return to the list. Raises Unanswered if they are
        few and their drive does not answer, and Behind if they are made when the journal is read.
        """
        from reader.library.marks import FEW

        try:
            if count > FEW and self._library.is_shared:
                self._worker.start(
                    work,
                    count,
                    lambda done, problem: self._ended(sentence(done) if done else "", problem),
                )
                self._session.show_progress()
                return
            done, changed = work(self._library, None)
        except Unanswered:
            raise
        except Behind:
            self._waiting.append(lambda: self._do(count, sentence, work, is_undone=is_undone))
            raise
        except ReaderError as error:
            self._session.say(str(error))
            return
        if count > FEW:
            self._ended(sentence(done), "")
            return
        self._session.changed(changed)
        listing = self._session.listing
        if is_undone and listing and any(listing.locate(one.key) is None for one in changed):
            self._view.renew()
        if said := sentence(done):
            self._session.say(said)

    def _ended(self, said: str, problem: str) -> None:
        """Many marks are in the index, or failed: show that everywhere at once, and do what
        waits.
        """
        self._library.poll()
        self._view.renew()
        self._session.show_progress()
        if words := f"{said} {problem}".strip():
            self._session.say(words, waits=True)
        self._go_on()

    def _name_of(self, part: Part, node: int, offset: int) -> str:
        listing = self._session.listing
        if part != "group" or listing is None:
            return ""
        if listing.grouping == "flat":
            return row_text.day_text(_day_of(listing.inner(node), offset))
        return row_text.outer_name(listing.nodes[node].names, listing.grouping)

    def _retrace(self, verb: Verb) -> None:
        if self._worker.is_busy:
            self._next.append(lambda: self._retrace(verb))  # afterwards
            return
        if self._waiting and self._library.is_behind:  # behind the marks that wait
            self._waiting.append(lambda: self._retrace(verb))
            self._session.say(f"The journal is still being read; {verb} waits until then.")
            return
        self._worker.search(verb, lambda step, problem: self._found(verb, step, problem))

    def _found(self, verb: Verb, step: Step | None, problem: str) -> None:
        """Undo or redo the step that was found."""
        if step is None:
            self._session.say(problem or f"Nothing to {verb}.")
        else:
            try:
                self._do(
                    step.count,
                    lambda done: f"{_AGAIN[verb]}: {done}.",
                    lambda library, told: library.marks.retrace(step, told),
                    is_undone=True,
                )
            except (Unanswered, Behind) as error:
                self._session.say(str(error))
        if not self._worker.is_busy:
            self._go_on()

    def _go_on(self) -> None:
        """Do what was asked for in the meantime."""
        if self._next:
            self._next.pop(0)()


def _marked(done: Done) -> str:
    """The message about articles that were marked as read."""
    return f"{done} · z undoes" if done.count else _NOTHING_UNREAD


def _day_of(days: Sequence[Inner], offset: int) -> str:
    """The day of the row at an offset."""
    for day in days:
        offset -= day.rows
        if offset < 0:
            return day.name
    return ""
