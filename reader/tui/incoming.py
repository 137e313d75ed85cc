"""What comes in: a fetch of feeds, and then a sync with accounts; or the full text of an article.
Each runs in its own process, and is told here with its progress and outcome in words.
"""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any

from reader.drives import is_file
from reader.errors import ReaderError
from reader.processes import signal_name
from reader.tui import outside
from reader.tui.crashes import part_failed
from reader.tui.worker import in_thread

if TYPE_CHECKING:
    from reader.entry import Entry
    from reader.library.library import Library

FEEDS = "feeds.toml"

_NONE_DUE = "No feed is due yet; `reader fetch --force` asks all the same."


class Incoming:
    """The fetch of a library's feeds and the sync with its accounts, if one is running."""

    def __init__(self, library: Library, has_accounts: bool = False) -> None:
        """The feeds are those of the first root; `has_accounts` says whether there are accounts."""
        self._roots = library.roots
        self._access = library.access
        self._has_accounts = has_accounts
        self._process: subprocess.Popen[bytes] | None = None
        self._listener: threading.Thread | None = None
        self._waiting: list[list[str]] = []
        self._begin()

    @property
    def is_running(self) -> bool:
        return self._process is not None

    @property
    def has_sources(self) -> bool:
        """Whether there are subscriptions, which is looked up on the disk, or accounts. Raises
        Unanswered if the drive does not answer.
        """
        return self._has_accounts or self._has_feeds

    def start(self, what: Sequence[str] = ()) -> None:
        """Fetch the feeds that are due, and synchronise; or only fetch those at the addresses
        `what`, even if they are not due. Does nothing while something is running. Raises
        Unanswered if the drive does not answer.
        """
        if self._process is not None:
            return
        self._begin()
        if what:
            self._waiting = [["fetch", "--json", "--force", *self._libraries(1), *what]]
        elif self._has_feeds:
            self._waiting = [["fetch", "--json", *self._libraries(1)]]
        if self._has_accounts and not what:
            self._waiting.append(["sync", "--json", *self._libraries()])
        self._start_next()

    def progress(self) -> str:
        """How far it is, in words."""
        if self._step:
            return f"{self._step} · Esc stops it"
        if not self._total:
            return "fetching …"
        return f"fetching {self._done:,}/{self._total:,} · {self._new:,} new · Esc stops it"

    def outcome(self) -> tuple[str, bool] | None:
        """The outcome in words, and whether something came or failed. Returned once, after all has
        ended; None before and afterwards.
        """
        process, listener = self._process, self._listener
        if process is None or process.poll() is None or (listener and listener.is_alive()):
            return None
        self._end(process)
        fetched = [self._fetched()] if self._total else []
        if process.returncode < 0:
            self._waiting.clear()
            step = "The sync" if self._step else "The fetch"
            why = f"{step} was ended by {signal_name(-process.returncode)}."
            return " ".join([*fetched, *self._synced, why]), True
        if self._waiting:
            try:
                self._start_next()
            except ReaderError as error:  # no drive answers
                return str(error), True
            return None
        if not (self._total or self._synced):
            return self._said or _NONE_DUE, bool(self._said)
        matters = self._new or self._failed or self._trashed or self._back or self._matters
        return " ".join([*fetched, *self._synced]), bool(matters)

    def stop(self) -> bool:
        """End it now; complete articles stay, and marks that a server took are known. Returns
        whether something was running.
        """
        process = self._process
        if process is None:
            return False
        self._waiting.clear()
        process.terminate()
        if self._listener is not None:
            self._listener.join(5)
        process.wait()
        self._end(process)
        return True

    @property
    def _has_feeds(self) -> bool:
        return outside.reach(self._roots[0], lambda: is_file(self._roots[0] / FEEDS))

    def _begin(self) -> None:
        self._done = self._total = self._new = self._failed = self._trashed = self._back = 0
        self._said = self._step = ""
        self._synced: list[str] = []
        self._matters = False

    def _libraries(self, most: int | None = None) -> list[str]:
        return [word for root in self._roots[:most] for word in ("-L", str(root))]

    def _start_next(self) -> None:
        from reader.library.scan.background import start_command

        if self._waiting:
            words = self._waiting.pop(0)
            self._step = "syncing" if words[0] == "sync" else ""
            # A process that starts closes the files that it inherits, of which a drive is asked
            self._process = self._access.call(lambda: start_command(words, {}))
            self._listener = threading.Thread(
                target=self._listen_to, args=(self._process,), daemon=True
            )
            self._listener.start()

    def _fetched(self) -> str:
        parts = [f"{self._new:,} new"]
        parts += [f"{self._failed:,} failed: F says why"] if self._failed else []
        parts += [f"{self._back:,} back from the trash"] if self._back else []
        parts += [f"{self._trashed:,} to the trash · z undoes"] if self._trashed else []
        feeds = f"{self._total:,} feed{'' if self._total == 1 else 's'}"
        return f"{feeds}: {', '.join(parts)}{'' if self._trashed else '.'}"

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        self._process = self._listener = None
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()

    def _listen_to(self, process: subprocess.Popen[bytes]) -> None:
        """Count the results, in a thread. A process that nobody listens to would wait for ever."""
        try:
            self._listen(process)
        except Exception as error:  # noqa: BLE001 (it is told)
            process.terminate()
            part_failed(error)

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        assert process.stderr is not None
        words = threading.Thread(target=self._hear, args=(process.stderr,), daemon=True)
        words.start()
        for line in process.stdout:
            with suppress(ValueError, KeyError, TypeError):
                told = json.loads(line)
                if "step" in told:
                    self._hear_sync(told)
                    continue
                if "trashed" in told:
                    self._trashed, self._back = told["trashed"], told["back"]
                    continue
                self._done, self._total = told["done"], told["total"]
                self._new += len(told["new"])
                self._failed += told["became"] in ("failed", "gone")
        words.join()

    def _hear_sync(self, told: Mapping[str, Any]) -> None:
        account, step = told["account"], told["step"]
        if step != "done":
            count = f" {told['done']:,}/{told['total']:,}" if told["total"] else " …"
            self._step = f"{account}: {step}{count}"
            return
        new, came, went = len(told["new"]), told["came"], told["went"]
        marks = [f"{came:,} mark{'' if came == 1 else 's'} came"] if came else []
        marks += [f"{went:,} went"] if went else []
        said = "" if told["failed"] else f"{', '.join([f'{new:,} new', *marks])}. "
        self._synced.append(f"{account}: {said}{told['said']}".strip())
        self._matters = self._matters or bool(new or came or went or told["failed"])

    def _hear(self, stream: IO[bytes]) -> None:
        for line in stream:
            self._said = line.decode("utf-8", "replace").strip().removeprefix("reader: ")


async def full_text(library: Library, entry: Entry) -> str:
    """Write the full text of an article into its file, by `reader full`. Returns '', or why that
    failed.

    It takes as long as the page takes to load; nothing waits for it.
    """
    from reader.library.scan.background import start_command

    roots = [word for root in library.roots for word in ("-L", os.fspath(root))]
    words = ["full", os.fspath(entry.path), *roots]
    try:
        process = library.access.call(lambda: start_command(words, {}))
    except ReaderError as error:  # no drive answers
        return str(error)
    try:
        _out, said = await in_thread(process.communicate)
    finally:
        if process.poll() is None:  # the screen closes
            process.terminate()
    if not process.returncode:
        return ""
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[-1].removeprefix("reader: ") if lines else "The full text could not be fetched."
