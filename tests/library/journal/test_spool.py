"""Lines that wait for being written, in memory or in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.library.journal import spool
from reader.library.journal.events import line
from reader.library.journal.folder import LONGEST
from reader.library.journal.spool import Spool

READ = line(1, "news", None, [("abcd", "a.md")], {"read": True})
TAGGED = line(2, "news", None, [("abcd", "a.md")], {"tag:later": True})


@pytest.mark.parametrize("room", [0, len(READ), 3 * len(READ), 1_000_000])
def test_lines_come_back_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    monkeypatch.setattr(spool, "_IN_MEMORY", max(room, 1))
    lines = [READ, READ, TAGGED, READ, READ]
    with Spool(tmp_path) as waiting:
        waiting.add(lines)
        assert b"".join(waiting.pieces()) == b"".join(lines)
        assert waiting.size == sum(map(len, lines))
        assert waiting.telling == TAGGED
    assert not list(tmp_path.iterdir())


def test_a_line_that_could_not_be_read_again_is_refused(tmp_path: Path) -> None:
    with Spool(tmp_path) as waiting, pytest.raises(OSError, match="too long"):
        waiting.add([READ, b"x" * (LONGEST + 1)])
