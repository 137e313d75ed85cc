"""The welcome of a reader who has no library."""

from __future__ import annotations

import pytest
from textual.binding import Binding
from textual.widgets import Static

from reader.tui.welcome import Welcome

KEYS = {"enter": True, "s": True, "q": False, "escape": False, "ctrl+c": False}


def test_every_key_is_walked() -> None:
    bindings = [binding for binding in Welcome.BINDINGS if isinstance(binding, Binding)]
    assert {key for binding in bindings for key in binding.key.split(",")} == set(KEYS)


@pytest.mark.parametrize("key", KEYS)
async def test_a_key_chooses_the_samples_or_leaves(key: str) -> None:
    app = Welcome("/home/somebody/.config/reader/config.toml")
    async with app.run_test() as pilot:
        await pilot.press(key)
    assert app.return_value is KEYS[key]


async def test_it_says_what_to_do_next() -> None:
    app = Welcome("/home/somebody/.config/reader/config.toml")
    async with app.run_test(size=(60, 20)):
        text = str(app.query_one(Static).render())
    assert "reader FOLDER" in text
    assert "/home/somebody/.config/reader/config.toml" in text
