"""What a scan finds, and what it leaves alone."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from reader import config
from reader.errors import LibraryError
from reader.library.library import Library, Progress, Summary
from reader.library.query.language import parse
from reader.library.scan import reader_pool
from reader.library.scan.record import Job
from tests.library.conftest import Open, Write
from tests.states import set_state


def titles(library: Library) -> list[str]:
    return sorted(entry.title for entry in library.entries())


def test_all_article_files_at_any_depth_are_found(write: Write, open_library: Open) -> None:
    for name in ("a.md", "b.markdown", "x/c.html", "x/y/d.HTM"):
        write(name)
    assert titles(open_library()) == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    "name",
    [".hidden.md", ".git/a.md", "node_modules/a.md", "__pycache__/a.md", "a.log", ".x/y/a.md"],
)
def test_hidden_and_foreign_files_are_passed_over(
    name: str, write: Write, open_library: Open
) -> None:
    write(name)
    assert titles(open_library()) == []


def test_an_entry_holds_what_the_front_matter_says(write: Write, open_library: Open) -> None:
    path = write("金融/新浪.md", title="央行：稳")
    (entry,) = open_library().entries()
    assert (entry.path, entry.title, entry.categories) == (path, "央行：稳", ("金融", "新浪财经"))
    assert entry.published is not None
    assert entry.published.isoformat() == "2022-04-22T10:00:00+00:00"
    assert (entry.published_inferred, entry.authors) == (False, ("Somebody",))
    assert (entry.read, entry.starred, entry.progress) == (False, False, 0)


def test_a_scan_counts_what_is_new_changed_and_gone(write: Write, open_library: Open) -> None:
    kept, changed, gone = write("kept.md"), write("changed.md"), write("gone.md")
    library = open_library(scan=False)
    assert library.refresh() == Summary(3, 0, 0, 0, 0)
    assert library.refresh() == Summary(0, 0, 0, 0, 0)
    write("changed.md", title="other words")
    write("new.md")
    gone.unlink()
    assert library.refresh() == Summary(1, 1, 0, 1, 0)
    assert titles(library) == ["kept", "new", "other words"]
    assert kept.exists()
    assert changed.exists()


def test_a_quick_scan_sees_what_came_and_went(write: Write, open_library: Open) -> None:
    write("x/a.md")
    write("y/b.md")
    library = open_library()
    write("x/deep/c.md")
    (write("y/b.md")).unlink()
    library.refresh(full=False)
    assert titles(library) == ["a", "c"]


def test_folders_that_went_take_their_articles_with_them(write: Write, open_library: Open) -> None:
    path = write("x/y/a.md")
    write("b.md")
    library = open_library()
    path.unlink()
    path.parent.rmdir()
    path.parent.parent.rmdir()
    library.refresh(full=False)
    assert titles(library) == ["b"]


def test_a_file_that_is_no_article_is_listed_with_the_reason(
    root: Path, open_library: Open
) -> None:
    (root / "binary.md").write_bytes(b"\0\1\2" * 1000)
    library = open_library()
    ((path, reason),) = library.skipped()
    assert path == root / "binary.md"
    assert reason.endswith(".")
    assert library.refresh() == Summary(0, 0, 0, 0, 1)
    (root / "binary.md").write_text("---\ntitle: now\n---\ntext", "utf-8")
    assert library.refresh() == Summary(1, 0, 0, 0, 0)
    assert library.skipped() == []


def test_an_article_that_becomes_binary_leaves_the_list(
    root: Path, write: Write, open_library: Open
) -> None:
    write("a.md")
    library = open_library()
    (root / "a.md").write_bytes(b"\0" * 5000)
    assert library.refresh() == Summary(0, 0, 0, 1, 1)
    (root / "a.md").unlink()
    assert library.refresh() == Summary(0, 0, 0, 0, 0)


@pytest.mark.real_readers
def test_a_name_that_is_not_text_works(write: Write, open_library: Open) -> None:
    path = write(b"caf\xe9.md", title="coffee")
    library = open_library()
    (entry,) = library.entries()
    assert entry.path == path
    assert entry.path.read_text("utf-8")
    set_state(library, [entry], read=True)
    assert library.find(str(path)).read
    write(b"\xff/\xfe.md", title="both")
    library.refresh()
    assert titles(library) == ["both", "coffee"]


def test_an_article_without_a_title_may_have_a_name_that_is_not_text(
    root: Path, open_library: Open
) -> None:
    Path(os.fsdecode(os.fsencode(root) + b"/caf\xe9.md")).write_text("<p>A body.</p>", "utf-8")
    library = open_library()
    (entry,) = library.entries()
    assert entry.title.encode("utf-8")
    assert library.skipped() == []


def test_a_pipe_with_an_article_s_name_stops_nobody(
    root: Path, write: Write, open_library: Open
) -> None:
    os.mkfifo(root / "pipe.md")
    write("a.md")
    library = open_library()
    assert titles(library) == ["a"]
    assert library.skipped() == []


def test_links_in_a_circle_are_walked_once(root: Path, write: Write, open_library: Open) -> None:
    write("x/a.md")
    (root / "x" / "again").symlink_to(root)
    (root / "self").symlink_to(root / "self")
    (root / "dead.md").symlink_to(root / "nothing.md")
    assert titles(open_library()) == ["a"]


def test_a_folder_is_listed_under_its_own_path_before_a_link(
    root: Path, write: Write, open_library: Open
) -> None:
    path = write("z/a.md")
    (root / "a-link").symlink_to(root / "z")
    library = open_library()
    assert [entry.path for entry in library.entries()] == [path]
    library.refresh(full=False)
    assert [entry.path for entry in library.entries()] == [path]


def test_a_linked_folder_from_outside_is_followed(
    tmp_path: Path, root: Path, write: Write, open_library: Open
) -> None:
    outside = tmp_path / "outside"
    write("a.md").parent.mkdir(exist_ok=True)
    outside.mkdir()
    (root / "a.md").rename(outside / "a.md")
    (root / "in").symlink_to(outside)
    library = open_library()
    assert [entry.path for entry in library.entries()] == [root / "in" / "a.md"]
    library.refresh(full=False)
    assert titles(library) == ["a"]


def test_a_root_that_is_gone_keeps_its_articles(
    root: Path, write: Write, open_library: Open
) -> None:
    write("a.md")
    library = open_library()
    root.rename(root.with_name("away"))
    with pytest.raises(LibraryError, match="cannot be read"):
        library.refresh()
    assert titles(library) == ["a"]
    root.mkdir()  # a mount point without its drive
    with pytest.raises(LibraryError, match="empty now"):
        library.refresh()
    assert titles(library) == ["a"]
    assert library.scan_progress() is None
    root.rmdir()
    with pytest.raises(LibraryError, match="does not exist"):
        library.refresh(reread=True)
    assert titles(library) == ["a"]
    root.mkdir()
    library.refresh(reread=True)
    assert titles(library) == []


def test_a_root_inside_another_is_not_counted_twice(
    root: Path, write: Write, open_library: Open
) -> None:
    write("x/a.md")
    library = open_library(root, root / "x")
    assert library.roots == (root,)
    assert titles(library) == ["a"]


def test_several_roots_make_one_library(tmp_path: Path, write: Write, open_library: Open) -> None:
    other = tmp_path / "other"
    write("../other/b.md")
    write("a.md")
    library = open_library(write("a.md").parent, other)
    assert titles(library) == ["a", "b"]
    library.close()


def test_a_folder_that_cannot_be_listed_keeps_its_articles(
    write: Write, open_library: Open
) -> None:
    path = write("shut/deep/a.md")
    library = open_library()
    shut = path.parent.parent
    shut.chmod(0)
    try:
        if os.access(shut, os.R_OK):
            pytest.skip("this user may list every folder")
        for full in (True, False, True):
            library.refresh(full=full)
            assert titles(library) == ["a"]
            assert library.skipped()[0][0] == shut
    finally:
        shut.chmod(0o700)
    library.refresh(full=False)
    assert library.skipped() == []


@pytest.mark.real_readers
def test_an_interrupted_scan_leaves_what_it_read_and_the_next_goes_on(
    write: Write, open_library: Open
) -> None:
    for number in range(120):
        write(f"{number}.md")
    library = open_library(scan=False)

    def interrupt(progress: Progress) -> None:
        if progress.done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.refresh(interrupt)
    read = library.counts().total
    assert read > 0
    assert not library.is_indexed()
    assert library.scan_progress() is None
    assert library.refresh(full=False).added == 120 - read
    assert library.counts().total == 120
    assert library.is_indexed()


@pytest.mark.real_readers
def test_progress_ends_with_all_files(write: Write, open_library: Open) -> None:
    for number in range(60):
        write(f"{number}.md")
    seen: list[Progress] = []
    open_library(scan=False).refresh(seen.append)
    assert seen[0].total is None or seen[0].done <= seen[0].total
    assert [one for one in seen if one.phase == "rows"][-1] == Progress(60, 60)
    assert [one for one in seen if one.phase == "texts"][-1] == Progress(60, 60, "texts")


@pytest.mark.real_readers
def test_two_scans_at_once_do_no_harm(root: Path, write: Write, open_library: Open) -> None:
    for number in range(300):
        write(f"{number}.md")
    found: list[Summary] = []

    def scan() -> None:
        library = Library([root])
        found.append(library.refresh())
        library.close()

    threads = [threading.Thread(target=scan) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(summary.added for summary in found) == 300
    assert open_library().counts().total == 300


@pytest.mark.real_readers
def test_another_zone_counts_the_days_anew(
    root: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.md", date="Fri, 22 Apr 2022 20:00:00 GMT")
    days = []
    for zone in ("UTC", "Asia/Shanghai"):
        library = Library([root], ZoneInfo(zone))
        library.refresh()
        days.append(library.listing("flat").inner(0)[0].name)
        library.close()
    assert days == ["2022-04-22", "2022-04-23"]


@pytest.mark.real_readers
def test_a_rewrite_of_equal_size_and_time_is_noticed(write: Write, open_library: Open) -> None:
    path = write("a.md", body="<p>gold and iron</p>")
    library = open_library()
    before = path.stat()
    text = path.read_text("utf-8")
    path.write_text(text.replace("gold", "lead"), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert library.refresh() == Summary(0, 1, 0, 0, 0)
    found = [len(list(library.matches(parse(word)))) for word in ("gold", "lead")]
    assert found == [0, 1]
    (entry,) = library.entries()
    set_state(library, [entry], read=True)
    path.chmod(0o600)
    path.touch()
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))  # as after a copy
    assert library.refresh() == Summary(0, 0, 0, 0, 0), "it is read again, and is as it was"
    assert library.refresh() == Summary(0, 0, 0, 0, 0)
    assert next(iter(library.entries())).read


def test_when_the_rules_for_sites_change_the_texts_do(write: Write, open_library: Open) -> None:
    write("a.md", body="<div><p>gold</p><p class='teaser'>silver</p></div>")
    library = open_library()
    assert library.refresh(full=True).changed == 0
    rules = config.sites_file()
    rules.parent.mkdir(parents=True, exist_ok=True)
    rules.write_text('[default]\ndrop = [".teaser"]\n')
    assert library.refresh().changed == 1
    found = [len(list(library.matches(parse(word)))) for word in ("gold", "silver")]
    assert found == [1, 0]
    assert library.refresh(full=True).changed == 0


def test_a_file_that_moves_keeps_its_row(root: Path, write: Write, open_library: Open) -> None:
    path = write("x/a.md", "A", body="<p>gold</p>")
    write("b.md", "B")
    library = open_library()
    entry = library.find("x/a.md")
    set_state(library, [entry], starred=True)
    (root / "y").mkdir()
    path.rename(root / "y" / "c.md")
    assert library.refresh() == Summary(0, 0, 1, 0, 0)
    moved = library.find("y/c.md")
    assert (moved.key, moved.starred, moved.title) == (entry.key, True, "A")
    assert [match.entry.key for match in library.matches(parse("gold"))] == [entry.key]
    assert library.counts().total == 2


def test_a_copy_is_no_move(root: Path, write: Write, open_library: Open) -> None:
    path = write("a.md", "A")
    library = open_library()
    (root / "b.md").write_bytes(path.read_bytes())
    (root / "c.md").write_bytes(path.read_bytes())
    assert library.refresh() == Summary(2, 0, 0, 0, 0)
    path.unlink()
    (root / "b.md").rename(root / "d.md")
    found = library.refresh()
    assert (found.moved, found.removed) == (1, 1)
    assert [entry.duplicates for entry in library.entries()] == [2]  # one row, two files


def test_what_is_passed_over_is_known_with_the_reason(
    root: Path, write: Write, open_library: Open
) -> None:
    for name in (".hidden.md", ".git/a.md", "node_modules/a.md", "good.md"):
        write(name)
    (root / "dead.md").symlink_to(root / "nothing.md")
    (root / ".notes.txt").write_text("a hidden text", "utf-8")
    library = open_library()
    passed = {path.name: reason for path, reason in library.passed_over()}
    assert passed == {
        ".hidden.md": "It is hidden.",
        ".notes.txt": "It is hidden.",
        ".git": "It is hidden.",
        "node_modules": "It belongs to a program.",
        "dead.md": "The link leads nowhere.",
    }
    (root / "dead.md").unlink()
    library.refresh()
    assert "dead.md" not in {path.name for path, _reason in library.passed_over()}
    assert library.skipped() == []


def test_a_touched_folder_is_listed_though_its_time_is_the_same(
    root: Path, write: Write, open_library: Open
) -> None:
    write("x/a.md", "old")
    write("y/b.md", "old")
    library = open_library()
    for folder in ("x", "y"):
        os.utime(root / folder, ns=(10**18, 10**18))
    library.refresh()
    write("x/a.md", "changed here")
    write("y/b.md", "changed there")
    assert library.refresh(full=False, touched=[root / "x"]) == Summary(0, 1, 0, 0, 0)
    assert titles(library) == ["changed here", "old"]
    assert library.refresh(full=False) == Summary(0, 0, 0, 0, 0)
    assert library.refresh(touched=[root / "none", root.parent]) == Summary(0, 1, 0, 0, 0)


def test_a_scan_that_finds_nothing_new_writes_nothing(write: Write, open_library: Open) -> None:
    path = write("x/a.md")
    library = open_library()
    for folder in (path.parent, path.parent.parent):
        os.utime(folder, ns=(10**18, 10**18))
    library.refresh()
    before = library._index.db.total_changes
    assert library.refresh() == library.refresh(full=False) == Summary(0, 0, 0, 0, 0)
    assert library._index.db.total_changes == before


@pytest.mark.real_readers
def test_a_file_that_vanishes_while_it_is_read_is_no_matter(
    write: Write, open_library: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [write(f"{number}.md") for number in range(30)]
    library = open_library(scan=False)
    ask = reader_pool.Readers.ask

    def vanish(self: reader_pool.Readers, jobs: Iterable[Job]) -> None:
        asked = list(jobs)
        paths[7].unlink(missing_ok=True)
        paths[8].write_text("---\ntitle: changed\n---\n", "utf-8")
        ask(self, asked)

    monkeypatch.setattr(reader_pool.Readers, "ask", vanish)
    library.refresh()
    monkeypatch.undo()
    assert library.counts().total == 29
    assert library.skipped() == []
    library.refresh()
    assert "changed" in titles(library)


@pytest.mark.real_readers
def test_an_index_that_finds_no_room_is_made_elsewhere(write: Write, open_library: Open) -> None:
    for number in range(200):
        write(f"{number}.md", body=f"<p>{number} {'words and more ' * 300}</p>")
    library = open_library(scan=False)
    folder = config.index_folder()
    fill(library)
    assert library.refresh().added == 200
    assert library.counts().total == 200
    assert library.notices == [
        f"The index cannot be kept in {folder} (no room is left): it is temporary."
    ]
    assert not library.is_shared
    assert not library.is_incomplete


@pytest.mark.real_readers
def test_where_there_is_no_room_at_all_that_is_one_sentence(
    write: Write, open_library: Open
) -> None:
    for number in range(200):
        write(f"{number}.md", body=f"<p>{number} {'words and more ' * 300}</p>")
    library = open_library(scan=False)
    library.retreat("for want of room")
    fill(library)
    with pytest.raises(LibraryError, match="cannot be written"):
        library.refresh()
    assert library.is_incomplete
    library._index.db.execute("PRAGMA max_page_count = 1000000")
    library.refresh()
    assert library.counts().total == 200
    assert not library.is_incomplete


def fill(library: Library) -> None:
    """Leave the index room for ten pages more."""
    (pages,) = library._index.db.execute("PRAGMA page_count").fetchone()
    library._index.db.execute(f"PRAGMA max_page_count = {pages + 10}")
