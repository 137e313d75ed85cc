"""Actions that mark articles: one, a group, all above or below; with undo and redo.

One article and a hundred thousand are marked in the same way, but many in a thread. Marked rows
stay in the list until it shows something else.
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
"""The message about what was done, or '' for none."""


class Marking(Acting):
    """The actions of marks, undo and redo."""

    def __init__(self, session: Session, view: View) -> None:
        self._session = session
        self._library = session.library
        self._view = view
        self._worker = MarkWorker(session)
        self._next: list[Callable[[], None]] = []

    def action_mark(self, field: Field) -> None:
        """Toggle a mark of the current article."""
        entry = self._session.at
        if entry is not None:
            self.mark(entry, field, not getattr(entry, field), said=" · z undoes")

    def mark(self, entry: Entry, field: Field, value: bool, *, said: str = "") -> None:
        """Set a mark of an entry. With `said`, show a message that ends with it."""

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
            session.say("Open the search first; then all its results can be marked.")
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
        """Wait until all marks are in the journal."""
        self._worker.wait()

    def _do(self, count: int, sentence: Sentence, work: Work, *, is_undone: bool = False) -> None:
        """Mark `count` articles and show a message: few at once, many in a thread. After undo or
        redo (`is_undone`) articles may have to return to the list. Raises Unanswered if they are
        few and their drive does not answer.
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
        """Many marks are in the journal: show them before the index has them."""
        self._session.say(said)
        self._library.lay_over(articles, done)
        self._session.reread()

    def _ended(self, said: str, problem: str) -> None:
        """Many marks are in the index, or failed: show that, and do what waits."""
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
            self._next.append(lambda: self._retrace(verb))  # afterwards
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
                    lambda library, _told: library.retrace(step),
                    is_undone=True,
                )
            except Unanswered as error:
                self._session.say(str(error))
        if not self._worker.is_busy:
            self._go_on()

    def _go_on(self) -> None:
        """Do what was asked for in the meantime."""
        if self._next:
            self._next.pop(0)()
