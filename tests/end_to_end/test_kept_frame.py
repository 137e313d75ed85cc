"""The picture of the list that is kept at the end, and what stands on the terminal at the next
start until the screen takes it over.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyte
import pytest

from reader.config import config_file, state_folder
from tests import newsstand
from tests.end_to_end.terminal import COMMAND, UNKNOWN, Terminal

ENTER, LEAVE = b"\x1b[?1049h", b"\x1b[?1049l"

HELD = """
import os, sys, time
from reader import __main__, kept_frame

gate = sys.argv.pop(1)

def held(words, paint=kept_frame.paint):
    paint(words)
    assert not {"textual", "rich", "re", "pathlib"} & ({*sys.modules} - BEFORE)
    open(gate + ".reached", "w").close()
    while not os.path.exists(gate):
        time.sleep(0.01)

BEFORE = {*sys.modules}
kept_frame.paint, kept_frame._PATIENCE = held, 60
sys.exit(__main__.main())
"""
"""A start that waits in the gap, between the picture and the screen, until there is a file."""

Cells = list[list[object]]


class Gap:
    """A start that is held in the gap."""

    def __init__(self, terminal: Terminal, gate: Path) -> None:
        self.terminal = terminal
        self._gate = gate
        reached = gate.with_name(f"{gate.name}.reached")
        terminal.until(reached.exists)
        terminal.take()

    @property
    def is_painted(self) -> bool:
        return ENTER in self.terminal.raw

    def end(self) -> None:
        """Let the start go on to the screen."""
        self._gate.touch()


@pytest.fixture
def start(gate: Path) -> Callable[..., Terminal]:
    """A start in a terminal that is held in the gap until the file `gate` is there."""

    def start(*words: object, columns: int = 120, rows: int = 30) -> Terminal:
        gate.with_name("gate.reached").unlink(missing_ok=True)
        command = (sys.executable, "-c", HELD, str(gate))
        return Terminal(*words, columns=columns, rows=rows, command=command)

    return start


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    return tmp_path / "gate"


def frame() -> Path:
    return state_folder() / "frame"


def leave_a_picture(*words: object, keys: str = "", columns: int = 120, rows: int = 30) -> None:
    """Start and end the command, which keeps a picture of the list."""
    for word in words:
        subprocess.run([COMMAND, "index", "--quiet", "-L", str(word)], check=True, timeout=120)
    with Terminal(*words, columns=columns, rows=rows) as terminal:
        terminal.until("unread of")
        terminal.until("A body." if columns >= 100 else "Enter open")
        for key in keys:
            terminal.press(key)
            if key == "\r":
                terminal.until("1 found" if "/" in keys else "9 unread of 10")
        if keys == "dd":
            terminal.until("Articles by date.")
        terminal.press("q")
        assert terminal.wait() == 0


def cells(screen: pyte.Screen) -> Cells:
    return [[screen.buffer[y][x] for x in range(screen.columns)] for y in range(screen.lines)]


def pictures(raw: bytes, columns: int, rows: int) -> list[Cells]:
    """The screen after each piece of text that was drawn."""
    screen = pyte.Screen(columns, rows)
    stream = pyte.ByteStream(screen)
    found = []
    known = UNKNOWN.sub(b"", raw[: raw.find(LEAVE) if LEAVE in raw else None])
    for part in re.split(rb"(?=\x1b\[[0-9;]*H)", known):
        stream.feed(part)
        found.append(cells(screen))
    return found


@pytest.mark.parametrize(
    ("columns", "colour", "keys"),
    [
        (80, True, "jjj"),  # one pane
        (120, False, "G"),
        (120, True, "h"),  # on a heading
        (120, True, "j2"),  # filtered
        (120, True, "dd"),  # in other groups than at the start
        (120, True, "/fall\r"),  # found
        (120, True, "j\r"),  # reading
        (200, True, "Gkkkkk"),
    ],
)
def test_the_picture_stands_at_once_and_the_screen_changes_no_cell_of_it(
    news: Path,
    start: Callable[..., Terminal],
    gate: Path,
    monkeypatch: pytest.MonkeyPatch,
    columns: int,
    colour: bool,
    keys: str,
) -> None:
    if not colour:
        monkeypatch.setenv("NO_COLOR", "1")
    leave_a_picture(news, keys=keys, columns=columns, rows=12)
    assert stat.S_IMODE(frame().stat().st_mode) == 0o600
    with start(news, columns=columns, rows=12) as terminal:
        gap = Gap(terminal, gate)
        assert gap.is_painted
        assert " unread of 10" in terminal.text
        assert "q quit" in terminal.text
        assert "A body." not in terminal.text
        painted = len(terminal.raw)
        gap.end()
        terminal.until(lambda: terminal.raw.count(b"\x1b[1;1H", painted) > 2)
        terminal.until("A body." if columns >= 100 and keys != "h" else "q quit")
        terminal.press("q")
        assert terminal.wait() == 0
        assert terminal.settings == terminal.settings_before
        raw = bytes(terminal.raw)
    assert raw.count(ENTER) == 1
    found = pictures(raw, columns, 12)
    first, later = found[12 + 1], found[12 + 2 :]
    pane = 1 + next((x for x, cell in enumerate(first[1]) if cell.data == "│"), columns)
    assert later
    for picture in later:
        for y, (before, after) in enumerate(zip(first, picture, strict=True)):
            shown = slice(columns if y in (0, 11) else 0 if y == 10 else pane)
            assert before[shown] == after[shown], y


def test_keys_in_the_gap_are_the_screens(
    news: Path, start: Callable[..., Terminal], gate: Path
) -> None:
    leave_a_picture(news)
    with start(news) as terminal:
        gap = Gap(terminal, gate)
        terminal.press("j", "j", "enter", "\x1a", "\x1c")  # no key of the terminal's own, either
        gap.end()
        terminal.until("9 unread of 10")
        terminal.until("Paragraph 1:")
        terminal.press("q")
        assert terminal.wait() == 0
        assert terminal.settings == terminal.settings_before


@pytest.mark.parametrize(
    ("give", "code"),
    [
        (lambda terminal: terminal.press("\x03"), 130),
        (Terminal.terminate, 128 + signal.SIGTERM),
        (Terminal.hang_up, 128 + signal.SIGHUP),
    ],
    ids=["ctrl-c", "term", "hup"],
)
def test_a_start_that_is_ended_in_the_gap_restores_the_terminal(
    news: Path,
    start: Callable[..., Terminal],
    gate: Path,
    give: Callable[[Terminal], None],
    code: int,
) -> None:
    leave_a_picture(news)
    with start(news) as terminal:
        assert Gap(terminal, gate).is_painted
        assert terminal.settings != terminal.settings_before
        terminal.press("j")
        give(terminal)
        assert terminal.wait() == code
        assert terminal.settings == terminal.settings_before
        # the system may take the key after all that, and echo it
        assert bytes(terminal.raw).removesuffix(b"j").endswith(LEAVE)
        assert b"Traceback" not in terminal.raw


def test_a_start_that_is_stopped_in_the_gap_restores_the_terminal_and_goes_on(
    news: Path, start: Callable[..., Terminal], gate: Path
) -> None:
    leave_a_picture(news)
    shell = f"trap '' TTOU; {sys.executable} -c \"$HELD\" {gate} {news}; echo stopped; read x; fg"
    os.environ["HELD"] = HELD
    with Terminal(command=("bash", "--norc", "-ic", shell)) as terminal:
        gap = Gap(terminal, gate)
        pid = subprocess.run(
            ["pgrep", "-P", str(terminal.pid)],
            capture_output=True,
            text=True,
            check=True,
            timeout=9,
        ).stdout
        os.kill(int(pid), signal.SIGTSTP)
        terminal.until("stopped")
        assert LEAVE in terminal.raw
        gap.end()
        terminal.press("\n")
        terminal.until("A body.")
        terminal.press("q")
        assert terminal.wait() == 0
        assert terminal.settings == terminal.settings_before


def test_what_is_said_of_a_start_that_fails_is_not_hidden_by_the_picture(
    news: Path, start: Callable[..., Terminal], gate: Path
) -> None:
    leave_a_picture(news)
    with start(news) as terminal:
        gap = Gap(terminal, gate)
        assert gap.is_painted
        shutil.rmtree(news)
        gap.end()
        assert terminal.wait() == 2
        assert b"there is no such file or folder" in terminal.raw.rpartition(LEAVE)[2]
        assert terminal.settings == terminal.settings_before


def test_a_start_that_is_killed_in_the_gap_leaves_the_picture_to_the_next(
    news: Path, start: Callable[..., Terminal], gate: Path
) -> None:
    leave_a_picture(news)
    with start(news) as terminal:
        assert Gap(terminal, gate).is_painted
        terminal.kill()
    with start(news) as terminal:
        gap = Gap(terminal, gate)
        assert gap.is_painted
        gap.end()
        terminal.until("A body.")
        terminal.press("q")
        assert terminal.wait() == 0


def edit_an_article(news: Path) -> None:
    newsstand.write(news, "Bonds fall", newsstand.FINANCE, "2022-04-22 09:00:00", "Other words.")


def mark_an_article(news: Path) -> None:
    run("mark", "read", "-L", str(news), str(news / newsstand.FINANCE[0] / "Bonds fall.md"))


def lead_elsewhere(news: Path) -> None:
    """The folder that was named is now a link to a copy of it."""
    shutil.copytree(news, news.with_name("copy"))
    news.rename(news.with_name("moved"))
    news.symlink_to(news.with_name("copy"))


def fetch(news: Path) -> None:
    """What a fetch does for the list: there are new files, and they are scanned."""
    newsstand.write(news, "Hot off the press")
    run("index", "--quiet", "-L", str(news))


def choose_a_setting(_news: Path) -> None:
    config_file().parent.mkdir(parents=True)
    config_file().write_text('theme = "light"\n')


def choose_a_theme(_news: Path) -> None:
    (state_folder() / "screen.json").write_text('{"theme": "light", "instead_of": "evening"}')


def lose_the_index(news: Path) -> None:
    run("index", "--quiet", "--rebuild", "-L", str(news))


def change_lines(at: slice, lines: list[str]) -> Callable[[Path], None]:
    """Change some lines of the file of the picture."""

    def change(_news: Path) -> None:
        text = frame().read_text("utf-8").split("\n")
        text[at] = lines
        frame().write_text("\n".join(text), "utf-8")

    return change


def wait_until_midnight(_news: Path) -> None:
    """The day ends for the picture."""
    now = int(datetime.now(UTC).timestamp())
    change_lines(slice(3, 5), [str(now - 86_400), str(now)])(_news)


def say_another_version(_news: Path) -> None:
    frame().write_text(frame().read_text("utf-8").replace("0.1.0", "0.1.1", 1), "utf-8")


def allow_others_to_read(_news: Path) -> None:
    frame().chmod(0o644)


def put_a_pipe_there(_news: Path) -> None:
    frame().unlink()
    os.mkfifo(frame(), 0o600)


def put_a_link_there(news: Path) -> None:
    shutil.move(frame(), news.parent / "elsewhere")
    frame().symlink_to(news.parent / "elsewhere")


def make_it_huge(_news: Path) -> None:
    with frame().open("a") as file:
        file.write(" " * (1 << 21))


def write(data: bytes) -> Callable[[Path], None]:
    def change(_news: Path) -> None:
        frame().write_bytes(data)

    return change


@pytest.mark.parametrize(
    "change",
    [
        edit_an_article, lead_elsewhere, mark_an_article, fetch, choose_a_setting, choose_a_theme,
        lose_the_index, wait_until_midnight, say_another_version, allow_others_to_read,
        put_a_pipe_there, put_a_link_there, make_it_huge,
    ],
)  # fmt: skip
def test_after_any_change_nothing_is_painted(
    news: Path, start: Callable[..., Terminal], gate: Path, change: Callable[[Path], None]
) -> None:
    leave_a_picture(news)
    change(news)
    with start(news) as terminal:
        gap = Gap(terminal, gate)
        assert not gap.is_painted
        assert not terminal.raw
        assert terminal.settings == terminal.settings_before
        gap.end()
        terminal.until("unread of")
        terminal.press("q")
        assert terminal.wait() == 0


ROWS = slice(13, 14)


@pytest.mark.parametrize(
    "change",
    [
        write(b""),
        write(b"reader frame 1\n"),
        write(b"\xff\xfe\x00"),
        change_lines(ROWS, ["\x1b]0;owned\x07"]),
        change_lines(ROWS, ["\x1b[2J"]),
        change_lines(ROWS, ["\x1b[31mred\x07"]),
        change_lines(ROWS, ["\x1b[31"]),
        change_lines(ROWS, ["a\u202eb"]),
        change_lines(ROWS, ["a\x9b2J"]),
        change_lines(ROWS, []),
        change_lines(ROWS, ["one", "too many"]),
        change_lines(slice(11, 12), ["\x00"]),
        change_lines(slice(12, 13), [str(1 << 70)]),
    ],
)
def test_a_file_that_is_not_ours_is_not_painted(
    news: Path, start: Callable[..., Terminal], gate: Path, change: Callable[[Path], None]
) -> None:
    leave_a_picture(news)
    change(news)
    with start(news) as terminal:
        gap = Gap(terminal, gate)
        assert not terminal.raw
        gap.end()
        terminal.until("A body.")
        terminal.press("q")
        assert terminal.wait() == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [("NO_COLOR", "1"), ("TZ", "Asia/Tokyo"), ("TEXTUAL_DRIVER", "x:Y"),
     ("LC_ALL", "C"), ("READER_DEVICE", "other"), ("READER_LIBRARY", "/srv")],
)  # fmt: skip
def test_in_another_environment_nothing_is_painted(
    news: Path,
    start: Callable[..., Terminal],
    gate: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
) -> None:
    leave_a_picture(news)
    monkeypatch.setenv(name, value)
    with start(news) as terminal:
        assert not Gap(terminal, gate).is_painted


def test_another_size_or_argument_gets_no_picture(
    news: Path, start: Callable[..., Terminal], gate: Path, tmp_path: Path
) -> None:
    other = newsstand.ten(tmp_path / "other")
    leave_a_picture(news)
    for words, columns, rows in (([news], 121, 30), ([news], 120, 29), ([other], 120, 30)):
        with start(*words, columns=columns, rows=rows) as terminal:
            assert not Gap(terminal, gate).is_painted
    with start(news) as terminal:
        assert Gap(terminal, gate).is_painted, "until the next end it stays"


def test_a_terminal_of_another_session_gets_no_picture() -> None:
    ours, theirs = os.openpty()
    ask = "import sys; from reader import gap; sys.exit(int(gap.can_begin()))"
    command = [sys.executable, "-c", ask]
    try:
        done = subprocess.run(
            command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True, check=False
        )
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.returncode == 0


def test_a_setting_keeps_no_picture(news: Path) -> None:
    config_file().parent.mkdir(parents=True)
    leave_a_picture(news)
    assert frame().exists()
    config_file().write_text("kept_frame = false\n")
    leave_a_picture(news)
    assert not frame().exists()


def test_the_picture_does_not_say_how_many_hours_ago_something_was(
    news: Path, start: Callable[..., Terminal], gate: Path, noon: datetime
) -> None:
    when = noon - timedelta(minutes=90)
    newsstand.write(news, "Just now", newsstand.FINANCE, f"{when:%Y-%m-%d %H:%M:%S%z}")
    leave_a_picture(news)
    with start(news) as terminal:
        gap = Gap(terminal, gate)
        assert gap.is_painted
        assert " h" not in terminal.line("Just now").partition("│")[0]
        gap.end()
        terminal.until_line("Just now", "1 h")


def run(*words: str) -> None:
    subprocess.run([COMMAND, *words], check=True, capture_output=True, timeout=120)
