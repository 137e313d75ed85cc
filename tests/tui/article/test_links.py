"""Links between articles are followed in the program, and lead back."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.tui.article.actions import open_address
from tests.tui.room import Screen

ARTICLE = "---\ntitle: {}\ndate: {}\n---\n{}\n"


@pytest.fixture
def linked(root: Path) -> None:
    """Two articles of a folder, one of which leads to the other, and to a file that is none."""
    root.mkdir(exist_ok=True)
    text = "To [the other](b.md), [[b|again]] and [away](https://x.example/)."
    (root / "a.md").write_text(ARTICLE.format("First", "2024-05-02", text), "utf-8")
    (root / "b.md").write_text(ARTICLE.format("Second", "2024-05-01", "Here."), "utf-8")


@pytest.mark.usefixtures("linked")
async def test_a_link_opens_the_article_and_back_leads_back(screen: Screen) -> None:
    async with screen(size=(120, 20)) as room:
        await room.open("First")
        await room.press("u")
        await room.until(lambda: "[1] the other  b.md" in room.points, "the links")
        assert "[2] away  x.example" in room.points
        await room.press("enter")
        await room.until(lambda: "Here." in room.article and room.reading, "the other article")
        assert room.session.shown is not None
        assert room.session.shown.title == "Second"
        await room.until(lambda: room.library.counts().unread == 0, "it counts as read")
        await room.press("h")
        await room.until(lambda: "To the other" in room.article, "the first article")
        assert room.reading
        await room.press("h")
        await room.until(lambda: not room.reading, "the list")


@pytest.mark.usefixtures("linked")
async def test_a_file_that_is_no_article_of_the_library_is_named(
    screen: Screen, root: Path
) -> None:
    async with screen(size=(120, 20)) as room:
        await room.open("First")
        open_address(room.pane, (root / "gone.md").as_uri())
        said = "gone.md is not among the articles of this library."
        await room.until(lambda: said in room.article_rows[-1], "a sentence at the foot")
        assert "To the other" in room.article
