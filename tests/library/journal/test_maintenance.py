"""The journals as a whole: damage is named, what counts is kept in compacting, exports merge."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import config
from reader.errors import JournalError
from reader.library.journal import history, maintenance
from reader.library.journal.events import Act, act_of
from reader.library.journal.journal import Batch, Journal, Mark
from tests.library.conftest import Open, Write
from tests.states import set_state

ARTICLES = st.sampled_from(["aa", "bb", "cc"])
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "read": st.booleans(),
        "starred": st.booleans(),
        "progress": st.floats(0, 1),
        "tag:later": st.booleans(),
        "tag:投资": st.booleans(),
    },
).filter(bool)
MARKS = st.builds(
    Mark, ARTICLES, st.just("news"), st.sampled_from(["a.md", "x/b.md"]), FIELDS,
    after=st.integers(0, 2**55),
)  # fmt: skip
BATCHES = st.builds(
    Batch,
    st.just("news"),
    st.just("x"),
    st.lists(st.tuples(ARTICLES, st.sampled_from(["b.md", "c.md"])), min_size=1, max_size=4),
    FIELDS,
    st.one_of(st.none(), st.builds(Act, st.just("w"), st.integers(0, 5), st.just(0))),
)


@settings(max_examples=100, deadline=None)
@given(marks=st.lists(st.one_of(MARKS, BATCHES), min_size=1, max_size=20), kept=st.integers(0, 3))
def test_compacting_keeps_what_counts(marks: list[Mark | Batch], kept: int) -> None:
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(maintenance, "KEPT", kept)
        book = Journal(Path(name) / "journal")
        book.append(marks)
        before = what_counts(book)
        once = maintenance.compact(book)
        assert what_counts(book) == before
        twice = maintenance.compact(book)
        assert what_counts(book) == before
        assert twice.size[1] <= once.size[1] + 40  # its first line may be longer by some digits
        book.append(marks)
        book.close()


def what_counts(book: Journal) -> tuple[object, object]:
    """What the journals come to."""
    found = maintenance.folded(book.folder)[0]
    return found.state, found.trail


def test_compacting_drops_what_is_past_and_keeps_what_can_be_undone(tmp_path: Path) -> None:
    book = Journal(tmp_path / "journal")
    for number in range(history.KEPT + 50):
        act = Act("w", number, 0)
        book.append([Mark("aa", "news", "a.md", {"read": number % 2}, act)])
    done = maintenance.compact(book)
    assert done.lines[1] == history.KEPT + 1
    kept = [act_of(text) for text in book.file.read_bytes().splitlines()[1:]]
    assert len({act.id for act in kept if act}) == history.KEPT
    assert len(list(maintenance.export(maintenance.folded(book.folder)[0]))) == 1


def test_who_had_read_a_journal_reads_on_after_it_was_compacted(
    write: Write, open_library: Open
) -> None:
    for number in range(5):
        write(f"{number}.md")
    library, other = open_library(), open_library(scan=False)
    entries = list(library.entries())
    for value in (True, False, True):
        set_state(library, entries, read=value)
    other.poll()
    maintenance.compact(library._opened.journal)
    folded = other._opened.fold._taken
    assert not other.poll()
    assert other._opened.fold._taken == folded, "nothing was read twice"
    set_state(library, entries[:1], starred=True)
    assert other.poll()
    assert (other.counts().unread, other.counts().starred) == (0, 1)
    library.marks.retrace(library.marks.step("undo"))
    assert library.counts().starred == 0


def test_a_journal_that_cannot_be_exchanged_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Journal(tmp_path / "journal")
    book.append([Mark("aa", "news", "a.md", {"read": 1})] * 3)
    before = book.file.read_bytes()

    def full(_fd: int, _data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("reader.library.journal.journal.write_all", full)
    with pytest.raises(JournalError, match="No space left on device"):
        maintenance.compact(book)
    assert book.file.read_bytes() == before
    assert [path.name for path in book.folder.iterdir()] == [book.file.name]


def test_damage_costs_its_lines_alone_and_is_named(write: Write, open_library: Open) -> None:
    for number in range(9):
        write(f"{number}.md")
    library = open_library()
    for entry in library.entries():
        set_state(library, [entry], read=True)
    library.close()
    file = config.journal_folder() / "here.jsonl"
    lines = file.read_bytes().split(b"\n")
    lines[3] = b"\x00\xff" + lines[3][2:]
    lines[6] = lines[6][:40]
    file.write_bytes(b"\n".join(lines) + b'{"t":')
    for index in config.index_folder().iterdir():
        index.unlink()
    again = open_library()
    assert again.counts().unread == 2
    assert again.notices == [
        "2 lines of the journal here.jsonl cannot be read: `reader state verify` says which."
    ]
    assert [(flaw.line, flaw.reason) for flaw in maintenance.verify(file.parent)] == [
        (4, "it cannot be read, and is ignored."),
        (7, "it cannot be read, and is ignored."),
    ], "what is not written to its end was never acknowledged"


def test_a_newer_journal_and_a_clock_that_is_ahead_are_named(tmp_path: Path) -> None:
    (tmp_path / "new.jsonl").write_bytes(b'{"journal": 4}\n')
    book = Journal(tmp_path)
    book.append([Mark("aa", "news", "a.md", {"read": 1}, after=2**55)])
    ahead, newer = maintenance.verify(tmp_path)
    assert "days ahead" in ahead.reason
    assert newer.reason == "it was written by a newer version and is ignored."


@settings(max_examples=60, deadline=None)
@given(here=st.lists(MARKS, max_size=8), there=st.lists(MARKS, max_size=8))
def test_an_export_merged_is_what_both_journals_come_to(
    here: list[Mark], there: list[Mark]
) -> None:
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setenv("READER_DEVICE", "one")
        one, other = Journal(Path(name) / "one"), Journal(Path(name) / "other")
        one.append(here)
        other.append(there)
        whole = Path(name) / "whole"
        whole.mkdir()
        (whole / "one.jsonl").write_bytes(one.file.read_bytes() if one.file.exists() else b"")
        (whole / "one.sync-conflict-1.jsonl").write_bytes(other.file.read_bytes())
        lines = [
            json.dumps(row).encode()
            for row in maintenance.export(maintenance.folded(other.folder)[0])
        ]
        maintenance.merge(one, lines)
        assert _values(one.folder) == _values(whole)
        assert maintenance.merge(one, lines) == (0, 0)
        one.close()
        other.close()


def _values(folder: Path) -> dict[tuple[str, str], tuple[int, float]]:
    return {
        key: (t, value) for key, (t, _device, value) in maintenance.folded(folder)[0].state.items()
    }


@pytest.mark.parametrize("line", [b"nonsense", b"[]", b'{"id": 1, "t": {}}', b'{"id": "aa"}'])
def test_a_line_that_is_none_of_an_export_is_counted(tmp_path: Path, line: bytes) -> None:
    assert maintenance.merge(Journal(tmp_path / "journal"), [line]) == (0, 1)
