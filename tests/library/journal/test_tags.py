"""Tags of one's own: written down one by one, shown by the index, taken back, and never lost."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from reader import config
from reader.entry import Entry
from reader.library.index.index_file import open_index
from reader.library.journal import adoption, maintenance
from reader.library.journal.events import line
from reader.library.journal.fold import Fold
from reader.library.journal.journal import Journal, Mark
from reader.library.library import Library, parse
from reader.library.query import names, stats
from tests.library.conftest import Open, Write
from tests.states import set_state


@pytest.fixture
def library(write: Write, open_library: Open) -> Library:
    for number in range(4):
        write(f"{number}.md", date=f"2022-04-{number + 1:02} 10:00:00", body=f"<p>{number}</p>")
    in_file = write("tagged.md", date="2022-04-09 10:00:00")
    text = in_file.read_text("utf-8").replace("author:", "tags: [Tea, harbour]\nauthor:")
    in_file.write_text(text, "utf-8")
    return open_library()


def at(library: Library, name: str) -> Entry:
    return library.find(f"{name}.md")


def own(library: Library, name: str = "1") -> tuple[str, ...]:
    library.poll()
    return at(library, name).own_tags


def found(library: Library, query: str) -> set[str]:
    library.poll()
    return {match.entry.title for match in library.matches(parse(query))}


def retraced(library: Library, verb: str) -> str:
    step = library.marks.step(verb)
    return str(library.marks.retrace(step)[0]) if step else ""


def journal() -> Path:
    return config.journal_folder() / "here.jsonl"


def test_a_tag_of_one_s_own_is_found_like_one_in_a_file(library: Library) -> None:
    done, (entry,) = library.marks.tag([at(library, "1")], ["投资", "Tea"])
    assert str(done) == "“1” tagged Tea, 投资"
    assert (entry.own_tags, entry.tags) == (("Tea", "投资"), ())
    assert found(library, "tag:投资") == {"1"}
    assert found(library, "tag:TEA") == {"1", "tagged"}
    assert found(library, "-tag:tea") == {"0", "2", "3"}
    assert [e.title for e in library.entries(parse("tag:tea"))] == ["tagged", "1"]


def test_one_that_is_in_the_file_too_stays_when_the_own_one_goes(library: Library) -> None:
    library.marks.tag([at(library, "tagged")], ["tea"])
    assert own(library, "tagged") == ("tea",)
    library.marks.tag([at(library, "tagged")], [], ["TEA"])
    assert own(library, "tagged") == ()
    assert found(library, "tag:tea") == {"tagged"}


def test_a_name_is_kept_as_it_was_spelled_first(library: Library) -> None:
    library.marks.tag([at(library, "1")], ["Later"])
    done, changed = library.marks.tag([at(library, "1")], ["LATER"])
    assert (done.count, changed, own(library)) == (0, [], ("Later",))
    library.marks.tag([at(library, "1")], ["LATER"], ["later"])
    assert own(library) == ("LATER",)
    assert found(library, "tag:later") == {"1"}


def test_copies_share_their_tags(library: Library, root: Path, write: Write) -> None:
    shutil.copy(root / "1.md", root / "copy.md")
    elsewhere = {"body": "<p>1</p>", "categories": ("编程", "OSChina")}
    write("elsewhere.md", "1", "2022-04-02 10:00:00", **elsewhere)
    library.refresh()
    assert at(library, "copy").duplicates == 0
    library.marks.tag([at(library, "copy")], ["later"])
    for name in ("1", "copy", "elsewhere"):
        assert own(library, name) == ("later",)
    shutil.copy(root / "1.md", root / "another.md")
    library.refresh()
    assert own(library, "another") == ("later",)
    listed = library.entries(parse("tag:later"))
    assert {(e.path.name, e.duplicates) for e in listed} == {("1.md", 3), ("elsewhere.md", 1)}


def test_tags_go_with_a_file_that_moves_and_stay_with_one_that_is_edited(
    library: Library, root: Path, write: Write
) -> None:
    library.marks.tag([at(library, "1"), at(library, "2")], ["later"])
    (root / "1.md").rename(root / "moved.md")
    write("2.md", "2", date="2022-04-03 10:00:00", body="<p>Edited.</p>")
    library.refresh()
    assert own(library, "moved") == own(library, "2") == ("later",)
    assert found(library, "tag:later") == {"1", "2"}
    set_state(library, [at(library, "2")], read=True)
    write("2.md", "2", date="2023-04-03 10:00:00", body="<p>Once more.</p>")
    library.refresh(reread=True)
    assert own(library, "2") == ("later",)
    assert found(library, "tag:later") == {"1", "2"}


def test_a_file_whose_place_another_takes_leaves_no_tag_behind(
    library: Library, root: Path, write: Write
) -> None:
    library.marks.tag([at(library, "1")], ["later"])
    (root / "1.md").rename(root / "moved.md")
    write("1.md", "Another", date="2022-04-02 10:00:00", body="<p>Something else.</p>")
    library.refresh()
    assert (own(library, "1"), own(library, "moved")) == ((), ("later",))
    assert found(library, "tag:later") == {"1"}
    (root / "moved.md").unlink()
    (root / "1.md").unlink()
    library.refresh()
    assert found(library, "tag:later") == set()
    assert library._index.db.execute("SELECT * FROM label WHERE name = 'later'").fetchall() == []


def test_two_devices_that_give_different_tags_agree_on_both(library: Library) -> None:
    library.marks.tag([at(library, "1")], ["later", "soon"])
    there = line(2**59, "", None, [(at(library, "1").id, "")], {"tag:投资": 1, "tag:soon": 0})
    (config.journal_folder() / "there.jsonl").write_bytes(b'{"journal": 2}\n' + there)
    assert library.poll()
    assert own(library) == ("later", "投资")
    assert found(library, "tag:soon") == set()


def test_tagging_is_undone_and_done_again_after_a_restart(
    library: Library, open_library: Open
) -> None:
    library.marks.tag([at(library, "1")], ["later", "投资"])
    library.marks.tag([at(library, "1"), at(library, "2")], ["soon"], ["later"], where="金融")
    assert own(library) == ("soon", "投资")
    library.close()
    again = open_library(scan=False)
    assert retraced(again, "undo") == "2 tagged soon, untagged later under 金融"
    assert (own(again), own(again, "2")) == (("later", "投资"), ())
    assert retraced(again, "undo") == "“1” tagged later, 投资"
    assert own(again) == ()
    assert retraced(again, "redo") == "“1” tagged later, 投资"
    assert retraced(again, "redo") == "2 tagged soon, untagged later under 金融"
    assert (own(again), own(again, "2")) == (("soon", "投资"), ("soon",))
    assert found(again, "tag:soon") == {"1", "2"}


def test_another_window_sees_a_tag(library: Library, open_library: Open) -> None:
    other = open_library(scan=False)
    library.marks.tag([at(library, "1")], ["later"])
    assert other.poll()
    assert own(other) == ("later",)


def test_a_tag_shows_while_somebody_else_holds_the_index(library: Library) -> None:
    library.marks.tag([at(library, "1")], ["soon"])
    with sqlite3.connect(str(library.index_file), isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        library.marks.tag([at(library, "1")], ["later"], ["soon"])
        assert at(library, "1").own_tags == ("later",)
        other.execute("ROLLBACK")
    other.close()
    assert own(library) == ("later",)
    assert (found(library, "tag:later"), found(library, "tag:soon")) == ({"1"}, set())


def test_a_tag_survives_compaction_and_a_journal_that_is_removed(library: Library) -> None:
    library.marks.tag([at(library, "1"), at(library, "2")], ["later"])
    library.marks.tag([at(library, "2")], [], ["later"])
    maintenance.compact(library._opened.journal)
    assert journal().read_bytes().startswith(b'{"journal": 2,')
    assert found(library, "tag:later") == {"1"}
    journal().unlink()
    set_state(library, [at(library, "3")], read=True)
    assert journal().read_bytes().startswith(b'{"journal": 2,')
    library._index.rebuild()
    library.refresh(reread=True)
    assert found(library, "tag:later") == {"1"}


def test_a_tag_is_exported_and_merged_elsewhere(library: Library, tmp_path: Path) -> None:
    library.marks.tag([at(library, "1")], ["later", "投资"])
    library.marks.tag([at(library, "1")], [], ["later"])
    (row,) = maintenance.export(maintenance.folded(config.journal_folder())[0])
    assert (row["tag:投资"], row["tag:later"]) == (True, False)
    other = Journal(tmp_path / "other" / "journal")
    assert maintenance.merge(other, [json.dumps(row).encode()]) == (1, 0)
    assert list(maintenance.export(maintenance.folded(other.folder)[0])) == [row]
    assert other.file.read_bytes().startswith(b'{"journal": 2}\n')
    assert maintenance.verify(other.folder) == []
    other.close()


def test_a_journal_without_tags_is_what_older_versions_read(library: Library) -> None:
    set_state(library, [at(library, "1")], read=True)
    assert journal().read_bytes().startswith(b'{"journal": 1}\n')
    before = journal().read_bytes()
    library.marks.tag([at(library, "1")], ["later"])
    after = journal().read_bytes()
    assert after.startswith(before.replace(b'{"journal": 1}', b'{"journal": 2}'))
    set_state(library, [at(library, "1")], read=False)
    assert journal().read_bytes().startswith(after)
    maintenance.compact(library._opened.journal)
    assert journal().read_bytes().startswith(b'{"journal": 2,')
    assert own(library) == ("later",)


def test_a_path_that_looks_like_a_tag_is_none(tmp_path: Path) -> None:
    book = Journal(tmp_path)
    book.append([Mark("aa", "news", '{"tag:x", "tag:y".md', {"read": 1})])
    book.close()
    assert book.file.read_bytes().startswith(b'{"journal": 1}\n')


def test_who_reads_a_journal_goes_on_when_it_announces_tags(tmp_path: Path) -> None:
    book = Journal(tmp_path)
    index = open_index((tmp_path,), [])
    fold = Fold(index, tmp_path)
    book.append([Mark("aa", "news", "a.md", {"read": 1})] * 4)
    assert fold.run() == 4
    book.append([Mark("aa", "news", "a.md", {"tag:later": 1})])
    assert fold.run() == 1, "nothing is read twice"
    assert adoption.known(index, "aa").fields == {"read": 1, "tag:later": 1}
    book.close()
    index.close()


def test_names_are_given_as_they_are_spelled_and_those_of_files_after_them(
    library: Library,
) -> None:
    library.marks.tag([at(library, "1")], ["To read", "投资", "Tea", "gone"])
    library.marks.tag([at(library, "1")], [], ["gone"])
    assert library.tags_to_give() == ["Tea", "To read", "投资", "harbour"]
    assert library.names("tag") == ["harbour", "tea", "to read", "投资"]


def test_figures_have_the_tags_of_one_s_own(library: Library) -> None:
    library.marks.tag([at(library, "1"), at(library, "2")], ["later"])
    library.marks.tag([at(library, "2")], ["投资"])
    set_state(library, [at(library, "2")], read=True)
    counted = [(c.name, c.total, c.unread) for c in library.stats().own_tags]
    assert counted == [("later", 2, 1), ("投资", 1, 0)]


def test_nothing_but_what_was_tagged_is_looked_at(library: Library) -> None:
    for statement, values, wanted in (
        (names._OWN, {"most": 5}, "state USING INDEX state_tagged"),
        (stats._OWN_TAGS, {}, "entry USING INDEX entry_tagged"),
        (adoption._TAGGED_OTHERWISE, ("aa", "[]"), "entry USING INDEX entry_by_id"),
    ):
        plan = f"EXPLAIN QUERY PLAN {statement}"
        steps = [row[3] for row in library._index.db.execute(plan, values)]
        assert any(wanted in step for step in steps), steps
        bare = [s for s in steps if s in ("SCAN entry", "SCAN state", "SCAN label")]
        assert not bare
