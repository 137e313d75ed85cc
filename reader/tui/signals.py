"""The program's end when another program asks for it, or the terminal is closed."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from typing import Any

from textual.app import App

_ENDED_BY_SIGNAL = 128


def leave_on_terminate(app: App[Any]) -> None:
    """On SIGTERM and SIGHUP, leave as on `q`: a terminal must not stay in raw mode, and what was
    read is written down. Call it when mounted.
    """
    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        with suppress(NotImplementedError, RuntimeError, ValueError):  # not here, or this thread
            asyncio.get_running_loop().add_signal_handler(number, _leave, app, number)


def _leave(app: App[Any], number: int) -> None:
    app.exit(return_code=_ENDED_BY_SIGNAL + number)
