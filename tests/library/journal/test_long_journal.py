"""A journal that is too long to be read before the first screen is read bit by bit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reader import config
from reader.errors import JournalError
from reader.library.library import Library

EVENTS = 1_000


def test_a_long_journal_is_read_on_while_marks_wait(tmp_path: Path) -> None:
    root = tmp_path / "news"
    root.mkdir()
    for number in range(3):
        (root / f"{number}.md").write_text(f"---\ntitle: t{number}\n---\nText {number}.\n", "utf-8")
    library = Library([root])
    library.refresh()
    entries = list(library.entries())
    library.close()
    folder = config.journal_folder()
    folder.mkdir(parents=True, exist_ok=True)
    lines = ['{"journal": 1}\n']
    for number in range(EVENTS):
        event = {"t": 1_700_000_000_000_000 + number, "a": entries[0].id, "root": "news"}
        wanted = {"read": number % 2 == 1}
        lines.append(json.dumps({**event, "path": "0.md" + " " * 100, "set": wanted}) + "\n")
    (folder / "other.jsonl").write_text("".join(lines), "utf-8")

    library = Library([root], fold_for=0.0)
    assert library.is_behind
    with pytest.raises(JournalError, match="still being read"):
        library.set_state(entries, starred=True)
    while library.is_behind:
        library.poll()
    assert library.counts().unread == 2  # the last event says that it is read
    library.set_state(entries, starred=True)
    assert library.counts().starred == 3
    library.close()
