"""`reader config`: where the settings are, what is in force, and the file in an editor."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from reader import config, screen_state
from tests.commands.conftest import Run


@pytest.fixture
def file(a_home_of_its_own: Path) -> Path:
    path = a_home_of_its_own / "config" / "reader" / "config.toml"
    path.parent.mkdir(parents=True)
    return path


def test_the_path_is_printed_whether_there_is_a_file_or_not(reader: Run, file: Path) -> None:
    assert reader("config", "path").out == f"{file}\n"
    assert not file.exists()


def test_what_is_in_force_is_printed_with_where_it_comes_from(
    reader: Run, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text('text_width = 70\n\n[keys]\n"mark.star" = "asterisk"\n')
    monkeypatch.setenv("READER_LIBRARY", "/srv/news")
    screen_state.keep_theme("sepia", "evening")
    screen_state.keep_text_width(92, 70)
    shown = reader("config", "show")
    assert shown.code == 0
    assert not shown.err
    lines = [" ".join(line.split()) for line in shown.out.splitlines()]
    for line in (
        'library = ["/srv/news"] # READER_LIBRARY',
        "# timezone is not set # default",
        "text_width = 70 # line 1",
        "preview = false # default",
        'theme = "sepia" # chosen on the screen',
        "text_width = 92 # chosen on the screen",
        '"mark.star" = "asterisk" # line 4',
        '"help" = "question_mark" # default',
    ):
        assert line in lines


def test_what_is_printed_is_itself_a_file_of_settings(reader: Run) -> None:
    shown = reader("config", "show").out
    values = tomllib.loads(shown)
    assert values["keys"]["list.down"] == "j,down"
    assert not config.parse(shown).problems


def test_show_says_what_is_wrong_with_keys_as_well(reader: Run, file: Path) -> None:
    file.write_text('preview = 3\n[keys]\nhlep = "h"\n"mark.star" = "r"\n')
    shown = reader("config", "show")
    assert shown.code == 1
    preview, unknown, conflict = shown.err.splitlines()
    assert "`preview` must be true or false" in preview
    assert "line 1" in preview
    assert unknown == f"reader: There is no key with the id “hlep” ({file}, line 3)."
    assert "`mark.star` and `mark.read` are both on r" in conflict
    assert "line 4" in conflict


def test_a_saved_search_that_is_wrong_is_named_and_not_printed(reader: Run, file: Path) -> None:
    file.write_text('[searches]\nGood = "rates"\n"Bad one" = "is:foo"\n')
    shown = reader("config", "show")
    assert shown.code == 1
    said = f"The saved search “Bad one” cannot be used ({file}, line 3): “is:” may be followed by"
    assert said in shown.err
    assert '"Good" = "rates"' in shown.out
    assert "is:foo" not in shown.out


def editor(tmp_path: Path, does: str) -> str:
    script = tmp_path / "an editor"
    script.write_text(f"#!/bin/sh\n{does}\n")
    script.chmod(0o700)
    return f"'{script}' --wait"


def test_edit_makes_a_commented_file_and_opens_it(
    reader: Run, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", editor(tmp_path, f'echo "$1 $2" > {tmp_path}/opened'))
    shown = reader("config", "edit")
    assert (shown.code, shown.out, shown.err) == (0, "", "")
    assert (tmp_path / "opened").read_text() == f"--wait {file}\n"
    assert "# mark_read = " in file.read_text("utf-8")


def test_edit_says_what_is_wrong_then(
    reader: Run, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", editor(tmp_path, 'echo "theme = 1" > "$2"'))
    shown = reader("config", "edit")
    assert shown.code == 1
    assert "`theme` must be one of" in shown.err
    assert "line 1" in shown.err


def test_edit_leaves_a_file_that_is_there(
    reader: Run, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("# mine\n")
    monkeypatch.setenv("EDITOR", "true")
    assert reader("config", "edit").code == 0
    assert file.read_text() == "# mine\n"


@pytest.mark.parametrize(
    ("command", "said"),
    [("no-such-editor-at-all", "cannot be started"), ("false", "ended with code 1"),
     ("'", "cannot be started")],
)  # fmt: skip
def test_an_editor_that_fails_is_said(
    command: str, said: str, reader: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", command)
    shown = reader("config", "edit")
    assert shown.code == 1
    assert said in shown.err
    assert "Traceback" not in shown.err


def test_what_cannot_be_used_is_not_printed_as_if_it_were_in_force(reader: Run, file: Path) -> None:
    file.write_text(
        'theme = "dark"\nignore = ["x/"]\n[keys]\n"mark.star" = "r"\n'
        '[searches]\n"Rates" = "利率"\n[commands.mail]\nrun = ["mail", "{url}"]\nkey = "s"\n'
        "[commands.bad]\nrun = []\n"
    )
    shown = reader("config", "show")
    lines = [" ".join(line.split()) for line in shown.out.splitlines()]
    for line in (
        'theme = "evening" # default: line 1 cannot be used',
        'ignore = ["x/"] # line 2',
        '"mark.star" = "s" # default: line 4 cannot be used',
        '"Rates" = "利率" # line 6',
        '[commands."mail"]',
        'run = ["mail", "{url}"] # line 7',
    ):
        assert line in lines
    assert not [line for line in lines if "bad" in line or line.startswith("key =")]
    assert not config.parse(shown.out).problems
    assert len(shown.err.splitlines()) == shown.code + 3


def test_problems_of_the_other_files_are_said_too(reader: Run, file: Path, tmp_path: Path) -> None:
    file.write_text(f'library = "{tmp_path}/news"\n')
    file.with_name("sites.toml").write_text('[default]\ndrop = ["p:::x"]\n')
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "feeds.toml").write_text('[[feed]]\ntitle = "x"\n')
    (tmp_path / "news" / ".readerignore").mkdir()
    shown = reader("config", "show")
    assert shown.code == 1
    rule, feed, globs = shown.err.splitlines()
    assert "“p:::x” is not a CSS selector" in rule
    assert "feed 1 has no url" in feed
    assert ".readerignore cannot be read" in globs
