"""Hostile articles on a real terminal: what they hold never drives it, and nothing is opened."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import newsstand
from tests.end_to_end.terminal import COMMAND, Terminal

SEQUENCE = re.compile(
    r"\x1b(?:\[(?P<csi>[0-?]*[ -/]*[@-~])|\](?P<osc>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|[P_^X](?P<string>[^\x1b]*)\x1b\\|(?P<plain>[^\[\]P_^X]))"
)
"""What a terminal takes for an order (ECMA-48, 5.4 and 5.6)."""

OBEYED = re.compile(
    "[\x00-\x07\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
"""Controls that stand by themselves; a backspace, a line feed and a return are the program's."""

UNREAD = re.compile(r"([\d,]+) unread of")
BODY = (
    "<p>red \x1b[31m and \x9b31m, title \x1b]0;PWNED\x07, clipboard \x1b]52;c;UFdORUQ=\x07</p>"
    "<p>&#27;]0;PWNED&#7; &#x9b;2J &#8238;desrever &#x1b;[6n</p>"
    "<p><a href='javascript:alert(1)'>a</a> <a href='file:///etc/passwd'>b</a>"
    " <a href='https://e.example/\x1b]0;PWNED\x07\"x'>c</a></p>"
    "<pre><code>x = 1 \x1b[2J\x1b[H</code></pre><img src='x' alt='\x1b[8m\x1bc'>"
)


def hostile(folder: Path) -> Path:
    """Articles whose every field gives orders to a terminal."""
    folder.mkdir()
    for number in range(6):
        bad = f"\x1b]0;PWNED{number}\x07\x1b[2J\u202e\x9b31m"
        (folder / f"{number}\x1b[31m\u202e.md").write_text(
            f"---\ntitle: '{number} T{bad}'\nauthor: 'A{bad}'\ncategories: ['../../C{bad}']\n"
            f"tags: ['t{bad}']\nurl: 'https://e.example/{number}'\ndate: 2022-04-2{number}\n---\n"
            f"<div>{BODY}<h2>Part {number}{bad}</h2><p>{number}</p></div>\n",
            "utf-8",
        )
    return folder


def orders(raw: bytes) -> set[str]:
    """The kinds of orders that were sent, without their numbers; OSC with its number."""
    text = raw.decode("utf-8")
    kinds = set()
    for order in SEQUENCE.finditer(text):
        if order["csi"]:
            kinds.add("CSI " + re.sub(r"[\d;:]+", "", order["csi"]))
        elif order["osc"] is not None:
            kinds.add("OSC " + order["osc"].partition(";")[0])
        else:
            kinds.add("ESC " + (order["plain"] or "string"))
    rest = SEQUENCE.sub("", text)
    found = OBEYED.search(rest)
    assert not found, f"{found[0]!r} in {rest[max(found.start() - 60, 0) : found.end() + 60]!r}"
    said = [order["osc"] or "" for order in SEQUENCE.finditer(text)]
    assert not [order for order in said if "PWNED" in order and not order.startswith("8;")]
    return kinds


def visit(folder: Path) -> bytes:
    """All that is sent while each article is opened, looked at from all sides, and searched."""
    index = [COMMAND, "index", "-L", folder]  # or counts grow while they are looked at
    subprocess.run(index, check=True, capture_output=True, timeout=120)
    with Terminal(folder, columns=120, rows=34) as terminal:
        terminal.until(lambda: unread(terminal) < sys.maxsize)
        key = "enter"
        while left := unread(terminal):
            terminal.press(key)
            key = "n"
            terminal.until(lambda left=left: unread(terminal) < left)
        terminal.press("v", "v", "B", "B", "v", "v")
        terminal.press("q")
        assert terminal.wait() == 0
        return bytes(terminal.raw)


def unread(terminal: Terminal) -> int:
    found = UNREAD.search(terminal.text)
    return int(found[1].replace(",", "")) if found else sys.maxsize


@pytest.fixture
def plain_orders(tmp_path: Path) -> set[str]:
    """What the program orders a terminal to do when the articles are harmless."""
    return orders(visit(newsstand.ten(tmp_path / "news")))


def test_fields_full_of_orders_give_none(plain_orders: set[str], tmp_path: Path) -> None:
    raw = visit(hostile(tmp_path / "hostile"))
    assert orders(raw) - plain_orders <= {"OSC 8"}
    targets = re.findall(rb"\x1b\]8;[^;]*;([^\x07\x1b]*)", raw)
    assert all(re.match(rb"(?:https?://|mailto:|$)", target) for target in targets)


def test_what_an_order_is_taken_for() -> None:
    assert orders(b"\x1b[?25l a \x1b[31m b \x1b]8;;https://x\x1b\\c") == {
        "CSI ?l",
        "CSI m",
        "OSC 8",
    }
    for bad in ("\x9b31m", "\u202e", "\x07", "\x1b]0;PWNED\x07"):
        with pytest.raises(AssertionError):
            orders(bad.encode())


@pytest.mark.slow  # what `reader show` sends for each of them is in tests/commands/test_nasty.py
def test_every_nasty_file_is_visited_and_harms_nothing(
    plain_orders: set[str], shared: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "nasty"
    tool = [sys.executable, str(shared / "tools" / "nasty.py"), str(folder)]
    subprocess.run(tool, check=True, capture_output=True, env=os.environ, timeout=120)
    raw = visit(folder)
    assert orders(raw) - plain_orders <= {"OSC 8"}
    assert b"Traceback" not in raw
