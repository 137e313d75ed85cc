"""Lists of subscriptions of other programs: reads and writes OPML, reads newsboat's `urls`.

OPML: https://opml.org/spec2.opml; nested outlines are folders. What OPML can say about a feed (its
title, its addresses, its folder) is the same after a round trip.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator
from xml.parsers.expat import ExpatError, ParserCreate
from xml.sax.saxutils import quoteattr

from reader.errors import SubscriptionError
from reader.feeds.subscription import Subscription, folder_of
from reader.lazy_tuple import NamedTuple
from reader.output.safe import safe_line

_STRAY = re.compile(rb"&(?!(?:#\d+|#x[0-9a-fA-F]+|amp|lt|gt|quot|apos);)")
_SCHEMES = ("http://", "https://")


class ListedFeeds(NamedTuple):
    """The feeds of a list, and a sentence for each line that cannot be used."""

    feeds: list[Subscription]
    problems: list[str]


def read(data: bytes, name: str) -> ListedFeeds:
    """The feeds of an OPML file, or of newsboat's `urls`; `name` is the name of the file.

    Raises SubscriptionError where it is neither, or has no feed.
    """
    found = _opml(data, name) if _is_opml(data) else _urls(data.decode("utf-8", "replace"))
    if not found.feeds and not found.problems:
        raise SubscriptionError(f"{name} lists no feed.")
    return found


def _is_opml(data: bytes) -> bool:
    """Whether bytes begin as OPML does."""
    return b"<opml" in data[:4096].lower() or data.lstrip()[:5].lower() == b"<?xml"


def write(feeds: Iterable[Subscription], title: str = "Subscriptions of reader") -> str:
    """The feeds as OPML 2.0."""
    tree = _Folder({}, [])
    for one in feeds:
        folder = tree
        for name in one.folder:
            folder = folder.inner.setdefault(name, _Folder({}, []))
        folder.feeds.append(one)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"  <head><title>{_escaped(title)}</title></head>",
        "  <body>",
        *_outlines(tree, "    "),
        "  </body>",
        "</opml>",
    ]
    return "\n".join(lines) + "\n"


class _Folder(NamedTuple):
    inner: dict[str, _Folder]
    feeds: list[Subscription]


def _outlines(folder: _Folder, indent: str) -> Iterator[str]:
    for name, inner in folder.inner.items():
        yield f"{indent}<outline text={quoteattr(name)} title={quoteattr(name)}>"
        yield from _outlines(inner, indent + "  ")
        yield f"{indent}</outline>"
    for one in folder.feeds:
        name = quoteattr(one.name)
        url = quoteattr(one.address)
        yield f'{indent}<outline type="rss" text={name} title={name} xmlUrl={url}/>'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _opml(data: bytes, name: str) -> ListedFeeds:
    try:
        return _read_opml(data)
    except ExpatError:
        try:
            return _read_opml(_STRAY.sub(b"&amp;", data))  # many programs forget to escape it
        except ExpatError as error:
            raise SubscriptionError(f"{name} is not OPML: {error}.") from None


def _read_opml(data: bytes) -> ListedFeeds:
    feeds: list[Subscription] = []
    problems: list[str] = []
    path: list[str | None] = []

    def start(tag: str, given: dict[str, str]) -> None:
        if tag.lower() != "outline":
            return
        attributes = {key.lower(): safe_line(value) for key, value in given.items()}
        title = attributes.get("title") or attributes.get("text") or ""
        url = attributes.get("xmlurl", "")
        path.append(None if url else title)
        if not url:
            return
        folder = tuple(one for one in path if one)
        category = attributes.get("category", "").partition(",")[0]
        _take(Subscription(url, title, folder or folder_of(category)), feeds, problems)

    def end(tag: str) -> None:
        if tag.lower() == "outline" and path:
            path.pop()

    parser = ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.EntityDeclHandler = _refuse
    parser.Parse(data, True)
    return ListedFeeds(feeds, problems)


def _refuse(*_declared: object) -> None:
    raise SubscriptionError("The list declares its own entities, which no list of feeds needs.")


def _urls(text: str) -> ListedFeeds:
    """newsboat's list: an address a line, tags after it, `~` before a title."""
    feeds: list[Subscription] = []
    problems: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            url, *tags = shlex.split(line)
        except ValueError:
            problems.append(f"Line {number} cannot be read: {safe_line(line)[:80]}.")
            continue
        title = next((tag[1:] for tag in tags if tag.startswith("~")), "")
        plain = [tag for tag in tags if tag and tag[0] not in "~!"]
        feed = Subscription(safe_line(url), safe_line(title), folder_of(plain[0]) if plain else ())
        _take(feed, feeds, problems)
    return ListedFeeds(feeds, problems)


def _take(one: Subscription, feeds: list[Subscription], problems: list[str]) -> None:
    if not one.url.lower().startswith(_SCHEMES):
        problems.append(f"{one.url[:80]} is skipped: only http and https are fetched.")
    elif all(known.url != one.url for known in feeds):
        feeds.append(one)
