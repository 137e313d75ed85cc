"""The command line as a whole: help, version, exit codes, settings."""

from __future__ import annotations

import errno
import json
import os
import subprocess
from pathlib import Path

import pytest

from reader import __version__, cli
from reader.commands import list as rows
from reader.console import command_names, parser
from reader.output import date_text
from tests.commands.conftest import COMMAND, TIMEOUT, Run
from tests.newsstand import NEWEST

COMMANDS = [
    "open",
    "show",
    "list",
    "search",
    "digest",
    "mark",
    "undo",
    "state",
    "index",
    "unpack",
    "stats",
    "doctor",
    "config",
    "completions",
]


def test_the_version_is_said(reader: Run) -> None:
    assert reader("--version") == reader("--version")
    assert reader("--version").out == f"reader {__version__}\n"


@pytest.mark.parametrize("word", ["-h", "--help"])
def test_help_names_every_command(word: str, reader: Run) -> None:
    shown = reader(word)
    assert shown.code == 0
    for command in COMMANDS:
        assert f"\n    {command} " in shown.out
    assert "None" not in shown.out


@pytest.mark.parametrize("command", ["search", "watch"])
def test_the_words_about_a_command_are_wrapped(command: str, reader: Run) -> None:
    described = reader(command, "--help").out.partition("\n\n")[2].partition("\n\n")[0]
    assert "\n" in described
    assert max(map(len, described.splitlines())) < 80


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, reader: Run) -> None:
    shown = reader(command, "--help")
    assert shown.code == 0
    assert shown.out.startswith(f"usage: reader {command}")


@pytest.mark.parametrize("word", ["no/such", "nosuch.md"])
def test_a_path_that_is_not_there_is_no_command(word: str, reader: Run) -> None:
    assert reader(word).err == f"reader: {word}: there is no such file or folder.\n"


def test_a_word_that_is_no_command_leads_to_the_help(reader: Run) -> None:
    assert reader("help").err.endswith("such command. `reader --help` lists the commands.\n")


def test_choices_and_defaults_are_said(reader: Run) -> None:
    assert reader("account").err.endswith("are required: add|list|remove|check\n")
    shown = " ".join(reader("list", "--help").out.split())
    assert "--sort newest|oldest|" in shown
    assert "the highest score first (default: newest)" in shown
    assert "SUPPRESS" not in shown


@pytest.mark.parametrize("words", [["--what"], ["list", "--what"], ["show"], ["open"]])
def test_wrong_usage_is_code_2(words: list[str], reader: Run) -> None:
    shown = reader(*words)
    assert shown.code == 2
    assert shown.err.startswith("usage: ")


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["lst"], "list"),
        (["list", "--unraed"], "--unread"),
        (["list", "--sort", "newst"], "newest"),
        (["mark", "stared", "x"], "starred"),
        (["config", "shwo"], "show"),
    ],
)
def test_what_is_misspelt_is_guessed(words: list[str], meant: str, reader: Run) -> None:
    shown = reader(*words)
    assert shown.code == 2
    assert shown.err.endswith(f" Did you mean {meant}?\n")


@pytest.mark.parametrize("command", ["filters", "list", "doctor"])
def test_a_folder_after_a_command_is_answered_with_the_option_for_it(
    command: str, reader: Run
) -> None:
    shown = reader(command, "/srv/news")
    assert shown.code == 2
    asked = f" The library is named with -L: reader {command} -L /srv/news\n"
    assert shown.err.endswith(asked)


def test_an_interrupt_is_code_130(news: Path, reader: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_arguments: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(rows, "run", interrupted)
    assert reader("list").code == cli.INTERRUPTED == 130


def test_a_bug_escapes(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_arguments: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(rows, "run", broken)
    with pytest.raises(ZeroDivisionError):
        cli.main(["list"])


@pytest.mark.parametrize(
    "words",
    [["no-such-command"], ["a", "b"], ["open", "missing.md"], ["./missing"], ["."], []],
)
def test_the_screen_needs_something_to_show_and_a_terminal(
    words: list[str], process: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shown = process(*words)
    assert shown.code == (2 if words and words[0] not in ("open", ".") else 1)
    assert not shown.out
    assert shown.err.startswith("reader: ")
    assert shown.err.endswith(".\n")
    assert shown.err.count("\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_full_disk_is_said_in_a_sentence(news: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [COMMAND, "list"], stdout=full, stderr=subprocess.PIPE, timeout=TIMEOUT, check=False
        )
    assert done.returncode == 1
    assert done.stderr == b"reader: There is no space left to write the output to.\n"


def test_a_stdout_that_was_closed_is_no_matter(news: Path) -> None:
    shell = ["/bin/sh", "-c", 'exec "$0" list >&-', str(COMMAND)]
    done = subprocess.run(shell, stderr=subprocess.PIPE, timeout=TIMEOUT, check=False)
    assert done.returncode == 0
    assert done.stderr == b""


@pytest.fixture
def configure(a_home_of_its_own: Path) -> Path:
    """The settings file, in a folder that is there."""
    folder = a_home_of_its_own / "config" / "reader"
    folder.mkdir(parents=True)
    return folder / "config.toml"


def test_the_settings_name_the_library(
    news: Path, configure: Path, reader: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("READER_LIBRARY")
    configure.write_text(f'library = "{news}"\n')
    assert reader("list", "--json").titles == NEWEST


def test_the_settings_give_the_zone_of_a_day(news: Path, configure: Path, reader: Run) -> None:
    configure.write_text('timezone = "Asia/Shanghai"\n')
    first = reader("list", "--json", "--limit", "1").rows[0]
    assert first["published"] == "2022-04-22T10:00:00+08:00"
    assert "2022-04-22" in reader("list", "--limit", "1").out


def test_the_settings_give_the_width(news: Path, configure: Path, reader: Run) -> None:
    configure.write_text("text_width = 40\n")
    shown = reader("show", news / "金融" / "The long report.md")
    assert 30 <= max(map(len, shown.out.splitlines())) <= 40


@pytest.mark.parametrize(
    "command", [["list"], ["show", "x"], ["digest"], ["index"], ["mark", "read", "x"]]
)
def test_settings_that_cannot_be_used_are_said_by_every_command(
    command: list[str], news: Path, configure: Path, reader: Run
) -> None:
    configure.write_text('colour = "red"\n')
    shown = reader(*command)
    said = f"reader: There is no setting “colour” ({configure}, line 1).\n"
    assert shown.err.count(said) == 1
    configure.unlink()
    again = reader(*command)
    assert (shown.code, shown.out) == (again.code, again.out), "and the command is carried out"


def test_the_settings_give_the_format_of_dates(
    news: Path, configure: Path, reader: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(date_text, "_formats", dict(date_text._formats))
    configure.write_text('date_format = "%-d.%m.%Y"\ntimezone = "UTC"\n')
    assert "· 21.04.2022 ·" in reader("show", news / "金融" / "The long report.md").out


def test_what_is_a_command_is_known_without_the_parser() -> None:
    assert set(parser.whole()[1]) == set(command_names.names())


def process(words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A line of a shell, with `reader` on the PATH."""
    path = f"{COMMAND.parent}:/usr/bin:/bin"
    return subprocess.run(
        ["/bin/sh", "-c", words], capture_output=True, text=True, timeout=TIMEOUT, check=False,
        env={**os.environ, "PATH": path, **environment},
    )  # fmt: skip


@pytest.mark.parametrize("words", ["--help", "--version", "list --help", "list", "completions zsh"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_is_said_whatever_was_to_be_written(
    words: str, unbuffered: str, news: Path
) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    done = process(f"reader {words} > /dev/full", PYTHONUNBUFFERED=unbuffered)
    assert (done.returncode, done.stderr) == (
        1,
        "reader: There is no space left to write the output to.\n",
    )


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ESTALE, "Stale handle", b"/news/a.md"), "/news/a.md: stale handle."),
        (OSError(errno.EIO, "Input/output error", "/a\x1b[31m"), "/a[31m: input/output error."),
        (OSError(errno.EDQUOT, "Too much"), "A file cannot be read or written: Too much."),
    ],
)
def test_an_error_of_a_drive_that_nothing_handled_is_a_sentence(
    error: OSError, said: str, news: Path, reader: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "run", lambda _arguments: (_ for _ in ()).throw(error))
    monkeypatch.setattr(cli, "_give_up_stdout", lambda: None)
    shown = reader("list")
    assert (shown.code, shown.out, shown.err) == (1, "", f"reader: {said}\n")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may do all")
@pytest.mark.parametrize("command", ["feeds", "fetch"])
def test_a_library_that_may_not_be_entered_is_a_sentence(
    command: str, news: Path, reader: Run
) -> None:
    news.parent.chmod(0)
    try:
        shown = reader(command, "-L", str(news))
    finally:
        news.parent.chmod(0o700)
    assert (shown.code, shown.err.count("\n")) == (1, 1)


def test_a_closed_stdin_is_an_empty_one(news: Path) -> None:
    done = process("reader show - <&-")
    assert (done.returncode, done.stderr) == (1, "reader: stdin: it is empty.\n")


@pytest.mark.parametrize("words", ["list --json", "search is:unread --json", "stats --json"])
def test_json_loses_no_character_where_stdout_has_few(words: str, news: Path) -> None:
    few = process(f"reader {words}", PYTHONIOENCODING="ascii")
    all_of_them = process(f"reader {words}", PYTHONIOENCODING="utf-8")
    assert few.stdout.isascii()
    assert not all_of_them.stdout.isascii()
    assert list(map(json.loads, few.stdout.splitlines())) == list(
        map(json.loads, all_of_them.stdout.splitlines())
    )


@pytest.mark.parametrize(
    "words",
    [
        ["mark", "starred", "-L", "LIBRARY", "ID"],
        ["mark", "-L", "LIBRARY", "starred", "ID"],
        ["mark", "starred", "ID", "--library=LIBRARY"],
        ["-L", "LIBRARY", "mark", "starred", "ID"],
    ],
)
def test_options_stand_before_between_or_behind_arguments(
    words: list[str], news: Path, reader: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = reader("list", "--json", "--limit", "1").rows[0]["id"]
    monkeypatch.delenv("READER_LIBRARY")
    named = [word.replace("LIBRARY", str(news)).replace("ID", article) for word in words]
    assert reader(*named).err == "1 of 1 marked starred.\n"


def test_what_follows_two_dashes_is_no_option(news: Path, reader: Run) -> None:
    assert reader("search", "--limit", "1", "--", "-nothing").code in (0, 1)
    assert "unrecognized" in reader("search", "word", "--nothing").err


def test_a_library_of_an_option_is_what_the_screen_opens(tmp_path: Path, reader: Run) -> None:
    missing = reader("-L", tmp_path / "missing")
    assert missing.code == 2
    assert f"{tmp_path / 'missing'}: there is no such file or folder" in missing.err
    assert "needs a terminal" in reader("-L", tmp_path).err


@pytest.mark.parametrize("words", [["index", "-L", ""], [""], ["-L", ""], ["open", ""]])
def test_an_empty_path_is_wrong_usage(words: list[str], reader: Run) -> None:
    shown = reader(*words)
    assert shown.code == 2
    assert "an empty text names no file" in shown.err


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no /proc here")
def test_a_library_of_the_kernel_is_refused(reader: Run) -> None:
    shown = reader("index", "-L", "/proc")
    assert shown.code == 1
    assert shown.err.endswith("the kernel makes its files.\n")


@pytest.mark.parametrize(
    "words",
    [
        ["list", "EVIL"],
        ["list", "--sort", "EVIL"],
        ["list", "--format", "{EVIL}"],
        ["list", "-L", "EVIL"],
        ["show", "EVIL"],
        ["search", "on:EVIL"],
        ["mark", "read", "EVIL"],
        ["unpack", "EVIL", "x"],
        ["EVIL"],
    ],
)
def test_no_argument_is_echoed_as_a_terminal_obeys_it(
    words: list[str], news: Path, reader: Run
) -> None:
    shown = reader(*[word.replace("EVIL", "a\x1b]0;x\x07\x9b31m\u202eb\nc") for word in words])
    assert shown.code
    assert not set(shown.err) & set("\x1b\x07\x9b\u202e")
    assert shown.err.count("\n") <= 8
