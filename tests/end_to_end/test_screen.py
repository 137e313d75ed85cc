"""The installed command in a terminal, as a reader has it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

from tests import newsstand
from tests.end_to_end.conftest import Titles
from tests.end_to_end.terminal import COMMAND, Terminal
from tests.newsstand import LONG, NEWEST


def files(folder: Path) -> dict[Path, tuple[bytes, int]]:
    """What must never change: the bytes of all files, and when they were written."""
    return {
        path: (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def quit_quietly(terminal: Terminal) -> None:
    terminal.press("q")
    assert terminal.wait() == 0
    assert b"Traceback" not in terminal.raw


def test_a_morning_with_the_news(news: Path, titles: Titles) -> None:
    before = files(news)
    with Terminal(news) as terminal:
        terminal.until("10 unread of 10")
        terminal.until(lambda: all(title in terminal.text for title in NEWEST))
        terminal.until("A body.")  # the preview of the first
        terminal.press("j", "j", "enter")
        terminal.until("Paragraph 1:")
        terminal.until("9 unread of 10")
        terminal.press("space")
        terminal.until(
            lambda: "Paragraph 1:" not in terminal.text and "Paragraph 6:" in terminal.text
        )
        terminal.press("G")
        terminal.until("Paragraph 80:")
        terminal.until("100%")
        terminal.press("space")  # to what is unread next
        terminal.until("8 unread of 10")
        terminal.press("s")
        terminal.until("marked starred")
        quit_quietly(terminal)
    with Terminal(news) as terminal:
        terminal.until("8 unread of 10")
        terminal.until(lambda: all(title in terminal.text for title in NEWEST))
        unread, read = terminal.colour("Bonds fall"), terminal.colour(LONG)
        assert terminal.colour("Wine 7.14") == unread != read
        terminal.until(lambda: terminal.colour("Ports reopen") not in (unread, read))  # the cursor
        terminal.press("g")
        terminal.until(lambda: terminal.colour("Ports reopen") == read)
        assert "★" in terminal.line("Ports reopen")
        quit_quietly(terminal)
    assert titles("--read") == [LONG, "Ports reopen"]
    assert titles("--starred") == ["Ports reopen"]
    assert files(news) == before


def far(terminal: Terminal) -> str:
    """How far the article is read, as its pane says it; nothing at its start."""
    return "".join(re.findall(r"\d+%$", terminal.text, re.MULTILINE))


def test_a_whole_morning_with_one_key_a_star_and_a_search(news: Path, titles: Titles) -> None:
    said = "".join(f"<p>第{n}段，海面平静，没有风。</p>" for n in range(60))
    body = f"{said}<p>晚上，灯塔的灯亮了，央行的船靠了岸。</p>{said}"
    newsstand.write(news, "灯塔来信", newsstand.GAMES, "2022-04-17 07:00:00", body)
    with Terminal(news) as terminal:
        terminal.until("11 unread of 11")
        terminal.press("enter")
        terminal.until("10 unread of 11")
        for unread in (9, 8):
            terminal.press("space")  # and nothing else
            terminal.until(f"{unread} unread of 11")
        terminal.until("Paragraph 1:")
        while "100%" not in terminal.text:
            seen = far(terminal)
            terminal.press("space")
            terminal.until(lambda seen=seen: far(terminal) not in (seen, ""))
        for unread in (7, 6):
            terminal.press("space")
            terminal.until(f"{unread} unread of 11")
        terminal.press("s")
        terminal.until_line("Tea loans", "★")
        terminal.leave("Esc back")
        terminal.press("/")
        terminal.until("cancel")
        terminal.press("央", "行")
        terminal.until("1 found")
        terminal.press("enter")
        terminal.until("Enter open")
        terminal.press("enter")
        terminal.until("/央行 · 1 of 1")  # the hit is lit, and on the screen
        terminal.until("央行的船靠了岸")
        terminal.until("5 unread of 11")
        terminal.press("z")
        terminal.until("Undone: “灯塔来信” marked read.")
        terminal.until("6 unread of 11")
        quit_quietly(terminal)
    assert titles("--read") == ["Rates rise", "Bonds fall", LONG, "Ports reopen", "Tea loans"]
    assert titles("--starred") == ["Tea loans"]
    with Terminal(news) as terminal:
        terminal.until("6 unread of 11")
        terminal.until_line("Tea loans", "★")
        terminal.press("4")
        terminal.until("◐ 灯塔来信")
        terminal.press("enter")
        terminal.until("央行的船靠了岸")  # where it was left
        quit_quietly(terminal)


def test_a_mark_on_the_screen_survives_a_kill(news: Path, titles: Titles) -> None:
    with Terminal(news) as terminal:
        terminal.until("10 unread of 10")
        terminal.press("s")
        terminal.until_line("Rates rise", "★")
        terminal.press("j", "r")
        terminal.until("9 unread of 10")
        terminal.kill()
    assert titles("--starred") == ["Rates rise"]
    assert titles("--read") == ["Bonds fall"]
    with Terminal(news) as terminal:
        terminal.until_line("Rates rise", "★")
        terminal.until(lambda: "●" not in terminal.line("Bonds fall"))
        quit_quietly(terminal)


def test_one_file_is_opened_alone(news: Path) -> None:
    path = news / "编程" / "Wine 7.14.md"
    for words in (["open", path], [path]):
        with Terminal(*words) as terminal:
            terminal.until("A body.")
            assert "Wine 7.14" in terminal.text
            assert "unread of" not in terminal.text
            quit_quietly(terminal)


def test_a_file_of_the_library_is_opened_in_it(
    news: Path, titles: Titles, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert titles() == NEWEST
    monkeypatch.setenv("READER_LIBRARY", str(news))
    with Terminal("open", news / "编程" / "Wine 7.14.md") as terminal:
        terminal.until("9 unread of 10")
        terminal.press("n")
        terminal.until("8 unread of 10")
        quit_quietly(terminal)
    assert titles("--read") == ["Wine 7.14", "Pip mirrors"]


def test_the_library_of_the_settings_is_opened(news: Path, a_home_of_its_own: Path) -> None:
    folder = a_home_of_its_own / "config" / "reader"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(f'library = "{news}"\n')
    with Terminal() as terminal:
        terminal.until("10 unread of 10")
        quit_quietly(terminal)


def test_without_a_library_it_welcomes_and_offers_samples() -> None:
    with Terminal() as terminal:
        terminal.until("Welcome to reader")
        terminal.press("enter")
        terminal.until(lambda: re.search(r"\d+ unread of \d+", terminal.text))
        quit_quietly(terminal)
    with Terminal() as terminal:
        terminal.until("Welcome to reader")
        quit_quietly(terminal)


def private_modes(raw: bytes) -> dict[bytes, bytes]:
    """The terminal's private modes that were touched, and how each was left."""
    modes: dict[bytes, bytes] = {}
    for numbers, how in re.findall(rb"\x1b\[\?([\d;]+)([hl])", raw):
        for number in numbers.split(b";"):
            modes[number] = how
    return modes


@pytest.mark.parametrize("end", ["q", "\x11", "terminate", "hang up"])
@pytest.mark.parametrize("alone", [False, True])
def test_the_terminal_is_as_before_when_it_ends(end: str, alone: bool, news: Path) -> None:
    with Terminal(news / "编程" / "Wine 7.14.md" if alone else news) as terminal:
        terminal.until("A body.")
        assert terminal.settings != terminal.settings_before, "it is in raw mode"
        codes = {"terminate": 128 + signal.SIGTERM, "hang up": 128 + signal.SIGHUP}
        if end == "terminate":
            terminal.terminate()
        elif end == "hang up":
            terminal.hang_up()
        else:
            terminal.press(end)
        assert terminal.wait() == codes.get(end, 0)
        assert terminal.settings == terminal.settings_before
        modes = private_modes(bytes(terminal.raw))
        assert modes.pop(b"25") == b"h", "the cursor is back"
        modes.pop(b"7", None)
        assert set(modes.values()) == {b"l"}, modes
        pushed, popped = (len(re.findall(what, terminal.raw)) for what in (rb"\[>\d+u", rb"\[<u"))
        assert pushed == popped


def test_a_window_that_is_closed_loses_nothing(news: Path, titles: Titles) -> None:
    with Terminal(news) as terminal:
        terminal.until("10 unread of 10")
        terminal.press("j", "j", "enter")
        terminal.until("Paragraph 1:")
        terminal.press("s", "space")
        terminal.until("Paragraph 6:")
        terminal.close()
    assert titles("--starred") == [LONG]
    with Terminal(news) as terminal:
        terminal.until("9 unread of 10")
        terminal.press("enter")
        terminal.until(lambda: "Paragraph 6:" in terminal.text)
        assert "Paragraph 1:" not in terminal.text, "it goes on where it was left"
        quit_quietly(terminal)


def test_a_theme_is_kept_for_the_next_start(news: Path) -> None:
    with Terminal(news) as terminal:
        terminal.until("Bonds fall")
        evening = terminal.colour("Bonds fall")
        terminal.press("t")
        terminal.until("Light colours.")
        terminal.until(lambda: terminal.colour("Bonds fall") != evening)
        light = terminal.colour("Bonds fall")
        quit_quietly(terminal)
    with Terminal(news) as terminal:
        terminal.until("Bonds fall")
        assert terminal.colour("Bonds fall") == light
        quit_quietly(terminal)


def test_without_colours_no_colour_is_sent(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    with Terminal(news) as terminal:
        terminal.until("A body.")
        terminal.press("j", "r")
        terminal.until("9 unread of 10")
        terminal.press("?")
        terminal.leave("In the list")
        quit_quietly(terminal)
        raw = bytes(terminal.raw)
    codes = {
        int(code or 0)
        for style in re.findall(rb"\x1b\[([\d;]*)m", raw)
        for code in style.split(b";")
    }
    assert codes <= {0, 1, 2, 3, 4, 7, 9, 39, 49}, "39 and 49 are the terminal's own colours"
    assert 7 in codes, "a row is reversed"


def choose_news(terminal: Terminal) -> None:
    """Type the path of the news, which lie beside the home folder."""
    for end in range(1, len("../news") + 1):
        terminal.press("../news"[end - 1])
        terminal.until("~/" + "../news"[:end])
    terminal.press("enter")


def test_a_library_that_is_not_there_is_said_and_another_can_be_chosen(
    news: Path, a_home_of_its_own: Path
) -> None:
    folder = a_home_of_its_own / "config" / "reader"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('library = "/srv/no such news"\n')
    with Terminal() as terminal:
        terminal.until("The library /srv/no such news is not there.")
        terminal.press("f")
        terminal.until("Tab completes")
        choose_news(terminal)
        terminal.until("10 unread of 10")
        quit_quietly(terminal)


def test_a_folder_that_is_chosen_first_is_opened_each_time(
    news: Path, a_home_of_its_own: Path
) -> None:
    a_home_of_its_own.mkdir()
    with Terminal() as terminal:
        terminal.until("choose a folder")
        terminal.press("f")
        terminal.until("Tab completes")
        choose_news(terminal)
        terminal.until("each time?")
        terminal.press("y")
        terminal.until("10 unread of 10")
        quit_quietly(terminal)
    with Terminal() as terminal:
        terminal.until("10 unread of 10")
        quit_quietly(terminal)


def test_settings_are_edited_in_the_terminal(
    news: Path, a_home_of_its_own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    file = a_home_of_its_own / "config" / "reader" / "config.toml"
    with Terminal("config", "edit") as terminal:
        assert terminal.wait() == 0
    assert "# mark_read = " in file.read_text("utf-8")
    file.write_text('text_width = "wide"\n[keys]\nmark.star = "x"\n')
    with Terminal("config", "edit") as terminal:
        terminal.until("`text_width` must be a number from 20 to 400")
        assert terminal.wait() == 1
    with Terminal(news) as terminal:
        terminal.until("with the settings")
        terminal.until("A body.")
        terminal.press("x")
        terminal.until_line("Rates rise", "★")
        quit_quietly(terminal)


PAYLOADS = [
    b"\x1b]0;owned\x07", b"\x1b]52;c;b3duZWQ=\x07", b"\x1b[2J\x1b[Howned", b"\x1b[?1049lowned",
    b"\xc2\x9b31mowned", b"\x1bP+q6f776e6564\x1b\\", b"\x1b_Gowned\x1b\\", b"\x07owned",
]  # fmt: skip


def test_no_sequence_of_an_article_reaches_the_terminal(tmp_path: Path) -> None:
    root = tmp_path / "news"
    for number, payload in enumerate(PAYLOADS):
        path = newsstand.write(root, "TITLE", body="<p>BODY</p>", name=f"{number}")
        nasty = b"a" + payload + b"z%d" % number
        text = path.read_bytes().replace(b"TITLE", nasty).replace(b"BODY", nasty)
        name = os.fsencode(f"{number}") + payload.replace(b"/", b"") + b".md"
        (Path(os.fsdecode(os.fsencode(path.parent) + b"/" + name))).write_bytes(text)
        path.unlink()
    with Terminal(root) as terminal:
        terminal.until(f"{len(PAYLOADS)} unread of {len(PAYLOADS)}")
        for number in range(len(PAYLOADS)):
            terminal.press("enter" if number == 0 else "J")
            terminal.until(f"{len(PAYLOADS) - number - 1} unread of {len(PAYLOADS)}")
        terminal.press("s")
        terminal.until("marked starred")
        quit_quietly(terminal)
        raw = bytes(terminal.raw)
        assert b"owned" in raw, "the words are there"
        for payload in PAYLOADS:
            assert payload not in raw
        pointer = rb"\x1b\]22;\w+\x07"  # the mouse pointer's shape, which Textual sets
        assert b"\x07" not in re.sub(pointer, b"", raw)
        assert b"\xc2\x9b" not in raw
        assert not re.search(rb"\x1b[\]P_][^\x1b\x07]*(owned|b3du|6f77)", raw)


def test_the_screen_stands_while_the_first_scan_runs(tmp_path: Path) -> None:
    root = tmp_path / "news"
    for number in range(2000):
        category = ("金融", "编程", "游戏")[number % 3]
        newsstand.write(root, f"Article {number}", (category,), f"2022-04-{number % 28 + 1:02}")
    with Terminal(root) as terminal:
        terminal.until(lambda: b"Looking for articles" in terminal.raw)
        assert b"Article " not in terminal.raw, "the screen was there before the first row"
        terminal.until("Article ")
        terminal.press("j")  # and keys are answered
        terminal.until("2,000 unread of 2,000")
        terminal.until(lambda: "indexing" not in terminal.text)
        assert "Looking for articles" not in terminal.text
        quit_quietly(terminal)


def test_leaving_while_the_first_scan_runs_loses_nothing(tmp_path: Path) -> None:
    root = tmp_path / "news"
    for number in range(1000):
        newsstand.write(root, f"Article {number}", ("金融",), f"2022-04-{number % 28 + 1:02}")
    with Terminal(root) as terminal:
        terminal.until(lambda: b"Looking for articles" in terminal.raw)
        quit_quietly(terminal)
    with Terminal(root) as terminal:
        terminal.until("1,000 unread of 1,000")
        quit_quietly(terminal)


def test_a_new_file_comes_with_f5(news: Path) -> None:
    with Terminal(news) as terminal:
        terminal.until("10 unread of 10")
        newsstand.write(news, "Hot off the press", newsstand.GAMES, "2022-04-23 10:00:00")

        def looked_again() -> bool:
            terminal.press("f5")  # does nothing while a scan runs
            return "11 unread of 11" in terminal.text

        terminal.until(looked_again)
        terminal.until("Hot off the press")
        quit_quietly(terminal)


def test_two_windows_see_each_others_marks(news: Path) -> None:
    with Terminal(news) as one, Terminal(news) as other:
        one.until("10 unread of 10")
        other.until("10 unread of 10")
        one.press("s")
        one.until_line("Rates rise", "★")
        other.until_line("Rates rise", "★")
        other.press("j", "enter")
        other.until("9 unread of 10")
        one.until("9 unread of 10")
        one.until(lambda: "●" not in one.line("Bonds fall"))
        quit_quietly(one)
        quit_quietly(other)


def test_a_terminal_that_gets_narrow_shows_one_pane(news: Path) -> None:
    with Terminal(news) as terminal:
        terminal.until("A body.")
        terminal.resize(80, 30)
        terminal.until(lambda: "A body." not in terminal.text and "A console" in terminal.text)
        terminal.press("enter")
        terminal.until(lambda: "A body." in terminal.text and "A console" not in terminal.text)
        terminal.resize(120, 30)
        terminal.until(lambda: "A body." in terminal.text and "A console" in terminal.text)
        quit_quietly(terminal)


@pytest.mark.parametrize("words", [[], ["."], ["open", "article.md"]])
def test_without_a_terminal_it_says_so(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "article.md").write_text("---\ntitle: A title\n---\nText.\n")
    monkeypatch.chdir(tmp_path)
    done = subprocess.run(
        [COMMAND, *words], stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=120
    )
    assert done.returncode == 1
    assert done.stdout == b""
    words_said = done.stderr.decode()
    assert words_said == (
        "reader: The screen needs a terminal; `reader show` and `reader list` do not.\n"
    )
