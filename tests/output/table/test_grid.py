"""Tables: columns that fit, rules where rows could be mixed up, and records where none fit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reader.model import Block, Cell, Span
from reader.output.cells import width_of
from reader.output.terminal import lines


def cell(text: str, *, header: bool = False, columns: int = 1, rows: int = 1) -> Cell:
    return Cell((Span(text),) if text else (), header, columns, rows)


def row(*texts: str, header: bool = False) -> tuple[Cell, ...]:
    return tuple(cell(text, header=header) for text in texts)


def printed(width: int, *rows: tuple[Cell, ...]) -> list[str]:
    return [line.text.rstrip() for line in lines([Block("table", rows=rows)], width)]


def test_rows_of_one_line_need_no_rule_but_that_below_the_header() -> None:
    assert printed(20, row("a", "b", header=True), row("c", "d"), row("e", "f")) == [
        "a │ b",
        "──┼──",
        "c │ d",
        "e │ f",
    ]


def test_where_the_first_column_says_where_a_row_begins_no_rule_is_needed() -> None:
    assert printed(16, row("a", "one two three"), row("b", "four five six")) == [
        "a │ one two",
        "  │ three",
        "b │ four five",
        "  │ six",
    ]


def test_a_rule_stands_around_a_row_whose_first_column_wraps() -> None:
    found = printed(13, row("a", "b"), row("one two three", "c"), row("d", "e"), row("f", "g"))
    assert found == [
        "a         │ b",
        "──────────┼──",
        "one two   │ c",
        "three     │",
        "──────────┼──",
        "d         │ e",
        "f         │ g",
    ]


def test_a_rule_stands_before_a_row_that_begins_empty_beside_one_that_wraps() -> None:
    assert printed(16, row("a", "one two three"), row("", "four"), row("", "five")) == [
        "a │ one two",
        "  │ three",
        "──┼─────────────",
        "  │ four",
        "  │ five",
    ]


def test_a_rule_does_not_cross_a_cell_of_both_rows() -> None:
    tall = (cell("a", rows=2), cell("one two three"), cell("x", rows=2))
    assert printed(18, tall, row("four")) == [
        "a │ one two    │ x",
        "  │ three      │",
        "  ├────────────┤",
        "  │ four       │",
    ]


def test_words_stay_whole_while_there_is_room_for_them() -> None:
    found = printed(36, row("Application", "a long text of many words", "10:20-11:30"))
    assert found[0].split(" │ ")[0] == "Application"
    assert found[0].endswith("10:20-11:30")


def test_records_name_each_value_by_all_headers_above_it() -> None:
    head = (cell("Region", header=True, rows=2), cell("Year", header=True, columns=3))
    months = row("January", "February", "March", header=True)
    wide = [cell("North"), cell("1" * 30), cell("2" * 30), cell("3" * 30)]
    found = "\n".join(printed(30, head, months, tuple(wide)))
    assert "Region: North" in found
    assert "Year · January: 111" in found.replace("\n", " ")
    assert "Year · March: 333" in found.replace("\n", " ")


def test_records_repeat_a_short_value_that_covers_several_rows() -> None:
    head = row("a", "b", "c", "d", "e", header=True)
    first = (cell("North", rows=2), *row("1", "2", "3", "4"))
    found = printed(20, head, first, row("5", "6", "7", "8"))
    assert found.count("a: North") == 2
    assert found[-5:] == ["a: North", "b: 5", "c: 6", "d: 7", "e: 8"]


def test_records_say_a_long_value_that_covers_several_rows_once() -> None:
    head = row("a", "b", "c", "d", "e", header=True)
    first = (cell("word " * 20, rows=2), *row("1", "2", "3", "4"))
    found = printed(20, head, first, row("5", "6", "7", "8"))
    assert "".join(found).count("a: word") == 1


def test_records_say_the_names_of_columns_that_hold_nothing() -> None:
    head = row("a", "b", "c", "d", "empty", header=True)
    assert printed(20, head, row("1", "2", "3", "4", ""))[0] == "empty"


def test_a_value_across_columns_has_the_names_of_all_of_them() -> None:
    head = row("a", "b", "c", "d", "e", header=True)
    found = printed(12, head, (cell("1"), cell("2", columns=3), cell("3")))
    assert found == ["a: 1", "b · c · d: 2", "e: 3"]


def test_a_table_of_nothing_but_headers_keeps_them_all() -> None:
    found = "".join(printed(20, row(*"abcde", header=True), row(*"fghij", header=True)))
    assert all(name in found for name in "abcdefghij")


cells = st.builds(
    cell,
    st.text("甲乙，abc 1-\n", max_size=30),
    header=st.booleans(),
    columns=st.integers(1, 3),
    rows=st.integers(1, 3),
)


@given(st.lists(st.lists(cells, min_size=1, max_size=6).map(tuple), min_size=1), st.integers(8, 60))
def test_no_text_is_lost_and_no_line_is_too_wide(rows: list[tuple[Cell, ...]], width: int) -> None:
    found = printed(width, *rows)
    assert all(width_of(line) <= width for line in found)
    text = "".join(found)
    for one in {span.text for row in rows for each in row for span in each.spans}:
        for character in set("".join(one.split())):
            assert character in text
