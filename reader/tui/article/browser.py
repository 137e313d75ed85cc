"""Opens addresses in the browser: checks them, and starts the browser.

The browser is started without a shell, in its own session, and without access to the terminal.
$BROWSER may name commands, separated by ":". The address replaces %s in them, or is appended.
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
    """An address that may not be opened, or no browser to open it."""


def open_address(href: str) -> str:
    """Open an address in the browser. Returns a sentence that names its host.

    Raises AddressError if that is not possible.
    """
    address = _address(href)
    host = shown_host(address)
    for command in _commands():
        argv = [part.replace("%s", address) for part in command]
        if argv == command:
            argv.append(address)
        if _start(argv):
            return f"Opening {host} in the browser."
    raise AddressError(f"No browser found for {host}: set $BROWSER, or copy the address with y.")


def shown_host(href: str) -> str:
    """The host of an address in ASCII (xn--…), so that it cannot look like another host; for a mail
    address, the whole address.
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
        raise AddressError(f"{safe_line(href)[:80]} has no valid host.")
    bracketed = f"[{host}]" if ":" in host else host
    at = parts.netloc.rpartition("@")[0]
    port = f":{parts.port}" if parts.port is not None else ""
    return parts._replace(netloc=f"{at}@{bracketed}{port}" if at else f"{bracketed}{port}").geturl()


def _parts(href: str) -> SplitResult | None:
    """The parts of an address as browsers see them, to which “\\” is “/”; None if it is invalid."""
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
    """The words of a command; none if a quote in it is not closed."""
    try:
        return shlex.split(command)
    except ValueError:
        return []


def _commands() -> list[list[str]]:
    """The commands to try in their order: the user's, and then the system's."""
    named = [words_of(one) for one in os.environ.get("BROWSER", "").split(os.pathsep)]
    if sys.platform in _OPENERS:
        return [*named, list(_OPENERS[sys.platform])]
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or shutil.which("wslview"):
        return [*named, *(one.split() for one in _LINUX)]
    return named


def _start(argv: list[str]) -> bool:
    """Start a program in its own session. Returns False if it cannot be started."""
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
