"""What a monkey does: keys, clicks, sizes, and reports that terminals send, sound and broken."""

from __future__ import annotations

import random

KEYS = (
    *(letter.encode() for letter in map(chr, range(0x21, 0x7F)) if letter != "q"),
    *(b"j", b"k", b"J", b"K", b"n", b"l", b"h", b"/", b":", b"3", b"4", b"2", b"1") * 2,
    *(b"\r", b"\x1b", b"\t", b" ", b"\x7f") * 4,
    *(f"\x1b[{letter}".encode() for letter in "ABCDHFABCDHF"),
    *(f"\x1b[{number}~".encode() for number in (2, 3, 5, 6, 15, 17, 18, 19)),
    *(bytes([number]) for number in range(1, 27) if chr(number + 0x60) not in "cmiqs"),
    *("新闻".encode(), "é".encode(), "か\u3099".encode(), "👩\u200d👩\u200d👧".encode()),
)
"""All keys but those that end the program; Ctrl-S stops a terminal that an editor has just now."""

REPORTS = (
    b"\x1b[I",
    b"\x1b[O",
    b"\x1b[12;40R",
    b"\x1b[?2026;2$y",
    b"\x1b[?2048;2$y",
    b"\x1b[?2048;0$y",
    b"\x1b[?62;1;6c",
    b"\x1b[97u",
    b"\x1b[106;1:1u",
    b"\x1b[106:74;2:3u",
    b"\x1b[1;1:3A",
    b"\x1b[57441;2u",
    b"\x1b[55296u",
    b"\x1b[1114112u",
    b"\x1b[99999999999999999999u",
    b"\x1b[97;1;1114112u",
    b"\x1b[97;1;55296:128512u",
    b"\x1b[97;99999999999999999999u",
    b"\x1b[;;u",
    b"\x1b[:::::u",
    b"\x1b[48;40;120;800;1200t",
    b"\x1b[48;999999;999999;1;1t",
    b"\x1b[48;0;0;0;0t",
    b"\x1b[48;24;80;0;0t",
    b"\x1b[<0;99999999999;99999999999M",
    b"\x1b[<999999999;3;3M",
    b"\x1b[<35;-5;-5m",
    b"\x1b[M !!",
    b"\x1b[" + b"1;" * 30 + b"u",
    b"\x1b]11;rgb:0000/0000/0000\x1b\\",
    b"\x1bP1+r544e\x1b\\",
    b"\xff\xfe\xc0\xaf",
    b"\xe6\x96",
    b"\x00",
    b"\x1b[200~pasted \xe6\x96\xb0 \x07\x1b]0;x\x07 text\x1b[201~",
    b"\x1b[200~" + b"long " * 150 + b"\x1b[201~",
    b"\x1b[200~" + b"/" + b"n" * 300 + b"\x1b[201~",
    b"\x1b[201~",
)
"""What comes in from terminals that nobody pressed, whether or not they may send it."""


def keys(chance: random.Random) -> list[bytes]:
    """One key, or a few that are there at once; sometimes one that repeats."""
    if chance.random() < 0.1:
        return [chance.choice(KEYS)] * chance.randint(2, 8)
    count = 1 if chance.random() < 0.6 else chance.randint(2, 6)
    return [chance.choice(KEYS) for _ in range(count)]


def mouse(chance: random.Random) -> bytes:
    """A click, a drag or a turn of the wheel, mostly on the screen."""
    x, y = chance.randint(1, 130), chance.randint(1, 45)
    button = chance.choice([0, 0, 0, 0, 2, 32, 35, 64, 65, 66, 67])
    pressed = f"\x1b[<{button};{x};{y}M"
    if button in (0, 2):
        dragged = f"\x1b[<{button + 32};{x + 3};{y}M" if chance.random() < 0.2 else ""
        pressed += f"{dragged}\x1b[<{button};{x};{y}m"
    return pressed.encode()


def report(chance: random.Random) -> bytes:
    """Something that a terminal says by itself."""
    return chance.choice(REPORTS)


def size(chance: random.Random) -> tuple[int, int]:
    """Columns and rows of a window, which may be tiny."""
    if chance.random() < 0.2:
        return chance.randint(1, 20), chance.randint(1, 8)
    return chance.randint(20, 200), chance.randint(8, 60)
