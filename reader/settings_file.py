"""Writes the settings file: a new one with all settings in comments, or a setting or an account in
an old one.

The user's other lines and comments are never changed, and a file is written whole or not at all.
"""

from __future__ import annotations

import json
import os
import re
from errno import EACCES, EINVAL, ELOOP
from pathlib import Path
from shutil import copymode
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from reader.config import config_file, parse
from reader.entities import toml_flaw
from reader.errors import ConfigError
from reader.regular_files import read_text

if TYPE_CHECKING:  # few users have an account
    from reader.accounts import Account

TEMPLATE = Path(__file__).with_name("settings.toml")
"""Every setting with its meaning and default, in comments."""

_TABLE = re.compile(r"^\s*\[", re.MULTILINE)

Value = str | int | bool


def keep(name: str, value: Value) -> None:
    """Change a setting, or add it below the comment on it.

    Raises ConfigError where the file cannot be read, changed or written.
    """
    path = config_file()
    before = _text(path)
    after = _changed(before, name, value)
    if getattr(parse(after), name) != value:
        raise _not_added(path, name, value)
    write(path, after)


def keep_library(folder: Path) -> None:
    """Set the library that opens when none is named.

    Raises ConfigError where the file already names a library, or cannot be read.
    """
    path, value = config_file(), str(folder)
    after = _with(_text(path), "library", value)
    if parse(after).library != (folder,):
        raise _not_added(path, "library", value)
    write(path, after)


def add_account(account: Account) -> None:
    """Add an account at the end of the settings.

    Raises ConfigError where the file cannot be read, or has an account of this name.
    """
    path = config_file()
    before = _text(path)
    said = {name: getattr(account, name) for name in ("name", "kind", "url", "user")}
    if account.password_command:
        said["password_command"] = list(account.password_command)
    if account.insecure:
        said["insecure"] = True
    lines = (f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in said.items())
    after = "\n".join([before.rstrip("\n"), "", "[[account]]", *lines, ""])
    if account not in parse(after).account:
        raise ConfigError(f"The account {account.name} cannot be added to {path}.")
    write(path, after)


def remove_account(name: str) -> None:
    """Remove an account; everything else in the settings stays. Raises ConfigError."""
    import tomlkit

    path = config_file()
    whole = tomlkit.parse(_text(path))
    accounts: Any = whole.get("account", [])
    for number in range(len(accounts) - 1, -1, -1):
        if accounts[number].get("name") == name:
            del accounts[number]
    if not accounts:
        whole.pop("account", None)
    write(path, tomlkit.dumps(whole))


def write(path: Path, text: str) -> None:
    """Write the settings, whole or not at all. Raises ConfigError where that fails."""
    try:
        if path.exists() and not os.access(path, os.W_OK):
            raise PermissionError(EACCES, os.strerror(EACCES))
        write_at_once(path, text)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ConfigError(f"The settings in {path} cannot be written: {reason}.") from None


def write_at_once(path: Path, text: str) -> None:
    """Write a file whole or not at all; a link to it stays a link. Raises OSError, also where a
    device or a pipe is in its place, or what the link leads to.
    """
    path = Path(os.path.realpath(path))  # Path.resolve() raises RuntimeError for a circle of links
    if path.is_symlink():
        raise OSError(ELOOP, os.strerror(ELOOP))
    if path.exists() and not path.is_file():
        raise OSError(EINVAL, "it is not a regular file")
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(
        "w", dir=path.parent, prefix=".", encoding="utf-8", errors="replace", delete=False
    ) as file:
        file.write(text)
    try:
        if path.exists():
            copymode(path, file.name)
        Path(file.name).replace(path)
    except OSError:
        Path(file.name).unlink(missing_ok=True)
        raise


def _text(path: Path) -> str:
    """The settings as they are; those of the template where there is no file."""
    try:
        return read_text(path)
    except FileNotFoundError:
        return TEMPLATE.read_text("utf-8")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ConfigError(f"The settings in {path} cannot be read: {reason}.") from None


def _changed(text: str, name: str, value: Value) -> str:
    """A TOML text with another value of a setting."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        file = tomlkit.parse(text)
    except (TOMLKitError, ValueError, RecursionError) as error:
        raise ConfigError(
            f"The settings in {config_file()} cannot be changed: {toml_flaw(error)}."
        ) from None
    if name not in file:
        return _with(text, name, value)
    file[name] = value
    return tomlkit.dumps(file)


def _with(text: str, name: str, value: Value) -> str:
    """A TOML text with one more setting, below its comment or before the first table."""
    line = _line(name, value)
    if comment := re.search(rf"^# {name} = .*$", text, re.MULTILINE):
        return f"{text[: comment.end()]}\n{line}{text[comment.end() :]}"
    table = _TABLE.search(text)
    at = table.start() if table else len(text)
    head = text[:at] + ("\n" if text[:at] and not text[:at].endswith("\n") else "")
    return f"{head}{line}\n{text[at:]}"


def _line(name: str, value: Value) -> str:
    return f"{name} = {json.dumps(value, ensure_ascii=False)}"


def _not_added(path: Path, name: str, value: Value) -> ConfigError:
    return ConfigError(f"{_line(name, value)} cannot be added to {path}: write it there yourself.")
