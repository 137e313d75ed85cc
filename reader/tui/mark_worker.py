"""Marks of many articles, made in a thread: the screen goes on meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event, Thread

from reader.entry import Entry
from reader.errors import ReaderError
from reader.library.library import Done, Library, Step, Told, Verb
from reader.tui.session import Session

_LAST_WAIT = 1.0
"""Seconds that the end of the program waits for the index."""

_LONGEST_WAIT = 10.0
"""Seconds that it waits for the journal; what is not written then was not acknowledged either."""

Work = Callable[[Library, Told | None], tuple[Done, list[Entry]]]
"""Marks something with a library, and tells of it as soon as it is written down. What was done,
and the entries that changed where they are few.
"""


class MarkWorker:
    """The marks of a window that take longer than a key may."""

    def __init__(self, session: Session) -> None:
        self._library = session.library
        self._on_screen = session.on_screen
        self._thread: Thread | None = None
        self._written = Event()
        self.is_busy = False
        """Whether marks are being made just now."""

    def start(
        self,
        work: Work,
        written: Callable[[Done, Sequence[str]], object],
        ended: Callable[[Done | None, str], object],
    ) -> None:
        """Mark many in a thread. Called in that of the screen: `written` when they are written
        down, with what was done and the articles that are to be laid over the index; `ended` when
        they are in the index, with what was done, or None and why not.
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
        """Look for what is to be undone or redone next: a long journal may have to be read.
        `found` is called in the thread of the screen with a step, or none, or why not.
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
        """Wait until all is written down; the index may learn of it at the next start."""
        if self._thread is not None:
            self._written.wait(_LONGEST_WAIT)
            self._thread.join(_LAST_WAIT)

    def _aside(self, work: Work, told: Told) -> tuple[Done | None, str]:
        """What was done, and what went wrong, in another library for this thread."""
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
