"""How long `reader show FILE` takes in a fresh process, beside Python doing nothing."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.benchmarks.articles import made
from tests.benchmarks.measuring import Table, bests, kept

BUDGET, RUNS = 120, 25
"""ms over a bare Python, and how often each command is run."""


def tables() -> Iterator[Table]:
    table = Table(
        "Start",
        f"Wall time of a process in ms, the best of {RUNS} runs in turn.",
        ("command", "time", "over `python -c pass`", "budget", "kept"),
    )
    with tempfile.TemporaryDirectory() as folder:
        articles = {kind: made(Path(folder), kind, 3_000) for kind in ("html", "markdown")}
        commands = [["-c", "pass"]]
        commands += [["-m", "reader", "show", str(path)] for path in articles.values()]
        bare, *shown = (1e3 * taken for taken in bests([partial(_run, c) for c in commands], RUNS))
    table.add("python -c pass", f"{bare:.0f}", "", "", "")
    for kind, taken in zip(articles, shown, strict=True):
        over = taken - bare
        name = f"reader show FILE ({kind}, 3 kB)"
        table.add(name, f"{taken:.0f}", f"{over:.0f}", *kept(over, BUDGET, "ms"))
    yield table


def _run(arguments: list[str]) -> None:
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
