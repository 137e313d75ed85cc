"""An index that holds anything at all: it is a cache, so no command ends for it.

`python -m tests.library.index.test_damage --seeds 20` tries every damage with each command.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from reader import config
from reader.cli import main
from reader.library.library import Library
from reader.library.scan import reader_pool
from tests import newsstand
from tests.library.index.damages import DAMAGES
from tests.reading import ReadersHere

_COMMANDS = (["list"], ["search", "words"], ["show", "{id}"], ["digest"], ["stats"], ["doctor"])
_ENDS = {"doctor": (0, 1), "search": (0, 1)}
"""Exit codes but 0: `doctor` says what is wrong, and a search finds nothing where SQLite took other
pages for those of the articles.
"""

_REBUILD = ["index", "--rebuild", "--quiet"]

_IN_SHORT = [*list(DAMAGES)[::9], "a folder as its memory", "texts of noise"]
"""Every ninth kind; the others are for `run`."""


class Shelf:
    """Articles, and a sound index of them to be damaged again and again."""

    def __init__(self, place: Path) -> None:
        """Make them in the home that the environment names now."""
        self.news = newsstand.ten(place / "news")
        self._sound = place / "sound"
        library = Library([self.news])
        library.refresh()
        self.article = next(library.entries(limit=1)).id
        library.close()
        shutil.copytree(config.index_folder(), self._sound)

    def put(self, kind: str, seed: int) -> None:
        """Lay out the index, damaged; the same damage for the same seed."""
        shutil.rmtree(config.index_folder(), ignore_errors=True)
        shutil.copytree(self._sound, config.index_folder())
        (file,) = config.index_folder().glob("*.sqlite")
        DAMAGES[kind](file, random.Random(seed))

    def run(self, command: list[str]) -> tuple[int, str]:
        """The exit code of a command, and what it printed."""
        out = io.StringIO()
        words = [word.format(id=self.article[:8]) for word in command]
        with contextlib.redirect_stdout(out):
            code = main(words)
        return code, out.getvalue()

    def flaw(self, kind: str, seed: int, command: list[str]) -> str:
        """What is wrong with a command on a damaged index, and with the rebuild after it; '' where
        nothing is.
        """
        self.put(kind, seed)
        for words in (command, _REBUILD):
            code, _said = self.run(words)
            if code not in _ENDS.get(words[0], (0,)):
                return f"{words[0]} ends with {code}"
        code, said = self.run(["list"])
        return "" if (code, len(said.splitlines())) == (0, 10) else f"after a rebuild: {said}"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    place = tmp_path_factory.mktemp("shelf")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(place / "cache"))
        patch.setenv("XDG_DATA_HOME", str(place / "data"))
        return Shelf(place)


@pytest.fixture(autouse=True)
def _library(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READER_LIBRARY", str(shelf.news))


@pytest.mark.parametrize("kind", _IN_SHORT)
def test_no_command_ends_for_a_damaged_index(shelf: Shelf, kind: str) -> None:
    turn = _IN_SHORT.index(kind)
    assert shelf.flaw(kind, turn, _COMMANDS[turn % len(_COMMANDS)]) == ""


@pytest.mark.parametrize("kind", ["table of entries zeroed", "texts cut", "cut", "tally"])
def test_a_command_shows_all_in_spite_of_damage_that_is_noticed(shelf: Shelf, kind: str) -> None:
    shelf.put(kind, 1)
    assert shelf.run(["stats"])[0] == 0
    code, said = shelf.run(["search", "body", "--json"])
    assert code == 0
    assert len(said.splitlines()) == 9  # the long report has no such word


def test_an_article_is_found_that_the_index_has_but_does_not_find(shelf: Shelf) -> None:
    shelf.put("index of ids emptied", 1)
    assert shelf.run(["show", "{id}"])[0] == 0


def test_what_damage_costs_is_said_in_one_sentence(
    shelf: Shelf, capsys: pytest.CaptureFixture[str]
) -> None:
    shelf.put("texts of noise", 1)
    code, said = shelf.run(["search", "words"])
    assert (code, said.count("The long report")) == (0, 1)
    assert capsys.readouterr().err.count("damaged") == 1


def test_rows_go_on_where_damage_was_met(shelf: Shelf) -> None:
    library = Library([shelf.news])
    library.refresh()
    entries = library.entries()
    titles = [next(entries).title, next(entries).title]
    library._index.db.execute("UPDATE entry SET tags = '{' WHERE key IN (SELECT key FROM entry)")
    titles += [entry.title for entry in entries]
    library.close()
    assert len(set(titles)) == len(titles) == 10


def _tries(seeds: int) -> Iterator[tuple[str, int, list[str]]]:
    for seed in range(seeds):
        for turn, kind in enumerate(DAMAGES):
            yield kind, seed, _COMMANDS[(turn + seed) % len(_COMMANDS)]


def run(seeds: int) -> int:
    """Try every kind of damage `seeds` times; how many went wrong. Rebuilds read the articles in
    this process: starting others takes ten times as long as what is tried.
    """
    setattr(reader_pool, "Readers", ReadersHere)  # noqa: B010 (a class in place of another)
    place = Path(tempfile.mkdtemp())
    os.environ |= {f"XDG_{n}_HOME": str(place / n) for n in ("CONFIG", "DATA", "CACHE", "STATE")}
    shelf = Shelf(place)
    os.environ["READER_LIBRARY"] = str(shelf.news)
    flaws = count = 0
    for kind, seed, command in _tries(seeds):
        try:
            with contextlib.redirect_stderr(io.StringIO()):
                flaw = shelf.flaw(kind, seed, command)
        except Exception:  # noqa: BLE001 (each is a flaw, and the others are still to be tried)
            flaw = traceback.format_exc()
        count += 1
        if count % len(DAMAGES) == 0:
            sys.stdout.write(f"{count} tries\n")
        flaws += bool(flaw)
        if flaw:
            sys.stdout.write(f"{kind}, seed {seed}, {command[0]}: {flaw}\n")
    sys.stdout.write(f"{len(DAMAGES)} kinds of damage, {count} tries, {flaws} went wrong\n")
    shutil.rmtree(place)
    return flaws


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    raise SystemExit(bool(run(parser.parse_args().seeds)))
