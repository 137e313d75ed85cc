"""What commands cost in a fresh process, beside what any command with an index has to import."""

from __future__ import annotations

import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.benchmarks.articles import corpora, made
from tests.benchmarks.measuring import ANY, Ratio, Table, kept

RUNS = 15
REFERENCE = "import argparse, json, sqlite3, datetime"
BUDGETS = {
    "list --limit 20": 4,
    "show FILE (HTML, 3 kB)": 4,
    "show FILE (Markdown, 3 kB)": 4,
    "search 中国 --limit 20": 5,
    "digest": 10,
}
"""How many times the reference each command may take."""

_SIZED = ("list --limit 20", "search 金融 --limit 20", "stats")  # a digest needs files
_BESIDE = (["-c", "pass"], ["-c", REFERENCE])

WHY = "imports: ours, and for `show` Lexbor with logging"


def tables() -> Iterator[Table]:
    table = Table(
        "Cold commands",
        f"Processor time of a process in ms, the least of {RUNS} runs in turn; “over” is without "
        f"that of `python -c pass`, and the reference is `{REFERENCE}`. The library has the "
        "articles of the corpora.",
        ("command", "time", "over `python -c pass`", "÷ reference", "budget", "kept"),
    )
    with tempfile.TemporaryDirectory() as folder:
        bare, reference, *taken = _least(Path(folder))
    table.add("python -c pass", f"{bare:.0f}", "", "", "", "")
    table.add(REFERENCE, f"{reference:.0f}", f"{reference - bare:.0f}", "1", "", "")
    for (name, budget), one in zip(BUDGETS.items(), taken, strict=True):
        ratio = (one - bare) / (reference - bare)
        figures = (f"{one:.0f}", f"{one - bare:.0f}", f"{ratio:.1f}")
        table.add(f"reader {name}", *figures, *kept(ratio, budget, "×"))
    yield table


def ratios(sizes: Sequence[int]) -> Iterator[Ratio]:
    """What each command costs over a bare Python, beside the imports that it cannot do without."""
    with tempfile.TemporaryDirectory() as folder:
        bare, reference, *taken = _least(Path(folder))
    for (name, budget), one in zip(BUDGETS.items(), taken, strict=True):
        beside = f"python -c '{REFERENCE}'"
        ratio = (one - bare) / (reference - bare)
        what = f"reader {name}, over python -c pass"
        yield Ratio(what, beside, budget, {ANY: ratio}, {}, WHY)


def sized(root: Path) -> dict[str, tuple[float, float]]:
    """What commands cost on an index that is made directly, and the imports: seconds over a bare
    Python. Nothing is scanned.
    """
    stage = ["-m", "tests.benchmarks.stage", "command"]
    words = [name.split() for name in _SIZED]
    asked = [[*stage, first, "-L", str(root), *more] for first, *more in words]
    bare, reference, *taken = _least_of([*_BESIDE, *asked], dict(os.environ))
    return {name: (one - bare, reference - bare) for name, one in zip(_SIZED, taken, strict=True)}


def _least(folder: Path) -> list[float]:
    """The ms of a bare Python, of the reference, and of each command."""
    root = folder / "news"
    root.mkdir()
    for number, path in enumerate(path for paths in corpora().values() for path in paths):
        shutil.copyfile(path, root / f"{number}{path.suffix}")
    home = {f"XDG_{kind}_HOME": str(folder) for kind in ("CACHE", "DATA", "CONFIG", "STATE")}
    environment = {**os.environ, **home}
    reader = ["-m", "reader"]
    library = ["-L", str(root)]
    shown = [made(folder, kind, 3_000) for kind in ("html", "markdown")]
    commands = [
        *_BESIDE,
        [*reader, "list", *library, "--limit", "20"],
        *([*reader, "show", str(path)] for path in shown),
        [*reader, "search", *library, "中国", "--limit", "20"],
        [*reader, "digest", *library],
    ]
    _used([*reader, "index", *library], environment)
    return [1e3 * seconds for seconds in _least_of(commands, environment)]


def _least_of(commands: Sequence[list[str]], environment: dict[str, str]) -> list[float]:
    """The seconds of each command, the least of several runs in turn."""
    least = [math.inf] * len(commands)
    for _ in range(RUNS):
        for number, command in enumerate(commands):
            least[number] = min(least[number], _used(command, environment))
    return least


def _used(arguments: list[str], environment: dict[str, str]) -> float:
    """Processor seconds of a process; raises CalledProcessError if it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
