"""The user's own commands on the screen: asks for one, runs it on the current article, stops it,
and shows what it says.

A command that is waited for runs alone, and Esc stops it. One whose output is ignored, such as a
player, goes on by itself, also after the screen has closed.
"""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.binding import BindingType

from reader.config import config_file
from reader.entry import Entry
from reader.errors import ReaderError
from reader.lazy_tuple import NamedTuple
from reader.tui import outside
from reader.tui.bindings import Key, PaletteOffer, Scope, shown_keys
from reader.tui.crashes import part_failed
from reader.tui.session import Acting

if TYPE_CHECKING:  # the first screen does without
    from reader.own_commands import OwnCommand
    from reader.running import Prepared, Run
    from reader.tui.terminal_app import TerminalApp


class Subject(NamedTuple):
    """The article on which a command runs: its file, the folder of the library that contains it,
    and its row.
    """

    path: Path
    root: Path | None = None
    entry: Entry | None = None


class Task:
    """A command on an article: `run` is None until it has started, and `text` is what it printed in
    the end.
    """

    def __init__(self, command: OwnCommand, subject: Subject) -> None:
        self.command = command
        self.subject = subject
        self.run: Run | None = None
        self.is_stopped = False
        self.text = ""

    def stop(self) -> None:
        self.is_stopped = True
        if self.run is not None:
            self.run.stop()


class OwnCommands(Acting):
    """The actions of the user's own commands."""

    def __init__(
        self,
        app: TerminalApp[Any],
        commands: Sequence[OwnCommand],
        zone: tzinfo | None,
        *,
        at: Callable[[], Subject | None],
        say: Callable[[str], object],
        show: Callable[[Task], Awaitable[bool]],
    ) -> None:
        """`at` returns the current article. `show` shows a page of what a command printed, and
        returns whether it did, which it does not when the user has gone on to something else.
        """
        self.commands = commands
        self._app = app
        self._zone = zone
        self._at, self._say, self._show = at, say, show
        self._task: Task | None = None  # the command that is waited for
        self._others: list[Task] = []  # those that go on by themselves
        self._last: Task | None = None  # the last one that printed a page

    @property
    def progress(self) -> str:
        """What is running, in words, or ''."""
        return f"Running {self._task.command.name} … Esc stops it" if self._task else ""

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Esc stops a command, but not while a line is typed: then it leaves that line."""
        return action != "stop" or (self._task is not None and not self._is_typing)

    def offers(self) -> Iterator[PaletteOffer]:
        """What can be run."""
        if self._last is not None:
            yield PaletteOffer(f"Show again: {self._last.command.name}", "own.show_again")
        for one in self._others:
            yield PaletteOffer(f"Stop: {one.command.name}", f"own.stop_other({one.command.name!r})")
        for command in self.commands:
            bound = self._app.command_keys.get(command.name, "")
            shown = shown_keys(bound) if bound else ""
            yield PaletteOffer(
                command.name, f"own.run({command.name!r})", "run your own command", shown
            )

    def scopes(self) -> Iterator[Scope]:
        """The keys of the commands, for the help; none if no command has a key."""
        bindings: list[BindingType] = [
            Key(bound, f"own.run({command.name!r})", command.name)
            for command in self.commands
            if (bound := self._app.command_keys.get(command.name))
        ]
        if bindings:
            yield Scope("commands", "Your commands", bindings)

    async def action_ask(self) -> None:
        """Ask which command to run."""
        if not self.commands:
            self._say(f"You have no commands yet: [commands] in {config_file()} adds them.")
            return
        from reader.tui.dialogs.dialogs import show_commands

        await show_commands(self._app, "Run which command?", self.offers())

    def action_run(self, name: str) -> None:
        """Run the command of a name on the current article."""
        command = next(one for one in self.commands if one.name == name)
        subject = self._at()
        if subject is None:
            self._say("Go to an article first.")
        elif self._task is not None and command.output != "ignore":
            self._say(f"{self._task.command.name} is still running; Esc stops it.")
        else:
            task = Task(command, subject)
            if command.output == "ignore":
                self._others.append(task)
                self._say(f"Started {command.name}.")
            else:
                self._task = task
                self._say(self.progress)
            threading.Thread(target=self._work, args=(task,), daemon=True).start()

    def action_stop(self) -> None:
        """Stop the command that is waited for."""
        if self._task is not None:
            self._task.stop()

    def action_stop_other(self, name: str) -> None:
        """Stop a command that goes on by itself."""
        for one in self._others:
            if one.command.name == name:
                one.stop()

    async def action_show_again(self) -> None:
        """Show what the last command printed, if its article is the current one."""
        if self._last is not None and not await self._show(self._last):
            self._say(f"{self._last.command.name} was run on another article.")

    def leave(self) -> None:
        """End the command that is waited for, because the screen closes."""
        if self._task is not None and self._task.run is not None:
            self._task.run.kill()

    def _work(self, task: Task) -> None:
        """Run a command to its end, in a thread."""
        from reader.articles.file import read_article
        from reader.running import CommandError, Run, prepared

        path, root, entry = task.subject
        try:
            outside.check(path.parent)
            article = read_article(path, self._zone, root)
            ready = prepared(task.command, article, self._zone, entry)
            if task.command.output == "terminal":
                self._on_screen(self._in_terminal, task, ready)
                return
            if task.is_stopped:
                raise CommandError(f"{task.command.name} was stopped.")
            task.run = Run(ready)
            if task.is_stopped:
                task.run.stop()
            self._on_screen(self._ended, task, task.run.wait(), "")
        except ReaderError as error:
            self._on_screen(self._ended, task, "", str(error))
        except Exception as error:  # noqa: BLE001 (it is told)
            self._on_screen(self._ended, task, "", f"{task.command.name} failed.")
            part_failed(error)

    def _on_screen(self, work: Callable[..., object], *arguments: Any) -> None:
        if self._app.is_running:
            self._app.call_later(work, *arguments)

    def _in_terminal(self, task: Task, ready: Prepared) -> None:
        """Give a command the terminal until it ends."""
        from textual.app import SuspendNotSupported

        from reader.running import not_started
        from reader.tui.terminal_app import give_terminal

        failure = ""
        try:
            if code := give_terminal(self._app, ready.arguments, ready.stdin):
                failure = f"{task.command.name} ended with code {code}."
        except OSError as error:
            failure = str(not_started(task.command, error))
        except SuspendNotSupported:
            failure = f"{task.command.name} needs a terminal."
        self._forget(task)
        self._say(failure)

    async def _ended(self, task: Task, text: str, failure: str) -> None:
        """Show what a command printed, or why it failed."""
        from reader.running import last_line

        self._forget(task)
        name = task.command.name
        if failure:
            self._say(failure)
        elif task.command.output == "status":
            self._say(last_line(text) or f"{name} is done.")
        elif task.command.output == "page" and not text.strip():
            self._say(f"{name} printed nothing.")
        elif task.command.output == "page":
            self._last, task.text = task, text
            is_elsewhere = self._is_typing or len(self._app.screen_stack) > 1
            shown = not is_elsewhere and await self._show(task)
            self._say("" if shown else f"{name} is done: | shows what it says of its article.")

    @property
    def _is_typing(self) -> bool:
        focused = self._app.focused
        return focused is not None and focused.has_class("typing")

    def _forget(self, task: Task) -> None:
        if task is self._task:
            self._task = None
        else:
            self._others.remove(task)
