"""Marks of many articles, made in a thread: the screen goes on meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

from textual.message import Message

from reader.errors import ReaderError
from reader.library.library import FEW, Done, Library


class Marked(Message):
    """Many articles were marked, or could not be.

    `said` is the sentence for it. It comes twice: when the marks are written down, and when they
    are to be seen, which `shown` says.
    """

    def __init__(self, said: str, *, shown: bool) -> None:
        super().__init__()
        self.said = said
        self.shown = shown


Work = Callable[[Library, Callable[[Done], object]], Done]
"""Marks something with a library, and tells of it as soon as it is written down."""


class Marks:
    """The marks of a window that take longer than a key may."""

    def __init__(self, library: Library, post: Callable[[Message], object]) -> None:
        self._library = library
        self._post = post
        self._thread: Thread | None = None
        self.is_busy = False
        """Whether marks are being made just now."""

    def start(self, count: int, sentence: Callable[[Done], str], work: Work) -> None:
        """Mark `count` articles: few at once, many in a thread. `sentence` says what was done."""
        if count <= FEW or not self._library.is_shared:
            self._post(self._work(self._library, sentence, work))
            return
        self.wait()
        self.is_busy = True
        self._thread = Thread(target=self._aside, args=(sentence, work), name="marks")
        self._thread.start()

    def wait(self) -> None:
        """Wait until all is written down."""
        if self._thread is not None:
            self._thread.join()

    def _aside(self, sentence: Callable[[Done], str], work: Work) -> None:
        try:
            library = self._library.aside()
        except ReaderError as error:
            last = Marked(str(error), shown=True)
        else:
            last = self._work(library, sentence, work)
            library.close()
        self.is_busy = False
        self._post(last)

    def _work(self, library: Library, sentence: Callable[[Done], str], work: Work) -> Marked:
        try:
            done = work(library, lambda done: self._post(Marked(sentence(done), shown=False)))
        except ReaderError as error:
            return Marked(str(error), shown=True)
        return Marked(sentence(done), shown=True)
