"""Some kills of each kind, or many with `-m slow`; a thousand take `python -m tests.kills`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.parametrize(
    ("what", "count"),
    [
        ("marks", 10),
        ("many", 5),
        ("screen", 3),
        pytest.param("marks", 50, marks=pytest.mark.slow),
        pytest.param("many", 50, marks=pytest.mark.slow),
        pytest.param("screen", 50, marks=pytest.mark.slow),
    ],
)
def test_what_was_acknowledged_survives_kills(what: str, count: int) -> None:
    """A process of its own: it forks, which a process with threads had better not do."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.kills", "--what", what, "--count", str(count)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.fullmatch(
        rf"{count} kills, ([\d,]+) marks acknowledged, 0 of them lost, 0 torn\n", done.stdout
    )
    assert found, done.stdout + done.stderr
    assert int(found[1].replace(",", "")) > 0


@pytest.mark.parametrize("count", [2, pytest.param(50, marks=pytest.mark.slow)])
def test_a_scan_that_is_killed_goes_on_to_the_same_index(count: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.kills", "--what", "index", "--count", str(count)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    said = f"{count} kills in rows, {count} in texts, 0 indexes that differ\n"
    assert done.stdout == said, done.stdout + done.stderr
