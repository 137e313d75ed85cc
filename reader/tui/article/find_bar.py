"""The search in an article's pane: asks for words, and highlights hits as one types."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # brings the parsers with it, which the first screen does without
    from textual.timer import Timer

    from reader.output.ink import Line
    from reader.tui.article.find import Hit, Search, Spots, Texts
    from reader.tui.article.pane import Pane
    from reader.tui.dialogs.prompt import Prompt

_SLICE = 0.02
"""Seconds of searching at a time, and between."""


class Finder:
    """The search in a pane, if there is one."""

    def __init__(self, pane: Pane) -> None:
        self.search: Search | None = None
        self._pane = pane
        self._texts: Texts | None = None
        self._from = 0
        self._is_passing = False  # whether the words come from a library search
        self._lines: dict[int, Spots] = {}
        self._timer: Timer | None = None
        self._prompt: Prompt | None = None

    async def ask(self) -> None:
        """Ask for words; Esc returns to the previous position."""
        if self._pane.scroll.page is None:
            return
        back = self._pane.scroll.view.top
        self._from = self._pane.scroll.view.block
        prompt = self._prompt = await self._pane.prompt()

        def dropped() -> None:
            self.end()
            self._pane.scroll.go_to(back)

        def typed(text: str) -> None:
            if not text.strip():
                dropped()
            else:
                self.start(text)

        prompt.ask("/", "", self._kept, typed=typed, dropped=dropped, what="words to find here")

    def start(self, words: str | list[str]) -> None:
        """Search for a typed text, or for any of the words of a library search (a list), and go to
        the first hit from the current position.
        """
        from reader.tui.article.find import Search, Texts

        page = self._pane.scroll.page
        if page is None:
            return
        self._is_passing = not isinstance(words, str)
        if self._is_passing:
            self._from = self._pane.scroll.view.block
        if self._texts is None or self._texts.page is not page:
            self._texts = Texts(page)
        self.search = Search(self._texts, words)
        self._look_on()
        if self.search is not None and not self.search.complete and self._timer is None:
            self._timer = self._pane.set_interval(_SLICE, self._look_on)

    def step(self, step: int) -> None:
        if self.search is not None:
            self._show(self.search.step(step))

    def end(self) -> None:
        """End the search."""
        self._stop()
        self._texts = None  # they hold the page, which may be huge
        if self.search is not None:
            self.search = None
            self._tell()

    def forget_lines(self) -> None:
        """Compute highlights again, because the lines of the page have changed."""
        self._lines.clear()

    def lit(self, number: int, line: Line) -> Line:
        """A line with its hits highlighted."""
        page = self._pane.scroll.page
        if self.search is None or page is None or line.block < 0 or not self.search.hits:
            return line
        from reader.tui.article.find import lit_segments, spots

        found = self._lines.get(line.block)
        if found is None:
            found = self._lines[line.block] = spots(page, self.search, line.block)
        lit = found.get(number)
        return lit_segments(line, lit) if lit else line

    def __str__(self) -> str:
        return f"/{self.search.words} · {self.search}" if self.search is not None else ""

    def _kept(self, text: str) -> bool:
        """On Enter, keep the highlights; the article gets the keys."""
        if self.search is not None and not text.strip():
            self.end()
        return True

    def _look_on(self) -> None:
        search = self.search
        if search is None:
            return
        if search.at is None:
            self._show(search.go_from(self._from, _SLICE))
        else:
            search.look_for(_SLICE)
            self._tell()
        if search.complete:
            self._stop()
            if self._is_passing and not search.hits:
                self.end()  # the library found the words elsewhere, such as in the title

    def _show(self, hit: Hit | None) -> None:
        """Scroll to a hit, and highlight all hits."""
        page = self._pane.scroll.page
        self._lines.clear()
        if hit is not None and page is not None and self.search is not None:
            from reader.tui.article.find import spots

            found = spots(page, self.search, hit.block)
            here = (n for n, lit in found.items() if any(how == "here" for *_, how in lit))
            self._pane.scroll.show_line(next(here, page.line_of(hit.block)))
        self._tell()

    def _tell(self) -> None:
        self._lines.clear()
        self._pane.found_anew()
        if self._prompt is not None:
            self._prompt.tell(str(self.search or ""))

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
