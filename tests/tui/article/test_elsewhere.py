"""Where the duplicates of an article are, in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reader.config import parse
from reader.library.library import Library
from reader.tui.article.elsewhere import following, others, said, where
from tests import newsstand
from tests.tui.room import Screen

Write = Callable[..., Path]


def test_copies_are_named_by_what_tells_them_apart(tmp_path: Path) -> None:
    root = tmp_path / "news"
    newsstand.write(root, "Tea", ("金融", "新浪财经"), "2022-04-22 10:00:00")
    newsstand.write(root, "Tea", ("编程", "OSChina"), "2022-04-21 10:00:00")
    newsstand.write(root, "Tea", ("金融", "新浪财经"), "2022-04-20 10:00:00", name="tea again")
    newsstand.write(root, "Coffee")
    library = Library([root])
    library.refresh()
    found = {entry.path.name + entry.categories[0]: entry for entry in library.entries()}
    one, other = found["Tea.md金融"], found["Tea.md编程"]
    again, coffee = found["tea again.md金融"], found["Coffee.md金融"]
    copies = others(library, one)
    assert [copy.key for copy in copies] == [again.key, other.key, one.key], "the oldest first"
    assert where(other, one) == "编程 › OSChina"
    assert where(again, one) == "金融/tea again.md"
    words = said(library, one, "=").replace("\u00a0", " ")
    assert words == "Also in 金融/tea again.md, 编程 › OSChina · = goes there"
    assert said(library, coffee, "=") == ""
    assert following(copies, one) == [again, other]
    assert following(copies, again) == [other, one]
    assert following(others(library, coffee), coffee) == []
    library.close()


async def test_the_key_that_goes_to_a_duplicate_is_said_as_it_is_printed(
    write: Write, screen: Screen
) -> None:
    write("One", ("Tea",))
    write("One", ("Coffee",))
    async with screen(settings=parse('[keys]\nelsewhere = "asterisk,f6"\n')) as room:
        await room.press("enter")
        await room.until(lambda: "Also in " in room.article, "where the duplicate is")
        assert "· * goes there" in room.article
