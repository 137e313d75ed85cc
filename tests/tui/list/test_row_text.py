"""The lines of the list as text, however narrow the list is."""

from __future__ import annotations

import pytest

from reader.tui.list import row_text


@pytest.mark.parametrize("width", [1, 3, 5, 6, 20, 80])
def test_a_piece_of_text_that_was_found_is_a_line_of_any_width(width: int) -> None:
    found = (("央行的船靠了岸，" * 8, False), ("waves", True), (" came", False))
    line = "".join(text for text, _ink in row_text.snippet(found, "date", width=width))
    assert line.startswith(" " * 5)
    assert ("waves" in line) == (width >= 20)
