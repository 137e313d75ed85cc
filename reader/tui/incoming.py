"""A fetch of feeds that runs in its own process, with its progress and outcome in words."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from reader.drives import is_file

FEEDS = "feeds.toml"


class Incoming:
    """The fetch of a library's feeds, if one is running."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._process: subprocess.Popen[bytes] | None = None
        self._listener: threading.Thread | None = None
        self._done = self._total = self._new = self._failed = 0
        self._said = ""

    @property
    def is_running(self) -> bool:
        return self._process is not None

    @property
    def has_feeds(self) -> bool:
        """Whether the library has subscriptions; looked up on the disk."""
        return is_file(self._root / FEEDS)

    def start(self, what: Sequence[str] = ()) -> None:
        """Fetch the feeds that are due, or those at the addresses `what` even if they are not.
        Does nothing while a fetch is running.
        """
        if self._process is not None:
            return
        from reader.library.scan.background import start_command

        words = ["fetch", "--json", "-L", str(self._root), *(["--force"] if what else []), *what]
        self._done = self._total = self._new = self._failed = 0
        self._said = ""
        self._process = start_command(words, {})
        self._listener = threading.Thread(target=self._listen, args=(self._process,), daemon=True)
        self._listener.start()

    def progress(self) -> str:
        """How far the fetch is, in words."""
        if not self._total:
            return "fetching …"
        return f"fetching {self._done:,}/{self._total:,} · {self._new:,} new · Esc stops it"

    def outcome(self) -> tuple[str, bool] | None:
        """The outcome in words, and whether a feed brought something or failed. Returned once,
        after the fetch has ended; None before and afterwards.
        """
        process, listener = self._process, self._listener
        if process is None or process.poll() is None or (listener and listener.is_alive()):
            return None
        self._end(process)
        if not self._total:
            return self._said or "No feed is due yet.", bool(self._said)
        parts = [f"{self._new:,} new"]
        parts += [f"{self._failed:,} failed: F says why"] if self._failed else []
        feeds = f"{self._total:,} feed{'' if self._total == 1 else 's'}"
        return f"{feeds}: {', '.join(parts)}.", bool(self._new or self._failed)

    def stop(self) -> bool:
        """End the fetch now; complete articles stay. Returns whether one was running."""
        process = self._process
        if process is None:
            return False
        process.terminate()
        if self._listener is not None:
            self._listener.join(5)
        process.wait()
        self._end(process)
        return True

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        self._process = self._listener = None
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        """Count the results, in a thread."""
        assert process.stdout is not None
        assert process.stderr is not None
        words = threading.Thread(target=self._hear, args=(process.stderr,), daemon=True)
        words.start()
        for line in process.stdout:
            with suppress(ValueError, KeyError, TypeError):
                told = json.loads(line)
                self._done, self._total = told["done"], told["total"]
                self._new += len(told["new"])
                self._failed += told["became"] in ("failed", "gone")
        words.join()

    def _hear(self, stream: IO[bytes]) -> None:
        for line in stream:
            self._said = line.decode("utf-8", "replace").strip().removeprefix("reader: ")
