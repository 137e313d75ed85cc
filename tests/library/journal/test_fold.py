"""The fold: whatever the order, the copies and the tears, the last word counts."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import config
from reader.library.index.index_file import Index, open_index
from reader.library.journal.adoption import known
from reader.library.journal.fold import Fold
from reader.library.library import Library, parse
from tests.library.conftest import Open, Write
from tests.states import set_state

Told = tuple[int, str, str, object]  # clock, article, field, value

FIELDS = st.one_of(
    st.tuples(st.just("read"), st.booleans()),
    st.tuples(st.sampled_from(["starred", "tag:later"]), st.booleans()),
    st.tuples(st.just("progress"), st.floats(0, 1)),
)
EVENTS = st.tuples(st.integers(1, 6), st.sampled_from(["aa", "bb", "cc"]), FIELDS).map(
    lambda event: (event[0], event[1], *event[2])
)
BOOKS = st.dictionaries(st.sampled_from(["one", "two", "three"]), st.lists(EVENTS, max_size=12))


def line(event: Told, path: str = "a.md") -> bytes:
    t, article, field, value = event
    text = json.dumps({"t": t, "a": article, "root": "news", "path": path, "set": {field: value}})
    return text.encode() + b"\n"


def folded(folder: Path) -> tuple[Index, Fold]:
    index = open_index((folder,), [])
    return index, Fold(index, folder)


def state(index: Index) -> dict[tuple[str, str], float]:
    return {
        (article, field): value
        for article in ("aa", "bb", "cc")
        for field, value in known(index, article).fields.items()
    }


def model(books: dict[str, list[Told]]) -> dict[tuple[str, str], float]:
    """The last writer wins: nothing but a maximum."""
    best: dict[tuple[str, str], tuple[int, str, float]] = {}
    for device, told in books.items():
        for t, article, field, value in told:
            claim = (t, device, float(value))
            best[article, field] = max(best.get((article, field), claim), claim)
    return {key: claim[2] for key, claim in best.items()}


@settings(max_examples=150, deadline=None)
@given(books=BOOKS, data=st.data())
def test_any_order_of_lines_files_and_copies_folds_to_the_same(
    books: dict[str, list[Told]], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setenv("READER_INDEX", f"{name}/index")
        folder = Path(name) / "journal"
        folder.mkdir()
        index, fold = folded(folder)
        for device, told in data.draw(st.permutations(list(books.items()))):
            lines = [line(event) for event in data.draw(st.permutations(told))]
            lines += data.draw(st.lists(st.sampled_from(lines), max_size=3)) if lines else []
            cut = data.draw(st.integers(0, len(lines)))
            file = folder / f"{device}.jsonl"
            file.write_bytes(b'{"journal": 1}\n' + b"".join(lines[:cut]))
            if data.draw(st.booleans()):
                fold.run()
            torn = data.draw(st.integers(0, 30))
            rest = b"".join(lines[cut:])
            with file.open("ab") as stream:
                stream.write(rest[:torn])
                stream.flush()
                fold.run()
                stream.write(rest[torn:])
            if data.draw(st.booleans()):
                shutil.copy(file, folder / f"{device}.sync-conflict-20240101-1-ABC.jsonl")
        fold.run()
        found = state(index)
        index.close()
    assert found == model(books)


def test_a_line_without_its_end_is_taken_when_it_is_whole(tmp_path: Path) -> None:
    index, fold = folded(tmp_path)
    whole = line((1, "aa", "read", True))
    file = tmp_path / "x.jsonl"
    file.write_bytes(whole[:-1])
    assert not fold.run()
    assert state(index) == {}
    file.write_bytes(whole)
    assert fold.run()
    assert state(index) == {("aa", "read"): 1}
    assert not fold.run()
    index.close()


def test_unreadable_lines_are_counted_and_the_others_taken(tmp_path: Path) -> None:
    index, fold = folded(tmp_path)
    event = line((1, "aa", "read", True))
    (tmp_path / "x.jsonl").write_bytes(b"<<<<<<< ours\n\n" + event + b"nonsense\n")
    fold.run()
    assert fold.unreadable == {"x.jsonl": 2}
    assert list(fold.notices()) == [
        "2 lines of the journal x.jsonl cannot be read: `reader state verify` says which."
    ]
    assert state(index) == {("aa", "read"): 1}
    index.close()


def test_a_journal_that_shrank_or_was_exchanged_is_read_from_the_start(tmp_path: Path) -> None:
    index, fold = folded(tmp_path)
    file = tmp_path / "x.jsonl"
    file.write_bytes(line((1, "aa", "read", True)) + line((2, "bb", "read", True)))
    fold.run()
    file.write_bytes(line((1, "aa", "read", True)))
    fold.run()
    assert state(index) == {("aa", "read"): 1}
    other = tmp_path / "other"
    other.write_bytes(line((3, "cc", "starred", True)) * 3)
    other.replace(file)
    fold.run()
    assert state(index) == {("cc", "starred"): 1}
    index.close()


def test_a_journal_that_a_sync_tool_exchanged_for_a_longer_one_goes_on(tmp_path: Path) -> None:
    index, fold = folded(tmp_path)
    file = tmp_path / "x.jsonl"
    start = line((1, "aa", "read", True))
    file.write_bytes(start)
    fold.run()
    other = tmp_path / "other"
    other.write_bytes(start + line((2, "aa", "read", False)))
    other.replace(file)
    assert fold.run()
    assert state(index) == {("aa", "read"): 0}
    index.close()


def test_a_journal_of_a_newer_version_is_left_out_with_a_notice(
    write: Write, open_library: Open
) -> None:
    write("a.md")
    folder = config.journal_folder()
    folder.mkdir(parents=True)
    (folder / "new.jsonl").write_bytes(b'{"journal": 4}\n' + line((1, "aa", "read", True)))
    library = open_library()
    library.poll()
    assert library.notices == [
        "The journal new.jsonl was written by a newer version and is ignored."
    ]


def only(library: Library, **marks: bool) -> None:
    set_state(library, list(library.entries()), **marks)


def marks(library: Library, *files: str) -> list[tuple[bool, bool]]:
    """Whether files are read, and starred: those too that hide behind another with their text."""
    return [(entry.read, entry.starred) for entry in map(library.find, files)]


def test_a_file_that_moved_keeps_its_state(root: Path, write: Write, open_library: Open) -> None:
    path = write("a.md")
    library = open_library()
    only(library, read=True, starred=True)
    (root / "deep").mkdir()
    path.rename(root / "deep" / "b.md")
    library.refresh()
    (entry,) = library.entries()
    assert (entry.path, entry.read, entry.starred) == (root / "deep" / "b.md", True, True)
    assert library.counts().unread == 0


def test_a_file_edited_in_place_keeps_its_state(write: Write, open_library: Open) -> None:
    write("a.md")
    library = open_library()
    only(library, read=True)
    (before,) = library.entries()
    write("a.md", body="<p>Other words.</p>")
    library.refresh()
    (after,) = library.entries()
    assert after.id != before.id
    assert after.read


def test_a_mark_on_an_edited_file_keeps_what_it_took_over(write: Write, open_library: Open) -> None:
    write("a.md")
    library = open_library()
    only(library, read=True)
    write("a.md", body="<p>Other words.</p>")
    library.refresh()
    only(library, starred=True)
    write("a.md", body="<p>Again others.</p>")
    library.refresh()
    (entry,) = library.entries()
    assert (entry.read, entry.starred) == (True, True)


def test_a_new_file_under_the_path_of_one_that_moved_is_new(
    root: Path, write: Write, open_library: Open
) -> None:
    write("a.md")
    library = open_library()
    only(library, read=True)
    (root / "a.md").rename(root / "old.md")
    write("a.md", title="Another", body="<p>Other words.</p>")
    library.refresh()
    assert {e.path.name: e.read for e in library.entries()} == {"a.md": False, "old.md": True}
    (root / "old.md").unlink()
    library.refresh()
    assert [entry.read for entry in library.entries()] == [True]


def test_a_library_of_another_name_lends_no_state(
    tmp_path: Path, root: Path, write: Write, open_library: Open
) -> None:
    write("index.md")
    only(open_library(), read=True)
    write("../other/index.md", title="Another")
    (entry,) = open_library(tmp_path / "other").entries()
    assert not entry.read


def test_copies_share_their_state(root: Path, write: Write, open_library: Open) -> None:
    path = write("a.md")
    shutil.copy(path, root / "b.md")
    write("elsewhere.md", "a", categories=("编程", "OSChina"))
    library = open_library()
    files = ["a.md", "b.md", "elsewhere.md"]
    assert len({library.find(file).id for file in files}) == 1
    assert [library.find(file).duplicates for file in files] == [2, 0, 1]
    set_state(library, [library.find("b.md")], read=True)
    assert [library.find(file).read for file in files] == [True] * 3
    assert [entry.read for entry in library.entries()] == [True, True]
    assert library.counts().unread == 0
    shutil.copy(path, root / "c.md")
    library.refresh()
    assert [library.find(file).read for file in [*files, "c.md"]] == [True] * 4
    assert library.counts() == (2, 0, 0)


def test_deleting_the_index_loses_nothing(root: Path, write: Write, open_library: Open) -> None:
    for number in range(30):
        write(f"{number}.md", date=f"2022-04-{number + 1:02} 10:00:00")
    library = open_library()
    everything = list(library.entries())
    set_state(library, everything[:20], read=True)
    set_state(library, everything[10:25], starred=True, progress=0.25)
    set_state(library, everything[:3], read=False)
    library.marks.tag(everything[5:22], ["later", "投资"])
    library.marks.tag(everything[7:9], [], ["Later"])
    for number in range(20, 30):
        write(f"{number}.md", date=f"2022-04-{number + 1:02} 10:00:00", body="<p>Edited.</p>")
    library.refresh()
    set_state(library, list(library.entries())[:2], starred=True)

    def shown(library: Library) -> list[object]:
        tagged = [entry.title for entry in library.entries(parse("tag:LATER"))]
        rows = [
            (e.id, e.path, e.read, e.starred, e.progress, e.own_tags) for e in library.entries()
        ]
        return [*rows, tagged]

    before, counts = shown(library), library.counts()
    library.close()
    shutil.rmtree(config.index_folder())
    again = open_library()
    assert shown(again) == before
    assert again.counts() == counts
    again.refresh(reread=True)
    assert shown(again) == before


def test_another_device_s_marks_arrive(write: Write, open_library: Open) -> None:
    write("a.md")
    library = open_library()
    (entry,) = library.entries()
    set_state(library, [entry], read=True)
    assert not library.poll()
    there = config.journal_folder() / "there.jsonl"
    there.write_bytes(line((2**59, entry.id, "read", False)))
    assert library.poll()
    assert not library.poll()
    (entry,) = library.entries()
    assert not entry.read
    set_state(library, [entry], read=True)
    assert [e.read for e in library.entries()] == [True], "our clock follows theirs"


def test_an_event_for_an_article_not_yet_scanned_is_kept(write: Write, open_library: Open) -> None:
    write("a.md")
    library = open_library()
    only(library, read=True)
    library.find("a.md").path.unlink()
    write("b.md")
    library.refresh()
    write("a.md")
    library.refresh()
    assert library.find("a.md").read


def test_where_two_marked_articles_become_one_neither_s_marks_are_lost(
    write: Write, open_library: Open
) -> None:
    write("a.md", "A", body="<p>One.</p>")
    write("b.md", "B", body="<p>Two.</p>")
    library = open_library()
    set_state(library, [library.find("a.md")], starred=True)
    set_state(library, [library.find("b.md")], read=True)
    write("a.md", "C", body="<p>Three.</p>")
    write("b.md", "C", body="<p>Three.</p>")
    library.refresh()
    assert marks(library, "a.md", "b.md") == [(True, True)] * 2
    set_state(library, [library.find("a.md")], progress=0.5)
    shutil.rmtree(config.index_folder())
    assert marks(open_library(), "a.md", "b.md") == [(True, True)] * 2


def test_what_has_marks_of_its_own_takes_over_what_it_lacks(
    write: Write, open_library: Open
) -> None:
    write("a.md", "A", body="<p>One.</p>")
    write("c.md", "C", body="<p>Three.</p>")
    library = open_library()
    set_state(library, [library.find("c.md")], read=True)
    set_state(library, [library.find("a.md")], starred=True)
    write("a.md", "C", body="<p>Three.</p>")
    library.refresh()
    assert marks(library, "a.md", "c.md") == [(True, True)] * 2
    set_state(library, [library.find("a.md")], starred=False)
    assert marks(library, "a.md", "c.md") == [(True, False)] * 2
