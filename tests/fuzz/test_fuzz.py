"""A few thousand damaged articles, and every one that the program has stumbled over."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.mutations import case, sources
from tests.fuzz.trial import NARROWEST, WIDEST, Wrong, shown

CRASHES = sorted(Path(__file__).with_name("crashes").glob("*.md"))
SEED, COUNT, PARTS = 2022, 3_000, 4


@pytest.mark.parametrize("part", range(PARTS))
def test_damaged_articles_are_shown_or_refused_and_leak_nothing(part: int, tmp_path: Path) -> None:
    found, good = sources(), 0
    path = tmp_path / "2022-04-22-article.md"
    for number in range(part, COUNT, PARTS):
        path.write_bytes(case(SEED, number, found))
        width = NARROWEST + number % (WIDEST - NARROWEST)
        good += shown(path, width, exported=number % (4 * PARTS) == part)
    assert good > COUNT / PARTS / 2


@pytest.mark.parametrize("path", CRASHES, ids=lambda path: path.stem)
@pytest.mark.parametrize("width", [NARROWEST, 33, 80, WIDEST])
def test_what_once_failed_is_shown(path: Path, width: int) -> None:
    shown(path, width, exported=True)


def test_what_a_terminal_obeys_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\ntitle: T\n---\n<p>a\x1b]0;x\x07b</p>", "utf-8")
    assert shown(path, 80, exported=True)
    monkeypatch.setattr("reader.output.terminal.safe", lambda text: text)
    with pytest.raises(Wrong, match="a line holds"):
        shown(path, 80, exported=False)
