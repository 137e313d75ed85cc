"""Pictures of the screen, compared with those in `__snapshots__`.

`pytest tests/tui/test_snapshots.py --snapshot-update` draws them anew: look at each. They hold
fixed articles in a fixed zone; the scan that a start asks for is over at once and finds nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from reader import screen_state
from reader.config import THEMES
from reader.library.library import Library
from reader.tui import themes
from reader.tui.app import ReaderApp
from reader.tui.dialogs.candidates import Candidates
from reader.tui.dialogs.help import Help
from reader.tui.dialogs.palette import Palette
from reader.tui.welcome import Welcome
from tests.states import set_state
from tests.tui.room import Open, Room, Write

Compare = Callable[..., bool]
Prepare = Callable[[Room], Awaitable[None]]

MARKET = """
<p><b>渡口日报 记者桥生 北京报道</b> 4月22日，记者获悉，<strong>全市的早市摊位存量
大幅压降</strong>，未兑付的摊位费已降至四百九十七元。会议总结了去年的工作，部署了下一阶段的重点。</p>
<h2>下一步</h2>
<p>一是<b>提升案件侦办和审判效率，做好“阳光办案”。</b>二是严格落实责任。</p>
<ul><li>早市六点开门</li><li>晚市九点收摊</li></ul>
<table><tr><th>月份</th><th>摊位</th></tr><tr><td>三月</td><td>1,204</td></tr>
<tr><td>四月</td><td>980</td></tr></table>
<p>（责任编辑：灯下）</p>
"""
TRAIN = """
<p>The night train to the islands has been late every day since 1974. <strong>This spring it was
on time, and nobody was on the platform.</strong></p>
<blockquote><p>We did not know what to do with the eleven minutes, said the stationmaster.</p>
</blockquote>
<pre><code class="language-python">def late(train):
    return train.minutes + 11
</code></pre>
<p>Read the <a href="https://example.net/timetable">new timetable</a> if you must.</p>
"""


@pytest.fixture
def drawn(write: Write, open_library: Open, scans: list[Library]) -> ReaderApp:
    """The screen on seven articles, of which one is read, one starred and one has no good date."""
    write("早市摊位存量压降：未兑付余额降至四百九十七元，下一步严格落实责任", ("金融", "渡口日报"),
          "2022-04-22 21:29:00", MARKET, "market")  # fmt: skip
    write("六座小城的咖啡馆账本", ("金融", "渡口日报"), "2022-04-22 08:00:00")
    write("茶农小额信贷试点满一年", ("金融", "渡口日报"), "2022-04-21 08:00:00")
    write("The Night Train That Learned to Be Late", ("World", "Saltmarsh Gazette", "Long Reads"),
          "2022-04-20 21:04:00", TRAIN, "train")  # fmt: skip
    write("Lighthouse Keeper Retires After 41 Years", ("World", "Saltmarsh Gazette"),
          "2022-04-19 12:00:00")  # fmt: skip
    write(
        "坂の途中の活版印刷所、最後の一文字を鋳る", ("Culture", "坂道通信"), "2022-04-18 12:00:00"
    )
    write("A Museum for Things That Almost Happened", ("Culture", "坂道通信"), "Invalid Date",
          name="2022-04-17-museum")  # fmt: skip
    library = open_library()
    found = {entry.title: entry for entry in library.entries()}
    set_state(library, [found["六座小城的咖啡馆账本"]], read=True)
    set_state(library, [found["Lighthouse Keeper Retires After 41 Years"]], starred=True)
    return ReaderApp(library, name="news", zone=UTC, text_width=80)


def before(prepare: Prepare | None = None) -> Callable[[Pilot[None]], Awaitable[None]]:
    """What comes before the picture: all that a start does, then `prepare`."""

    async def ready(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, ReaderApp)
        room = Room(app, pilot, None, [])
        await room.until(lambda: "unread" in room.bars[0], "the counts")
        if room.pane.display:
            await room.until(lambda: room.pane.page is not None, "the first preview")
        if prepare is not None:
            await prepare(room)
        await pilot.pause()

    return ready


async def open_market(room: Room) -> None:
    await room.press("enter")
    await room.until(lambda: room.reading and "阳光办案" in room.article, "the article open")
    await room.until(lambda: "Space read on" in room.bars[2], "its keys")


async def open_train(room: Room) -> None:
    await room.press_until("J", lambda: str(room.title).startswith("The Night Train"), "the train")
    await room.press("enter")
    await room.until(lambda: room.reading and "on time" in room.article, "the article open")
    await room.until(lambda: "Space read on" in room.bars[2], "its keys")


async def open_points(room: Room) -> None:
    await open_market(room)
    await room.press("B", "j")
    await room.until(lambda: room.lit == ["下一步"], "the second key statement")
    await room.until(lambda: "Esc back" in room.bars[2], "its keys")


async def open_palette(room: Room) -> None:
    await room.press("colon")
    await room.until(lambda: isinstance(room.app.screen, Palette), "the palette on the screen")
    room.app.screen.query_one(Input).cursor_blink = False
    await room.press(*"st")


async def open_go_to(room: Room) -> None:
    await room.press("c", "金")
    await room.until(lambda: room.app.query_one(Candidates).all, "the candidates")
    await room.until(lambda: "Enter go" in room.bars[2], "its keys")


async def read_first(room: Room) -> None:
    await room.press("r", "j")
    await room.until(lambda: "1 unread" in room.bars[0], "the first one read")


async def open_help(room: Room) -> None:
    await room.press("question_mark")
    await room.until(lambda: isinstance(room.app.screen, Help), "help on the screen")


def test_list_and_article(drawn: ReaderApp, snap_compare: Compare) -> None:
    assert snap_compare(drawn, terminal_size=(120, 40), run_before=before(open_market))


def test_narrow_list(drawn: ReaderApp, snap_compare: Compare) -> None:
    assert snap_compare(drawn, terminal_size=(80, 24), run_before=before())


def test_narrow_article(drawn: ReaderApp, snap_compare: Compare) -> None:
    assert snap_compare(drawn, terminal_size=(80, 24), run_before=before(open_train))


def test_key_statements(drawn: ReaderApp, snap_compare: Compare) -> None:
    assert snap_compare(drawn, terminal_size=(120, 30), run_before=before(open_points))


def test_help(drawn: ReaderApp, snap_compare: Compare) -> None:
    assert snap_compare(drawn, terminal_size=(120, 40), run_before=before(open_help))


@pytest.mark.parametrize("theme", THEMES[1:])
def test_theme(theme: str, drawn: ReaderApp, snap_compare: Compare) -> None:
    themes.wear(drawn, theme)
    assert snap_compare(drawn, terminal_size=(120, 30), run_before=before(open_market))


@pytest.fixture
def kept_searches(root: Path) -> None:
    screen_state.keep_search([root], "早市与茶", "category:金融")
    screen_state.keep_search([root], "Trains", "train is:unread")


async def counted(room: Room) -> None:
    await room.until(lambda: room.rows[0].endswith("2") and room.rows[1].endswith("1"), "counts")


def test_kept_searches_and_started_articles(
    kept_searches: None, drawn: ReaderApp, snap_compare: Compare
) -> None:
    found = {entry.title: entry for entry in drawn._library.entries()}
    set_state(drawn._library, [found["茶农小额信贷试点满一年"]], progress=0.4)
    set_state(
        drawn._library, [found["坂の途中の活版印刷所、最後の一文字を鋳る"]], read=True, progress=0.6
    )
    assert snap_compare(drawn, terminal_size=(100, 24), run_before=before(counted))


def test_no_colours(
    write: Write, open_library: Open, scans: list[Library], snap_compare: Compare,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("NO_COLOR", "1")
    write("早市摊位存量压降", ("金融", "渡口日报"), "2022-04-22 21:29:00", MARKET, "market")
    write("六座小城的咖啡馆账本", ("金融", "渡口日报"), "2022-04-22 08:00:00")
    app = ReaderApp(open_library(), name="news", zone=UTC, text_width=80)
    assert snap_compare(app, terminal_size=(100, 24), run_before=before(read_first))


def test_palette(drawn: ReaderApp, snap_compare: Compare) -> None:
    assert snap_compare(drawn, terminal_size=(120, 30), run_before=before(open_palette))


@pytest.mark.parametrize("theme", THEMES[:2])
def test_go_to(theme: str, drawn: ReaderApp, snap_compare: Compare) -> None:
    themes.wear(drawn, theme)
    assert snap_compare(drawn, terminal_size=(80, 24), run_before=before(open_go_to))


def test_small_help(drawn: ReaderApp, snap_compare: Compare) -> None:
    assert snap_compare(drawn, terminal_size=(60, 20), run_before=before(open_help))


def test_welcome(snap_compare: Compare) -> None:
    assert snap_compare(Welcome(), terminal_size=(80, 24))


def test_welcome_asks_for_a_folder(snap_compare: Compare, tmp_path: Path) -> None:
    (tmp_path / "home" / "news").mkdir(parents=True)
    (tmp_path / "home" / "notes").mkdir()

    async def choose(pilot: Pilot[None]) -> None:
        await pilot.press("f", "n")
        pilot.app.query_one(Input).cursor_blink = False
        await pilot.pause()

    assert snap_compare(Welcome(), terminal_size=(60, 20), run_before=choose)
