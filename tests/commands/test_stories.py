"""Commands print a story once, with its sources."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.commands.conftest import Run, Write

CHANCE = random.Random(4)
REPORT = "".join(
    f"<p>{''.join(chr(CHANCE.randrange(0x4E00, 0x5E00)) for _ in range(30))}。</p>"
    for _ in range(10)
)


@pytest.fixture
def papers(write: Write, root: Path, monkeypatch: pytest.MonkeyPatch, reader: Run) -> None:
    """A report in three papers, and another article."""
    monkeypatch.setenv("READER_LIBRARY", str(root))
    write("First", ("News", "Sina"), "2022-04-22 10:00:00", f"<p><b>It is so.</b></p>{REPORT}")
    write("Second", ("News", "Sohu"), "2022-04-22 11:00:00", f"{REPORT}<p>By Sohu.</p>")
    write("Third", ("World", "NetEase"), "2022-04-22 12:00:00", f"<p>Now.</p>{REPORT}")
    write("Else", ("News", "Sina"), "2022-04-22 09:00:00", "<p>Nothing of the kind.</p>")
    assert reader("index", "--quiet").code == 0


def test_a_list_of_stories_has_each_once(papers: None, reader: Run) -> None:
    rows = reader("list", "--stories", "--json").rows
    assert [row["title"] for row in rows] == ["Third", "Else"]
    first = reader("list", "--json").rows[2]
    assert first["title"] == "First"
    assert rows[0]["story"] == first["id"]
    assert [one["title"] for one in rows[0]["versions"]] == ["First", "Second"]
    assert rows[1]["versions"] == []
    assert "Third (+2: Sina, Sohu)" in reader("list", "--stories").out
    assert len(reader("list").out.splitlines()) == 4


def test_a_story_is_told_by_the_first_article_that_is_listed(papers: None, reader: Run) -> None:
    [row, _other] = reader("list", "--stories", "--json", "--category", "News").rows
    assert row["title"] == "Second"
    assert [one["title"] for one in row["versions"]] == ["First", "Third"]


@pytest.mark.parametrize("style", ["terminal", "markdown", "html"])
def test_a_digest_names_the_sources_of_a_story(papers: None, reader: Run, style: str) -> None:
    shown = reader("digest", "--format", style).out
    assert shown.count("Third") == 1
    assert "Second" not in shown
    assert "also in" in shown
    assert "Sohu" in shown


def test_a_site_with_several_versions_is_named_once(
    papers: None, write: Write, reader: Run
) -> None:
    write("Fourth", ("Papers", "Sohu"), "2022-04-22 12:30:00", f"<p>Later.</p>{REPORT}")
    write("Fifth", ("World", "NetEase"), "2022-04-22 13:00:00", f"<p>Last.</p>{REPORT}")
    assert reader("index", "--quiet").code == 0
    shown = reader("digest", "--format", "text").out
    assert shown.count("Sohu") == 1
    assert "Sohu ×2" in shown


def test_without_stories_each_article_is_told(
    papers: None, reader: Run, a_home_of_its_own: Path
) -> None:
    (a_home_of_its_own / "config" / "reader").mkdir(parents=True, exist_ok=True)
    (a_home_of_its_own / "config" / "reader" / "config.toml").write_text(
        'stories = "off"\n', "utf-8"
    )
    assert "also in" not in reader("digest").out


@pytest.mark.parametrize("words", [("digest", "--format", "json"), ("list", "--stories", "--json")])
def test_the_story_of_what_has_just_come_is_found(
    papers: None, write: Write, reader: Run, words: tuple[str, ...]
) -> None:
    write("Fourth", ("World", "BBC"), "2022-04-22 13:00:00", f"{REPORT}<p>Again.</p>")
    titles = [row["title"] for row in reader(*words).rows]
    assert "Fourth" in titles
    assert "Third" not in titles
