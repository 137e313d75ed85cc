"""What was written in one go counts whole or not at all; damage costs its line alone."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from reader.library.journal import folder, maintenance
from reader.library.journal.acts import Verdict, judged, judged_back
from reader.library.journal.events import TORN, Act
from reader.library.journal.journal import Journal, Mark
from tests.library.conftest import Open, Write


def written(home: Path, count: int = 5) -> bytes:
    """A journal with a mark and then an action of so many lines."""
    book = Journal(home)
    book.append([Mark("aa", "news", "0.md", {"read": 1}, Act("w", 1, 0))])
    book.append(
        [Mark(f"b{n}", "news", f"{n}.md", {"read": 1}, Act("w", 2, 0)) for n in range(count)]
    )
    book.close()
    return book.file.read_bytes()


def marked(home: Path) -> set[str]:
    return {article for article, _field in maintenance.folded(home)[0].state}


WHOLE = {"aa", "b0", "b1", "b2", "b3", "b4"}


def test_a_write_that_was_cut_off_anywhere_counts_as_absent_and_is_no_fault(tmp_path: Path) -> None:
    data = written(tmp_path)
    start = data.index(b'{"act":{"w":"w","n":2')
    file = tmp_path / "here.jsonl"
    for cut in range(start, len(data) - 1):  # of the last line all is there but its end
        file.write_bytes(data[:cut])
        assert marked(tmp_path) == {"aa"}, cut
        assert maintenance.verify(tmp_path) == [], cut
        if cut % 7:
            continue
        book = Journal(tmp_path)
        book.append([Mark("cc", "news", "c.md", {"read": 1}, Act("w", 3, 0))])
        book.close()
        assert marked(tmp_path) == {"aa", "cc"}, cut
        assert maintenance.verify(tmp_path) == [], cut
    file.write_bytes(data)
    assert marked(tmp_path) == WHOLE


@pytest.mark.parametrize("line", range(2, 7))
@pytest.mark.parametrize("more", [False, True])
def test_a_line_of_many_that_was_damaged_costs_itself(
    tmp_path: Path, line: int, more: bool
) -> None:
    texts = written(tmp_path).split(b"\n")
    texts[line] = b"\xff" + texts[line][1:]
    book = Journal(tmp_path)
    book.file.write_bytes(b"\n".join(texts))
    if more:
        book.append([Mark("cc", "news", "c.md", {"read": 1})])
    assert marked(tmp_path) - {"cc"} == WHOLE - {f"b{line - 2}"}
    assert [flaw.line for flaw in maintenance.verify(tmp_path)] == [line + 1]
    maintenance.compact(book)
    assert marked(tmp_path) - {"cc"} == WHOLE - {f"b{line - 2}"}
    assert maintenance.verify(tmp_path) == []
    book.close()


def test_read_from_the_end_it_is_the_same(tmp_path: Path) -> None:
    data = written(tmp_path)
    torn = data[:-40] + b"\n" + TORN + data.split(b"\n")[1] + b"\n\xffdamaged\n"
    for text in (data, torn, torn + data, torn[:-60]):
        stream = io.BytesIO(text)
        there = [(one.line, one.verdict) for one in judged(folder.lines(stream))]
        back = [
            (one.line, one.verdict) for one in judged_back(folder.lines_back(stream, len(text)))
        ]
        assert back == there[::-1]
        assert {verdict for _line, verdict in there} >= {Verdict.COUNTS, Verdict.NO_EVENT}


def test_a_write_that_goes_on_is_folded_when_it_is_whole(write: Write, open_library: Open) -> None:
    for number in range(5):
        write(f"{number}.md")
    library, other = open_library(), open_library(scan=False)
    library.marks.mark([entry.key for entry in library.entries()], "read", True)
    file = library._opened.journal.file
    data = file.read_bytes()
    file.write_bytes(data[: data.index(b'"part":[4,5]') + 50])
    other._index.rebuild()
    other.refresh()
    other._opened.fold._known.clear()
    other.poll()
    assert other.counts().unread == 5
    file.write_bytes(data)
    other.poll()
    assert other.counts().unread == 0
    step = library.marks.step("undo")
    assert step is not None
    assert step.count == 5


def test_a_line_too_long_to_be_read_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "LONGEST", 2000)
    data = written(tmp_path)
    (tmp_path / "here.jsonl").write_bytes(data + b'{"x":"' + b"y" * 9000 + b'"}\n' + data)
    assert marked(tmp_path) == WHOLE
    assert [flaw.line for flaw in maintenance.verify(tmp_path)] == [8]
