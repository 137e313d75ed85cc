"""Scans that run in other processes, with their progress and outcome in words."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from time import monotonic

from reader.errors import LibraryError
from reader.library.library import Library
from reader.processes import signal_name

_FIRST_PAUSE, _LONG_LIFE = 1.0, 300.0
"""Seconds between the starts of a process that ends again and again: at first, and at most."""

_LAST_WAIT = 0.5
"""Seconds to wait for a process to end."""


class Scan:
    """The scan of a library, if one is running, and the process that watches its folders."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._process: subprocess.Popen[bytes] | None = None
        self._follower: subprocess.Popen[bytes] | None = None
        self._left: list[subprocess.Popen[bytes]] = []
        self._aloud = False
        self._next: list[bool] = []  # of each scan that was asked for while one runs: whether aloud
        self._counts: Counter[str] = Counter()  # what scans found that came one after another
        self._follows_from = 0.0
        self._pause = _FIRST_PAUSE
        self.lacks_room = False
        """Whether the last scan ended because there was no room for the index."""

    @property
    def is_running(self) -> bool:
        return self._process is not None

    def start(self, *, aloud: bool = False) -> None:
        """Start a scan; if one is running, which may have passed what there is to find, start it
        when that one has ended. With `aloud`, there is an outcome even if it finds nothing. Raises
        LibraryError if it cannot be started.
        """
        if self._process is None:
            self._process, self._aloud = self._library.start_scan(), aloud
        else:
            self._next.append(aloud)

    def leave(self) -> None:
        """Stop watching the folders, because the library has a new index."""
        if self._follower is not None:
            self._follower.terminate()
            self._left.append(self._follower)
            self._follower = None

    def follow(self) -> None:
        """Start a process that watches the folders for changes, unless there is one."""
        if self._follower is None:
            with suppress(LibraryError):  # the index is in memory; F5 scans for it
                self._follower = self._library.start_scan(follow=True)
                self._follows_from = monotonic()

    def tend(self) -> None:
        """Restart the process that watches the folders if it has ended, for example because memory
        ran out. If it ends again and again, wait longer each time.
        """
        self._left = [process for process in self._left if process.poll() is None]
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
        """How far the scan is, in words, or '' if that is not known yet."""
        progress = self._library.scan_progress()
        if progress is None or not progress.done:
            return ""
        of = f" of {progress.total:,}" if progress.total else ""
        return f"{progress.word} {progress.done:,}{of}"

    def outcome(self) -> str | None:
        """The outcome in words, or '' if there is nothing to say. Returned once, after the scan has
        ended; None before and afterwards.
        """
        if self._process is None or self._process.poll() is None:
            return None
        process, self._process = self._process, None
        following, self._next = self._next, []
        found, words = (told or b"" for told in process.communicate())
        self.lacks_room = b'"full"' in found
        if process.returncode:
            self._counts.clear()
            if process.returncode < 0:
                return f"The scan was ended by {signal_name(-process.returncode)}."
            return (words.decode("utf-8", "replace").strip().splitlines() or [""])[-1]
        del self._counts["skipped"]  # each scan counts the same files
        self._counts += Counter(json.loads(found or b"{}"))
        said = _told(self._counts) if self._aloud else ""
        if following:
            self.start(aloud=any(following))
        else:
            self._counts.clear()
        return said

    def stop(self) -> None:
        """End both processes now; one that waits for a drive is left to the system."""
        for process in filter(None, (self._process, self._follower, *self._left)):
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(_LAST_WAIT)
            for stream in filter(None, (process.stdout, process.stderr)):
                stream.close()


def _told(counts: Mapping[str, int]) -> str:
    """What a scan found, in words: "3 new articles, 1 gone."."""
    named = {"added": "new", "changed": "changed", "removed": "gone"}
    parts = [(counts[name], word) for name, word in named.items() if counts.get(name)]
    if not parts:
        return f"Nothing new{_skipped(counts)}."
    (count, word), *others = parts
    first = f"{count:,} {word} article{'' if count == 1 else 's'}"
    said = ", ".join([first, *(f"{count:,} {word}" for count, word in others)])
    return f"{said}{_skipped(counts)}."


def _skipped(counts: Mapping[str, int]) -> str:
    skipped = counts.get("skipped", 0)
    files = "1 file is not an article" if skipped == 1 else f"{skipped:,} files are not articles"
    return f"; {files}: `reader doctor` says why" if skipped else ""
