"""The dialog with the feeds and their health."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from reader.errors import ReaderError
from reader.output.cells import fit, width_of
from reader.output.safe import safe_line
from reader.tui import outside
from reader.tui.dialogs.sheet import TOLD, Sheet
from reader.tui.worker import in_thread

if TYPE_CHECKING:
    from reader.accounts import Account
    from reader.feeds.health import Health

_NAME, _REST = 44, 46
"""Cells of a feed's folder and name, at most, and of the other columns."""


class FeedList(Sheet):
    """The feeds: when each was fetched, when it is due, and what is wrong."""

    def __init__(self, root: Path, accounts: Sequence[Account]) -> None:
        super().__init__()
        self._root, self._accounts = root, accounts
        self._text = Static("Loading …")

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield self._text
        yield Static(TOLD, classes="told")

    def on_mount(self) -> None:
        self.run_worker(self._show())

    async def _show(self) -> None:
        try:
            found = await in_thread(_healths, self._root, self._accounts)
            lines = list(_lines(*found, max(min(_NAME, self.app.size.width - _REST), 8)))
        except ReaderError as error:
            lines = [Content(safe_line(str(error)))]
        self._text.update(Content("\n").join(lines))


def _healths(root: Path, accounts: Sequence[Account]) -> tuple[Sequence[Health], Sequence[str]]:
    from reader.feeds import subscriptions
    from reader.feeds.known import cache_file
    from reader.sync.server_feeds import healths

    outside.check(root, cache_file().parent)
    found = subscriptions.load(root)
    return healths(root, accounts, found.feeds), found.problems


def _lines(rows: Sequence[Health], problems: Sequence[str], width: int) -> Iterator[Content]:
    from reader.feeds.health import ago

    if not rows:
        yield Content("No feeds yet: the key a subscribes to one.")
    else:
        head = f"{'Feeds':<{width}}{'articles':>9}  {'fetched':<12}{'next':<12}"
        yield Content.styled(head, "bold $accent")
    for row in rows:
        name = fit(safe_line("/".join((*row.feed.folder, row.name))), width - 1)
        gap = " " * (width - width_of(name))
        when = f"{ago(row.fetched):<12}{safe_line(row.next):<12}"
        yield Content(f"{name}{gap}{row.articles:>9,}  {when}".rstrip())
        if row.said:
            yield Content.styled(f"  ! {safe_line(row.said)}", "$problem")
    for problem in problems:
        yield Content.styled(f"! {safe_line(problem)}", "$problem")
