"""The lines of a page, of which most are packed where there are very many."""

from __future__ import annotations

import sys

from reader.output.ink import Ink, Line
from reader.tui.article.page_lines import Lines


def line(number: int) -> Line:
    return Line(((f"line {number} ", Ink("text", bold=number % 2 == 0)),), number // 7)


def test_all_of_very_many_lines_are_there_in_their_order() -> None:
    lines = Lines()
    lines.add(line(number) for number in range(20_000))
    assert len(lines) == 20_000
    assert lines[-1] == line(19_999)
    for number in (0, 1, 255, 256, 9_000, 15_700, 19_998):
        assert lines[number] == line(number)
        assert lines.block(number) == number // 7
        assert lines.first_of(number // 7) == number // 7 * 7
        assert lines.behind(number // 7, number) == min(number // 7 * 7 + 7, 20_000)
    assert lines.between(250, 260) == [line(number) for number in range(250, 260)]
    assert lines.between(19_998, 20_005) == [line(19_998), line(19_999)]


def test_the_lines_of_a_huge_page_are_small() -> None:
    lines = Lines()
    lines.add(line(number) for number in range(60_000))
    assert sum(map(sys.getsizeof, lines._packed)) < 60_000 * 10
    assert len(lines._last) < 5_000
