"""The list: what its lines show, and where its cursor stays."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.color_triplet import ColorTriplet
from textual import events
from textual.strip import Strip

from reader.entry import Entry
from reader.library.library import Listing
from reader.library.query.folding import Folded
from reader.output.cells import width_of
from tests.newsstand import LONG, TITLES
from tests.states import set_state
from tests.tui.room import Open, Room, Screen, Write


def colour(strip: Strip, words: str) -> ColorTriplet | None:
    """The colour in which some words of a line are drawn."""
    found = [segment.style for segment in strip if words in segment.text]
    assert len(found) == 1, strip.text
    style = found[0]
    return style.color.triplet if style and style.color else None


def brightness(strip: Strip, words: str) -> int:
    triplet = colour(strip, words)
    assert triplet is not None
    return sum(triplet)


def background(strip: Strip) -> set[ColorTriplet | None]:
    colours = [segment.style.bgcolor for segment in strip if segment.style]
    return {one.triplet if one else None for one in colours}


async def test_the_list_shows_categories_titles_and_dates(news: object, screen: Screen) -> None:
    async with screen(size=(120, 26)) as room:
        shown = [" ".join(row.split()) for row in room.rows if row]
    assert shown == [
        "▾ 金融 › 新浪财经 5",
        "● Rates rise 22 Apr 22", "● Bonds fall 22 Apr 22",
        "● The long report 21 Apr 22",
        "● Ports reopen 20 Apr 22",
        "● Tea loans 19 Apr 22",
        "▾ 编程 › OSChina 3",
        "● Queues in Go 22 Apr 22",
        "● Wine 7.14 21 Apr 22",
        "● Pip mirrors 20 Apr 22",
        "▾ 游戏 › 3DM 2",
        "● A patch 22 Apr 22",
        "● A console 18 Apr 22",
    ]  # fmt: skip


async def test_a_day_with_three_articles_has_a_heading(write: Write, screen: Screen) -> None:
    for number in range(3):
        write(f"Of one day {number}", ("金融",), f"2022-04-22 1{number}:00:00")
    write("Alone", ("金融",), "2022-04-21 10:00:00")
    for number in range(3):
        write(f"Undated {number}", ("金融",), "nonsense")
    async with screen(size=(120, 26)) as room:
        assert [" ".join(row.split()) for row in room.rows if row] == [
            "▾ 金融 7",
            "Fri 22 April 2022",
            "● Of one day 2", "● Of one day 1", "● Of one day 0",
            "● Alone 21 Apr 22",
            "No date",
            "● Undated 2 !", "● Undated 1 !", "● Undated 0 !",
        ]  # fmt: skip
        await room.pilot.click(room.sidebar, offset=(10, 1))  # a day is nothing to open
        assert not room.reading
        assert room.title == "Of one day 2"


async def test_levels_fold_each_and_all(write: Write, screen: Screen, open_library: Open) -> None:
    write("Wide", ("金融",), "2022-04-22 10:00:00")
    write("Narrow", ("金融", "新浪财经", "国内"), "2022-04-21 10:00:00")
    write("Other", ("编程",), "2022-04-20 10:00:00")
    async with screen() as room:
        whole = list(filter(None, room.rows))
        assert [" ".join(row.split()) for row in whole] == [
            "▾ 金融 2", "● Wide 22 Apr 22",
            "▾ 新浪财经 › 国内 1", "● Narrow 21 Apr 22",
            "▾ 编程 1", "● Other 20 Apr 22",
        ]  # fmt: skip
        await room.to("Narrow")
        await room.press("h", "h")
        await room.until(lambda: "▸ 新浪财经 › 国内" in room.rows[2], "a fold")
        await room.press("h")
        assert room.session.cursor.line == 0, "to the level above"
        await room.press("right_curly_bracket", "right_curly_bracket", "left_curly_bracket")
        assert room.session.cursor.line == 2
        await room.press("underscore")
        assert [row.split()[:2] for row in room.rows if row] == [["▸", "金融"], ["▸", "编程"]]
        assert room.session.cursor.line == 0, "on what its heading is folded below"
        await room.press("J")
        await room.until(lambda: "no next article" in room.status, "a sentence")
        await room.press("n")
        await room.on("Wide")
        assert room.rows[2].split()[:2] == ["▸", "新浪财经"], "only what hides it is unfolded"
        await room.press("q")
    async with screen(open_library(scan=False)) as room:
        assert any(row.split()[:2] == ["▸", "编程"] for row in room.rows), "folds are kept"
        await room.press("plus")
        assert list(filter(None, room.rows)) == whole


async def test_an_article_with_two_paths_is_in_both(
    root: Path, write: Write, screen: Screen
) -> None:
    write("Twice", ("[金融, A]", "[编程, B]"), "2022-04-22 10:00:00")
    write("Once", ("金融", "A"), "2022-04-21 10:00:00")
    async with screen() as room:
        assert "2 unread of 2" in room.bars[0]
        assert sum("Twice" in row for row in room.rows) == 2
        await room.press("G")
        await room.until(lambda: room.session.cursor.line == 4, "the second one")
        await room.press("r")
        await room.until(lambda: room.read() == {"Twice"}, "it read")
        assert not [row for row in room.rows if "Twice" in row and "●" in row], "in both"
        assert room.rows[0].split()[-1] == "1"
        assert room.session.cursor.line == 4


async def test_rows_may_have_rows_below_them(
    news: object, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def children(listing: Listing, key: int) -> list[Entry]:
        found = listing.window(1, 0, 2)
        return found if listing.window(0, 1, 2)[0].key == key else []

    def below(listing: Listing, entries: Sequence[Entry]) -> dict[int, Folded]:
        return {one.key: Folded(2, 0) for one in entries if children(listing, one.key)}

    monkeypatch.setattr(Listing, "children", children)
    monkeypatch.setattr(Listing, "below", below)
    async with screen(size=(120, 26)) as room:
        before = room.rows
        assert "Bonds fall +2" in before[2]
        await room.to("Bonds fall")
        await room.press("l")
        await room.until(lambda: "Queues in Go" in room.rows[3], "the rows below it")
        assert "+2" not in room.rows[2]
        assert room.rows[3].index("●") == room.rows[2].index("●") + 2
        assert "Wine 7.14" in room.rows[4]
        assert room.rows[5:14] == before[3:12]
        await room.press("j", "j")
        await room.on("Wine 7.14")
        await room.press("r")
        await room.until(lambda: "●" not in room.rows[4], "it read, there and in its own place")
        await room.press("J")
        await room.on(LONG)
        await room.press("k", "h")
        await room.on("Bonds fall")
        assert "+2" in room.rows[2]
        assert LONG in room.rows[3]


async def test_what_is_read_is_dim_and_has_no_dot(
    news: object, screen: Screen, open_library: Open
) -> None:
    async with screen() as room:
        set_state(open_library(scan=False), [room.entry("Bonds fall")], read=True)
        await room.until(lambda: "●" not in room.row("Bonds fall").text, "a row without a dot")
        read, unread = room.row("Bonds fall"), room.row("Ports reopen")
        assert brightness(read, "Bonds fall") < brightness(unread, "Ports reopen")
        assert "●" in unread.text


async def test_a_heading_counts_what_is_unread_below_it(news: object, screen: Screen) -> None:
    async with screen() as room:
        assert room.rows[0].split() == ["▾", "金融", "›", "新浪财经", "5"]
        await room.press("r")
        await room.until(
            lambda: room.rows[0].split() == ["▾", "金融", "›", "新浪财经", "4"], "one less"
        )
        await room.press("z")
        await room.until(
            lambda: room.rows[0].split() == ["▾", "金融", "›", "新浪财经", "5"], "all of them again"
        )


async def test_the_cursor_is_one_line_in_another_colour(news: object, screen: Screen) -> None:
    async with screen() as room:

        async def lit(title: str) -> None:
            await room.on(title)
            at = room.row(title)
            others = [strip for strip in room.strips if strip.text != at.text]
            assert all(background(strip) != background(at) for strip in others)

        await lit("Rates rise")
        await room.press("j")
        await lit("Bonds fall")
        in_use = background(room.row("Bonds fall"))
        await room.press("tab")
        await room.until(lambda: background(room.row("Bonds fall")) != in_use, "a quieter cursor")
        await lit("Bonds fall")


@pytest.mark.parametrize("size", [(120, 16), (80, 24), (60, 20), (40, 8), (20, 5)])
async def test_every_line_is_as_wide_as_the_list(
    size: tuple[int, int], write: Write, screen: Screen
) -> None:
    write("全国P2P网贷存量业务总量大幅压降：未兑付余额压降至4974亿元，" * 4, name="wide")
    write("An English title that is too long for any list " * 4, ("A category " * 9,), name="long")
    write("👩‍👩‍👧 e\u0301\u0302 \u200d emoji and marks", ("游戏",), name="odd")
    async with screen(size=size) as room:
        for letter in "cdstfen":
            await room.press("d", letter)
            for strip in [*room.strips, *room.article_strips]:
                assert width_of(strip.text) == strip.cell_length
            assert {strip.cell_length for strip in room.strips} <= {room.sidebar.size.width, 0}


async def test_the_last_rows_can_be_reached_on_a_small_screen(news: object, screen: Screen) -> None:
    async with screen(size=(60, 6)) as room:
        seen = []
        for _ in TITLES:
            seen.append(room.title)
            assert any(str(room.title) in row for row in room.rows)
            await room.press("J")
        assert seen == TITLES


async def test_folds_stay_where_the_list_is_drawn_anew(news: object, screen: Screen) -> None:
    async with screen() as room:
        await room.press("g", "h")
        await room.until(lambda: room.rows[0].startswith(" ▸ 金融"), "a fold")
        for letter in "dstfenc":
            await room.press("d", letter)
        await room.until(lambda: "by category" in room.status, "all groupings seen")
        assert any(row.startswith(" ▸ 金融") for row in room.rows)
        assert "Rates rise" not in "".join(room.rows)


async def test_going_to_an_unread_article_unfolds_what_hides_it(
    news: object, screen: Screen
) -> None:
    async with screen() as room:
        await room.press("g", "h")
        await room.until(lambda: room.rows[0].startswith(" ▸ 金融"), "a fold")
        await room.press("n")
        await room.on("Rates rise")
        assert room.rows[0].startswith(" ▾ 金融")


async def test_a_click_opens_a_row_and_folds_a_heading(news: object, screen: Screen) -> None:
    async with screen() as room:
        await room.pilot.click(room.sidebar, offset=(3, 0))
        await room.until(lambda: room.rows[0].startswith(" ▸ 金融"), "a fold")
        await room.pilot.click(room.sidebar, offset=(3, 0))
        await room.until(lambda: room.rows[0].startswith(" ▾ 金融"), "no fold")
        await room.pilot.click(room.sidebar, offset=(10, 3))
        await room.until(lambda: room.reading and LONG in room.article, "the article open")
        assert room.title == LONG


async def test_the_wheel_moves_the_list_and_keeps_the_cursor_on_the_screen(
    news: object, screen: Screen
) -> None:
    async with screen(preview=True) as room:
        for _ in range(4):
            wheel = events.MouseScrollDown(room.sidebar, 5, 5, 0, 1, 0, False, False, False)
            room.sidebar.post_message(wheel)
        await room.until(lambda: "A console" in room.rows[-2], "the end of the list")
        assert room.title is None  # it is on a heading, below the one that stays
        assert room.rows[1].startswith(" ▾ 编程")


async def test_an_empty_folder_is_said_in_a_clear_sentence(root: object, screen: Screen) -> None:
    async with screen() as room:
        await room.until(
            lambda: (
                " ".join("".join(room.rows).split())
                == "No articles here yet. F5 fetches and looks again, a subscribes to a feed."
            ),
            "the whole sentence",
        )
        assert "0 unread of 0" in room.bars[0]
        for key in ("j", "k", "G", "g", "space", "b", "enter", "l", "h", "n", "p", "J", "K"):
            await room.press(key)
        for key in ("r", "s", "z", "Z", "d", "1", "2", "3", "tab"):
            await room.press(key)
        assert room.app.is_running


async def test_a_folder_of_texts_that_are_not_read_says_so(root: Path, screen: Screen) -> None:
    root.mkdir(exist_ok=True)
    for name in ("a.rst", "b.org"):
        (root / name).write_text("Text", "utf-8")
    async with screen() as room:
        said = "2 texts are in formats that are not read (.org, .rst); `reader doctor` names them."
        await room.until(lambda: " ".join("".join(room.rows).split()) == said, "which they are")


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("2", "No unread articles left · 1 shows all"),
        ("3", "No starred articles yet · s stars one, 1 shows all"),
    ],
)
async def test_an_empty_view_is_said_in_a_clear_sentence(
    key: str, sentence: str, write: Write, screen: Screen, open_library: Open
) -> None:
    write("Read already")
    library = open_library()
    set_state(library, list(library.entries()), read=True)
    async with screen(library) as room:
        await room.press(key)
        await room.until(
            lambda: " ".join("".join(room.rows).split()) == sentence, "the whole sentence"
        )


async def test_a_row_with_a_problem_has_a_sign(root: Path, write: Write, screen: Screen) -> None:
    write("All is well")
    broken = root / "金融" / "broken.md"
    broken.write_text("---\ntitle: [broken: yes\ndate: 2022-04-21\n---\n\n<p>Its body.</p>\n")
    async with screen() as room:
        row = next(row for row in room.rows if "!" in row)
        assert "broken" in row
        assert "!" not in room.row("All is well").text
        await room.until(lambda: "Its body." in room.article, "the body")


def controls(room: Room) -> set[str]:
    """Characters in what the screen draws that a terminal would act on."""
    texts = [strip.text for strip in [*room.strips, *room.article_strips]] + list(room.bars)
    codes = {character for text in texts for character in text}
    return {one for one in codes if ord(one) < 32 or 127 <= ord(one) < 160 or one in "\u202e\u200f"}


async def test_control_characters_reach_no_line(root: Path, write: Write, screen: Screen) -> None:
    path = write("placeholder", ("金融",), body="placeholder, and more than the title says.")
    nasty = "a\x1b]0;owned\x07b\x1b[31mc\x9b2Jd\x7fe\x08f\u202egh\r"
    text = path.read_text("utf-8").replace("placeholder", nasty)
    (root / "金融" / "a\x1b]0;file\x07.md").write_text(text, "utf-8", newline="")
    path.unlink()
    async with screen() as room:
        await room.until(lambda: room.article.count("owned") == 2, "title and body, harmless")
        assert not controls(room)
        await room.press("s")
        await room.until(lambda: room.status.strip(), "a message")
        for letter in "dstfenc":
            assert not controls(room)
            await room.press("d", letter)


async def test_many_articles_are_all_listed(write: Write, screen: Screen) -> None:
    names = [f"Article {number:03}" for number in range(150)]
    for number, name in enumerate(names):
        write(name, ("金融",), f"2022-04-22 {23 - number // 60:02}:{59 - number % 60:02}:00")
    async with screen() as room:
        assert room.titles == names
        await room.press("G")
        await room.on(names[-1])
        assert names[-1] in room.rows[-1]
        thumbs = [strip.text.endswith("▌") for strip in room.strips]
        assert thumbs[-1]
        assert not thumbs[0]


async def test_the_rows_of_the_next_page_are_there_before_the_key(
    write: Write, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(300):
        write(
            f"Article {number:03}", ("World",), f"2022-04-22 {number // 60:02}:{number % 60:02}:00"
        )
    async with screen(size=(120, 45)) as room:
        await room.press("pagedown")
        await room.until(lambda: room.shows(str(room.title)), "a preview")
        asked: list[tuple[int, ...]] = []
        monkeypatch.setattr(Listing, "window", lambda _listing, *span: asked.append(span) or [])
        monkeypatch.setattr(room.app.panes, "preview", lambda: None)
        await room.press("pagedown")
        assert "Article 230" in "".join(room.rows)
        assert not asked
        await room.press("G")
        await room.until(lambda: room.rows and asked, "rows that are further away are asked for")


async def test_what_is_under_the_eyes_stays_where_it_is(
    news: object, write: Write, screen: Screen, open_library: Open
) -> None:
    async with screen() as room:
        await room.to("Ports reopen")
        await room.press("ctrl+d", "ctrl+u")
        before = room.rows.index(next(row for row in room.rows if str(room.title) in row))
        title = str(room.title)
        for number in range(7):
            write(f"Fresh {number}", ("金融", "新浪财经"), f"2022-04-23 1{number}:00:00")
        other = open_library()
        assert other.counts().total == 17
        await room.until(lambda: "17 unread of 17" in room.bars[0], "seven more")
        assert room.title == title
        assert title in room.rows[before]
