"""Enclosures of articles: what a feed listed, players, and links to files."""

from __future__ import annotations

import pytest

from reader.articles.body import blocks
from reader.articles.enclosures import enclosures
from reader.articles.file import article_of


def found(body: str) -> list[str]:
    return list(enclosures(blocks(article_of(f"---\ntitle: x\n---\n{body}".encode(), "x.md"))))


@pytest.mark.parametrize(
    "body",
    [
        '<p>Text.</p><p><a href="https://e.com/x">x</a> (audio, 52 MB, 1 h 2 min)</p>',
        '<p>Text.</p><p><a href="https://e.com/x">x</a> (video)</p>',
        '<p>Text.</p><p><a href="https://e.com/x">x</a> (834 bytes)</p>',
        '<p>Text.</p><audio src="https://e.com/x"></audio>',
        '<p>Text.</p><video controls><source src="https://e.com/x"></video>',
    ],
)
def test_what_is_listed_or_played_is_an_enclosure(body: str) -> None:
    assert found(body) == ["https://e.com/x"]


def test_a_link_by_itself_to_a_known_kind_of_file_is_one() -> None:
    assert found('<p><a href="https://e.com/a.MP3?x=1">Listen</a></p>') == [
        "https://e.com/a.MP3?x=1"
    ]


@pytest.mark.parametrize(
    "body",
    [
        '<p>Text with <a href="https://e.com/a.mp3">a file</a> in it.</p>',
        '<p><a href="https://e.com/a">A page</a></p>',
        '<p><a href="https://e.com/a">A page</a> (audio guides to the city)</p>x',
        '<p><a href="https://e.com/a">A page</a> (2024)</p>',
        '<p><img src="https://e.com/a.png"></p>',
    ],
)
def test_other_links_and_pictures_are_none(body: str) -> None:
    assert not found(body)


def test_each_is_found_once_in_its_order() -> None:
    body = "".join(
        f'<p><a href="https://e.com/{name}">x</a> (audio, 1.2 MB)</p>' for name in ("b", "a", "b")
    )
    assert found(body) == ["https://e.com/b", "https://e.com/a"]
