"""Memory that a large article takes, over the same process having shown a tiny one."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.articles import made
from tests.benchmarks.measuring import Table, kept

BUDGET = 60
"""MiB over the base."""

_CODE = """
import resource, sys
from itertools import islice
from pathlib import Path
from reader.articles.body import blocks
from reader.articles.file import read_article
from reader.output.terminal import lines

def shown(path, count):
    return list(islice(lines(blocks(read_article(Path(path))), 80), count))

def peak():  # ru_maxrss has the parent's peak in it on Linux
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

tiny, large, count = sys.argv[1:]
shown(tiny, None)
base = peak()
kept = shown(large, int(count) or None)
print(base, peak())
"""


def tables() -> Iterator[Table]:
    table = Table(
        "Memory",
        "Peak resident memory in MiB of a process that has shown an article of 1 kB (the base) and "
        "then shows one of 2 MB: its first screen of 40 lines, or all its lines, kept in a list.",
        ("article", "shown", "base", "peak", "over", "budget", "kept"),
    )
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("html", "markdown"):
            tiny, large = made(Path(folder), kind, 1_000), made(Path(folder), kind, 2_000_000)
            for count, shown in ((40, "first screen"), (0, "all")):
                base, peak = _peaks(tiny, large, count)
                over = peak - base
                figures = (f"{base:.0f}", f"{peak:.0f}", f"{over:.0f}")
                table.add(f"{kind}, 2 MB", shown, *figures, *kept(over, BUDGET, "MiB"))
    yield table


def _peaks(tiny: Path, large: Path, count: int) -> tuple[float, float]:
    command = [sys.executable, "-c", _CODE, tiny, large, str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    base, peak = map(int, done.stdout.split())
    return base / 1024, peak / 1024
