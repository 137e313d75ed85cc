"""Fetching: 400 feeds that are new, then unchanged, beside newsboat; and 500 that are hostile.

All servers are one process on the loopback, a hundred addresses of it, so that "two a host" holds
nobody up. CPU is that of the program and of the processes that it starts.
"""

from __future__ import annotations

import asyncio
import gzip
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.measuring import Table, kept

FEEDS, ENTRIES, HOSTILE = 400, 50, 500
HOSTS = [f"127.0.9.{number}" for number in range(1, 101)]
_WORDS = ["central", "bank", "rates", "rise", "again", "as", "inflation", "holds", "on", "Friday"]


class Spent(NamedTuple):
    """Seconds on the clock and of the processor, and the most memory (MB) of one process."""

    wall: float
    cpu: float
    memory: float


def tables() -> Iterator[Table]:
    """The table of all runs."""
    table = Table(
        "Feeds",
        f"{FEEDS} feeds of {ENTRIES} entries, each of about 2 kB, on one server; {HOSTILE} hostile "
        "feeds, of which fifty keep their client until the deadline of 20 seconds.",
        ("run", "wall", "CPU", "memory", "budget", "kept"),
    )
    with tempfile.TemporaryDirectory() as folder, _served() as port:
        home = Path(folder)
        other = _newsboat(home / "newsboat", port)
        new, same, rejected = _ours(home / "reader", port)
    if other is None:
        table.add("newsboat", "not installed: `apt-get install newsboat`", "", "", "", "")
    else:
        table.add("newsboat, reload of new feeds", *_cells(other), "", "")
    limits = ("", "") if other is None else _beside(new, other)
    table.add("reader fetch, new feeds", *_cells(new), *limits)
    table.add("reader fetch --force, unchanged", *_cells(same), *kept(same.cpu, 1, "s CPU"))
    table.add("reader fetch, hostile feeds", *_cells(rejected), *kept(rejected.wall, 40, "s"))
    yield table


def _beside(ours: Spent, other: Spent) -> tuple[str, str]:
    cpu, wall = ours.cpu / other.cpu, ours.wall / other.wall
    is_kept = cpu <= 2 and wall <= 0.6
    return "CPU ≤ 2 ×, wall ≤ .6 ×", f"{'yes' if is_kept else 'NO'}: {cpu:.2f} ×, {wall:.2f} ×"


def _cells(spent: Spent) -> tuple[str, str, str]:
    return f"{spent.wall:.2f} s", f"{spent.cpu:.2f} s", f"{spent.memory:.0f} MB"


def _ours(home: Path, port: int) -> tuple[Spent, Spent, Spent]:
    environment = os.environ | {
        f"XDG_{name}_HOME": str(home / name) for name in ("CONFIG", "DATA", "CACHE", "STATE")
    }
    command = [sys.executable, "-m", "reader.cli", "fetch", "--json", "-L"]
    news, hostile = home / "news", home / "hostile"
    for root, urls in ((news, _urls(port)), (hostile, _hostile(port))):
        root.mkdir(parents=True)
        tables = "".join(
            f'[[feed]]\nurl = "{url}"\ntitle = "Feed {n}"\n' for n, url in enumerate(urls)
        )
        (root / "feeds.toml").write_text(tables, "utf-8")
    new = _run([*command, str(news)], environment)
    written = sum(1 for _ in news.rglob("*.md"))
    assert written == FEEDS * ENTRIES, written
    same = _run([*command, str(news), "--force"], environment)
    rejected = _run([*command, str(hostile)], environment)
    return new, same, rejected


def _newsboat(home: Path, port: int) -> Spent | None:
    if not shutil.which("newsboat"):
        return None
    home.mkdir()
    (home / "urls").write_text("".join(f"{url}\n" for url in _urls(port)))
    (home / "config").write_text("reload-threads 32\n")
    files = [
        f"-{letter}{home / name}"
        for letter, name in (("u", "urls"), ("c", "cache.db"), ("C", "config"))
    ]
    environment = os.environ | {"HOME": str(home), "TERM": "xterm"}
    return _run(["newsboat", *files, "-x", "reload"], environment)


def _run(command: list[str], environment: dict[str, str]) -> Spent:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    most = 0.0
    while process.poll() is None:
        most = max(most, _memory(process.pid))
        time.sleep(0.05)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(wall, cpu, most)


def _memory(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    found = next((line for line in lines if line.startswith("VmHWM")), "VmHWM: 0 kB")
    return int(found.split()[1]) / 1024


def _urls(port: int) -> list[str]:
    return [f"http://{HOSTS[n % len(HOSTS)]}:{port}/feed/{n}" for n in range(FEEDS)]


def _hostile(port: int) -> list[str]:
    return [
        f"http://{HOSTS[n % len(HOSTS)]}:{port}/{_EVIL[n * len(_EVIL) // HOSTILE]}/{n}"
        for n in range(HOSTILE)
    ]


_EVIL = ("drip", "endless", "bomb", "cut", "garbage", "loop", "file", "page", "deep", "reset")


@contextmanager
def _served() -> Iterator[int]:
    """The server in a process of its own; its port."""
    process = subprocess.Popen(
        [sys.executable, "-c", "from tests.benchmarks.feeds import serve; serve()"],
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def serve() -> None:
    """Serve until killed; says its port on stdout."""
    asyncio.run(_serve())


async def _serve() -> None:
    first = await asyncio.start_server(_answer, HOSTS[0], 0, backlog=512)
    port = first.sockets[0].getsockname()[1]
    for host in HOSTS[1:]:
        await asyncio.start_server(_answer, host, port, backlog=512)
    print(port, flush=True)
    await first.serve_forever()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while request := await reader.readuntil(b"\r\n\r\n"):
            path = request.split(b" ")[1].decode()
            _, kind, number = path.split("/")
            if kind != "feed":
                await _be_evil(kind, writer)
                break
            etag = b'"%s"' % number.encode()
            if etag in request:
                writer.write(b"HTTP/1.1 304 Not Modified\r\nETag: %s\r\n\r\n" % etag)
            else:
                writer.write(_whole(_feed(int(number)), b"ETag: %s\r\n" % etag))
            await writer.drain()
    except (OSError, asyncio.IncompleteReadError):
        pass
    writer.close()


def _whole(body: bytes, more: bytes = b"") -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n" % len(body)
    return head + more + b"\r\n" + body


def _feed(number: int) -> bytes:
    items = "".join(_item(number, at) for at in range(ENTRIES))
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Feed {number}'
        f"</title><link>http://example.com/</link><description>news</description>{items}"
        "</channel></rss>"
    ).encode()


def _item(feed: int, at: int) -> str:
    text = " ".join(_WORDS[(feed + at + n) % len(_WORDS)] for n in range(60))
    paragraphs = f"<p>{text} <b>Story {at}</b> <a href='/more'>more</a></p>" * 5
    return (
        f"<item><title>Story {at} of feed {feed}</title><link>http://example.com/{feed}/{at}</link>"
        f"<guid>http://example.com/{feed}/{at}</guid>"
        f"<pubDate>{at % 28 + 1:02} Nov 2026 10:00:00 GMT</pubDate>"
        f"<description><![CDATA[{paragraphs}]]></description></item>"
    )


_BOMB = gzip.compress(b"<rss>" * 40_000_000, 9)


async def _be_evil(kind: str, writer: asyncio.StreamWriter) -> None:
    answers = {
        "bomb": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s"
        % (len(_BOMB), _BOMB),
        "cut": b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<rss><channel>",
        "garbage": _whole(os.urandom(50_000)),
        "loop": b"HTTP/1.1 302 Found\r\nLocation: /loop/1\r\nContent-Length: 0\r\n\r\n",
        "file": b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n",
        "page": _whole(b"<html><body>" + b"<div>" * 10_000),
        "deep": _whole(b"<rss><channel>" + b"<item><a>" * 50),
        "reset": b"",
    }
    if kind in answers:
        writer.write(answers[kind])
        await writer.drain()
        return
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<rss>")
    for _ in range(10**6):
        writer.write(b" " if kind == "drip" else b"<item>" * 10_000)
        await writer.drain()
        if kind == "drip":
            await asyncio.sleep(0.5)
