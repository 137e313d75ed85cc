"""A journal that is too long to be read before the first screen is read bit by bit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reader import config
from reader.errors import JournalError
from reader.library.library import Library
from reader.library.marks import FEW
from tests.states import set_state

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
        set_state(library, entries, starred=True)
    while library.is_behind:
        library.poll()
    assert library.counts().unread == 2  # the last event says that it is read
    set_state(library, entries, starred=True)
    assert library.counts().starred == 3
    library.close()


def test_marks_of_many_are_folded_with_few_statements(tmp_path: Path) -> None:
    root = tmp_path / "news"
    root.mkdir()
    for number in range(FEW + 1):
        (root / f"{number}.md").write_text(f"---\ntitle: t{number}\n---\nText {number}.\n", "utf-8")
    library = Library([root])
    library.refresh()
    library.marks.mark([entry.key for entry in library.entries()], "read", True)
    library.close()

    library = Library([root])
    for statement in ("DELETE FROM state", "DELETE FROM trail", "DELETE FROM journal"):
        library._index.db.execute(statement)
    with library._index.write() as db:
        db.execute("UPDATE entry SET read = 0")
    library._opened.fold._known.clear()
    looks: list[str] = []
    library._index.db.set_trace_callback(
        lambda sql: looks.append(sql) if sql.lstrip().startswith("SELECT") else None
    )
    library.poll()
    assert library.counts().unread == 0
    assert len(looks) < FEW
    library.close()
