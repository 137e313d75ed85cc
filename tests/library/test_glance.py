"""Whether a list would still be the same, told without opening the library."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reader.config import journal_folder
from reader.library.glance import glance
from reader.library.library import Library
from tests import newsstand
from tests.states import set_state


@pytest.fixture
def library(news: Path) -> Library:
    library = Library([news])
    library.refresh()
    return library


def look(library: Library, *entries: str) -> str:
    keys = [one.key for one in library.entries() if one.title in entries]
    roots = [os.fspath(root) for root in library.roots]
    return glance(os.fspath(library.index_file), os.fspath(journal_folder()), roots, keys)


def test_it_is_the_same_until_something_changes(library: Library, news: Path) -> None:
    first = look(library, "Bonds fall", "Tea loans")
    assert first
    assert look(library, "Bonds fall") == first == library.glance()
    set_state(library, [library.find(str(news / "金融" / "Bonds fall.md"))], read=True)
    marked = look(library)
    assert marked not in ("", first)
    newsstand.write(news, "Hot off the press")
    assert look(library) == marked, "no scan has found it yet"
    library.refresh()
    assert look(library) not in ("", marked)


def test_an_edited_file_of_an_entry_leaves_it_in_doubt(library: Library, news: Path) -> None:
    newsstand.write(news, "Bonds fall", body="<p>Other words.</p>")
    assert not look(library, "Tea loans", "Bonds fall")
    assert look(library, "Tea loans")


def test_a_journal_that_is_not_folded_leaves_it_in_doubt(library: Library, news: Path) -> None:
    set_state(library, [library.find(str(news / "金融" / "Bonds fall.md"))], read=True)
    (file,) = journal_folder().glob("*.jsonl")
    other = file.with_name("other.jsonl")
    other.write_bytes(file.read_bytes())
    assert not look(library)
    library.poll()
    assert look(library)
    other.unlink()
    assert not look(library)


def test_without_an_index_or_a_root_there_is_nothing_to_tell(library: Library, news: Path) -> None:
    file, journals = os.fspath(library.index_file), os.fspath(journal_folder())
    assert not glance(file + "?", journals)
    assert not glance(journals, journals)
    assert not glance(file, journals, [os.fspath(news / "no")])
    moved = news.rename(news.with_name("moved"))
    news.symlink_to(moved)
    assert not glance(file, journals, [os.fspath(news)])
