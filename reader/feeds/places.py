"""Places whose feeds nothing on the page names, or where the page need not be asked.

A table says what feeds an address leads to, in the order in which hosts sort; what only the page
itself can tell stands below it. A rule that is wrong costs a request: what is not found by it is
looked for as on any page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from reader.lazy_tuple import NamedTuple


class Place(NamedTuple):
    """A feed that an address leads to; `title` says which, where there are several."""

    url: str
    title: str = ""


RSSHUB = "rsshub://"
"""The scheme of a route of RSSHub, whichever instance answers: `rsshub://github/issue/a/b`."""

_GITHUB = r"github\.com/(?!(?:features|marketplace|orgs|search|settings|topics|trending)\b)"

_PLACES: tuple[tuple[str, tuple[Place, ...]], ...] = (
    (r"bsky\.app/profile/([^/?]+).*", (Place(r"https://bsky.app/profile/\1/rss"),)),
    (_GITHUB + r"([^/?]+)", (Place(r"https://github.com/\1.atom"),)),
    (
        _GITHUB + r"([^/?]+)/([^/?]+?)(?:\.git)?",
        (
            Place(r"https://github.com/\1/\2/releases.atom", r"releases of \2"),
            Place(r"https://github.com/\1/\2/commits.atom", r"commits of \2"),
            Place(r"https://github.com/\1/\2/tags.atom", r"tags of \2"),
        ),
    ),
    (
        _GITHUB + r"([^/?]+)/([^/?]+)/(?:commits|tree)/([^?]+)",
        (Place(r"https://github.com/\1/\2/commits/\3.atom"),),
    ),
    (
        _GITHUB + r"([^/?]+)/([^/?]+)/(commits|releases|tags)(?:/tag/.*|/latest)?",
        (Place(r"https://github.com/\1/\2/\3.atom"),),
    ),
    (r"medium\.com/(@[^/?]+|tag/[^/?]+)(?:/.*)?", (Place(r"https://medium.com/feed/\1"),)),
    (
        r"medium\.com/(?!(?:feed|m|me|p|search|about|plans|topics?)\b)([\w-]+)(?:/.*)?",
        (Place(r"https://medium.com/feed/\1"),),
    ),
    (r"([\w-]+)\.medium\.com(?:/.*)?", (Place(r"https://\1.medium.com/feed"),)),
    (r"open\.substack\.com/pub/([\w-]+)(?:/.*)?", (Place(r"https://\1.substack.com/feed"),)),
    (r"(?!open\.)([\w-]+)\.substack\.com(?:/.*)?", (Place(r"https://\1.substack.com/feed"),)),
    (
        r"(?:\w+\.)?reddit\.com/(r/[\w+]+(?:/(?:new|hot|top|rising|comments/.+?))?|user/[\w-]+)/?"
        r"(\?.*)?",
        (Place(r"https://www.reddit.com/\1/.rss\2"),),
    ),
    (r"(?:\w+\.)?reddit\.com/u/([\w-]+)", (Place(r"https://www.reddit.com/user/\1/.rss"),)),
    (
        r"(?:m\.|music\.)?youtube\.com/channel/(UC[\w-]{22})(?:/.*)?",
        (Place(r"https://www.youtube.com/feeds/videos.xml?channel_id=\1"),),
    ),
    (
        r"(?:m\.|music\.)?youtube\.com/playlist\?(?:.*&)?list=([\w-]+).*",
        (Place(r"https://www.youtube.com/feeds/videos.xml?playlist_id=\1"),),
    ),
)
"""Addresses without scheme, `www.` and a slash at the end, and the feeds that they lead to."""

_RULES = tuple((re.compile(pattern), places) for pattern, places in _PLACES)
_CHANNEL = re.compile(
    r"""(?:"(?:externalId|channelId|browseId)"\s*:\s*"|channel_id=|/channel/|"""
    r"""itemprop="(?:identifier|channelId)"\s+content=")(UC[\w-]{22})"""
)
_USER = re.compile(r"/@([\w.-]+)(?:@([\w.-]+))?")
_TAG = re.compile(r"/tags/\w+")
_WORDPRESS = re.compile(r"""content=["']WordPress\b|/wp-(?:content|includes|json)/""")
_HANDLE = re.compile(r"@([\w.-]+)@([\w-]+(?:\.[\w-]+)+)")
_BLUESKY = re.compile(r"@([\w-]+(?:\.[\w-]+)+)")


def address_of(text: str) -> str:
    """The address that is meant by a name as people write it: `@user@host` of Mastodon and its kin,
    `@name.bsky.social` of Bluesky; any other text as it is.
    """
    if found := _HANDLE.fullmatch(text):
        return f"https://{found[2]}/@{found[1]}"
    if found := _BLUESKY.fullmatch(text):
        return f"https://bsky.app/profile/{found[1]}"
    return text


def feeds_at(url: str) -> list[Place]:
    """The feeds that an address leads to by itself, without its page; mostly none."""
    parts = urlsplit(url)
    bare = f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}"
    bare += f"?{parts.query}" if parts.query else ""
    for pattern, places in _RULES:
        if found := pattern.fullmatch(bare):
            return [Place(found.expand(url), found.expand(title))
                    for url, title in places]  # fmt: skip
    return []


def guesses(url: str, page: str) -> Iterator[str]:
    """Where the feed of a page lies that names none, by what the page is."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    if host == "youtube.com" and (found := _CHANNEL.search(page)):
        yield f"https://www.youtube.com/feeds/videos.xml?channel_id={found[1]}"
    if found := _USER.match(parts.path):
        home = f"https://{found[2]}/" if found[2] else url  # a user of another server
        yield urljoin(home, f"/@{found[1]}.rss")
    if found := _TAG.fullmatch(parts.path):
        yield urljoin(url, f"{found[0]}.rss")
    if _WORDPRESS.search(page):
        yield urljoin(url, f"{parts.path.rstrip('/')}/feed/")
        yield urljoin(url, "/?feed=rss2")


def of_instance(url: str, instance: str) -> str:
    """The address of a route at an instance of RSSHub; any other address as it is."""
    if not url.startswith(RSSHUB):
        return url
    return f"{instance.rstrip('/')}/{url.removeprefix(RSSHUB).lstrip('/')}"
