"""What opens over the screen, imported when it is asked for: the first screen does without."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import App

if TYPE_CHECKING:
    from reader.tui.dialogs.palette import Command
    from reader.tui.keys import Scope


def show_help(app: App[Any], scopes: Sequence[Scope], own: Mapping[str, str]) -> None:
    """All keys of some scopes; `own` are those that ids have instead of their defaults."""
    from reader.tui.dialogs.dialog import open_dialog
    from reader.tui.dialogs.help import Help

    open_dialog(app, lambda: Help(scopes, own))


def show_palette(app: App[Any], own: Iterable[tuple[str, str]] = ()) -> None:
    """All commands that there are now, and an application's `own`, in words and as actions; the one
    that is chosen is done when the palette is gone.
    """
    from reader.tui.dialogs.dialog import open_dialog
    from reader.tui.dialogs.palette import Palette

    async def run(command: Command | None) -> None:
        if command is not None:
            await app.run_action(command.action, command.node)

    open_dialog(app, lambda: Palette(app.screen, own), run)


def show_feeds(app: App[Any], root: Path) -> None:
    """The feeds of a library and how they are doing."""
    from reader.tui.dialogs.feed_list import FeedList

    app.push_screen(FeedList(root))
