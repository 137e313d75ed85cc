"""The geometry of the list, for any nodes and folds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from reader.library.query.tree import Inner, Own, in_tree, with_inner
from reader.tui.list.outline import Below, Child, Heading, Item, Outline, Row, Subheading

DAYS = {
    "a": [Inner("2022-04-22", 3, 1), Inner("2022-04-21", 1, 1)],
    "a\x1fb": [Inner("2022-04-22", 2, 2)],
    "c": [Inner("2022-04-22", 3, 3)],
}


class Shape:
    """Nodes, their inner groups, and an outline of them."""

    def __init__(
        self,
        days: Mapping[str, list[Inner]],
        *,
        flat: bool = False,
        folded: Collection[str] = (),
        double: bool = False,
        unfolded: Mapping[tuple[int, int], int] | None = None,
    ) -> None:
        owns = [with_inner(Own(0, path, path, 0), inner) for path, inner in days.items()]
        owns.sort(key=lambda own: own.path)
        self.folded = set(folded)
        self.nodes, self.owns = in_tree(owns)
        self.outline = Outline(
            self.nodes,
            lambda node: days[self.nodes[node].path],
            flat=flat,
            folded=self.folded,
            double=double,
            unfolded=unfolded,
        )

    @property
    def items(self) -> list[Item]:
        return [self.outline.at(line) for line in range(len(self.outline))]


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    """Any outline: a tree with rows and days, some folded, some rows with children."""
    paths = draw(
        st.lists(
            st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map("\x1f".join),
            max_size=8,
            unique=True,
        )
    )
    flat = draw(st.booleans())
    days = {
        path: [
            Inner(f"2022-04-{day:02}", draw(st.integers(1, 70)), 0)
            for day in range(draw(st.integers(1, 5)))
        ]
        for path in paths[: 1 if flat else None]
    }
    folded = draw(st.sets(st.sampled_from(paths))) if paths and not flat else set()
    shape = Shape(days, flat=flat, folded=folded, double=draw(st.booleans()))
    with_rows = [number for number, node in enumerate(shape.nodes) if node.rows]
    unfolded = {
        (node, draw(st.integers(0, shape.nodes[node].rows - 1))): draw(st.integers(1, 4))
        for node in (draw(st.lists(st.sampled_from(with_rows), max_size=3)) if with_rows else [])
    }
    return Shape(
        days, flat=flat, folded=folded, double=shape.outline._height == 2, unfolded=unfolded
    )


def test_headings_are_those_of_levels_and_of_days_with_three_rows_or_more() -> None:
    assert Shape(DAYS).items == [
        Heading(0),
        Subheading(0, 0),
        Row(0, 0),
        Row(0, 1),
        Row(0, 2),
        Row(0, 3),
        Heading(1),
        Row(1, 0),
        Row(1, 1),
        Heading(2),
        Subheading(2, 0),
        Row(2, 0),
        Row(2, 1),
        Row(2, 2),
    ]
    outline = Shape(DAYS).outline
    assert [outline.headed(0, offset) for offset in range(4)] == [0, 0, 0, None]
    assert outline.headed(1, 0) is None


def test_a_flat_outline_has_rows_alone() -> None:
    assert Shape({"": DAYS["a"]}, flat=True).items == [Row(0, offset) for offset in range(4)]


def test_rows_may_have_a_second_line_and_children() -> None:
    assert Shape({"a": DAYS["a"]}, double=True, unfolded={(0, 2): 2}).items[5:] == [
        Below(0, 1),
        Row(0, 2),
        Below(0, 2),
        Child(0, 2, 0),
        Below(0, 2, 0),
        Child(0, 2, 1),
        Below(0, 2, 1),
        Row(0, 3),
        Below(0, 3),
    ]


@given(shapes())
def test_second_lines_are_those_of_the_rows_above_them(shape: Shape) -> None:
    shown = shape.items
    for above, item in zip([None, *shown], shown, strict=False):
        if isinstance(item, Below):
            number = (item.number,) if item.number >= 0 else ()
            assert above == (item.node, item.offset, *number)
    below = sum(isinstance(item, Below) for item in shown)
    assert below in (0, sum(isinstance(item, Row | Child) for item in shown))


def test_a_folded_node_shows_its_heading_alone() -> None:
    shape = Shape(DAYS, folded={"a"})
    assert shape.items[:3] == [Heading(0), Heading(2), Subheading(2, 0)]
    shape.folded.clear()
    shape.outline.measure()
    assert len(shape.outline) == 14
    shape.folded.add("c")
    shape.outline.measure()
    assert shape.items[-1] == Heading(2)


def test_a_joined_level_is_folded_if_one_of_its_levels_is() -> None:
    days = {"a\x1fb": DAYS["c"], "c": DAYS["c"]}
    for path in ("a", "a\x1fb"):
        shape = Shape(days, folded={path})
        assert shape.nodes[0].names == ("a", "b")
        assert shape.items[:2] == [Heading(0), Heading(1)]
    assert Shape(days, folded={"b"}).items[1] == Subheading(0, 0)


def test_a_row_that_is_folded_away_is_found_at_its_heading() -> None:
    outline = Shape(DAYS, folded={"a"}).outline
    assert outline.line_of(1, 0) == outline.heading_of(1) == outline.heading_at("a") == 0
    assert outline.heading_at("a\x1fb") == 0
    assert outline.heading_at("nothing") is None
    assert outline.parent_of(1) == 0
    assert outline.parent_of(2) is None


def test_nothing_has_no_lines() -> None:
    assert len(Shape({}).outline) == len(Shape({}, flat=True).outline) == 0
    assert Shape({}).outline.next_row(0, 1) is None


@given(shapes())
def test_the_line_of_a_row_shows_that_row(shape: Shape) -> None:
    rows = [item for item in shape.items if isinstance(item, Row)]
    assert [shape.outline.at(shape.outline.line_of(*row)) for row in rows] == rows
    assert len(set(rows)) == len(rows)


@given(shapes())
def test_the_line_of_a_heading_shows_that_heading(shape: Shape) -> None:
    for line, item in enumerate(shape.items):
        if isinstance(item, Heading):
            assert shape.outline.heading_of(item.node) == line
            assert shape.outline.line_of(item.node, -1) == line
            assert shape.outline.heading_at(shape.nodes[item.node].path) == line


@given(shapes())
def test_every_row_that_is_not_folded_away_is_there_once_and_in_order(shape: Shape) -> None:
    places = [tuple(item) for item in shape.items if isinstance(item, Row)]
    assert places == sorted(set(places))
    for node, found in groupby(places, lambda place: place[0]):
        assert [offset for _, offset in found] == list(range(shape.nodes[node].rows))


@given(shapes())
def test_the_next_row_and_heading_are_those_that_a_reader_would_find(shape: Shape) -> None:
    shown, outline = shape.items, shape.outline
    for line in range(len(shown)):
        for step, rest in ((1, range(line + 1, len(shown))), (-1, range(line - 1, -1, -1))):
            rows = (other for other in rest if isinstance(shown[other], Row | Child))
            assert outline.next_row(line, step) == next(rows, None)
            headings = (other for other in rest if isinstance(shown[other], Heading))
            assert outline.next_heading(line, step) == next(headings, None)


@given(shapes(), st.data())
def test_folding_and_unfolding_brings_the_same_lines_back(
    shape: Shape, data: st.DataObject
) -> None:
    open_ones = [
        shape.nodes[item.node]
        for item in shape.items
        if isinstance(item, Heading) and not shape.outline.is_folded(item.node)
    ]
    if not open_ones:
        return
    node = data.draw(st.sampled_from(open_ones))
    before = shape.items
    shape.folded.add(node.path)
    shape.outline.measure()
    assert len(shape.items) < len(before)
    shape.folded.remove(node.path)
    shape.outline.measure()
    assert shape.items == before
