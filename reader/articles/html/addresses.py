"""Turns addresses in a page into addresses that can be opened: http, https and mailto only."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from reader.articles.rules.builtin import REDIRECTS, Redirects
from reader.lazy_re import late
from reader.unseen import NOT_IN_ADDRESSES

LENGTH_LIMIT = 2048
"""Characters; terminals and browsers do not accept longer addresses."""

REDIRECT_LIMIT = 5
"""The most nested redirectors that are unwrapped."""

LOCAL = "reader:"
"""The prefix of a link to another article, until it is resolved (see articles/links.py). As a base
it means that a page has no address of its own; with a slash, that it belongs to a site.
"""

PART = f"{LOCAL}#"
"""Before what a link to a part of the same page says."""

_UNSEEN = late(f"[ {NOT_IN_ADDRESSES}]+")
_WEB = ("http://", "https://")
_OPENABLE = (*_WEB, "mailto:")


@lru_cache(maxsize=1024)
def target(address: str, base: str | None = None, redirects: Redirects | None = None) -> str | None:
    """The absolute address that a link leads to, without redirectors; None if it should
    not be opened.

    `base` is the address of the page, to resolve relative ones; `redirects` is a table that
    replaces `rules.builtin.REDIRECTS`.
    """
    address = _UNSEEN.sub("", address.strip() if address.isascii() else address)
    if not address or len(address) > LENGTH_LIMIT:
        return None
    if address[0] == "#":
        return LOCAL + address if base else None
    joined = _joined(address, base)
    if joined is None or joined.startswith(LOCAL):
        return joined if base else None
    found = plain(joined)
    fields = redirects.fields if redirects else REDIRECTS
    for _ in range(REDIRECT_LIMIT):
        inner = plain(_inner(found, fields)) if found else None
        if inner is None or not inner.lower().startswith(_WEB) or len(inner) > LENGTH_LIMIT:
            break
        found = inner
    return found


def _joined(address: str, base: str | None) -> str | None:
    """An address on a page with that base, resolved; prefixed with LOCAL if it means another
    article.
    """
    if address.startswith(("[[", "%5B%5B")):  # as comrak writes them
        return f"{LOCAL}[[{address.removeprefix('[[').removeprefix('%5B%5B')}"
    if address.startswith("//"):
        address = f"https:{address}"
    try:
        if not base or urlsplit(address).scheme:
            return address if not address.startswith(LOCAL) else None
        if base.startswith(LOCAL):
            return LOCAL + address if address[0] not in "/\\" or base != LOCAL else None
        return urljoin(base, address)
    except ValueError:
        return None


def plain(address: str) -> str | None:
    """An address that shows where it leads: without a user before the host, with the host in ASCII,
    without invisible characters. None if it is not valid or cannot be opened.
    """
    address = _UNSEEN.sub("", address)
    if not address.lower().startswith(_OPENABLE):
        return None
    try:
        parts = urlsplit(address)
        if parts.scheme == "mailto":
            return address
        host = parts.hostname
        if not host:
            return None
        if "@" not in parts.netloc and host.isascii():
            return address
        name = f"[{host}]" if ":" in host else host.encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
        return parts._replace(netloc=name + port).geturl()
    except ValueError:
        return None


def _inner(address: str, redirects: Mapping[str, str]) -> str:
    """The address that a redirector leads to; '' if it is not a redirector."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    field = redirects.get(host, redirects.get(host + parts.path))
    if field is None:
        return ""
    return unquote(parts.query) if field == "" else parse_qs(parts.query).get(field, [""])[0]
