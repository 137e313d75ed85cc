"""Undo and redo: one's own last action first, through kills and restarts."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reader import config
from reader.entry import Entry
from reader.library.journal import folder, history, marker, undo_window
from reader.library.journal.events import Act, act_of
from reader.library.journal.journal import Journal, Mark
from reader.library.library import Library
from tests.library.conftest import Open, Write
from tests.states import set_state


@pytest.fixture
def ten(write: Write) -> None:
    for number in range(10):
        write(f"{number}.md", date=f"2022-04-{number + 1:02} 10:00:00")


@pytest.fixture
def library(ten: None, open_library: Open) -> Library:
    return open_library()


def retraced(library: Library, verb: str) -> str:
    step = library.marks.step(verb)
    return str(library.marks.retrace(step)[0]) if step else ""


def read(library: Library) -> set[str]:
    library.poll()
    return {entry.title for entry in library.entries() if entry.read}


def mark(library: Library, *titles: str, where: str = "") -> str:
    keys = [entry.key for entry in library.entries() if entry.title in titles]
    return str(library.marks.mark(keys, "read", True, where)[0])


def test_marks_are_undone_and_done_again_one_after_the_other(library: Library) -> None:
    assert mark(library, "1", "2", where="金融") == "2 marked read under 金融"
    assert mark(library, "2", "3") == "1 marked read"
    assert retraced(library, "undo") == "“3” marked read"
    assert read(library) == {"1", "2"}
    assert retraced(library, "undo") == "2 marked read under 金融"
    assert read(library) == set()
    assert retraced(library, "undo") == ""
    assert retraced(library, "redo") == "2 marked read under 金融"
    assert read(library) == {"1", "2"}
    mark(library, "9")
    assert retraced(library, "redo") == "", "what is new takes the place of what was undone"
    assert retraced(library, "undo") == "“9” marked read"
    assert retraced(library, "undo") == "2 marked read under 金融"


def test_undo_passes_over_how_far_an_article_was_read(library: Library) -> None:
    mark(library, "1", "2")
    set_state(library, [one for one in library.entries() if one.title == "3"], progress=0.5)
    assert retraced(library, "undo") == "2 marked read"
    assert retraced(library, "undo") == ""
    assert {entry.progress for entry in library.entries()} == {0.0, 0.5}


def test_another_start_goes_on_where_the_last_one_was(library: Library, open_library: Open) -> None:
    mark(library, "1")
    mark(library, "2")
    retraced(library, "undo")
    library.close()
    again = open_library(scan=False)
    assert retraced(again, "redo") == "“2” marked read"
    assert retraced(again, "undo") == "“2” marked read"
    assert retraced(again, "undo") == "“1” marked read"
    assert read(again) == set()


def test_two_windows_undo_their_own(library: Library, open_library: Open) -> None:
    mark(library, "1")
    one, other = open_library(scan=False), open_library(scan=False)
    mark(one, "2")
    mark(other, "3")
    assert retraced(one, "undo") == "“2” marked read"
    assert read(other) == {"1", "3"}
    assert retraced(one, "undo") == "“1” marked read", "what was there before it opened"
    assert retraced(one, "undo") == ""
    assert retraced(other, "undo") == "“3” marked read"
    assert retraced(other, "undo") == "", "the other one did that already"
    assert retraced(other, "redo") == "“3” marked read"
    assert retraced(one, "redo") == "“1” marked read"
    assert read(library) == {"1", "3"}


def test_what_is_so_already_is_undone_all_the_same(library: Library, open_library: Open) -> None:
    mark(library, "1")
    mark(library, "2")
    other = open_library(scan=False)
    set_state(other, [entry for entry in other.entries() if entry.title == "2"], read=False)
    assert retraced(library, "undo") == "“2” marked read"
    assert retraced(library, "undo") == "“1” marked read"
    assert read(library) == set()


def test_a_mark_in_another_library_is_not_this_one_s_to_undo(
    library: Library, write: Write, open_library: Open, tmp_path: object
) -> None:
    write("../other/x.md")
    other = open_library(library.roots[0].parent / "other")
    mark(library, "1")
    mark(other, "x")
    again = open_library(scan=False)
    assert retraced(again, "undo") == "“1” marked read"
    assert read(other) == {"x"}


def test_undoing_leaves_alone_what_an_article_took_over(library: Library, write: Write) -> None:
    set_state(library, [library.find("1.md")], starred=True)
    write("1.md", date="2022-04-02 10:00:00", body="<p>Edited.</p>")
    library.refresh()
    set_state(library, [library.find("1.md")], read=True)
    assert retraced(library, "undo") == "“1” marked read"
    entry = library.find("1.md")
    assert (entry.read, entry.starred) == (False, True)


def test_an_article_that_is_gone_is_undone_too(
    library: Library, write: Write, open_library: Open
) -> None:
    mark(library, "1", "2")
    library.find("1.md").path.unlink()
    library.refresh()
    assert retraced(library, "undo") == "2 marked read"
    write("1.md", date="2022-04-02 10:00:00")
    library.refresh()
    assert read(library) == set()


def everything(library: Library) -> list[Entry]:
    """All files of the test below: those too that hide behind another with their text."""
    return [library.find(f"{number}.md") for number in (*range(10), *range(20, 26))]


def states(library: Library) -> list[object]:
    """What files are marked as, which rows stand in the list, and what is counted."""
    library.poll()
    listed = [(e.path, e.duplicates, e.read, e.starred) for e in library.entries()]
    return [
        *((e.path, e.read, e.starred, e.progress, e.own_tags) for e in everything(library)),
        *sorted(listed),
        library.counts(),
    ]


@pytest.mark.parametrize("seed", range(8))
def test_many_at_once_come_to_the_same_as_one_by_one(
    library: Library, write: Write, seed: int, open_library: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With copies, edited files and marks that were there before."""
    chance = random.Random(seed)
    for number in range(20, 26):
        write(f"{number}.md", "copied", date=f"2022-04-{number % 3 + 1:02} 10:00:00")
    library.refresh()

    def some() -> list[int]:
        chosen = chance.sample(everything(library), chance.randint(0, 12))
        return [entry.key for entry in chosen]

    set_state(library, everything(library)[::3], starred=True, progress=0.5)
    library.marks.tag(everything(library)[::2], ["later", "投资"])
    monkeypatch.setattr(marker, "FEW", 0)
    monkeypatch.setattr("reader.library.marks.FEW", 0)
    for turn in range(6):
        keys = some()
        value = chance.random() < 0.7
        wanted = {library.entry(key).id for key in keys}
        field = chance.choice(["read", "starred"])
        before = states(library)
        changing = {
            e.id for e in everything(library) if e.id in wanted and getattr(e, field) != value
        }
        done, _changed = library.marks.mark(keys, field, value)
        assert done.count == len(changing)
        assert all(getattr(e, field) == value for e in everything(library) if e.id in wanted)
        assert library.counts().unread == sum(not e.read for e in library.entries())
        after = states(library)
        if changing:
            assert retraced(library, "undo") == str(done) or done.count == 1
            assert states(library) == before
            assert retraced(library, "redo")
            assert states(library) == after
        if turn % 2:
            name = f"{chance.randrange(10)}.md"
            write(name, body=f"<p>Edited {turn}.</p>", date="2022-04-02 10:00:00")
            library.refresh()
    before = states(library)
    library.close()
    for file in config.index_folder().iterdir():
        file.unlink()
    assert states(open_library()) == before


def test_marks_made_in_another_thread_are_this_window_s(library: Library) -> None:
    mark(library, "1")
    aside = library.aside()
    mark(aside, "2", "3")
    aside.close()
    assert read(library) == {"1", "2", "3"}
    assert retraced(library, "undo") == "2 marked read"
    assert retraced(library, "undo") == "“1” marked read"
    assert retraced(library, "undo") == ""


class Forward:
    """What a window can undo and redo, by reading the journal from its start: the plain way."""

    def __init__(self, window: str, known: int) -> None:
        self.window, self.known = window, known
        self.acts: dict[str, Act] = {}
        self.own: list[str] = []
        self.before: list[str] = []
        self.undone: list[str] = []

    def see(self, at: int, act: Act) -> None:
        if act.id in self.acts:
            return
        self.acts[act.id] = act
        is_seen = act.window == self.window or at < self.known
        if act.verb == "do" and is_seen:
            self._of(act.id).append(act.id)
            self.undone.clear()
        elif act.verb == "undo":
            self._undo(act.of, is_seen)
        else:
            self._redo(act.of, is_seen)

    def _undo(self, of: str, is_seen: bool) -> None:
        for ids in (self.own, self.before):
            if of in ids:
                ids.remove(of)
                self.undone += [of] if is_seen else []

    def _redo(self, of: str, is_seen: bool) -> None:
        """It holds again, also where something new was done since by one who could not see that it
        was undone: a window that sees both has both to undo.
        """
        if of in self.undone:
            self.undone.remove(of)
        if is_seen:
            self._of(of).append(of)

    def _of(self, act: str) -> list[str]:
        return self.own if self.acts[act].window == self.window else self.before

    def next_to(self, verb: history.Verb) -> str | None:
        found = [*self.before, *self.own] if verb == "undo" else self.undone
        return found[-1] if found else None


def opened(book: Journal, name: str) -> tuple[undo_window.UndoWindow, Forward]:
    """A window that is opened now, and what it can undo by the plain way."""
    now = undo_window.start_of(book.file)
    model = Forward(name, now.size)
    for at, act in known_acts(book.file):
        model.see(at, act)
    return undo_window.UndoWindow(name, now), model


@example(choices=[("b", 0), ("c", 2), ("b", 0), ("c", 3), ("a", 0)])
@given(choices=st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), max_size=30))
def test_from_its_end_the_journal_says_the_same_as_from_its_start(
    choices: list[tuple[str, int]],
) -> None:
    """Three windows, opened one after the other, each doing, undoing and redoing."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setenv("READER_DEVICE", "here")
        book = Journal(Path(name))
        windows: dict[str, tuple[undo_window.UndoWindow, Forward]] = {}
        for number, (who, what) in enumerate(choices):
            if who not in windows:
                windows[who] = opened(book, who)
            window, model = windows[who]
            now = undo_window.start_of(book.file)
            for verb in ("undo", "redo"):
                found = history.next_to(verb, book.file, window, now, lambda _event: True)
                assert (found.act.id if found else None) == model.next_to(verb)
            verb = ("do", "do", "undo", "redo")[what]
            of = model.next_to(verb) if verb != "do" else ""
            if of is not None:
                act = Act(who, number, 0, "", verb, of)
                marks = [Mark(f"a{n}", "news", "a.md", {"read": 1}, act) for n in (1, 2)]
                start = book.append(marks).start
                for _window, one in windows.values():
                    one.see(start, act)
        book.close()


def known_acts(file: Path) -> list[tuple[int, Act]]:
    """The actions of a journal, and where their lines begin."""
    if not file.exists():
        return []
    with folder.opened(file) as stream:
        said = [(line.at, act_of(line.text)) for line in folder.lines(stream)]
    return [(at, act) for at, act in said if act is not None]
