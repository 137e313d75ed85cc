"""Plain text is the text, for whoever pastes it elsewhere."""

from __future__ import annotations

from reader.model import Block, Span
from reader.output.formats.text import fragment


def test_code_stands_in_its_box_without_the_name_of_its_language() -> None:
    text = fragment([Block("code", (Span("print(1)"),), language="python")])
    assert "print(1)" in text
    assert "python" not in text
