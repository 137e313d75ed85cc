"""The examples of docs/watch.md work, with stand-ins for the programs that they name."""

from __future__ import annotations

import json
import re
import shlex
import sys
from pathlib import Path

import pytest

from reader import screen_state
from reader.config import config_file, load
from tests.commands.conftest import Run, Write

PAGE = (Path(__file__).parents[2] / "docs" / "watch.md").read_text("utf-8")
LINES = [
    line.partition("  #")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.S)
    for line in block.splitlines()
]
CRON = re.findall(r"```crontab\n(.*?)\n```", PAGE, re.S)
WATCHES = [line for line in LINES if line.startswith("reader watch")]
DIGESTS = [line for line in LINES if line.startswith("reader digest")]

STAND_IN = """#!{python}
import json, os, sys
with open({noted!r}, "a") as file:
    file.write(json.dumps([os.path.basename(sys.argv[0]), *sys.argv[1:]]) + "\\n")
"""


@pytest.fixture
def noted(
    tmp_path: Path, root: Path, write: Write, reader: Run, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A library that was watched, in which a release has come; and where the stand-ins note their
    arguments.
    """
    programs, noted = tmp_path / "bin", tmp_path / "noted"
    programs.mkdir()
    for name in ("notify-send", "curl", "mail"):
        (programs / name).write_text(STAND_IN.format(python=sys.executable, noted=str(noted)))
        (programs / name).chmod(0o700)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.setenv("READER_LIBRARY", str(root))
    [settings] = re.findall(r"```toml\n(.*?)```", PAGE, re.S)
    config_file().parent.mkdir(parents=True, exist_ok=True)
    config_file().write_text(settings, "utf-8")
    assert not load().problems
    write("Old")
    assert reader("watch", "--once").code == 0
    path = write("--help; a release: 利率", name="new")
    path.write_text(
        path.read_text("utf-8").replace("author:", "url: https://example.com/a\nauthor:")
    )
    return noted


def words_of(line: str) -> list[str]:
    """The arguments of an example, which ends at once, and without where its output goes."""
    words = shlex.split(line.partition(" > ")[0])[1:]
    return words if "--once" in words or words[0] != "watch" else ["watch", "--once", *words[1:]]


@pytest.mark.parametrize("line", WATCHES)
def test_an_example_of_watch_tells_of_what_came(line: str, noted: Path, reader: Run) -> None:
    shown = reader(*words_of(line))
    assert (shown.code, shown.err) == (0, "")
    if "--exec" not in line:
        assert "a release: 利率" in shown.out
        return
    told = [json.loads(one) for one in noted.read_text().splitlines()]
    program = shlex.split(line.partition("--exec -- ")[2])
    wanted = [program] if "Rates" in line or "Releases" in line else [program, program]
    assert len(told) == len(wanted)
    for given, words in zip(told, wanted, strict=True):
        filled = [
            word.replace("{title}", "--help; a release: 利率").replace(
                "{url}", "https://example.com/a"
            )
            for word in words
        ]
        assert given in (
            [word.replace("{search}", name) for word in filled] for name in ("Rates", "Releases")
        )


@pytest.mark.parametrize("line", DIGESTS)
def test_an_example_of_a_briefing_works(line: str, noted: Path, reader: Run) -> None:
    words = ["2022-04-22" if word == "yesterday" else word for word in words_of(line)]
    shown = reader(*words)
    assert (shown.code, shown.err) == (0, "")
    assert "a release: 利率" in shown.out


def test_examples_for_cron_are_made_of_commands_that_work(noted: Path, reader: Run) -> None:
    assert len(CRON) == 2
    for line in CRON:
        assert "%" not in line, "which cron takes for the end of a line"
        _fetch, second = re.sub(r"^[\d*/ ]+", "", line).split("; ", 1)
        assert _fetch == "reader fetch 2>/dev/null"
        command, *_for_the_shell = re.split(r" 2>| >", second, maxsplit=1)
        assert reader(*words_of(command)).code == 0


def test_searches_of_the_page_are_saved_by_their_names(noted: Path, root: Path) -> None:
    assert dict(load().searches).keys() == {"Rates", "Releases"}
    assert screen_state.watched([root]).keys() == {"Rates", "Releases"}
