"""First key statements under the titles of the list."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path
from threading import Event
from time import monotonic, sleep
from typing import Any

import pytest

from reader.entry import Entry
from reader.library.library import Library
from reader.output.cells import width_of
from reader.tui.list import leads
from reader.tui.list.leads import Lead, Leads, lead_of
from reader.tui.list.list_rows import ListRows
from reader.tui.list.outline import Item
from tests.tui.room import DEADLINE, Room, Screen, Write

REST = f"<p>{'其余的文字没有加粗，' * 20}</p>"


def said(text: str) -> str:
    return f"<p>前。<b>{text}</b>后</p>{REST}"


@pytest.fixture
def papers(write: Write) -> None:
    """Thirty articles in two categories; every third one has no key statement, and its
    first sentence stands in."""
    for number in range(30):
        body = said(f"第{number}篇的要点，写得很长很长很长。") if number % 3 else REST
        category = "金融" if number < 20 else "编程"
        write(f"Article {number:02}", (category,), f"2022-04-22 {23 - number % 20:02}:00:00", body)


def line_of(room: Room, title: str) -> int:
    return next(y for y, row in enumerate(room.rows) if title in row)


@pytest.mark.usefixtures("papers")
async def test_each_title_has_its_first_key_statement_below_it(screen: Screen) -> None:
    async with screen(preview=True, size=(120, 24)) as room:
        await room.until(lambda: "第2篇的要点" in "".join(room.rows), "the statements")
        at = line_of(room, "Article 00")
        assert room.rows[at + 1].startswith("     其余的文字没有加粗，")
        assert room.rows[at + 2].endswith("Article 01")
        await room.until(lambda: room.rows[at + 3].startswith("     第1篇的要点，"), "the first")
        assert all(width_of(strip.text) == strip.cell_length for strip in room.strips)


@pytest.mark.usefixtures("papers")
async def test_nothing_moves_when_they_come(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = Event()

    def slow(path: Path, zone: object) -> Lead:
        assert free.wait(DEADLINE)
        return Lead(f"The lead of {path.stem}")

    monkeypatch.setattr(leads, "lead_of", slow)
    async with screen(preview=True) as room:
        before = room.rows
        free.set()
        await room.until(lambda: "The lead of Article 03" in "".join(room.rows), "the statements")
        after = [row if "The lead" not in row else "" for row in room.rows]
        assert after == before


@pytest.mark.usefixtures("papers")
async def test_one_that_comes_while_its_line_is_drawn_is_seen(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    free, parts = Event(), ListRows.parts

    def slow(path: Path, zone: object) -> Lead:
        assert free.wait(DEADLINE)
        return Lead(f"The lead of {path.stem}")

    def drawn(self: ListRows, item: Item, *rest: Any, **more: Any) -> object:
        """Draw a line before its lead has come, and return when it has."""
        text = parts(self, item, *rest, **more)
        free.set()
        end = monotonic() + DEADLINE
        while self.is_pending(item):
            assert monotonic() < end
            sleep(0.001)
        return text

    monkeypatch.setattr(leads, "lead_of", slow)
    monkeypatch.setattr(ListRows, "parts", drawn)
    async with screen(preview=True, size=(120, 16)) as room:
        titles = [row.split()[-1] for row in room.rows if "● Article" in row]
        for title in titles[:5]:
            lead = f"The lead of Article {title}"
            await room.until(lambda lead=lead: lead in "".join(room.rows), lead)


@pytest.mark.usefixtures("papers")
@pytest.mark.parametrize("size", [(120, 16), (60, 20), (60, 7)])
async def test_the_cursor_goes_over_them_and_its_row_is_seen_whole(
    size: tuple[int, int], screen: Screen
) -> None:
    async with screen(preview=True, size=size) as room:
        titles = []
        for _ in range(30):
            titles.append(room.title)
            at = line_of(room, str(room.title))
            assert at + 1 < len(room.rows)
            await room.press("J")
        assert titles == room.titles
        await room.press("K")
        assert room.title == titles[-2]
        await room.press("G")
        assert room.title == titles[-1]
        assert line_of(room, titles[-1]) == len(room.rows) - 2
        await room.press("g", "space", "space", "b", "ctrl+d", "ctrl+u")
        assert room.title in titles


@pytest.mark.usefixtures("papers")
async def test_a_click_on_one_opens_its_article(screen: Screen) -> None:
    async with screen(preview=True) as room:
        at = line_of(room, "Article 02")
        await room.pilot.click(type(room.sidebar), offset=(10, at + 1))
        await room.until(lambda: room.reading and "Article 02" in room.article, "it open")
        assert room.title == "Article 02"


@pytest.mark.usefixtures("papers")
async def test_marks_folds_and_groupings_work_with_them(screen: Screen) -> None:
    async with screen(preview=True) as room:
        await room.to("Article 04")
        await room.press("r")
        await room.until(lambda: "●" not in room.row("Article 04").text, "no dot")
        for letter in "dsnc":
            await room.press("d", letter)
            await room.on("Article 04")
            assert line_of(room, "Article 04") + 1 < len(room.rows)
        await room.press("h", "h")
        await room.until(lambda: room.rows[1].startswith(" ▾ 编程"), "a fold")
        assert "Article 20" in "".join(room.rows)


@pytest.mark.usefixtures("papers")
async def test_only_what_is_on_the_screen_is_read(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    monkeypatch.setattr(
        leads, "lead_of", lambda path, _zone: read.append(path.stem) or Lead("A lead")
    )
    async with screen() as room:
        assert not read
        await room.press("i")
        shown = [row for row in room.rows[:-1] if "Article" in row]
        await room.until(lambda: len(read) == len(shown), "one read for each row")
        assert [title in row for title, row in zip(read, shown, strict=True)] == [True] * len(shown)
        await room.press("j", "j", "k")
        assert len(read) == len(set(read))


@pytest.fixture
def entries(papers: None, root: Path) -> list[Entry]:
    library = Library([root], UTC)
    library.refresh()
    found = list(library.entries())
    library.close()
    return found


def test_what_is_wanted_last_comes_first_and_what_was_wanted_before_not_at_all(
    entries: list[Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, free, done = Event(), Event(), Event()
    came: list[str] = []

    def slow(path: Path, _zone: object) -> Lead:
        begun.set()
        assert free.wait(DEADLINE)
        return Lead(path.stem)

    def note(article: str) -> None:
        came.append(article)
        if len(came) == 4:
            done.set()

    monkeypatch.setattr(leads, "lead_of", slow)
    made = Leads(UTC, note)
    made.want(entries[:10])
    assert begun.wait(DEADLINE)
    made.want(entries[20:23])
    free.set()
    assert done.wait(DEADLINE)
    made.stop()
    assert came == [entry.id for entry in (entries[0], *entries[20:23])]
    assert made.get(entries[0]) == Lead(entries[0].path.stem)
    assert made.get(entries[1]) is None


def test_no_more_than_some_thousand_are_kept(
    entries: list[Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leads, "_KEPT", 5)
    monkeypatch.setattr(leads, "lead_of", lambda path, _zone: Lead(path.stem))
    done = Event()
    made = Leads(UTC, lambda article: done.set() if article == entries[-1].id else None)
    made.want(entries)
    assert done.wait(DEADLINE)
    made.stop()
    assert [entry for entry in entries if made.get(entry) is not None] == entries[-5:]


def test_a_file_that_cannot_be_read_has_none(tmp_path: Path) -> None:
    assert lead_of(tmp_path / "missing.md", UTC) == Lead()
