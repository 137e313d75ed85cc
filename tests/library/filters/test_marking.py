"""What filters mark: once for each article, whatever the order of scans, undos and devices."""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

from reader.entry import Entry
from reader.library.filters import marking
from reader.library.filters.active import in_force
from reader.library.journal import events, fold, maintenance
from reader.library.library import Library
from tests.library.conftest import Open, Write
from tests.library.filters.conftest import Give

LEFT = ": `reader filters apply` makes them, and says with --dry-run which."


def titles(library: Library, field: str) -> set[str]:
    library.poll()
    entries = library.entries()
    if field in ("read", "starred"):
        return {entry.title for entry in entries if getattr(entry, field)}
    return {entry.title for entry in entries if field in entry.own_tags}


def undo(library: Library) -> str:
    library.poll()
    step = library.marks.step("undo")
    return str(library.marks.retrace(step)[0]) if step else ""


@pytest.fixture
def library(write: Write, open_library: Open) -> Library:
    """A library with one article, which has been scanned."""
    write("first.md", body="<p>word</p>")
    return open_library()


def test_articles_are_marked_as_they_come_and_those_that_were_there_are_not(
    library: Library, write: Write, give: Give
) -> None:
    give(
        {"query": "category:金融", "tag": "money, 钱", "star": True},
        {"query": "word", "read": True},
    )
    library.refresh()
    assert titles(library, "starred") == titles(library, "read") == set()
    write("a.md", body="<p>word</p>")
    write("b.md", categories=("World",), body="<p>word</p>")
    library.refresh()
    assert titles(library, "starred") == titles(library, "money") == titles(library, "钱") == {"a"}
    assert titles(library, "read") == {"a", "b"}
    assert library.flaws() == []


def test_conditions_on_texts_wait_for_them(library: Library, write: Write, give: Give) -> None:
    give({"query": "word", "read": True}, {"query": "category:金融", "star": True})
    write("a.md", body="<p>word</p>")
    library.refresh(texts="leave")
    assert (titles(library, "read"), titles(library, "starred")) == (set(), {"a"})
    library.refresh(full=False)
    assert titles(library, "read") == {"a"}


def test_undo_takes_a_filter_s_marks_back_and_they_are_never_made_again(
    library: Library, write: Write, give: Give, open_library: Open
) -> None:
    give({"name": "Money", "query": "category:金融", "star": True, "tag": "x"})
    path = write("a.md")
    library.refresh()
    assert titles(library, "starred") == titles(library, "x") == {"a"}
    assert undo(library) == "“a” marked starred, tagged x by the filter “Money”"
    assert titles(library, "starred") == titles(library, "x") == set()
    for _ in range(2):
        path.touch()
        library.refresh(reread=True)
        assert titles(library, "starred") == titles(library, "x") == set()
    path.unlink()
    library.refresh()
    write("moved/a.md")  # the same text in another file
    library.refresh()
    assert titles(library, "starred") == set()
    library.marks.mark_by(*_apply(library))
    assert "a" not in titles(library, "starred")


def _apply(library: Library):
    (one,) = in_force().all
    return one, library.filtered(one)


def test_an_edited_article_keeps_what_was_undone(
    library: Library, write: Write, give: Give
) -> None:
    give({"query": "category:金融", "star": True})
    write("a.md", body="<p>one</p>")
    library.refresh()
    undo(library)
    write("a.md", body="<p>another text</p>")
    library.refresh()
    library.marks.mark_by(*_apply(library))
    assert "a" not in titles(library, "starred")


def test_own_actions_are_undone_before_those_of_filters(
    library: Library, write: Write, give: Give, open_library: Open
) -> None:
    give({"name": "Money", "query": "category:金融", "star": True})
    (first,) = library.entries()
    library.marks.mark([first.key], "read", True)
    write("a.md")
    open_library()  # another window scans
    assert titles(library, "starred") == {"a"}
    assert undo(library) == "“first” marked read"
    step = library.marks.step("redo")
    assert step is not None
    assert str(library.marks.retrace(step)[0]) == "“first” marked read"
    assert undo(library) == "“first” marked read"
    assert undo(library) == "“a” marked starred by the filter “Money”"
    assert titles(library, "starred") == set()


def test_what_the_user_said_is_left_alone(library: Library, write: Write, give: Give) -> None:
    (first,) = library.entries()
    library.marks.mark([first.key], "read", True)
    library.marks.mark([first.key], "read", False)
    give({"query": "category:金融", "read": True, "star": True})
    one, found = _apply(library)
    assert {field: len(rows) for field, rows in found.wanted.items()} == {"read": 0, "starred": 1}
    library.marks.mark_by(one, found)
    assert (titles(library, "read"), titles(library, "starred")) == (set(), {"first"})


def test_a_mark_names_its_filter_and_older_versions_can_read_it(
    library: Library, write: Write, give: Give
) -> None:
    give({"name": "a {b}", "query": "category:金融", "star": True})
    write("a.md")
    library.refresh()
    file = library._opened.journal.file
    header, *lines = file.read_bytes().splitlines(keepends=True)
    assert json.loads(header) == {"journal": 1}
    told = json.loads(lines[-1])
    assert (told["act"]["by"], told["t"]) == ("filter:a (b)", events.WEAKEST)
    event, act = events.event_of(lines[-1]), events.act_of(lines[-1])
    assert event is not None
    assert act is not None
    assert (event.fields, act.by) == ({"starred": 1.0}, "a (b)")
    assert maintenance.verify(file.parent) == []


def test_many_are_left_with_one_notice_that_names_the_command(
    library: Library, write: Write, give: Give, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marking, "MOST", 3)
    give({"query": "category:金融", "star": True, "read": True}, {"query": "word", "tag": "x"})
    write("a.md", body="<p>word</p>")
    library.refresh()
    assert titles(library, "starred") == titles(library, "x") == {"a"}
    assert library.notices == []
    for name in "bcd":
        write(f"{name}.md")
    library.refresh()
    assert titles(library, "starred") == {"a"}
    assert library.notices == ["6 marks of filters are left to you" + LEFT]
    library.refresh()
    library.poll()
    assert len(library.notices) == 1
    write("e.md")
    library.refresh()
    assert titles(library, "starred") == {"a", "e"}, "those that were left stay so"
    one, found = _first(library)
    assert found.count == 2 * len({"first", "b", "c", "d"})
    library.marks.mark_by(one, found)
    assert titles(library, "starred") == {"first", *"abcde"}
    assert library.flaws() == []


def _first(library: Library):
    one = in_force().all[0]
    return one, library.filtered(one)


def test_a_new_index_marks_nothing_by_itself(library: Library, write: Write, give: Give) -> None:
    give({"query": "category:金融", "star": True})
    library.refresh(reread=True)
    assert titles(library, "starred") == set()
    assert "1 mark of filters is left to you" in library.notices[-1]


def test_journals_are_read_to_their_ends_before_anything_is_marked(
    library: Library,
    write: Write,
    give: Give,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    give({"query": "category:金融 before:2030", "star": True})
    for number in range(20):
        write(f"{number}.md")
    library.refresh()
    assert undo(library) == "20 marked starred by the filter “f0”"
    monkeypatch.setattr(fold, "_CHUNK", 100)
    other = Library([root], fold_for=0.0)
    other.refresh(reread=True)
    other.read_journals()
    assert other.notices == ["1 mark of filters is left to you" + LEFT]
    assert titles(other, "starred") == set()
    other.close()


def test_what_no_filter_wants_any_more_is_not_marked_later(
    library: Library, write: Write, give: Give
) -> None:
    give({"query": "word", "star": True})
    write("a.md", body="<p>word</p>")
    library.refresh(texts="leave")
    give()
    library.refresh()
    give({"query": "word", "star": True})
    library.refresh()
    assert titles(library, "starred") == set()


def test_a_journal_that_cannot_be_written_ends_no_scan(
    library: Library, write: Write, give: Give
) -> None:
    give({"query": "category:金融", "star": True})
    write("a.md")
    journals = library._opened.journal.folder
    shutil.rmtree(journals, ignore_errors=True)
    journals.parent.mkdir(parents=True, exist_ok=True)
    journals.write_text("in its place")
    library.refresh()
    assert "Filters could not mark what is new: " in library.notices[-1]
    journals.unlink()
    library.refresh()
    assert titles(library, "starred") == {"a"}


class Devices:
    """Two devices with the same files and settings, and journals of their own that are merged."""

    def __init__(self, seed: int, home: Path, write: Write, root: Path) -> None:
        self.chance = random.Random(seed)
        self.home, self.root, self._write = home, root, write
        self.number = 0
        self.libraries = {name: self._open(name) for name in ("one", "two")}
        self.said: dict[str, bool] = {}
        """By title, what a user said last, on any of the devices."""

    def _open(self, name: str) -> Library:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("READER_DEVICE", name)
            patch.setenv("XDG_DATA_HOME", str(self.home / name / "data"))
            patch.setenv("XDG_CACHE_HOME", str(self.home / name / "cache"))
            library = Library([self.root])
            library.refresh()
        return library

    def some(self) -> Library:
        return self.chance.choice(list(self.libraries.values()))

    def come(self) -> None:
        for _ in range(self.chance.randint(1, 3)):
            self.number += 1
            body = self.chance.choice(["word", "other"])
            category = self.chance.choice(["金融", "World"])
            self._write(f"{self.number}.md", categories=(category,), body=f"<p>{body}</p>")

    def scan(self) -> None:
        self.some().refresh(texts=self.chance.choice(["wait", "wait", "leave"]))

    def rebuild(self) -> None:
        self.some().refresh(reread=True)

    def undo(self) -> None:
        library = self.some()
        library.poll()
        before = {entry.title: entry.read for entry in library.entries()}
        if undo(library):
            after = {entry.title: entry.read for entry in library.entries()}
            self.said |= {title: now for title, now in after.items() if before[title] != now}

    def mark(self) -> None:
        library = self.some()
        entries = list(library.entries())
        if entries:
            entry = self.chance.choice(entries)
            value = self.chance.random() < 0.5
            if library.marks.mark([entry.key], "read", value)[0].count:
                self.said[entry.title] = value

    def merge(self) -> None:
        folders = [self.home / name / "data" / "reader" / "journal" for name in self.libraries]
        for source, target in (folders, folders[::-1]):
            target.mkdir(parents=True, exist_ok=True)
            for file in source.glob(f"{source.parents[2].name}.jsonl"):
                shutil.copy(file, target)
        for library in self.libraries.values():
            library.poll()

    def close(self) -> None:
        for library in self.libraries.values():
            library.close()


@pytest.mark.parametrize("seed", range(8))
def test_a_mark_is_made_once_over_any_order_of_scans_undos_and_devices(
    seed: int, tmp_path: Path, write: Write, root: Path, give: Give
) -> None:
    give(
        {"query": "category:金融", "read": True},
        {"query": "word", "read": True, "tag": "x"},
        {"query": "category:金融 before:2030", "read": True},
    )
    devices = Devices(seed, tmp_path / "devices", write, root)
    steps = [devices.come, devices.scan, devices.scan, devices.undo, devices.mark, devices.rebuild]
    for _ in range(25):
        devices.chance.choice([*steps, devices.merge])()
    for library in devices.libraries.values():
        library.refresh()
    devices.merge()
    one, two = ({e.title: state(e) for e in each.entries()} for each in devices.libraries.values())
    assert one == two
    read = {title: told[0] for title, told in one.items()}
    assert {title: read[title] for title in devices.said} == devices.said
    for name in devices.libraries:
        _made_once(tmp_path / "devices" / name / "data" / "reader" / "journal" / f"{name}.jsonl")
    assert all(not library.flaws() for library in devices.libraries.values())
    devices.close()


def state(entry: Entry) -> tuple[bool, tuple[str, ...]]:
    return entry.read, entry.own_tags


def _made_once(file: Path) -> None:
    """A device's journal has each mark of a filter once."""
    made: Counter[tuple[str, str]] = Counter()
    for line in file.read_bytes().splitlines() if file.exists() else ():
        if (event := events.event_of(line)) and event.t == events.WEAKEST:
            made.update((article, field) for article, _ in event.marked for field in event.fields)
    assert set(made.values()) <= {1}
