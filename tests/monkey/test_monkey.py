"""A few hundred keys; twenty thousand take `python -m tests.monkey --keys 20000`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]


@pytest.mark.skipif(sys.platform == "win32", reason="no pty here")
def test_the_screen_survives_three_hundred_keys() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.monkey", "--keys", "300", "--seed", "4", "--every", "300"],
        cwd=HOME,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.endswith("300 keys, 0 deaths\n"), done.stdout + done.stderr
