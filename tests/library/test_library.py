"""The one door: finding, filtering, marking, and other windows."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reader import config
from reader.errors import LibraryError
from reader.library import library as library_module
from reader.library.index.index_file import index_file
from reader.library.index.schema import UNDATED
from reader.library.journal.journal import Mark, default_journal
from reader.library.library import Counts, Library, Progress, parse
from tests.library.conftest import Open, Write
from tests.states import set_state


@pytest.fixture
def library(write: Write, open_library: Open) -> Library:
    write("金融/a.md", date="2022-04-20 10:00:00", categories=("金融", "新浪财经"))
    write("b.md", date="2022-04-21 10:00:00", categories=("Tech", "Solidot"))
    write("c.md", date="2022-04-22 10:00:00", categories=("金融", "Solidot", "快讯"))
    return open_library()


def names(library: Library, text: str = "", **how: object) -> str:
    return "".join(entry.title for entry in library.entries(parse(text), **how))


def test_entries_come_in_the_order_asked_for(library: Library) -> None:
    assert names(library) == "cba"
    assert names(library, order="oldest") == "abc"
    assert names(library, order="title") == "abc"
    assert names(library, limit=2) == "cb"
    assert names(library, order="oldest", limit=2) == "ab"
    assert names(library, limit=0) == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("category:金融", "ca"),
        ("category:快讯", "c"),
        ("category:tech", "b"),
        ("category:金", ""),
        ("category:金融/Solidot", "c"),
        ("category:金融/solidot/快讯", "c"),
        ("category:金融/快讯", ""),
        ("category:Solidot/快讯", ""),
        ("-category:金融/Solidot", "ba"),
        ("folder:金融", "a"),
        ("-folder:金融 category:金融", "c"),
        ("after:2022-04-21", "cb"),
        ("before:2022-04-21", "ba"),
        ("on:2022-04-21", "b"),
        ("is:unread", "cb"),
        ("-is:unread", "a"),
        ("is:read", "a"),
        ("is:read is:unread", ""),
        ("is:starred", "c"),
        ("-is:starred is:unread", "b"),
        ("body is:unread category:金融", "c"),
    ],
)
def test_a_query_leaves_what_it_says(library: Library, text: str, found: str) -> None:
    set_state(library, [library.find("金融/a.md")], read=True)
    set_state(library, [library.find("c.md")], starred=True)
    assert names(library, text) == found
    assert names(library, text, order="oldest") == found[::-1]
    assert names(library, text, order="title") == "".join(sorted(found))
    matches = library.matches(parse(text))
    assert "".join(match.entry.title for match in matches) == found


def test_an_entry_without_a_day_is_last_and_in_no_span_of_days(library: Library) -> None:
    with library._index.write() as db:
        db.execute("UPDATE entry SET day = '', published = ? WHERE title = 'b'", (UNDATED,))
    assert names(library) == "cab"
    assert names(library, order="oldest") == "acb"
    assert names(library, "before:2022-04") == "ca"
    assert names(library, "after:2022-04", order="oldest") == "ac"
    assert library.find("b.md").published is None
    for newest in (True, False):
        assert library.listing("flat", newest=newest).inner(0)[-1].name == ""
        assert library.listing("date", newest=newest).nodes[-1].path == ""


def test_a_site_is_filtered_by_its_whole_name(library: Library) -> None:
    site = library.find("b.md").site
    assert "b" in names(library, f'site:="{site.upper()}"')
    assert names(library, f'-site:="{site}"') == ""
    assert names(library, f'site:="{site[:-1]}"') == ""


def test_an_article_is_found_by_path_or_by_the_start_of_its_id(
    library: Library, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = library.find(str(root / "金融" / "a.md"))
    assert library.find("金融/a.md") == entry
    assert library.find("./金融/../金融/a.md") == entry
    assert library.find(entry.id) == library.find(entry.id[:6].upper()) == entry
    monkeypatch.chdir(root / "金融")
    assert library.find("a.md") == entry
    assert library.entry(entry.key) == entry


@pytest.mark.parametrize("ref", ["nothing.md", "abcd", "abc", "", "x" * 5000, "a\0b", "~nobody/x"])
def test_what_is_not_there_is_said_in_one_sentence(library: Library, ref: str) -> None:
    with pytest.raises(LibraryError, match=r"^There is no article “.*” in the library\.$"):
        library.find(ref)


def test_a_short_id_that_two_articles_have_is_refused(write: Write, open_library: Open) -> None:
    for number in range(400):
        write(f"{number}.md")
    library = open_library()
    starts = [entry.id[:4] for entry in library.entries()]
    twice = {start for start in starts if starts.count(start) > 1}
    for start in twice:
        with pytest.raises(LibraryError, match="Several articles"):
            library.find(start)
    assert library.find(next(s for s in starts if s not in twice))


def test_a_link_into_the_library_finds_the_article(
    library: Library, root: Path, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(root)
    assert library.find(str(tmp_path / "link" / "b.md")).title == "b"


@pytest.mark.parametrize("name", ["missing", "news/b.md"])
def test_a_root_that_is_no_folder_is_refused(library: Library, tmp_path: Path, name: str) -> None:
    with pytest.raises(LibraryError, match=r"(does not exist|is not a folder)\.$"):
        Library([tmp_path / name])


def test_marks_are_returned_counted_and_kept(library: Library) -> None:
    a, b = library.find("金融/a.md"), library.find("b.md")
    changed = set_state(library, [a, b], read=True)
    assert [entry.read for entry in changed] == [True, True]
    assert library.counts() == Counts(3, 1, 0)
    assert set_state(library, [a, b], read=True) == [], "a stale entry changes nothing"
    (changed_b,) = set_state(library, [b], starred=True, progress=7.0)
    assert (changed_b.read, changed_b.starred, changed_b.progress) == (True, True, 1.0)
    assert library.counts() == Counts(3, 1, 1)
    assert set_state(library, [], read=True) == []


def test_only_what_changes_is_written(library: Library) -> None:
    a = library.find("金融/a.md")
    set_state(library, [a], read=True)
    set_state(library, [a], read=True, starred=True)
    text = (config.journal_folder() / "here.jsonl").read_text("utf-8").splitlines()
    assert len(text) == 3
    assert text[1].endswith('"set":{"read":true}}')
    assert text[2].endswith('"set":{"starred":true}}')


def test_two_windows_see_each_other_s_marks(library: Library, open_library: Open) -> None:
    other = open_library(scan=False)
    assert not other.poll()
    entry = library.find("b.md")
    set_state(library, [entry], read=True)
    assert not library.poll(), "one's own change is no news"
    assert other.poll()
    assert not other.poll()
    assert other.find("b.md").read
    set_state(other, [entry], starred=True)
    assert library.poll()
    assert library.counts() == Counts(3, 2, 1)


def test_marks_of_another_device_are_news(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = library.find("b.md")
    monkeypatch.setenv("READER_DEVICE", "there")
    journal = default_journal()
    journal.append([Mark(entry.id, "news", "b.md", {"read": True})])
    journal.close()
    assert library.poll()
    assert library.find("b.md").read
    assert not library.poll()


def test_a_window_sees_what_a_scan_finds(
    library: Library, write: Write, open_library: Open
) -> None:
    other = open_library(scan=False)
    library.refresh()
    assert not other.poll(), "nothing had changed"
    write("d.md")
    library.refresh()
    assert other.poll()
    assert other.counts().total == 4


def lock(root: Path) -> sqlite3.Connection:
    writer = sqlite3.connect(index_file([root]), isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    return writer


def test_a_locked_index_does_not_hold_up_a_mark(
    library: Library, root: Path, open_library: Open
) -> None:
    listing = library.listing("flat", "unread")
    entry = listing.window(0, 0, 1)[0]
    writer = lock(root)
    start = time.perf_counter()
    (changed,) = set_state(library, [entry], read=True, progress=0.5)
    assert time.perf_counter() - start < 0.5
    assert changed.read
    shown = listing.window(0, 0, 1)[0]
    assert (shown.read, shown.progress) == (True, 0.5)
    assert library.find(entry.id).read
    assert listing.next_unread(0, -1) == (0, 1)
    assert listing.inner(0)[0].unread == 0
    assert set_state(library, [entry], read=True) == []
    set_state(library, [entry], starred=True)
    library.poll()
    writer.execute("ROLLBACK")
    writer.close()
    library.poll()
    assert library.counts() == Counts(3, 2, 1)
    (shown,) = open_library(scan=False).entries(parse("is:read"))
    assert (shown.id, shown.starred, shown.progress) == (entry.id, True, 0.5)
    assert not library.poll()


def test_a_library_opens_while_another_process_writes(library: Library, root: Path) -> None:
    writer = lock(root)
    start = time.perf_counter()
    other = Library([root])
    assert time.perf_counter() - start < 1
    assert other.counts().total == 3
    writer.close()
    other.close()


def test_it_knows_whether_it_was_ever_scanned(open_library: Open) -> None:
    library = open_library(scan=False)
    assert not library.is_indexed()
    library.refresh()
    assert library.is_indexed()


def test_another_process_s_progress_is_seen_and_a_dead_one_s_is_not(
    library: Library, open_library: Open
) -> None:
    other = open_library(scan=False)
    seen: list[Progress | None] = []
    library.refresh(lambda _progress: seen.append(other.scan_progress()), reread=True)
    assert Progress(3, 3) in seen
    assert other.scan_progress() is None
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    library._index.db.execute(
        "INSERT INTO running VALUES (1, ?, ?, 1, 2, 'rows')", (dead.pid, time.time())
    )
    assert other.scan_progress() is None
    library._index.db.execute("UPDATE running SET pid = ?", (os.getpid(),))
    assert other.scan_progress() == Progress(1, 2)


def test_the_parsers_are_not_loaded_to_show_a_list(library: Library, root: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from reader.library.library import Library\n"
        f"library = Library([Path({str(root)!r})])\n"
        "assert len(list(library.entries(limit=20))) == 3 and library.listing().nodes\n"
        "heavy = {'yaml', 'frontmatter', 'selectolax', 'textual', 'rich', 'subprocess'}\n"
        "print(sorted(heavy & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout == b"[]\n"


def test_a_scan_in_the_background_fills_the_index(
    write: Write, open_library: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("reader.commands.index")
    write("a.md")
    (tmp_path / "elsewhere" / "reader").mkdir(parents=True)
    (tmp_path / "elsewhere" / "reader" / "__init__.py").write_text("raise SystemExit(9)", "utf-8")
    monkeypatch.chdir(tmp_path / "elsewhere")
    library = open_library(scan=False)
    with library.start_scan() as process:
        _out, words = process.communicate(timeout=60)
    assert process.returncode == 0, words
    assert library.poll()
    assert library.is_indexed()
    assert library.counts().total == 1


def test_the_place_in_an_article_is_kept(write: Write, open_library: Open) -> None:
    write("one.md", "One")
    library = open_library()
    entry = next(library.entries())
    assert library.marks.place(entry) is None
    library.marks.keep_place(entry, 12.25, 0.4)
    assert library.marks.place(entry) == 12.25
    library.marks.keep_place(entry, 13.0, None)
    again = open_library(scan=False)
    entry = next(again.entries())
    assert (again.marks.place(entry), entry.progress) == (13.0, 0.4)


def test_a_place_is_known_while_somebody_else_holds_the_index(
    write: Write, open_library: Open
) -> None:
    write("one.md", "One")
    library, other = open_library(), open_library(scan=False)
    entry = next(library.entries())
    with other._index.write():
        library.marks.keep_place(entry, 12.25, 0.4)
        set_state(library, [entry], read=True)
        assert library.marks.place(entry) == 12.25
    library.poll()
    assert library.marks.place(entry) == 12.25


@pytest.mark.parametrize("name", library_module._LATE)
def test_what_is_loaded_late_is_where_it_is_looked_for(name: str) -> None:
    assert getattr(library_module, name)
