"""Writes the settings file: a new one with all settings in comments, or one line in an old one.

The user's lines are never changed, and a file is written whole or not at all.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from tempfile import NamedTemporaryFile

from reader.config import config_file, parse
from reader.errors import ConfigError

TEMPLATE = Path(__file__).with_name("settings.toml")
"""Every setting with its meaning and default, in comments."""

_TABLE = re.compile(r"^\s*\[", re.MULTILINE)
_LIBRARY = re.compile(r"^# library = .*$", re.MULTILINE)


def keep_library(folder: Path) -> None:
    """Set the library that opens when none is named.

    Raises ConfigError where the file already names a library, or cannot be read.
    """
    path = config_file()
    try:
        before = path.read_text("utf-8-sig")
    except FileNotFoundError:
        before = TEMPLATE.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The settings in {path} cannot be read: {error}.") from None
    line = f"library = {json.dumps(str(folder), ensure_ascii=False)}"
    after = _with(before, line)
    if parse(after).library != (folder,):
        raise ConfigError(f"{line} cannot be added to {path}: write it there yourself.")
    write(path, after)


def write(path: Path, text: str) -> None:
    """Write the settings, whole or not at all. Raises ConfigError where that fails."""
    try:
        write_at_once(path, text)
    except OSError as error:
        raise ConfigError(f"The settings in {path} cannot be written: {error}.") from None


def write_at_once(path: Path, text: str) -> None:
    """Write a file whole or not at all; a link to it stays a link. Raises OSError."""
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(
        "w", dir=path.parent, prefix=".", encoding="utf-8", errors="replace", delete=False
    ) as file:
        file.write(text)
    try:
        Path(file.name).replace(path)
    except OSError:
        Path(file.name).unlink(missing_ok=True)
        raise


def _with(text: str, line: str) -> str:
    """A TOML text with one more setting, below its comment or before the first table."""
    if comment := _LIBRARY.search(text):
        return f"{text[: comment.end()]}\n{line}{text[comment.end() :]}"
    table = _TABLE.search(text)
    at = table.start() if table else len(text)
    head = text[:at] + ("\n" if text[:at] and not text[:at].endswith("\n") else "")
    return f"{head}{line}\n{text[at:]}"
