"""The table of budgets says what is kept, what grows, and where a figure has no size."""

from __future__ import annotations

import pytest

from tests.benchmarks.measuring import ANY, Ratio, budget_table

SIZES = (1_000, 100_000)


@pytest.mark.parametrize(
    ("last", "cost", "kept", "why"),
    [
        (1.1, 1.0, "yes", ""),
        (1.8, 1.0, "NO, 1.5 ×", "imports"),
        (1.1, 10.0, "NO, grows", "imports"),
        (1.8, 10.0, "NO, 1.5 ×, grows", "imports"),
    ],
)
def test_a_budget_is_for_a_figure_and_for_its_growth(
    last: float, cost: float, kept: str, why: str
) -> None:
    one = Ratio(
        "a key", "a list", 1.2, {1_000: 0.5, 100_000: last}, {1_000: 1.0, 100_000: cost}, "imports",
        growth=0.1,
    )  # fmt: skip
    (row,) = budget_table([one], SIZES).rows
    assert row[2:7] == ("", "0.50", "", f"{last:.2f}", f"{0.5 if cost > 1 else 0:.2f}")
    assert row[7:] == ("≤ 1.2, ^ ≤ 0.1", kept, why)


def test_what_has_no_size_is_in_its_own_column() -> None:
    (row,) = budget_table([Ratio("a page", "another", 2, {ANY: 1.5}, {})], SIZES).rows
    assert row[2:] == ("1.50", "", "", "", "", "≤ 2", "yes", "")


def test_what_is_not_measured_at_the_largest_size_grows_as_far_as_it_was_measured() -> None:
    costs = {1_000: 1.0, 100_000: 10.0}
    one = Ratio("an index", "a loop", None, {1_000: 1.0, 100_000: 2.0}, costs, growth=0.1)
    (row,) = budget_table([one], (*SIZES, 1_000_000)).rows
    assert row[3:9] == ("1.00", "", "2.00", "0.50", "", "")
    assert row[-2] == "NO, grows"
