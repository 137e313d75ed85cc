"""The settings file, written: commented, whole, and never at the cost of what a user wrote."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from reader import config
from reader.config import Settings
from reader.errors import ConfigError
from reader.settings_file import TEMPLATE, keep_library, write
from tests.bare_settings import bare

CONFIGURATION = Path(__file__).parents[1] / "docs" / "configuration.md"
NAMES = [name for name in Settings._fields if name not in ("problems", "lines", "wrong")]
UNSET = {"library", "timezone"}
TABLES = {"account": "[[account]]", "filter": "[[filter]]"} | {
    name: f"[{name}]" for name in ("commands", "keys", "searches")
}


@pytest.fixture
def file(a_home_of_its_own: Path) -> Path:
    path = a_home_of_its_own / "config" / "reader" / "config.toml"
    path.parent.mkdir(parents=True)
    return path


def test_the_commented_file_changes_nothing() -> None:
    settings = config.parse(TEMPLATE.read_text("utf-8"))
    assert bare(settings) == Settings()
    assert not settings.problems


def test_the_commented_file_has_every_setting_with_its_default() -> None:
    plain = re.sub(r"^# (?=[a-z_]+ = )", "", TEMPLATE.read_text("utf-8"), flags=re.MULTILINE)
    values = tomllib.loads(plain)
    assert values.keys() == {*NAMES} - {"account", "filter"}
    for name in set(NAMES) - UNSET - TABLES.keys():
        value = values[name]
        value = tuple(value) if isinstance(value, list) else value
        assert value == getattr(Settings(), name), name
    assert not config.parse(plain).problems


def test_every_setting_is_documented() -> None:
    text = CONFIGURATION.read_text("utf-8")
    for name in NAMES:
        assert f"\n| `{TABLES.get(name, name)}` |" in text, name


def test_a_library_is_kept_in_a_new_file() -> None:
    folder = Path("/srv/“my” news\\é")
    keep_library(folder)
    assert bare(config.load()) == Settings(library=(folder,))
    assert "# text_width = 80\n" in config.config_file().read_text("utf-8")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'library = "/n"\n'),
        ("# mine\ntext_width = 70", '# mine\ntext_width = 70\nlibrary = "/n"\n'),
        ("# mine\n[keys]\nhelp = 'h'\n", '# mine\nlibrary = "/n"\n[keys]\nhelp = \'h\'\n'),
        ('# library = "~/x"\ntext_width = 70\n',
         '# library = "~/x"\nlibrary = "/n"\ntext_width = 70\n'),
    ],
)  # fmt: skip
def test_a_library_is_added_to_what_a_user_wrote(before: str, after: str, file: Path) -> None:
    file.write_text(before)
    keep_library(Path("/n"))
    assert file.read_text() == after


@pytest.mark.parametrize(
    "text", ['library = "/old"\n', "library = [\n", 'a = """\n[x]\n"""\nb = \n']
)
def test_a_file_with_no_place_for_it_stays_as_it_is(text: str, file: Path) -> None:
    file.write_text(text)
    with pytest.raises(ConfigError, match="cannot be added to"):
        keep_library(Path("/n"))
    assert file.read_text() == text
    assert list(file.parent.iterdir()) == [file]


def test_a_file_that_cannot_be_read_or_written_is_said(file: Path) -> None:
    file.write_bytes(b"\xff")
    with pytest.raises(ConfigError, match="cannot be read"):
        keep_library(Path("/n"))
    with pytest.raises(ConfigError, match="cannot be written"):
        write(file / "config.toml", "")


def test_a_link_stays_a_link(file: Path, tmp_path: Path) -> None:
    (tmp_path / "dotfiles.toml").write_text("preview = true\n")
    file.symlink_to(tmp_path / "dotfiles.toml")
    keep_library(Path("/n"))
    assert file.is_symlink()
    assert bare(config.load()) == Settings(library=(Path("/n"),), preview=True)
