"""What opens feeds that are not for everybody: names and passwords, headers, cookies.

They stand in files of the user outside the library, or a command prints them, since `feeds.toml` is
synchronised with the articles; `exposed` finds those that stand there nevertheless. They go to the
host that was subscribed, and to no other.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from http.cookiejar import MozillaCookieJar
from netrc import NetrcParseError, netrc
from os import environ
from pathlib import Path
from threading import Lock
from urllib.parse import parse_qsl, urlsplit
from urllib.request import Request as Asking

from reader.config import expanded
from reader.errors import FetchError
from reader.feeds.requests import USER_AGENT, Request, basic, checked_proxy, is_of
from reader.feeds.subscription import Subscription, host
from reader.output.safe import safe_line

_HEADERS_SECONDS = 10
_SECRET = re.compile(
    r"(?:[\w-]*[_-])?(?:auth|hash|key|pass|passwd|password|pwd|secret|sid|sig|signature|token)",
    re.IGNORECASE,
)
"""Names of what an address carries for its owner alone."""

_HEADER = re.compile(r"(?:authorization|cookie|[\w-]*-(?:auth|key|token))\s*:", re.IGNORECASE)


class Logins:
    """Passwords and cookies in files of the user, each read once in a run. For many threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._netrc: netrc | None = None
        self._is_read = False
        self._jars: dict[str, MozillaCookieJar] = {}

    def headers(self, request: Request, url: str) -> dict[str, str]:
        """The headers for the host that was subscribed by `request`, at one of its addresses.

        Raises FetchError where its file of cookies cannot be read.
        """
        found: dict[str, str] = {}
        home = urlsplit(request.url)
        if home.username:
            found["Authorization"] = basic(home.username, home.password or "")
        elif known := self._of_netrc(home.hostname or ""):
            found["Authorization"] = known
        if request.cookies and (cookies := self._cookies(request.cookies, url)):
            found["Cookie"] = cookies
        return found | dict(request.headers)

    def _of_netrc(self, name: str) -> str:
        """What netrc says of a host; its `default` is for no stranger."""
        with self._lock:
            if not self._is_read:
                self._is_read = True
                with suppress(OSError, NetrcParseError, UnicodeDecodeError):
                    self._netrc = netrc(str(netrc_file()))
        known = self._netrc.hosts.get(name) if self._netrc else None
        return basic(known[0], known[2] or "", quoted=False) if known else ""

    def _cookies(self, file: str, url: str) -> str:
        with self._lock:
            if file not in self._jars:
                self._jars[file] = _jar(file)
            asking = Asking(url)  # noqa: S310 (nothing is opened: it is what a jar looks at)
            self._jars[file].add_cookie_header(asking)
        return asking.get_header("Cookie") or ""


def request_of(one: Subscription, link: str = "") -> Request:
    """The request for a feed, or for a page that it leads to: what opens the feed goes to pages of
    its host, and to no others.

    Raises FetchError where the command for its headers fails, ValueError for a proxy that is none.
    """
    own = not link or is_of(link, one.address)
    request = Request(
        link or one.address,
        user_agent=one.user_agent or USER_AGENT,
        proxy=checked_proxy(one.proxy) if one.proxy else "",
        home=one.address,
        trusted=one.private or one.address != one.url,
    )
    if not own:
        return request
    return replace(
        request,
        headers=tuple(headers_of(one.headers_command)) if one.headers_command else (),
        cookies=one.cookies,
        certificate=one.certificate,
        authority=one.authority,
    )


def headers_of(command: str) -> Iterator[tuple[str, str]]:
    """The headers that a command of the user prints, `Name: value` a line.

    Raises FetchError where it cannot be run.
    """
    try:
        done = subprocess.run(
            shlex.split(command), capture_output=True, timeout=_HEADERS_SECONDS, check=True
        )
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise FetchError(f"The command for its headers fails: {error}.") from None
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        name, colon, value = line.partition(":")
        if colon and name.strip():
            yield safe_line(name), safe_line(value)


def netrc_file() -> Path:
    """Where names and passwords are: $NETRC, or `.netrc` in the home folder."""
    return expanded(environ.get("NETRC") or "~/.netrc")


def exposed(root: Path, feeds: Sequence[Subscription]) -> Iterator[str]:
    """A sentence for each secret of these feeds that is synchronised with the library `root`, and
    for a netrc that cannot be read. No sentence holds the secret.
    """
    for one in feeds:
        yield from _in_address(one)
        if one.proxy and "@" in one.proxy:
            yield f"{one.name}: feeds.toml holds the password of its proxy; https_proxy is private."
        if _HEADER.search(one.headers_command):
            yield (
                f"{one.name}: feeds.toml holds a header that is a secret; let `headers_command` "
                "print it from a file or a password store."
            )
        for name in ("cookies", "certificate"):
            path = getattr(one, name)
            if path and expanded(path).resolve().is_relative_to(root.resolve()):
                yield f"{one.name}: its {name} ({path}) lie in the library, which is synchronised."
    try:
        netrc(str(netrc_file()))
    except FileNotFoundError:
        return
    except (OSError, NetrcParseError, UnicodeDecodeError) as error:
        line = f" in line {error.lineno}" if isinstance(error, NetrcParseError) else ""
        yield f"{netrc_file()} cannot be read{line}, so no feed gets a password from it."


def _in_address(one: Subscription) -> Iterator[str]:
    with suppress(ValueError):
        parts = urlsplit(one.url)
        if parts.password:
            yield (
                f"{one.name}: feeds.toml holds its password; put it into {netrc_file()}, as "
                f"`machine {host(one.url)} login {safe_line(parts.username or '')} password …`."
            )
        for name, value in parse_qsl(parts.query):
            if value and _SECRET.fullmatch(name):
                yield f"{one.name}: its address in feeds.toml holds a secret ({safe_line(name)})."


def _jar(file: str) -> MozillaCookieJar:
    jar = MozillaCookieJar(str(expanded(file)))
    try:
        jar.load(ignore_discard=True, ignore_expires=True)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or safe_line(str(error))
        raise FetchError(f"Its cookies cannot be read from {file}: {reason}.") from None
    for cookie in jar:
        cookie.expires = cookie.expires or None  # browsers write 0 for those of a session
    return jar
