"""Settings: defaults, the file, the environment, and what is wrong with them."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest

from reader import config
from reader.config import Settings
from reader.errors import ConfigError


@pytest.fixture
def file(a_home_of_its_own: Path) -> Path:
    path = a_home_of_its_own / "config" / "reader" / "config.toml"
    path.parent.mkdir(parents=True)
    return path


def test_without_a_file_the_defaults_hold(a_home_of_its_own: Path) -> None:
    assert config.load() == Settings(library=(), timezone=None, text_width=80, preview=False)
    assert not a_home_of_its_own.exists(), "nothing is created"


def test_folders_are_where_xdg_says(a_home_of_its_own: Path) -> None:
    assert config.config_file() == a_home_of_its_own / "config" / "reader" / "config.toml"
    assert config.journal_folder() == a_home_of_its_own / "data" / "reader" / "journal"
    assert config.index_folder() == a_home_of_its_own / "cache" / "reader" / "index"


def test_an_empty_file_changes_nothing(file: Path) -> None:
    file.write_text("# nothing yet\n")
    assert config.load() == Settings()


def test_the_file_is_obeyed(file: Path, a_home_of_its_own: Path) -> None:
    file.write_text('library = ["~/news", "/srv/more"]\ntimezone = "Asia/Tokyo"\ntext_width = 66\n'
                    "preview = true\n")  # fmt: skip
    folders = (a_home_of_its_own / "news", Path("/srv/more"))
    assert config.load() == Settings(folders, "Asia/Tokyo", 66, preview=True)


def test_one_library_needs_no_list(file: Path) -> None:
    file.write_text('library = "/srv/news"\n')
    assert config.load().library == (Path("/srv/news"),)


def test_the_environment_names_the_library_first(
    file: Path, a_home_of_its_own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text('library = "/srv/news"\n')
    monkeypatch.setenv("READER_LIBRARY", os.pathsep.join(["/one", "", "~/two"]))
    assert config.load().library == (Path("/one"), a_home_of_its_own / "two")
    monkeypatch.setenv("READER_LIBRARY", "")
    assert config.load().library == (Path("/srv/news"),)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("colour = 1\n", "There is no setting 'colour'"),
        ("library = 3\n", "'library' must be a folder or a list of folders"),
        ("library = [1]\n", "'library' must be a folder or a list of folders"),
        ('timezone = "Mars/Olympus"\n', "'timezone' names no time zone: 'Mars/Olympus'"),
        ('timezone = "../../etc/passwd"\n', "'timezone' names no time zone"),
        ('timezone = ""\n', "'timezone' names no time zone"),
        ("timezone = 8\n", "'timezone' names no time zone"),
        ("text_width = 19\n", "'text_width' must be a number from 20 to 400"),
        ("preview = 1\n", "'preview' must be true or false"),
        ("text_width = 401\n", "'text_width' must be a number from 20 to 400"),
        ('text_width = "80"\n', "'text_width' must be a number from 20 to 400"),
        ("text_width = true\n", "'text_width' must be a number from 20 to 400"),
        ("text_width = 80.5\n", "'text_width' must be a number from 20 to 400"),
        ("library = [\n", "cannot be read"),
        ("no toml at all", "cannot be read"),
    ],
)
def test_a_value_that_cannot_be_used_is_said_in_a_sentence(
    text: str, complaint: str, file: Path
) -> None:
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        config.load()
    said = str(caught.value)
    assert complaint in said
    assert str(file) in said
    assert said.endswith(".")
    assert "\n" not in said


@pytest.mark.parametrize("wrong", ["directory", "binary"])
def test_a_file_that_cannot_be_read_is_said(wrong: str, file: Path) -> None:
    if wrong == "directory":
        file.mkdir()
    else:
        file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="cannot be read"):
        config.load()


def test_a_file_may_begin_with_a_byte_order_mark(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbftext_width = 70\n")
    assert config.load().text_width == 70


def test_the_zone_of_naive_dates() -> None:
    assert config.local_zone(Settings()) is None
    zone = config.local_zone(Settings(timezone="Asia/Tokyo"))
    assert datetime(2022, 4, 22, tzinfo=zone).isoformat() == "2022-04-22T00:00:00+09:00"
