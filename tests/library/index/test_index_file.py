"""The index is a cache: whatever happens to its file, the library opens."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from reader import config
from reader.errors import LibraryError
from reader.library.index import database
from reader.library.index.index_file import index_file
from reader.library.index.schema import VERSION
from reader.library.library import Library, parse
from tests.library.conftest import Open, Write
from tests.states import set_state


@pytest.fixture
def file(root: Path, write: Write, open_library: Open) -> Path:
    write("a.md")
    library = open_library()
    set_state(library, list(library.entries()), read=True)
    library.close()
    return index_file([root])


def test_a_sound_index_is_kept_without_a_word(file: Path, open_library: Open) -> None:
    library = open_library(scan=False)
    assert library.notices == []
    assert library.counts().total == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_what_was_read_is_nobody_else_s(file: Path) -> None:
    assert file.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("damage", ["text", "head", "tail", "foreign", "newer", "older"])
def test_an_index_that_cannot_be_used_is_made_anew(
    damage: str, file: Path, open_library: Open
) -> None:
    match damage:
        case "text":
            file.write_text("This is no database." * 1000, "utf-8")
        case "head":
            file.write_bytes(b"SQLite format 3\0" + b"\xff" * 8000)
        case "tail":
            file.write_bytes(file.read_bytes()[:5000])
        case "foreign":
            file.unlink()
            other = sqlite3.connect(file)
            other.execute("CREATE TABLE mine (x)")
            other.close()
        case _:
            other = sqlite3.connect(file)
            other.execute(f"PRAGMA user_version = {VERSION + 1 if damage == 'newer' else 1}")
            other.close()
    library = open_library(scan=False)
    assert library.counts().total == 0
    assert len(library.notices) == 1
    assert library.notices[0].endswith("rebuilt from the files and the journal.")
    library.refresh()
    assert [entry.read for entry in library.entries()] == [True]
    library.close()
    assert open_library(scan=False).notices == []


def test_damage_met_on_the_way_is_one_sentence_and_a_scan_mends_it(
    file: Path, write: Write, open_library: Open
) -> None:
    for number in range(200):
        write(f"{number}.md")
    open_library().close()
    db = sqlite3.connect(file)
    statement = "SELECT rootpage FROM sqlite_master WHERE name IN ('entry', 'tally')"
    pages = [row[0] for row in db.execute(statement)]
    db.close()
    with file.open("r+b") as stream:
        for page in pages:
            stream.seek((page - 1) * 4096)
            stream.write(b"\xff" * 4096)
    library = open_library(scan=False)
    for use in (library.counts, library.listing, lambda: list(library.entries())):
        use()
    assert len(library.notices) == 1
    assert "damaged" in library.notices[0]
    assert library.counts().total == 0
    library.refresh()
    assert library.counts().total == 201
    assert library.find("a.md").read


def test_damage_to_what_the_journals_gave_is_mended_at_once(file: Path, open_library: Open) -> None:
    db = sqlite3.connect(file)
    statement = "SELECT rootpage FROM sqlite_master WHERE name IN ('state', 'journal')"
    pages = [row[0] for row in db.execute(statement)]
    db.close()
    with file.open("r+b") as stream:
        for page in pages:
            stream.seek((page - 1) * 4096)
            stream.write(b"\xff" * 4096)
    library = open_library(scan=False)
    assert library.notices == [
        "The index was damaged and is rebuilt from the files and the journal."
    ]
    library.refresh()
    assert library.find("a.md").read


def test_an_empty_file_becomes_an_index(file: Path, open_library: Open) -> None:
    file.write_bytes(b"")
    library = open_library()
    assert library.notices == []
    assert library.counts().total == 1


def test_without_a_place_for_the_index_there_is_a_temporary_one(
    root: Path, write: Write, open_library: Open, tmp_path: Path
) -> None:
    write("a.md")
    config.index_folder().parent.parent.mkdir(parents=True)
    config.index_folder().parent.write_text("a file where a folder should be", "utf-8")
    library = open_library()
    assert library.counts().total == 1
    assert library.notices == [
        f"The index cannot be kept in {config.index_folder()} (Not a directory): it is temporary."
    ]
    set_state(library, list(library.entries()), read=True)
    place = library._index.file
    assert place is not None
    library.close()
    assert not place.parent.exists()


def test_without_any_place_the_index_is_in_memory(
    write: Write, open_library: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.md")
    config.index_folder().parent.parent.mkdir(parents=True)
    config.index_folder().parent.write_text("", "utf-8")
    monkeypatch.setattr("tempfile.tempdir", "/nowhere/at/all")
    library = open_library()
    assert library.counts().total == 1
    with pytest.raises(LibraryError, match="in memory"):
        library.start_scan()


def test_many_first_starts_at_once_make_one_index(root: Path) -> None:
    notices: list[str] = []
    barrier = threading.Barrier(8)

    def start() -> None:
        barrier.wait()
        library = Library([root])
        notices.extend(library.notices)
        library.close()

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert notices == []


def test_the_same_folders_in_any_order_are_one_library(
    root: Path, write: Write, open_library: Open
) -> None:
    write("../other/b.md")
    write("a.md")
    other = root.with_name("other")
    open_library(root, other).close()
    assert open_library(other, root, scan=False).counts().total == 2
    assert open_library(other, scan=False).counts().total == 0


def test_a_rebuilt_index_reaches_other_windows(file: Path, open_library: Open) -> None:
    one, two = open_library(scan=False), open_library(scan=False)
    listing = two.listing()
    one.refresh(reread=True)
    assert two.poll()
    assert two.counts().total == 1
    assert [entry.read for entry in two.entries()] == [True]
    assert len(listing.window(0, 0, 10)) == 1
    assert isinstance(two, Library)


def test_one_that_is_newer_is_set_aside(file: Path, open_library: Open) -> None:
    other = sqlite3.connect(file)
    other.execute(f"PRAGMA user_version = {VERSION + 1}")
    other.close()
    open_library().close()
    aside = sqlite3.connect(file.with_name(f"{file.name}-aside"))
    assert aside.execute("PRAGMA user_version").fetchone() == (VERSION + 1,)
    assert aside.execute("SELECT COUNT(*) FROM entry").fetchone() == (1,)
    aside.close()


def _as_in_version_6(db: sqlite3.Connection) -> None:
    """As it is but for what came later."""
    for table in ("pending", "node", "placed", "compared"):
        db.execute(f"DROP TABLE {table}")
    dropped = ("by_place", "by_category", "by_day", "muted", "scored", "starred_version")
    for name in dropped:
        db.execute(f"DROP INDEX entry_{name}")
    for figure in ("told", "told_unread", "fresh", "fresh_unread"):
        db.execute(f"ALTER TABLE tally DROP COLUMN {figure}")
    _without(db, "category_paths", "feed", "nodes", "ctime_ns", "versions")
    _without(db, "folded", "unread_below", "muted", "score")
    db.execute("CREATE UNIQUE INDEX entry_by_place ON entry (folder, name, mtime_ns, size)")
    for name, columns in {"category": "category, day", "site": "site, day", "day": "day"}.items():
        db.execute(
            f"CREATE INDEX entry_by_{name} ON entry ({columns}, published, key, read, starred)"
        )
    db.execute("ALTER TABLE skipped DROP COLUMN ctime_ns")
    db.execute("ALTER TABLE running DROP COLUMN phase")
    db.execute("DROP INDEX entry_arrived")
    db.execute("ALTER TABLE entry DROP COLUMN arrived")
    db.execute("PRAGMA user_version = 6")


def _as_in_version_4(db: sqlite3.Connection) -> None:
    _as_in_version_6(db)
    for name in ("TABLE link", "INDEX entry_by_name", "INDEX entry_by_permalink"):
        db.execute(f"DROP {name}")
    _without(db, "duplicates", "draft", "permalink")
    db.execute("DELETE FROM label WHERE kind = 'site'")
    for event in ("DELETE", "UPDATE"):  # they would count twice
        db.execute(
            f"CREATE TRIGGER entry_{'went' if event == 'DELETE' else 'marked'} "
            f"AFTER {event} ON entry BEGIN UPDATE tally SET total = total - 1; END"
        )
    db.execute("PRAGMA user_version = 4")


def _without(db: sqlite3.Connection, *columns: str) -> None:
    db.execute("DROP VIEW shown")
    for column in columns:
        db.execute(f"ALTER TABLE entry DROP COLUMN {column}")
    db.execute("CREATE VIEW shown AS SELECT * FROM entry")


def test_the_list_of_an_old_version_is_there_at_once_and_its_texts_are_read_again(
    file: Path, open_library: Open
) -> None:
    with closing(sqlite3.connect(file)) as old, old:
        _as_in_version_6(old)
    library = open_library(scan=False)
    assert library.notices == []
    assert [entry.read for entry in library.entries()] == [True]
    assert library.share_of_texts() == 0
    library.refresh(full=False)
    assert library.share_of_texts() == 1
    assert [entry.read for entry in library.entries(parse("body"))] == [True]


@pytest.mark.parametrize("version", [3, 4, 6])
def test_state_survives_a_new_version_and_all_files_are_read_again(
    version: int, file: Path, open_library: Open
) -> None:
    library = open_library()
    (entry,) = library.entries()
    set_state(library, [entry], read=True, starred=True, progress=0.5)
    library.marks.keep_place(entry, 3.25, 0.5)
    library.close()
    with closing(sqlite3.connect(file)) as old, old:
        AS_IN_VERSION[version](old)
        old.execute("UPDATE entry SET url = 'as an older version read it'")
    library = open_library()
    (now,) = library.entries()
    assert (now.url, now.read, now.starred, now.progress) == (entry.url, True, True, 0.5)
    assert library.marks.place(now) == 3.25
    assert (now.duplicates, library.counts()) == (1, (1, 0, 1))
    assert library.names("site") == [entry.site]
    assert list(library.entries(parse(f'site:="{entry.site}"'))) == [now]
    set_state(library, [now], read=False)
    assert (library.counts(), library.flaws()) == ((1, 1, 1), [])


def _as_in_version_3(db: sqlite3.Connection) -> None:
    _as_in_version_4(db)
    for name in ("INDEX entry_tagged", "INDEX state_tagged"):
        db.execute(f"DROP {name}")
    _without(db, "own_tags")
    db.execute("PRAGMA user_version = 3")


AS_IN_VERSION = {3: _as_in_version_3, 4: _as_in_version_4, 6: _as_in_version_6}


def test_an_old_version_is_migrated(file: Path, open_library: Open) -> None:
    with closing(sqlite3.connect(file)) as old, old:
        _as_in_version_3(old)
        old.execute("ALTER TABLE entry ADD COLUMN lead TEXT")
        old.execute("UPDATE meta SET name = 'zone', value = 'UTC' WHERE name = 'manner'")
        old.execute("PRAGMA user_version = 2")
    library = open_library(scan=False)
    assert library.notices == []
    assert library.counts().total == 1
    assert library.refresh().changed == 1, "it was read in a manner that is not known"


def test_an_older_one_is_migrated_in_one_go(
    file: Path, open_library: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "VERSION", VERSION + 1)
    broken = "CREATE TABLE extra (x);\nINSERT INTO nowhere VALUES (1);\n"
    monkeypatch.setattr(database, "MIGRATIONS", {VERSION: broken})
    with pytest.raises(sqlite3.OperationalError):
        database.prepared(database.connect(str(file)), [])
    good = "CREATE TABLE extra (x);\nINSERT INTO extra VALUES (1);\n"
    monkeypatch.setattr(database, "MIGRATIONS", {VERSION: good})
    library = open_library(scan=False)
    assert library.notices == []
    assert library.counts().total == 1
    assert library._index.db.execute("SELECT x FROM extra").fetchall() == [(1,)]
    assert library._index.db.execute("PRAGMA user_version").fetchone() == (VERSION + 1,)


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of sizes here")
def test_a_quota_is_no_damage(news: Path) -> None:
    """Under a limit a write fails with EFBIG, as it does with EDQUOT under a quota."""
    Library([news]).close()
    (file,) = config.index_folder().glob("*.sqlite")
    before = file.stat().st_ino
    code = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))\n"
        "from reader.cli import main\n"
        "sys.exit(main(['list', '-L', sys.argv[1]]))\n"
    )
    unwritten = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}  # the limit would cut that short, too
    done = subprocess.run(
        [sys.executable, "-c", code, news],
        capture_output=True,
        text=True,
        check=False,
        env=unwritten,
    )
    assert "it is temporary" in done.stderr
    assert "damaged" not in done.stderr
    assert file.stat().st_ino == before
