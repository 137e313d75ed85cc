"""Makes `home` and `expected`: a week's use of the version of commit d2e9d41, on two devices.

Run it in a worktree of that commit, with that worktree's Python:

    git worktree add /tmp/old d2e9d41 && cd /tmp/old
    python3 -m venv .venv && .venv/bin/pip install -q -e . && .venv/bin/python MAKE_HOME.PY HERE

where MAKE_HOME.PY is this file and HERE its folder. The week is one of May 2022: the clock is set
before each step, and Pilot presses the keys of the screen. Wherever the path of the home folder was
written, HOME stands in the fixture instead. Of `expected`, `times.json` says when files were
written, which git does not keep; each other file is what a command printed.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from reader.tui.article.article import ArticleView
from reader.tui.sidebar.sidebar import Sidebar
from textual.pilot import Pilot

from reader import choices, config
from reader.cli import main as reader
from reader.library.library import Library
from reader.tui.app import ReaderApp

HOME = "@HOME@"

CONFIG = """# Settings of a week
library = "~/news"
timezone = "Asia/Shanghai"
text_width = 72
date_format = "%Y-%m-%d %H:%M"

[searches]
"Ports" = "港口 is:unread"

[keys]
"mark.star" = "x"
"unread.next" = "n,asterisk"
"""

SITES = """[sites."渡口日报"]
drop = [".subscribe"]
text_drop = ["点击.*查看更多"]
"""

LONG = "".join(f"<p>Mile {n}: {'the road goes on, ' * 15}and on.</p>" for n in range(1, 61))

# File, title, categories, date, tags of the file, body.
ARTICLES = (
    ("金融/ferry.md", "渡口的早市", "金融 渡口日报", "2022-05-01 08:00:00", "早市",
     "<p><b>早市摊位减少了三成。</b>港口的鱼贩这样说。</p><p class='subscribe'>订阅我们</p>"
     "<p>点击这里查看更多</p>"),
    ("金融/harbour.md", "港口重新开放", "金融 渡口日报", "2022-05-01 21:30:00", "",
     "<p>港口开了。</p>"),
    ("金融/rates.md", "利率上调", "金融 渡口日报", "2022-05-02 09:00:00", "", "<p>利率。</p>"),
    ("金融/tea.md", "茶农贷款", "金融 渡口日报", "2022-05-03 09:00:00", "", "<p>茶。</p>"),
    ("编程/queues.md", "Queues in Go", "编程 Saltmarsh", "2022-05-02 10:00:00", "go",
     "<p>Queues.</p><pre><code class='language-go'>ch := make(chan int)</code></pre>"),
    ("编程/wine.md", "Wine 7.8", "编程 Saltmarsh", "2022-05-03 10:00:00", "", "<p>Wine.</p>"),
    ("编程/pip.md", "Pip mirrors", "编程 Saltmarsh", "2022-05-04 10:00:00", "", "<p>Pip.</p>"),
    ("旅行/road.md", "The long road", "旅行 Gazette", "2022-05-03 07:00:00", "", LONG),
    ("旅行/night.md", "A night train", "旅行 Gazette", "2022-05-04 07:00:00", "",
     "<p><strong>It was on time.</strong> Nobody was on the platform.</p>"),
    ("旅行/keeper.md", "The keeper retires", "旅行 Gazette", "2022-05-05 07:00:00", "",
     "<p>Bye.</p>"),
)  # fmt: skip

DESK, PHONE = "desk-4f1c", "phone-9a20"
"""Devices. Tags are given on the desk alone, so that the phone's journal is of format 1."""

Step = Callable[[Pilot[None]], Awaitable[None]]


def main(here: Path) -> None:
    """Make both folders in `here`."""
    work = Path(tempfile.mkdtemp(prefix="week-")).resolve()
    home = work / "home"
    _settle(home)
    _live(home)
    expected = {"before.jsonl": _printed("list", "--json")}
    _at("2022-05-08T20:30")
    _printed("tag", "later", str(home / "news" / "编程" / "wine.md"))
    expected |= {
        "list.jsonl": _printed("list", "--json"),
        "export.jsonl": _printed("state", "export"),
        "config.txt": _printed("config", "show"),
        "ferry.txt": _printed("show", "--format", "text", str(home / "news" / "金融" / "ferry.md")),
    }
    shutil.rmtree(here / "home", ignore_errors=True)
    shutil.rmtree(here / "expected", ignore_errors=True)
    (here / "expected").mkdir()
    for name, text in expected.items():
        (here / "expected" / name).write_text(text.replace(str(home), HOME), "utf-8")
    _lay_down(home, here / "home")
    shutil.rmtree(work)


def _settle(home: Path) -> None:
    """The environment, settings and articles."""
    for kind in ("CONFIG", "DATA", "CACHE", "STATE"):
        os.environ[f"XDG_{kind}_HOME"] = str(home / kind.lower())
    os.environ |= {"HOME": str(home), "TZ": "UTC", "READER_DEVICE": DESK}
    os.environ.pop("READER_LIBRARY", None)
    config = home / "config" / "reader"
    config.mkdir(parents=True)
    (config / "config.toml").write_text(CONFIG, "utf-8")
    (config / "sites.toml").write_text(SITES, "utf-8")
    for article in ARTICLES:
        _write(home, *article)


def _write(
    home: Path, name: str, title: str, categories: str, date: str, tags: str, body: str
) -> None:
    path = home / "news" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    listed = "".join(f"\n - {category}" for category in categories.split())
    tagged = f"tags: [{tags}]\n" if tags else ""
    head = f"title: '{title}'\ncategories:{listed}\n{tagged}author: {categories.split()[-1]}\n"
    path.write_text(f"\n---\n{head}date: {date}\n---\n\n<div>{body}</div>\n", "utf-8")
    _date(path, "2022-05-06T00:00")


def _date(path: Path, moment: str) -> None:
    """Set the time of a file, so that a scan takes it for settled."""
    seconds = datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()
    os.utime(path, (seconds, seconds))


def _live(home: Path) -> None:
    """The week itself."""
    news = home / "news"
    _at("2022-05-06T07:00")
    _printed("index")
    _at("2022-05-06T07:05")
    _printed("mark", "read", str(news / "金融" / "rates.md"))
    _printed("mark", "starred", str(news / "编程" / "queues.md"))
    _at("2022-05-06T12:00", PHONE)
    _printed("mark", "read", str(news / "编程" / "queues.md"))
    _printed("mark", "read", str(news / "旅行" / "keeper.md"))
    _printed("mark", "starred", str(news / "旅行" / "keeper.md"))
    _at("2022-05-07T08:00")
    _printed("tag", "later, 投资", str(news / "金融" / "rates.md"))
    _printed("tag", "travel", "--all", "--category", "旅行")
    _at("2022-05-07T08:10")
    _printed("mark", "starred", str(news / "金融" / "tea.md"))
    _printed("undo")
    _at("2022-05-07T08:30")
    asyncio.run(_screen(news, _evening))
    # an article that is edited keeps its state, by its path; one that moves, by its text
    _write(home, *ARTICLES[2][:5], "<p>利率上调，第二稿。</p>")
    (news / "旅行" / "old").mkdir()
    (news / "旅行" / "keeper.md").rename(news / "旅行" / "old" / "keeper.md")
    _at("2022-05-08T09:00", PHONE)
    _printed("index")
    _printed("mark", "unread", str(news / "编程" / "queues.md"))
    _at("2022-05-08T20:00")
    asyncio.run(_screen(news, _morning))
    for folder in sorted([news, *(path for path in news.rglob("*") if path.is_dir())]):
        _date(folder, "2022-05-08T10:00")
    _printed("index")


async def _evening(pilot: Pilot[None]) -> None:
    """Sepia, a wider list, narrower lines, a search that is kept, an article half read."""
    await _press(pilot, "t", "t", "t", "greater_than_sign", "greater_than_sign")
    await _press(pilot, "slash", *"train", "enter", "S", *"Trains", "enter", "escape")
    while _title(pilot) != "The long road":
        await _press(pilot, "j")
    await _press(pilot, "enter", "less_than_sign", *["space"] * 6)
    await _press(pilot, "escape")


async def _morning(pilot: Pilot[None]) -> None:
    """Another half screen of the article; a category folded; the cursor left on another one."""
    assert _title(pilot) == "The long road"
    await _press(pilot, "enter", "space", "escape", "g")
    while _title(pilot) != "Pip mirrors":
        await _press(pilot, "j")
    await _press(pilot, "h", "h")
    await _until(pilot, lambda: _title(pilot) is None)
    while _title(pilot) != "茶农贷款":
        await _press(pilot, "k" if _line(pilot) else "G")
    await _press(pilot, "x")


async def _screen(news: Path, does: Step) -> None:
    """The screen as `reader` opens it, what is done there, and its end."""
    settings = config.load()
    zone = config.local_zone(settings)
    app = ReaderApp(
        Library([news], zone),
        name="news",
        zone=zone,
        text_width=choices.text_width(settings.text_width),
        settings=settings,
    )
    async with app.run_test(size=(120, 30)) as pilot:
        await _until(pilot, lambda: _title(pilot) is not None and _article(pilot).page is not None)
        await does(pilot)
        await _press(pilot, "q")
        await _until(pilot, lambda: not app.is_running)


async def _press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause(0.3)


async def _until(pilot: Pilot[None], condition: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        await pilot.pause(0.05)


def _list(pilot: Pilot[None]) -> Sidebar:
    return pilot.app.screen_stack[0].query_one(Sidebar)


def _article(pilot: Pilot[None]) -> ArticleView:
    return pilot.app.screen_stack[0].query_one(ArticleView)


def _title(pilot: Pilot[None]) -> str | None:
    entry = _list(pilot).entry
    return entry.title if entry else None


def _line(pilot: Pilot[None]) -> int:
    return int(_list(pilot).line)


_clock = {"moment": 0.0, "since": 0.0}
_real = time.time


def _now() -> float:
    return _clock["moment"] + _real() - _clock["since"]


def _at(moment: str, device: str = DESK) -> None:
    """From now on it is this moment, and this device is in use."""
    os.environ["READER_DEVICE"] = device
    seconds = datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()
    _clock.update(moment=seconds, since=_real())
    time.time = _now
    time.time_ns = lambda: int(_now() * 1e9)


def _printed(*words: str) -> str:
    """What a command prints."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        code = reader(words)
    assert code == 0, words
    return out.getvalue()


def _lay_down(home: Path, fixture: Path) -> None:
    """Copy the home folder, with HOME for its path."""
    data = home / "data" / "reader"
    (data / "device").write_text(DESK + "\n")  # as it is where READER_DEVICE names none
    (data / "lock").unlink()
    chosen = home / "state" / "reader" / "screen.json"
    chosen.write_text(chosen.read_text("utf-8").replace(str(home), HOME), "utf-8")
    (index,) = (home / "cache" / "reader" / "index").glob("*.sqlite")
    times = dict(_times(home / "news"))
    with contextlib.closing(sqlite3.connect(index, isolation_level=None)) as db:
        ((roots,),) = db.execute("SELECT value FROM meta WHERE name = 'roots'")
        db.execute(
            "UPDATE meta SET value = ? WHERE name = 'roots'", (roots.replace(str(home), HOME),)
        )
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute("VACUUM")
    for other in index.parent.iterdir():
        if other != index:
            other.unlink()
    index.rename(index.with_name("index.sqlite"))
    shutil.copytree(home, fixture)
    (fixture.parent / "expected" / "times.json").write_text(json.dumps(times, indent=1) + "\n")


def _times(news: Path) -> Iterator[tuple[str, int]]:
    """When files and folders were written: git does not keep it."""
    for path in [*sorted(news.rglob("*")), news]:
        yield path.relative_to(news.parent).as_posix(), path.stat().st_mtime_ns


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
