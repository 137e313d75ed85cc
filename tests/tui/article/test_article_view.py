"""The article's pane: what it shows, and that it keeps its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.strip import Strip

from reader.output.cells import width_of
from tests.newsstand import LONG
from tests.states import set_state
from tests.tui.room import Open, Room, Screen, Write


def line(room: Room, words: str) -> Strip:
    found = [strip for strip in room.article_strips if words in strip.text]
    assert found, room.picture()
    return found[0]


def is_bold(strip: Strip, words: str) -> bool:
    return any(s.style and s.style.bold for s in strip if words in s.text)


async def test_bold_is_bold_and_the_rest_is_not(write: Write, screen: Screen) -> None:
    write("Bold", body="<p><b>Said in bold.</b> Said quietly.</p>")
    async with screen() as room:
        strip = line(room, "Said in bold.")
        assert is_bold(strip, "Said in bold.")
        assert not is_bold(strip, "Said quietly.")


async def test_text_is_a_column_in_the_middle(news: object, screen: Screen) -> None:
    async with screen(size=(200, 20)) as room:
        await room.open(LONG)
        body = [strip.text for strip in room.article_strips if "many words" in strip.text]
        assert max(width_of(text.strip("│ ")) for text in body) <= 80
        left = {len(text) - len(text.lstrip("│ ")) for text in body}
        assert len(left) == 1
        assert abs((room.pane.size.width - 80) // 2 - left.pop()) <= 1


@pytest.mark.parametrize("width", [200, 100, 99, 60])
async def test_a_resize_keeps_the_place_in_the_text(
    width: int, news: object, screen: Screen
) -> None:
    async with screen(size=(120, 20)) as room:
        await room.open(LONG)
        await room.press_until(
            "j", lambda: room.article_rows[0].startswith("Paragraph 12:"), "the paragraph"
        )
        await room.pilot.resize_terminal(width, 30)
        await room.until(lambda: room.app.size.width == width, "another width")
        await room.until(lambda: room.article_rows[0].startswith("Paragraph 12:"), "the same place")
        await room.pilot.resize_terminal(120, 20)
        await room.until(lambda: room.app.size.width == 120, "the first width")
        await room.until(lambda: room.article_rows[0].startswith("Paragraph 12:"), "the same place")


async def test_it_says_how_far_one_is(news: object, screen: Screen) -> None:
    async with screen() as room:
        await room.open(LONG)
        assert not room.article_rows[-1]  # at its start there is nothing to say
        await room.press("space")
        await room.until(lambda: room.article_rows[-1].endswith("%"), "how far one is")
        start = per_cent(room)
        assert room.article_rows[-1].endswith(f" min left · {start}%")
        await room.press("space")
        await room.until(lambda: per_cent(room) > start, "further")
        await room.press("G")
        await room.until(lambda: room.article_rows[-1] == "100%", "the end")


def per_cent(room: Room) -> int:
    return int(room.article_rows[-1].split()[-1].rstrip("%"))


async def test_a_short_article_does_not_say_how_far_one_is(news: object, screen: Screen) -> None:
    async with screen() as room:
        await room.open("Rates rise")
        assert not room.article_rows[-1]


async def test_how_far_one_was_is_kept(news: object, screen: Screen, open_library: Open) -> None:
    async with screen() as room:
        await room.open(LONG)
        await room.press("G")
        await room.until(lambda: room.article_rows[-1] == "100%", "the end")
        await room.press("escape")
        await room.until(lambda: room.entry(LONG).progress == 1.0, "it is written down")
        await room.press("J")
        await room.until(lambda: "Ports reopen" in room.article, "another preview")
    assert [e.progress for e in open_library(scan=False).entries() if e.title == LONG] == [1.0]


async def test_the_end_stays_in_sight_when_the_pane_gets_lower(
    news: object, screen: Screen
) -> None:
    async with screen(size=(120, 20)) as room:
        await room.open(LONG)
        await room.press("G")
        await room.until(lambda: room.foot == "100%", "the end")
        for rows in (19, 12, 30):
            await room.pilot.resize_terminal(120, rows)
            await room.until(lambda rows=rows: room.app.size.height == rows, "another height")
            await room.until(lambda: room.foot == "100%", "the end again")
            assert room.article_rows[-2].endswith("an end.")


async def half_read(room: Room) -> str:
    """Read on in the long article to a paragraph, go back to the list; what stood at the top."""
    await room.open(LONG)
    await room.press_until(
        "j", lambda: room.article_rows[0].startswith("Paragraph 12:"), "the paragraph"
    )
    await room.press("j")
    rows = "\n".join(room.article_rows)
    await room.press("escape")
    await room.until(lambda: 0 < room.entry(LONG).progress < 1, "it is written down")
    return rows


@pytest.mark.parametrize("size", [(120, 16), (99, 20), (60, 20)])
async def test_an_article_opens_where_it_was_left(
    size: tuple[int, int], news: object, screen: Screen, open_library: Open
) -> None:
    async with screen(size=size) as room:
        before = await half_read(room)
    async with screen(open_library(scan=False), size=size) as room:
        await room.to(LONG)
        await room.press("enter")
        await room.until(lambda: "\n".join(room.article_rows) == before, "the same place")


async def test_a_narrow_screen_opens_an_article_where_a_wide_one_left_it(
    news: object, screen: Screen, open_library: Open
) -> None:
    async with screen(size=(160, 20)) as room:
        await half_read(room)
    async with screen(open_library(scan=False), size=(50, 20)) as room:
        await room.to(LONG)
        await room.press("enter")
        await room.until(lambda: room.reading and "many words" in room.article, "the article")
        paragraphs = [row for row in room.article_rows if row.startswith("Paragraph")]
        assert paragraphs[0].startswith("Paragraph 13:")
        await room.press("escape")
        place = room.library.marks.place(room.entry(LONG))
        assert place is not None
        assert 11 <= place < 12


def sign(room: Room, title: str) -> str:
    """What stands before a title in the list."""
    return room.row(title).text.partition(title)[0].strip()


async def test_new_started_and_finished_articles_are_told_apart(
    news: object, screen: Screen
) -> None:
    async with screen() as room:
        assert sign(room, LONG) == "●"
        await room.open(LONG)
        await room.press("escape")
        await room.until(lambda: sign(room, LONG) == "", "a look at its start is no start")
        await room.press("enter", "space", "escape")
        await room.until(lambda: sign(room, LONG) == "◐", "it is started")
        await room.press("enter", "G")
        await room.until(lambda: room.foot == "100%", "the end")
        await room.press("escape")
        await room.until(lambda: sign(room, LONG) == "", "it is finished")


async def test_what_is_finished_stays_among_the_started_until_one_leaves_them(
    news: object, screen: Screen
) -> None:
    async with screen() as room:
        await half_read(room)
        await room.press("4")
        await room.until(lambda: room.titles == [LONG], "the article that was begun")
        await room.press("enter", "G")
        await room.until(lambda: room.foot == "100%", "the end")
        await room.press("escape", "d", "d")
        await room.until(lambda: room.says("by date"), "another list of the same view")
        await room.press("4", "1", "4")
        await room.until(lambda: "No article is partly read ·" in room.picture(), "nothing")


async def test_what_an_older_version_kept_is_where_one_reads_on(
    news: object, screen: Screen, open_library: Open
) -> None:
    library = open_library()
    entry = next(entry for entry in library.entries() if entry.title == LONG)
    set_state(library, [entry], progress=0.5)
    async with screen(library) as room:
        await room.to(LONG)
        await room.press("enter")
        await room.until(lambda: "Paragraph 40:" in room.article, "the middle")


async def test_an_article_that_went_is_said_in_a_sentence_and_is_not_read(
    news: Path, screen: Screen
) -> None:
    async with screen() as room:
        (news / "金融" / "Bonds fall.md").unlink()
        await room.press("j", "enter")
        await room.until(lambda: "This article cannot be shown." in room.article, "the sentence")
        assert "no such file" in " ".join(room.article_rows)
        assert not room.read()
        await room.press("J")
        await room.until(lambda: LONG in room.article, "the next one")


async def test_broken_front_matter_shows_its_body(root: Path, screen: Screen) -> None:
    path = root / "broken.md"
    path.write_text('---\ntitle: """\'A title\'"""\n\tx: [\n---\n\n<p>Its <b>body</b>.</p>\n')
    async with screen() as room:
        await room.press("enter")
        await room.until(lambda: room.reading and "Its body." in room.article, "the body")
        await room.until(lambda: len(room.read()) == 1, "it counts as read")


async def test_space_reads_a_mornings_news_with_one_key(news: object, screen: Screen) -> None:
    async with screen(size=(120, 40)) as room:
        await room.press("enter")
        await room.until(lambda: len(room.read()) == 1, "the first article")
        for _ in range(200):
            if len(room.read()) == 10:
                break
            await room.press("space")
        assert len(room.read()) == 10
        await room.press("space")
        await room.until(lambda: "Everything is read." in room.status, "a word about the end")


async def test_links_are_underlined_and_only_of_the_web(write: Write, screen: Screen) -> None:
    body = '<p><a href="https://example.net/x">A link</a> and <a href="javascript:x()">none</a></p>'
    write("Links", body=body)
    async with screen() as room:
        strip = line(room, "A link")
        styles = {segment.text: segment.style for segment in strip if segment.style}
        assert styles["A link"].underline
        assert styles["A link"].link == "https://example.net/x"
        assert not any(s.link for text, s in styles.items() if "none" in text)


async def test_the_wheel_scrolls_the_article(news: object, screen: Screen) -> None:
    async with screen() as room:
        await room.open(LONG)
        start = room.article_rows
        room.pane.post_message(wheel(events.MouseScrollDown, room))
        await room.until(lambda: room.article_rows[:9] == start[3:12], "three lines further")
        room.pane.post_message(wheel(events.MouseScrollUp, room))
        await room.until(lambda: room.article_rows[:12] == start[:12], "the start")


def wheel(kind: type[events.MouseEvent], room: Room) -> events.MouseEvent:
    return kind(room.pane, 5, 5, 0, 1, 0, False, False, False)


async def test_every_cell_of_the_pane_has_its_ground(news: object, screen: Screen) -> None:
    async with screen() as room:
        await room.open("Queues in Go")  # whose box of code is wider than its short lines
        for strip in room.article_strips:
            assert all(segment.style and segment.style.bgcolor for segment in strip)


async def test_an_article_alone_says_what_happened_at_its_foot(
    news: object, screen: Screen
) -> None:
    async with screen() as room:
        await room.open("Rates rise")
        await room.press("w", "s")
        await room.until(lambda: "“Rates rise” marked starred" in room.foot, "a word")


async def test_what_is_said_at_the_foot_goes_after_a_while_and_a_question_stays(
    news: object, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.tui.article.footer.SHOWN_FOR", 0.05)
    async with screen() as room:
        await room.open("Rates rise")
        await room.press("y")
        await room.until(lambda: room.foot.startswith("Copy:"), "the question")
        room.app.set_timer(0.2, lambda: room.app.set_class(True, "later"))
        await room.until(lambda: room.app.has_class("later"), "some time")
        assert room.foot.startswith("Copy:")
        await room.press("t")
        await room.until(lambda: room.copied, "the text copied, and a word of it")
        await room.until(lambda: not room.foot, "nothing any more")
