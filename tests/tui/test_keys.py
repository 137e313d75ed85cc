"""Every key of the screen, walked: what it does, and that none is forgotten."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC
from functools import partial

import pytest
from textual.binding import Binding
from textual.widgets import Input, Static

from reader import screen_state
from reader.config import THEMES
from reader.library.library import Library
from reader.library.library import parse as parse_query
from reader.tui.app import ReaderApp
from reader.tui.article.article_view import ArticleView
from reader.tui.article.contents import Contents, Links, Statements
from reader.tui.article.contents_view import KeyPoints
from reader.tui.article.page import Page
from reader.tui.dialogs.feed_list import FeedList
from reader.tui.dialogs.help import Help
from reader.tui.dialogs.palette import Palette
from reader.tui.dialogs.prompt import Prompt
from reader.tui.dialogs.sheet import LineSheet
from reader.tui.list.list_view import Sidebar
from tests.newsstand import LONG, TITLES, write
from tests.states import set_state
from tests.tui.room import Room, Screen

Walk = Callable[[Room, str], Awaitable[None]]
Owner = type[Sidebar] | type[ArticleView] | type[KeyPoints] | type[Prompt] | type[ReaderApp]

Key = tuple[Owner, str, str]

WALKED: dict[Key, Walk] = {}
"""Owner, id of the binding and key → what the key does."""


def walk(owner: Owner, binding: str, *keys: str) -> Callable[[Walk], Walk]:
    """A test of keys, on a screen of 120 × 16 with the library `news`."""

    def register(test: Walk) -> Walk:
        for key in keys:
            assert (owner, binding, key) not in WALKED
            WALKED[owner, binding, key] = test
        return test

    return register


def live_keys(owner: Owner) -> set[tuple[Owner, str, str]]:
    bindings = [binding for binding in owner.BINDINGS if isinstance(binding, Binding)]
    assert len(bindings) == len(owner.BINDINGS), "Every key is a Binding with an id."
    return {(owner, str(binding.id), key) for binding in bindings for key in binding.key.split(",")}


@pytest.mark.parametrize("owner", [Sidebar, ArticleView, KeyPoints, Prompt, ReaderApp])
def test_every_key_is_walked(owner: Owner) -> None:
    assert live_keys(owner) == {key for key in WALKED if key[0] is owner}


@pytest.mark.parametrize("owner", [Sidebar, ArticleView, KeyPoints, Prompt, ReaderApp])
def test_every_key_says_what_it_does(owner: Owner) -> None:
    assert all(binding.description for binding in owner.BINDINGS)


def name(key: object) -> str:
    assert isinstance(key, tuple)
    return f"{key[0].__name__}-{key[1]}-{key[2]}"


# In the list: lines 0 to 21, of which 13 are on the screen; the cursor is on line 2, "Rates rise".


@walk(Sidebar, "list.down", "j", "down")
async def next_row(room: Room, key: str) -> None:
    await room.press(key)
    await room.on("Bonds fall")
    await room.press(key)  # over the day between them
    await room.on(LONG)


@walk(Sidebar, "list.up", "k", "up")
async def row_before(room: Room, key: str) -> None:
    await room.to(LONG)
    await room.press(key)
    await room.on("Bonds fall")
    await room.press(key, key)
    await room.until(lambda: room.session.cursor.line == 0, "the heading under the cursor")
    await room.press(key)
    await room.until(lambda: room.session.cursor.line == 0, "the cursor still there")


@walk(Sidebar, "list.top", "g", "home")
async def first_line(room: Room, key: str) -> None:
    await room.to("A patch")
    assert "Rates rise" not in room.rows[2]
    await room.press(key)
    await room.until(lambda: room.session.cursor.line == 0, "the cursor on the first line")
    assert room.rows[0].startswith(" ▾ 金融")


@walk(Sidebar, "list.bottom", "G", "end")
async def last_line(room: Room, key: str) -> None:
    await room.press(key)
    await room.on(TITLES[-1])
    assert "A console" in room.rows[-1]


@walk(Sidebar, "list.page_down", "space", "pagedown")
async def page_down(room: Room, key: str) -> None:
    await room.press("i", key)
    await room.on("Wine 7.14")
    await room.press(key)
    await room.on(TITLES[-1])


@walk(Sidebar, "list.page_up", "b", "pageup")
async def page_up(room: Room, key: str) -> None:
    await room.press("i", "G")
    await room.on(TITLES[-1])
    await room.press(key)
    await room.on("Ports reopen")  # 13 lines further is the second line of that row
    await room.press(key)
    await room.until(lambda: room.session.cursor.line == 0, "the cursor on the first line")


@walk(Sidebar, "list.half_down", "ctrl+d")
async def half_a_page_down(room: Room, key: str) -> None:
    await room.press("i", key)
    await room.on("Ports reopen")


@walk(Sidebar, "list.half_up", "ctrl+u")
async def half_a_page_up(room: Room, key: str) -> None:
    await room.press("i")
    await room.to("Tea loans")
    await room.press(key)
    await room.on("Bonds fall")


@walk(Sidebar, "list.open", "enter")
async def opens_an_article_and_folds_a_heading(room: Room, key: str) -> None:
    await room.press("g")
    await room.until(lambda: room.session.cursor.line == 0, "the cursor on the heading")
    await room.press(key)
    await room.until(
        lambda: room.rows[:2] == [" ▸ 金融" + room.rows[0][5:], room.rows[1]], "a fold"
    )
    assert room.rows[1].startswith(" ▾ 编程")
    await room.press(key)
    await room.until(lambda: "Rates rise" in room.rows[1], "the heading unfolded")
    await room.press("j", key)
    await room.until(lambda: room.reading and "Rates rise" in room.article, "the article open")


@walk(Sidebar, "list.unfold", "l", "right")
async def unfolds_a_heading_and_opens_an_article(room: Room, key: str) -> None:
    await room.press("g", "h")
    await room.until(lambda: room.rows[0].startswith(" ▸ 金融"), "a fold")
    await room.press(key)
    await room.until(lambda: room.rows[0].startswith(" ▾ 金融"), "the heading unfolded")
    await room.press(key)  # it does not fold
    await room.press("j", key)
    await room.until(lambda: room.reading and "Rates rise" in room.article, "the article open")
    assert room.rows[0].startswith(" ▾ 金融")


@walk(Sidebar, "list.fold", "h", "left")
async def goes_to_the_heading_and_folds_it(room: Room, key: str) -> None:
    await room.to("Wine 7.14")
    await room.press(key)
    await room.until(lambda: room.title is None, "the cursor on the heading")
    assert any(row.startswith(" ▾ 编程") for row in room.rows)
    await room.press(key)
    await room.until(lambda: any(row.startswith(" ▸ 编程") for row in room.rows), "a fold")
    assert "Wine" not in "".join(room.rows)


@walk(Sidebar, "list.next_group", "right_curly_bracket")
async def next_heading(room: Room, key: str) -> None:
    await room.press(key)
    await room.until(lambda: room.session.cursor.line == 6, "the cursor on the next heading")
    await room.press(key, key)
    await room.until(lambda: room.session.cursor.line == 10, "the last one")


@walk(Sidebar, "list.previous_group", "left_curly_bracket")
async def previous_heading(room: Room, key: str) -> None:
    await room.to("Wine 7.14")
    await room.press(key)
    await room.until(lambda: room.session.cursor.line == 6, "the cursor on its heading")
    await room.press(key)
    await room.until(lambda: room.session.cursor.line == 0, "on the one before")


@walk(Sidebar, "list.fold_all", "underscore")
async def folds_all(room: Room, key: str) -> None:
    await room.to("Wine 7.14")
    await room.press(key)
    await room.until(lambda: room.rows[1].startswith(" ▸ 编程"), "all folded")
    assert [row[:2] for row in room.rows if row] == [" ▸"] * 3
    assert room.session.cursor.line == 1, "on the heading of its article"


@walk(Sidebar, "list.unfold_all", "plus")
async def unfolds_all(room: Room, key: str) -> None:
    rows = room.rows
    await room.press("underscore", key)
    await room.until(lambda: room.rows == rows, "all unfolded")


@walk(Sidebar, "list.preview", "i")
async def shows_first_key_statements(room: Room, key: str) -> None:
    await room.to("Queues in Go")
    rows, at = room.rows, room.rows.index(room.row("Queues in Go").text.rstrip(" ▌"))
    await room.press(key)
    await room.until(lambda: "A body." in room.rows[at + 1], "a second line")
    assert room.rows[at] == rows[at], "the cursor stays at its height"
    await room.press(key)
    await room.until(lambda: room.rows == rows, "rows of one line")


@walk(Sidebar, "list.narrower", "less_than_sign")
async def a_narrower_list(room: Room, key: str) -> None:
    assert room.sidebar.size.width == 48
    await room.press(key)
    await room.until(lambda: room.sidebar.size.width == 44, "four cells less")
    for _often in range(10):
        await room.press(key)
    await room.until(lambda: room.sidebar.size.width == 24, "the least")
    assert screen_state.list_width() == 24


@walk(Sidebar, "list.wider", "greater_than_sign")
async def a_wider_list(room: Room, key: str) -> None:
    await room.press(key)
    await room.until(lambda: room.sidebar.size.width == 52, "four cells more")
    for _often in range(20):
        await room.press(key)
    await room.until(lambda: room.sidebar.size.width == 80, "the article keeps the rest")
    assert screen_state.list_width() == 80


@walk(Sidebar, "pane", "tab")
async def to_the_article(room: Room, key: str) -> None:
    await room.press(key)
    await room.until(lambda: room.reading, "the article's pane in use")
    await room.until(lambda: room.read() == {"Rates rise"}, "it is read, as by any other way")


# In an article: 16 lines but title, status and keys, and the one that says how far one is: 12.


@walk(ArticleView, "article.down", "j", "down")
async def scroll_down(room: Room, key: str) -> None:
    await room.open(LONG)
    before = room.article_rows
    await room.press(key)
    await room.until(lambda: room.article_rows[:11] == before[1:12], "a line further")


@walk(ArticleView, "article.up", "k", "up")
async def scroll_up(room: Room, key: str) -> None:
    await room.open(LONG)
    before = room.article_rows
    await room.press("j", "j")
    await room.until(lambda: room.article_rows[:10] == before[2:12], "two lines further")
    await room.press(key)
    await room.until(lambda: room.article_rows[:11] == before[1:12], "a line back")


@walk(ArticleView, "article.top", "g", "home")
async def start_of_the_article(room: Room, key: str) -> None:
    await room.open(LONG)
    before = room.article
    await room.press("G")
    await room.until(lambda: "Paragraph 80" in room.article, "the end")
    await room.press(key)
    await room.until(lambda: room.article == before, "the start")


@walk(ArticleView, "article.bottom", "G", "end")
async def end_of_the_article(room: Room, key: str) -> None:
    await room.open(LONG)
    await room.press(key)
    await room.until(lambda: "Paragraph 80" in room.article, "the end")
    await room.until(lambda: room.article_rows[-1] == "100%", "how far one is")


@walk(ArticleView, "article.read_on", "space")
async def reads_on_to_the_end_and_then_to_what_is_unread_next(room: Room, key: str) -> None:
    set_state(room.library, [room.entry("Ports reopen")], read=True)
    await room.open(LONG)
    before = room.article_rows
    await room.press(key)
    await room.until(lambda: room.article_rows[:2] == before[10:12], "a page with two old lines")
    await room.press("G")
    await room.until(lambda: "Paragraph 80" in room.article, "the end")
    assert room.title == LONG
    await room.press(key)
    await room.on("Tea loans")
    await room.until(lambda: room.reading and "Tea loans" in room.article, "what is unread next")
    await room.until(lambda: "Tea loans" in room.read(), "it is read")


@walk(ArticleView, "article.page_down", "pagedown")
async def article_page_down(room: Room, key: str) -> None:
    await room.open(LONG)
    before = room.article_rows
    await room.press(key)
    await room.until(lambda: room.article_rows[:2] == before[10:12], "a page with two old lines")
    await room.press("G")
    await room.until(lambda: "Paragraph 80" in room.article, "the end")
    await room.press(key)  # at the end it stays
    await room.on(LONG)


@walk(ArticleView, "article.page_up", "b", "pageup")
async def article_page_up(room: Room, key: str) -> None:
    await room.open(LONG)
    before = room.article
    await room.press("pagedown")
    await room.until(lambda: room.article != before, "a page further")
    await room.press(key)
    await room.until(lambda: room.article == before, "the first page")


@walk(ArticleView, "article.half_down", "ctrl+d")
async def half_an_article_page_down(room: Room, key: str) -> None:
    await room.open(LONG)
    before = room.article_rows
    await room.press(key)
    await room.until(lambda: room.article_rows[:6] == before[6:12], "half a page further")


@walk(ArticleView, "article.half_up", "ctrl+u")
async def half_an_article_page_up(room: Room, key: str) -> None:
    await room.open(LONG)
    start = room.article
    await room.press("ctrl+d")
    await room.until(lambda: room.article != start, "half a page further")
    half = room.article
    await room.press("ctrl+d")
    await room.until(lambda: room.article != half, "a page further")
    await room.press(key)
    await room.until(lambda: room.article == half, "half a page back")


@walk(ArticleView, "article.back", "escape", "h")
async def back_to_the_list(room: Room, key: str) -> None:
    await room.open(LONG)
    await room.press(key)
    await room.until(lambda: room.sidebar.has_focus, "the list in use")
    assert room.title == LONG
    assert LONG in room.article


@walk(ArticleView, "article.right", "right", "L")
async def code_to_its_end(room: Room, key: str) -> None:
    await room.open("Queues in Go")
    assert room.shows("x ›")
    assert "y" in room.article_rows
    await room.press(key)
    assert room.shows("‹ x")
    await room.press(key, key, key, key)
    assert room.shows("xEND")
    assert not room.shows("END ›")
    assert "y" not in room.article_rows


@walk(ArticleView, "article.left", "left", "H")
async def code_back_and_then_to_the_list(room: Room, key: str) -> None:
    await room.open("Queues in Go")
    await room.press("right", key)
    assert "y" in room.article_rows
    assert room.reading
    await room.press(key)
    await room.until(lambda: room.sidebar.has_focus, "the list in use")


@walk(ArticleView, "pane", "tab")
async def to_the_list(room: Room, key: str) -> None:
    await room.open(LONG)
    await room.press(key)
    await room.until(lambda: room.sidebar.has_focus, "the list in use")


@walk(ArticleView, "article.points", "B")
async def shows_key_statements_alone(room: Room, key: str) -> None:
    await room.open(LONG)
    await room.press(key)
    await room.until(
        lambda: "• Paragraph 5: bold words.\n• Paragraph 10: bold words.\n" in room.points,
        "its bold words",
    )
    assert "many words" not in room.points
    assert LONG in room.points


@walk(ArticleView, "find", "slash")
async def finds_words_as_one_types(room: Room, key: str) -> None:
    await room.open(LONG)
    await room.press(key)
    await room.until(lambda: room.prompt == "", "a line to type on")
    await room.press(*"graph 30:")
    await room.until(lambda: room.found == ["[graph 30:]"], "the first hit")
    await room.press("enter")
    await room.until(lambda: room.reading, "the article in use")
    assert room.foot.startswith("/graph 30: · 1 of 1")


async def searching(room: Room) -> None:
    await room.open(LONG)
    await room.press("slash", *"graph 2", "enter")
    await room.until(lambda: room.foot.startswith("/graph 2 · 1 of 11"), "eleven hits")


@walk(ArticleView, "find.next", "n")
async def next_hit(room: Room, key: str) -> None:
    await searching(room)
    await room.press(key)
    await room.until(lambda: "[graph 2]" in room.found and "2 of 11" in room.foot, "the second")
    await room.press(*[key] * 10)
    await room.until(lambda: "1 of 11" in room.foot, "round the end")
    await room.press("escape")
    await room.until(lambda: not room.found, "the end of the search")
    assert room.reading
    await room.press(key)
    await room.on("Ports reopen")  # then it is the next unread article again


@walk(ArticleView, "find.previous", "N", "p")
async def hit_before(room: Room, key: str) -> None:
    await searching(room)
    await room.press(key)
    await room.until(lambda: "11 of 11" in room.foot, "round the start")
    await room.press(key)
    await room.until(lambda: "10 of 11" in room.foot, "the one before")
    assert "Paragraph 28:" in room.article


@walk(ArticleView, "article.contents", "c")
async def shows_headings_alone(room: Room, key: str) -> None:
    write(room.library.roots[0], "Rates rise", body="<h2>One</h2><p>A</p><h3>Two</h3><p>B</p>")
    await room.press("enter", key)
    await room.until(lambda: "One" in room.point_rows, "them")
    rows = [row for row in room.point_rows if row in ("One", "Two")]
    assert rows == ["One", "Two"]
    await room.press("j", "enter")
    await room.until(lambda: list(room.lit_rows.values()) == ["Two:"], "its place in the article")


@walk(ArticleView, "article.links", "u")
async def shows_links_by_number(room: Room, key: str) -> None:
    body = '<p><a href="https://example.net/x">One</a>, <a href="https://bücher.example/">two</a>'
    write(room.library.roots[0], "Rates rise", body=body)
    await room.press("enter", key)
    await room.until(lambda: "[1] One  example.net" in room.point_rows, "the first link")
    assert "[2] two  xn--bcher-kva.example" in room.point_rows
    await room.press("2")
    await room.until(lambda: room.point_rows[-1] == "2 of 2", "the second under the cursor")
    await room.press("y")
    await room.until(lambda: room.copied == "https://xn--bcher-kva.example/", "its address copied")


@walk(Sidebar, "list.browse", "o")
@walk(Sidebar, "list.copy", "y")
async def says_that_a_row_has_no_link(room: Room, key: str) -> None:
    await room.press(key)
    await room.until(lambda: "This article has no link." in room.status, "a word")


@walk(ArticleView, "article.browse", "o")
async def opens_in_the_browser(room: Room, key: str) -> None:
    await room.open(LONG)
    await room.press(key)
    await room.until(lambda: room.foot == "This article has no link.", "a word")


@walk(ArticleView, "article.copy", "y")
async def copies_the_article(room: Room, key: str) -> None:
    await room.open("Rates rise")
    await room.press(key)
    await room.until(lambda: room.foot == "Copy: l link · t text · m Markdown", "a question")
    await room.press("t")
    await room.until(lambda: room.copied.endswith("\n\nA body.\n"), "its text")
    await room.press(key, "m")
    await room.until(lambda: room.copied == "# Rates rise\n\nA body.\n", "its Markdown")
    await room.press(key, "l")
    await room.until(lambda: room.foot == "This article has no link.", "a word")
    await room.press(key, "s")  # drops the question, and nothing else
    assert not room.starred()


@walk(ArticleView, "article.edit", "e")
async def edits_the_file(room: Room, key: str) -> None:
    """That it asks for an editor; what comes of one is in test_acting."""
    await room.open(LONG)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "/nowhere")
        await room.press(key)
    await room.until(lambda: room.foot.startswith("No editor found"), "a word")


@walk(Sidebar, "list.source", "v")
async def shows_the_file_of_a_row(room: Room, key: str) -> None:
    await room.to(LONG)
    await room.press(key)
    await room.until(lambda: "3  title: 'The long report'" in room.article_rows, "the file")
    assert not room.entry(LONG).read
    await room.press("escape")
    await room.until(lambda: not room.reading and LONG in room.article, "the list again")
    assert "title: 'The long report'" not in room.article


@walk(ArticleView, "article.source", "v")
async def shows_the_file_as_it_stands(room: Room, key: str) -> None:
    await room.open(LONG)
    await room.press("space")
    before = room.article
    await room.press(key)
    await room.until(lambda: "3  title: 'The long report'" in room.article_rows, "the file")
    await room.press("slash", *"<b>para", "enter")
    await room.until(lambda: "[<b>Para]" in room.found, "what only the file holds")
    await room.press("escape", key)
    await room.until(lambda: room.article == before, "the article where it was")


@walk(ArticleView, "article.unfold", "enter")
async def unfolds_the_menus_of_a_saved_page(room: Room, key: str) -> None:
    await room.open(LONG)
    view = room.app.query_one(ArticleView)
    assert view.page is not None
    saved = view.page.path.with_suffix(".html")
    menu = "".join(f"<p><a href='/{number}'>Menu {number}</a></p>" for number in range(9))
    text = "<p>Text that is long enough to be an article, as it goes on and on.</p>" * 30
    saved.write_text(f"{menu}<main><h1>Head</h1>{text}</main>", "utf-8")
    view.show(Page(saved, None))
    await room.until(lambda: "… 9 blocks before the article" in room.article, "one line for them")
    await room.press(key)
    await room.until(lambda: "Menu 0" in room.article, "the menus")
    await room.press("G", key)
    await room.until(lambda: "Text that is long" in room.article, "the end, as before")


@walk(ArticleView, "article.export", "E")
async def saves_a_copy(room: Room, key: str) -> None:
    folder = room.library.roots[0].parent
    await room.open("Rates rise")
    await room.press(key)
    await room.until(lambda: (room.prompt or "").endswith("Rates rise.md"), "a name")
    await room.press("ctrl+u", *f"{folder}/x.txt", "enter")
    await room.until(lambda: "Saved as" in "\n".join(room.article_rows), "a word")
    assert (folder / "x.txt").read_text("utf-8").endswith("\nA body.\n")
    await room.press(key, "ctrl+u", *f"{folder}/x.txt", "enter")
    await room.until(lambda: room.prompt == f"{folder}/x 2.txt", "another name")


@walk(ArticleView, "article.zen", "w")
async def shows_the_article_alone(room: Room, key: str) -> None:
    await room.open(LONG)
    await room.press(key)
    await room.until(lambda: room.pane.size == room.app.size, "the article and nothing else")
    await room.press(key)
    await room.until(lambda: room.sidebar.display and room.pane.size.height < 16, "all again")
    await room.press(key, "escape")
    await room.until(lambda: room.pane.size.height < 16, "all again")
    assert room.reading
    await room.press(key, "tab")
    await room.until(lambda: room.sidebar.has_focus and room.pane.size.height < 16, "the list")


@walk(ArticleView, "article.narrower", "less_than_sign")
async def makes_lines_shorter(room: Room, key: str) -> None:
    await room.open(LONG)
    width = room.pane.column.width
    await room.press(key)
    await room.until(lambda: room.pane.column.width == width - 4, "shorter lines")
    assert screen_state.text_width(80) == width - 4


@walk(ArticleView, "article.wider", "greater_than_sign")
async def makes_lines_longer(room: Room, key: str) -> None:
    await room.open(LONG)
    width = room.pane.column.width
    await room.press("less_than_sign", "less_than_sign", key)
    await room.until(lambda: room.pane.column.width == width - 4, "longer lines")
    await room.press(key, key, key)
    await room.until(lambda: room.foot.startswith("As wide as the pane."), "a word about the end")
    assert room.pane.column.width == width


# On a line to type on


@walk(Prompt, "prompt.drop", "escape")
async def back_to_where_one_was(room: Room, key: str) -> None:
    await room.open(LONG)
    await room.press("j", "j")
    before = room.article
    await room.press("slash", *"graph 70")
    await room.until(lambda: "Paragraph 70" in room.article, "the hit")
    await room.press(key)
    await room.until(lambda: room.reading and room.article == before, "where one was")
    assert not room.found
    assert room.prompt is None


@walk(Prompt, "prompt.complete", "tab")
async def completes_a_filter(room: Room, key: str) -> None:
    await room.press("f", *"cat", key)
    await room.until(lambda: room.prompt == "category:", "a filter's name")
    await room.press(key)
    await room.until(lambda: room.prompt == "category:金融", "the category with most articles")
    await room.until(lambda: set(room.titles) == set(TITLES[:5]), "what is in it")
    await room.press(key)
    await room.until(lambda: room.prompt == "category:编程", "the next one")
    await room.press("escape")
    await room.until(lambda: set(room.titles) == set(TITLES), "all articles")


@walk(Prompt, "prompt.down", "down", "ctrl+n")
async def down_the_list_while_one_types(room: Room, key: str) -> None:
    await room.press("slash", *"site:oschina")
    await room.until(lambda: len(room.titles) == 3, "what was found")
    await room.press(key)
    await room.on("Wine 7.14")
    assert room.prompt == "site:oschina"


@walk(Prompt, "prompt.up", "up", "ctrl+p")
async def up_the_list_while_one_types(room: Room, key: str) -> None:
    await room.press("slash", *"site:oschina")
    await room.until(lambda: len(room.titles) == 3, "what was found")
    await room.press("down", "down")
    await room.on("Pip mirrors")
    await room.press(key)
    await room.on("Wine 7.14")


# Among key statements: four lines above them, then "Paragraph 5", "10" to "80"; 12 on the screen.


async def points_of_long(room: Room) -> None:
    await room.open(LONG)
    await room.press("B")
    await room.until(
        lambda: room.lit == ["• Paragraph 5: bold words."], "the first statement under the cursor"
    )


@walk(KeyPoints, "points.down", "j", "down")
async def next_statement(room: Room, key: str) -> None:
    await points_of_long(room)
    await room.press(key, key)
    await room.until(lambda: room.lit == ["• Paragraph 15: bold words."], "the third statement")


@walk(KeyPoints, "points.up", "k", "up")
async def statement_before(room: Room, key: str) -> None:
    await points_of_long(room)
    await room.press("j", "j", key)
    await room.until(lambda: room.lit == ["• Paragraph 10: bold words."], "the second statement")
    await room.press(key, key)
    await room.until(
        lambda: room.lit == ["• Paragraph 5: bold words."], "the first one, and no further"
    )


@walk(KeyPoints, "points.top", "g", "home")
async def first_statement(room: Room, key: str) -> None:
    await points_of_long(room)
    await room.press("G")
    await room.until(lambda: LONG not in room.points, "the end")
    await room.press(key)
    await room.until(lambda: room.lit == ["• Paragraph 5: bold words."], "the first statement")
    assert LONG in room.points


@walk(KeyPoints, "points.bottom", "G", "end")
async def last_statement(room: Room, key: str) -> None:
    await points_of_long(room)
    await room.press(key)
    await room.until(lambda: room.lit == ["• Paragraph 80: bold words."], "the last statement")
    assert room.point_rows[-1] == "16 of 16"


@walk(KeyPoints, "points.jump", "enter", "l", "L", "right")
async def goes_to_its_place_in_the_article(room: Room, key: str) -> None:
    await points_of_long(room)
    await room.press("j", "j", key)
    await room.until(lambda: room.reading, "the whole article")
    await room.until(lambda: room.lit_rows == {4: "Paragraph 15:"}, "its line, a third from above")
    await room.press("r")  # whatever the next key is
    await room.until(lambda: not room.lit_rows, "no light any more")


@walk(KeyPoints, "points.close", "escape", "h", "H", "left")
async def back_to_the_whole_article(room: Room, key: str) -> None:
    await room.open(LONG)
    await room.press("pagedown")
    await room.until(lambda: LONG not in room.article, "a page further")
    before = room.article
    await room.press("B")
    await room.until(lambda: room.lit == ["• Paragraph 5: bold words."], "the statements")
    await room.press(key)
    await room.until(lambda: room.reading, "the whole article")
    assert room.article == before


@walk(KeyPoints, "points.statements", "B")
async def shows_statements_and_then_the_whole_article(room: Room, key: str) -> None:
    await room.open(LONG)
    await room.press("c")
    await room.until(lambda: Contents.none in room.points, "its headings, of which it has none")
    await room.press(key)
    await room.until(lambda: room.lit == ["• Paragraph 5: bold words."], "the statements")
    await room.press(key)
    await room.until(lambda: room.reading, "the whole article")


@walk(KeyPoints, "points.contents", "c")
async def shows_headings_and_then_the_whole_article(room: Room, key: str) -> None:
    await points_of_long(room)
    await room.press(key)
    await room.until(lambda: Contents.none in room.points, "its headings, of which it has none")
    await room.press(key)
    await room.until(lambda: room.reading, "the whole article")


@walk(KeyPoints, "points.links", "u")
async def shows_links_and_then_the_whole_article(room: Room, key: str) -> None:
    await points_of_long(room)
    await room.press(key)
    await room.until(lambda: Links.none in room.points, "its links, of which it has none")
    await room.press(key)
    await room.until(lambda: room.reading, "the whole article")


@walk(KeyPoints, "points.copy", "y")
async def copies_a_statement(room: Room, key: str) -> None:
    await points_of_long(room)
    await room.press("j", key)
    await room.until(lambda: room.copied == "Paragraph 10: bold words.", "it in the clipboard")
    assert room.point_rows[-1] == "Copied Paragraph 10: bold words."
    await room.press("j")
    await room.until(lambda: room.point_rows[-1] == "3 of 16", "the sentence gone")


@walk(KeyPoints, "points.read_on", "space")
async def reads_on_to_what_is_unread_next(room: Room, key: str) -> None:
    await points_of_long(room)
    await room.press(key)
    await room.until(lambda: room.lit == ["• Paragraph 65: bold words."], "twelve further")
    assert "• Paragraph 80: bold words." in room.point_rows
    await room.press(key)
    await room.on("Ports reopen")
    await room.until(lambda: "Ports reopen" in room.points, "what is unread next")
    assert Statements.none in room.points


@walk(KeyPoints, "points.page_down", "pagedown")
async def statements_page_down(room: Room, key: str) -> None:
    await points_of_long(room)
    await room.press(key)
    await room.until(lambda: room.lit == ["• Paragraph 65: bold words."], "twelve further")
    await room.press(key, key)
    await room.until(
        lambda: room.lit == ["• Paragraph 80: bold words."], "the last one, and no further"
    )


@walk(KeyPoints, "points.page_up", "b", "pageup")
async def statements_page_up(room: Room, key: str) -> None:
    await points_of_long(room)
    await room.press("G", key)
    await room.until(lambda: room.lit == ["• Paragraph 20: bold words."], "twelve back")


@walk(KeyPoints, "points.half_down", "ctrl+d")
async def half_a_statements_page_down(room: Room, key: str) -> None:
    await points_of_long(room)
    await room.press(key)
    await room.until(lambda: room.lit == ["• Paragraph 35: bold words."], "six further")


@walk(KeyPoints, "points.half_up", "ctrl+u")
async def half_a_statements_page_up(room: Room, key: str) -> None:
    await points_of_long(room)
    await room.press("G", key)
    await room.until(lambda: room.lit == ["• Paragraph 50: bold words."], "six back")


# Everywhere


@walk(ReaderApp, "unread.next", "n")
async def next_unread(room: Room, key: str) -> None:
    read = ["Bonds fall", LONG, "Ports reopen", "Tea loans"]
    set_state(room.library, [room.entry(title) for title in read], read=True)
    await room.press(key)
    await room.on("Queues in Go")
    assert not room.reading
    await room.press("enter", key)
    await room.on("Wine 7.14")
    await room.until(lambda: room.reading and "Wine 7.14" in room.article, "it is open as well")
    await room.press("escape", "G", key)
    await room.on("Rates rise")  # round the end of the list
    assert "Continued from the top of the list." in room.status


@walk(ReaderApp, "unread.previous", "p")
async def previous_unread(room: Room, key: str) -> None:
    read = ["Bonds fall", LONG, "Ports reopen", "Tea loans"]
    set_state(room.library, [room.entry(title) for title in read], read=True)
    await room.to("Queues in Go")
    await room.press(key)
    await room.on("Rates rise")
    await room.press(key)
    await room.on(TITLES[-1])  # round the start of the list
    assert "Continued from the end of the list." in room.status


@walk(ReaderApp, "article.next", "J")
async def next_article(room: Room, key: str) -> None:
    await room.open("Tea loans")
    await room.press(key)  # over a heading and a day
    await room.on("Queues in Go")
    await room.until(lambda: room.reading and "Queues in Go" in room.article, "it is open")
    await room.press("escape", "G", key)
    await room.until(lambda: "There is no next article." in room.status, "a word about the end")
    await room.on(TITLES[-1])


@walk(ReaderApp, "article.previous", "K")
async def previous_article(room: Room, key: str) -> None:
    await room.open("Queues in Go")
    await room.press(key)
    await room.on("Tea loans")
    await room.until(lambda: room.reading and "Tea loans" in room.article, "it is open")
    await room.press("escape")
    await room.to("Rates rise")
    await room.press(key)
    await room.until(lambda: "There is no previous article." in room.status, "a word")
    await room.on("Rates rise")


@walk(ReaderApp, "mark.read", "r")
async def marks_read_and_unread(room: Room, key: str) -> None:
    await room.press(key)
    await room.until(lambda: room.read() == {"Rates rise"}, "one article read")
    await room.until(lambda: "●" not in room.row("Rates rise").text, "no dot")
    assert "“Rates rise” marked read" in room.status
    await room.press(key)
    await room.until(lambda: not room.read(), "nothing read")
    assert "●" in room.row("Rates rise").text


@walk(ReaderApp, "mark.later", "m")
async def keeps_an_article_for_later(room: Room, key: str) -> None:
    def later() -> list[str]:
        return [one.title for one in room.library.entries(parse_query("is:later"))]

    await room.press(key)
    await room.until(lambda: later() == ["Rates rise"], "one for later")
    await room.until(lambda: "Tagged later · z undoes" in room.status, "a word about it")
    await room.until(lambda: "#later" in room.article, "it stands above the article")
    await room.open("Bonds fall")  # in the article it means that one
    await room.press(key)
    await room.until(lambda: later() == ["Rates rise", "Bonds fall"], "two of them")
    await room.press("z")
    await room.until(lambda: later() == ["Rates rise"], "undone")
    await room.press(key, key)
    await room.until(lambda: "Untagged later" in room.status, "removed")
    assert later() == ["Rates rise"]


@walk(ReaderApp, "mark.star", "s")
async def marks_starred_and_unstarred(room: Room, key: str) -> None:
    await room.press(key)
    await room.until(lambda: room.starred() == {"Rates rise"}, "one article starred")
    await room.until(lambda: "★" in room.row("Rates rise").text, "a star")
    await room.open("Bonds fall")  # in the article it means that one
    await room.press(key)
    await room.until(lambda: room.starred() == {"Rates rise", "Bonds fall"}, "two of them")
    await room.press(key)
    await room.until(lambda: room.starred() == {"Rates rise"}, "one of them")
    assert "★" not in room.row("Bonds fall").text


@walk(ReaderApp, "tag", "T")
async def asks_for_tags(room: Room, key: str) -> None:
    """More of it is in test_tagging."""
    await room.press(key)
    await room.until(lambda: room.prompts("Tags:"), "a question")
    await room.press(*"later, 投资", "enter")
    await room.until(lambda: room.entry("Rates rise").own_tags == ("later", "投资"), "two tags")
    await room.until(lambda: "Tagged later, 投资 · z undoes" in room.status, "a word about it")
    await room.until(lambda: "#later  #投资" in room.article_rows, "the tags above the article")


GROUP = TITLES[:5]
"""What is in the group of the first row, 金融."""


@walk(ReaderApp, "mark.group", "R")
async def marks_a_group_read(room: Room, key: str) -> None:
    await room.press("j", key)
    await room.until(lambda: room.read() == set(GROUP), "a group read")
    await room.until(
        lambda: "5 marked read under 金融 › 新浪财经 · z undoes" in room.status, "a word about it"
    )
    assert "●" not in room.row("Bonds fall").text
    assert "5 unread of 10" in room.bars[0]
    await room.press("z")
    await room.until(lambda: not room.read(), "nothing read")
    assert "Undone: 5 marked read under 金融 › 新浪财经." in room.status
    await room.press("Z")
    await room.until(lambda: room.read() == set(GROUP), "the group again")
    await room.press(key)
    await room.until(lambda: "Nothing unread here." in room.status, "a word that there is none")
    await room.open("Wine 7.14")  # in an article it means that one's group
    await room.press("z", key)
    await room.until(lambda: room.read() == {*GROUP, *TITLES[5:8]}, "another group")


@walk(ReaderApp, "mark.all", "A")
async def marks_all_that_is_listed_read(room: Room, key: str) -> None:
    await room.press("slash", *"site:3dm", "enter")
    await room.until(lambda: room.titles == ["A patch", "A console"], "what was found")
    await room.press(key)
    await room.until(lambda: room.read() == {"A patch", "A console"}, "both of them read")
    await room.until(lambda: "2 marked read · z undoes" in room.status, "a word about it")
    await room.press("escape", key)
    await room.until(lambda: room.read() == set(TITLES), "all of them read")


@walk(ReaderApp, "mark.above", "left_square_bracket")
async def marks_what_is_above_read(room: Room, key: str) -> None:
    await room.to("Wine 7.14")
    await room.press(key)
    above = set(TITLES[: TITLES.index("Wine 7.14")])
    await room.until(lambda: room.read() == above, "what is above it")
    await room.press("z", "g", key)
    await room.until(lambda: "Nothing unread here." in room.status, "nothing above the first line")
    assert not room.read()


@walk(ReaderApp, "mark.below", "right_square_bracket")
async def marks_what_is_below_read(room: Room, key: str) -> None:
    await room.press("2")
    await room.to("Wine 7.14")
    await room.press(key)
    below = set(TITLES[TITLES.index("Wine 7.14") + 1 :])
    await room.until(lambda: room.read() == below, "what is below it")
    await room.until(lambda: room.titles == TITLES, "and still listed")


@walk(ReaderApp, "help", "question_mark")
async def shows_help(room: Room, key: str) -> None:
    await room.press(key)
    await room.until(lambda: isinstance(room.app.screen, Help), "help on the screen")


@walk(ReaderApp, "suspend", "ctrl+z")
async def _(room: Room, key: str) -> None:
    """Nothing happens where there is no terminal; see tests/end_to_end/test_stopping.py."""
    await room.press(key, "s")
    await room.until(lambda: room.starred(), "the next key is heard")


@walk(ReaderApp, "quit", "q", "ctrl+c")
async def quits(room: Room, key: str) -> None:
    await room.press(key)
    await room.until(lambda: not room.app.is_running, "the end of the program")
    assert room.app.return_code == 0


@walk(ReaderApp, "show.all", "1")
async def shows_all(room: Room, key: str) -> None:
    await room.press("3")
    await room.until(lambda: not room.titles, "nothing, for nothing is starred")
    await room.press(key)
    await room.until(lambda: room.titles == TITLES, "all articles")


@walk(ReaderApp, "show.unread", "2")
async def shows_what_is_unread(room: Room, key: str) -> None:
    set_state(room.library, [room.entry("Rates rise"), room.entry("A patch")], read=True)
    await room.press(key)
    unread = [title for title in TITLES if title not in ("Rates rise", "A patch")]
    await room.until(lambda: room.titles == unread, "what is unread")
    assert "unread only" in room.bars[0]


@walk(ReaderApp, "show.starred", "3")
async def shows_what_is_starred(room: Room, key: str) -> None:
    set_state(room.library, [room.entry("Wine 7.14")], starred=True)
    await room.press(key)
    await room.until(lambda: room.titles == ["Wine 7.14"], "what is starred")
    assert "starred only" in room.bars[0]


@walk(ReaderApp, "show.started", "4")
async def shows_what_was_begun(room: Room, key: str) -> None:
    set_state(room.library, [room.entry(LONG)], read=True, progress=0.3)
    set_state(room.library, [room.entry("Wine 7.14")], read=True, progress=1.0)
    await room.press(key)
    await room.until(lambda: room.titles == [LONG], "what was begun and is not finished")
    assert "started only" in room.bars[0]


@walk(ReaderApp, "elsewhere", "equals_sign")
async def goes_to_a_copy(room: Room, key: str) -> None:
    await room.press(key)
    said = "This article has no duplicates and no other versions."
    await room.until(lambda: room.says(said), "a word")
    write(room.library.roots[0], "Tea loans", ("游戏", "3DM"), "2022-04-19 08:00:00")
    other = Library(room.library.roots, UTC)  # as a scan does, it finds the copy
    other.refresh()
    other.close()
    await room.until(lambda: "11 unread of 11" in room.bars[0], "the copy in the list")
    await room.to("Tea loans")
    first = room.session.under
    await room.press(key)
    await room.until(lambda: room.says("The duplicate in 游戏 › 3DM."), "where one is now")
    assert first is not None
    assert room.session.under is not None
    assert (room.title, room.session.under.key == first.key) == ("Tea loans", False)
    await room.press("enter", key)
    await room.until(
        lambda: room.session.under is not None and room.session.under.key == first.key, "back"
    )
    await room.until(lambda: "Also in 游戏 › 3DM" in room.article, "it says where it is too")


@walk(ReaderApp, "search.keep", "S")
async def keeps_a_search(room: Room, key: str) -> None:
    await room.press("slash", *"tea", "enter")
    await room.until(lambda: room.titles == ["Tea loans"], "what was found")
    await room.press(key, *"Leaves", "enter")
    roots = room.library.roots
    await room.until(lambda: screen_state.searches(roots) == {"Leaves": "tea"}, "it is kept")
    await room.press("escape")
    await room.until(lambda: room.rows[0].startswith(" / Leaves"), "it stands in the list")


@walk(ReaderApp, "sort", "O")
async def sorts_by_title(room: Room, key: str) -> None:
    await room.press(key)
    await room.until(lambda: room.prompts("t title"), "the orders")
    await room.press("t")
    await room.until(lambda: "Articles by title." in room.status, "a word about it")
    await room.until(lambda: room.titles[:5] == sorted(TITLES[:5], key=str.lower), "the order")


@walk(ReaderApp, "show.later", "5")
async def shows_what_is_kept_for_later(room: Room, key: str) -> None:
    await room.to("Bonds fall")
    await room.press("m", key)
    await room.until(lambda: room.titles == ["Bonds fall"], "what is kept")


@walk(ReaderApp, "group", "d")
async def goes_through_the_groupings(room: Room, key: str) -> None:
    await room.to("Wine 7.14")
    seen = []
    for letter, word in zip(
        "dsnc", ("by date", "by site", "newest first", "by category"), strict=True
    ):
        await room.press(key)
        await room.until(lambda: "s site" in room.app.query_one(Input).placeholder, "a question")
        await room.press(letter)
        await room.until(partial(room.says, f"Articles {word}."), word)
        assert room.title == "Wine 7.14", "the cursor stays on the article"
        assert any("Wine 7.14" in row for row in room.rows), "and the article on the screen"
        assert sorted(room.titles) == sorted(TITLES)
        await room.press("g")
        await room.until(lambda: room.session.cursor.line == 0, "the first line")
        seen.append(room.rows[0].split("  ")[0].strip())
        await room.to("Wine 7.14")
    assert seen == ["▾ Fri 22 April 2022", "▾ 新浪财经", "● Rates rise", "▾ 金融 › 新浪财经"]


@walk(ReaderApp, "undo", "z")
async def undoes(room: Room, key: str) -> None:
    await room.press("s", "r")
    await room.until(lambda: room.read() == room.starred() == {"Rates rise"}, "two marks")
    await room.press(key)
    await room.until(lambda: not room.read(), "the last one undone")
    assert "Undone: " in room.status
    assert room.starred() == {"Rates rise"}
    await room.press(key)
    await room.until(lambda: not room.starred(), "the first one undone")
    await room.press(key)
    await room.until(lambda: "Nothing to undo." in room.status, "a word that there is no more")


@walk(ReaderApp, "redo", "Z")
async def does_again(room: Room, key: str) -> None:
    await room.press("s", "r", "z", "z")
    await room.until(lambda: not room.read() | room.starred(), "two marks undone")
    await room.press(key)
    await room.until(lambda: room.starred() == {"Rates rise"}, "the first one done again")
    await room.press(key)
    await room.until(lambda: room.read() == {"Rates rise"}, "the second one done again")
    await room.press(key)
    await room.until(lambda: "Nothing to redo." in room.status, "a word that there is no more")


@walk(ReaderApp, "search", "slash")
async def searches_as_one_types(room: Room, key: str) -> None:
    await room.to("Queues in Go")
    await room.press(key, *"wine")
    await room.until(lambda: room.titles == ["Wine 7.14"], "what was found")
    await room.press("escape")
    await room.on("Queues in Go")
    assert len(room.titles) == 10


@walk(ReaderApp, "filter", "f")
async def tells_the_filters(room: Room, key: str) -> None:
    await room.press(key)
    await room.until(lambda: room.prompts("is:unread"), "the filters that there are")
    await room.press(*"site:3dm", "enter")
    await room.until(lambda: room.titles == ["A patch", "A console"], "what is let through")


@walk(ReaderApp, "jump", "c")
async def goes_to_a_name_or_a_day(room: Room, key: str) -> None:
    """More of it is in search/test_going."""
    await room.press(key, "编", "enter")
    await room.on("Queues in Go")
    await room.press("d", "d", key, *"2022-04-20", "enter")
    await room.on("Ports reopen")


@walk(ReaderApp, "search.end", "escape")
async def shows_all_again(room: Room, key: str) -> None:
    await room.press("slash", *"patch", "enter")
    await room.until(lambda: room.titles == ["A patch"], "what was found")
    await room.press(key)
    await room.until(lambda: len(room.titles) == 10, "all articles")
    await room.on("A patch")
    await room.press("2", key)
    assert not room.says("unread only")


@walk(ReaderApp, "search.drop", "backspace")
async def drops_one_filter_after_the_other(room: Room, key: str) -> None:
    await room.press("slash", *"a is:unread", "enter", "3")
    await room.until(lambda: room.says("starred only"), "three chips")
    await room.press(key)
    await room.until(lambda: room.says("is:unread"), "two chips")
    await room.press(key)
    assert room.bars[0].split("\n")[1].split()[:2] == ["a", "×"]
    await room.press(key)
    await room.until(lambda: len(room.titles) == 10, "all articles")
    assert "\n" not in room.bars[0]


@walk(ReaderApp, "rescan", "f5")
async def looks_for_new_articles(room: Room, key: str) -> None:
    """That it asks for a scan; what a scan brings is in test_app."""
    # while a scan runs, the key does nothing
    await room.press_until(key, lambda: len(room.scans) > 1, "another scan")
    assert len(room.scans) == 2


@walk(ReaderApp, "subscribe", "a")
async def asks_what_to_subscribe_to(room: Room, key: str) -> None:
    """That it asks; what comes of it is in test_incoming."""
    await room.press(key, *"file:///x", "enter")
    await room.until(lambda: room.says("only http and https are fetched"), "a sentence")


@walk(ReaderApp, "full_text", "X")
async def asks_for_the_page(room: Room, key: str) -> None:
    """That it asks, of what no feed brought; what comes of it is in test_incoming."""
    await room.press(key)
    await room.until(lambda: room.says("was not fetched from a feed"), "a sentence")


@walk(ReaderApp, "feeds", "F")
async def lists_the_feeds(room: Room, key: str) -> None:
    await room.press(key)
    await room.until(lambda: isinstance(room.app.screen, FeedList), "feeds on the screen")
    text = room.app.screen.query_one("VerticalScroll Static", Static)
    await room.until(lambda: "No feeds yet" in str(text.render()), "that there are none")
    await room.press("escape")
    await room.until(lambda: not isinstance(room.app.screen, FeedList), "and gone")


@walk(ReaderApp, "command.ask", "vertical_line")
async def asks_which_command(room: Room, key: str) -> None:
    """Here there are none; what comes of them is in test_own_commands."""
    await room.press(key)
    await room.until(lambda: room.says("You have no commands yet"), "a sentence")


@walk(ReaderApp, "command.stop", "escape")
async def _(room: Room, key: str) -> None:
    """Where no command runs, the key has its other meaning; see test_own_commands."""
    await room.press("enter", key)
    await room.until(lambda: not room.reading, "the list")


@walk(ReaderApp, "problems", "exclamation_mark")
async def lists_problems(room: Room, key: str) -> None:
    await room.press(key)
    await room.until(lambda: isinstance(room.app.screen, LineSheet), "the list on the screen")
    await room.press("escape")
    await room.until(lambda: not isinstance(room.app.screen, LineSheet), "and gone")


@walk(ReaderApp, "theme", "t")
async def goes_through_the_colours(room: Room, key: str) -> None:
    seen = [room.app.theme]
    for word in ("Light", "High contrast", "Sepia", "The terminal's own", "Evening"):
        await room.press(key)
        await room.until(partial(room.says, word), word)
        seen.append(room.app.theme)
    assert seen == [*THEMES, "evening"]


@walk(ReaderApp, "commands", "colon", "ctrl+p")
async def opens_the_commands(room: Room, key: str) -> None:
    await room.press(key)
    await room.until(lambda: isinstance(room.app.screen, Palette), "the palette on the screen")
    await room.press("escape")
    await room.until(lambda: not isinstance(room.app.screen, Palette), "and gone")


@pytest.mark.parametrize("key", WALKED, ids=name)
async def test_a_key_does_what_its_binding_says(key: Key, news: object, screen: Screen) -> None:
    async with screen() as room:
        await WALKED[key](room, key[2])
