"""The index under kill -9: a scan is killed in each of its phases, and the next one goes on.

What it ends with must be what an undisturbed scan made: the same rows, texts, links and words.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from reader import config
from reader.library.index.pending import TEXTS
from reader.library.index.scan_progress import ROWS
from reader.library.library import Library

COUNT = 600
"""Articles: enough for several batches in each phase."""

_SENTENCES = (
    "央行下调利率，全国网贷余额下降。",
    "A new release of the editor brings folds, marks and a faster search.",
    "The table of contents lists 12 chapters; see [the last one](0.md).",
    "新浪财经：银行理财产品收益率走低 2022 年。",
)
_LOOK = 0.002
"""Seconds between two looks at the phase of a scan."""

_RUNNING = "SELECT phase FROM running"
_ROWS = """
SELECT folder.path, name, id, title, published, day, category, categories, site, authors, tags, url,
  problems, has, draft, duplicates, versions, read, starred, body
FROM entry JOIN folder ON folder.key = entry.folder LEFT JOIN text ON text.key = entry.key
ORDER BY folder.path, name
"""
_LINKS = """
SELECT entry.name, link.name, path FROM link JOIN entry ON entry.key = link.key ORDER BY 1, 2, 3
"""
_OTHERS = (
    "SELECT kind, name, COUNT(*) FROM label GROUP BY 1, 2 ORDER BY 1, 2",
    "SELECT tally.kind, COALESCE(node.path, tally.name), day, total, unread, starred FROM tally "
    "LEFT JOIN node ON tally.kind IN ('node', 'whole', 'headings') AND node.key = tally.name "
    "ORDER BY 1, 2, 3",
    "SELECT node.kind, node.path, entry.id, entry.name FROM placed JOIN node ON node.key = node "
    "JOIN entry ON entry.key = placed.key ORDER BY 1, 2, 3, 4",
    "SELECT * FROM pending",
    "SELECT phase FROM running",
)
_VOCABULARY = "CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab (main, words, col)"
_WORDS = "SELECT term, col, doc, cnt FROM temp.vocabulary ORDER BY term, col"


class Found(NamedTuple):
    """How many scans were killed in their rows and in their texts, and how many indexes ended as
    another one than an undisturbed scan made.
    """

    in_rows: int
    in_texts: int
    different: int


def run(folder: Path, count: int, seed: int) -> Found:
    """Kill so many scans in each phase; the XDG folders are in the environment."""
    root = folder / "news"
    chance = random.Random(seed)
    _write(root, chance)
    started = time.monotonic()
    _scan(root).wait()
    whole = time.monotonic() - started
    wanted = contents(_file())
    assert len(wanted[0]) == COUNT
    kills = {ROWS: 0, TEXTS: 0}
    different = 0
    for phase in kills:
        while kills[phase] < count:
            shutil.rmtree(config.index_folder())
            if not _killed(root, phase, chance.uniform(0, whole / 3)):
                continue
            kills[phase] += 1
            _check_open(root)
            _scan(root).wait()
            different += contents(_file()) != wanted
    return Found(kills[ROWS], kills[TEXTS], different)


def contents(file: Path) -> list[list[tuple[object, ...]]]:
    """What an index has, but for keys, which may be random, and times."""
    with closing(sqlite3.connect(file)) as db:
        db.execute(_VOCABULARY)
        return [db.execute(sql).fetchall() for sql in (_ROWS, _LINKS, *_OTHERS, _WORDS)]


def _write(root: Path, chance: random.Random) -> None:
    for number in range(COUNT):
        path = root / f"{number % 7}" / f"{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        # a second has few keys; with random ones, which of two equal pairs is a story is open
        time_of_day = f"10:{number // 28:02}:00"
        date = "" if number % 10 == 0 else f"date: 2022-04-{number % 28 + 1:02} {time_of_day}\n"
        head = f"title: t{number % 500}\n{date}categories: [c{number % 5}, s]\n"
        body = "\n\n".join(chance.choices(_SENTENCES, k=chance.randint(1, 12)))
        path.write_text(f"---\n{head}---\n{body if number % 500 else 'same'}\n", "utf-8")


def _scan(root: Path) -> subprocess.Popen[bytes]:
    """A scan in a process group of its own, with its readers."""
    command = [sys.executable, "-m", "reader", "index", "--quiet", "-L", os.fspath(root)]
    return subprocess.Popen(command, start_new_session=True)


def _file() -> Path:
    (file,) = config.index_folder().glob("*.sqlite")
    return file


def _killed(root: Path, phase: str, delay: float) -> bool:
    """Kill a scan some seconds after a phase began. Whether it was still in that phase."""
    process = _scan(root)
    while process.poll() is None and _phase() != phase:
        time.sleep(_LOOK)
    with suppress(subprocess.TimeoutExpired):
        process.wait(delay)
    was_in = _phase() == phase and process.poll() is None
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return was_in


def _phase() -> str:
    """The phase of the scan that is running; '' for none."""
    for file in config.index_folder().glob("*.sqlite"):
        with suppress(sqlite3.Error), closing(sqlite3.connect(file, timeout=0)) as db:
            row = db.execute(_RUNNING).fetchone()
            return row[0] if row else ""
    return ""


def _check_open(root: Path) -> None:
    """What a scan left behind opens as a sound library, before anything mends it."""
    library = Library([root])
    assert library.notices == []
    assert library.flaws() == []
    listed = library.listing().total
    assert listed == library.counts().total, json.dumps([listed, library.counts()])
    library.close()
