"""Articles that are not filed yet are found as they are once they are."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reader.articles.file import read_article
from reader.library.library import Library, parse
from reader.library.scan.unfiled import matching
from tests.library.conftest import Open, Write

QUERIES = """
gold | 网贷 | "two words" | -gold | title:利率 | title:gold -silver | author:some | author:somebody
category:金融 | category:économie | category:金融/新浪财经 | -category:金融
tag:advert | -tag:advert
site:="Packet and Pine" | site:packet | site:="packet" | after:2022-04-21 | before:2022-04-21
on:2022 | has:table | -has:table | has:problem | is:unread | is:starred
gold category:金融 -tag:advert | nothing
"""


@pytest.fixture
def library(write: Write, open_library: Open) -> Library:
    write("a.md", "央行下调利率", "2022-04-20", body="<p>全国网<b>贷</b>余额，gold</p>")
    write("b.md", "Gold", "2022-04-21", ("Économie", "Reuters"), "<p>Two words. Silver</p>")
    write("c.md", "Weeks", "2022-04-22", (), "<table><tr><td>1<td>gold</table><p>x</p>")
    for name, head in (("b.md", "tags: [Advert]"), ("c.md", "site: Packet and Pine")):
        path = write.args[0] / name
        path.write_text(path.read_text("utf-8").replace("author:", f"{head}\nauthor:"), "utf-8")
    return open_library()


@pytest.mark.parametrize("text", ["", *re.split(r" \| |\n", QUERIES.strip())])
def test_a_query_finds_the_same_before_and_after(library: Library, root: Path, text: str) -> None:
    articles = [read_article(path) for path in sorted(root.rglob("*.md"))]
    found = [article.path for article in matching(articles, parse(text))]
    assert found == sorted(entry.path for entry in library.entries(parse(text)))


def test_each_file_with_one_text_is_found(write: Write) -> None:
    paths = [write(name, "Twice", body="<p>gold</p>") for name in ("a.md", "b.md")]
    articles = [read_article(path) for path in paths]
    assert matching(articles, parse("gold")) == articles
    assert matching([], parse("gold")) == []
    assert matching(articles, parse("nothing at all"), parse("gold")) == articles


def test_days_are_those_of_the_zone(write: Write) -> None:
    now = datetime.now(UTC)
    article = read_article(write("a.md", date=f"{now - timedelta(days=3):%Y-%m-%dT%H:%M:%SZ}"))
    assert matching([article], parse("after:4d before:2d"), zone=UTC) == [article]
    assert matching([article], parse("after:2d"), zone=UTC) == []
