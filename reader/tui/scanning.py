"""The scans that run beside the screen, and what there is to say of them."""

from __future__ import annotations

import json
import subprocess
from contextlib import suppress
from time import monotonic

from reader.errors import LibraryError
from reader.library.library import Library

_FIRST_PAUSE, _LONG_LIFE = 1.0, 300.0
"""Seconds after its start before a process that ended is started again: at first, and at most."""

_LAST_WAIT = 0.5
"""Seconds that a process has to end."""


class Scan:
    """A scan of a library in another process; none at first."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._process: subprocess.Popen[bytes] | None = None
        self._follower: subprocess.Popen[bytes] | None = None
        self._aloud = False
        self._follows_from = 0.0
        self._pause = _FIRST_PAUSE
        self.lacks_room = False
        """Whether the last scan came to its end for want of room for the index."""

    @property
    def is_running(self) -> bool:
        return self._process is not None

    def start(self, *, aloud: bool = False) -> None:
        """Start a scan where none runs; `aloud`, its outcome is told even if it found nothing.
        Raises LibraryError when it cannot.
        """
        self._aloud |= aloud
        if self._process is None:
            self._process = self._library.start_scan()

    def leave(self) -> None:
        """The library has another index now: nobody need follow changes for the old one."""
        if self._follower is not None:
            self._follower.terminate()
            self._follower = None

    def follow(self) -> None:
        """From now on have another process see to what changes in the folders."""
        if self._follower is None:
            with suppress(LibraryError):  # an index in memory; F5 looks there
                self._follower = self._library.start_scan(follow=True)
                self._follows_from = monotonic()

    def tend(self) -> None:
        """Where the process that sees to changes has ended, say for want of memory, start another:
        later each time, if it ends again and again.
        """
        if self._follower is None or self._follower.poll() is None:
            return
        lived = monotonic() - self._follows_from
        if lived > _LONG_LIFE:
            self._pause = _FIRST_PAUSE
        if lived > self._pause:
            with self._follower:  # its pipes
                self._follower = None
            self._pause = min(2 * self._pause, _LONG_LIFE)
            self.follow()

    def progress(self) -> str:
        """How far it is, in words; nothing where nothing is known yet."""
        progress = self._library.scan_progress()
        if progress is None or not progress.done:
            return ""
        return f"indexing {progress.done:,}" + (f" of {progress.total:,}" if progress.total else "")

    def outcome(self) -> str | None:
        """None while it runs; then once what there is to say, or nothing, and it is over."""
        if self._process is None or self._process.poll() is None:
            return None
        process, self._process = self._process, None
        aloud, self._aloud = self._aloud, False
        found, words = (told or b"" for told in process.communicate())
        self.lacks_room = b'"full"' in found
        if process.returncode:
            return (words.decode("utf-8", "replace").strip().splitlines() or [""])[-1]
        return _told(found) if aloud else ""

    def stop(self) -> None:
        """Let all come to an end, now; one that hangs in a drive is left to the system."""
        for process in filter(None, (self._process, self._follower)):
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(_LAST_WAIT)
            for stream in filter(None, (process.stdout, process.stderr)):
                stream.close()


def _told(found: bytes) -> str:
    """What a scan found, in words: 3 new articles, 1 gone."""
    counts = json.loads(found or b"{}")
    named = {"added": "new", "changed": "changed", "removed": "gone"}
    parts = [(counts[name], word) for name, word in named.items() if counts.get(name)]
    if not parts:
        return f"Nothing new{_left_out(counts)}."
    (count, word), *others = parts
    first = f"{count:,} {word} article{'' if count == 1 else 's'}"
    said = ", ".join([first, *(f"{count:,} {word}" for count, word in others)])
    return f"{said}{_left_out(counts)}."


def _left_out(counts: dict[str, int]) -> str:
    skipped = counts.get("skipped", 0)
    files = "1 file is" if skipped == 1 else f"{skipped:,} files are"
    return f"; {files} left out: `reader doctor` says why" if skipped else ""
