"""The candidates above a line to type on."""

from __future__ import annotations

import pytest

from reader.tui.dialogs.candidates import _fitted


@pytest.mark.parametrize(
    ("text", "width", "cut"),
    [
        ("World › Europe › Rome", 21, "World › Europe › Rome"),
        ("World › Europe › Rome", 20, "… › Europe › Rome"),
        ("World › Europe › Rome", 10, "… › Rome"),
        ("金融 › 鹭湾 › 地方", 12, "… › 地方"),
        ("World › Europe", 6, "World…"),
        ("Constantinople", 6, "Const…"),
    ],
)
def test_of_a_path_that_is_too_long_the_end_is_shown(text: str, width: int, cut: str) -> None:
    shown, shift = _fitted(text, width)
    assert shown == cut
    if shown.startswith("…"):
        assert text[text.index(shown[4:]) :] == shown[4:]
        assert text.index(shown[4:]) + shift == 4
