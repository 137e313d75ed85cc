"""Folders on drives that are gone or hang."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from reader.drives import Inquiry, Scout, is_file, is_folder, is_gone, is_there


def test_what_is_there_and_what_is_gone(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    circle = tmp_path / "circle"
    circle.symlink_to(circle)
    assert is_there(file)
    assert is_file(file)
    assert not is_folder(file)
    assert not is_gone(file)
    assert is_folder(tmp_path)
    assert not is_file(tmp_path)
    assert is_gone(tmp_path / "nothing")
    assert is_gone(file / "under")
    assert not is_there(circle)
    assert not is_gone(circle)


def test_folders_that_answer_are_not_silent(tmp_path: Path) -> None:
    folders = [tmp_path, tmp_path / "nothing"]
    assert Inquiry(folders).silent(60) == []
    scout = Scout(folders)
    assert scout.silent(60) == []
    scout.stop()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nobody goes first where nothing forks")
def test_a_scout_that_does_not_come_back_names_the_folder(tmp_path: Path) -> None:
    scout = Scout([tmp_path])
    os.kill(scout.pid, signal.SIGSTOP)  # as in a call that a drive does not answer
    try:
        assert scout.silent(0.05) == [tmp_path]
        assert scout.silent(0.05) == [tmp_path]
    finally:
        os.kill(scout.pid, signal.SIGCONT)
    assert scout.silent(60) == []
    scout.wait(tmp_path / "other")
    assert scout.silent(60) == []
    scout.stop()
    assert os.waitpid(scout.pid, 0)[1] == 0
