"""The name of this device for its journal: random, made once, kept beside the journals."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from reader.errors import ConfigError
from reader.lazy_re import late
from reader.library.journal import folder

VARIABLE = "READER_DEVICE"

_LONGEST = 200
_NAME = late(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}")


def chosen() -> str:
    """The name from READER_DEVICE, or ''. Raises ConfigError where no file can have that name."""
    name = os.environ.get(VARIABLE, "")
    if name and not _NAME.fullmatch(name):
        raise ConfigError(f"{VARIABLE} may hold letters, digits and “-_.”, 64 at most.")
    return name


def kept(file: Path) -> str:
    """The name kept in a file; a random one is made if there is none yet.

    Two processes that start at the same time get the same name. Raises OSError.
    """
    for _attempt in range(3):
        with suppress(FileNotFoundError):
            with folder.opened(file.resolve()) as stream:
                name = stream.read(_LONGEST).decode("ascii", "replace").strip()
            if _NAME.fullmatch(name):
                return name
            file.unlink(missing_ok=True)  # torn by a power cut
        _offer(file, os.urandom(4).hex())
    raise OSError(0, f"{file} holds no device name")


def _offer(file: Path, name: str) -> None:
    draft = file.with_name(f"{file.name}.{name}")
    fd = folder.descriptor(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        os.write(fd, name.encode("ascii") + b"\n")
        os.fsync(fd)
    finally:
        os.close(fd)
    try:
        file.hardlink_to(draft)
    except FileExistsError:
        pass  # another process was quicker: its name counts
    except OSError:  # without hard links the last process names the device
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
