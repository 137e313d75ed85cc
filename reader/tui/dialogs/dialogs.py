"""Functions that open the dialogs, and import them on use: the first screen does not need them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import App

from reader.output.safe import safe_line

if TYPE_CHECKING:
    from reader.accounts import Account
    from reader.tui.bindings import PaletteOffer, Scope
    from reader.tui.dialogs.palette import Command

_NO_PROBLEMS = "The settings have no problems."
_HOW = "Everything else in these files applies. `reader config edit` opens the settings."


async def show_help(app: App[Any], scopes: Sequence[Scope], own: Mapping[str, str]) -> None:
    """Show the keys of `scopes`, those of the focused widget first; `own` are the keys that replace
    the defaults, by id.
    """
    from reader.tui.dialogs.dialog import open_dialog
    from reader.tui.dialogs.help import Help

    focused = app.screen.focused
    here = next((one.name for one in scopes if focused and one.bindings is focused.BINDINGS), "")
    await open_dialog(app, lambda: Help(scopes, own, here))


async def show_palette(app: App[Any], own: Iterable[PaletteOffer] = ()) -> None:
    """Show the commands of the current screen, and the application's `own`. The chosen one runs
    after the palette has closed.
    """
    from reader.tui.dialogs.palette import commands_of

    await _ask(app, commands_of(app.screen, own), "What to do?")


async def show_commands(app: App[Any], asked: str, own: Iterable[PaletteOffer]) -> None:
    """Ask for one of the commands `own` alone, as `show_palette` does."""
    from reader.tui.dialogs.palette import offered

    await _ask(app, offered(app, own), asked)


async def _ask(app: App[Any], commands: Iterable[Command], asked: str) -> None:
    from reader.tui.dialogs.dialog import open_dialog
    from reader.tui.dialogs.palette import Palette

    async def run(command: Command | None) -> None:
        if command is not None:
            await app.run_action(command.action, command.node)

    await open_dialog(app, lambda: Palette(commands, asked), run)


async def show_problems(app: App[Any], problems: Sequence[str]) -> None:
    """Show what is wrong with the user's settings, a sentence for each problem."""
    from textual.content import Content

    from reader.tui.dialogs.dialog import open_dialog
    from reader.tui.dialogs.sheet import LineSheet

    blank, last = Content(""), Content(_HOW if problems else _NO_PROBLEMS)
    told = [Content.assemble(("! ", "$problem"), safe_line(problem)) for problem in problems]
    lines = [blank, *(line for one in told for line in (one, blank)), last]
    await open_dialog(app, lambda: LineSheet("Problems of the settings", lines))


async def show_feeds(app: App[Any], root: Path, accounts: Sequence[Account]) -> None:
    """Show the feeds of a library and their health."""
    from reader.tui.dialogs.dialog import open_dialog
    from reader.tui.dialogs.feed_list import FeedList

    await open_dialog(app, lambda: FeedList(root, accounts))


async def show_messages(app: App[Any], told: Sequence[str]) -> None:
    """Show the messages so far, the newest first."""
    from textual.content import Content

    from reader.tui.dialogs.dialog import open_dialog
    from reader.tui.dialogs.sheet import LineSheet

    lines = [Content(safe_line(text)) for text in reversed(told) if text] or [Content("None yet.")]
    await open_dialog(app, lambda: LineSheet("Messages, the newest first", lines))
