"""Finds the feed of a page: one that the page names, or else one at a usual address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from reader.articles.html.repair import guard
from reader.config import expanded
from reader.drives import is_file
from reader.errors import FeedError, FetchError, SubscriptionError
from reader.feeds import opml, places
from reader.feeds.feed import Feed
from reader.feeds.feed_tables import NO_INSTANCE
from reader.feeds.http import Client, Response
from reader.feeds.logins import request_of
from reader.feeds.requests import Request
from reader.feeds.subscription import Subscription, host
from reader.feeds.workers import Workers
from reader.lazy_tuple import NamedTuple
from reader.output.safe import safe_line
from reader.regular_files import read_bytes

WELL_KNOWN = ("feed", "rss", "atom.xml", "feed.xml", "rss.xml", "index.xml", "feed.json")
"""Usual paths of feeds, tried under the page and under its host."""

NOTHING_SET = Subscription("")

_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json",
          "application/rdf+xml", "text/xml", "application/xml", "application/json")  # fmt: skip
_ENDINGS = (".rss", ".atom", ".rdf", "/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml",
            "/index.xml", "/feed.json", "/atom")  # fmt: skip
_SCHEMES_NOT_ASKED = ("exec", "file", "filter", "query", "javascript", "data", "mailto")
_MOST = 20
_OF_COMMENTS = re.compile(
    r"/comments/(?:feed|default|atom|rss)|[?&]feed=comments-"
    r"| .*(?:comments? feed|评论|評論|コメント|kommentar|comentario|commentaire)",
    re.IGNORECASE,
)
"""Feeds of what readers say below articles, which WordPress and Blogger name beside the other."""


class Offer(NamedTuple):
    """A feed that a page names, not fetched yet."""

    url: str
    title: str


class Discovery(NamedTuple):
    """What an address leads to: one feed, or offers to pick from, or a list of subscriptions.

    `url` is that of the feed, `asked` the address that was given; `is_at_home` says that its host
    is in the user's own network, although its name does not show it.
    """

    feed: Feed | None = None
    url: str = ""
    asked: str = ""
    is_at_home: bool = False
    offers: tuple[Offer, ...] = ()
    listed: opml.ListedFeeds | None = None


def web_addresses(text: str) -> list[str]:
    """The addresses that a typed one may mean, the likeliest first: without a scheme, or with
    `feed:`, https and then http; `@user@host` is a user of Mastodon or its kin.

    Raises SubscriptionError for what is not on the web.
    """
    text = places.address_of(text.strip())
    if text.lower().startswith("feed:"):
        text = text[5:].lstrip("/") if not text[5:].lower().startswith("http") else text[5:]
    scheme, colon, _rest = text.partition(":")
    has_scheme = "://" in text or (colon and scheme.lower() in _SCHEMES_NOT_ASKED)
    found = [text] if has_scheme else [f"https://{text}", f"http://{text}"]
    if has_scheme and scheme.lower() not in ("http", "https"):
        raise SubscriptionError(f"{safe_line(text)[:80]}: only http and https are fetched.")
    if not _has_host(found[0]) or any(map(str.isspace, text)):
        raise SubscriptionError(f"“{safe_line(text)[:80]}” is not an address on the web.")
    return found


def _has_host(address: str) -> bool:
    try:
        return bool(urlsplit(address).hostname)
    except ValueError:  # such as a bracket without its other half
        return False


def find_typed(text: str, client: Client, how: Subscription = NOTHING_SET) -> Discovery:
    """What a typed address, or the path of a file that lists feeds, leads to. `how` has what opens
    it, such as cookies and a proxy, and the RSSHub that answers for routes.

    Raises what `web_addresses`, `opml.read` and `find` raise.
    """
    path = expanded(text.strip())
    if is_file(path):
        return Discovery(listed=opml.read(_bytes(path), text))
    if text.strip().startswith(places.RSSHUB):
        return _of_rsshub(text.strip(), how, client)
    *others, last = web_addresses(text)
    for address in others:
        with suppress(FetchError):
            return find(address, client, how)
    return find(last, client, how)


def find(address: str, client: Client, how: Subscription = NOTHING_SET) -> Discovery:
    """What an address leads to, asked as `how` says; a page that names one feed leads to that feed.

    Raises FetchError where it cannot be fetched, SubscriptionError where there is no feed.
    """
    known = places.feeds_at(address)
    if len(known) > 1:
        return Discovery(asked=address, offers=tuple(Offer(*one) for one in known))
    for one in known:
        with suppress(FetchError, SubscriptionError):
            return take(Offer(*one), address, client, how)
    answer = client.get(_request(address, how))
    _check(answer)
    data = answer.take()
    if feed := _feed(data, answer):
        url = answer.moved or address
        return Discovery(feed, url, address, client.is_at_home(url))
    if b"<opml" in data[:4096].lower():
        return Discovery(listed=opml.read(data, address))
    offers = list(_named(data, answer.url))
    if not offers:
        return _guessed(answer.url, data, address, client, how)
    if len(offers) > 1:
        return Discovery(asked=address, offers=tuple(offers))
    return take(offers[0], address, client, how)


def take(offer: Offer, address: str, client: Client, how: Subscription = NOTHING_SET) -> Discovery:
    """The feed that the page at `address` offered.

    Raises FetchError and SubscriptionError as `find` does.
    """
    answer = client.get(_request(offer.url, how, address))
    _check(answer)
    if feed := _feed(answer.take(), answer):
        url = answer.moved or offer.url
        return Discovery(feed, url, address, client.is_at_home(url))
    raise SubscriptionError(f"{offer.url} is offered as a feed, but is not one.")


def _request(url: str, how: Subscription, home: str = "") -> Request:
    """A request for `url`, to which the page at `home` leads, if that is another; what opens that
    page goes to its own host alone.

    Raises FetchError where the command for headers fails, or the proxy is none.
    """
    try:
        request = request_of(replace(how, url=home or url), url if home else "")
    except ValueError as error:
        raise FetchError(f"{host(url)} cannot be asked: {error}.") from None
    return replace(request, home=home, trusted=True)


def _of_rsshub(route: str, how: Subscription, client: Client) -> Discovery:
    """The feed of a route; it stays a route, so that another instance can answer for it."""
    if not how.rsshub:
        raise SubscriptionError(NO_INSTANCE.format(route))
    address = places.of_instance(route, how.rsshub)
    answer = client.get(_request(address, how))
    _check(answer)
    if feed := _feed(answer.take(), answer):
        return Discovery(feed, route, address)
    raise SubscriptionError(f"{address} does not answer with a feed.")


def subscription(found: Discovery, title: str = "", folder: tuple[str, ...] = ()) -> Subscription:
    """The subscription to a feed that was found."""
    assert found.feed is not None
    own = safe_line(found.feed.title)
    name = title or own or host(found.url)
    return Subscription(found.url, name, folder, private=found.is_at_home)


def _bytes(path: Path) -> bytes:
    try:
        return read_bytes(path)
    except OSError as error:
        raise SubscriptionError(f"{path} cannot be read: {error.strerror or error}.") from None


def _check(answer: Response) -> None:
    if answer.status != 200:
        answer.body.close()
        hint = (
            " Logins in docs/feeds.md says how to give it a password."
            if answer.status == 401
            else ""
        )
        raise FetchError(f"{host(answer.url)} answers {answer.status}.{hint}")


def _feed(data: bytes, answer: Response) -> Feed | None:
    kind = answer.headers.get("content-type")
    with Workers(1) as workers, suppress(FeedError):
        return workers.parse(data, url=answer.url, content_type=kind)
    return None


def _named(data: bytes, url: str) -> Iterator[Offer]:
    """The feeds that a page names in its head, or links to where its head names none."""
    tree = LexborHTMLParser(guard(data.decode("utf-8", "replace")))
    base = tree.css_first("base[href]")
    at = _joined(url, (base.attributes.get("href") or "") if base else "")
    found: dict[str, Offer] = {}
    for node in tree.css("link[rel~=alternate i][href]"):
        kind = (node.attributes.get("type") or "").partition(";")[0].strip().lower()
        if kind in _TYPES:
            _offer(found, at, node.attributes.get("href"), node.attributes.get("title"))
    if not found:
        for node in tree.css("a[href]"):
            address = (node.attributes.get("href") or "").partition("?")[0].rstrip("/").lower()
            if address.endswith(_ENDINGS):
                _offer(found, at, node.attributes.get("href"), node.text())
    offers = list(found.values())
    stories = [one for one in offers if not _OF_COMMENTS.search(f"{one.url} {one.title}")]
    yield from (stories or offers)[:_MOST]


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # what the page says of itself is no address
        return base


def _offer(found: dict[str, Offer], base: str, address: str | None, title: str | None) -> None:
    try:
        url = urljoin(base, (address or "").strip())
        known = urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return
    if known:
        found.setdefault(url, Offer(url, safe_line(title or "")))


def _guessed(url: str, data: bytes, address: str, client: Client, how: Subscription) -> Discovery:
    """The feed of a page that names none: by what the page is, else where feeds mostly lie."""
    parts = urlsplit(url)
    page = parts._replace(query="", fragment="", path=parts.path.rstrip("/") + "/").geturl()
    home = parts._replace(query="", fragment="", path="/").geturl()
    known = [urljoin(base, name) for base in (page, home) for name in WELL_KNOWN]
    for guess in dict.fromkeys([*places.guesses(url, data.decode("utf-8", "replace")), *known]):
        with suppress(FetchError, SubscriptionError):
            return take(Offer(guess, ""), address, client, how)
    raise SubscriptionError(f"{host(url)} names no feed, and there is none at the usual addresses.")
