"""Opens connections to web servers. The only module of the program that opens sockets.

A name is resolved once, and the connection goes to the address that was checked: only those that
`private_hosts.allowed` permits. Each connection has a deadline for all its waits.
"""

from __future__ import annotations

import io
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPSConnection
from typing import Any
from urllib.parse import SplitResult, urlsplit

from reader.config import expanded
from reader.errors import FetchError
from reader.feeds import private_hosts
from reader.feeds.requests import Request, basic, sendable

_BUFFER = 64 * 1024  # bytes
_Address = tuple[socket.AddressFamily, tuple[Any, ...]]


class NotAllowed(OSError):
    """The host is at an address that a feed must not lead to; its text is that address."""


class Connections:
    """Opens connections, and remembers addresses and certificates. Threads may share it."""

    def __init__(self) -> None:
        self._contexts: dict[tuple[str, str], ssl.SSLContext] = {}
        self._lock = threading.Lock()
        self._resolved: dict[tuple[str, int], list[_Address]] = {}

    def open(
        self,
        parts: SplitResult,
        first: Request,
        proxy: str,
        until: float,
        files: tuple[str, str],
    ) -> HTTPConnection:
        """Connect to the host of an address, or to its `proxy`, before the moment `until`.

        `first` is the request before any redirect. `files` are our certificate and the host's
        authority, '' for none. Raises NotAllowed, another OSError or HTTPException, or FetchError
        for a file that cannot be used.
        """
        host, secure = parts.hostname or "", parts.scheme == "https"
        via = urlsplit(proxy) if proxy else None
        port = parts.port or (443 if secure else 80)
        at, at_port = (via.hostname or "", via.port or 8080) if via else (host, port)
        connection = (
            HTTPSConnection(at, at_port, context=self._tls(*files)) if secure
            else HTTPConnection(at, at_port)
        )  # fmt: skip
        if via and secure:
            connection.set_tunnel(host, port, dict(_proxy_headers(via)))
        if via:
            _check_proxied(host, first)
            found = self._addresses(at, at_port, until)
        else:
            found = self._checked(host, port, first, until)

        def dial(_address: object, _timeout: object, _source: object) -> socket.socket:
            return _dial(found, until)

        connection._create_connection = dial  # type: ignore[attr-defined] # no public way
        connection.connect()
        connection.sock = Timed(connection.sock, until)
        return connection

    def _checked(self, host: str, port: int, first: Request, until: float) -> list[_Address]:
        """The permitted addresses of a host. Raises NotAllowed where there is none."""
        found = self._addresses(host, port, until)
        home = urlsplit(sendable(first.home or first.url))
        own = found if home.hostname == host else self._addresses(
            home.hostname or "", home.port or 80, until
        )  # fmt: skip
        kinds = frozenset(private_hosts.kind_of(str(place[0])) for _family, place in own)
        allowed = private_hosts.allowed(home.hostname or "", kinds, trusted=first.trusted)
        fitting = [one for one in found if private_hosts.kind_of(str(one[1][0])) in allowed]
        if not fitting:
            raise NotAllowed(str(found[0][1][0]))
        return fitting

    def _addresses(self, host: str, port: int, until: float) -> list[_Address]:
        """The addresses of a name, resolved once in a run, by a thread that may be left behind."""
        with self._lock:
            if known := self._resolved.get((host, port)):
                return known
        found: list[list[_Address] | OSError] = []

        def resolve() -> None:
            try:
                listed = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
                found.append([(one[0], one[4]) for one in listed])
            except (OSError, UnicodeError) as error:
                found.append(error if isinstance(error, OSError) else socket.gaierror(str(error)))

        if private_hosts.literal(host):
            resolve()
        else:
            thread = threading.Thread(target=resolve, daemon=True)
            thread.start()
            thread.join(max(until - time.monotonic(), 0))
        if not found:
            raise socket.gaierror("no name server answers")
        if isinstance(found[0], OSError):
            raise found[0]
        with self._lock:
            self._resolved[host, port] = found[0]
        return found[0]

    def _tls(self, certificate: str, authority: str) -> ssl.SSLContext:
        with self._lock:
            key = (certificate, authority)
            if key not in self._contexts:
                self._contexts[key] = _context(certificate, authority)
            return self._contexts[key]

    def is_at_home(self, url: str) -> bool:
        """Whether a host with a public name was found at an address of a private network."""
        parts = urlsplit(sendable(url))
        host = parts.hostname or ""
        with self._lock:
            found = [one for (name, _), known in self._resolved.items() if name == host
                     for one in known]  # fmt: skip
        is_named = private_hosts.literal(host) is None and not private_hosts.is_local_name(host)
        return is_named and any(private_hosts.kind_of(str(one[1][0])) != "public" for one in found)


class Timed:
    """A socket with one deadline for all its waits, however slowly bytes drip in."""

    def __init__(self, inner: socket.socket, until: float) -> None:
        self.until = until
        self._inner = inner

    def sendall(self, data: Any) -> None:
        self._wait()
        self._inner.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reading(self, self._inner.makefile("rb", buffering=0)), _BUFFER)

    def close(self) -> None:
        self._inner.close()

    def _wait(self) -> None:
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._inner.settimeout(left)


class _Reading(io.RawIOBase):
    def __init__(self, timed: Timed, raw: Any) -> None:
        self._timed, self._raw = timed, raw

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._timed._wait()
        count: int | None = self._raw.readinto(buffer)
        return count

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()


def _check_proxied(host: str, first: Request) -> None:
    """Check a host behind a proxy: the proxy resolves names, so only literal addresses are
    checked. Raises NotAllowed.
    """
    kind = private_hosts.literal(host)
    home = urlsplit(sendable(first.home or first.url)).hostname or ""
    own = private_hosts.literal(home)
    if kind and kind not in private_hosts.allowed(
        home, frozenset([own] if own else []), trusted=first.trusted
    ):
        raise NotAllowed(host)


def _context(certificate: str, authority: str) -> ssl.SSLContext:
    """What secure connections go by. Raises FetchError for a file that cannot be used."""
    context = ssl.create_default_context()
    file = certificate
    try:
        if certificate:
            path = str(expanded(certificate))
            context.load_cert_chain(path, password=_no_password)
        if file := authority:
            context.load_verify_locations(str(expanded(authority)))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FetchError(f"The certificate in {file} cannot be used: {reason}.") from None
    return context


def _no_password() -> str:
    raise ValueError("its key has a password")


def _dial(found: list[_Address], until: float) -> socket.socket:
    """A connection to the first address that accepts one."""
    last: OSError = TimeoutError()
    for number, (family, place) in enumerate(found):
        left = until - time.monotonic()
        if left <= 0:
            break
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.settimeout(left / (len(found) - number))
            sock.connect(place)
            sock.settimeout(max(until - time.monotonic(), 0.001))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            sock.close()
            last = error
        else:
            return sock
    raise last


def _proxy_headers(via: SplitResult) -> Iterator[tuple[str, str]]:
    if via.username:
        yield "Proxy-Authorization", basic(via.username, via.password or "")
