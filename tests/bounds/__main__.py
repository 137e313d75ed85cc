"""Measure each shape by hand: `python -m tests.bounds [--size BYTES] [NAME ...]`.

CPU in seconds and memory in MiB over what an article of one line takes: to the first screen that
`reader show` prints, and to all that the index searches. What is over a bound is marked.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bounds.measure import BOUNDS, Cost
from tests.bounds.shapes import SHAPES

_TIMEOUT = 120  # seconds


def cost(what: str, file: Path) -> Cost | None:
    """What one child that reads a file takes; None where it takes too long to be waited for."""
    command = [sys.executable, "-m", "tests.bounds.measure", what, str(file)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        print(done.stderr.strip().splitlines()[-1:])
        return None
    cpu, memory = done.stderr.split()[-2:]
    return Cost(float(cpu), float(memory))


def main() -> int:
    asking = argparse.ArgumentParser(prog="python -m tests.bounds", description=__doc__)
    asking.add_argument("--size", type=int, default=8_000_000, help="bytes of a page")
    asking.add_argument("names", nargs="*", metavar="NAME", help="shapes (default: all)")
    asked = asking.parse_args()
    worst = 0
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "2022-04-22-page.html"
        file.write_text("<p>x</p>", "utf-8")
        base = {what: cost(what, file) for what in BOUNDS}
        for name in asked.names or SHAPES:
            file.write_text(SHAPES[name](asked.size), "utf-8", "surrogatepass")
            said = []
            for what, bound in BOUNDS.items():
                taken, least = cost(what, file), base[what]
                if taken is None or least is None:
                    said.append(f"{what} FAILED or longer than {_TIMEOUT} s")
                    worst = 1
                    continue
                cpu, memory = taken.cpu - least.cpu, taken.memory - least.memory
                over = cpu > bound.cpu or memory > bound.memory
                worst |= over
                said.append(f"{what} {cpu:6.2f} s {memory:6.0f} MiB{' OVER' if over else '     '}")
            print(f"{name:26} {'   '.join(said)}", flush=True)
    return worst


if __name__ == "__main__":
    raise SystemExit(main())
