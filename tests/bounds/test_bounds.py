"""Pages that nobody wrote by hand take little memory and no time to speak of."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bounds.__main__ import cost
from tests.bounds.measure import BOUNDS
from tests.bounds.shapes import SHAPES

SIZE = 2_000_000
SLOW = 4
"""How much slower than ours a machine may be; what is unbounded takes ten times as long, or ends
for want of memory.
"""


@pytest.mark.parametrize(
    "name",
    [
        *("word", "wide lines", "br", "dl", "pre", "hr", "bold"),
        *("selectors of places", "selectors of siblings", "open strings of a sheet"),
        *("selectors and page", "wide selectors", "svg groups"),
    ],
)
def test_a_first_screen_is_bounded(name: str, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(SHAPES[name](SIZE), "utf-8")
    taken = cost("screen", file)
    assert taken is not None
    assert taken.cpu < SLOW * BOUNDS["screen"].cpu
    assert taken.memory < 2 * BOUNDS["screen"].memory


@pytest.mark.parametrize("name", ["wide lines", "pre with a tab"])
def test_the_lines_of_a_page_are_not_all_in_memory_at_once(name: str, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("<p>x</p>", "utf-8")
    least = cost("index", file)
    file.write_text(SHAPES[name](SIZE), "utf-8")
    taken = cost("index", file)
    assert taken is not None
    assert least is not None
    assert taken.memory - least.memory < BOUNDS["index"].memory * SIZE / 8_000_000
