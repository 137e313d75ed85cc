"""An index that holds anything at all: it is a cache, so no command ends for it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from reader import config
from reader.cli import main
from reader.library.library import Library
from tests.library.index.damages import DAMAGES, Damage

_COMMANDS = (["list"], ["search", "words"], ["show", "{id}"], ["digest"], ["stats"], ["doctor"])


@pytest.fixture
def library(news: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setenv("READER_LIBRARY", str(news))
    library = Library([news])
    library.refresh()
    yield library
    library.close()


def damaged(damage: Damage, seed: int) -> None:
    (file,) = config.index_folder().glob("*.sqlite")
    damage(file, random.Random(seed))  # noqa: S311 (the same damage each time)


@pytest.mark.parametrize("kind", DAMAGES)
def test_no_command_ends_for_a_damaged_index(library: Library, kind: str) -> None:
    article = next(library.entries(limit=1)).id
    library.mark([one.key for one in library.entries(limit=3)], "read", True)
    library.close()
    shutil.copytree(config.index_folder(), sound := config.index_folder().with_name("sound"))
    turn = list(DAMAGES).index(kind)
    for command in (_COMMANDS[turn % len(_COMMANDS)], _COMMANDS[(turn + 1) % len(_COMMANDS)]):
        shutil.rmtree(config.index_folder())
        shutil.copytree(sound, config.index_folder())
        damaged(DAMAGES[kind], seed=turn)
        assert main([word.format(id=article[:8]) for word in command]) in (0, 1)


@pytest.mark.parametrize("kind", ["table of entries zeroed", "texts cut", "cut", "tally"])
def test_a_command_shows_all_in_spite_of_damage_that_is_noticed(
    library: Library, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    library.close()
    damaged(DAMAGES[kind], seed=1)
    assert main(["stats"]) == 0
    assert main(["search", "body", "--json"]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 9


def test_what_damage_costs_is_said_in_one_sentence(
    library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    library.close()
    damaged(DAMAGES["texts of noise"], seed=1)
    assert main(["search", "words"]) == 0
    found = capsys.readouterr()
    assert found.out.count("The long report") == 1
    assert found.err.count("damaged") == 1


def test_rows_go_on_where_damage_was_met(library: Library) -> None:
    entries = library.entries()
    titles = [next(entries).title, next(entries).title]
    library._index.db.execute("UPDATE entry SET tags = '{' WHERE key IN (SELECT key FROM entry)")
    titles += [entry.title for entry in entries]
    assert len(set(titles)) == len(titles) == 10
