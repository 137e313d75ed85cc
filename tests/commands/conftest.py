"""A folder of articles and the command line, called here or as a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from reader.cli import main
from tests import newsstand

COMMAND = Path(sys.executable).with_name("reader")

TIMEOUT = 120
"""Seconds after which a process hangs; a test that passes never waits this long."""


@dataclass(frozen=True)
class Outcome:
    """What a command left: its exit code, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The JSON Lines on stdout."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def titles(self) -> list[str]:
        return [row["title"] for row in self.rows]


Run = Callable[..., Outcome]
Write = Callable[..., Path]


@pytest.fixture
def news(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ten articles in three categories, which are the library of the commands."""
    monkeypatch.setenv("READER_LIBRARY", str(root))
    return newsstand.ten(root)


@pytest.fixture
def reader(capsys: pytest.CaptureFixture[str]) -> Run:
    """Call the command line here."""

    def reader(*words: object) -> Outcome:
        capsys.readouterr()
        try:
            code = main([str(word) for word in words])
        except SystemExit as end:  # argparse's own way out
            code = int(str(end.code or 0))
        return Outcome(code, *capsys.readouterr())

    return reader


@pytest.fixture
def process() -> Run:
    """Call the installed command."""

    def process(*words: object) -> Outcome:
        command = [str(COMMAND), *map(str, words)]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT, check=False
        )
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())

    return process
