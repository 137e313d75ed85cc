"""Processes that wait to look at folders, started before the program is large."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from pathlib import Path

import pytest

from reader import scouting
from reader.drives import Scout

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing forks here")


def test_a_scout_takes_a_process_that_waits(tmp_path: Path) -> None:
    scouting.prepare(1)
    [(pid, _reading, _asking)] = scouting._ready
    scout, other = Scout([tmp_path]), Scout([tmp_path])
    assert scout.pid == pid != other.pid
    assert not scouting._ready
    for one in (scout, other):
        assert one.silent(60) == []
        one.stop()


def test_processes_that_nobody_took_end_with_the_program() -> None:
    reading, writing = os.pipe()
    code = "from reader import scouting; scouting.prepare(3); print(len(scouting._ready))"
    done = subprocess.run(
        [sys.executable, "-c", code], pass_fds=[writing], capture_output=True, check=True
    )
    os.close(writing)
    assert done.stdout == b"3\n"
    assert select.select([reading], [], [], 60)[0]
    assert os.read(reading, 1) == b""  # the last one that had it open is gone
    os.close(reading)


def test_none_waits_where_a_pipe_would_become_a_standard_stream() -> None:
    code = "import os; from reader import scouting; os.close(0); scouting.prepare(1);"
    code += "print(len(scouting._ready))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"0\n"


def test_looking_at_what_is_not_there_or_is_no_path_raises_nothing(tmp_path: Path) -> None:
    scouting.look(str(tmp_path))
    scouting.look(str(tmp_path / "nothing"))
    scouting.look("a\0b")
