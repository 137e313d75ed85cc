"""`reader list`: rows on stdout, as lines or as JSON Lines."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from tests.commands.conftest import COMMAND, TIMEOUT, Run, Write
from tests.newsstand import CODE, LONG, NEWEST, TITLES

NEWEST_FINANCE = TITLES[:5]

FIELDS = {
    "id", "path", "title", "published", "published_inferred", "categories", "site", "authors",
    "tags", "own_tags", "url", "read", "starred", "muted", "score", "progress", "problems",
    "modified", "files", "draft", "category_paths",
}  # fmt: skip


def test_rows_are_the_newest_first(news: Path, reader: Run) -> None:
    listed = reader("list")
    lines = listed.out.splitlines()
    assert listed.code == 0
    assert not listed.err
    assert len(lines) == 10
    for line, title in zip(lines, NEWEST, strict=True):
        assert re.fullmatch(r"[0-9a-f]{8}   ●  2022-04-\d\d  \S+ +.*", line)
        assert line.endswith(f"  {title}")


def test_rows_stand_below_the_headings_of_their_groups(news: Path, reader: Run) -> None:
    lines = reader("list", "--group", "category", "--sort", "title").out.splitlines()
    assert [line for line in lines if not line.startswith(" ")] == [
        "金融 › 新浪财经  5", "编程 › OSChina  3", "游戏 › 3DM  2",
    ]  # fmt: skip
    assert [line.split("  ")[-1] for line in lines[1:6]] == sorted(NEWEST_FINANCE, key=str.lower)
    assert all(line.startswith("  ") for line in lines[1:6])
    days = reader("list", "--group", "date", "--limit", "5").out.splitlines()
    assert [line for line in days if not line.startswith(" ")] == [
        "Fri 22 April 2022  4", "Thu 21 April 2022  1",
    ]  # fmt: skip
    assert reader("list", "--group", "none").out == reader("list").out


def test_json_and_templates_have_the_order_of_groups(news: Path, reader: Run) -> None:
    listed = reader("list", "--group", "site", "--json")
    assert set(listed.rows[0]) == FIELDS | {"group"}
    assert [row["group"] for row in listed.rows] == [["新浪财经"]] * 5 + [["OSChina"]] * 3 + [
        ["3DM"]
    ] * 2
    titles = reader("list", "--group", "site", "--format", "{title}").out.splitlines()
    assert titles == listed.titles
    assert [row["group"] for row in reader("list", "--group", "none", "--json").rows] == [[]] * 10
    tree = reader("list", "--group", "category", "--json", "--limit", "1").rows
    assert tree[0]["group"] == ["金融", "新浪财经"]
    assert reader("list", "--group", "tag", "--tag", "none").code == 1


def test_an_article_with_several_paths_is_in_each_group(
    root: Path, reader: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = "title: Two\ncategories:\n- [Tech, Linux]\n- [Reading]\n"
    (root / "a.md").write_text(f"---\n{head}---\nText.\n", "utf-8")
    monkeypatch.setenv("READER_LIBRARY", str(root))
    rows = reader("list", "--group", "category", "--json").rows
    assert [row["group"] for row in rows] == [["Reading"], ["Tech", "Linux"]]
    named = reader("completions", "categories").out.splitlines()
    assert {"Reading", "Tech", "Linux", "Tech/Linux"} == set(named)


def test_json_is_an_object_a_line(news: Path, reader: Run) -> None:
    listed = reader("list", "--json")
    assert listed.titles == NEWEST
    for row in listed.rows:
        assert set(row) == FIELDS
        assert re.fullmatch(r"[0-9a-f]{24}", row["id"])
        assert Path(row["path"]).is_file()
        assert (row["read"], row["starred"], row["progress"]) == (False, False, 0)
        assert row["problems"] == []
        assert row["files"] == 1
        seconds = datetime.fromisoformat(row["modified"]).timestamp()
        assert seconds == pytest.approx(Path(row["path"]).stat().st_mtime, abs=0.001)
    first = listed.rows[0]
    assert first["published"] == "2022-04-22T10:00:00+00:00"
    assert first["published_inferred"] is False
    assert first["categories"] == ["金融", "新浪财经"]
    assert first["site"] == "新浪财经"
    assert first["authors"] == ["新浪财经"]
    assert first["url"] is None
    assert "金融" in listed.out, "text is not escaped"


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        (["--limit", "3"], NEWEST[:3]),
        (["--sort", "oldest"], NEWEST[::-1]),
        (["--sort", "oldest", "--limit", "2"], ["A console", "Tea loans"]),
        (["--sort", "title"], sorted(NEWEST, key=str.lower)),
        (["--category", "编程"], ["Queues in Go", "Wine 7.14", "Pip mirrors"]),
        (["--category", "oschina"], ["Queues in Go", "Wine 7.14", "Pip mirrors"]),
        (["--site", "3dm"], ["A patch", "A console"]),
        (["--since", "2022-04-22"], NEWEST[:4]),
        (["--until", "2022-04-19"], ["Tea loans", "A console"]),
        (["--since", "2022-04-20", "--until", "2022-04-21"], NEWEST[4:8]),
        (["--since", "2022-04-22", "--until", "2022-04"], NEWEST[:4]),
        (["--until", "2022"], NEWEST),
        (["--since", "7d"], []),
        (["--category", "游戏/3DM", "--site", "３ＤＭ"], ["A patch", "A console"]),
        (["--category", ""], []),
        (["--read"], ["Bonds fall", "Wine 7.14"]),
        (["--unread"], [t for t in NEWEST if t not in ("Bonds fall", "Wine 7.14")]),
        (["--starred"], ["Wine 7.14", "A console"]),
        (["--starred", "--unread"], ["A console"]),
        (["--starred", "--read", "--category", "编程"], ["Wine 7.14"]),
    ],
)
def test_filters_and_orders(words: list[str], titles: list[str], news: Path, reader: Run) -> None:
    paths = {row["title"]: row["path"] for row in reader("list", "--json").rows}
    reader("mark", "read", paths["Bonds fall"], paths["Wine 7.14"])
    reader("mark", "starred", paths["Wine 7.14"], paths["A console"])
    assert reader("list", "--json", *words).titles == titles


def test_a_line_shows_what_is_read_and_starred(news: Path, reader: Run) -> None:
    paths = {row["title"]: row["path"] for row in reader("list", "--json").rows}
    reader("mark", "read", paths["Bonds fall"])
    reader("mark", "starred", paths["Bonds fall"], paths["Rates rise"])
    lines = {line.split("  ")[-1].strip(): line for line in reader("list").out.splitlines()}
    assert lines["Bonds fall"][10:12] == "★ "
    assert lines["Rates rise"][10:12] == "★●"
    assert lines["Ports reopen"][10:12] == " ●"


@pytest.mark.parametrize("words", [["--category", "none"], ["--read"], ["--read", "--unread"]])
def test_nothing_found_is_code_1(words: list[str], news: Path, reader: Run) -> None:
    listed = reader("list", *words)
    assert listed.code == 1
    assert not listed.out
    assert listed.err == "reader: No article matches.\n"


@pytest.mark.parametrize(
    "words",
    [
        ["--limit", "0"], ["--limit", "many"], ["--since", "tomorrow"], ["--until", "2022-13-01"],
        ["--sort", "size"], ["--category"], ["--what"], ["word"],
    ],
)  # fmt: skip
def test_wrong_usage_is_code_2(words: list[str], news: Path, reader: Run) -> None:
    listed = reader("list", *words)
    assert listed.code == 2
    assert not listed.out
    assert listed.err.startswith("usage: reader ")
    assert "Traceback" not in listed.err


# Which library


def test_libraries_may_be_named_more_than_once(tmp_path: Path, news: Path, reader: Run) -> None:
    other = tmp_path / "other"
    (other / "sub").mkdir(parents=True)
    (other / "sub" / "one.md").write_text("---\ntitle: Elsewhere\ndate: 2023-01-01\n---\nText.\n")
    assert reader("list", "--json", "-L", other).titles == ["Elsewhere"]
    both = reader("list", "--json", "-L", other, "--library", news)
    assert both.titles == ["Elsewhere", *NEWEST]


def test_the_environment_names_libraries(
    tmp_path: Path, news: Path, reader: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "one.md").write_text("---\ntitle: Elsewhere\ndate: 2023-01-01\n---\nText.\n")
    monkeypatch.setenv("READER_LIBRARY", f"{other}:{news}")
    assert reader("list", "--json").titles == ["Elsewhere", *NEWEST]
    monkeypatch.setenv("READER_LIBRARY", str(other))
    assert reader("list", "--json").titles == ["Elsewhere"]


def test_no_library_is_said(reader: Run) -> None:
    listed = reader("list")
    assert listed.code == 1
    assert listed.err.startswith("reader: No library is named: ")
    assert listed.err.count("\n") == 1


@pytest.mark.parametrize("name", ["nowhere", "file.md"])
def test_a_library_that_is_no_folder_is_said(name: str, tmp_path: Path, reader: Run) -> None:
    (tmp_path / "file.md").write_text("text")
    listed = reader("list", "-L", tmp_path / name)
    assert listed.code == 1
    assert re.fullmatch(rf"reader: The library .*{name} [^\n]*\.\n", listed.err)


def test_new_and_removed_files_are_seen(news: Path, write: Write, reader: Run) -> None:
    assert len(reader("list", "--json").rows) == 10
    write("Fresh", CODE, "2022-04-23 10:00:00").touch()
    (news / "金融" / f"{LONG}.md").unlink()
    titles = reader("list", "--json").titles
    assert titles[0] == "Fresh"
    assert LONG not in titles


def test_files_that_are_no_articles_are_left_out(news: Path, reader: Run) -> None:
    (news / "empty.md").touch()
    (news / "binary.md").write_bytes(bytes(range(256)) * 9)
    (news / "notes.pdf").write_text("no article")
    listed = reader("list", "--json")
    assert listed.code == 0
    assert listed.titles == NEWEST


# As a process


def test_the_installed_command_lists(news: Path, process: Run) -> None:
    listed = process("list", "--json", "--limit", "2")
    assert listed.code == 0
    assert not listed.err
    assert listed.titles == NEWEST[:2]


def test_a_line_in_a_pipe_is_whole_and_plain(write: Write, process: Run, root: Path) -> None:
    title = "全国业务总量大幅压降：" * 15
    write(title, name="long")
    listed = process("list", "-L", root)
    assert listed.out.rstrip("\n").endswith(title)
    assert "\x1b" not in listed.out


def start(*words: object) -> subprocess.Popen[bytes]:
    command = [str(COMMAND), *map(str, words)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=_interruptible
    )


def _interruptible() -> None:
    """Who runs the tests in the background may have them ignore interrupts, and what they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def many(write: Write, root: Path) -> Path:
    """More rows than a pipe holds."""
    for number in range(250):
        write(f"{number} {'word ' * 60}", name=str(number))
    return root


def test_a_pipe_that_is_closed_is_quiet(many: Path) -> None:
    with start("list", "--json", "-L", many) as listing:
        assert listing.stdout
        assert listing.stderr
        assert json.loads(listing.stdout.readline())
        listing.stdout.close()
        assert listing.stderr.read() == b""
        assert listing.wait(TIMEOUT) == 0


def test_an_interrupt_is_code_130_without_a_traceback(many: Path) -> None:
    with start("list", "--json", "-L", many) as listing:
        assert listing.stdout
        assert listing.stdout.read(1)  # it lists, and soon waits for somebody to read on
        listing.send_signal(signal.SIGINT)
        _out, err = listing.communicate(timeout=TIMEOUT)
    assert listing.returncode == 130
    assert b"Traceback" not in err
