"""A saved whole page opens at its article; what is around it is folded and stays at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.articles.body import with_notes
from reader.articles.file import read_article
from reader.model import FOLD, Block

MENU = "<ul>" + "".join(f'<li><a href="/{n}">Menu {n}</a></li>' for n in range(10)) + "</ul>"
TEXT = "".join(f"<p>Paragraph {n} says something that goes on for a whole line or more of text.</p>"
               for n in range(6))  # fmt: skip
PAGES = {
    "main": f"<nav>{MENU}</nav><main><h1>Head</h1>{TEXT}</main><footer>{MENU}</footer>",
    "article in main": f"{MENU}<main>{MENU}<article><h1>Head</h1>{TEXT}</article></main>{MENU}",
    "no such element": f"<div>{MENU}</div><div><h1>Head</h1>{TEXT}</div><div>{MENU}</div>",
    "teasers as articles": f"{MENU}<article><p>Teaser.</p></article>{MENU}"
    f"<div><h1>Head</h1>{TEXT}</div>{MENU}<article><p>Another.</p></article>{MENU}",
}


def page(folder: Path, html: str, *, whole: bool = False) -> list[Block]:
    path = folder / "page.html"
    path.write_text(f"<html><body>{html}</body></html>", "utf-8")
    return list(with_notes(read_article(path), whole=whole))


def texts(found: list[Block]) -> list[str]:
    return ["".join(span.text for span in block.spans) for block in found]


@pytest.mark.parametrize("html", PAGES.values(), ids=PAGES.keys())
def test_a_page_begins_and_ends_with_its_article(tmp_path: Path, html: str) -> None:
    found = page(tmp_path, html)
    inner = [block for block in found if block.medium != FOLD]
    assert texts(inner)[0] == "Head"
    assert texts(inner)[-1].startswith("Paragraph 5")
    assert found[0].medium == FOLD
    assert found[-1].medium == FOLD


def test_a_fold_says_for_how_many_blocks_it_stands(tmp_path: Path) -> None:
    found = page(tmp_path, PAGES["main"])
    assert texts(found)[0] == "… 10 blocks before the article · Enter shows them"
    assert texts(found)[-1] == "… 10 blocks after the article · Enter shows them"
    assert [block.level for block in found if block.medium == FOLD] == [10, 10]


def test_the_whole_page_has_everything(tmp_path: Path) -> None:
    found = page(tmp_path, PAGES["main"], whole=True)
    assert len(found) == 27
    assert all(block.medium != FOLD for block in found)


@pytest.mark.parametrize("html", [TEXT, f"<p>One.</p>{TEXT}", MENU, "", "<p>短</p>"], ids=range(5))
def test_a_page_without_much_around_its_article_is_not_folded(tmp_path: Path, html: str) -> None:
    assert page(tmp_path, html) == page(tmp_path, html, whole=True)


def test_a_page_too_large_for_one_article_is_shown_as_it_comes(tmp_path: Path) -> None:
    found = page(tmp_path, f"<nav>{MENU}</nav><main>{TEXT * 5_000}</main>")
    assert texts(found)[0] == "Menu 0"
    assert all(block.medium != FOLD for block in found)
