"""Two panes and one focus: whoever had it last has it."""

from __future__ import annotations

import pytest

from reader.tui.panes import Panes
from tests.tui.room import Room, Screen


async def test_panes_that_were_chosen_at_once_do_not_take_the_focus_from_each_other(
    news: object, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[str] = []
    for name in ("use_list", "use_article"):
        real = getattr(Panes, name)
        monkeypatch.setattr(
            Panes, name, lambda panes, name=name, real=real: (used.append(name), real(panes))
        )
    async with screen() as room:
        for _again in range(3):
            for pane in (room.pane, room.sidebar):
                room.app.screen.set_focus(pane)
        await quiet(room, used)
        assert room.sidebar.has_focus
        assert not room.reading


async def quiet(room: Room, used: list[str]) -> None:
    """Wait until keys change nothing about the panes any more."""

    async def is_quiet() -> bool:
        before = len(used)
        for _ in range(5):
            await room.press("i")
        return len(used) == before

    for _ in range(20):
        if await is_quiet():
            return
    pytest.fail(f"The panes take turns: {used[-10:]}")
