"""What all topics measure with, and the tables that they fill.

The time of a thing is the processor time of the best of several runs: what else the machine did is
not in it. The spread is over the things that are measured (the articles of a corpus), not over the
runs.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

RUNS = 7
ANY = 0
"""The number of articles of what does not depend on it."""


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


@dataclass(frozen=True, slots=True)
class Ratio:
    """A figure of ours divided by that of a reference in the same run, by the number of articles;
    `budget` is the most that it may be, None where there is none. `costs` is what ours alone is, of
    which the growth is shown; `growth` is the most that its last exponent may be. `why` is what the
    profile says ours is spent on, for a budget that is missed, or why it grows.
    """

    what: str
    reference: str
    budget: float | None
    ratios: Mapping[int, float]
    costs: Mapping[int, float]
    why: str = ""
    growth: float | None = None


def budget_table(found: Iterable[Ratio], sizes: Sequence[int]) -> Table:
    """All ratios in one table; those that do not depend on the number of articles are in a column
    of their own.
    """
    table = Table(
        "Budgets",
        "Each figure is ours divided by that of its reference, both measured in the same run, at "
        "so many articles; `^` is the growth exponent of ours alone from the size before: 0 is the "
        "same at any size, 1 in proportion. What has no size is under “any”. A first index is "
        "measured on files; all other sizes are those of an index that is made directly, without "
        "files.",
        ("what", "beside", "any", *(f"{size:,}{part}" for size in sizes for part in ("", " ^")),
         "budget", "kept", "what is missed goes to"),
    )  # fmt: skip
    for ratio in found:
        shown, growths = _cells(ratio, sizes)
        worst = max(ratio.ratios.values(), default=math.nan)
        grown = float(growths[-1]) if growths else math.nan
        budgets = [
            "" if ratio.budget is None else f"≤ {ratio.budget:g}",
            "" if ratio.growth is None else f"^ ≤ {ratio.growth:g}",
        ]
        kept = verdict(worst, ratio.budget)
        if ratio.growth is not None and grown > ratio.growth:
            kept = f"{kept}, grows" if kept.startswith("NO") else "NO, grows"
        why = ratio.why if kept.startswith("NO") else ""
        budget = ", ".join(filter(None, budgets))
        table.add(ratio.what, ratio.reference, *shown, budget, kept, why)
    return table


def _cells(ratio: Ratio, sizes: Sequence[int]) -> tuple[list[str], list[str]]:
    """The cells of a row for its figures, that without a size first, and the exponents in them."""
    cells = [f"{ratio.ratios[ANY]:.2f}" if ANY in ratio.ratios else ""]
    growths: list[str] = []
    before: tuple[int, float] | None = None
    for size in sizes:
        figure = ratio.ratios.get(size)
        now = (size, ratio.costs[size]) if size in ratio.costs else None
        growth = exponent(before, now)
        growths += [growth] if growth else []
        cells += [f"{figure:.2f}" if figure is not None else "", growth]
        before = now or before
    return cells, growths


def exponent(before: tuple[int, float] | None, now: tuple[int, float] | None) -> str:
    """How a cost grows from one size to the next, each a size and a cost; '' if it is not known."""
    if before is None or now is None or min(before[1], now[1]) <= 0:
        return ""
    return f"{math.log(now[1] / before[1]) / math.log(now[0] / before[0]):.2f}"


def verdict(figure: float, budget: float | None) -> str:
    """Whether a budget is kept; if not, how many times it is exceeded."""
    if budget is None:
        return ""
    return "yes" if figure <= budget else f"NO, {figure / budget:.1f} ×"


def best(work: Callable[[], object], runs: int = RUNS) -> float:
    """Processor seconds that some work takes: the least of several runs."""
    return bests([work], runs)[0]


def bests(works: Sequence[Callable[[], object]], runs: int = RUNS) -> list[float]:
    """The same of several works that are compared, taken in turn."""
    found = [float("inf")] * len(works)
    for _ in range(runs):
        for number, work in enumerate(works):
            started = time.process_time()
            work()
            found[number] = min(found[number], time.process_time() - started)
    return found


def spread(seconds: Sequence[float]) -> tuple[float, float, float]:
    """Median, 95th percentile and maximum, in milliseconds."""
    ordered = sorted(seconds)
    place = min(round(0.95 * (len(ordered) - 1)), len(ordered) - 1)
    return 1e3 * statistics.median(ordered), 1e3 * ordered[place], 1e3 * ordered[-1]


def kept(figure: float, budget: float, unit: str) -> tuple[str, str]:
    """The cells for a budget that a figure must not exceed, and whether it does."""
    return f"≤ {budget:g} {unit}", "yes" if figure <= budget else "NO"
