"""The state of the screen and typed paths, where no drive answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from time import monotonic, sleep

import pytest

from reader import screen_state
from reader.config import state_folder
from reader.library.access import Keeper, Unanswered
from reader.tui import outside
from tests.hanging import hang
from tests.tui.room import Open, Screen


@pytest.fixture
def keeper() -> Iterator[Keeper]:
    """The keeper of this test alone, with a scout."""
    outside.keeper.cache_clear()
    outside.guard()
    yield (keeper := outside.keeper())
    screen_state._Access.reach = screen_state._Access.known = None
    outside.keeper.cache_clear()
    if keeper.scout is not None:
        keeper.scout.stop()


@pytest.fixture
def gate(keeper: Keeper) -> Iterator[Event]:
    """What the keeper waits for until it is set."""
    gate = Event()
    hang(keeper, gate)
    yield gate
    gate.set()


def free(keeper: Keeper) -> None:
    """Wait until the keeper has done all."""
    end = monotonic() + 60
    while keeper.is_late and monotonic() < end:
        sleep(0.01)


def test_choices_are_kept_and_read_through_the_keeper(keeper: Keeper) -> None:
    assert screen_state.list_width() is None
    assert screen_state.keep_list_width(50) == ""
    assert screen_state.list_width() == 50
    screen_state.go_through(outside._kept)
    assert screen_state.list_width() == 50, "it is in the file"


def test_a_choice_is_saved_when_the_drive_answers_again(keeper: Keeper, gate: Event) -> None:
    roots = [Path("/news")]
    said = screen_state.keep_search(roots, "Tea", "茶")
    assert said == f"It is saved as soon as {state_folder()} answers."
    assert screen_state.searches(roots) == {"Tea": "茶"}
    assert not state_folder().exists()
    gate.set()
    free(keeper)
    assert "Tea" in (state_folder() / "screen.json").read_text("utf-8")


def test_a_choice_that_cannot_be_saved_in_the_end_is_told(keeper: Keeper, gate: Event) -> None:
    (state_folder() / "screen.json").mkdir(parents=True)  # nobody can write over that
    assert "as soon as" in screen_state.keep_list_width(50)
    gate.set()
    free(keeper)
    (failure,) = keeper.failures
    assert failure.startswith("It is not saved for the next start")


def test_a_folder_that_does_not_answer_is_not_touched(keeper: Keeper, tmp_path: Path) -> None:
    hanging = Event()

    class Scout:
        def wait(self, *folders: Path) -> None:
            if tmp_path / "drive" in folders:
                hanging.wait()

    scout, keeper.scout = keeper.scout, Scout()
    reached: list[str] = []
    assert outside.reach(tmp_path, lambda: reached.append("it answers")) is None
    with pytest.raises(Unanswered):
        outside.reach(tmp_path, lambda: reached.append("?"), tmp_path / "drive")
    hanging.set()
    free(keeper)
    keeper.scout = scout
    assert reached == ["it answers"]


async def test_a_copy_is_refused_where_no_drive_answers(
    news: Path, open_library: Open, screen: Screen, keeper: Keeper, tmp_path: Path
) -> None:
    async with screen(open_library()) as room:
        await room.to("Rates rise")
        await room.press("enter", "E")
        gate = Event()
        hang(keeper, gate)
        room.app.focused.value = str(tmp_path / "copy.md")
        await room.press("enter")
        await room.until(lambda: "No answer yet" in room.picture(), "it is said")
        assert not (tmp_path / "copy.md").exists()
        gate.set()
        await room.until(lambda: not keeper.is_late, "the drive is back")
        await room.press("enter")
        await room.until(lambda: (tmp_path / "copy.md").exists(), "the copy is there")
