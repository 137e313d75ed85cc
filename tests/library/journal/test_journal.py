"""What is written down, and that it stays."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from reader import config
from reader.errors import ConfigError, JournalError
from reader.library.journal import journal, maintenance
from reader.library.journal.events import Event, event_of, is_no_event
from reader.library.journal.journal import Journal, Mark
from tests.library.conftest import Open, Write
from tests.states import set_state

MARK = Mark("ab12", "news", "x/a.md", {"read": 1})


def lines(folder: Path, device: str = "here") -> list[dict[str, object]]:
    text = (folder / f"{device}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def events(lines: list[bytes]) -> list[Event | None]:
    return [event_of(line) for line in lines if not is_no_event(line)]


def test_a_journal_begins_with_its_format_and_holds_one_event_a_line(tmp_path: Path) -> None:
    book = Journal(tmp_path / "journal")
    book.append([MARK, MARK])
    book.close()
    header, first, second = lines(tmp_path / "journal")
    assert header == {"journal": 1}
    assert first["set"] == {"read": True}
    assert (first["a"], first["root"], first["path"]) == ("ab12", "news", "x/a.md")
    assert first["t"] < second["t"]


def test_a_mark_comes_after_what_it_changes_whatever_the_clock_says(tmp_path: Path) -> None:
    book = Journal(tmp_path)
    book.append([MARK._replace(after=2**59), MARK])
    first, second = (line["t"] for line in lines(tmp_path)[1:])
    assert first == 2**59 + 1
    assert second < 2**59  # no other article is drawn along


def test_a_clock_set_back_a_little_stands_still_and_by_a_year_is_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, book = 1_700_000_000_000_000, Journal(tmp_path)
    monkeypatch.setattr(journal.time, "time_ns", lambda: now * 1000)
    first = book.stamp()
    now -= 60_000_000
    assert book.stamp() == first + 1
    now -= 365 * 86_400_000_000
    assert book.stamp() == now
    assert book.stamp(first) == first + 1


def test_nobody_else_may_read_a_journal(tmp_path: Path) -> None:
    Journal(tmp_path / "journal").append([MARK])
    assert (tmp_path / "journal").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "journal" / "here.jsonl").stat().st_mode & 0o777 == 0o600


def test_a_torn_line_is_closed_off(tmp_path: Path) -> None:
    book = Journal(tmp_path)
    book.append([MARK])
    with (tmp_path / "here.jsonl").open("ab") as stream:
        stream.write(b'{"t":1,"a":"ab')
    book.append([MARK])
    data = (tmp_path / "here.jsonl").read_bytes().split(b"\n")
    assert [event and event.article for event in events(data)] == ["ab12", None, "ab12"]


def test_a_journal_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "here.jsonl").write_text('{"journal": 4}\n', "utf-8")
    with pytest.raises(JournalError, match="newer version"):
        Journal(tmp_path).append([MARK])
    assert (tmp_path / "here.jsonl").read_text("utf-8") == '{"journal": 4}\n'


def test_the_device_gets_a_name_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("READER_DEVICE")
    names = set()
    for _start in range(2):
        Journal(tmp_path / "journal").append([MARK])
        names |= {file.name for file in (tmp_path / "journal").iterdir()}
    assert names == {(tmp_path / "device").read_text("ascii").strip() + ".jsonl"}


def test_of_two_first_starts_both_get_the_same_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("READER_DEVICE")
    barrier = threading.Barrier(8)

    def start() -> None:
        barrier.wait()
        Journal(tmp_path / "journal").append([MARK])

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (file,) = (tmp_path / "journal").iterdir()
    data = file.read_bytes().split(b"\n")
    assert [event.article for event in events(data) if event] == ["ab12"] * 8
    assert sorted(path.name for path in tmp_path.iterdir()) == ["device", "journal", "lock"]


def test_a_torn_device_file_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("READER_DEVICE")
    (tmp_path / "device").write_text("", "utf-8")
    Journal(tmp_path / "journal").append([MARK])
    assert len((tmp_path / "device").read_text("ascii").strip()) == 8


@pytest.mark.parametrize("name", ["a b", "../x", "a/b", "x" * 65, "ä", ".hidden"])
def test_a_device_name_that_no_file_can_have_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READER_DEVICE", name)
    with pytest.raises(ConfigError, match="READER_DEVICE"):
        Journal(tmp_path)


def test_a_journal_that_cannot_be_written_says_so_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("a file", "utf-8")
    with pytest.raises(JournalError, match=r"^The mark cannot be written to .*\.$"):
        Journal(tmp_path / "journal").append([MARK])


def _link(file: Path) -> None:
    file.symlink_to(file.parent / "elsewhere.txt")


def _hole(file: Path) -> None:
    file.symlink_to("/dev/null")


@pytest.mark.parametrize("put", [_link, _hole, os.mkfifo, Path.mkdir], ids=lambda put: put.__name__)
def test_a_journal_that_is_no_regular_file_is_not_written_and_said(
    put: Callable[[Path], None], write: Write, open_library: Open
) -> None:
    write("a.md")
    library = open_library()
    config.journal_folder().mkdir(parents=True)
    victim = config.journal_folder() / "elsewhere.txt"
    victim.write_text("mine", "utf-8")
    put(config.journal_folder() / "here.jsonl")
    (entry,) = library.entries()
    with pytest.raises(
        JournalError, match=r"here\.jsonl: it is (a link|not a regular file)[^.]*\.$"
    ):
        set_state(library, [entry], read=True)
    assert not next(library.entries()).read
    with pytest.raises(JournalError, match="cannot be read"):
        library.marks.step("undo")
    with pytest.raises(JournalError, match="cannot be compacted"):
        maintenance.compact(journal.default_journal())
    assert victim.read_text("utf-8") == "mine"
    library.poll()
    assert [notice for notice in library.notices if "here.jsonl is ignored" in notice]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"nonsense",
        b"\xff\xfe",
        b'{"t":1,"a":"ab"}',
        b'{"t":true,"a":"ab","set":{"read":true}}',
        b'{"t":-1,"a":"ab","set":{"read":true}}',
        b'{"t":1e3,"a":"ab","set":{"read":true}}',
        b'{"t":99999999999999999999999,"a":"ab","set":{"read":true}}',
        b'{"t":1,"a":"","set":{"read":true}}',
        b'{"t":1,"a":"ab","set":{"read":1}}',
        b'{"t":1,"a":"ab","set":{"progress":2}}',
        b'{"t":1,"a":"ab","set":{"progress":NaN}}',
        b'{"t":1,"a":"ab","set":{"progress":1e999}}',
        b'{"t":1,"a":"ab","set":{"progress":' + b"9" * 400 + b"}}",
        b'{"t":1,"a":"ab","set":{"colour":"red"}}',
        b"[" * 100_000,
    ],
)
def test_a_line_that_is_no_event_is_skipped(line: bytes) -> None:
    assert [event for event in events([line]) if event] == []


def test_an_event_may_hold_what_a_later_version_adds() -> None:
    line = b'{"t":1,"a":"ab","set":{"read":true,"note":"x"},"path":"\\ud800","more":1}'
    (event,) = events([line])
    assert event is not None
    assert (event.fields, event.place) == ({"read": 1}, b"")


def test_an_acknowledged_mark_survives_kill_9(root: Path, write: Write, open_library: Open) -> None:
    write("a.md")
    open_library().close()
    program = (
        "import sys, time; from pathlib import Path; from reader.library.library import Library\n"
        f"library = Library([Path({str(root)!r})])\n"
        "library.marks.mark([entry.key for entry in library.entries()], 'read', True)\n"
        "library.marks.keep_place(next(library.entries()), 3.0, 0.5)\n"
        "print('done', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"done\n"
        os.kill(process.pid, signal.SIGKILL)
    (entry,) = open_library(scan=False).entries()
    assert (entry.read, entry.progress) == (True, 0.5)


def test_many_processes_of_one_device_do_not_mix_their_lines(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from reader.library.journal.journal import Journal, Mark\n"
        f"book = Journal(Path({str(tmp_path)!r}))\n"
        "for n in range(200): book.append([Mark(sys.argv[1], 'r', 'p' * n, {'read': 1})])"
    )
    command = [sys.executable, "-c", program]
    running = [subprocess.Popen([*command, f"a{n}"]) for n in range(4)]
    assert [process.wait() for process in running] == [0] * 4
    data = (tmp_path / "here.jsonl").read_bytes().split(b"\n")
    found = list(events(data))
    assert None not in found
    assert len(found) == 800


def test_a_place_is_a_number_of_a_block_and_more() -> None:
    head = b'{"t":1,"a":"a1","set":{"place":'
    kept = {value: event_of(head + value + b"}}") for value in (b"12.25", b"0", b"7")}
    assert [one and one.fields["place"] for one in kept.values()] == [12.25, 0, 7]
    assert list(events([head + b"-1}}", head + b"true}}", head + b'"12"}}'])) == [None] * 3
