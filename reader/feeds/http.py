"""HTTP for feeds. The only module of the program that opens connections.

Whatever a server does, `Client.get` keeps to its deadline and its limit of bytes, and connects only
to addresses that `private_hosts.allowed` permits: a name is resolved once, and the connection goes
to the address that was checked. For 500 hostile servers http.client in threads used less CPU time
than any other client measured.
"""

from __future__ import annotations

import hashlib
import io
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import SplitResult, urljoin, urlsplit
from urllib.request import getproxies_environment

from reader.config import expanded
from reader.errors import FetchError
from reader.feeds import codings, private_hosts
from reader.feeds.logins import Logins
from reader.feeds.requests import (
    Request,
    basic,
    is_of,
    origin,
    proxy_for,
    request_headers,
    selector,
    sendable,
)

DEADLINE = 20.0
"""Seconds for a feed, including redirects."""

SIZE_LIMIT = 8 * 1024 * 1024
"""Bytes of an answer, both as it arrives and decoded."""

REDIRECTS = 5


_STEP = 64 * 1024
_IN_MEMORY = 256 * 1024  # bytes; with 32 answers at once, larger ones wait on the disk
_MOVED, _MOVED_FOR_GOOD = (301, 302, 303, 307, 308), (301, 308)
_STALE = (ConnectionError, HTTPException, ssl.SSLEOFError, ssl.SSLZeroReturnError)
_Address = tuple[socket.AddressFamily, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Response:
    """The final answer. `moved` is the address that permanent redirects lead to, or ''.

    `headers` have names in lower case. `digest` is the SHA-256 of the decoded body.
    """

    status: int
    url: str
    headers: Mapping[str, str]
    moved: str = ""
    digest: str = ""
    body: IO[bytes] = field(default_factory=io.BytesIO)

    def take(self) -> bytes:
        """The decoded body, once."""
        with self.body as file:
            return file.read()


class Client:
    """Keeps connections open for the next feed on the same host. Threads may share it."""

    def __init__(self, deadline: float = DEADLINE, limit: int = SIZE_LIMIT) -> None:
        self._deadline, self._limit = deadline, limit
        self._contexts: dict[tuple[str, str], ssl.SSLContext] = {}
        self._logins = Logins()
        self._proxies = getproxies_environment()
        self._lock = threading.Lock()
        self._idle: dict[tuple[str, ...], list[HTTPConnection]] = {}
        self._resolved: dict[tuple[str, int], list[_Address]] = {}

    def get(self, request: Request) -> Response:
        """Fetch an address, following redirects. Raises FetchError, whose sentence names
        the host.
        """
        until = time.monotonic() + self._deadline
        first, current = request, request
        moved, is_moving = "", True
        for _hop in range(REDIRECTS + 1):
            try:
                answer = self._once(current, first, until)
            except (OSError, HTTPException, codings.CannotDecode, ValueError) as error:
                raise _failure(current.url, error, self._deadline) from None
            target = answer.headers.get("location", "")
            if answer.status not in _MOVED or not target:
                return replace(answer, moved=moved)
            answer.body.close()
            url = _target(current.url, target)
            is_moving = is_moving and answer.status in _MOVED_FOR_GOOD
            moved = url if is_moving else moved
            current = replace(current, url=url)
        raise FetchError(f"{_host(first.url)} redirects more than {REDIRECTS} times.")

    def is_at_home(self, url: str) -> bool:
        """Whether a host with a public name was found at an address of a private network."""
        parts = urlsplit(sendable(url))
        host = parts.hostname or ""
        with self._lock:
            found = [one for (name, _), known in self._resolved.items() if name == host
                     for one in known]  # fmt: skip
        is_named = private_hosts.literal(host) is None and not private_hosts.is_local_name(host)
        return is_named and any(private_hosts.kind_of(str(one[1][0])) != "public" for one in found)

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            idle, self._idle = self._idle, {}
        for connections in idle.values():
            for one in connections:
                one.close()

    def _once(self, request: Request, first: Request, until: float) -> Response:
        """Send one request and return its answer, on an open connection if there is one."""
        url = sendable(request.url)
        parts = urlsplit(url)
        proxy = request.proxy or proxy_for(parts, self._proxies)
        own = is_of(url, sendable(first.url))
        secrets = self._logins.headers(first, url) if own else {}
        files = (first.certificate, first.authority) if own else ("", "")
        key = (*origin(url), proxy, *files)
        headers = request_headers(request, parts, secrets, proxy)
        path = selector(parts, is_proxied=bool(proxy))
        with self._lock:
            waiting = self._idle.get(key)
            kept = waiting.pop() if waiting else None
        if kept is not None:
            try:
                return self._exchange(kept, key, path, headers, until, url)
            except _STALE:  # the server has closed it meanwhile
                kept.close()
        fresh = self._connected(parts, first, proxy, until, files)
        try:
            return self._exchange(fresh, key, path, headers, until, url)
        except BaseException:
            fresh.close()
            raise

    def _exchange(
        self,
        connection: HTTPConnection,
        key: tuple[str, ...],
        path: str,
        headers: dict[str, str],
        until: float,
        url: str,
    ) -> Response:
        timed = connection.sock
        assert isinstance(timed, _Timed)
        timed.until = until
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        try:
            body, digest = self._read(response)
            is_whole = response.isclosed()
        finally:
            response.close()
        if response.will_close or not is_whole:
            connection.close()
        else:
            with self._lock:
                self._idle.setdefault(key, []).append(connection)
        named = {name.lower(): value for name, value in response.getheaders()}
        return Response(response.status, url, named, "", digest, body)

    def _read(self, response: HTTPResponse) -> tuple[IO[bytes], str]:
        """The body, decoded and counted, and its hash; empty for a redirect or an error."""
        spool: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (the answer closes it)
        if response.status != 200:
            with suppress(OSError, HTTPException):
                if response.length is not None and response.length <= _STEP:
                    response.read()  # so that the connection can be used again
            return spool, ""
        digest = hashlib.sha256()
        try:
            for piece in self._pieces(response):
                digest.update(piece)
                spool.write(piece)
        except BaseException:
            spool.close()
            raise
        spool.seek(0)
        return spool, digest.hexdigest()

    def _pieces(self, response: HTTPResponse) -> Iterator[bytes]:
        if (response.length or 0) > self._limit:
            raise _TooLarge
        decoder = codings.decoder(response.headers.get("Content-Encoding", ""))
        raw = decoded = 0
        while data := response.read(_STEP):
            raw += len(data)
            for piece in decoder.feed(data):
                decoded += len(piece)
                if max(raw, decoded) > self._limit:
                    raise _TooLarge
                yield piece
            if raw > self._limit:
                raise _TooLarge
        if response.length:
            raise codings.CannotDecode("it is cut off")
        decoder.end()

    def _connected(
        self,
        parts: SplitResult,
        first: Request,
        proxy: str,
        until: float,
        files: tuple[str, str],
    ) -> HTTPConnection:
        """A connection to the host of an address, or to its proxy. `files` are our certificate and
        the host's authority, '' for none.
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
            self._check_proxied(host, first, first.trusted)
            found = self._addresses(at, at_port, until)
        else:
            found = self._checked(host, port, first, until, first.trusted)

        def dial(_address: object, _timeout: object, _source: object) -> socket.socket:
            return _dial(found, until)

        connection._create_connection = dial  # type: ignore[attr-defined]
        connection.connect()
        connection.sock = _Timed(connection.sock, until)
        return connection

    def _checked(
        self, host: str, port: int, first: Request, until: float, trusted: bool
    ) -> list[_Address]:
        """The permitted addresses of a host. Raises FetchError where there is none."""
        found = self._addresses(host, port, until)
        home = urlsplit(sendable(first.home or first.url))
        own = found if home.hostname == host else self._addresses(
            home.hostname or "", home.port or 80, until
        )  # fmt: skip
        kinds = frozenset(private_hosts.kind_of(str(place[0])) for _family, place in own)
        allowed = private_hosts.allowed(home.hostname or "", kinds, trusted=trusted)
        fitting = [one for one in found if private_hosts.kind_of(str(one[1][0])) in allowed]
        if not fitting:
            raise _NotAllowed(str(found[0][1][0]))
        return fitting

    def _check_proxied(self, host: str, first: Request, trusted: bool) -> None:
        """Check a host behind a proxy: the proxy resolves names, so only literal addresses are
        checked.
        """
        kind = private_hosts.literal(host)
        home = urlsplit(sendable(first.home or first.url)).hostname or ""
        own = private_hosts.literal(home)
        if kind and kind not in private_hosts.allowed(
            home, frozenset([own] if own else []), trusted=trusted
        ):
            raise _NotAllowed(host)

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


class _Timed:
    """A socket with one deadline for all its waits, however slowly bytes drip in."""

    def __init__(self, inner: socket.socket, until: float) -> None:
        self.until = until
        self._inner = inner

    def sendall(self, data: Any) -> None:
        self._wait()
        self._inner.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reading(self, self._inner.makefile("rb", buffering=0)), _STEP)

    def close(self) -> None:
        self._inner.close()

    def _wait(self) -> None:
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._inner.settimeout(left)


class _Reading(io.RawIOBase):
    def __init__(self, timed: _Timed, raw: Any) -> None:
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


class _TooLarge(OSError):
    pass


class _NotAllowed(OSError):
    pass


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


def _target(base: str, location: str) -> str:
    """Where a redirect leads. Raises FetchError where it is not on the web."""
    try:
        url = urljoin(base, location.strip())
        return sendable(url)
    except ValueError:
        shown = location[:80]
        raise FetchError(
            f"{_host(base)} redirects to {shown!r}, which is not an address on the web."
        ) from None


def _proxy_headers(via: SplitResult) -> Iterator[tuple[str, str]]:
    if via.username:
        yield "Proxy-Authorization", basic(via.username, via.password or "")


def _host(url: str) -> str:
    with suppress(ValueError):
        return urlsplit(url).hostname or url
    return url


def _failure(url: str, error: Exception, deadline: float) -> FetchError:
    """A sentence about what went wrong."""
    host = _host(url)
    for kind, sentence in _SENTENCES:
        if isinstance(error, kind):
            why = getattr(error, "verify_message", "") or getattr(error, "strerror", "")
            why = str(why or str(error) or type(error).__name__)[:120]
            said = sentence.format(host=host, why=why, seconds=deadline, size=SIZE_LIMIT >> 20)
            return FetchError(said, offline=kind in _OFFLINE)
    return FetchError(f"{url!r} cannot be asked: {error}.")


_SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (_NotAllowed, "{host} is at {why}, an address that is not on the public network; such a host "
     "is asked only if the subscription itself names one."),
    (_TooLarge, "The answer of {host} is larger than {size} MB."),
    (socket.gaierror, "The host {host} cannot be found ({why})."),
    (TimeoutError, "{host} does not answer within {seconds:g} seconds."),
    (ssl.SSLCertVerificationError, "The certificate of {host} is not valid: {why}."),
    (ssl.SSLError, "There is no secure connection to {host} ({why})."),
    (ConnectionRefusedError, "{host} refuses connections."),
    (codings.CannotDecode, "The answer of {host} cannot be read: {why}."),
    (HTTPException, "{host} does not answer as a web server does ({why})."),
    (OSError, "There is no connection to {host}: {why}."),
)  # fmt: skip
"""The sentence for each kind of error; the first that fits is used."""

_OFFLINE = (socket.gaierror, ConnectionRefusedError, OSError)
"""Kinds of error in which the host was not reached at all."""
