"""Links between articles are followed in the program, and lead back."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.tui.article.actions import open_address
from reader.tui.article.article_view import ArticleView
from reader.tui.single_article import OneArticle
from tests.tui.room import Screen

ARTICLE = "---\ntitle: {}\ndate: {}\n---\n{}\n"


@pytest.fixture
def linked(root: Path) -> None:
    """Two articles of a folder, one of which leads to the other, and to a file that is none."""
    root.mkdir(exist_ok=True)
    text = "To [the other](b.md), [[b|again]] and [away](https://x.example/), [[Gone|lost]]."
    (root / "a.md").write_text(ARTICLE.format("First", "2024-05-02", text), "utf-8")
    (root / "b.md").write_text(ARTICLE.format("Second", "2024-05-01", "Here."), "utf-8")


@pytest.mark.usefixtures("linked")
async def test_a_link_opens_the_article_and_back_leads_back(screen: Screen) -> None:
    async with screen(size=(120, 20)) as room:
        await room.open("First")
        await room.press("u")
        await room.until(lambda: "[1] the other  b.md" in room.points, "the links")
        assert "[2] away  x.example" in room.points
        assert "[3] lost  not found" in room.points
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


@pytest.mark.usefixtures("linked")
async def test_a_link_that_leads_to_nothing_names_what_is_not_there(screen: Screen) -> None:
    async with screen(size=(120, 20)) as room:
        await room.open("First")
        await room.press("u", "3", "enter")
        await room.until(
            lambda: "There is no article “Gone” here." in room.point_rows[-1], "a sentence"
        )
        await room.press("h")
        assert "To the other" in room.article


LONG = "\n\n".join(f"Paragraph {number}." for number in range(60))


LATER = LONG.replace("Paragraph", "Sentence")


@pytest.fixture
def parted(root: Path) -> None:
    """An article with links to its own parts and to those of another, which are far down."""
    root.mkdir(exist_ok=True)
    text = "To [one](b.md#far-down), [[b#^here|two]], [three](#its-own), [four](b.md#no-such)."
    (root / "a.md").write_text(
        ARTICLE.format("First", "2024-05-02", f"{text}\n\n{LONG}\n\n## Its own\n\n{LATER}"), "utf-8"
    )
    far = f"{LONG}\n\n## Far down\n\nBelow it.\n\n{LONG}\n\nA block. ^here\n\n{LONG}"
    (root / "b.md").write_text(ARTICLE.format("Second", "2024-05-01", far), "utf-8")


@pytest.mark.usefixtures("parted")
@pytest.mark.parametrize(("link", "part"), [("1", "Far down"), ("2", "A block.")])
async def test_a_link_to_a_part_goes_there_and_back_leads_to_the_link(
    screen: Screen, link: str, part: str
) -> None:
    async with screen(size=(120, 20)) as room:
        await room.open("First")
        await room.press("u", link, "enter")
        await room.until(lambda: room.article_rows[0] == part, "the part on top")
        await room.press("h")
        await room.until(lambda: "To one, two" in room.article, "the link")
        await room.press("h")
        await room.until(lambda: not room.reading, "the list")


@pytest.mark.usefixtures("parted")
async def test_a_part_of_the_same_article_is_gone_to_and_back(screen: Screen) -> None:
    async with screen(size=(120, 20)) as room:
        await room.open("First")
        await room.press(*"jjjjjjjjjjjj", "u", "3", "enter")
        await room.until(lambda: room.article_rows[0] == "Its own", "the part on top")
        await room.press("h")
        await room.until(lambda: "Paragraph 3." in room.article, "where the link was followed")
        assert "To one, two" not in room.article, "not the start"
        await room.press("h")
        await room.until(lambda: not room.reading, "the list")


@pytest.mark.usefixtures("parted")
async def test_a_part_that_is_not_there_is_named(screen: Screen) -> None:
    async with screen(size=(120, 20)) as room:
        await room.open("First")
        await room.press("u", "4", "enter")
        said = "There is no “no-such” in this article."
        await room.until(lambda: "Second" in room.article and said in room.foot, "a sentence")


async def test_articles_that_link_here_are_listed_below_the_links(
    screen: Screen, root: Path
) -> None:
    root.mkdir(exist_ok=True)
    (root / "sub").mkdir()
    texts = {
        "a.md": ("First", "To [it](sub/c.md)."),
        "sub/b.md": ("Second", "To [[c]]."),
        "sub/c.md": ("Third", "Of [the first](../a.md)."),
        "d.md": ("Fourth", "To [another](c.md), which is not there."),
    }
    for number, (name, (title, text)) in enumerate(texts.items()):
        (root / name).write_text(ARTICLE.format(title, f"2024-05-0{9 - number}", text), "utf-8")
    async with screen(size=(120, 20)) as room:
        await room.open("Third")
        await room.press("u")
        await room.until(lambda: "Linked from" in room.points, "who links here")
        rows = [row for row in room.point_rows[:-1] if row.startswith(("[", "Linked"))]
        assert rows == [
            "[1] the first  a.md", "Linked from", "[2] First  a.md", "[3] Second  b.md",
        ]  # fmt: skip
        await room.press("3", "enter")
        await room.until(lambda: "To c." in room.article, "the article that links here")
        await room.press("h")
        await room.until(lambda: "Of the first" in room.article, "back")


async def test_a_file_alone_follows_parts_and_goes_back(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(f"To [it](#its-own).\n\n{LONG}\n\n## Its own\n\n{LONG}", "utf-8")
    app = OneArticle(file, zone=None, text_width=80)
    async with app.run_test(size=(100, 20)) as pilot:
        pane = app.query_one(ArticleView)
        await pilot.pause()
        open_address(pane, f"{file.as_uri()}#its-own")
        await pilot.pause()
        assert pane.render_line(0).text.strip() == "Its own"
        await pilot.press("h")
        await pilot.pause()
        assert pane.scroll.view.top == 0
