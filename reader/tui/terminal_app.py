"""The base of the program's applications: how they behave towards the terminal and the shell.

They stop and continue on signals, and end with an exit code above 0 after a crash or a signal.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any

from textual.app import App, ReturnType
from textual.driver import Driver

from reader.config import Settings
from reader.tui.crashes import see_to_crashes

_ENDED_BY_SIGNAL = 128


class TerminalApp(App[ReturnType]):
    """An application on a terminal. Run it with `run_to_end`."""

    own_keys: Mapping[str, str] = MappingProxyType({})
    """The keys that replace the defaults, by the ids of bindings."""

    def give_keys(self, settings: Settings) -> list[str]:
        """Assign the keys of the settings. Call it when the app is mounted. Returns all problems of
        the settings.
        """
        if not settings.keys:
            return list(settings.problems)
        from reader.tui.keymap import checked

        given, problems = checked(settings.keys)
        self.set_keymap(given)
        self.own_keys = given
        return [*settings.problems, *problems]

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
        try:
            result = self.run()
        finally:
            threading.excepthook = hook
        if self.return_code != 0:
            raise SystemExit(self.return_code or 1)
        return result

    def on_mount(self) -> None:
        _leave_on_terminate(self)
        if not self.is_headless:
            see_to_crashes(self)

    def action_suspend_process(self) -> None:
        """Stop the whole process group, as Ctrl-Z does in other programs."""
        if self._driver is not None and self._driver.can_suspend:
            os.killpg(os.getpgrp(), signal.SIGTSTP)


def _leave_on_terminate(app: App[Any]) -> None:
    """Quit on SIGTERM and SIGHUP as on `q`, which restores the terminal and saves the reading
    position. Call it when the app is mounted.
    """
    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        with suppress(NotImplementedError, RuntimeError, ValueError):  # no signals here
            asyncio.get_running_loop().add_signal_handler(number, _leave, app, number)


def _leave(app: App[Any], number: int) -> None:
    app.exit(return_code=_ENDED_BY_SIGNAL + number)
