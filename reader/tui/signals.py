"""The program's end when another program asks for it."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress

from textual.app import App

_ENDED_BY_SIGNAL = 128


def leave_on_terminate(app: App[None]) -> None:
    """On SIGTERM, leave as on `q`: a terminal must not stay in raw mode. Call it when mounted."""
    code = _ENDED_BY_SIGNAL + signal.SIGTERM
    with suppress(NotImplementedError, RuntimeError, ValueError):  # not here, or not this thread
        asyncio.get_running_loop().add_signal_handler(
            signal.SIGTERM, lambda: app.exit(return_code=code)
        )
