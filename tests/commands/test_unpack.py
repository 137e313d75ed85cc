"""`reader unpack`: exports of many articles become files that are read as they were meant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reader.articles.file import read_article
from tests.commands.conftest import Run

WALLABAG: list[dict[str, Any]] = [
    {
        "id": 41, "title": "The last map: drawn by hand", "url": "https://maps.example.com/last",
        "content": "<p>The sheet took <strong>eleven years</strong>.</p>", "is_starred": 1,
        "published_at": "2020-12-24T08:30:00+0100", "created_at": "2021-01-05T10:00:00+0100",
        "published_by": ["Ewa Kos"], "tags": ["maps", "history"], "domain_name": "maps.example.com",
    },
    {
        "id": 42, "title": "../../etc/<passwd>: 港/口?", "url": "https://sea.example.com/h",
        "content": "---\n<p>Ships.</p>", "tags": [], "published_at": None, "created_at": "never",
    },
]  # fmt: skip


def export(tmp_path: Path, text: str, name: str = "export.json") -> Path:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def unpacked(folder: Path) -> dict[str, Any]:
    return {article.title: article for article in map(read_article, folder.iterdir())}


def test_each_entry_becomes_a_file_that_says_all_that_was_known(
    tmp_path: Path, reader: Run
) -> None:
    folder = tmp_path / "new" / "folder"
    done = reader("unpack", export(tmp_path, json.dumps(WALLABAG)), folder)
    assert (done.code, done.out) == (0, "")
    assert done.err == f"2 articles written to {folder}.\n"
    article = unpacked(folder)["The last map: drawn by hand"]
    assert article.published.isoformat() == "2020-12-24T07:30:00+00:00"
    assert (article.url, article.site) == ("https://maps.example.com/last", "maps.example.com")
    assert (article.authors, article.tags) == (("Ewa Kos",), ("maps", "history"))
    assert article.body.strip() == WALLABAG[0]["content"]
    assert article.problems == ()


def test_a_name_stays_in_its_folder_and_a_date_that_is_none_is_not_made_up(
    tmp_path: Path, reader: Run
) -> None:
    folder = tmp_path / "out"
    reader("unpack", export(tmp_path, json.dumps(WALLABAG)), folder)
    assert len(list(folder.iterdir())) == 2
    article = unpacked(folder)["../../etc/<passwd>: 港/口?"]
    assert article.published is None
    assert article.body.strip() == "---\n<p>Ships.</p>"


def test_run_again_it_adds_what_is_new_and_touches_nothing(tmp_path: Path, reader: Run) -> None:
    folder = tmp_path / "out"
    reader("unpack", export(tmp_path, json.dumps(WALLABAG[:1])), folder)
    first = next(folder.iterdir())
    first.write_text("mine", "utf-8")
    done = reader("unpack", export(tmp_path, json.dumps(WALLABAG)), folder)
    assert done.err == f"1 articles written to {folder}; 1 were there already.\n"
    assert first.read_text("utf-8") == "mine"


def test_entries_alike_but_for_their_texts_are_all_written(tmp_path: Path, reader: Run) -> None:
    notes = [{"title": "Note", "content": f"text {n % 3}"} for n in range(4)]
    notes += [{"title": "Page", "content": text, "url": "https://e.example"} for text in "ab"]
    done = reader("unpack", export(tmp_path, json.dumps(notes)), tmp_path / "out")
    assert done.err == f"5 articles written to {tmp_path / 'out'}; 1 were there already.\n"
    again = reader("unpack", export(tmp_path, json.dumps(notes[::-1])), tmp_path / "out")
    assert again.err == f"0 articles written to {tmp_path / 'out'}; 6 were there already.\n"


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(WALLABAG),
        "\n".join(map(json.dumps, WALLABAG)) + "\n",
        json.dumps({"_embedded": {"items": WALLABAG}, "page": 1}),
        json.dumps({"items": [
            {"title": one["title"], "content_html": one["content"], "id": one["id"]}
            for one in WALLABAG
        ]}),
        json.dumps({"entries": [
            {"title": one["title"], "content": one["content"], "feed": {"title": "Maps Weekly"}}
            for one in WALLABAG
        ]}),
    ],
    ids=["list", "lines", "embedded", "json feed", "miniflux"],
)  # fmt: skip
def test_every_form_is_understood(text: str, tmp_path: Path, reader: Run) -> None:
    folder = tmp_path / "out"
    assert reader("unpack", export(tmp_path, text), folder).code == 0
    assert set(unpacked(folder)) == {one["title"] for one in WALLABAG}
    if "Maps Weekly" in text:
        assert {one.site for one in unpacked(folder).values()} == {"Maps Weekly"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "it is JSON, but not an article"),
        ('{"title": "x"}', "it is JSON, but not an article"),
        ("<p>", "it is not valid JSON"),
        ("[" * 100_000, "it is not valid JSON"),
    ],
)
def test_what_is_no_export_is_said(text: str, said: str, tmp_path: Path, reader: Run) -> None:
    done = reader("unpack", export(tmp_path, text), tmp_path / "out")
    assert (done.code, done.err) == (1, f"reader: {tmp_path / 'export.json'}: {said}.\n")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path, reader: Run) -> None:
    (tmp_path / "out").write_text("a file", "utf-8")
    done = reader("unpack", export(tmp_path, json.dumps(WALLABAG)), tmp_path / "out")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "cannot be written to: file exists" in done.err


def test_a_file_of_many_is_refused_with_the_command_that_helps(tmp_path: Path, reader: Run) -> None:
    done = reader("show", export(tmp_path, json.dumps(WALLABAG)))
    assert done.code == 1
    assert "it contains 2 articles: `reader unpack` makes a file of each" in done.err
