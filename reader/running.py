"""Runs the user's own commands on an article, as a process group without a shell.

What a command prints is foreign text: only so much of it is kept, and it leaves here without what a
terminal acts on. Every failure is one sentence.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from time import monotonic
from typing import IO, TYPE_CHECKING

from reader.errors import ReaderError
from reader.lazy_re import late
from reader.output.safe import safe, safe_line, safe_name
from reader.processes import signal_name

if TYPE_CHECKING:  # the screen runs commands after it is drawn
    from reader.entry import Entry
    from reader.model import Article
    from reader.own_commands import Input, OwnCommand

MOST = 1_000_000
"""Bytes of a command's output that are kept; a command that prints more is ended."""

_PART = 65_536  # bytes read at once
_TOLD = 4_000
"""Bytes at the end of stderr in which its last line is looked for."""

_LONGEST = 300
"""Characters of a line that is shown as a message."""

_GRACE = 2.0
"""Seconds that a stopped command has to end by itself, and that its output is waited for when it
has ended: a program that it started may keep the pipe open.
"""

# ECMA-48, 5.4 and 8.3.89: colours and the like, titles of windows
_ESCAPES = late(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?)")


class CommandError(ReaderError):
    """A command that cannot be run, or that failed."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A command line for one article, and what it gets on stdin."""

    command: OwnCommand
    arguments: list[str]
    stdin: bytes


def prepared(
    command: OwnCommand, article: Article, zone: tzinfo | None, entry: Entry | None = None
) -> Prepared:
    """Prepare a command for an article; dates are in `zone`, and JSON includes the state of its
    `entry`. Raises CommandError if the article lacks what the command line needs.
    """
    values: dict[str, str] = {}
    for name in command.placeholders:
        values[name] = _VALUES[name](article, zone)
        if not values[name] and name in _NEEDED:
            raise CommandError(_NEEDED[name])
    stdin = b"" if command.stdin == "nothing" else _form(command.stdin, article, zone, entry)
    return Prepared(command, command.arguments(os.fspath(Path.home()), values), stdin)


def _form(form: Input, article: Article, zone: tzinfo | None, entry: Entry | None = None) -> bytes:
    """An article as `reader show --format` writes it."""
    from reader.articles.body import blocks
    from reader.articles.repeats import below
    from reader.output import formats

    writer = formats.writer(form)
    body = below(article, blocks(article)) if writer.HAS_TITLE else blocks(article)
    text: str = writer.document(article, body, zone, entry)
    return text.encode("utf-8", "replace")


def _enclosure(article: Article, _zone: tzinfo | None) -> str:
    from reader.articles.body import blocks
    from reader.articles.enclosures import enclosures

    return safe_line(next(enclosures(blocks(article)), ""))


def _day(article: Article, zone: tzinfo | None) -> str:
    return article.published.astimezone(zone).date().isoformat() if article.published else ""


_VALUES: Mapping[str, Callable[[Article, tzinfo | None], str]] = {
    "path": lambda article, _: os.fspath(article.path.absolute()),
    "url": lambda article, _: safe_line(article.url or ""),
    "title": lambda article, _: safe_line(article.title),
    "name": lambda article, _: safe_name(article.title) or "article",
    "id": lambda article, _: article.id,
    "site": lambda article, _: safe_line(article.site),
    "category": lambda article, _: safe_line("/".join(article.categories)),
    "authors": lambda article, _: safe_line(", ".join(article.authors)),
    "date": _day,
    "text": lambda article, zone: _form("text", article, zone).decode("utf-8"),
    "enclosure": _enclosure,
}
_NEEDED = {
    "url": "This article has no link.",
    "enclosure": "This article has no enclosure, no sound, film or paper.",
}
"""What is said where an article does not have it; other values may be empty."""


class Run:
    """A command that is running. `wait` and `stop` may be called from different threads."""

    def __init__(self, prepared: Prepared) -> None:
        """Start it, in a process group of its own. Raises CommandError if that is impossible."""
        self.command = prepared.command
        self.is_stopped = False
        self._is_too_long = False
        self._out, self._told = bytearray(), bytearray()
        self._process = _started(prepared, is_heard=self.command.output != "ignore")
        self._threads = [
            threading.Thread(target=work, args=(stream, *more), daemon=True)
            for work, stream, *more in (
                (_feed, self._process.stdin, prepared.stdin),
                (self._hear, self._process.stdout),
                (self._heed, self._process.stderr),
            )
            if stream is not None
        ]
        for thread in self._threads:
            thread.start()

    def wait(self) -> str:
        """Wait until it ends, and return what it printed. Raises CommandError if it failed or was
        stopped.
        """
        code = self._process.wait()
        if self.is_stopped:
            _end(self._process, signal.SIGKILL)  # what it started ends with it
        until = monotonic() + _GRACE
        for thread in self._threads:
            thread.join(max(until - monotonic(), 0))
        name = self.command.name
        if self.is_stopped:
            raise CommandError(f"{name} was stopped.")
        if self._is_too_long:
            raise CommandError(f"{name} was stopped: it printed more than {MOST // 1_000_000} MB.")
        if code:
            how = f"failed with code {code}" if code > 0 else f"was ended by {signal_name(-code)}"
            told = _last_line(bytes(self._told))
            raise CommandError(f"{name} {how}{': ' if told else '.'}{told}")
        return _text(bytes(self._out))

    def stop(self) -> None:
        """End it and what it started; what does not end within two seconds is killed."""
        self.is_stopped = True
        _end(self._process, signal.SIGTERM)
        killer = threading.Timer(_GRACE, self._kill)
        killer.daemon = True
        killer.start()

    def kill(self) -> None:
        """End it and what it started at once."""
        self.is_stopped = True
        self._kill()

    def _kill(self) -> None:
        if self._process.poll() is None:
            _end(self._process, signal.SIGKILL)

    def _hear(self, stdout: IO[bytes]) -> None:
        """Collect what it prints, up to a limit."""
        with stdout:
            while part := os.read(stdout.fileno(), _PART):
                self._out += part[: MOST - len(self._out)]
                if len(self._out) >= MOST:
                    self._is_too_long = True
                    self._kill()
                    return

    def _heed(self, stderr: IO[bytes]) -> None:
        """Collect the end of what it says on stderr."""
        with stderr:
            while part := os.read(stderr.fileno(), _PART):
                self._told += part
                del self._told[:-_TOLD]


def last_line(text: str) -> str:
    """The last line with text, short enough for a message; '' for none."""
    lines = [line for line in map(safe_line, text.splitlines()) if line]
    return lines[-1][:_LONGEST] if lines else ""


def not_started(command: OwnCommand, error: OSError) -> CommandError:
    """Why a command could not be started."""
    import errno

    program = safe_line(command.run[0])
    if error.errno == errno.E2BIG:
        return CommandError(
            f"{command.name} was not run: the article is too long for an argument of {program}; "
            "`stdin` gives it any length."
        )
    if isinstance(error, FileNotFoundError):
        return CommandError(f"{command.name} was not run: there is no program “{program}”.")
    reason = (error.strerror or str(error)).lower()
    return CommandError(f"{command.name} was not run: {program}: {reason}.")


def _started(prepared: Prepared, *, is_heard: bool) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            prepared.arguments,
            stdin=subprocess.PIPE if prepared.stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE if is_heard else subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
            restore_signals=is_heard,  # one that outlives us may write to a pipe that is gone
        )
    except OSError as error:
        raise not_started(prepared.command, error) from None


def _feed(stdin: IO[bytes], data: bytes) -> None:
    """Write to a command that need not read."""
    with suppress(OSError), stdin:
        stdin.write(data)


def _end(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """Send a signal to the group of a process. Does nothing when all of it has ended."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, how)
        else:
            process.kill()


def _text(data: bytes) -> str:
    return safe(_ESCAPES.sub("", data.decode("utf-8", "replace"))).strip("\n")


def _last_line(data: bytes) -> str:
    return last_line(_text(data))
