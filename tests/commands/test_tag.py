"""`reader tag`: user tags, from a script."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Run
from tests.newsstand import LONG, NEWEST

RATES = "金融/Rates rise.md"


def own_tags(reader: Run) -> dict[str, list[str]]:
    rows = reader("list", "--json").rows
    return {row["title"]: row["own_tags"] for row in rows if row["own_tags"]}


def test_it_tags_and_untags(news: Path, reader: Run) -> None:
    tagged = reader("tag", "later, 投资", RATES, f"金融/{LONG}.md")
    assert (tagged.code, tagged.out) == (0, "")
    assert tagged.err == "2 of 2 tagged later, 投资.\n"
    assert own_tags(reader) == {"Rates rise": ["later", "投资"], LONG: ["later", "投资"]}
    assert reader("tag", "Later", RATES).err == "0 of 1 tagged Later.\n"
    assert reader("tag", "--remove", "Later", RATES).err == "1 of 1 untagged Later.\n"
    assert own_tags(reader) == {"Rates rise": ["投资"], LONG: ["later", "投资"]}


def test_what_is_tagged_is_found_and_listed(news: Path, reader: Run) -> None:
    reader("tag", "later,to read", RATES)
    assert reader("search", "--json", "tag:LATER").titles == ["Rates rise"]
    assert reader("search", "--json", 'tag:"to read"', "is:unread").titles == ["Rates rise"]
    assert reader("search", "--json", "rise", "--tag", "To Read").titles == ["Rates rise"]
    assert reader("list", "--json", "--tag", "later").titles == ["Rates rise"]
    assert set(reader("search", "--json", "--", "-tag:later").titles) == {*NEWEST} - {"Rates rise"}
    assert reader("list", "--tag", "none").code == 1


def test_all_that_filters_let_through_are_tagged(news: Path, reader: Run) -> None:
    tagged = reader("tag", "code", "--all", "--category", "编程")
    assert tagged.err == "3 of 3 tagged code.\n"
    assert reader("undo").err == "Undone: 3 tagged code under 编程.\n"
    assert own_tags(reader) == {}
    assert reader("undo", "--redo").err == "Redone: 3 tagged code under 编程.\n"
    assert reader("tag", "code", "--remove", "--all", "--tag", "code").err == (
        "3 of 3 untagged code.\n"
    )
    assert own_tags(reader) == {}


def test_a_hundred_and_more_are_tagged_and_undone_alike(
    news: Path, reader: Run, process: Run
) -> None:
    for number in range(150):
        path = news / "many" / f"{number}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"---\ntitle: t{number}\n---\nText {number}.\n", "utf-8")
    assert reader("tag", "a,b", "--all").err == "160 of 160 tagged a, b.\n"
    assert len(own_tags(reader)) == 160
    assert process("undo").err == "Undone: 160 tagged a, b.\n"
    assert own_tags(reader) == {}


def test_an_article_says_its_own_tags(news: Path, reader: Run) -> None:
    reader("tag", "later", RATES)
    row = json.loads(reader("list", "--json", "--tag", "later").out)
    shown = json.loads(reader("show", row["id"], "--format", "json").out)
    assert (shown["own_tags"], shown["tags"]) == (["later"], [])
    assert reader("show", row["id"], "--format", "text").out.splitlines()[2] == "#later"
    assert reader("list", "--tag", "later", "--format", "{own_tags}|{tags}|").out == "later||\n"
    counted = json.loads(reader("stats", "--json").out)["own_tags"]
    assert counted == [{"name": "later", "total": 1, "unread": 1, "starred": 0}]
    assert "Your tags" in reader("stats").out
    assert reader("completions", "tags").out == "later\n"


def test_tags_survive_the_loss_of_the_index_and_go_elsewhere(
    news: Path, reader: Run, a_home_of_its_own: Path, tmp_path: Path
) -> None:
    reader("tag", "later", RATES)
    for file in (a_home_of_its_own / "cache").rglob("*"):
        if file.is_file():
            file.unlink()
    assert own_tags(reader) == {"Rates rise": ["later"]}
    assert reader("state", "verify").code == 0
    export = tmp_path / "state.jsonl"
    export.write_text(reader("state", "export").out, "utf-8")
    assert reader("undo").code == 0
    for file in (a_home_of_its_own / "data").rglob("*.jsonl"):
        file.unlink()
    assert reader("state", "import", export).code == 0
    assert own_tags(reader) == {"Rates rise": ["later"]}


@pytest.mark.parametrize(
    "words",
    [["later"], ["later", "--all", RATES], [], ["", RATES], [",", RATES], ['a"b', RATES],
     ["x" * 65, RATES]],
)  # fmt: skip
def test_wrong_usage_is_one_sentence_and_code_2(words: list[str], news: Path, reader: Run) -> None:
    tagged = reader("tag", *words)
    assert tagged.code == 2
    assert tagged.err.splitlines()[-1].startswith("reader")
    assert own_tags(reader) == {}


def test_one_that_is_not_there_tags_none(news: Path, reader: Run) -> None:
    tagged = reader("tag", "later", RATES, "nowhere.md")
    assert tagged.code == 1
    assert tagged.err == "reader: There is no article “nowhere.md” in the library.\n"
    assert own_tags(reader) == {}
