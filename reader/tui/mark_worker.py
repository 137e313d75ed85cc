"""Marks many articles in a thread, so that the screen does not wait."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event, Thread

from reader.entry import Entry
from reader.errors import ReaderError
from reader.library.library import Done, Library, Step, Told, Verb
from reader.tui.session import Session

_LAST_WAIT = 1.0
"""Seconds for which the end of the program waits for the index."""

_LONGEST_WAIT = 10.0
"""Seconds for which it waits for the journal; marks not written by then were not confirmed."""

Work = Callable[[Library, Told | None], tuple[Done, list[Entry]]]
"""Makes marks in a library and calls `Told` as soon as they are in the journal. Returns what was
done, and the changed entries if they are few.
"""


class MarkWorker:
    """Makes those marks of a window that take too long for a key press."""

    def __init__(self, session: Session) -> None:
        self._library = session.library
        self._on_screen = session.on_screen
        self._thread: Thread | None = None
        self._written = Event()
        self.is_busy = False
        """Whether marks are being made."""

    def start(
        self,
        work: Work,
        written: Callable[[Done, Sequence[str]], object],
        ended: Callable[[Done | None, str], object],
    ) -> None:
        """Do `work` in a thread. The thread of the screen calls `written` when the marks are in the
        journal, with what was done and the ids of articles that the index does not show as marked
        yet; and `ended` when they are in the index, with what was done, or None and why it failed.
        """
        self.wait()
        self.is_busy = True
        self._written.clear()

        def told(done: Done, articles: Sequence[str]) -> None:
            self._written.set()
            self._on_screen(written, done, list(articles))

        def aside() -> None:
            done, problem = self._aside(work, told)
            self.is_busy = False
            self._written.set()
            self._on_screen(ended, done, problem)

        self._thread = Thread(target=aside, name="marks", daemon=True)
        self._thread.start()

    def search(self, verb: Verb, found: Callable[[Step | None, str], object]) -> None:
        """Look for the next step to undo or redo; that may mean reading a long journal. The thread
        of the screen calls `found` with the step, or with None and '' or the problem.
        """
        try:
            look = self._library.search(verb)
        except ReaderError as error:  # no drive answers
            found(None, str(error))
            return
        self.is_busy = True

        def aside() -> None:
            step, problem = None, ""
            try:
                step = look()
            except ReaderError as error:
                problem = str(error)
            self.is_busy = False
            self._on_screen(found, step, problem)

        Thread(target=aside, name="undo", daemon=True).start()

    def wait(self) -> None:
        """Wait until all marks are in the journal; the index may get them at the next start."""
        if self._thread is not None:
            self._written.wait(_LONGEST_WAIT)
            self._thread.join(_LAST_WAIT)

    def _aside(self, work: Work, told: Told) -> tuple[Done | None, str]:
        """Do `work` with this thread's own library. Returns what was done, and what went wrong."""
        done = None
        try:
            library = self._library.aside()
            try:
                done, _few = work(library, told)
            finally:
                library.close()
        except ReaderError as error:
            return done, str(error)
        return done, ""
