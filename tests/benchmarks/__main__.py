"""Measure and print tables: `python -m tests.benchmarks [--write] [--sizes N ...] [TOPIC ...]`.

Without a topic, the table of all budgets is made: ours beside a reference of the same run.
`--write` also writes it to RESULTS.md beside this file, with the machine and the day. A topic is a
module of this folder that is named in TOPICS: its tables have the details, and its `ratios` are its
budgets.
"""

from __future__ import annotations

import os
import platform
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from tests.benchmarks.measuring import Ratio, Table, budget_table

TOPICS = ("text", "markdown", "memory", "start", "library", "floor", "stories", "feeds", "screen")
SIZES = (1_000, 10_000, 100_000, 1_000_000)
RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> None:
    parser = ArgumentParser(prog="python -m tests.benchmarks", description="Measure the program.")
    parser.add_argument("topics", nargs="*", metavar="TOPIC", help=", ".join(TOPICS))
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name}, too")
    parser.add_argument(
        "--sizes", type=int, nargs="+", metavar="N",
        help="rows of made libraries (without a topic to a million)",
    )  # fmt: skip
    asked = parser.parse_args()
    sizes = asked.sizes or (SIZES[:-1] if asked.topics else SIZES)
    if unknown := set(asked.topics) - set(TOPICS):
        parser.error(f"there is no topic {', '.join(sorted(unknown))}")
    print(_machine(), flush=True)
    if asked.topics:
        for table in _tables(asked.topics, sizes):
            print("\n" + table.markdown(), flush=True)
        return
    text = budget_table(_ratios(sizes), sizes).markdown()
    print("\n" + text)
    if asked.write:
        RESULTS.write_text(f"# Benchmarks\n\n{_machine()}\n\n{text}\n", "utf-8")


def _ratios(sizes: Sequence[int]) -> Iterator[Ratio]:
    for topic in TOPICS:
        module = import_module(f"tests.benchmarks.{topic}")
        if hasattr(module, "ratios"):
            yield from module.ratios(sizes)


def _tables(topics: Sequence[str], sizes: Sequence[int]) -> Iterator[Table]:
    for topic in topics:
        module = import_module(f"tests.benchmarks.{topic}")
        yield from module.tables(sizes) if hasattr(module, "SIZED") else module.tables()


def _machine() -> str:
    load = f"; load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} by `python -m tests.benchmarks --write`: "
        f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()} {platform.release()}, "
        f"Python {'.'.join(map(str, sys.version_info[:3]))}{load}."
    )


if __name__ == "__main__":
    main()
