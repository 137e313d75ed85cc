"""The scan that runs beside the screen, and what there is to say of it."""

from __future__ import annotations

import subprocess

from reader.library.library import Library


class Scan:
    """A scan of a library in another process; none at first."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_running(self) -> bool:
        return self._process is not None

    def start(self) -> None:
        """Start a scan where none runs. Raises LibraryError when it cannot."""
        if self._process is None:
            self._process = self._library.start_scan()

    def progress(self) -> str:
        """How far it is, in words; nothing where nothing is known yet."""
        progress = self._library.scan_progress()
        if progress is None or not progress.done:
            return ""
        return f"indexing {progress.done:,}" + (f" of {progress.total:,}" if progress.total else "")

    def outcome(self) -> str | None:
        """None while it runs; then once what went wrong, or nothing, and it is over."""
        if self._process is None or self._process.poll() is None:
            return None
        process, self._process = self._process, None
        words = process.communicate()[1].decode("utf-8", "replace").strip()
        return words.splitlines()[-1] if process.returncode and words else ""

    def stop(self) -> None:
        """Let it come to an end, now."""
        if self._process is not None:
            with self._process as process:
                process.terminate()
