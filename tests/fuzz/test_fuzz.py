"""Damaged files by the hundred, and every one that the program has stumbled over.

Thousands take `pytest -m slow`; millions `python -m tests.fuzz`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.mutations import case
from tests.fuzz.targets import TARGETS
from tests.fuzz.trial import Wrong, shown

CRASHES = sorted(Path(__file__).with_name("crashes").glob("*/*"))
SEED = 2022
ARTICLES = [
    range(300),
    *(pytest.param(range(n, 3_000, 4), marks=pytest.mark.slow) for n in range(4)),
]
COUNTS = [80, pytest.param(600, marks=pytest.mark.slow)]


@pytest.mark.parametrize("numbers", ARTICLES, ids=str)
def test_damaged_articles_are_shown_or_refused_and_leak_nothing(
    numbers: range, tmp_path: Path
) -> None:
    target = TARGETS["articles"]
    found = target.sources()
    data = ((number, case(SEED, number, found, target.mutations)) for number in numbers)
    good = sum(target.trial(tmp_path, damaged, number) for number, damaged in data)
    assert good > len(numbers) / 2


@pytest.mark.parametrize("name", sorted(set(TARGETS) - {"articles"}))
@pytest.mark.parametrize("count", COUNTS)
def test_other_damaged_text_is_taken_or_refused(name: str, count: int, tmp_path: Path) -> None:
    target = TARGETS[name]
    found = target.sources()
    assert all(target.trial(tmp_path, whole, 0) for whole in found), "whole ones are good"
    data = (case(SEED, number, found, target.mutations) for number in range(count))
    assert sum(target.trial(tmp_path, damaged, number) for number, damaged in enumerate(data))


@pytest.mark.parametrize("path", CRASHES, ids=lambda path: f"{path.parent.name} {path.stem}")
@pytest.mark.parametrize("number", [0, 13, 60, 99])
def test_what_once_failed_fails_no_more(path: Path, number: int, tmp_path: Path) -> None:
    TARGETS[path.parent.name].trial(tmp_path, path.read_bytes(), number)


def test_what_a_terminal_obeys_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\ntitle: T\n---\n<p>a\x1b]0;x\x07b</p>", "utf-8")
    assert shown(path, 80, exported=True)
    for boundary in ("safe", "with_breaks"):
        monkeypatch.setattr(f"reader.output.ink.{boundary}", lambda text: text)
    with pytest.raises(Wrong, match="a line holds"):
        shown(path, 80, exported=False)
