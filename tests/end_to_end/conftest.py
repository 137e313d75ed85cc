"""A folder of articles for the installed command."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end_to_end.terminal import COMMAND

Titles = Callable[..., list[str]]


@pytest.fixture
def titles(news: Path) -> Titles:
    """The titles that `reader list` gives, for some filters."""

    def titles(*filters: str) -> list[str]:
        command = [str(COMMAND), "list", "--json", "-L", str(news), *filters]
        done = subprocess.run(command, capture_output=True, check=False, timeout=120)
        return [json.loads(line)["title"] for line in done.stdout.splitlines()]

    return titles
