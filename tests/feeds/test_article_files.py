"""Article files are whole, ours, in the form of the dumps, and read back as they were meant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.articles.file import article_of
from reader.feeds import article_files, slugs
from reader.feeds.article_files import Head, create, digest, document, file_name, replace

WHEN = datetime(2022, 4, 22, 21, 29, 5, tzinfo=timezone(timedelta(hours=8)))

HEAD = Head(
    title="全国P2P网贷: it's 50% 'down' & out",
    categories=("金融", "新浪财经", "新浪财经－国內"),
    image="https://n.example/x.png",
    authors=("新浪财经",),
    published=WHEN,
    url="https://finance.example/1?a=1&copy=2",
    guid="tag:1",
    feed="https://finance.example/feed",
    site="新浪财经－国內",
    tags=("网贷", "C, D"),
)

GOLDEN = """
---
title: '全国P2P网贷: it''s 50% ''down'' & out'
categories: 
 - 金融
 - 新浪财经
 - 新浪财经－国內
headimg: 'https://n.example/x.png'
author: 新浪财经
comments: false
date: Fri, 22 Apr 2022 13:29:05 GMT
thumbnail: 'https://n.example/x.png'
url: 'https://finance.example/1?a=1&amp;copy=2'
guid: 'tag:1'
feed: 'https://finance.example/feed'
site: 新浪财经－国內
tags: 
 - 网贷
 - C, D
---

<div>   
<p>Text</p>  
</div>
            """  # noqa: W291 (the form of the dumps)


def test_the_form_is_that_of_the_dumps() -> None:
    assert document(HEAD, "<p>Text</p>").decode() == GOLDEN


def test_what_is_written_is_read_back() -> None:
    article = article_of(document(HEAD, "<p>Text</p>"), "x.md")
    assert (article.title, article.url, article.image) == (HEAD.title, HEAD.url, HEAD.image)
    assert (article.categories, article.authors) == (HEAD.categories, HEAD.authors)
    assert (article.tags, article.site, article.published) == (HEAD.tags, HEAD.site, WHEN)
    assert article.problems == ()


def test_the_dumps_themselves_have_this_form(shared: Path) -> None:
    """Of an article of the dumps, what is written says the same, line by line."""
    path = shared / "corpus" / "real" / "00-sina-p2p-lending.md"
    text = path.read_text("utf-8")
    article = article_of(text.encode(), "x.md")
    head = Head(
        title=article.title, categories=article.categories, image=article.image or "",
        authors=article.authors, published=article.published,
    )  # fmt: skip
    assert article_files.head_text(head) == text[: text.index("<div>")]


def test_an_entry_without_a_date_has_none_in_its_head_or_name() -> None:
    assert b"\ndate:" not in document(Head("x"), "")
    assert file_name("Hello", None, "0123456789") == "hello-01234567.md"
    assert file_name("!", WHEN, "0123456789") == "2022-04-22-01234567.md"
    assert file_name("x", datetime(1, 1, 1, tzinfo=UTC), "0123456789") == "x-01234567.md"


@given(st.text(), st.text(min_size=1), st.text())
def test_any_text_goes_into_a_head_and_breaks_none(title: str, name: str, guid: str) -> None:
    data = document(Head(title, (name, "B"), authors=(name,), guid=guid, tags=(name,)), "<p>x</p>")
    article = article_of(data, "x.md")
    assert article.problems == () or "date" in article.problems[0]
    assert article.categories[-1] == "B"
    assert article.body.count("<p>x</p>") == 1
    assert "guid" not in article.head or f"guid: {article_files.scalar(guid, quoted=True)}" in (
        article.head
    )


@given(st.text())
def test_a_slug_goes_into_every_file_system(title: str) -> None:
    slug = slugs.slug(title)
    assert len(slug.encode()) <= 80
    assert not set(slug) & set('/\\:*?"<>|.\0\n ')
    assert slug == slug.strip("-")
    folder = slugs.folder_name(title)
    assert folder
    assert len(folder.encode()) <= 82
    assert not folder.startswith(".")
    assert folder not in ("..", "node_modules", "__pycache__")
    assert not set(folder) & set('/\\:*?"<>|\0\n')


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Wine 7.14 发布，Windows 应用的兼容层", "wine-7-14-发布-windows-应用的兼容层"),
        ("  --Hello,  World!--  ", "hello-world"),
        ("Ünïcödé e\u0301", "ünïcödé-é"),
        ("../../etc/passwd", "etc-passwd"),
        ("🎉🎉", ""),
        ("字" * 40, "字" * 26),
        ("e" + "\u0301" * 100, "é" + "\u0301" * 3),
    ],
)
def test_slugs(title: str, slug: str) -> None:
    assert slugs.slug(title) == slug


def test_a_file_is_never_put_over_another(tmp_path: Path) -> None:
    path = tmp_path / "a-01234567.md"
    path.write_text("mine")
    with pytest.raises(FileExistsError):
        create(path, b"theirs", tmp_path)
    assert path.read_text() == "mine"
    assert not replace(path, b"theirs", tmp_path, was=digest(b"older"))
    assert replace(path, b"theirs", tmp_path, was=digest(b"mine"))
    assert path.read_text() == "theirs"
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_a_file_system_without_links_has_whole_files_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_paths: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", no_links)
    create(tmp_path / "a-01234567.md", b"x", tmp_path)
    with pytest.raises(FileExistsError):
        create(tmp_path / "a-01234567.md", b"y", tmp_path)
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"x"]
