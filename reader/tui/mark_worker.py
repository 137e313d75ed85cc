"""Marks many articles in a thread, so that the screen does not wait."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from typing import TYPE_CHECKING, TypeAlias

from reader.entry import Entry
from reader.errors import ReaderError
from reader.tui import outside
from reader.tui.crashes import part_failed
from reader.tui.session import Session

if TYPE_CHECKING:  # the first screen does without what marks
    from reader.library.library import Library
    from reader.library.marks import Done, Step, Told, Verb

_LAST_WAIT = 1.0
"""Seconds for which the end of the program waits for the index."""

_LONGEST_WAIT = 10.0
"""Seconds for which it waits for the journal; marks not written by then were not confirmed."""

_FAILED = "That failed."

Work: TypeAlias = "Callable[[Library, Told | None], tuple[Done, list[Entry]]]"
"""Makes marks in a library and calls `Told` as it goes on. Returns what was done, and the changed
entries if they are few.
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
        self.progress = ""
        """How far they are, in words; '' if none are being made. Any thread may read it."""

    def start(self, work: Work, count: int, ended: Callable[[Done | None, str], object]) -> None:
        """Do `work`, which marks `count` articles, in a thread; 0 if that is not known yet. The
        thread of the screen calls `ended` when the marks are in the index, with what was done, or
        None and why it failed.
        """
        self.wait()
        self.is_busy = True
        self.progress = f"Marking {count:,} …" if count else "Marking …"
        self._written.clear()

        def told(done: int, of: int) -> None:
            self.progress = f"Marking {done:,} of {of:,} …"
            self._written.set()

        def aside() -> None:
            done, problem = None, _FAILED
            try:
                done, problem = self._aside(work, told)
            except Exception as error:  # noqa: BLE001 (it is told)
                part_failed(error)
            self._written.set()
            self._on_screen(end, done, problem)

        def end(done: Done | None, problem: str) -> None:
            self.is_busy, self.progress = False, ""
            ended(done, problem)

        self._thread = Thread(target=aside, name="marks", daemon=True)
        self._thread.start()

    def search(self, verb: Verb, found: Callable[[Step | None, str], object]) -> None:
        """Look for the next step to undo or redo; that may mean reading a long journal. The thread
        of the screen calls `found` with the step, or with None and what is to be said: nothing, a
        problem, or that a prune came next and was undone or redone.
        """
        try:
            looks = {verb: self._library.marks.search(verb) for verb in ("undo", verb)}
        except ReaderError as error:  # no drive answers
            found(None, str(error))
            return
        self.is_busy = True

        def aside() -> None:
            step, said = None, ""
            try:
                step = looks[verb]()
                said = self._prune(verb, step, looks["undo"])
            except ReaderError as error:
                said = str(error)
            except OSError as error:
                said = f"{error.filename or 'A file'} cannot be read: {error.strerror or error}."
            except Exception as error:  # noqa: BLE001 (it is told)
                said = _FAILED
                part_failed(error)
            self.is_busy = False
            self._on_screen(found, None if said else step, said)

        Thread(target=aside, name="undo", daemon=True).start()

    def wait(self) -> None:
        """Wait until all marks are in the journal; the index may get them at the next start."""
        if self._thread is not None:
            self._written.wait(_LONGEST_WAIT)
            self._thread.join(_LAST_WAIT)

    def _prune(self, verb: Verb, step: Step | None, last: Callable[[], Step | None]) -> str:
        """Undo or redo a prune, if one comes before `step`. Returns what was done, or ''. `last`
        returns what would be undone.
        """
        from reader.feeds import trash

        outside.check(*self._library.roots)

        def made(of: Verb) -> float | None:
            found = step if of == verb else last()
            return found.act.at if found else None

        prune = trash.next_to(verb, self._library.roots, made)
        if prune is None:
            return ""
        from reader import config
        from reader.feeds import retention

        return prune.said(retention.retrace(prune, config.journal_folder()))

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
