"""Searching in an article: all is found and lit, wherever lines break."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reader.tui.article.find import Search, Texts, lit_segments, spots
from reader.tui.article.page import Page
from reader.tui.article.raw_view import SourcePage
from tests.newsstand import LONG
from tests.tui.room import Screen, Write

BODY = """
<h2>全国P2P网贷存量业务总量大幅压降</h2>
<p>日前P2P网络借贷风险专项整治工作领导小组召开工作电视电话会议，<b>总结工作</b>并部署下一阶段重点工作。</p>
<ul><li>1. 未兑付余额压降至４９７４亿元</li><li>Balances <i>went</i> down to 4974</li></ul>
<blockquote><p>A quoted line that goes on and on, as long as it takes to fill one.</p></blockquote>
<pre><code>def balance(x):
    return x - 4974  # the balance</code></pre>
<table><tr><th>Bank</th><th>Balance</th></tr><tr><td>A</td><td>4974</td></tr></table>
<p><img src="https://example.net/p.png" alt="The balance of 4974"></p>
"""


def made(page: Page, width: int) -> Page:
    page.set_width(width)
    page.fill(100_000)
    return page


def lit(page: Page, words: str) -> list[str]:
    """What is lit on the page, block by block, without the blanks at which lines break."""
    search = Search(Texts(page), words)
    search.look_for(60)
    said = []
    for number in sorted({hit.block for hit in search.hits}):
        for line, places in sorted(spots(page, search, number).items()):
            shown = lit_segments(page.lines[line], places)
            assert shown.text == page.lines[line].text
            said.append("".join(text for text, ink in shown.segments if ink.found))
    return said


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(width=st.integers(24, 120))
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("重点工作。", "重点工作。"),
        ("会议，总结", "会议，总结"),
        ("goes on and on", "goesonandon"),
        ("went down", "wentdown"),
        ("4974", "４９７４4974497449744974"),
        ("return x", "returnx"),
        ("P2P", "P2PP2P"),
    ],
)
def test_words_are_lit_wherever_lines_break(
    words: str, found: str, write: Write, width: int
) -> None:
    page = made(Page(write("早市", body=BODY), UTC), width)
    assert "".join("".join(lit(page, words)).split()) == found


def test_a_long_article_is_searched_in_slices(news: Path) -> None:
    page = made(Page(news / "金融" / f"{LONG}.md", UTC), 80)
    search = Search(Texts(page), "paragraph")
    slices = 0
    while not search.complete:
        search.look_for(0)
        slices += 1
    assert slices > 80
    assert len(search.hits) == 80
    assert str(search) == "1 of 80"


def test_the_first_hit_is_the_next_one_from_here(news: Path) -> None:
    page = made(Page(news / "金融" / f"{LONG}.md", UTC), 80)
    search = Search(Texts(page), "paragraph 1")
    hit = search.go_from(50, 60)
    assert hit is not None
    assert hit.block == 0, "there is none below, so it is the first of all"
    hit = search.go_from(12, 60)
    assert hit is not None
    assert hit.block == 12
    before = search.step(-1)
    assert before is not None
    assert before.block == 11
    search.complete = False  # and not found at all
    assert Search(Texts(page), "nowhere").step(1) is None


def test_the_words_of_a_library_search_are_each_found(news: Path) -> None:
    page = made(Page(news / "金融" / f"{LONG}.md", UTC), 80)
    search = Search(Texts(page), ["Paragraph 80", "an END"])
    search.look_for(60)
    assert len(search.hits) == 81


async def test_a_library_search_goes_on_in_the_article(news: Path, screen: Screen) -> None:
    async with screen() as room:
        await room.open(LONG)
        room.pane.find_words(["paragraph 30", "nowhere"])
        await room.until(lambda: "Paragraph 30:" in room.article, "the first hit")
        assert room.foot.startswith("/paragraph 30 nowhere · 1 of 1")
        await room.press("J")
        await room.until(lambda: "Ports reopen" in room.article, "another article")
        assert not room.found
        assert not room.foot


async def test_among_key_statements_n_is_the_next_unread_article_whatever_is_searched(
    news: Path, screen: Screen
) -> None:
    async with screen() as room:
        await room.open(LONG)
        await room.press("slash", *"graph 2", "enter", "B")
        await room.until(lambda: "• Paragraph 5: bold words." in room.point_rows, "the statements")
        await room.press("n")
        await room.until(lambda: "Ports reopen" in room.points, "another article's")


async def test_what_is_not_there_is_said(news: Path, screen: Screen) -> None:
    async with screen() as room:
        await room.open(LONG)
        before = room.article
        await room.press("slash", *"nowhere", "enter")
        await room.until(lambda: room.foot == "/nowhere · not found", "a word")
        assert room.article == before


def test_a_file_is_shown_as_it_stands(write: Write) -> None:
    path = write("Odd", date="Invalid Date", body=f"<p>{'长' * 100}\x1b[31m</p>")
    page = made(SourcePage(Page(path, UTC)), 40)
    text = "\n".join(line.text for line in page.lines)
    assert "Invalid Date” cannot be read" in text
    assert "title: 'Odd'" in text
    assert "\x1b" not in text
    assert text.count("长") == 100
    assert page.line_at(page.place_at(20)) == 20


def test_a_long_file_is_set_as_far_as_it_is_seen(write: Write) -> None:
    page = SourcePage(Page(write("Long", body="字" * 700_000), UTC))
    page.set_width(80)
    page.fill(60)
    assert len(page.lines) == 60
    assert not page.complete


def test_the_raw_file_is_shown_in_its_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(
        "---\ntitle: 标题\n---\n中国央行周五宣布下调存款准备金率。\n".encode("gb18030")
    )
    page = SourcePage(Page(path, UTC))
    shown = [block.spans[0].text for number in range(4) if (block := page.body(number))]
    assert shown[1::2] == ["title: 标题", "中国央行周五宣布下调存款准备金率。"]
