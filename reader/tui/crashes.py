"""An error that nobody expected ends the program, whatever it was in: the screen, a thread, a task.

Textual sees to those in handlers of messages. Those of threads it never hears of: the screen would
go on with a part of it dead.
"""

from __future__ import annotations

import threading
from asyncio import AbstractEventLoop, get_running_loop
from typing import Any

from textual.app import App


def crash(app: App[Any], error: BaseException) -> None:
    """End an app with a traceback and exit code 1, once the terminal is given back; from any
    thread.
    """
    app.call_later(_end, app, error)


def see_to_crashes(app: App[Any]) -> None:
    """From now on the errors of threads and of tasks are the app's. Call it when mounted."""

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
    except Exception as again:  # noqa: BLE001 (Textual draws the one that is being handled)
        app._handle_exception(again)
