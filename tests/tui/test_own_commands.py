"""The user's own commands on the screen: asked for, run, stopped, and what they say is shown."""

from __future__ import annotations

import json
import os
from pathlib import Path

from textual.widgets import Static

from reader.config import Settings, parse
from reader.tui.dialogs.palette import Palette
from tests.newsstand import LONG
from tests.tui.room import Room, Screen


def commands(**tables: str) -> Settings:
    """Settings with shell scripts as commands; a table is the script, and more lines after it."""
    text = ""
    for name, table in tables.items():
        script, _, more = table.partition("\n")
        run = json.dumps(["sh", "-c", script, "sh", "{title}"])
        text += f"[commands.{name}]\nrun = {run}\n{more}\n"
    settings = parse(text)
    assert not settings.problems
    return settings


async def choose(room: Room, name: str) -> None:
    """Run a command by its name in the list of commands."""
    await room.press("vertical_line")
    await room.until(lambda: isinstance(room.app.screen, Palette), "the list of commands")
    await room.press(*name, "enter")
    await room.until(lambda: not isinstance(room.app.screen, Palette), "its end")


SUMMARY = "printf '# Points\\n\\n**First** of %s, read %s bytes\\n' \"$1\" $(wc -c)"


async def test_a_page_is_shown_in_place_of_the_article(news: object, screen: Screen) -> None:
    settings = commands(sum=f'{SUMMARY}\nstdin = "text"\noutput = "page"')
    async with screen(settings=settings) as room:
        await choose(room, "sum")
        await room.until(lambda: "First of Rates rise, read" in room.article, "the page")
        assert "read 0 bytes" not in room.article
        assert "About “Rates rise”. Esc shows the article." in room.article
        assert room.reading
        assert room.read() == {"Rates rise"}, "it is opened as by Enter"
        await room.press("escape")
        await room.until(lambda: "A body." in room.article, "the article again")
        assert room.reading
        await choose(room, "again")
        await room.until(lambda: "First of Rates rise" in room.article, "the page again")


async def test_the_page_of_an_article_that_was_left_is_shown_on_asking(
    news: object, screen: Screen, tmp_path: Path
) -> None:
    go = tmp_path / "go"
    settings = commands(sum=f'while [ ! -e {go} ]; do sleep 0.05; done; echo $1\noutput = "page"')
    async with screen(settings=settings) as room:
        await choose(room, "sum")
        await room.press("j")
        go.touch()
        await room.until(lambda: room.says("sum is done: | shows what it says"), "a sentence")
        assert not room.reading
        await choose(room, "again")
        await room.until(lambda: room.says("sum was run on another article."), "which one")
        await room.press("k")
        await choose(room, "again")
        await room.until(lambda: "About “Rates rise”" in room.article, "the page")


async def test_a_page_does_not_come_over_a_dialog_or_a_line_that_is_typed(
    news: object, screen: Screen, tmp_path: Path
) -> None:
    go = tmp_path / "go"
    script = f"while [ ! -e {go} ]; do sleep 0.05; done; rm {go}; echo $1"
    async with screen(settings=commands(sum=f'{script}\noutput = "page"\nkey = "f6"')) as room:
        for keys in (("question_mark",), ("slash", "t")):
            await room.press("f6", *keys)
            go.touch()
            await room.until(lambda: room.says("sum is done: | shows"), "a sentence")
            assert not room.reading
            await room.press("escape")
            await room.until(lambda: len(room.titles) == 10, "the list")


async def test_a_status_is_the_last_line_without_what_a_terminal_acts_on(
    news: object, screen: Screen
) -> None:
    settings = commands(x="printf 'one\\n\\033]0;evil\\007two %s\\n\\n' \"$1\"\nkey = 'f6'")
    async with screen(settings=settings) as room:
        await room.press("f6")
        await room.until(lambda: room.says("two Rates rise"), "its last line")


async def test_a_failure_is_said(news: object, screen: Screen) -> None:
    async with screen(settings=commands(x="echo why >&2; exit 7")) as room:
        await choose(room, "x")
        await room.until(lambda: room.says("x failed with code 7: why"), "the failure")


async def test_escape_stops_what_runs_and_then_has_its_other_meaning(
    news: object, screen: Screen
) -> None:
    settings = commands(slow="sleep 600\nkey = 'f6'", quick="echo done\nkey = 'f7'")
    async with screen(settings=settings) as room:
        await room.open(LONG)
        await room.press("f6")
        await room.until(lambda: room.says("Running slow … Esc stops it"), "that it runs")
        await room.press("f7")
        await room.until(lambda: room.says("slow is still running; Esc stops it."), "one at a time")
        await room.press("escape")
        await room.until(lambda: room.says("slow was stopped."), "that it was stopped")
        assert room.reading
        await room.press("escape")
        await room.until(lambda: not room.reading, "the list")


async def test_escape_leaves_a_prompt_before_it_stops_a_command(
    news: object, screen: Screen
) -> None:
    async with screen(settings=commands(slow="sleep 600\nkey = 'f6'")) as room:
        await room.press("f6", "slash", *"wine")
        await room.until(lambda: room.titles == ["Wine 7.14"], "what was found")
        await room.press("escape")
        await room.until(lambda: len(room.titles) == 10, "the list as before")
        await room.until(lambda: room.says("Running slow … Esc stops it"), "it still runs")
        await room.press("escape")
        await room.until(lambda: room.says("slow was stopped."), "that it was stopped")


async def test_what_is_ignored_goes_on_and_is_stopped_from_the_list(
    news: object, screen: Screen, tmp_path: Path
) -> None:
    script = f"echo $$ > {tmp_path}/pid.part; mv {tmp_path}/pid.part {tmp_path}/pid; exec sleep 600"
    settings = commands(play=f'{script}\noutput = "ignore"', quick="echo done\nkey = 'f7'")
    async with screen(settings=settings) as room:
        await choose(room, "play")
        await room.until(lambda: room.says("Started play."), "that it was started")
        await room.until((tmp_path / "pid").exists, "the process")
        await room.press("f7")
        await room.until(lambda: room.says("done"), "another beside it")
        await choose(room, "Stop")
        await room.until(lambda: room.says("play was stopped."), "that it was stopped")


async def test_what_is_waited_for_ends_with_the_screen(
    news: object, screen: Screen, tmp_path: Path
) -> None:
    script = f"echo $$ > {tmp_path}/pid.part; mv {tmp_path}/pid.part {tmp_path}/pid; exec sleep 600"
    async with screen(settings=commands(slow=script)) as room:
        await choose(room, "slow")
        await room.until((tmp_path / "pid").exists, "the process")
        pid = int((tmp_path / "pid").read_text())
        os.kill(pid, 0)
        await room.press("q")
        await room.until(lambda: not room.app.is_running, "the end")
    end = Path(f"/proc/{pid}/stat")
    assert not end.exists() or end.read_text().rpartition(")")[2].split()[0] == "Z"


async def test_the_palette_and_the_help_have_the_commands(news: object, screen: Screen) -> None:
    async with screen(settings=commands(mail="echo sent\nkey = 'ctrl+s'"), size=(120, 60)) as room:
        await room.press("colon", *"mail", "enter")
        await room.until(lambda: room.says("sent"), "it ran")
        await room.press("question_mark")
        await room.until(lambda: "Your commands" in dialog(room), "the help")
        assert "^s" in dialog(room).partition("Your commands")[2]


def dialog(room: Room) -> str:
    return "\n".join(str(one.render()) for one in room.app.screen.query(Static))


async def test_a_single_article_has_them_too(news: object, screen: Screen, tmp_path: Path) -> None:
    path = tmp_path / "one.md"
    path.write_text("---\ntitle: One\n---\nA text.\n")
    settings = commands(sum=f'{SUMMARY}\noutput = "page"')
    async with screen(alone=True, file=path, settings=settings) as room:
        await choose(room, "sum")
        await room.until(lambda: "First of One" in room.article, "the page")
        await room.press("escape")
        await room.until(lambda: "A text." in room.article, "the article again")
