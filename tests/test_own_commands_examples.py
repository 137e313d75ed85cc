"""The examples of docs/own_commands.md work, with stand-ins for the programs that they name."""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC
from pathlib import Path

import pytest

from reader.articles.file import read_article
from reader.config import parse
from reader.own_commands import PLACEHOLDERS, OwnCommand
from reader.running import CommandError, Run, prepared

PAGE = (Path(__file__).parents[1] / "docs" / "own_commands.md").read_text("utf-8")
EXAMPLES = re.findall(r"```toml\n(\[commands.*?)```", PAGE, re.S)
ARTICLE = """---
title: "--help: a/b"
url: https://example.com/a
---
A **bold** body.

[e.mp3](https://example.com/e.mp3) (audio, 5.2 MB)
"""

STAND_IN = """#!{python}
import json, os, sys
given = [os.path.basename(sys.argv[0]), *sys.argv[1:]]
read = "" if sys.stdin.isatty() else sys.stdin.read()
open({noted!r}, "w").write(json.dumps([given, read]))
print("# Said\\n\\nby the stand-in.")
"""


@pytest.fixture
def noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the stand-ins note their arguments and their stdin."""
    programs = tmp_path / "bin"
    programs.mkdir()
    noted = tmp_path / "noted"
    for name in ("ollama", "trans", "espeak-ng", "mutt", "mpv"):
        program = programs / name
        program.write_text(STAND_IN.format(python=sys.executable, noted=str(noted)))
        program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    return noted


def example(name: str) -> OwnCommand:
    """The last example of this name."""
    found = [one for text in EXAMPLES for one in parse(text).commands if one.name == name]
    return found[-1]


def run(name: str, folder: Path) -> str:
    path = folder / "article.md"
    path.write_text(ARTICLE)
    return Run(prepared(example(name), read_article(path, UTC), UTC)).wait()


def test_every_example_is_understood_and_tried_here() -> None:
    names = {one.name for text in EXAMPLES for one in parse(text).commands}
    assert not [problem for text in EXAMPLES for problem in parse(text).problems]
    assert names == {"summarise", "translate", "read aloud", "mail", "keep a note", "play"}


@pytest.mark.parametrize(
    ("name", "arguments", "read"),
    [
        (
            "summarise",
            ["ollama", "run", "llama3.2", "Summarise this article in five sentences:"],
            "A **bold** body.",
        ),
        ("translate", ["trans", "-brief", "-no-ansi", ":en"], "A bold body."),
        ("read aloud", ["espeak-ng", "--stdin"], "A bold body."),
        (
            "mail",
            ["mutt", "-s", "--help: a/b", "-i", "{path}", "--", "friend@example.org"],
            "",
        ),
        ("play", ["mpv", "--force-window", "--", "https://example.com/e.mp3"], ""),
    ],
)
def test_an_example_gives_its_program_the_article(
    name: str, arguments: list[str], read: str, noted: Path, tmp_path: Path
) -> None:
    printed = run(name, tmp_path)
    given, stdin = json.loads(noted.read_text())
    assert given == [one.replace("{path}", str(tmp_path / "article.md")) for one in arguments]
    assert read in stdin
    assert bool(stdin) == bool(read)
    assert ("by the stand-in." in printed) == (example(name).output != "ignore")


def test_a_note_is_kept_under_a_name_without_paths_and_never_over_another(
    a_home_of_its_own: Path, tmp_path: Path, noted: Path
) -> None:
    folder = a_home_of_its_own / "Notes" / "Reading"
    folder.mkdir(parents=True)
    assert run("keep a note", tmp_path) == f"Saved as {folder}/--help a b.md"
    (note,) = folder.iterdir()
    assert "A **bold** body." in note.read_text()
    note.write_text("mine")
    with pytest.raises(CommandError, match="keep a note failed with code"):
        run("keep a note", tmp_path)
    assert note.read_text() == "mine"


def test_every_placeholder_is_documented() -> None:
    table = PAGE.partition("| placeholder |")[2].partition("\n\n")[0]
    first = "".join(line.split("|")[1] for line in table.splitlines() if line.count("|") > 1)
    assert set(re.findall(r"\{([a-z]+)\}", first)) == set(PLACEHOLDERS)
