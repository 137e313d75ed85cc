"""What marks articles: one, a group, what is above or below; and takes it back.

Rows that are marked stay where they are until the list is left.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from textual.message import Message

from reader.entry import Entry
from reader.errors import ReaderError
from reader.library.library import (
    FEW,
    Done,
    Field,
    Library,
    Step,
    Unanswered,
    Verb,
)
from reader.library.query.groups import Part
from reader.tui.list import row_text
from reader.tui.mark_worker import Marked, MarkWorker, Sought
from reader.tui.reading import Reading
from reader.tui.view import View

_AGAIN = {"undo": "Undone", "redo": "Redone"}
_BUSY = "Still marking; a moment, please."


class Marking:
    """Marks in a list, and their undoing."""

    def __init__(
        self,
        library: Library,
        view: View,
        reading: Reading,
        say: Callable[[str], None],
        post: Callable[[Message], object],
    ) -> None:
        """`say` says something for a while; `post` is called from any thread."""
        self._library = library
        self._view = view
        self._sidebar = view.sidebar
        self._reading = reading
        self._say = say
        self._marks = MarkWorker(library, post)
        self._next: list[Callable[[], None]] = []

    def mark_here(self, field: Field) -> None:
        """Mark the article under the cursor, or the one that is open, or the other way round."""
        entry = self._reading.at
        if entry is not None:
            entry = self._library.entry(entry.key) or entry
            self.mark(entry, field, not getattr(entry, field), said=" · z undoes")

    def mark(self, entry: Entry, field: Field, value: bool, *, said: str = "") -> None:
        """Mark an entry; say so where there are words to end the sentence with."""
        try:
            if field == "read":
                changed = self._library.set_state([entry], read=value)
            else:
                changed = self._library.set_state([entry], starred=value)
        except Unanswered:
            now = {"read": entry.read, "starred": entry.starred, field: value}
            waiting = replace(entry, read=now["read"], starred=now["starred"])
            self._sidebar.changed([waiting])
            self._say(f"{Done(1, field, value, title=entry.title)} · not written yet")
            return
        except ReaderError as error:
            self._say(str(error))
            return
        if changed:
            self._sidebar.changed(changed)
            self._view.say_counts()
            if said:
                self._say(f"{Done(1, field, value, title=entry.title)}{said}")

    def mark_part(self, part: Part) -> None:
        """Mark what is unread in a part of the list as read."""
        listing = self._sidebar.listing
        if self._marks.is_busy:
            self._say(_BUSY)
            return
        if listing is None or not listing.groups:
            self._say("Nothing unread here.")
            return
        place = self._sidebar.place
        if part == "group" and self._sidebar.search is not None and not self._reading.is_open:
            self._say("Choose the search first; then all that it finds can be marked.")
            return
        if self._reading.is_open and (shown := self._reading.shown):
            place = listing.locate(shown.key) or place
        try:
            keys = listing.unread_keys(part, *place)
            if not keys:
                self._say("Nothing unread here.")
                return
            listing.keep(keys)
        except Unanswered as error:
            self._say(str(error))
            return
        where = self._name_of(part, place[0])
        self._marks.start(
            len(keys),
            lambda done: f"{done} · z undoes",
            lambda library, told: library.mark(keys, "read", True, where, told),
        )

    def undo(self) -> None:
        self._retrace("undo")

    def redo(self) -> None:
        self._retrace("redo")

    def marked(self, event: Marked) -> None:
        """Many articles were marked: say so, and draw the list anew when it shows them."""
        self._say(event.said)
        if event.articles is None:
            self._library.poll()
            self._draw_marks()
            self._reading.show_tags()
            self._go_on()
        elif event.done is not None:
            self._library.lay_over(event.articles, event.done)
            if listing := self._sidebar.listing:
                self._sidebar.show(listing)

    def wait(self) -> None:
        """Wait until all marks are written down."""
        self._marks.wait()

    def _name_of(self, part: Part, group: int) -> str:
        listing = self._sidebar.listing
        if part != "group" or listing is None:
            return ""
        one = listing.groups[group]
        if listing.grouping == "flat":
            return row_text.day_text(one.inner)
        return row_text.outer_name(one.outer, listing.grouping)

    def _draw_marks(self) -> None:
        listing = self._sidebar.listing
        if listing is not None and self._view.search.is_of_states:
            listing.recount()
            self._sidebar.show(listing)
            self._view.say_counts()
        else:
            self._view.draw()
        self._reading.preview()

    def sought(self, event: Sought) -> None:
        """It was found what is to be undone or redone next: do that."""
        if event.failure or event.step is None:
            self._say(event.failure or f"Nothing to {event.verb}.")
        elif event.step.count > FEW:
            step = event.step
            self._marks.start(
                step.count,
                lambda done: f"{_AGAIN[event.verb]}: {done}.",
                lambda library, _told: library.retrace(step)[0],
            )
            return
        else:
            self._retrace_few(event.verb, event.step)
        self._go_on()

    def _go_on(self) -> None:
        """What was asked for meanwhile."""
        if self._next:
            self._next.pop(0)()

    def _retrace(self, verb: Verb) -> None:
        if self._marks.is_busy:
            self._next.append(partial(self._retrace, verb))  # when that is done
            return
        self._marks.search(verb)

    def _retrace_few(self, verb: Verb, step: Step) -> None:
        try:
            done, changed = self._library.retrace(step)
        except ReaderError as error:
            self._say(str(error))
            return
        listing = self._sidebar.listing
        self._sidebar.changed(changed)
        if listing and any(listing.locate(entry.key) is None for entry in changed):
            self._draw_marks()
        self._view.say_counts()
        self._reading.show_tags()
        self._say(f"{_AGAIN[verb]}: {done}.")
