"""The user's own commands, run as real processes: what they get, what is kept of what they print,
how they fail and how they are stopped.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from datetime import UTC
from pathlib import Path
from time import monotonic, sleep

import pytest

from reader import running
from reader.articles.file import read_article
from reader.model import Article
from reader.own_commands import PLACEHOLDERS, OwnCommand
from reader.running import CommandError, Run, prepared

ARTICLE = """---
title: "-rf $(touch pwned); 'a' \\"b\\" / c"
date: 2022-04-22 23:30:00 +0800
author: [Ada, Bob]
categories: [World, Asia]
url: https://example.com/a?b=c&d=e
---
A **bold** body. {title}

[episode](https://example.com/e.mp3) (audio, 5.2 MB)
"""
TITLE = "-rf $(touch pwned); 'a' \"b\" / c"

ECHO = "import json, sys; print(json.dumps([sys.argv[1:], sys.stdin.read()]))"


@pytest.fixture
def article(tmp_path: Path) -> Article:
    path = tmp_path / "an article.md"
    path.write_text(ARTICLE)
    return read_article(path, UTC)


def run(command: OwnCommand, article: Article) -> str:
    return Run(prepared(command, article, UTC)).wait()


def echoed(article: Article, *arguments: str, stdin: str = "nothing") -> tuple[list[str], str]:
    """The arguments and the stdin that a real process gets."""
    command = OwnCommand("x", (sys.executable, "-c", ECHO, *arguments), "", stdin, "page")
    found, read = json.loads(run(command, article))
    return found, read


def test_each_placeholder_is_one_argument_whatever_it_contains(article: Article) -> None:
    names = ("path", "url", "title", "name", "category", "authors", "date", "enclosure", "id")
    found, read = echoed(article, "--", *(f"{{{name}}}" for name in names), "a{title}b")
    assert found == [
        "--",
        str(article.path),
        "https://example.com/a?b=c&d=e",
        TITLE,
        "-rf $(touch pwned); 'a' b c",
        "World/Asia",
        "Ada, Bob",
        "2022-04-22",
        "https://example.com/e.mp3",
        article.id,
        f"a{TITLE}b",
    ]
    assert read == ""
    assert not Path("pwned").exists()


def test_every_placeholder_has_a_value(article: Article) -> None:
    found, _ = echoed(article, "--", *(f"{{{name}}}" for name in PLACEHOLDERS))
    assert len(found) == len(PLACEHOLDERS) + 1


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("markdown", "A **bold** body. {title}"),
        ("text", f"{TITLE}\n"),
        ("html", "A <strong>bold</strong> body."),
        ("json", '"text": "bold '),
    ],
)
def test_stdin_is_the_article_in_a_form(form: str, words: str, article: Article) -> None:
    _, read = echoed(article, stdin=form)
    assert words in read


def test_an_article_without_what_a_command_needs_is_not_given_to_it(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\ntitle: A\n---\nA body.\n")
    article = read_article(path, UTC)
    with pytest.raises(CommandError, match=r"This article has no link\."):
        prepared(OwnCommand("x", ("true", "{url}")), article, UTC)
    with pytest.raises(CommandError, match="This article has no enclosure"):
        prepared(OwnCommand("x", ("true", "{enclosure}")), article, UTC)


def sh(script: str, output: str = "page", name: str = "x") -> OwnCommand:
    return OwnCommand(name, ("sh", "-c", script), output=output)


def test_what_is_printed_is_without_what_a_terminal_acts_on(article: Article) -> None:
    printed = run(
        sh(r"printf '\033]0;evil\007\033[1;31mred\033[0m \302\233x \377\nb\r\n'"), article
    )
    assert printed == "red x \ufffd\nb"


def test_a_failure_is_its_code_and_the_last_line_of_stderr(article: Article) -> None:
    with pytest.raises(CommandError) as failed:
        run(sh(r"echo first >&2; printf '\033[31mlast\n\n' >&2; exit 3"), article)
    assert str(failed.value) == "x failed with code 3: last"
    with pytest.raises(CommandError, match=r"^x failed with code 1\.$"):
        run(sh("exit 1"), article)
    with pytest.raises(CommandError, match=r"^x was ended by SIGTERM\.$"):
        run(sh("kill $$"), article)


def test_a_program_that_is_not_there_is_said(article: Article) -> None:
    with pytest.raises(CommandError, match=r"x was not run: there is no program “no-such-one”\."):
        run(OwnCommand("x", ("no-such-one",)), article)
    with pytest.raises(CommandError, match="x was not run: /: permission denied"):
        run(OwnCommand("x", ("/",)), article)


def test_an_article_too_long_for_an_argument_is_said(tmp_path: Path) -> None:
    path = tmp_path / "long.md"
    path.write_text("---\ntitle: A\n---\n" + "A long body. " * 300_000)
    article = read_article(path, UTC)
    with pytest.raises(CommandError, match="too long for an argument of true; `stdin` gives it"):
        run(OwnCommand("x", ("true", "--", "{text}")), article)
    assert run(OwnCommand("x", ("wc", "-c"), "", "text", "page"), article).strip() > "3900000"


def test_a_program_that_does_not_read_is_no_failure(tmp_path: Path) -> None:
    path = tmp_path / "long.md"
    path.write_text("---\ntitle: A\n---\n" + "A long body. " * 30_000)
    command = OwnCommand("x", ("echo", "done"), "", "text", "page")
    assert run(command, read_article(path, UTC)) == "done"


@pytest.mark.parametrize("stream", ["", ">&2"])
def test_a_program_that_prints_without_end_needs_little_memory(
    stream: str, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "MOST", 200_000)
    running_one = Run(prepared(sh(f"yes {stream}"), article, UTC))
    if stream:  # the end of stderr is kept, and it goes on until it is stopped
        sleep(0.2)
        running_one.stop()
        with pytest.raises(CommandError, match=r"x was stopped\."):
            running_one.wait()
    else:
        with pytest.raises(CommandError, match="x was stopped: it printed more than"):
            running_one.wait()
    assert len(running_one._out) <= 200_000
    assert len(running_one._told) <= 4_000


def is_alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def gone(pid: int) -> bool:
    end = monotonic() + 20
    while is_alive(pid) and monotonic() < end:
        sleep(0.01)
    return not is_alive(pid)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc here")
@pytest.mark.parametrize("trap", ["", "trap '' TERM; "])
def test_what_is_stopped_ends_with_all_that_it_started(
    trap: str, article: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_GRACE", 0.3)
    child = tmp_path / "child"
    script = f"{trap}sleep 600 & echo $! > {child}.part; mv {child}.part {child}; wait; wait"
    started = Run(prepared(sh(script), article, UTC))
    while not child.exists():
        sleep(0.01)
    pid = int(child.read_text())
    assert is_alive(pid)
    threading.Timer(0.05, started.stop).start()
    with pytest.raises(CommandError, match=r"^x was stopped\.$"):
        started.wait()
    assert gone(pid)


def test_a_child_that_keeps_the_pipe_is_not_waited_for(
    article: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_GRACE", 0.2)
    child = tmp_path / "child"
    assert run(sh(f"sleep 600 & echo $! > {child}; echo done"), article) == "done"
    os.kill(int(child.read_text()), signal.SIGKILL)


def test_one_whose_output_is_ignored_still_says_how_it_failed(article: Article) -> None:
    with pytest.raises(CommandError, match="x failed with code 2: no such film"):
        run(sh("echo much; echo no such film >&2; exit 2", output="ignore"), article)
