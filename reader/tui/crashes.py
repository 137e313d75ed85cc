"""Ends the program on an unexpected error, on the screen, in a thread or in a task.

Textual handles errors in message handlers. It does not learn of those in threads: the screen would
continue with a part of it dead.
"""

from __future__ import annotations

import threading
from asyncio import AbstractEventLoop, get_running_loop
from typing import Any

from textual.app import App


def crash(app: App[Any], error: BaseException) -> None:
    """End an app with exit code 1 and a traceback, printed after the terminal is restored. Any
    thread may call it.
    """
    app.call_later(_end, app, error)


def see_to_crashes(app: App[Any]) -> None:
    """Let errors of threads and tasks end the app. Call it when the app is mounted."""

    def in_thread(what: threading.ExceptHookArgs) -> None:
        if what.exc_value is not None:
            crash(app, what.exc_value)

    def in_task(loop: AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, Exception) and app.is_running:
            crash(app, error)
        else:
            loop.default_exception_handler(context)

    threading.excepthook = in_thread
    get_running_loop().set_exception_handler(in_task)


def _end(app: App[Any], error: BaseException) -> None:
    try:
        raise error
    except Exception as again:  # noqa: BLE001 (Textual prints the error that is being handled)
        app._handle_exception(again)
