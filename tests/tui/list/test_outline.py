"""The geometry of the list, for any groups and folds."""

from __future__ import annotations

from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from reader.library.query.groups import Group
from reader.tui.list.outline import Below, Heading, Item, Outline, Row, Subheading

GROUPS = [
    Group("金融", "2022-04-22", 2, 1),
    Group("金融", "2022-04-21", 1, 1),
    Group("编程", "2022-04-22", 3, 3),
]


@st.composite
def outlines(draw: st.DrawFn) -> Outline:
    """Any outline: outer groups stand together, every group has a row, some are folded."""
    numbers = st.integers(1, 5)
    outer = draw(st.lists(st.tuples(st.text(max_size=2), numbers), max_size=6, unique_by=first))
    groups = [
        Group(name, str(inner), total, draw(st.integers(0, total)))
        for name, inners in outer
        for inner in range(inners)
        for total in [draw(st.integers(1, 70))]
    ]
    folded = draw(st.sets(st.sampled_from([name for name, _ in outer]))) if outer else set()
    return Outline(groups, flat=draw(st.booleans()), folded=folded, double=draw(st.booleans()))


def first(pair: tuple[str, int]) -> str:
    return pair[0]


def items(outline: Outline) -> list[Item]:
    return [outline.at(line) for line in range(len(outline))]


def test_a_heading_opens_an_outer_group_and_a_subheading_an_inner_one() -> None:
    assert items(Outline(GROUPS, flat=False)) == [
        Heading(0, "金融"),
        Subheading(0, "2022-04-22"),
        Row(0, 0),
        Row(0, 1),
        Subheading(1, "2022-04-21"),
        Row(1, 0),
        Heading(2, "编程"),
        Subheading(2, "2022-04-22"),
        Row(2, 0),
        Row(2, 1),
        Row(2, 2),
    ]


def test_a_flat_outline_has_rows_alone() -> None:
    flat = Outline(GROUPS, flat=True)
    assert [type(item) for item in items(flat)] == [Row] * 6


def test_rows_may_have_a_second_line() -> None:
    assert items(Outline(GROUPS, flat=False, double=True))[:8] == [
        Heading(0, "金融"),
        Subheading(0, "2022-04-22"),
        Row(0, 0),
        Below(0, 0),
        Row(0, 1),
        Below(0, 1),
        Subheading(1, "2022-04-21"),
        Row(1, 0),
    ]


@given(outlines())
def test_second_lines_are_those_of_the_rows_above_them(outline: Outline) -> None:
    shown = items(outline)
    for above, item in zip([None, *shown], shown, strict=False):
        if isinstance(item, Below):
            assert above == Row(item.group, item.offset)
    below = sum(isinstance(item, Below) for item in shown)
    assert below in (0, sum(isinstance(item, Row) for item in shown))


def test_a_folded_group_shows_its_heading_alone() -> None:
    outline = Outline(GROUPS, flat=False, folded={"金融"})
    assert items(outline)[:3] == [
        Heading(0, "金融"),
        Heading(2, "编程"),
        Subheading(2, "2022-04-22"),
    ]
    outline.fold("金融", folded=False)
    assert len(outline) == 11
    outline.fold("编程", folded=True)
    assert items(outline)[-1] == Heading(2, "编程")


def test_a_row_that_is_folded_away_is_found_at_its_heading() -> None:
    outline = Outline(GROUPS, flat=False, folded={"金融"})
    assert outline.line_of(1, 0) == outline.heading_of(1) == outline.heading_named("金融") == 0
    assert outline.heading_named("nothing") is None


def test_a_heading_counts_what_is_unread_in_all_its_groups() -> None:
    outline = Outline(GROUPS, flat=False)
    assert outline.unread_below(0) == 2
    assert outline.unread_below(2) == 3


def test_nothing_has_no_lines() -> None:
    assert len(Outline([], flat=False)) == len(Outline([], flat=True)) == 0


@given(outlines())
def test_the_line_of_a_row_shows_that_row(outline: Outline) -> None:
    rows = [item for item in items(outline) if isinstance(item, Row)]
    assert [outline.at(outline.line_of(row.group, row.offset)) for row in rows] == rows
    assert len(set(rows)) == len(rows)


@given(outlines())
def test_the_line_of_a_heading_shows_that_heading(outline: Outline) -> None:
    for line, item in enumerate(items(outline)):
        if isinstance(item, Heading):
            assert outline.heading_of(item.group) == line
            assert outline.heading_named(item.name) == line


@given(outlines())
def test_every_row_that_is_not_folded_away_is_there_once_and_in_order(outline: Outline) -> None:
    shown = items(outline)
    places = [(item.group, item.offset) for item in shown if isinstance(item, Row)]
    assert places == sorted(set(places))
    for _group, found in groupby(places, lambda place: place[0]):
        offsets = [offset for _, offset in found]
        assert offsets == list(range(len(offsets)))


@given(outlines(), st.data())
def test_folding_and_unfolding_brings_the_same_lines_back(
    outline: Outline, data: st.DataObject
) -> None:
    headings = [item for item in items(outline) if isinstance(item, Heading)]
    names = [item.name for item in headings if item.name not in outline.folded]
    if not names:
        return
    name = data.draw(st.sampled_from(names))
    before = items(outline)
    outline.fold(name, folded=True)
    after = items(outline)
    assert Heading in {type(item) for item in after}
    assert len(after) < len(before)
    outline.fold(name, folded=False)
    assert items(outline) == before
