"""The names that a query may ask for."""

from __future__ import annotations

from pathlib import Path

from reader.library.library import Library
from tests import newsstand
from tests.library.conftest import Open, Write


def test_names_are_those_of_the_articles_the_most_frequent_first(tmp_path: Path) -> None:
    with_tags = newsstand.write(newsstand.ten(tmp_path / "news"), "Tagged")
    text = with_tags.read_text("utf-8").replace("author:", "tags: [Tea, harbour]\nauthor:")
    with_tags.write_text(text, "utf-8")
    library = Library([tmp_path / "news"])
    library.refresh()
    assert library.names("category")[:3] == ["金融", "编程", "游戏"]
    assert set(library.names("category")[3:]) >= {"新浪财经", "3DM", "金融/新浪财经", "游戏/3DM"}
    assert library.names("site") == ["新浪财经", "OSChina", "3DM"]
    assert library.names("tag") == ["harbour", "tea"]
    assert library.names("folder") == ["游戏", "编程", "金融"]
    assert library.names("author") == []
    library.close()


def test_a_name_is_spelled_as_in_the_newest_article(write: Write, open_library: Open) -> None:
    for day, narrow in ((20, "oschina"), (22, "OSChina"), (21, "ｏｓｃｈｉｎａ")):
        write(f"{day}.md", date=f"2022-04-{day}", categories=("编程", narrow))
    assert open_library().names("category") == ["编程", "OSChina", "编程/OSChina"]
