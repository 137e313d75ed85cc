"""Settings: defaults, the file, the environment, and what is wrong with them."""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path

import pytest

from reader import config
from reader.config import GivenKeys, Settings
from tests.bare_settings import bare


@pytest.fixture
def file(a_home_of_its_own: Path) -> Path:
    path = a_home_of_its_own / "config" / "reader" / "config.toml"
    path.parent.mkdir(parents=True)
    return path


def test_without_a_file_the_defaults_hold(a_home_of_its_own: Path) -> None:
    assert bare(config.load()) == Settings(library=(), timezone=None, text_width=80, preview=False)
    assert not a_home_of_its_own.exists(), "nothing is created"


def test_folders_are_where_xdg_says(a_home_of_its_own: Path) -> None:
    assert config.config_file() == a_home_of_its_own / "config" / "reader" / "config.toml"
    assert config.journal_folder() == a_home_of_its_own / "data" / "reader" / "journal"
    assert config.index_folder() == a_home_of_its_own / "cache" / "reader" / "index"


def test_an_empty_file_changes_nothing(file: Path) -> None:
    file.write_text("# nothing yet\n")
    assert bare(config.load()) == Settings()


def test_the_file_is_obeyed(file: Path, a_home_of_its_own: Path) -> None:
    file.write_text('library = ["~/news", "/srv/more"]\ntimezone = "Asia/Tokyo"\ntext_width = 66\n'
                    "preview = true\n")  # fmt: skip
    folders = (a_home_of_its_own / "news", Path("/srv/more"))
    assert bare(config.load()) == Settings(folders, "Asia/Tokyo", 66, preview=True)


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


WRONG = [
    ("colour = 1", "There is no setting “colour”"),
    ("textwidth = 90", "line 3); `text_width` may be meant."),
    ("library = 3", "`library` must be a folder or a list of folders"),
    ("library = [1]", "`library` must be a folder or a list of folders"),
    ('library = ""', "`library` names no folder"),
    ('timezone = "Mars/Olympus"', """`timezone` must be a time zone such as "Asia/Tokyo", not"""),
    ('timezone = "../../etc/passwd"', "`timezone` must be a time zone"),
    ('timezone = ""', "`timezone` must be a time zone"),
    ("timezone = 8", "`timezone` must be a time zone"),
    ("text_width = 19", "`text_width` must be a number from 20 to 400"),
    ("text_width = 401", "`text_width` must be a number from 20 to 400"),
    ('text_width = "80"', "`text_width` must be a number from 20 to 400"),
    ("text_width = true", "`text_width` must be a number from 20 to 400"),
    ("text_width = 80.5", "`text_width` must be a number from 20 to 400"),
    ("preview = 1", "`preview` must be true or false"),
    ('theme = "mauve"', "`theme` must be one of evening, light, contrast, sepia, terminal"),
    ("theme = []", "`theme` must be one of evening, light, contrast, sepia, terminal"),
    (
        'grouping = "author"',
        "`grouping` must be one of category, date, site, tag,",
    ),
    ('sort = "best"', "`sort` must be one of newest, oldest"),
    ("mark_read = true", "`mark_read` must be one of open, end, never"),
    ("date_format = 8", "`date_format` must be a format such as"),
    ('day_format = " "', "`day_format` must be a format such as"),
    ('day_format = "a\\nb"', "`day_format` must be a format such as"),
    ("keys = 1", "`keys` must be a table"),
    ("searches = 1", "`searches` must be a table"),
    ("commands = 1", "`commands` must be a table"),
    ("filter = 1", "`filter` must be tables"),
    ("account = 1", "`account` must be tables"),
]


@pytest.mark.parametrize(("text", "complaint"), WRONG)
def test_a_value_that_cannot_be_used_is_said_with_its_line_and_the_default_holds(
    text: str, complaint: str, file: Path
) -> None:
    file.write_text(f"# settings\n\n{text}\n")
    settings = config.load()
    assert bare(settings) == Settings()
    (said,) = settings.problems
    assert complaint in said
    assert f"({file}, line 3)" in said
    assert said.endswith(".")
    assert "\n" not in said


def test_a_saved_search_without_a_query_leaves_the_others(file: Path) -> None:
    file.write_text('[searches]\nNumber = 3\nRates = "rate"\n', "utf-8")
    settings = config.load()
    assert settings.searches == (("Rates", "rate"),)
    (said,) = settings.problems
    assert said.startswith("The saved search “Number” has a query that is not a text (")
    assert said.endswith("line 2); it is left out.")


def test_an_account_that_cannot_be_used_leaves_the_others(file: Path) -> None:
    good = '[[account]]\nname = "{}"\nkind = "fever"\nurl = "https://a.example/"\nuser = "mei"\n'
    twice = good.format("home")
    file.write_text(f'{twice}[[account]]\nname = "b"\nurl = 3\n{twice}{good.format("c")}', "utf-8")
    settings = config.load()
    assert [one.name for one in settings.account] == ["home", "c"]
    wrong, again = settings.problems
    assert wrong == f"The account “b” needs a kind, as a text ({file}, line 6); it is not used."
    assert again.startswith("The account “home” has the name of another one (")
    assert again.endswith("line 9); it is not used.")


def test_one_wrong_value_leaves_the_others_in_force(file: Path) -> None:
    file.write_text('text_width = 3\ntheme = "sepia"\npreview = 2\n')
    settings = config.load()
    assert bare(settings) == Settings(theme="sepia")
    assert [said.split()[0] for said in settings.problems] == ["`text_width`", "`preview`"]
    assert settings.problems[0].endswith("line 1); using 80.")
    assert settings.lines == {"theme": 2}


@pytest.mark.parametrize("text", ["library = [\n", "no toml at all", "a = 1\na = 2", "a.b.c = "])
def test_a_file_that_is_no_toml_is_said_with_its_line(text: str, file: Path) -> None:
    file.write_text(text)
    settings = config.load()
    assert bare(settings) == Settings()
    (said,) = settings.problems
    assert "cannot be read" in said
    assert str(file) in said
    assert re.search(r"line \d|end of document", said)


@pytest.mark.parametrize("wrong", ["directory", "binary"])
def test_a_file_that_cannot_be_read_is_said(wrong: str, file: Path) -> None:
    if wrong == "directory":
        file.mkdir()
    else:
        file.write_bytes(b"\xff\xfe\x00")
    settings = config.load()
    assert bare(settings) == Settings()
    assert "cannot be read" in settings.problems[0]


def test_all_settings_are_taken(file: Path) -> None:
    file.write_text(
        'theme = "light"\ngrouping = "date"\nsort = "oldest"\nmark_read = "end"\n'
        'date_format = "%Y-%m-%d"\nday_format = "%A, week %V"\n'
    )
    assert bare(config.load()) == Settings(
        theme="light",
        grouping="date",
        sort="oldest",
        mark_read="end",
        date_format="%Y-%m-%d",
        day_format="%A, week %V",
    )
    assert not config.load().problems


def test_keys_come_with_their_ids_and_lines(file: Path) -> None:
    file.write_text(
        'preview = true\n\n[keys]\n"mark.star" = "s, asterisk"\nunread.next = "N"\n'
        'help = ["h", "f1"]\nquit = 3\n'
    )
    assert config.load().keys == (
        GivenKeys("mark.star", "s, asterisk", 4),
        GivenKeys("unread.next", "N", 5),
        GivenKeys("help", "h,f1", 6),
        GivenKeys("quit", "", 7),
    )


def test_a_file_may_begin_with_a_byte_order_mark(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbftext_width = 70\n")
    assert config.load().text_width == 70


def test_the_zone_of_naive_dates() -> None:
    assert config.local_zone(Settings()) is None
    zone = config.local_zone(Settings(timezone="Asia/Tokyo"))
    assert datetime(2022, 4, 22, tzinfo=zone).isoformat() == "2022-04-22T00:00:00+09:00"
