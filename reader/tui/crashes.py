"""What an unexpected error ends: the program, or only the work of a thread beside the screen.

Textual handles errors in message handlers. It does not learn of those in other threads and in
tasks: the screen would continue with a part of it dead. So they end the program, too; but where a
thread works on wishes of the user, the error costs the one wish. The user is told at once, and the
program says more when it ends, with exit code 1.
"""

from __future__ import annotations

import sys
import threading
import traceback
from asyncio import AbstractEventLoop, get_running_loop
from collections.abc import Callable
from typing import Any

from textual.app import App

from reader.output.safe import safe, safe_line

_TOLD = "A part of the program failed ({}). It says more when it ends."


class _Failures:
    """What failed while the screen went on."""

    errors: list[BaseException] = []  # noqa: RUF012 (of the one screen of a process)
    say: Callable[[str], object] | None = None


def crash(app: App[Any], error: BaseException) -> None:
    """End an app with exit code 1 and a traceback, printed after the terminal is restored. Any
    thread may call it.
    """
    app.call_later(_end, app, error)


def part_failed(error: Exception) -> None:
    """Note and tell that a part of the program failed while the screen goes on. Any thread may call
    this. Where no screen is on a terminal, it counts as the end of the thread.
    """
    if _Failures.say is None:
        thread = threading.current_thread()
        named = (type(error), error, error.__traceback__, thread)
        threading.excepthook(threading.ExceptHookArgs(named))
        return
    _Failures.errors.append(error)
    _Failures.say(_TOLD.format(safe_line(f"{type(error).__name__}: {error}")))


def see_to_crashes(app: App[Any], say: Callable[[str], object]) -> None:
    """Let errors of threads and tasks end the app, and `say` what failed while it goes on. Call it
    when the app is mounted.
    """

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
    _Failures.say = say
    get_running_loop().set_exception_handler(in_task)


def tell_failures() -> bool:
    """Print on stderr what failed while the screen went on; whether anything did."""
    _Failures.say = None
    for error in _Failures.errors:
        sys.stderr.write(safe("".join(traceback.format_exception(error))))
    return bool(_Failures.errors)


def _end(app: App[Any], error: BaseException) -> None:
    try:
        raise error
    except Exception as again:  # noqa: BLE001 (Textual prints the error that is being handled)
        app._handle_exception(again)
