"""Articles made ready beside the screen: the one under the cursor, and what may be opened next.

A thread loads the parsers when the first screen stands; then it reads the files that were wished
for last, cleans them and sets their first lines, once no other wish comes for a moment. A page is
the thread's until it is handed over, and the screen's from then on; one whose file has changed
since is made again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import tzinfo
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from reader.library.library import Keeper, Unanswered
from reader.tui.worker import Worker

if TYPE_CHECKING:  # brings the parsers with it, which the first screen does without
    from reader.tui.article.page import Page

_KEPT, _BYTES_KEPT = 4, 1_000_000
"""Pages that are kept, but for the last one no more than files of so many bytes together: what is
made of a file takes some twenty times its size.
"""
_PAUSE = 0.06
"""Seconds without another wish before the first file is read: what was just asked for is drawn."""


class Prefetcher:
    """The pages that are likely to be asked for, and the thread that makes them."""

    def __init__(
        self,
        zone: tzinfo | None,
        prepared: Callable[[Path, Page | None], object],
        problem: Callable[[str], object],
        roots: Sequence[Path] = (),
    ) -> None:
        """Called in the other thread: `prepared` with the page of a file, its first lines set, or
        None where that failed; `problem` with what is wrong with the rules that the user added.
        `roots` are the folders of the library.
        """
        self._zone = zone
        self._roots = roots
        self._prepared = prepared
        self._problem = problem
        self._pages: OrderedDict[Path, Page] = OrderedDict()
        self._size = (0, 0)
        self.keeper = Keeper("articles", self._came)
        """Who looks at files for the screen, which does not wait for a drive that hangs."""
        self._overdue: Path | None = None
        self._worker = Worker("ahead", self._prepare, pause=_PAUSE, first=self._load)

    def start(self) -> None:
        """Load the parsers."""
        self._worker.start()

    def page(self, path: Path) -> Page:
        """The page of a file as it is now; made here and now where it is not ready. A drive that
        does not answer gives one that says so; it is prepared when it does.
        """
        from reader.tui.article.page import Page

        page = self.ready(path)
        if page is None:
            try:
                page = self.keeper.ask(lambda: self._page_of(path))
            except Unanswered:
                self._overdue = path
                return Page(path, self._zone, f"{path.parent} does not answer; waiting.")
            self._keep(page)
        return page

    def ready(self, path: Path) -> Page | None:
        """The page of a file, if it was made and the file has not changed since, as far as its
        drive answers.
        """
        page = self._pages.get(path)
        if page is None:
            return None
        try:
            if not self.keeper.ask(lambda: page.is_current):
                return None
        except Unanswered:
            pass  # what is known is better than nothing
        self._pages.move_to_end(path)
        return page

    def keep(self, page: Page) -> None:
        """Have a page ready, unless there is one already."""
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

    def want(self, paths: Sequence[Path], width: int, lines: int) -> None:
        """Make these ready, so many lines of a width, the first one first; forget other wishes."""
        self._size = (width, lines)
        self._worker.want([path for path in paths if self.ready(path) is None])

    def _came(self) -> None:
        """The drive answers again, in the keeper's thread: make what was waited for."""
        path, self._overdue = self._overdue, None
        if path is not None:
            self._prepared(path, self._made(path))

    def stop(self) -> None:
        """Begin no further file."""
        self._worker.stop()

    def _load(self) -> None:
        from reader.articles.rules import lookup

        import_module("reader.tui.article.page")  # before it is needed

        for notice in lookup.problems():
            self._problem(notice)

    def _prepare(self, path: Path) -> None:
        self._prepared(path, self._made(path))

    def _page_of(self, path: Path) -> Page:
        from reader.tui.article.page import Page

        root = next((root for root in self._roots if path.is_relative_to(root)), None)
        return Page(path, self._zone, root=root)

    def _made(self, path: Path) -> Page | None:
        if self.keeper.scout is not None:
            self.keeper.scout.wait()
        width, lines = self._size
        try:
            page = self._page_of(path)
            if width:
                page.set_width(width)
                page.fill(lines)
        except Exception:  # noqa: BLE001 - a bug shows where the article does, not in this thread
            return None
        return page
