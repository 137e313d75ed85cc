"""Blocks become lines: nothing lost, nothing wider than the width, bold where it was bold."""

from __future__ import annotations

from functools import partial
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.model import Block, Cell, Span
from reader.output.ansi import ansi
from reader.output.cells import width_of
from reader.output.ink import MUTED, PLAIN, Ink, wrap
from reader.output.terminal import EMPTY, lines

words = st.text("中文，。（a1 -\n\x1b\u202e", min_size=1, max_size=30)
spans = st.lists(
    st.builds(
        partial(Span), words, st.booleans(), href=st.sampled_from([None, "https://e.example/"])
    ),
    min_size=1,
    max_size=4,
).map(tuple)
cells = st.builds(partial(Cell), spans, st.booleans(), st.integers(1, 3), st.integers(1, 3))
rows = st.lists(cells, min_size=1, max_size=5).map(tuple)
blocks = st.one_of(
    st.builds(
        partial(Block),
        st.sampled_from(["paragraph", "heading", "item", "code", "credit"]),
        spans,
        level=st.integers(1, 6),
        quote=st.integers(0, 6),
        depth=st.integers(0, 6),
        marker=st.sampled_from(["", "•", "12."]),
    ),
    st.builds(
        partial(Block),
        st.just("table"),
        rows=st.lists(rows, min_size=1, max_size=4).map(tuple),
    ),
    st.builds(partial(Block), st.just("image"), medium=st.just("image")),
    st.just(Block("rule")),
)  # fmt: skip


def printed(some: list[Block], width: int = 40) -> list[str]:
    return [line.text for line in lines(some, width)]


@given(st.lists(blocks, max_size=4), st.integers(20, 100))
@settings(max_examples=300)
def test_no_line_is_wider_than_the_width(some: list[Block], width: int) -> None:
    for line in lines(some, width):
        assert width_of(line.text) <= width
        assert "\n" not in line.text


@given(st.lists(blocks, max_size=4), st.integers(20, 100))
@settings(max_examples=300)
def test_no_letter_is_lost(some: list[Block], width: int) -> None:
    kept = "".join(printed(some, width))
    for block in some:
        for span in [
            *block.spans,
            *(one for row in block.rows for cell in row for one in cell.spans),
        ]:
            for letter in "中a":
                assert kept.count(letter) >= span.text.count(letter)


@given(spans, st.integers(20, 60))
def test_bold_stays_on_its_letters(some: tuple[Span, ...], width: int) -> None:
    out = [
        segment for line in lines([Block("paragraph", some)], width) for segment in line.segments
    ]
    for wanted in (True, False):
        found = "".join(text for text, ink in out if ink.bold == wanted)
        given_ = "".join(span.text for span in some if span.bold == wanted)
        assert found.count("中") == given_.count("中")


def test_blocks_are_apart_by_one_empty_line_and_items_by_none() -> None:
    some = [
        Block("paragraph", (Span("甲"),)),
        Block("item", (Span("乙"),), depth=1, marker="•"),
        Block("item", (Span("丙"),), depth=1, marker="•"),
        Block("paragraph", (Span("丁"),), depth=1),
        Block("paragraph", (Span("戊"),), quote=1),
    ]
    assert printed(some) == ["甲", "", "• 乙", "• 丙", "", "  丁", "", "│ 戊"]


def test_a_section_has_more_air_above_it_than_a_paragraph() -> None:
    some = [
        Block("heading", (Span("甲"),), level=1),
        Block("heading", (Span("乙"),), level=2),
        Block("paragraph", (Span("丙"),)),
        Block("heading", (Span("丁"),), level=2),
        Block("heading", (Span("戊"),), level=3),
        Block("paragraph", (Span("己"),)),
        Block("heading", (Span("庚"),), level=3),
    ]
    assert printed(some) == ["甲", "", "乙", "", "丙", "", "", "丁", "", "戊", "", "己", "", "庚"]


def test_a_line_of_its_own_that_begins_with_a_dash_is_set_apart() -> None:
    quote = Block("paragraph", (Span("生存还是毁灭\n这是问题\n——莎士比亚"),), quote=1)
    assert printed([quote]) == ["│ 生存还是毁灭", "│ 这是问题", "│ ", "│ ——莎士比亚"]


def test_a_text_from_right_to_left_stands_on_the_right() -> None:
    some = [
        Block("paragraph", (Span("שלום עולם and a word"),)),
        Block("item", (Span("مرحبا"),), depth=1, marker="•"),
        Block("paragraph", (Span("3. and then שלום"),)),
    ]
    assert printed(some, 30) == [
        "          שלום עולם and a word",
        "",
        "                       مرحبا •",
        "",
        "3. and then שלום",
    ]


def test_an_article_without_text_says_so() -> None:
    assert printed([]) == [EMPTY]


def test_a_picture_is_named() -> None:
    image = Block("image", (Span("猫"),), medium="image", href="https://e.example/c")
    (line,) = lines([image], 40)
    assert line.text == "[image: 猫]"
    assert all(ink.href == "https://e.example/c" for _, ink in line.segments)


def row(*texts: str, header: bool = False) -> tuple[Cell, ...]:
    return tuple(Cell((Span(text),), header) for text in texts)


def test_a_table_has_columns() -> None:
    table = Block("table", rows=(row("年", "金额", header=True), row("2021", "1.5")))
    assert printed([table]) == ["年   │ 金额", "─────┼─────", "2021 │ 1.5"]


def test_a_table_too_wide_for_columns_is_set_record_by_record() -> None:
    names = [f"column {number}" for number in range(9)]
    table = Block("table", rows=(row(*names, header=True), row(*map(str, range(9)))))
    assert printed([table], 30)[:2] == ["column 0: 0", "column 1: 1"]


@pytest.mark.parametrize("spans", [1, 100])
def test_cells_that_cover_many_places_take_linear_time(spans: int) -> None:
    covering = Cell((Span("甲"),), columns=spans, rows=spans)
    table = Block("table", rows=tuple((covering, Cell((Span("乙"),))) for _ in range(2_000)))
    assert 2_000 <= sum(line.count("甲") for line in printed([table])) < 4_000


def test_lines_are_made_as_they_are_asked_for() -> None:
    def endless() -> list[Block]:
        raise AssertionError("the second block was asked for")
        yield

    def some():
        yield Block("paragraph", (Span("甲"),))
        yield from endless()

    assert [line.text for line in islice(lines(some(), 40), 1)] == ["甲"]


def test_nothing_but_styles_and_links_is_printed_as_escapes() -> None:
    span = Span("甲\x1b]0;x\x07乙\u202e", bold=True, href="https://e.example/\x1b[31m")
    (line,) = lines([Block("paragraph", (span,))], 40)
    out = ansi(line.segments, colours=True)
    assert "甲]0;x乙" in out
    assert out.count("\x1b") == out.count("\x1b[") + out.count("\x1b]8;") + out.count("\x1b\\")
    assert "\x07" not in out


def test_without_colours_weight_and_links_stay() -> None:
    segments = [("甲", Ink("heading", bold=True)), ("乙", MUTED), ("丙", PLAIN)]
    assert ansi(segments, colours=False) == "\x1b[1m甲\x1b[0m乙丙"


def test_wrapped_segments_keep_their_ink() -> None:
    bold = Ink(bold=True)
    assert list(wrap([("中文", PLAIN), ("中文\n字", bold)], 6)) == [
        [("中文", PLAIN), ("中", bold)], [("文", bold)], [("字", bold)]
    ]  # fmt: skip
