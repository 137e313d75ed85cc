"""Prepares articles in the background: the one under the cursor, and those that may be next.

After the first screen is drawn, a thread loads the parsers. Then it reads the files that were
wished for last, cleans them and lays out their first lines. A page belongs to the thread until it
is handed over, and then to the screen. If its file changes, it is made again.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import tzinfo
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from reader.library.index.roots import root_of
from reader.library.library import Keeper, Unanswered
from reader.tui.worker import Worker

if TYPE_CHECKING:  # brings the parsers with it, which the first screen does without
    from reader.tui.article.page import Page

T = TypeVar("T")

_KEPT, _BYTES_KEPT = 4, 300_000
"""How many pages are kept, and the total size of their files, which only a single page may exceed.
A page takes some twenty times the size of its file.
"""
_PAUSE = 0.06
"""Seconds without new wishes before a file that may be next is read: the screen is drawn first."""


class Prefetcher:
    """Keeps the pages that are likely to be opened, and the thread that makes them."""

    def __init__(
        self,
        zone: tzinfo | None,
        prepared: Callable[[Path, Page | None], object],
        roots: Sequence[Path] = (),
    ) -> None:
        """The thread calls `prepared` with the path and page of a file, its first lines laid out,
        or None if that failed. `roots` are the folders of the library.
        """
        self._zone = zone
        self._roots = roots
        self._prepared = prepared
        self._pages: OrderedDict[Path, Page] = OrderedDict()
        self._size = (0, 0)
        self.keeper = Keeper("articles", self._came)
        """Reads files for the screen, so that it does not wait for a drive that hangs."""
        self._overdue: deque[Path] = deque(maxlen=_KEPT)
        self._worker = Worker("ahead", self._prepare, pause=_PAUSE, first=self._load)

    def start(self) -> None:
        """Start the thread, which loads the parsers first."""
        self._worker.start()

    def page(self, path: Path) -> Page:
        """The page of a file as it is now, made at once if it is not ready. If its drive does not
        answer, the page says so, and the real one is prepared when the drive answers.
        """
        from reader.tui.article.page import Page

        page = self.ready(path)
        if page is None:
            try:
                page = self._asked(path, lambda: self._page_of(path))
            except Unanswered:
                return Page(path, self._zone, f"{path.parent} does not answer; waiting.")
            self._keep(page)
        return page

    def ready(self, path: Path) -> Page | None:
        """The page of a file, if it was made and the file has not changed since; if the drive does
        not answer, a change is not noticed.
        """
        page = self._pages.get(path)
        if page is None:
            return None
        try:
            if not self.keeper.ask(lambda: page.is_current):
                return None
        except Unanswered:
            pass  # an old page is better than none
        self._pages.move_to_end(path)
        return page

    def keep(self, page: Page) -> None:
        """Keep a page, unless the file has one that is ready."""
        if self.ready(page.path) is None:
            self._keep(page)

    def _keep(self, page: Page) -> None:
        self._pages[page.path] = page
        self._pages.move_to_end(page.path)
        while len(self._pages) > _KEPT or (len(self._pages) > 1 and self._size_kept > _BYTES_KEPT):
            self._pages.popitem(last=False)

    @property
    def _size_kept(self) -> int:
        return sum(page.stamp[1] for page in self._pages.values() if page.stamp is not None)

    def drop(self) -> None:
        """Begin none of the files that are wanted."""
        self._worker.want([], pause=False)

    def want(self, paths: Sequence[Path], width: int, lines: int, *, pause: bool = True) -> None:
        """Prepare these files in their order, and no others: `lines` lines of `width` cells. Unless
        there is to be no `pause`, it begins after one.
        """
        self._size = (width, lines)
        for path in paths:
            if path in self._pages:
                self._pages.move_to_end(path)
        self._worker.want([*dict.fromkeys(paths)], pause=pause)

    def _came(self) -> None:
        """Make the pages that were waited for, because the drive answers again. The keeper's thread
        calls this.
        """
        with suppress(IndexError):
            while path := self._overdue.popleft():
                self._prepared(path, self._made(path))

    def _asked(self, path: Path, work: Callable[[], T]) -> T:
        """The keeper's result of some work for the page of a file. If the drive does not answer,
        the page is made when it does, and Unanswered is raised.
        """
        self._overdue.append(path)  # before asking: the answer may come just after the last moment
        result = self.keeper.ask(work)
        with suppress(ValueError):
            self._overdue.remove(path)
        return result

    def stop(self) -> None:
        """Read no further files."""
        self._worker.stop()

    def _load(self) -> None:
        import_module("reader.tui.article.page")  # before it is needed

    def _prepare(self, path: Path) -> None:
        """Make the page of a file, unless it is there: the thread looks, so that no key waits. If
        its drive does not answer, the keeper makes it when it does.
        """
        try:
            self._asked(path, bool)  # the keeper waits for the scout
        except Unanswered:
            return
        page = self._pages.get(path)
        if page is None or not page.is_current:
            self._prepared(path, self._made(path))

    def _page_of(self, path: Path) -> Page:
        from reader.tui.article.page import Page

        return Page(path, self._zone, root=root_of(path, self._roots))

    def _made(self, path: Path) -> Page | None:
        width, lines = self._size
        try:
            page = self._page_of(path)
            if width:
                page.set_width(width)
                page.fill(lines)
        except Exception:  # noqa: BLE001 (the bug is reported when the article is shown)
            return None
        return page
