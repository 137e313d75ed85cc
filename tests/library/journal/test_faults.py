"""Disks that are full, fail, or are not to be written: one sentence, and nothing is lost."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reader import config
from reader.errors import JournalError
from reader.library.journal import journal, maintenance, marker, spool
from reader.library.library import Library
from tests.library.conftest import Open, Write
from tests.states import set_state


@pytest.fixture
def library(write: Write, open_library: Open) -> Library:
    for number in range(30):
        write(f"{number}.md", date=f"2022-04-{number % 28 + 1:02} 10:00:00")
    return open_library()


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 kB."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if os.geteuid() or not mount or not umount:
        pytest.skip("only root can mount a small file system")
    made = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip(f"no small file system here: {made.stderr.decode().strip()}")
    yield folder
    subprocess.run([umount, "-l", folder], check=True)


def read(library: Library) -> int:
    return sum(entry.read for entry in library.entries())


Mark = Callable[[Library, list[int]], object]


def one_by_one(library: Library, keys: list[int]) -> None:
    set_state(library, [e for e in map(library.entry, keys) if e], read=True)


def at_once(library: Library, keys: list[int]) -> None:
    library.marks.mark(keys, "read", True)


@pytest.fixture(params=[one_by_one, at_once])
def mark(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Mark:
    monkeypatch.setattr(marker, "FEW", 0)
    monkeypatch.setattr("reader.library.marks.FEW", 0)
    found: Mark = request.param
    return found


def until_full(library: Library, keys: list[int]) -> int:
    """Mark until the disk takes no more; how many articles were read before."""
    for turn in range(2000):
        known = read(library)
        refused = ""
        try:
            library.marks.mark(keys[5 * (turn % 6) :][:5], "read", turn // 6 % 2 == 0)
        except JournalError as error:
            refused = str(error)
        if refused:
            assert refused.endswith("No space left on device.")
            return known
    pytest.fail("the disk was never full")


def test_a_full_disk_takes_a_mark_whole_or_not_at_all(
    library: Library, tiny: Path, mark: Mark
) -> None:
    folder = config.journal_folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.symlink_to(tiny)
    keys = [entry.key for entry in library.entries()]
    mark(library, keys[:5])
    (tiny / "ballast").write_bytes(b"x" * (64 * 1024 - 4096 * 2 - 1000))
    known = until_full(library, keys)
    assert read(library) == known
    assert maintenance.verify(folder) == []
    shutil.rmtree(config.index_folder())
    (tiny / "ballast").unlink()
    library.close()
    again = Library(library.roots)
    again.refresh()
    assert read(again) == known
    mark(again, keys)
    again.close()


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EROFS, errno.EDQUOT])
def test_what_fails_half_way_is_taken_back(
    library: Library, mark: Mark, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [entry.key for entry in library.entries()]
    mark(library, keys[:3])
    real, file = journal.write_all, config.journal_folder() / "here.jsonl"
    before = file.read_bytes()

    def failing(fd: int, data: bytes) -> None:
        real(fd, data[: len(data) // 2])
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(journal, "write_all", failing)
    with pytest.raises(JournalError, match=rf"{os.strerror(code)}\.$"):
        mark(library, keys)
    assert file.read_bytes() == before
    assert read(library) == 3
    monkeypatch.setattr(journal, "write_all", real)
    mark(library, keys)
    assert read(library) == 30


def test_what_fails_after_some_pieces_is_taken_back(
    library: Library, mark: Mark, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "_IN_MEMORY", 50)
    keys = [entry.key for entry in library.entries()]
    mark(library, keys[:3])
    real, file = journal.write_all, config.journal_folder() / "here.jsonl"
    before = file.read_bytes()
    written: list[bytes] = []

    def failing(fd: int, data: bytes) -> None:
        if len(written) > 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written.append(data)
        real(fd, data)

    monkeypatch.setattr(journal, "write_all", failing)
    with pytest.raises(JournalError):
        mark(library, keys)
    assert len(written) == 3
    assert file.read_bytes() == before
    monkeypatch.setattr(journal, "write_all", real)
    mark(library, keys)
    assert read(library) == 30


@pytest.mark.skipif(not shutil.which("mount") or os.geteuid() != 0, reason="needs root's mount")
def test_a_data_folder_that_is_not_to_be_written_is_said(tiny: Path, library: Library) -> None:
    keys = [entry.key for entry in library.entries()]
    folder = config.journal_folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.symlink_to(tiny)
    library.marks.mark(keys[:3], "read", True)
    subprocess.run(["mount", "-o", "remount,ro", tiny], check=True)
    with pytest.raises(JournalError, match=r"Read-only file system\.$"):
        library.marks.mark(keys, "read", True)
    assert read(library) == 3
    subprocess.run(["mount", "-o", "remount,rw", tiny], check=True)
    library.marks.mark(keys, "read", True)
    assert read(library) == 30
    library.close()


def test_a_data_folder_that_is_removed_meanwhile_is_written_anew(
    library: Library, mark: Mark, open_library: Open
) -> None:
    keys = [entry.key for entry in library.entries()]
    mark(library, keys[:3])
    set_state(library, list(library.entries())[4:6], starred=True)
    shutil.rmtree(config.journal_folder().parent)
    library.poll()
    assert read(library) == 3
    mark(library, keys[3:5])
    library.poll()
    assert (read(library), library.counts().starred) == (5, 2)
    library.close()
    shutil.rmtree(config.index_folder())
    again = open_library()
    assert (read(again), again.counts().starred) == (5, 2)


def test_a_cache_that_is_removed_meanwhile_costs_nothing(
    library: Library, mark: Mark, open_library: Open
) -> None:
    keys = [entry.key for entry in library.entries()]
    mark(library, keys[:3])
    shutil.rmtree(config.index_folder().parent)
    assert not library.is_shared
    mark(library, keys[3:5])
    library.poll()
    assert read(library) == 5
    library.close()
    assert read(open_library()) == 5


def test_a_clock_set_back_a_year_loses_no_mark(
    library: Library, mark: Mark, monkeypatch: pytest.MonkeyPatch, open_library: Open
) -> None:
    keys = [entry.key for entry in library.entries()]
    mark(library, keys)
    now = journal.time.time_ns()
    monkeypatch.setattr(journal.time, "time_ns", lambda: now - 365 * 86_400 * 10**9)
    library.marks.mark(keys[:10], "read", False)
    assert read(library) == 20
    mark(library, keys[:4])
    assert read(library) == 24
    step = library.marks.step("undo")
    assert step is not None
    library.marks.retrace(step)
    assert read(library) == 20
    library.close()
    shutil.rmtree(config.index_folder())
    assert read(open_library()) == 20


def test_whoever_holds_the_lock_keeps_nobody_from_reading(
    library: Library, open_library: Open
) -> None:
    with library._opened.journal.alone():
        other = open_library(scan=False)
        assert other.counts().total == 30
        other.poll()


def test_whoever_holds_the_lock_for_long_is_told_of(
    library: Library, open_library: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_LOCK_WAIT", 0.05)
    other = open_library(scan=False)
    said = "keeps writing to the journal; try again"
    with library._opened.journal.alone(), pytest.raises(JournalError, match=said):
        other.marks.mark([next(other.entries()).key], "read", True)
    assert read(other) == 0
