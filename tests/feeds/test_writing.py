"""Podcasts, films and collections of links read well: feeds as such sites write them, and what is
shown of each entry. `--write-golden` writes what is expected anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.articles.body import blocks
from reader.articles.file import read_article
from reader.feeds import writing
from reader.feeds.feed import Enclosure
from reader.feeds.parse import parse
from reader.feeds.subscription import Subscription
from reader.output.formats import markdown
from tests.feeds.conftest import rss

PLACES = Path(__file__).with_name("places")


def shown(source: bytes, root: Path) -> str:
    """The articles of a feed as Markdown, by the names of their files."""
    feed = parse(source, url="https://site.example/feed", content_type=None)
    writing.Writing(root, root, Subscription("https://site.example/feed"), "", ())(feed)
    found = []
    for path in sorted(root.rglob("*.md")):
        article = read_article(path)
        found += [f"# {article.title}", f"{article.url}\n", markdown.fragment(blocks(article))]
    return "\n".join(found)


@pytest.mark.parametrize("path", sorted(PLACES.glob("*.xml")), ids=lambda path: path.stem)
def test_each_entry_is_shown_with_what_belongs_to_it(
    path: Path, root: Path, request: pytest.FixtureRequest
) -> None:
    found, expected = shown(path.read_bytes(), root), path.with_suffix(".txt")
    if request.config.getoption("--write-golden"):
        expected.write_text(found, "utf-8")
    assert found == expected.read_text("utf-8")


@pytest.mark.parametrize(
    ("length", "duration", "said"),
    [
        (None, None, ""),
        (0, 0, ""),
        (999, 30, " (999 bytes, 30 s)"),
        (1_500, 89, " (1.5 kB, 1 min)"),
        (52_428_800, 3_723, " (52 MB, 1 h 2 min)"),
        (2_000_000_000, 7_200, " (2.0 GB, 2 h)"),
    ],
)
def test_a_file_says_how_large_and_how_long_it_is(
    length: int | None, duration: int | None, said: str
) -> None:
    one = Enclosure("https://a.example/b%20c.bin", "application/x-any", length, duration)
    assert list(writing._enclosed((one,), "")) == [
        f'<p><a href="https://a.example/b%20c.bin">b c.bin</a>{said}</p>'
    ]


def test_a_file_that_the_text_has_is_not_named_again() -> None:
    one = Enclosure("https://a.example/b?c=1&d=2", "audio/mpeg", 1, 1)
    assert list(writing._enclosed((one,), '<a href="https://a.example/b?c=1&amp;d=2">x</a>')) == []


def test_what_the_browser_cannot_open_is_no_file(root: Path) -> None:
    hostile = "<item><guid>1</guid><enclosure url='javascript:alert(1)' type='audio/mpeg'/></item>"
    assert "javascript" not in shown(rss(hostile).encode(), root)


def test_a_comment_that_says_something_stays(root: Path) -> None:
    said = "<p><a href='https://a.example/c'>Comments</a> by all of us</p>"
    link = "<link>https://a.example/1</link><comments>https://a.example/c</comments>"
    source = rss(f"<item><guid>1</guid>{link}<description><![CDATA[{said}]]></description></item>")
    assert "by all of us" in shown(source.encode(), root)
