"""Addresses handed to the browser: which may be, where they lead, and how it is started.

A browser is started without a shell and on its own, with nothing to say on this terminal. $BROWSER
is honoured: commands apart by ":", each with the address at its end or in the place of %s.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from urllib.parse import SplitResult, urlsplit

from reader.errors import ReaderError
from reader.output.safe import safe_line

_SCHEMES = ("http", "https", "mailto")
_OPENERS = {"darwin": ("open",), "win32": ("explorer",)}
_LINUX = ("xdg-open", "wslview", "gio open", "firefox", "chromium")

_started: list[subprocess.Popen[bytes]] = []


class AddressError(ReaderError):
    """An address that is not opened, or a machine that has no browser."""


def open_address(href: str) -> str:
    """Open an address in the browser. Returns a sentence that says where it leads.

    Raises AddressError with one sentence where that cannot be done.
    """
    address = _address(href)
    host = shown_host(address)
    for command in _commands():
        argv = [part.replace("%s", address) for part in command]
        if argv == command:
            argv.append(address)
        if _start(argv):
            return f"Opening {host} in the browser."
    raise AddressError(f"There is no browser here for {host}: $BROWSER names none. y copies.")


def shown_host(href: str) -> str:
    """Where an address leads, in plain letters: a host that only looks like another one does not
    any more (xn--…). Of a mail address, all of it.
    """
    parts = _parts(href)
    if parts is None:
        return safe_line(href)
    if parts.scheme == "mailto":
        return safe_line(href)
    return _ascii(parts.hostname or "") or safe_line(href)


def _address(href: str) -> str:
    parts = _parts(href)
    if parts is None or parts.scheme not in _SCHEMES or not (parts.hostname or parts.path):
        raise AddressError(f"Only http, https and mailto are opened, not {safe_line(href)[:80]}.")
    if parts.scheme == "mailto":
        return parts.geturl()
    host = _ascii(parts.hostname or "")
    if not host:
        raise AddressError(f"No host can be told from {safe_line(href)[:80]}.")
    bracketed = f"[{host}]" if ":" in host else host
    at = parts.netloc.rpartition("@")[0]
    port = f":{parts.port}" if parts.port is not None else ""
    return parts._replace(netloc=f"{at}@{bracketed}{port}" if at else f"{bracketed}{port}").geturl()


def _parts(href: str) -> SplitResult | None:
    """An address taken apart as browsers do, for which “\\” is “/”; None if it makes no sense."""
    address = "".join(safe_line(href).replace("\\", "/").split())
    try:
        parts = urlsplit(address)
        _unused = parts.port, parts.hostname
    except ValueError:
        return None
    return parts


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        return ""


def words_of(command: str) -> list[str]:
    """A command of the environment in words; none where a quote in it has no end."""
    try:
        return shlex.split(command)
    except ValueError:
        return []


def _commands() -> list[list[str]]:
    """The browsers that may be tried, the one that is wanted first."""
    named = [words_of(one) for one in os.environ.get("BROWSER", "").split(os.pathsep)]
    if sys.platform in _OPENERS:
        return [*named, list(_OPENERS[sys.platform])]
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or shutil.which("wslview"):
        return [*named, *(one.split() for one in _LINUX)]
    return named


def _start(argv: list[str]) -> bool:
    """Start a program on its own; False if there is no such program."""
    if not argv or shutil.which(argv[0]) is None:
        return False
    _started[:] = [one for one in _started if one.poll() is None]
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(
            argv, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
        )
    except OSError:
        return False
    _started.append(process)
    return True
