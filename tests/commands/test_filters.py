"""`reader filters`: what filters find, and their marks."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.config import config_file
from tests.commands.conftest import Run


@pytest.fixture
def filters(news: Path) -> None:
    config_file().parent.mkdir(parents=True)
    config_file().write_text(
        '[[filter]]\nname = "Code"\nquery = "category:编程"\nmute = true\nscore = -2\n'
        '[[filter]]\nname = "Money"\nquery = "category:金融"\ntag = "钱, money"\nstar = true\n',
        "utf-8",
    )


@pytest.mark.usefixtures("filters")
def test_it_lists_filters_with_what_they_find(reader: Run) -> None:
    reader("index", "--quiet")
    found = reader("filters")
    assert found.code == 0
    assert found.out == (
        "Code: 3 articles, 0 unread\n"
        "    category:编程\n"
        "    mute · score -2\n"
        "Money: 5 articles, 5 unread\n"
        "    category:金融\n"
        "    starred 0 (5 left to apply) · tagged 钱 0 (5 left to apply) · "
        "tagged money 0 (5 left to apply)\n"
    )
    code, money = reader("filters", "--json").rows
    assert code == {
        "name": "Code", "query": "category:编程", "mute": True, "score": -2, "highlight": [],
        "tag": "", "star": False, "read": False, "articles": 3, "unread": 0, "marks": {},
    }  # fmt: skip
    assert money["marks"]["tag:钱"] == {"made": 0, "left": 5}
    assert [row["name"] for row in reader("filters", "list", "Money", "--json").rows] == ["Money"]


@pytest.mark.usefixtures("filters")
def test_it_makes_marks_of_what_is_there_and_says_which(reader: Run) -> None:
    told = reader("index").err
    assert "15 marks of filters are left to you: `reader filters apply` makes them" in told
    dry = reader("filters", "apply", "--dry-run")
    assert dry.out == "Money: 5 would be starred, 5 would be tagged 钱, 5 would be tagged money.\n"
    assert reader("list", "--json", "--starred").rows == []
    done = reader("filters", "apply", "Money", "--json").rows[0]
    assert done["marks"]["starred"] == {"made": 5, "left": 0, "now": 5}
    assert len(reader("list", "--json", "--starred", "--tag", "money").rows) == 5
    assert "by the filter “Money”" in reader("undo").err
    assert reader("list", "--json", "--starred").rows == []
    again = reader("filters", "apply")
    assert again.out == "Money: 0 starred, 0 tagged 钱, 0 tagged money.\n"
    assert "left to you" not in again.err


@pytest.mark.usefixtures("filters")
def test_rows_say_whether_they_are_muted_and_their_score(reader: Run) -> None:
    reader("index", "--quiet")
    found = reader("search", "--json", "is:muted").rows
    assert {(row["muted"], row["score"]) for row in found} == {(True, -2)}
    assert reader("search", "--json", "score:<0").titles == [row["title"] for row in found]
    assert reader("search", "--json", "score:>0").rows == []
    assert not set(reader("list", "--json", "--unread").titles) & {row["title"] for row in found}
    assert reader("show", "--format", "json", found[0]["id"]).out.count('"muted": true') == 1
    line = reader("list", "--format", "{muted}{score}", "--category", "编程").out
    assert line.splitlines() == ["muted-2"] * 3
    assert reader("list", "--category", "编程").out.count("  · ") == 3
    assert reader("stats", "--json").rows[0]["unread"] == 7


def test_without_filters_it_says_how_to_make_one(news: Path, reader: Run) -> None:
    found = reader("filters")
    assert (found.code, found.out) == (1, "")
    assert "There are no filters: [[filter]] in " in found.err


@pytest.mark.usefixtures("filters")
def test_a_name_that_none_has_is_refused(reader: Run) -> None:
    found = reader("filters", "apply", "Mony")
    assert (found.code, found.out) == (2, "")
    assert found.err == "reader: There is no filter “Mony”: there are “Code”, “Money”.\n"
    assert reader("filters", "--dry-run").code == 2


@pytest.mark.usefixtures("filters")
def test_names_are_completed(reader: Run) -> None:
    assert reader("completions", "filters").out == "Code\nMoney\n"
    assert "_reader_filters" in reader("completions", "bash").out


@pytest.mark.usefixtures("filters")
def test_the_settings_in_force_have_them_and_say_what_is_wrong(reader: Run) -> None:
    with config_file().open("a", encoding="utf-8") as file:
        file.write('[[filter]]\nname = "Bad"\nquery = "is:read"\nmute = true\n')
    found = reader("config", "show")
    assert found.code == 1
    assert '[[filter]]\nname = "Code"' in found.out
    assert '"Bad"' not in found.out
    assert found.err.count("The filter “Bad” cannot be used") == 1
    assert reader("list").err.count("The filter “Bad” cannot be used") == 1


@pytest.mark.usefixtures("filters")
def test_a_digest_leaves_out_what_is_muted(reader: Run) -> None:
    muted = {row["id"] for row in reader("list", "--json").rows if row["muted"]}
    assert muted
    briefed = {row["id"] for row in reader("digest", "--since", "2000", "--format", "json").rows}
    assert briefed
    assert not briefed & muted
    assert reader("digest", "--since", "2000", "--category", "编程").code == 1
