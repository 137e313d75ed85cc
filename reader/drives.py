"""Checks whether folders exist and answer, on drives that may be gone or hang.

A drive that is gone raises other errors than "not found" (ENOTCONN, ESTALE, EIO, EACCES), and one
that hangs raises nothing for minutes. So a thread that nothing has to wait for looks at the folder.
"""

from __future__ import annotations

import os
import select
import stat
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from threading import Event, Lock, Thread

from reader import scouting

PATIENCE = 10.0
"""Seconds for which a command waits for a folder."""

_UNSUSPECTED = 2.0
"""Seconds after which the folders of a running command are checked: most have ended by then."""

_FRESH = 0.01
"""Seconds for which an answer counts as current."""

_WAIT = 0.2


def is_there(path: Path) -> bool:
    """Whether a path exists; False also where that cannot be checked, where `Path.exists` would
    raise.
    """
    return _mode(path) != 0


def is_folder(path: Path) -> bool:
    """Whether a path leads to a folder; False where that cannot be checked."""
    return stat.S_ISDIR(_mode(path))


def is_file(path: Path) -> bool:
    """Whether a path leads to a regular file; False where that cannot be checked."""
    return stat.S_ISREG(_mode(path))


def is_gone(path: Path) -> bool:
    """Whether nothing exists at a path; False where that cannot be checked."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except (OSError, ValueError):  # ValueError: a NUL in the path
        return 0


class Inquiry:
    """Checks whether folders answer, each in its own thread, which may hang."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._answers = {folder: Event() for folder in dict.fromkeys(folders)}
        for folder, answered in self._answers.items():
            Thread(target=_ask, args=(folder, answered), name="inquiry", daemon=True).start()

    def silent(self, wait: float = 0.0) -> list[Path]:
        """The folders that have not answered after `wait` seconds."""
        end = time.monotonic() + wait
        for answered in self._answers.values():
            answered.wait(max(0.0, end - time.monotonic()))
        return [folder for folder, answered in self._answers.items() if not answered.is_set()]


def said(folders: Iterable[Path]) -> str:
    """A sentence that says which folders do not answer, without a full stop."""
    named = list(map(str, folders)) or ["A drive"]
    return f"{' and '.join(named)} {'do' if len(named) > 1 else 'does'} not answer"


class Scout:
    """A small process that looks at folders before this one does.

    A thread that waits for a drive that does not answer keeps its whole process from ending,
    whatever signal it gets. So the scout makes the calls first: it does not matter if it hangs.
    """

    def __init__(self, folders: Iterable[Path]) -> None:
        """Start the process; a system without `fork` gets none."""
        self._folders = list(dict.fromkeys(folders))
        self._asked = self._folders
        self._guard = Lock()
        self._answered = -_FRESH
        self._left = 0
        process = scouting.taken() if self._folders else None
        self.pid, self._read, self._write = process or (0, -1, -1)
        """The id of the process is 0 if there is none."""

    def silent(self, wait: float) -> list[Path]:
        """A list of the first folder that has not answered within `wait` seconds; empty if all
        answered, now or a moment ago.
        """
        if self._guard.acquire(timeout=wait):  # else another thread is asking now
            try:
                self._ask(wait)
            finally:
                self._guard.release()
        left = self._left
        return self._asked[-left:][:1] if left else []

    def wait(self, *others: Path) -> None:
        """Return when all folders answer, these others too."""
        while self.silent(_WAIT):
            pass
        if others:
            with self._guard:
                self._send(others)
            while self.silent(_WAIT):
                pass

    def _ask(self, wait: float) -> None:
        if not self._left and time.monotonic() - self._answered >= _FRESH:
            self._send(self._folders)
        end = time.monotonic() + wait
        while self._left:
            if not select.select([self._read], [], [], max(0.0, end - time.monotonic()))[0]:
                return
            self._take(os.read(self._read, 100))

    def _send(self, folders: Sequence[Path]) -> None:
        if self._read >= 0:
            os.write(self._write, b"\0".join(map(os.fsencode, folders)))
            self._asked = [*folders]
            self._left = len(folders)

    def hand_on(self) -> None:
        """Leave the process to the next scout: all folders have answered."""
        with self._guard:
            if self._read >= 0:
                scouting.give_back((self.pid, self._read, self._write))
                self._read = -1

    def stop(self) -> None:
        """End the process."""
        with self._guard:
            if self._read >= 0:
                os.close(self._write)
                os.close(self._read)
                self._read = -1

    def _take(self, answers: bytes) -> None:
        if not answers:  # the process was killed: go on without it
            os.close(self._write)
            os.close(self._read)
            self._read, self._left = -1, 0
        self._left = max(0, self._left - len(answers))
        if not self._left:
            self._answered = time.monotonic()


class Guard:
    """Ends a command whose folders do not answer, with a sentence and exit code 1.

    The command is in a call that no signal interrupts, so the process exits at once.
    """

    def __init__(self, say: Callable[[str], None], folders: list[Path]) -> None:
        """`say` writes a sentence to stderr; another thread calls it."""
        self._folders = folders
        self._say = say
        self._over = Event()
        Thread(target=self._watch, name="guard", daemon=True).start()

    def __enter__(self) -> Guard:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop watching: the command has ended, or handles slow drives itself."""
        self._over.set()

    def _watch(self) -> None:
        wait = _UNSUSPECTED
        while not self._over.wait(wait):
            wait = PATIENCE - _UNSUSPECTED
            inquiry = Inquiry(self._folders)
            silent = inquiry.silent(wait)
            if silent and not self._over.is_set():
                self._say(f"{said(silent)}.")
                os._exit(1)


def _ask(folder: Path, answered: Event) -> None:
    """Look at a folder, which may take forever."""
    scouting.look(os.fspath(folder))
    answered.set()
