"""What marks articles: one, a group, what is above or below; and takes it back.

A mark of one article and of a hundred thousand goes the same way; many go it in a thread. Rows that
are marked stay where they are until the list is left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from reader.entry import Entry
from reader.errors import ReaderError
from reader.library.library import FEW, Done, Field, Step, Unanswered, Verb
from reader.library.query.groups import Part
from reader.tui.list import row_text
from reader.tui.mark_worker import MarkWorker, Work
from reader.tui.session import Acting, Session
from reader.tui.view import View

_AGAIN = {"undo": "Undone", "redo": "Redone"}
_BUSY = "Still marking; a moment, please."

Sentence = Callable[[Done], str]
"""What to say of something that was done; '' for nothing."""


class Marking(Acting):
    """Marks in a list, and their undoing."""

    def __init__(self, session: Session, view: View) -> None:
        self._session = session
        self._library = session.library
        self._view = view
        self._worker = MarkWorker(session)
        self._next: list[Callable[[], None]] = []

    def action_mark(self, field: Field) -> None:
        """Mark the article under the cursor, or the one that is open, or the other way round."""
        entry = self._session.at
        if entry is not None:
            self.mark(entry, field, not getattr(entry, field), said=" · z undoes")

    def mark(self, entry: Entry, field: Field, value: bool, *, said: str = "") -> None:
        """Mark an entry; say so where there are words to end the sentence with."""

        def sentence(done: Done) -> str:
            return f"{replace(done, title=entry.title)}{said}" if said and done.count else ""

        try:
            self._do(
                1,
                sentence,
                lambda library, told: library.mark([entry.key], field, value, "", told),
            )
        except Unanswered:
            waiting = {"read": entry.read, "starred": entry.starred, field: value}
            self._session.changed(
                [replace(entry, read=waiting["read"], starred=waiting["starred"])]
            )
            done = Done(1, field, value, title=entry.title)
            self._session.say(f"{done} · not written yet")

    def action_mark_part(self, part: Part) -> None:
        """Mark what is unread in a part of the list as read."""
        session, listing = self._session, self._session.listing
        if self._worker.is_busy:
            session.say(_BUSY)
            return
        if listing is None or not listing.groups:
            session.say("Nothing unread here.")
            return
        place, item = session.cursor.place, session.cursor.item
        if part == "group" and session.rows.search_at(item) and not session.is_reading:
            session.say("Choose the search first; then all that it finds can be marked.")
            return
        if session.is_reading and session.shown is not None:
            place = listing.locate(session.shown.key) or place
        where = self._name_of(part, place[0])
        try:
            keys = listing.unread_keys(part, *place)
            if not keys:
                session.say("Nothing unread here.")
                return
            listing.keep(keys)
            self._do(
                len(keys),
                lambda done: f"{done} · z undoes",
                lambda library, told: library.mark(keys, "read", True, where, told),
            )
        except Unanswered as error:
            session.say(str(error))

    def action_undo(self) -> None:
        self._retrace("undo")

    def action_redo(self) -> None:
        self._retrace("redo")

    def wait(self) -> None:
        """Wait until all marks are written down."""
        self._worker.wait()

    def _do(self, count: int, sentence: Sentence, work: Work, *, is_undone: bool = False) -> None:
        """Mark `count` articles: few here and now, many in a thread; and say so. What `is_undone`
        may belong in the list again. Raises Unanswered where they are few and their drive does not
        answer.
        """
        try:
            if count > FEW and self._library.is_shared:
                self._worker.start(
                    work,
                    lambda done, articles: self._written(sentence(done), done, articles),
                    lambda done, problem: self._ended(sentence(done) if done else "", problem),
                )
                return
            done, changed = work(self._library, None)
        except Unanswered:
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

    def _written(self, said: str, done: Done, articles: Sequence[str]) -> None:
        """Many marks are written down: they are shown before the index has them."""
        self._session.say(said)
        self._library.lay_over(articles, done)
        self._session.reread()

    def _ended(self, said: str, problem: str) -> None:
        """Many marks are in the index, or could not be made."""
        if words := f"{said} {problem}".strip():
            self._session.say(words)
        self._library.poll()
        self._view.renew()
        self._go_on()

    def _name_of(self, part: Part, group: int) -> str:
        listing = self._session.listing
        if part != "group" or listing is None:
            return ""
        one = listing.groups[group]
        if listing.grouping == "flat":
            return row_text.day_text(one.inner)
        return row_text.outer_name(one.outer, listing.grouping)

    def _retrace(self, verb: Verb) -> None:
        if self._worker.is_busy:
            self._next.append(lambda: self._retrace(verb))  # when that is done
            return
        self._worker.search(verb, lambda step, problem: self._found(verb, step, problem))

    def _found(self, verb: Verb, step: Step | None, problem: str) -> None:
        """It was found what is to be undone or redone next: do that."""
        if step is None:
            self._session.say(problem or f"Nothing to {verb}.")
        else:
            try:
                self._do(
                    step.count,
                    lambda done: f"{_AGAIN[verb]}: {done}.",
                    lambda library, _told: library.retrace(step),
                    is_undone=True,
                )
            except Unanswered as error:
                self._session.say(str(error))
        if not self._worker.is_busy:
            self._go_on()

    def _go_on(self) -> None:
        """What was asked for meanwhile."""
        if self._next:
            self._next.pop(0)()
