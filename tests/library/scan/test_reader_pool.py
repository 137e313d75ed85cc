"""A file that ends or keeps the process that reads it costs that file, and no other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from reader.errors import LibraryError
from reader.library.index.index_file import index_file
from reader.library.library import Library, Summary
from reader.library.query.language import parse
from reader.library.scan.reader_pool import Readers
from reader.library.scan.record import Job
from tests.library.conftest import Open, Write

pytestmark = pytest.mark.real_readers

TROUBLE = """
import os, sys, time
if "from reader.library.scan.reader_pool import serve" in " ".join(sys.orig_argv):
    from reader.library.scan import read_record, reader_pool
    reader_pool.LONGEST = 1
    visible_text, read_article = read_record.visible_text, read_record.read_article

    def troubled(article):
        if "crash" in article.title:
            os.abort()
        if "hang" in article.title:
            time.sleep(600)
        if "bug" in article.title:
            raise ZeroDivisionError("a bug")
        return visible_text(article)

    def more_troubled(path, zone, root):
        if path.name.startswith("worst"):
            os.abort()
        return read_article(path, zone, root)

    read_record.visible_text, read_record.read_article = troubled, more_troubled
"""


@pytest.fixture
def trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers in which files named so end or hang the process, as a parser's bug would."""
    (tmp_path / "trouble").mkdir()
    (tmp_path / "trouble" / "sitecustomize.py").write_text(TROUBLE, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "trouble"))


@pytest.mark.usefixtures("trouble")
def test_a_crash_a_hang_and_a_bug_cost_the_text_of_their_files(
    write: Write, open_library: Open
) -> None:
    for number in range(40):
        write(f"{number}.md", body="<p>gold</p>")
    for name in ("crash", "hang", "bug"):
        write(f"{name}.md", body="<p>gold</p>")
    write("worst.md")
    library = open_library()
    assert library.counts().total == 43
    problems = {name: library.find(f"{name}.md").problems for name in ("crash", "hang", "bug")}
    assert problems["crash"][0].startswith("Its text could not be read: it ended the program")
    assert problems["hang"][0].startswith("Its text could not be read: it took longer than")
    assert problems["bug"] == ("The text cannot be searched (ZeroDivisionError: a bug).",)
    ((path, reason),) = library.skipped()
    assert path.name == "worst.md"
    assert reason.endswith("worst.md: it ended the program that read it (-6).")
    assert len(list(library.matches(parse("gold")))) == 40
    assert library.refresh() == Summary(0, 0, 0, 0, 1), "none is read again while it is as it was"


def test_readers_that_do_not_start_are_one_sentence(
    write: Write, open_library: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.md")
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nif 'serve' in ' '.join(sys.orig_argv):\n    sys.modules['pickle'] = None\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    library = open_library(scan=False)
    with pytest.raises(LibraryError, match="does not start"):
        library.refresh()


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in found.read_text().split()] if found.exists() else []


@pytest.mark.parametrize("every", [6, pytest.param(1, marks=pytest.mark.slow)])
def test_killed_at_any_moment_the_next_scan_goes_on(every: int, root: Path, write: Write) -> None:
    for number in range(400):
        write(f"{number % 7}/{number}.md", f"t{number}", body=f"<p>word{number} gold</p>" * 30)
    command = [sys.executable, "-m", "reader", "index", "--quiet", "-L", str(root)]
    read = 0
    for attempt in range(0, 50, every):
        scan = subprocess.Popen(command)
        try:
            scan.wait(0.15 + attempt * 0.02)
        except subprocess.TimeoutExpired:
            readers = children(scan.pid)
            scan.send_signal(signal.SIGKILL)
            scan.wait()
            end = time.monotonic() + 20
            while any(Path(f"/proc/{pid}").exists() for pid in readers):
                assert time.monotonic() < end, "a reader outlives its scan"
                time.sleep(0.01)
        if index_file([root]).exists():
            library = Library([root])
            assert library.notices == []
            now = library.counts().total
            assert now >= read, "what was read stays"
            read = now
            library.close()
        if scan.returncode == 0:
            break  # it had the time for all that was left, and so would those after it
    library = Library([root])
    summary = library.refresh()
    assert summary.added == 400 - read, "nothing is read twice"
    assert library.counts().total == 400
    searcher = library.searcher()
    assert searcher.count(parse("gold")) == 400
    for number in (0, 123, 399):
        assert searcher.count(parse(f'"word{number}"')) == 1
    searcher.close()
    library._index.db.execute("INSERT INTO words (words) VALUES ('integrity-check')")
    (check,) = library._index.db.execute("PRAGMA integrity_check").fetchone()
    assert check == "ok"
    library.close()


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="counts processes in /proc")
def test_no_reader_is_left_when_a_scan_is_over(write: Write, open_library: Open) -> None:
    for number in range(100):
        write(f"{number}.md")
    before = children(os.getpid())
    open_library()
    assert set(children(os.getpid())) <= set(before)


@pytest.mark.parametrize(
    ("count", "size", "started"), [(64, 2_000, 1), (2_000, 2_000, 2), (64, 100_000, 2)]
)
def test_a_second_reader_starts_for_many_files_or_large_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, size: int, started: int
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    jobs = [Job(1, str(tmp_path), b"%d.md" % one, 0, size, None, False) for one in range(count)]
    with closing(Readers(None)) as readers:
        readers.ask(jobs)
        assert len(readers._readers) == started
