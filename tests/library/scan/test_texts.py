"""The second phase of a scan: rows are there at once, texts follow, newest first, whatever happens
in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from reader import config
from reader.library.index import pending
from reader.library.index.pending import TEXTS
from reader.library.library import Library, parse
from reader.library.scan import reader_pool
from reader.library.scan.reader_pool import Outcome
from reader.library.scan.record import Job, TextJob
from tests.library.conftest import Open, Write
from tests.reading import ReadersHere
from tests.states import set_state


def found(library: Library, text: str) -> list[str]:
    return sorted(entry.title for entry in library.entries(parse(text)))


@pytest.fixture
def two(write: Write) -> None:
    write("old.md", date="2020-01-01 10:00:00", body="<p>gold</p>")
    write("new.md", date="2024-01-01 10:00:00", body="<table><tr><td>gold<td>silver</table>")


@pytest.mark.usefixtures("two")
def test_rows_are_whole_before_any_text_is_read(open_library: Open) -> None:
    library = open_library(scan=False)
    library.refresh(texts="leave")
    assert library.is_indexed()
    assert library.counts() == (2, 2, 0)
    assert [node.rows for node in library.listing("flat").nodes] == [2]
    assert found(library, "is:unread category:金融 after:2023-01-01") == ["new"]
    assert library.share_of_texts() == 0
    library.refresh(full=False)
    assert library.share_of_texts() == 1
    assert found(library, "gold") == ["new", "old"]


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("gold", ["new", "old"]),
        ("title:new", ["new"]),
        ("-silver", ["old"]),
        ("has:table", ["new"]),
        ("-has:table", ["old"]),
        ("-link:b.md", ["new", "old"]),
        ("category:金融 -silver", ["old"]),
    ],
)
def test_what_is_not_known_yet_matches_neither_a_query_nor_its_contrary(
    text: str, then: list[str], open_library: Open
) -> None:
    library = open_library(scan=False)
    library.refresh(texts="leave")
    assert parse(text).needs_texts
    assert found(library, text) == []
    library.refresh(full=False)
    assert found(library, text) == then


@pytest.mark.parametrize("text", ["", "is:unread", "category:金融 -tag:x", "folder:a after:2022"])
def test_queries_of_rows_do_not_need_texts(text: str) -> None:
    assert not parse(text).needs_texts


class _Stopping(ReadersHere):
    """Readers of which the second text interrupts the scan."""

    def answers(self, wait: float) -> Iterator[Outcome]:
        for number, outcome in enumerate(super().answers(wait)):
            if number and isinstance(outcome[0], TextJob):
                raise KeyboardInterrupt
            yield outcome


def test_texts_are_read_newest_first_and_go_on_where_they_stopped(
    write: Write, open_library: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    for year in (2021, 2023, 2022):
        write(f"{year}.md", date=f"{year}-01-01 10:00:00", body="<p>gold</p>")
    monkeypatch.setattr("reader.library.scan.texts._FIRST_SECONDS", -1)
    monkeypatch.setattr(reader_pool, "Readers", _Stopping)
    monkeypatch.setattr("tests.reading._CHUNK", 1)
    asked: list[str] = []
    ask = _Stopping.ask

    def noted(self: _Stopping, jobs: Iterable[Job | TextJob]) -> None:
        jobs = list(jobs)
        asked.extend(job.name.decode() for job in jobs if isinstance(job, TextJob))
        ask(self, jobs)

    monkeypatch.setattr(_Stopping, "ask", noted)
    library = open_library()
    assert asked == ["2023.md", "2022.md", "2021.md"]
    assert found(library, "gold") == ["2021", "2022", "2023"]


@pytest.mark.usefixtures("two")
def test_an_interrupted_scan_leaves_its_texts_to_the_next(
    open_library: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = open_library(scan=False)
    with monkeypatch.context() as patch:
        patch.setattr(reader_pool, "Readers", _Stopping)
        with pytest.raises(KeyboardInterrupt):
            library.refresh()
    assert library.counts().total == 2
    assert library.share_of_texts() < 1
    assert library.scan_progress() is None
    library.refresh(full=False)
    assert found(library, "gold") == ["new", "old"]


def test_a_new_title_takes_the_words_of_the_old_one_away(write: Write, open_library: Open) -> None:
    write("a.md", title="Harvest", body="<p>gold</p>")
    library = open_library()
    write("a.md", title="Frost and ice", body="<p>gold and silver</p>")
    library.refresh(texts="leave")
    assert found(library, "Harvest") == found(library, "gold") == []
    library.refresh(full=False)
    assert found(library, "Harvest") == []
    assert found(library, "frost gold silver") == ["Frost and ice"]


def test_a_changed_text_can_be_found_as_it_was_until_it_is_read(
    write: Write, open_library: Open
) -> None:
    write("a.md", body="<p>gold</p>")
    library = open_library()
    write("a.md", body="<p>nothing but silver</p>")
    library.refresh(texts="leave")
    assert found(library, "gold") == ["a"]
    library.refresh(full=False)
    assert (found(library, "gold"), found(library, "silver")) == ([], ["a"])


def test_another_zone_costs_no_text_and_other_rules_cost_all(
    root: Path, write: Write, open_library: Open
) -> None:
    for name in ("old", "new"):
        write(f"{name}.md", date="2020-01-01 10:00:00 +08:00", body="<p>gold</p>")
    open_library().close()
    other = Library([root], ZoneInfo("Asia/Tokyo"))
    assert other.refresh(texts="leave").changed == 2
    assert other.share_of_texts() == 1
    config.sites_file().parent.mkdir(parents=True, exist_ok=True)
    config.sites_file().write_text("# other rules\n", "utf-8")
    other.refresh(texts="leave")
    assert other.share_of_texts() == 0
    assert found(other, "gold") == ["new", "old"], "the old texts serve until they are read again"
    other.refresh(full=False)
    assert found(other, "gold") == ["new", "old"]
    other.close()


def test_a_text_whose_row_changed_meanwhile_is_asked_for_again(
    write: Write, root: Path, open_library: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.md", title="before", body="<p>gold</p>")
    write("b.md", body="<p>gold</p>")
    library, other = open_library(scan=False), open_library(scan=False)

    class Late(ReadersHere):
        def answers(self, wait: float) -> Iterator[Outcome]:
            for outcome in super().answers(wait):
                if isinstance(outcome[0], TextJob) and not other.counts().starred:
                    write("a.md", title="afterwards", body="<p>silver</p>")
                    with monkeypatch.context() as patch:
                        patch.setattr(reader_pool, "Readers", ReadersHere)
                        other.refresh(texts="leave")
                    set_state(other, [other.find("a.md")], starred=True)
                yield outcome

    monkeypatch.setattr(reader_pool, "Readers", Late)
    library.refresh()
    assert pending.count(library._index.db, TEXTS) == 0
    assert found(library, "gold") == ["b"]
    assert found(library, "silver") == found(library, "afterwards") == ["afterwards"]


def test_a_file_that_is_gone_stays_in_the_queue_and_its_entry_until_the_next_scan(
    write: Write, open_library: Open
) -> None:
    path = write("x/a.md")
    library = open_library(scan=False)
    library.refresh(texts="leave")
    kept = path.read_bytes()
    path.unlink()
    moment = path.parent.stat().st_mtime_ns
    library._index.db.execute("UPDATE folder SET mtime_ns = ?", (moment,))
    library.refresh(full=False)
    assert (library.counts().total, library.share_of_texts()) == (1, 0)
    path.write_bytes(kept)
    library.refresh()
    assert (library.counts().total, library.share_of_texts()) == (1, 1)
