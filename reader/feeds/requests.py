"""Requests: the address in the form that is sent, the headers, the proxy."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, unquote, urlsplit
from urllib.request import proxy_bypass

from reader import __version__
from reader.feeds import codings, private_hosts

USER_AGENT = f"broadsheet/{__version__}"


ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, text/html;q=0.7, */*;q=0.5"
)

_SAFE = "!#$%&'()*+,/:;=?@[]~-._"


@dataclass(frozen=True, slots=True)
class Request:
    """A request. `etag` and `modified` are those of the last answer, unchanged; `headers`, and what
    the files `cookies` and `certificate` hold, go only to the host of `url`; `authority` is a file
    of certificates that count there beside the system's. `home` is the address that the user gave,
    if that is another one; `trusted` lets its host be private, whatever its name.
    """

    url: str
    etag: str = ""
    modified: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    cookies: str = ""
    certificate: str = ""
    authority: str = ""
    user_agent: str = USER_AGENT
    proxy: str = ""
    home: str = ""
    trusted: bool = False


def sendable(url: str) -> str:
    """A web address as HTTP needs it: host and path in ASCII, no fragment, no blanks.

    Raises ValueError for another scheme, without a host, and for an invalid port.
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https"):
        raise ValueError("only http and https are fetched")
    host = parts.hostname or ""
    if not host or any(letter.isspace() or not letter.isprintable() for letter in host):
        raise ValueError("it names no host")
    if not host.isascii():
        host = _ascii(host)
    shown = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port is not None else ""
    user = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    path, query = quote(parts.path or "/", safe=_SAFE), quote(parts.query, safe=_SAFE)
    return parts._replace(netloc=user + shown + port, path=path, query=query, fragment="").geturl()


def origin(url: str) -> tuple[str, str, str]:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return parts.scheme, (parts.hostname or "").lower(), str(port)


def selector(parts: SplitResult, *, is_proxied: bool) -> str:
    """The target in the request line; for a proxy, the whole address."""
    path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    path = f"/{path.lstrip('/')}" if path.startswith("//") else path
    if not is_proxied or parts.scheme == "https":
        return path
    return f"http://{parts.netloc.rpartition('@')[2]}{path}"


def without_password(url: str) -> str:
    """An address as it may stand in a file that others see."""
    before, at, after = url.partition("@")
    scheme, colon, user = before.partition("://")
    return f"{scheme}{colon}{after}" if at and colon and "/" not in user else url


def is_of(url: str, subscribed: str) -> bool:
    """Whether an address is at the host that was subscribed, so that its secrets may go there: the
    same origin, or the same host by https where it was http.
    """
    (_, name, port), one = origin(subscribed), origin(url)
    return one == origin(subscribed) or (port == "80" and one == ("https", name, "443"))


def request_headers(
    request: Request, parts: SplitResult, secrets: Mapping[str, str], proxy: str
) -> dict[str, str]:
    """The headers of one request. `secrets` are those for the host that is asked."""
    headers = {
        "User-Agent": request.user_agent,
        "Accept": ACCEPT,
        "Accept-Encoding": codings.ACCEPTED,
        "Connection": "keep-alive",
    }
    if request.etag:
        headers["If-None-Match"] = request.etag
    if request.modified:
        headers["If-Modified-Since"] = request.modified
    headers.update(secrets)
    if proxy and parts.scheme == "http" and (via := urlsplit(proxy)).username:
        headers["Proxy-Authorization"] = basic(via.username or "", via.password or "")
    return {name: value.encode("latin-1", "ignore").decode("latin-1")
            for name, value in headers.items()}  # fmt: skip


def basic(user: str, password: str, *, quoted: bool = True) -> str:
    """A value of Authorization (RFC 7617), from the parts of an address, which are `quoted`."""
    pair = f"{user}:{password}"
    pair = unquote(user) + ":" + unquote(password) if quoted else pair
    return f"Basic {b64encode(pair.encode()).decode('ascii')}"


def proxy_for(parts: SplitResult, known: Mapping[str, str]) -> str:
    """The proxy that the environment names for an address (`https_proxy`, `no_proxy` …), or ''.
    `known` is what `getproxies_environment` returned, called once for a run.

    A literal private address needs none. Raises ValueError for a proxy that does not speak HTTP.
    """
    proxy = known.get(parts.scheme) or known.get("all") or ""
    host = parts.hostname or ""
    if not proxy or private_hosts.literal(host) == "loopback" or host == "localhost":
        return ""
    if proxy_bypass(host):
        return ""
    return checked_proxy(proxy)


def checked_proxy(proxy: str) -> str:
    """A proxy's address with its scheme. Raises ValueError where it does not speak HTTP."""
    full = proxy if "://" in proxy else f"http://{proxy}"
    if urlsplit(full).scheme != "http" or not urlsplit(full).hostname:
        raise ValueError(f"the proxy “{proxy}” does not begin with http://")
    return full


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        raise ValueError("its host is not a valid name") from None
