"""What each application of the program owes the terminal that it runs in, and the shell behind it:
it stops and goes on when it is told to, and a crash is no success.
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
    """The keys that ids of bindings have instead of their defaults."""

    def give_keys(self, settings: Settings) -> list[str]:
        """Give actions the keys of the settings, once the app is mounted. Returns all that is wrong
        with the settings.
        """
        if not settings.keys:
            return list(settings.problems)
        from reader.tui.keymap import checked

        given, problems = checked(settings.keys)
        self.set_keymap(given)
        self.own_keys = given
        return [*settings.problems, *problems]

    def get_driver_class(self) -> type[Driver]:
        """Ours in the place of Textual's; one that the environment asks for stays."""
        found = super().get_driver_class()
        if sys.platform == "win32" or found.__name__ != "LinuxDriver":
            return found
        from reader.tui.driver import SteadyDriver

        return SteadyDriver

    def run_to_end(self) -> ReturnType | None:
        """Run on the terminal. Returns the result; raises SystemExit where it came to another end
        than that: with 1 after a crash, and above 128 when a signal ended it.
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
        """Stop, with all that the shell started for this, as Ctrl-Z does elsewhere."""
        if self._driver is not None and self._driver.can_suspend:
            os.killpg(os.getpgrp(), signal.SIGTSTP)


def _leave_on_terminate(app: App[Any]) -> None:
    """On SIGTERM and SIGHUP, leave as on `q`: a terminal must not stay in raw mode, and what was
    read is written down. Call it when mounted.
    """
    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        with suppress(NotImplementedError, RuntimeError, ValueError):  # not here, or this thread
            asyncio.get_running_loop().add_signal_handler(number, _leave, app, number)


def _leave(app: App[Any], number: int) -> None:
    app.exit(return_code=_ENDED_BY_SIGNAL + number)
