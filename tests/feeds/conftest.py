"""A server to ask, feeds to answer with, and a library to write into."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reader.articles.file import read_article
from reader.feeds import fetching, subscriptions
from reader.feeds.fetching import Fetched, Options
from reader.feeds.http import Client
from reader.feeds.subscription import Subscription

Fetch = Callable[..., dict[str, Fetched]]


def rss(*items: str, title: str = "Example Weekly") -> str:
    """A feed of these items."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{title}</title>'
        f"<link>http://example.com/</link><description/>{''.join(items)}</channel></rss>"
    )


def item(
    number: int = 1,
    *,
    title: str | None = None,
    guid: str | None = "",
    link: str | None = "",
    date: str | None = "",
    text: str = "",
) -> str:
    """An entry; what is None it does not have."""
    given = {
        "title": f"Story {number}" if title is None else title,
        "link": f"http://example.com/{number}" if link == "" else link,
        "pubDate": f"{number % 28 + 1:02} Nov 2026 10:00:00 GMT" if date == "" else date,
    }
    tags = "".join(f"<{name}>{value}</{name}>" for name, value in given.items() if value)
    if guid is not None:
        tags += f'<guid isPermaLink="false">{guid or f"tag:{number}"}</guid>'
    said = text or f"Text of <b>story {number}</b>"
    return f"<item>{tags}<description><![CDATA[<p>{said}</p>]]></description></item>"


@pytest.fixture
def fetch(root: Path) -> Fetch:
    """Fetch the feeds of `root`, due or not; what became of each by its address."""

    def fetch(
        *, root: Path = root, force: bool = True, client: Client | None = None, **more: object
    ) -> dict[str, Fetched]:
        found: dict[str, Fetched] = {}
        fetching.fetch(
            root,
            subscriptions.load(root).feeds,
            Options(force=force, **more),
            lambda one, _done, _total: found.update({one.feed.url: one}),
            client or Client(deadline=5),
        )
        return found

    return fetch


def subscribe(root: Path, *urls: str, title: str = "Example Weekly", **more: object) -> None:
    """Subscribe to some addresses."""
    subscriptions.add(root, [Subscription(url, title, **more) for url in urls])


def articles(root: Path) -> list[str]:
    """The names of all article files, in order."""
    return sorted(path.name for path in root.rglob("*.md") if ".reader" not in path.parts)


def titles(root: Path) -> list[str]:
    """The titles of all article files, in order."""
    return sorted(read_article(path).title for path in root.rglob("*.md"))
