"""The base of the program's applications: how they behave towards the terminal and the shell.

They stop and continue on signals, and end with an exit code above 0 after a crash or a signal.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import MappingProxyType
from typing import Any

from textual.app import App, ReturnType
from textual.driver import Driver

from reader import gap
from reader.config import Settings
from reader.tui.crashes import see_to_crashes, tell_failures

_ENDED_BY_SIGNAL = 128

_OF_KEYS = sorted({signal.SIGINT, getattr(signal, "SIGQUIT", signal.SIGINT)})
"""The signals of Ctrl-c and Ctrl-\\, which are keys of a program that has the terminal."""


class TerminalApp(App[ReturnType]):
    """An application on a terminal. Run it with `run_to_end`."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        # It has neither, and their widgets would lay out and draw the first screen again
        self._disable_notifications = self._disable_tooltips = True

    own_keys: Mapping[str, str] = MappingProxyType({})
    """The keys that replace the defaults, by the ids of bindings."""

    command_keys: Mapping[str, str] = MappingProxyType({})
    """The keys of the user's own commands, by their names."""

    def say_later(self, text: str) -> None:
        """Show a message, where the application shows any. Any thread may call this."""

    def give_keys(self, settings: Settings) -> list[str]:
        """Assign the keys of the settings, and those of the user's own commands, which run by
        `own.run`. Call it when the app is mounted. Returns all problems of the settings.
        """
        if not (settings.keys or any(one.key for one in settings.commands)):
            return list(settings.problems)
        from reader.tui.keymap import checked

        found = checked(settings)
        self.set_keymap(found.keys)
        self.own_keys, self.command_keys = found.keys, found.commands
        for name, key in found.commands.items():
            self.bind(key, f"own.run({name!r})", description=name, show=False)
        return [*settings.problems, *found.problems]

    def get_driver_class(self) -> type[Driver]:
        """Our driver instead of Textual's default; one that the environment names is kept."""
        found = super().get_driver_class()
        if sys.platform == "win32" or found.__name__ != "LinuxDriver":
            return found
        from reader.tui.driver import SteadyDriver

        return SteadyDriver

    def run_to_end(self) -> ReturnType | None:
        """Run on the terminal and return the result. Raises SystemExit with 1 after a crash, and
        with 128 and its number after a signal.
        """
        hook = threading.excepthook
        handlers = {number: signal.getsignal(number) for number in _OF_KEYS}
        try:
            result = self.run()
        finally:
            threading.excepthook = hook
            for number, handler in handlers.items():
                signal.signal(number, handler)
            has_failed = tell_failures()
        if self.return_code != 0 or has_failed:
            raise SystemExit(self.return_code or 1)
        return result

    def on_mount(self) -> None:
        _leave_on_signals(self)
        if not self.is_headless:
            see_to_crashes(self, self.say_later)
            _leave_on_signals_of_keys(self)

    def action_suspend_process(self) -> None:
        """Stop the whole process group, as Ctrl-z does in other programs."""
        if self._driver is not None and self._driver.can_suspend:
            os.killpg(os.getpgrp(), signal.SIGTSTP)


def give_terminal(app: App[Any], arguments: Sequence[str], stdin: bytes = b"") -> int:
    """Run a program that has the terminal to itself, and draw the screen again. With `stdin`,
    it reads that, and its keys from the terminal. Returns its exit code, above 0 for a signal
    too.

    Raises OSError if the program cannot be started, SuspendNotSupported without a terminal.
    """
    failure: OSError | None = None
    code = 0
    with app.suspend(), _ignoring_interrupts():
        try:
            code = subprocess.run(list(arguments), input=stdin or None, check=False).returncode
        except OSError as error:  # raised here, it would leave the screen suspended
            failure = error
    if failure is not None:
        raise failure
    return code if code >= 0 else _ENDED_BY_SIGNAL - code


@contextmanager
def _ignoring_interrupts() -> Iterator[None]:
    """Leave Ctrl-c and Ctrl-\\ to the program that has the terminal, as system(3) does. They are
    not set to SIG_IGN, which that program would inherit.
    """
    before = {number: signal.signal(number, lambda *_: None) for number in _OF_KEYS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave_on_signals(app: App[Any]) -> None:
    """Quit on SIGTERM, and on all other signals that would end the program, as on `q`, which
    restores the terminal and saves the reading position. Call it when the app is mounted.
    """
    for number in set(gap.ending_signals()).difference(_OF_KEYS):
        with suppress(NotImplementedError, RuntimeError, ValueError):  # no signals here
            asyncio.get_running_loop().add_signal_handler(number, _leave, app, number)


def _leave_on_signals_of_keys(app: App[Any]) -> None:
    """The same for SIGINT and SIGQUIT, unless they are ignored. The loop does not handle them: it
    would handle those of an editor, too, once that has given the terminal back.
    """
    loop = asyncio.get_running_loop()

    def heard(number: int, _frame: object) -> None:
        with suppress(RuntimeError):  # the screen has closed
            loop.call_soon_threadsafe(_leave, app, number)

    for number in _OF_KEYS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, heard)


def _leave(app: App[Any], number: int) -> None:
    app.exit(return_code=_ENDED_BY_SIGNAL + number)
