"""Full texts: the article on an entry's page takes the place of the summary, once and for all."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.articles.body import blocks
from reader.articles.file import read_article
from reader.errors import FeedError, FetchError
from reader.feeds import pages, subscriptions
from reader.feeds.http import Client
from reader.feeds.page_text import article_of
from reader.feeds.subscription import Subscription
from reader.feeds.workers import Workers
from tests.commands.conftest import Run, reader
from tests.feeds.conftest import Fetch, item, rss
from tests.feeds.server import Web

__all__ = ["reader"]
pytest.importorskip("trafilatura", reason="the extra `fulltext` is not installed")

PROSE = (
    "The engine that drew water from the mine ran for eleven years without a rest. ",
    "Nobody in the valley had seen a machine that worked through the night before it. ",
    "Its owner kept a book in which each shift wrote how much coal it had taken. ",
)
CHINESE = (
    "这台蒸汽机在矿井里连续运转了十一年，山谷里的人从未见过这样的机器。每一班工人都记下用了多少煤。"
)


def page(*more: str, head: str = "", text: tuple[str, ...] = PROSE * 3) -> str:
    """A page with menus, boxes and a foot around an article of these paragraphs."""
    menu = "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(9))
    box = "".join(f"<li><a href='/r{n}'>Another story, number {n}</a></li>" for n in range(6))
    body = "".join(f"<p>{one}</p>" for one in (*text, *more))
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>T</title>{head}</head><body>"
        f"<nav><ul>{menu}</ul></nav><div class='main'><h1>The engine</h1>{body}</div>"
        f"<aside><h3>Related</h3><ul>{box}</ul></aside><footer>All rights reserved.</footer></body>"
        "</html>"
    )


def served(web: Web, root: Path, *lines: str, text: str = "In short.", html: str = "") -> Path:
    """A feed with one entry that leads to a page, subscribed; where its file will be found."""
    link = web.put("/story", html or page("<b>It never stopped.</b>"))
    url = web.put("/feed", rss(item(1, link=link, text=text)))
    (root / "feeds.toml").write_text("\n".join(["[[feed]]", f'url = "{url}"', *lines, ""]))
    return root


def only(root: Path) -> Path:
    (path,) = root.rglob("*.md")
    return path


def bold(path: Path) -> list[str]:
    spans = [span for block in blocks(read_article(path)) for span in block.spans]
    return [span.text for span in spans if span.bold]


def shown(html: str) -> str:
    return article_of(html.encode(), url="https://a.example/b/c", content_type="text/html")


def test_a_summary_becomes_the_article(web: Web, root: Path, fetch: Fetch) -> None:
    served(web, root, "full_text = true")
    (done,) = fetch().values()
    assert (done.became, done.said) == ("new", "")
    text = only(root).read_text()
    assert "drew water" in text
    assert "summary: 'In short.'" in text
    assert bold(only(root)) == ["It never stopped."]
    for other in ("Section 3", "Another story", "All rights reserved"):
        assert other not in text
    assert read_article(only(root)).problems == ()


def test_what_the_feed_changes_later_does_not_undo_it(web: Web, root: Path, fetch: Fetch) -> None:
    served(web, root, "full_text = true")
    fetch()
    before = only(root).read_bytes()
    fetch()
    assert only(root).read_bytes() == before
    web.put("/feed", rss(item(1, link=f"{web.url}/story", text="Briefly.", title="Renamed")))
    assert next(iter(fetch().values())).changed == 1
    text = only(root).read_text()
    assert "drew water" in text
    assert "summary: 'Briefly.'" in text
    assert read_article(only(root)).title == "Renamed"
    web.put("/feed", rss(item(1, link=f"{web.url}/story", text="Again.", title="Again")))
    assert next(iter(fetch().values())).changed == 1
    assert web.paths().count("/story") == 1


def test_a_text_that_is_long_is_left_as_it_is(web: Web, root: Path, fetch: Fetch) -> None:
    served(web, root, "full_text = true", text="word " * 200)
    fetch()
    assert "/story" not in web.paths()


def test_always_means_long_texts_too(web: Web, root: Path, fetch: Fetch) -> None:
    served(web, root, 'full_text = "always"', text="word " * 130)
    fetch()
    assert "drew water" in only(root).read_text()


def test_nothing_is_asked_that_nobody_asked_for(web: Web, root: Path, fetch: Fetch) -> None:
    served(web, root)
    fetch()
    assert web.paths() == ["/feed"]


@pytest.mark.parametrize("html", ["<html><body><p>Log in.</p></body></html>", "\0\0", "<"])
def test_a_page_without_an_article_leaves_the_summary(
    web: Web, root: Path, fetch: Fetch, html: str
) -> None:
    served(web, root, "full_text = true", html=html)
    (done,) = fetch().values()
    assert done.became == "new"
    assert done.said.startswith("The full text cannot be fetched: No article can be told from ")
    assert "In short." in only(root).read_text()


def test_a_page_at_home_is_not_asked_for_by_a_feed_of_the_web(web: Web, root: Path) -> None:
    one = Subscription("https://8.8.8.8/feed")
    client, workers = Client(deadline=1), Workers(1)
    try:
        with pytest.raises(FetchError):
            pages.Pages(client, workers).fill(
                one, web.put("/", page()), pages.Filling(root, root, "")
            )
    finally:
        client.close()
        workers.close()
    assert web.asked == []


def test_by_hand_it_is_the_same(web: Web, root: Path, fetch: Fetch, reader: Run) -> None:
    served(web, root)
    fetch()
    moved = only(root).rename(root / only(root).name)
    done = reader("full", moved, "-L", root)
    assert (done.code, done.out, done.err) == (0, "Story 1\n", "1 full text.\n")
    assert "drew water" in moved.read_text()
    web.put("/feed", rss(item(1, link=f"{web.url}/story", text="In short.")) + "<!-- -->")
    assert next(iter(fetch().values())).became == "unchanged"
    assert "drew water" in moved.read_text()
    again = reader("full", moved, "-L", root)
    assert (again.code, again.err) == (1, "reader: The page has no more text than the feed.\n")


def test_a_file_that_was_edited_or_is_not_ours_stays(
    web: Web, root: Path, fetch: Fetch, reader: Run
) -> None:
    served(web, root)
    fetch()
    path = only(root)
    path.write_text(path.read_text() + "mine")
    mine = root / "mine.md"
    mine.write_text(f"---\ntitle: Mine\nurl: {web.url}/story\n---\nshort")
    done = reader("full", path, mine, "-L", root)
    assert done.code == 1
    assert "was edited since it was fetched" in done.err
    assert "was not fetched from a feed" in done.err
    assert web.paths() == ["/feed"]


def test_without_the_extra_a_sentence_says_how_to_get_it(
    web: Web, root: Path, fetch: Fetch, reader: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    served(web, root, "full_text = true")
    for module in ("reader.feeds.pages", "reader.feeds.asking"):
        monkeypatch.setattr(f"{module}.is_possible", lambda: False)
    (done,) = fetch().values()
    assert (done.became, done.said) == ("new", pages.MISSING)
    assert "broadsheet[fulltext]" in reader("full", only(root), "-L", root).err


def test_a_setting_that_is_none_is_said(root: Path) -> None:
    (root / "feeds.toml").write_text('[[feed]]\nurl = "https://a.example/"\nfull_text = "maybe"\n')
    (said,) = subscriptions.load(root).problems
    assert 'has a full_text that is not true, false or "always"' in said


def test_bold_of_a_style_sheet_survives() -> None:
    head = "<style>.k { font-weight: 700 }</style>"
    html = shown(page("<span class='k'>It never stopped.</span>", head=head))
    assert "<strong>It never stopped.</strong>" in html


def test_pictures_links_and_tables_of_the_article_stay() -> None:
    rows = ("<th>Year</th><th>Coal in tons</th>", "<td>1801</td><td>912</td>")
    table = f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
    html = shown(
        page(
            "<img src='/e.jpg' alt='The engine'>",
            "<a href='more'>More about this engine of the valley</a>",
            table,
            *PROSE,
        )
    )
    assert '<img src="https://a.example/e.jpg" alt="The engine">' in html
    assert 'href="https://a.example/b/more"' in html
    assert "912" in html


def test_a_chinese_page_in_its_own_encoding_is_read() -> None:
    source = page("<b>从未停歇。</b>", text=(CHINESE,) * 8).replace("utf-8", "gb2312")
    html = article_of(source.encode("gb2312"), url="https://a.example/", content_type="text/html")
    assert "山谷里的人从未见过" in html
    assert "<strong>从未停歇。</strong>" in html
    assert "Section" not in html


def test_no_script_comes_along() -> None:
    html = shown(page("<img src=x onerror=alert(1)> engine <script>alert(1)</script>", *PROSE))
    assert "alert" not in html


def test_a_page_that_is_no_article_is_refused() -> None:
    with pytest.raises(
        FeedError, match="No article can be told from the rest of the page https://a"
    ):
        shown("<html><body><ul><li><a href='/'>Home</a></li></ul></body></html>")
