"""The state of the screen and typed paths, where no drive answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from time import monotonic, sleep

import pytest

from reader import screen_state
from reader.config import parse, state_folder
from reader.drives import Scout
from reader.library.access import Keeper, Unanswered
from reader.tui import outside
from tests.hanging import hang
from tests.tui.room import Open, Room, Screen


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


class Hanging(Scout):
    """A scout of a folder that does not answer before the gate is set."""

    def __init__(self, folder: Path) -> None:
        super().__init__([])
        self.folder, self.gate = folder, Event()

    def wait(self, *others: Path) -> None:
        if any(self.folder in (one, *one.parents) for one in others):
            self.gate.wait()

    def silent(self, wait: float) -> list[Path]:
        return [] if self.gate.wait(wait) else [self.folder]


@pytest.fixture
def drive(keeper: Keeper, root: Path) -> Iterator[Hanging]:
    """The library's folder, which hangs."""
    scout, keeper.scout = keeper.scout, Hanging(root)
    yield keeper.scout
    keeper.scout.gate.set()
    free(keeper)
    keeper.scout = scout


def test_a_folder_that_does_not_answer_is_not_touched(drive: Hanging, tmp_path: Path) -> None:
    reached: list[str] = []
    outside.reach(tmp_path, lambda: reached.append("it answers"))
    with pytest.raises(Unanswered, match=f"{drive.folder} does not answer"):
        outside.reach(tmp_path, lambda: reached.append("?"), drive.folder)
    assert reached == ["it answers"]


@pytest.mark.parametrize("key", ["f5", "F", "f6", "z"])
async def test_keys_that_reach_for_the_library_say_that_it_does_not_answer(
    news: Path, open_library: Open, screen: Screen, drive: Hanging, key: str
) -> None:
    settings = parse('[commands.mine]\nkey = "f6"\nrun = ["cat", "{path}"]')
    async with screen(open_library(), settings=settings) as room:
        await room.to("Rates rise")
        await room.press(key)
        await room.until(lambda: f"{drive.folder} does" in everything(room), "it is said")


def everything(room: Room) -> str:
    """What the screen says, in a dialog too."""
    texts = room.app.screen.query("Static")
    return "\n".join([room.picture(), *(str(one.render()) for one in texts)])


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
