"""What all topics measure with, and the tables that they fill.

The time of a thing is the best of several runs: what else the machine did is not in it. The spread
is over the things that are measured (the articles of a corpus), not over the runs.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

RUNS = 7


@dataclass(slots=True)
class Table:
    """A table under a title; `note` says what was measured, and how."""

    title: str
    note: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, *cells: object) -> None:
        self.rows.append(tuple(map(str, cells)))

    def markdown(self) -> str:
        widths = [max(map(len, column)) for column in zip(self.columns, *self.rows, strict=True)]
        ruler = tuple("-" * width for width in widths)
        lines = [
            "| " + " | ".join(map(str.ljust, row, widths)) + " |"
            for row in (self.columns, ruler, *self.rows)
        ]
        return "\n".join([f"## {self.title}", "", self.note, "", *lines])


def best(work: Callable[[], object], runs: int = RUNS) -> float:
    """Seconds that some work takes: the least of several runs."""
    return bests([work], runs)[0]


def bests(works: Sequence[Callable[[], object]], runs: int = RUNS) -> list[float]:
    """The same of several works that are compared, taken in turn."""
    found = [float("inf")] * len(works)
    for _ in range(runs):
        for number, work in enumerate(works):
            started = time.perf_counter()
            work()
            found[number] = min(found[number], time.perf_counter() - started)
    return found


def spread(seconds: Sequence[float]) -> tuple[float, float, float]:
    """Median, 95th percentile and maximum, in milliseconds."""
    ordered = sorted(seconds)
    place = min(round(0.95 * (len(ordered) - 1)), len(ordered) - 1)
    return 1e3 * statistics.median(ordered), 1e3 * ordered[place], 1e3 * ordered[-1]


def kept(figure: float, budget: float, unit: str) -> tuple[str, str]:
    """The cells for a budget that a figure must not exceed, and whether it does."""
    return f"≤ {budget:g} {unit}", "yes" if figure <= budget else "NO"
