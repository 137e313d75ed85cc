"""Files that come, change and go while somebody reads are seen."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.library.library import Library
from reader.library.scan import watch
from tests.library.conftest import Open, Write

LONG = 60.0


def until(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + LONG
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def titles(library: Library) -> set[str]:
    return {entry.title for entry in library.entries()}


def test_a_follower_sees_what_comes_changes_and_goes(
    root: Path, write: Write, open_library: Open
) -> None:
    write("x/a.md", "first")
    library = open_library(scan=False)
    process = library.start_scan(follow=True)
    try:
        assert until(lambda: titles(library) == {"first"} and library.is_indexed())
        write("x/deep/b.md", "second")
        assert until(lambda: titles(library) == {"first", "second"})
        write("x/a.md", "changed in place")
        assert until(lambda: titles(library) == {"changed in place", "second"})
        (root / "x" / "deep" / "b.md").unlink()
        assert until(lambda: titles(library) == {"changed in place"})
        assert process.poll() is None
    finally:
        process.kill()
        process.communicate()


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a process does not learn of it")
def test_a_follower_ends_with_its_parent(root: Path, write: Write, tmp_path: Path) -> None:
    write("a.md")
    program = (
        "from pathlib import Path; from reader.library.library import Library\n"
        f"process = Library([Path({str(root)!r})]).start_scan(follow=True)\n"
        "print(process.pid, flush=True)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    pid = int(done.stdout)
    assert until(lambda: not _runs(pid))


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z")


def test_without_the_system_s_word_folders_are_looked_at(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(*_arguments: object) -> None:
        raise OSError(28, "no watches left")

    monkeypatch.setattr(watch, "_told", none_left)
    monkeypatch.setattr(watch, "_WAIT", 1)
    monkeypatch.setattr(watch, "LOOK", 0.01)
    monkeypatch.setattr(watch, "FULL", 0.05)
    found = []
    for look in watch.looks([root], lambda: len(found) < 40):
        found.append(look.full)
    assert {True, False} == set(found)


def test_a_network_drive_is_told_from_a_disk(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda / ext4 rw 0 0\nserver:/x /mnt/far\\040away nfs4 rw 0 0\nC: /mnt/c 9p rw 0 0\n"
    )
    assert watch.is_remote(Path("/mnt/far away/news"), mounts)
    assert watch.is_remote(Path("/mnt/c"), mounts)
    assert not watch.is_remote(Path("/mnt/cd"), mounts)
    assert not watch.is_remote(Path("/home/x"), mounts)
    assert not watch.is_remote(Path("/home/x"), tmp_path / "none")


def test_hidden_and_foreign_paths_are_no_news(tmp_path: Path) -> None:
    roots = [tmp_path / ".home" / "news"]
    assert not watch._is_foreign(roots[0] / "x" / "a.md", roots)
    assert watch._is_foreign(roots[0] / ".git" / "index.md", roots)
    assert watch._is_foreign(roots[0] / "x" / "node_modules", roots)
