"""What each application of the program owes the terminal that it runs in, and the shell behind it:
it stops and goes on when it is told to, and a crash is no success.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

from textual.app import App, ReturnType
from textual.binding import Binding
from textual.driver import Driver

from reader.tui.crashes import see_to_crashes
from reader.tui.signals import leave_on_terminate

SUSPEND = Binding("ctrl+z", "suspend_process", "suspend", show=False, id="suspend", priority=True)
"""For an application's own bindings; it holds in dialogs and on lines to type on, too."""


class TerminalApp(App[ReturnType]):
    """An application on a terminal. Run it with `run_to_end`."""

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
        leave_on_terminate(self)
        if not self.is_headless:
            see_to_crashes(self)

    def action_suspend_process(self) -> None:
        """Stop, with all that the shell started for this, as Ctrl-Z does elsewhere."""
        if self._driver is not None and self._driver.can_suspend:
            os.killpg(os.getpgrp(), signal.SIGTSTP)
