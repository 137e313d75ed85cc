"""The screen draws no more than Textual's would, and the same."""

from __future__ import annotations

import pytest
from textual._compositor import Compositor
from textual.geometry import Region

from tests.tui.room import Screen


async def test_the_first_screen_is_laid_out_and_drawn_once(
    news: object, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn, laid = [], []
    whole, reflow = Compositor.render_full_update, Compositor.reflow
    monkeypatch.setattr(
        Compositor,
        "render_full_update",
        lambda *given, **how: drawn.append(1) or whole(*given, **how),
    )
    monkeypatch.setattr(Compositor, "reflow", lambda *given: laid.append(1) or reflow(*given))
    async with screen() as room:
        await room.until(lambda: "Rates rise" in room.article, "a preview")
        assert (len(drawn), len(laid)) == (1, 1)


@pytest.mark.parametrize("keys", [["j"], ["enter"], ["d"], ["slash", "f"], ["question_mark"]])
@pytest.mark.parametrize("size", [(120, 30), (80, 24)])
async def test_a_part_of_the_screen_is_rendered_as_textual_renders_it(
    news: object, screen: Screen, size: tuple[int, int], keys: list[str]
) -> None:
    async with screen(size=size) as room:
        await room.press(*keys)
        screen_ = room.app.screen_stack[0]
        kind = type(screen_._compositor)
        assert kind is not Compositor
        lean, theirs = kind(), Compositor()  # the screen's own may not be laid out again yet
        for one in (lean, theirs):
            one.reflow(screen_, screen_.outer_size)
        for crop in (
            Region(0, 5, 40, 2),
            Region(50, 3, 20, 4),
            Region(0, size[1] - 1, size[0], 1),
            Region(30, 0, 40, size[1]),
            Region(0, 0, *size),
        ):
            lines = crop.line_range
            ours, other = (one._render_chops(crop, lines.__contains__) for one in (lean, theirs))
            for y in lines:
                for x, strip in other[y].items():
                    if crop.x <= x < crop.right:
                        assert ours[y][x] == strip, (crop, x, y)


@pytest.mark.parametrize("columns", [0, 5])
@pytest.mark.parametrize("lines", [0, 3, 30])
async def test_what_a_widget_leaves_of_its_part_is_drawn_all_the_same(
    news: object, screen: Screen, monkeypatch: pytest.MonkeyPatch, columns: int, lines: int
) -> None:
    """Its last size may be another one."""
    async with screen(size=(80, 24)) as room:
        await room.open("Rates rise")
        await room.press("w")
        await room.until(lambda: room.pane.size == (80, 24), "the article alone")
        drawn = room.pane.render_lines
        monkeypatch.setattr(
            room.pane,
            "render_lines",
            lambda crop: [strip.crop(0, columns) for strip in drawn(crop)][:lines],
        )
        chops = room.app.screen_stack[0]._compositor._render_chops(
            Region(0, 0, 80, 24), lambda _y: True
        )
        assert [strip for line in chops for strip in line.values() if strip is None] == []


async def test_what_stands_behind_the_panes_is_not_rendered(
    news: object, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with screen() as room:
        behind = [room.app.screen, room.app.panes]
        for widget in behind:
            monkeypatch.setattr(widget, "render_lines", lambda _crop: pytest.fail("it is hidden"))
        assert room.app.screen._compositor.render_full_update()
