"""Marks of many articles, made in a thread: the screen goes on meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event, Thread

from textual.message import Message

from reader.errors import ReaderError
from reader.library.library import FEW, Done, Library, Step, Told, Verb

_LAST_WAIT = 1.0
"""Seconds that the end of the program waits for the index."""

_LONGEST_WAIT = 10.0
"""Seconds that it waits for the journal; what is not written then was not acknowledged either."""


class Marked(Message):
    """Many articles were marked, or could not be.

    `said` is the sentence for it. It comes twice: when the marks are written down, with the
    `articles` that are to be laid over the index; and without, when they are in it.
    """

    def __init__(
        self, said: str, done: Done | None = None, articles: Sequence[str] | None = None
    ) -> None:
        super().__init__()
        self.said = said
        self.done = done
        self.articles = articles


class Sought(Message):
    """What is to be undone or redone next was looked for: a step, or none, or why not."""

    def __init__(self, verb: Verb, step: Step | None, failure: str = "") -> None:
        super().__init__()
        self.verb = verb
        self.step = step
        self.failure = failure


Work = Callable[[Library, Told], Done]
"""Marks something with a library, and tells of it as soon as it is written down."""


class MarkWorker:
    """The marks of a window that take longer than a key may."""

    def __init__(self, library: Library, post: Callable[[Message], object]) -> None:
        self._library = library
        self._post = post
        self._thread: Thread | None = None
        self._written = Event()
        self.is_busy = False
        """Whether marks are being made just now."""

    def start(self, count: int, sentence: Callable[[Done], str], work: Work) -> None:
        """Mark `count` articles: few at once, many in a thread. `sentence` says what was done."""
        try:
            is_here = count <= FEW or not self._library.is_shared
        except ReaderError as error:
            self._post(Marked(str(error)))
            return
        if is_here:
            self._post(self._work(self._library, sentence, work))
            return
        self.wait()
        self.is_busy = True
        self._written.clear()
        self._thread = Thread(target=self._aside, args=(sentence, work), name="marks", daemon=True)
        self._thread.start()

    def search(self, verb: Verb) -> None:
        """Look for what is to be undone or redone next: a long journal may have to be read."""
        try:
            look = self._library.search(verb)
        except ReaderError as error:  # no drive answers
            self._post(Sought(verb, None, str(error)))
            return
        self.is_busy = True

        def aside() -> None:
            try:
                found = Sought(verb, look())
            except ReaderError as error:
                found = Sought(verb, None, str(error))
            self.is_busy = False
            self._post(found)

        Thread(target=aside, name="undo", daemon=True).start()

    def wait(self) -> None:
        """Wait until all is written down; the index may learn of it at the next start."""
        if self._thread is not None:
            self._written.wait(_LONGEST_WAIT)
            self._thread.join(_LAST_WAIT)

    def _aside(self, sentence: Callable[[Done], str], work: Work) -> None:
        try:
            library = self._library.aside()
        except ReaderError as error:
            last = Marked(str(error))
        else:
            last = self._work(library, sentence, work)
            try:
                library.close()
            except ReaderError as error:
                last.said = f"{last.said} {error}"
        self.is_busy = False
        self._written.set()
        self._post(last)

    def _work(self, library: Library, sentence: Callable[[Done], str], work: Work) -> Marked:
        def told(done: Done, articles: Sequence[str]) -> None:
            self._written.set()
            self._post(Marked(sentence(done), done, list(articles)))

        try:
            done = work(library, told)
        except ReaderError as error:
            return Marked(str(error))
        return Marked(sentence(done), done)
