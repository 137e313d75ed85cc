"""Key statements alone: what is shown, and the way from them into the article and on."""

from __future__ import annotations

from datetime import UTC
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reader.output.cells import width_of
from reader.tui.article import contents_view
from reader.tui.article.contents import Statements
from reader.tui.article.page import Page
from tests.newsstand import LONG
from tests.tui.room import Room, Screen, Write

BODY = (
    "<p>前面的话。<b>第一个要点，很重要。</b>后面的话。</p><h2>一个标题</h2>"
    + "".join(
        f"<p>{'铺垫的文字，' * 30}<b>要点{n}：{'说明，' * 12}完。</b>收尾。</p>" for n in range(9)
    )
    + "<table><tr><th>月份</th><th>摊位</th></tr><tr><td>三月</td><td>很多，<b>压降了</b></td></tr>"
    "</table>"
)  # fmt: skip


@pytest.fixture
def papers(write: Write) -> None:
    """Three articles: with key statements, without any, with one."""
    write("早市", date="2022-04-22 10:00:00", body=BODY)
    write("Plain", date="2022-04-22 09:00:00")
    write("Last", date="2022-04-22 08:00:00", body=f"<p>{'Words. ' * 9}<b>The end, then.</b></p>")


async def points(room: Room, title: str) -> None:
    await room.open(title)
    await room.press("B")
    laid_out = room.pane.size.height - 1
    await room.until(
        lambda: title in room.points and room.over.size.height >= laid_out, "the key statements"
    )


@pytest.mark.usefixtures("papers")
async def test_headings_and_bold_statements_are_wrapped_lines(screen: Screen) -> None:
    async with screen(size=(60, 40)) as room:
        await points(room, "早市")
        rows = room.point_rows
        at = rows.index("一个标题")
        assert [row for row in rows[:at] if row][-1] == "• 第一个要点，很重要。"
        assert rows[at - 1] == ""
        assert rows[at + 1].startswith("• 要点0：说明，")
        assert not rows[at + 2].startswith("•")
        assert "• 很多，压降了" in rows
        assert rows[-1] == "1 of 12"
        assert max(map(width_of, rows)) <= 60


@pytest.mark.usefixtures("papers")
@pytest.mark.parametrize(
    ("down", "words"),
    [(0, "前面的话。第一个"), (1, "一个标题"), (6, "要点4"), (11, "压降了")],
)
@pytest.mark.parametrize("size", [(120, 20), (60, 20)])
async def test_each_leads_to_its_line(
    down: int, words: str, size: tuple[int, int], screen: Screen
) -> None:
    async with screen(size=size) as room:
        await points(room, "早市")
        await room.press(*["j"] * down, "enter")
        await room.until(lambda: room.lit_rows, "a line of the article lit")
        [at] = room.lit_rows
        assert words in room.article_rows[at]


@pytest.mark.usefixtures("papers")
async def test_a_click_leads_there_as_well(screen: Screen) -> None:
    async with screen(size=(120, 40)) as room:
        await points(room, "早市")
        y = room.point_rows.index("一个标题")
        await room.pilot.click(type(room.over), offset=(10, y))
        await room.until(lambda: room.reading and room.lit_rows, "the whole article")
        [at] = room.lit_rows
        assert room.article_rows[at] == "一个标题"


@pytest.mark.usefixtures("papers")
async def test_other_articles_are_skimmed_the_same_way(screen: Screen) -> None:
    async with screen() as room:
        await points(room, "早市")
        await room.press("J")
        await room.until(lambda: "Plain" in room.points, "the next article")
        assert Statements.none in room.points
        await room.press("n")
        await room.until(lambda: "• The end, then." in room.points, "the next unread article")
        await room.until(lambda: "Last" in room.read(), "it counts as read")
        await room.press("K", "K")
        await room.until(lambda: room.lit == ["• 第一个要点，很重要。"], "back at the first one")
        await room.press("B")
        await room.until(lambda: room.reading and "前面的话。" in room.article, "all of it")


@pytest.mark.usefixtures("papers")
@pytest.mark.parametrize("seconds", [0.0, 60.0], ids=["found in slices", "found at once"])
async def test_the_cursor_begins_where_one_reads(
    seconds: float, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents_view, "_FIRST_SLICE", seconds)
    async with screen(size=(120, 16)) as room:
        await room.open("早市")
        await room.press_until("j", lambda: "要点5" in room.article_rows[4], "a statement")
        await room.press("B")
        await room.until(lambda: room.lit and "要点5" in room.lit[0], "the same statement")


def has_width(room: Room, columns: int) -> bool:
    return room.app.size.width == columns


@pytest.mark.usefixtures("papers")
async def test_a_resize_keeps_the_cursor(screen: Screen) -> None:
    async with screen(size=(120, 20)) as room:
        await points(room, "早市")
        await room.press(*["j"] * 8)
        await room.until(lambda: room.lit and "要点6" in room.lit[0], "a statement")
        for columns in (60, 140, 99):
            await room.pilot.resize_terminal(columns, 14)
            await room.until(partial(has_width, room, columns), "another width")
            await room.until(lambda: room.lit and "要点6" in room.lit[0], "the same statement")
            assert max(map(width_of, room.point_rows)) <= columns


@pytest.mark.usefixtures("papers")
async def test_a_visit_to_the_list_comes_back_to_them(screen: Screen) -> None:
    async with screen() as room:
        await points(room, "早市")
        await room.press("tab")
        await room.until(lambda: room.sidebar.has_focus, "the list in use")
        assert not room.lit
        await room.press("j")
        await room.until(lambda: Statements.none in room.points, "a preview in the same way")
        await room.pilot.click(type(room.over), offset=(10, 2))
        await room.until(lambda: room.over.has_focus and "Plain" in room.read(), "it open")


@pytest.mark.usefixtures("papers")
async def test_an_article_that_comes_while_only_the_list_is_seen_is_set_as_wide(
    screen: Screen,
) -> None:
    async with screen(size=(60, 20)) as room:
        await points(room, "Plain")
        await room.press("tab")
        await room.until(lambda: room.sidebar.has_focus, "the list in use")
        await room.press("k", "enter")
        await room.until(lambda: room.lit == ["• 第一个要点，很重要。"], "its key statements")
        assert max(map(width_of, room.point_rows)) > 40


async def test_one_article_alone_has_them_too(write: Write, screen: Screen) -> None:
    path = write("早市", body=BODY)
    async with screen(alone=True, file=path) as room:
        await room.until(lambda: "前面的话" in room.article, "the article")
        assert "B key statements" in room.bars[2]
        await room.press("B")
        await room.until(lambda: "1 of 12" in room.point_rows[-1], "its key statements")
        await room.until(lambda: "Esc back" in room.bars[2], "their keys")
        await room.press("escape")
        await room.until(lambda: room.reading, "the whole article")


async def test_a_file_that_cannot_be_read_says_why(write: Write, screen: Screen) -> None:
    write("Here", date="2022-04-22 10:00:00")
    gone = write("Gone", date="2022-04-22 09:00:00")
    async with screen() as room:
        await points(room, "Here")
        gone.unlink()
        await room.press("J")
        await room.until(lambda: "cannot be shown" in room.points, "why there is nothing")
        assert Statements.none not in room.points


def test_long_articles_are_looked_through_in_slices(write: Write) -> None:
    page = Page(write("Long", body=BODY * 50), UTC)
    slices = 0
    while (found := page.gather_for(0)) is None:
        slices += 1
    assert slices > 100
    assert len(found) == 12 * 50
    assert page.gather_for(0) is found


def test_looking_for_statements_takes_no_block_from_the_lines(news: Path) -> None:
    path = news / "金融" / f"{LONG}.md"
    pages = [Page(path, UTC) for _ in range(2)]
    for page in pages:
        page.set_width(60)
        page.fill(40)
    pages[0].gather_for(0)
    pages[0].fill(60)
    pages[0].gather_for(60)
    for page in pages:
        page.fill(100_000)
    assert [*pages[0].lines] == [*pages[1].lines]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(width=st.integers(20, 120))
def test_a_statement_begins_in_the_line_that_it_leads_to(write: Write, width: int) -> None:
    page = Page(write("早市", body=BODY), UTC)
    page.set_width(width)
    found = page.gather_for(60)
    assert found
    for one in found:
        bold = "".join(
            text for text, ink in page.lines[page.line_of_statement(one)].segments if ink.bold
        )
        at = one.bold[0][0] if one.bold else 0
        assert one.text[at] in bold
