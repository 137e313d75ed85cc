"""Functions that open the dialogs, and import them on use: the first screen does not need them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import App

if TYPE_CHECKING:
    from reader.tui.dialogs.palette import Command
    from reader.tui.keys import Scope


def show_help(app: App[Any], scopes: Sequence[Scope], own: Mapping[str, str]) -> None:
    """Show the keys of `scopes`; `own` are the keys that replace the defaults, by id."""
    from reader.tui.dialogs.dialog import open_dialog
    from reader.tui.dialogs.help import Help

    open_dialog(app, lambda: Help(scopes, own))


def show_palette(app: App[Any], own: Iterable[tuple[str, str]] = ()) -> None:
    """Show the commands of the current screen, and the application's `own`, as words and actions.
    The chosen one runs after the palette has closed.
    """
    from reader.tui.dialogs.dialog import open_dialog
    from reader.tui.dialogs.palette import Palette

    async def run(command: Command | None) -> None:
        if command is not None:
            await app.run_action(command.action, command.node)

    open_dialog(app, lambda: Palette(app.screen, own), run)


def show_feeds(app: App[Any], root: Path) -> None:
    """Show the feeds of a library and their health."""
    from reader.tui.dialogs.feed_list import FeedList

    app.push_screen(FeedList(root))
