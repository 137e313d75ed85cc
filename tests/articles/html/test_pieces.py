"""Large pages in pieces: nothing is lost where they are cut."""

from __future__ import annotations

import pytest

from reader.articles.html import pieces
from reader.articles.html.clean import clean
from reader.articles.html.repair import without_unshown
from reader.articles.rules.builtin import Rules
from reader.model import Block


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of a few hundred characters are large."""
    monkeypatch.setattr(pieces, "WHOLE", 300)
    monkeypatch.setattr(pieces, "PIECE", 200)


def cleaned(html: str) -> list[Block]:
    return list(clean(html, Rules()))


def texts(html: str) -> list[str]:
    return ["".join(span.text for span in block.spans) for block in cleaned(html)]


def test_a_page_that_people_write_passes_whole() -> None:
    page = "<p>words</p>" * 2_000
    assert list(pieces.pieces(page)) == [(page, len(page))]


@pytest.mark.usefixtures("small_pieces")
def test_paragraphs_are_the_same_in_pieces() -> None:
    assert texts("".join(f"<p>number {n}</p>\n" for n in range(100))) == [
        f"number {n}" for n in range(100)
    ]


@pytest.mark.usefixtures("small_pieces")
def test_what_is_open_where_a_page_is_cut_stays_open() -> None:
    page = f"<blockquote><b>{'<p>words</p>' * 60}</b></blockquote><p>after</p>"
    *quoted, after = cleaned(page)
    assert {(block.quote, block.spans[0].bold) for block in quoted} == {(1, True)}
    assert (after.quote, after.spans[0].bold) == (0, False)


@pytest.mark.usefixtures("small_pieces")
def test_a_numbered_list_goes_on() -> None:
    page = f'<ol start="5">{"<li>words</li>" * 60}</ol>'
    assert [block.marker for block in cleaned(page)] == [f"{n}." for n in range(5, 65)]


@pytest.mark.usefixtures("small_pieces")
def test_style_sheets_hold_for_all_of_a_page() -> None:
    page = f"{'<p>words</p><p class=x>gone</p>' * 30}<style>.x {{display: none}}</style>"
    assert set(texts(page)) == {"words"}


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("hidden", ["<!--{}-->", "<script>{}</script>", "<style>{}</style>"])
def test_no_piece_ends_in_what_is_no_text(hidden: str) -> None:
    page = "<p>before</p>" * 12 + hidden.format("<p>no text</p>" * 40) + "<p>after</p>"
    assert texts(page) == ["before"] * 12 + ["after"]


@pytest.mark.usefixtures("small_pieces")
def test_a_text_without_tags_is_cut_between_words() -> None:
    page = "words and " * 200
    assert " ".join(texts(page)).split() == page.split()


@pytest.mark.usefixtures("small_pieces")
def test_behind_the_last_tag_that_is_obeyed_stands_the_text_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("reader.articles.html.clean.MARKED", 40)
    page = "".join(
        f"<p>a <b>word</b> &amp; {n}</p><!-- no --><script>no</script>" for n in range(60)
    )
    assert "\n".join(texts(page)).split("\n") == [f"a word & {n}" for n in range(60)]


def test_a_page_that_shows_nothing_for_long_is_read_for_its_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = "<p></p>" * 40_000 + "<p>at last</p>"
    assert texts(page) == ["at last"]
    assert texts("<p style='visibility:hidden'>shown by a script</p>" * 20_000)[0] == (
        "shown by a script"
    )


@pytest.mark.parametrize(
    "tag",
    [
        f'<a href="https://x.example/{"a" * 1_200_000}">words</a>',
        f'<img src="data:image/png;base64,{"iVBORw0KGgo" * 110_000}"></p><p>words',
        f'<span data-all="{"a picture " * 120_000}">words</span>',
    ],
    ids=["address", "data", "attribute"],
)
def test_nothing_of_a_huge_tag_is_text(tag: str) -> None:
    body = f"<div><p>before</p><p>{tag}</p><p>after</p></div>"
    shown = [
        "".join(span.text for span in block.spans)
        for block in cleaned(body)
        if block.kind != "image"
    ]
    assert shown == ["before", "words", "after"]


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("before", range(150, 220, 7))
def test_no_piece_begins_in_a_value_that_has_tags_in_it(before: int) -> None:
    value = "<p>no <b>text</p>" * 6
    page = f"<p>{'w' * before}</p><p data-note='{value}'>words</p>" + "<p>after</p>" * 30
    blocks = cleaned(page)
    assert texts(page) == ["w" * before, "words"] + ["after"] * 30
    assert not any(span.bold for block in blocks for span in block.spans)


@pytest.mark.usefixtures("small_pieces")
def test_a_value_that_has_tags_in_it_is_no_text_behind_the_last_tag_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("reader.articles.html.clean.MARKED", 40)
    page = "".join(f"<p data-note='<p>no</p> <b>no</b>'>word {n}</p>" for n in range(60))
    assert "\n".join(texts(page)).split("\n") == [f"word {n}" for n in range(60)]


def test_the_shapes_of_a_large_drawing_are_left_out_and_its_text_stays() -> None:
    shapes = "<path d='M0 0'/><rect></rect>" * 20_000
    page = f"<p>x</p><svg>{shapes}<text>label</text>{shapes}</svg><p>y</p>"
    assert without_unshown(page) == "<p>x</p><svg><text>label</text></svg><p>y</p>"


def test_the_options_of_a_form_in_a_large_page_are_left_out() -> None:
    assert without_unshown(f"a<select>{'<option value=1>x' * 9}</select>b") == "a<select></select>b"


@pytest.mark.parametrize("name", ["svg", "template", "select"])
def test_an_element_of_many_tags_does_not_make_its_piece_endless(name: str) -> None:
    page = f"<p>before</p><{name}>{'<g>' * 300_000}{'</g>' * 300_000}</{name}><p>after</p>"
    found = list(pieces.pieces(page))
    assert max(len(source) for source, _end in found) < 3 * pieces.PIECE
    assert found[-1][1] == len(page)


def test_a_cut_between_tags_is_one_between_tags() -> None:
    page = "<p>" + "words <a href='x'>a < b</a> " * 50_000
    ends = [end for _source, end in pieces.pieces(page)]
    assert len(ends) > 3
    assert all(page[end : end + 2] in ("<a", "</", "") for end in ends)
