"""Places without an obvious feed lead to it, by their address or by what their page is."""

from __future__ import annotations

from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest

from reader.errors import FetchError, SubscriptionError
from reader.feeds import discovery, opml, places, subscriptions
from reader.feeds.discovery import Discovery
from reader.feeds.fetching import Fetched
from reader.feeds.http import Client, Response
from reader.feeds.requests import Request
from reader.feeds.subscription import Subscription
from tests.feeds.conftest import Fetch, item, rss
from tests.feeds.server import Web

CHANNEL = "UCabcdefghijklmnopqrstuv"
VIDEOS = f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"

YOUTUBE = f"""<!DOCTYPE html><html><head><title>Ada cooks - YouTube</title>
<link rel="canonical" href="https://www.youtube.com/channel/{CHANNEL}">
<meta itemprop="identifier" content="{CHANNEL}"></head><body>
<script>var ytInitialData = {{"metadata":{{"channelMetadataRenderer":{{"title":"Ada cooks",
"externalId":"{CHANNEL}"}}}}}};</script></body></html>"""

WORDPRESS = """<!DOCTYPE html><html><head><meta name="generator" content="WordPress 6.8" />
<link rel="https://api.w.org/" href="https://words.example/wp-json/" /></head>
<body class="home blog"><article><h1>Words</h1></article></body></html>"""

WORDPRESS_NAMING = """<html><head>
<link rel="alternate" type="application/rss+xml" title="Words &raquo; Feed" href="/feed/" />
<link rel="alternate" type="application/rss+xml" title="Words &raquo; Comments Feed"
 href="/comments/feed/" /></head><body></body></html>"""

MASTODON = """<!DOCTYPE html><html><head><title>Ada (@ada@social.example) - Mastodon</title>
<meta content='profile' property='og:type'></head><body><div id='mastodon'></div></body></html>"""

SUBSTACK = """<!DOCTYPE html><html><head><title>A letter | Substack</title>
<link rel="alternate" type="application/rss+xml" href="/feed" title="A letter"/></head></html>"""


class Pages(Client):
    """A client for whom these pages are the whole web."""

    def __init__(self, **pages: str) -> None:
        super().__init__()
        self.pages = {f"https://{name}": text for name, text in pages.items()}
        self.asked: list[str] = []

    def get(self, request: Request) -> Response:
        self.asked.append(request.url)
        if request.url not in self.pages:
            return Response(404, request.url, {})
        return Response(200, request.url, {}, body=BytesIO(self.pages[request.url].encode()))


def found(typed: str, pages: dict[str, str], instance: str = "") -> Discovery:
    return discovery.find_typed(typed, Pages(**pages), Subscription("", rsshub=instance))


FEED = rss(item(1))


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("https://bsky.app/profile/ada.example", "bsky.app/profile/ada.example/rss"),
        ("bsky.app/profile/did:plc:abc123/post/xyz", "bsky.app/profile/did:plc:abc123/rss"),
        ("@ada.bsky.social", "bsky.app/profile/ada.bsky.social/rss"),
        ("https://github.com/ada", "github.com/ada.atom"),
        ("https://github.com/ada/engine/releases", "github.com/ada/engine/releases.atom"),
        ("https://github.com/ada/engine/releases/tag/v1.0", "github.com/ada/engine/releases.atom"),
        ("https://github.com/ada/engine/commits", "github.com/ada/engine/commits.atom"),
        (
            "https://github.com/ada/engine/commits/feature/x/",
            "github.com/ada/engine/commits/feature/x.atom",
        ),
        ("https://github.com/ada/engine/tree/main", "github.com/ada/engine/commits/main.atom"),
        ("https://medium.com/@ada", "medium.com/feed/@ada"),
        ("https://medium.com/@ada/a-story-1234", "medium.com/feed/@ada"),
        ("https://medium.com/the-engine", "medium.com/feed/the-engine"),
        ("https://medium.com/tag/python", "medium.com/feed/tag/python"),
        ("https://ada.medium.com/about", "ada.medium.com/feed"),
        ("https://old.reddit.com/r/python/", "www.reddit.com/r/python/.rss"),
        ("https://www.reddit.com/r/python/top/?t=week", "www.reddit.com/r/python/top/.rss?t=week"),
        ("https://www.reddit.com/user/ada/", "www.reddit.com/user/ada/.rss"),
        ("https://www.reddit.com/r/python+rust", "www.reddit.com/r/python+rust/.rss"),
        ("https://reddit.com/u/ada", "www.reddit.com/user/ada/.rss"),
        ("https://ada.substack.com/p/a-letter", "ada.substack.com/feed"),
        ("https://open.substack.com/pub/ada/p/x?r=1", "ada.substack.com/feed"),
        (f"https://www.youtube.com/channel/{CHANNEL}/videos", VIDEOS.removeprefix("https://")),
        (
            "https://www.youtube.com/playlist?list=PLabc",
            "www.youtube.com/feeds/videos.xml?playlist_id=PLabc",
        ),
    ],
)
def test_an_address_leads_to_its_feed_without_its_page(typed: str, url: str) -> None:
    assert found(typed, {url: FEED}).url == f"https://{url}"


def test_a_repository_offers_what_happens_in_it() -> None:
    offers = found("https://github.com/ada/engine.git", {}).offers
    assert [(one.url, one.title) for one in offers] == [
        ("https://github.com/ada/engine/releases.atom", "releases of engine"),
        ("https://github.com/ada/engine/commits.atom", "commits of engine"),
        ("https://github.com/ada/engine/tags.atom", "tags of engine"),
    ]


@pytest.mark.parametrize(
    ("typed", "page", "url"),
    [
        ("https://www.youtube.com/@adacooks", YOUTUBE, VIDEOS),
        ("https://www.youtube.com/c/AdaCooks", YOUTUBE, VIDEOS),
        ("https://social.example/@ada", MASTODON, "https://social.example/@ada.rss"),
        ("@ada@social.example", MASTODON, "https://social.example/@ada.rss"),
        ("https://near.example/@ada@far.example", MASTODON, "https://far.example/@ada.rss"),
        ("https://social.example/tags/steam", MASTODON, "https://social.example/tags/steam.rss"),
        ("https://words.example/", WORDPRESS, "https://words.example/feed/"),
        ("https://words.example/topic/a/", WORDPRESS, "https://words.example/topic/a/feed/"),
        ("https://plain.example/", WORDPRESS, "https://plain.example/?feed=rss2"),
        ("https://letter.example/", SUBSTACK, "https://letter.example/feed"),
    ],
)
def test_a_page_leads_to_its_feed(typed: str, page: str, url: str) -> None:
    address = places.address_of(typed).removeprefix("https://")
    assert found(typed, {address: page, url.removeprefix("https://"): FEED}).url == url


def test_the_feed_of_one_story_s_comments_is_not_offered_either() -> None:
    more = (
        '<link rel="alternate" type="application/rss+xml" title="Words » A story Comments Feed" '
        'href="/2026/story/feed/" />'
    )
    page = WORDPRESS_NAMING.replace("</head>", f"{more}</head>")
    pages = {"words.example/2026/story/": page, "words.example/feed/": FEED}
    assert found("https://words.example/2026/story/", pages).url == "https://words.example/feed/"


def test_the_feed_of_comments_is_not_offered_beside_the_other() -> None:
    pages = {"words.example/": WORDPRESS_NAMING, "words.example/feed/": FEED}
    assert found("https://words.example/", pages).url == "https://words.example/feed/"


@pytest.mark.parametrize("page", ["github.com/topics/python", "github.com/orgs/x/repositories"])
def test_what_a_rule_does_not_know_is_looked_for_as_on_any_page(page: str) -> None:
    assert places.feeds_at(f"https://{page}") == []
    with pytest.raises(SubscriptionError, match="names no feed"):
        found(f"https://{page}", {page: "<html></html>"})


def test_a_rule_that_leads_nowhere_is_passed_over() -> None:
    naming = '<link rel="alternate" type="application/rss+xml" href="/real.xml">'
    pages = {"medium.com/the-engine": naming, "medium.com/real.xml": FEED}
    assert found("https://medium.com/the-engine", pages).url == "https://medium.com/real.xml"


def test_a_host_that_only_looks_like_one_is_another() -> None:
    for url in ("https://github.com.evil.example/a", "https://notreddit.com/r/x", "https://x/y"):
        assert places.feeds_at(url) == []


def test_a_route_of_rsshub_is_asked_of_the_instance_that_is_named(
    web: Web, root: Path, fetch: Fetch
) -> None:
    web.put("/github/issue/a/b", FEED)
    (root / "feeds.toml").write_text(f'[defaults]\nrsshub = "{web.url}/"\n')
    known = subscriptions.load(root)
    with closing(Client()) as client:
        there = discovery.find_typed("rsshub://github/issue/a/b", client, known.shared)
    subscriptions.add(root, [discovery.subscription(there)])
    assert 'url = "rsshub://github/issue/a/b"' in (root / "feeds.toml").read_text()
    (done,) = fetch().values()
    assert isinstance(done, Fetched)
    assert done.new == ("Story 1",)
    assert f'xmlUrl="{web.url}/github/issue/a/b"' in opml.write(subscriptions.load(root).feeds)


def test_a_route_without_an_instance_is_a_sentence(root: Path) -> None:
    with pytest.raises(SubscriptionError, match=r"rsshub://a/b is a route of RSSHub: name"):
        discovery.find_typed("rsshub://a/b", Client())
    (root / "feeds.toml").write_text('[[feed]]\nurl = "rsshub://a/b"\n')
    (said,) = subscriptions.load(root).problems
    assert "name the instance to ask in feeds.toml" in said


def test_an_instance_that_answers_with_a_page_is_a_sentence(web: Web) -> None:
    web.put("/a", "<html></html>")
    with closing(Client()) as client:
        with pytest.raises(SubscriptionError, match="does not answer with a feed"):
            discovery.find_typed("rsshub://a", client, Subscription("", rsshub=web.url))
        with pytest.raises(FetchError):
            discovery.find_typed("rsshub://gone", client, Subscription("", rsshub=web.url))
