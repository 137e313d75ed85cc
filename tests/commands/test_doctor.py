"""`reader doctor`: where things are, and what is in the way."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from reader.commands import doctor
from reader.config import config_file
from reader.library.index.index_file import index_file
from tests.commands.conftest import Run


def test_it_says_all_that_is_documented(news: Path, reader: Run) -> None:
    shown = reader("doctor", "--json")
    assert shown.code == 0
    assert list(json.loads(shown.out)) == list(doctor.FIELDS)


def test_another_package_of_the_name_is_said(
    news: Path, reader: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "version", lambda _name: "3.18")
    assert "The package “reader” 3.18 is installed" in reader("doctor").out


def test_another_command_of_the_name_is_said(
    news: Path, reader: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "bin" / "reader"
    other.parent.mkdir()
    other.write_text("#!/bin/sh\n")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", str(other.parent))
    monkeypatch.setattr("sys.argv", [str(tmp_path / "ours" / "reader")])
    assert f"Another command comes first on the PATH: {other}." in reader("doctor").out


def test_a_folder_of_the_name_is_said(
    news: Path, reader: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "reader").mkdir()
    monkeypatch.chdir(tmp_path)
    assert "There is a folder “reader” here" in reader("doctor").out


def test_a_terminal_that_can_little_is_said(
    news: Path, reader: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("NO_COLOR", "1")
    found = json.loads(reader("doctor", "--json").out)
    assert found["terminal"]["colours"] == "none (NO_COLOR)"
    assert any("TERM" in sentence for sentence in found["warnings"])


def test_files_that_are_left_out_are_said_with_the_reason(news: Path, reader: Run) -> None:
    (news / "empty.md").write_text("")
    (news / "data.json").write_text("{}")
    said = {Path(one["path"]).name: one["reason"] for one in _skipped(reader)}
    assert "it is empty" in said["empty.md"]
    assert "it is JSON, but not an article" in said["data.json"]


def _skipped(reader: Run) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(reader("doctor", "--json").out)["skipped"]
    return found


def test_the_doctor_names_what_is_left_out_and_why(news: Path, reader: Run) -> None:
    (news / "binary.md").write_bytes(b"\0\1" * 500)
    (news / ".obsidian").mkdir()
    found = json.loads(reader("doctor", "--json").out)
    assert found["articles"] == 10
    assert [Path(item["path"]).name for item in found["skipped"]] == ["binary.md"]
    assert found["passed_over"] == [{"path": str(news / ".obsidian"), "reason": "It is hidden."}]
    assert {"reader", "Python", "SQLite"} <= found["versions"].keys()
    assert Path(found["places"]["index"]).is_file()
    lines = reader("doctor").out
    assert "binary data" in lines
    assert f"{news / '.obsidian'}: It is hidden." in lines


def test_all_problems_of_the_settings_are_said_once(news: Path, reader: Run) -> None:
    file = config_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('text_width = 3\n[keys]\n"mark.star" = "r"\n')
    file.with_name("sites.toml").write_text('[default]\ndrop = ["p:::x"]\n')
    (news / "feeds.toml").write_text("[[feed]]\n")
    shown = reader("doctor", "--json")
    width, key, rule, feed = json.loads(shown.out)["settings"]
    assert not shown.err
    assert "`text_width` must be a number" in width
    assert "`mark.star` and `mark.read` are both on r" in key
    assert "“p:::x” is not a CSS selector" in rule
    assert "feed 1 has no url" in feed


def test_stories_that_are_counted_wrong_are_said(news: Path, reader: Run) -> None:
    assert json.loads(reader("doctor", "--json").out)["index_flaws"] == []
    with closing(sqlite3.connect(index_file([news]))) as db, db:
        db.execute("UPDATE entry SET versions = 4 WHERE key = (SELECT MIN(key) FROM entry)")
    [said] = json.loads(reader("doctor", "--json").out)["index_flaws"]
    assert said == "The numbers of versions of articles are not those of their stories."
