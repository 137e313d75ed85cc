"""The screen, in a real terminal: from the start to the first picture, from a key to its last byte.

Libraries of many rows are made as in `library`. The reference is an application of one widget,
started in turn with ours. A key's time ends with the last byte that it makes the program draw
before it is quiet for a while.
"""

from __future__ import annotations

import fcntl
import os
import pty
import random
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.benchmarks.library import fill, sentences, write
from tests.benchmarks.measuring import ANY, Ratio, Table, kept, spread
from tests.benchmarks.start import REFERENCE, sized

SIZED = True
STARTS = 5
_QUIET = 0.06
"""Seconds without a byte, after which all is drawn."""

_TOGETHER = 0.01
"""Seconds between bytes of one picture."""

_PATIENCE = 0.5
"""Seconds in which a key that does anything shows it."""

_SETTLED = 0.6
"""Seconds without a byte, after which a program has nothing more to do."""

_REST = 6.0
"""Seconds after which a program that nobody uses does no more than it has to."""

_CJK_WORDS, _LATIN_WORDS = ("金融", "中国", "数据", "的"), ("linux", "python", "apple", "a")
GROWTH = 0.1
"""The most that keys and the first screen may grow with the library: an exponent."""

_PRESSES, _FEW = 25, 7
_PICTURED = 300
"""Files of the library whose picture is kept: what it costs does not depend on their number."""

_IN_LIST, _IN_ARTICLE = "library", "article"
_READ = {
    "the next article": (
        _IN_LIST, "J", "", "the article is read, cleaned and laid out, unless that is done",
    ),
    "the palette": (
        _IN_LIST, ":", "\x1b", "Textual: a screen of its widgets is made, styled and laid out",
    ),
    "the next theme": (
        _IN_LIST, "t", "", "Textual: all styles of all widgets are computed anew",
    ),
    "a page of an article": (
        _IN_ARTICLE, "\x1b[6~", "\x1b[5~", "its lines are laid out and drawn",
    ),
}  # fmt: skip
"""What costs the same in any library, by what it does: where, by which key, which key takes it back
if one does, and what its cost goes to.
"""

_FIRST_STEPS = 5
"""Keys that are not counted, in which things are imported."""

_FILES = 10_000
_RESTARTS = 6
_RANDOM_KEYS, _BURST = 3_000, 10
_GO_TO = "c7\r"
_RANDOM = (
    *("j", "k", "n", "N", "\r", "\x1b[6~", "\x1b[5~", "\x1b[H", "\x1b[F", "\t", "r", "s", "1"),
    *("2", "dc", "dd", "ds", "dn", "/linux\r", "/金融\r", "/a\r", _GO_TO, "z"),
)
_FOR_ALL = b"1dc/a\r"
"""All articles, by category, and a search for a letter with which a word of nearly all begins."""

_MEMORY = 70
"""MiB."""

_PARAGRAPHS = 400
"""Of an article of many pages."""

_KEYS = {
    "cursor": (["j"] * 80, 8.0),
    "page": (["\x1b[6~"] * 20, 16.0),
    "search": (["/", *"金融中国", "\x7f", "\x7f", "\x7f", "\x7f", *"linux", "\x1b"], 100.0),
    "grouping": (["d"] * 4, 100.0),
}


class Terminal:
    """A program in a terminal of 120 × 40."""

    def __init__(self, *what: str, module: str = "tests.benchmarks.stage") -> None:
        self.started = time.perf_counter()
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
            os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
            os.execv(sys.executable, [sys.executable, "-m", module, *what])

    def until(self, word: bytes) -> float:
        """Seconds from the start until a word is drawn, and all that is drawn with it."""
        seen, at = b"", 0.0
        while word not in seen or select.select([self.handle], [], [], _TOGETHER)[0]:
            seen += os.read(self.handle, 1 << 16)
            at = time.perf_counter()
        return at - self.started

    def begun(self) -> float:
        """Processor seconds until the first picture comes."""
        select.select([self.handle], [], [])
        return self.used()

    def quiet(self, first: float = _QUIET, then: float = _QUIET) -> float | None:
        """Wait until nothing more is drawn, `first` seconds for the first byte; when the last one
        came, None where there was none.
        """
        last, pause = None, first
        while select.select([self.handle], [], [], pause)[0]:
            os.read(self.handle, 1 << 16)
            last, pause = time.perf_counter(), then
        return last

    def press(self, key: str, pause: float = _QUIET) -> float | None:
        """Seconds until all is drawn, known by a `pause` after it."""
        pressed = time.perf_counter()
        os.write(self.handle, key.encode())
        last = self.quiet(_PATIENCE, pause)
        return None if last is None else last - pressed

    def used(self) -> float:
        """Processor seconds of the program so far, of all its threads."""
        tasks = Path(f"/proc/{self.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text("ascii").split()[0]) for task in tasks) / 1e9

    def cost(self, key: str) -> float:
        """Processor seconds from a key until all is drawn and quiet."""
        before = self.used()
        os.write(self.handle, key.encode())
        self.quiet(_SETTLED, _SETTLED)
        return self.used() - before

    def answer(self, key: str) -> float:
        """Processor seconds from a key to the first byte that it makes the program draw."""
        before = self.used()
        os.write(self.handle, key.encode())
        select.select([self.handle], [], [], _PATIENCE)
        used = self.used() - before
        self.quiet(_SETTLED, _SETTLED)
        return used

    def rest(self) -> float:
        """Processor seconds of a second in which nothing is pressed."""
        self.quiet(_REST, _REST)
        before = self.used()
        time.sleep(_REST)
        return (self.used() - before) / _REST

    def memory(self, which: str = "VmHWM") -> float:
        """Peak resident memory, or that of now (VmRSS), in MiB."""
        status = Path(f"/proc/{self.pid}/status").read_text("ascii")
        return int(status.split(f"{which}:")[1].split()[0]) / 1024

    def end(self) -> None:
        os.write(self.handle, b"q")
        while True:
            try:
                if not os.read(self.handle, 1 << 16):
                    break
            except OSError:
                break
        os.waitpid(self.pid, 0)
        os.close(self.handle)


def tables(sizes: Sequence[int]) -> Iterator[Table]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= {
            f"XDG_{kind}_HOME": str(folder / kind) for kind in ("CACHE", "DATA", "CONFIG")
        }
        starts = Table(
            "First screen of a library",
            f"Seconds from the start of the process to the whole first screen, medians of {STARTS} "
            "starts in turn with an application of one widget.",
            ("rows", "one widget", "reader", "ratio", "budget", "kept", "memory, MiB", "budget"),
        )
        keys = Table(
            "Keys, from the press to the last byte",
            "Milliseconds in a terminal of 120 × 40.",
            ("rows", "key", "presses", "median", "p95", "max", "budget (p95)", "kept"),
        )
        lines = sentences()
        for size in sizes:
            root = str(fill(size, folder, lines))
            _time_starts(starts, size, root)
            _time_keys(keys, size, root)
        yield starts
        yield keys
        yield _beside_scans(folder, lines)


def ratios(sizes: Sequence[int]) -> Iterator[Ratio]:
    """What a start costs beside an application of one widget, what a Latin letter of a search costs
    beside a Chinese one, and its first answer beside a frame.
    """
    starts: dict[int, tuple[float, float]] = {}
    letters: dict[int, tuple[float, float]] = {}
    answers: dict[int, float] = {}
    keys: dict[int, dict[str, tuple[float, float]]] = {}
    commands: dict[int, dict[str, tuple[float, float]]] = {}
    memory: dict[int, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= {
            f"XDG_{kind}_HOME": str(folder / kind) for kind in ("CACHE", "DATA", "CONFIG", "STATE")
        }
        lines = sentences()
        for size in sizes:
            root = fill(size, folder, lines)
            starts[size] = _start_costs(str(root))
            letters[size] = _letter_costs(str(root))
            answers[size] = _answer_cost(root)
            keys[size] = _key_costs(str(root))
            commands[size] = sized(root)
            if size >= 100_000:
                memory[size] = _memory_after(str(root))
        picture, one = _picture_cost(folder, lines)
        read = _reading_costs(folder, lines)
    yield Ratio(
        "the picture of the last time", "an application of one widget", 0.15,
        {ANY: picture / one}, {},
    )  # fmt: skip
    of_key = "Textual's way of a key; lines that were not drawn while the cursor rested"
    of_rest = "a look every 1.2 s whether another window changed anything; the list does nothing"
    for what, why in (
        ("cursor key", of_key), ("page key", of_key), ("a second at rest", of_rest),
    ):  # fmt: skip
        yield Ratio(
            f"{what}, to its first byte" if "key" in what else what,
            "a bare list", 1.5,
            {size: ours / bare for size, each in keys.items() for ours, bare in [each[what]]},
            {size: each[what][0] for size, each in keys.items()},
            why, GROWTH if "key" in what else None,
        )  # fmt: skip
    for what, (ours, bare) in read.items():
        *_, why = _READ[what.partition(",")[0]]
        yield Ratio(what, "a cursor key of a bare list", 1.5, {ANY: ours / bare}, {}, why)
    yield Ratio(
        "first screen", "an application of one widget", 1.15,
        {size: ours / one for size, (ours, one) in starts.items()},
        {size: ours for size, (ours, _one) in starts.items()},
        "imports of our modules about half, the style sheet, the list read and drawn",
        GROWTH,
    )  # fmt: skip
    of_memory = "45 MiB before the first key; then code that keys import, and what is cached"
    of_hits = "the same; of each hit its key, and three numbers for each day of each category"
    for what, number, why in (
        (f"memory after {_RANDOM_KEYS:,} random keys", 0, of_memory),
        ("the same, with all results of a search for nearly all", 1, of_hits),
    ):
        used = {size: each[number] for size, each in memory.items()}
        shares = {size: one / _MEMORY for size, one in used.items()}
        yield Ratio(what, f"{_MEMORY} MiB", 1, shares, used, why)
    for name in commands[sizes[0]]:
        yield Ratio(
            f"reader {name}, without a scan, over python -c pass",
            f"python -c '{REFERENCE}'", None,
            {size: ours / one for size, each in commands.items() for ours, one in [each[name]]},
            {size: each[name][0] for size, each in commands.items()},
        )  # fmt: skip
    yield Ratio(
        "a Latin letter in the search box, until all is quiet", "a Chinese character there", 2,
        {size: latin / cjk for size, (latin, cjk) in letters.items()},
        {size: latin for size, (latin, _cjk) in letters.items()},
    )  # fmt: skip
    yield Ratio(
        "the first hits of what is typed, 95th percentile", "a frame of 16 ms", 1,
        {size: seconds / 0.016 for size, seconds in answers.items()}, answers,
        "SQLite, in a thread for which no key waits: each hit is looked up below which headings it "
        "stands, and all words that begin so are merged",
    )  # fmt: skip


def _memory_after(root: str) -> tuple[float, float]:
    """MiB in memory at rest after many random keys (steps, pages, views, groupings, searches), and
    then with all results of a search that finds nearly everything.
    """
    chance = random.Random(3)
    terminal = Terminal(root)
    terminal.until(b"unread")
    for _ in range(_RANDOM_KEYS // _BURST):
        keys = chance.choices(_RANDOM, k=_BURST)
        os.write(terminal.handle, "".join(keys).encode())
        terminal.quiet(_PATIENCE)
        if _GO_TO in keys:  # keys that came before its answer are on its line
            os.write(terminal.handle, b"\x1b")
            terminal.quiet(_PATIENCE)
    used = []
    for keys in (b"\x1b", _FOR_ALL):
        os.write(terminal.handle, keys)
        terminal.quiet(_REST, _REST)
        used.append(terminal.memory("VmRSS"))
    terminal.end()
    after, found = used
    return after, found


def _start_costs(root: str) -> tuple[float, float]:
    """Processor seconds until the first screen stands, of ours and of one widget: medians."""
    found: dict[str, list[float]] = {root: [], "empty": []}
    for _ in range(STARTS + 1):  # the first is not counted
        for what, costs in found.items():
            terminal = Terminal(what)
            terminal.until(b"unread")
            costs.append(terminal.used())
            terminal.end()
    ours, one = (sorted(costs[1:])[STARTS // 2] for costs in found.values())
    return ours, one


def _picture_cost(folder: Path, lines: list[str]) -> tuple[float, float]:
    """Processor seconds until the picture of the last time stands, and until one widget does."""
    root = folder / "kept"
    write(_PICTURED, root, lines)
    subprocess.run([sys.executable, "-m", "reader", "index", "--quiet", "-L", root], check=True)
    found: list[float] = []
    for _ in range(STARTS + 1):  # the first has no picture yet
        terminal = Terminal(str(root), module="reader")
        found.append(terminal.begun())
        terminal.until(b"q")
        terminal.quiet(_REST, _SETTLED)
        terminal.end()
    one = []
    for _ in range(STARTS):
        terminal = Terminal("empty")
        terminal.until(b"unread")
        one.append(terminal.used())
        terminal.end()
    return sorted(found[1:])[STARTS // 2], sorted(one)[STARTS // 2]


def _key_costs(root: str) -> dict[str, tuple[float, float]]:
    """Processor seconds of keys, and of a second at rest, of ours and of a bare list: medians."""
    each: list[dict[str, float]] = []
    for what in (root, "list"):
        terminal = Terminal(what)
        terminal.until(b"unread")
        terminal.quiet(1.0, _SETTLED)
        cursor = [terminal.answer("jk"[number % 2]) for number in range(_PRESSES)]
        page = [terminal.answer("\x1b[6~") for _ in range(_PRESSES)]
        each.append(
            {
                "cursor key": sorted(cursor[_FIRST_STEPS:])[(_PRESSES - _FIRST_STEPS) // 2],
                "page key": sorted(page[_FIRST_STEPS:])[(_PRESSES - _FIRST_STEPS) // 2],
                "a second at rest": terminal.rest(),
            }
        )
        terminal.end()
    ours, bare = each
    return {what: (ours[what], bare[what]) for what in ours}


def _reading_costs(folder: Path, lines: list[str]) -> dict[str, tuple[float, float]]:
    """Processor seconds of the keys of _READ, to the first byte and until all is quiet, and of the
    same with a cursor key of a bare list: medians.
    """
    long = folder / "long.md"
    text = "\n\n".join(random.Random(1).choices(lines, k=_PARAGRAPHS))
    long.write_text(f"---\ntitle: unread\n---\n{text}\n", "utf-8")
    opened = {
        "bare": Terminal("list"),
        _IN_LIST: Terminal(str(folder / "kept"), module="reader"),
        _IN_ARTICLE: Terminal("open", str(long), module="reader"),
    }
    for terminal in opened.values():
        terminal.until(b"unread")
        terminal.quiet(1.0, _SETTLED)
    found = {}
    for then, measure in (("to its first byte", Terminal.answer), ("to quiet", Terminal.cost)):
        reference = _median_of(opened["bare"], "j", "", measure)
        for what, (where, key, back, _why) in _READ.items():
            found[f"{what}, {then}"] = (_median_of(opened[where], key, back, measure), reference)
    for terminal in opened.values():
        terminal.end()
    return found


def _median_of(
    terminal: Terminal, key: str, back: str, measure: Callable[[Terminal, str], float]
) -> float:
    """The median cost of a key, after which `back` is pressed."""
    costs = []
    for _ in range(_FIRST_STEPS + _FEW):
        costs.append(measure(terminal, key))
        if back:
            terminal.cost(back)
    return sorted(costs[_FIRST_STEPS:])[_FEW // 2]


def _letter_costs(root: str) -> tuple[float, float]:
    """Processor seconds of a letter that is typed into the search box: Latin ones, Chinese ones."""
    terminal = Terminal(root)
    terminal.until(b"unread")
    terminal.quiet(1.0, _SETTLED)
    for key in ["/", *"ab\x7f\x7f"][:_FIRST_STEPS]:
        terminal.cost(key)
    costs = []
    for words in (_LATIN_WORDS, _CJK_WORDS):
        each = []
        for word in words:
            each += [terminal.cost(letter) for letter in word]
            for _letter in word:
                terminal.cost("\x7f")
        costs.append(sum(each) / len(each))
    terminal.cost("\x1b")
    terminal.end()
    return costs[0], costs[1]


def _answer_cost(root: Path) -> float:
    """Processor seconds of a search for what is being typed, the 95th percentile of all letters."""
    from reader.library.library import Library
    from reader.library.query.language import parse
    from reader.library.query.placed_hits import gather
    from reader.tui.search.library_search import TYPED

    library = Library([root])
    searcher = library.searcher()
    typed = [word[:end] for word in (*_LATIN_WORDS, *_CJK_WORDS) for end in range(1, len(word) + 1)]
    took = []
    for text in [*typed[:1], *typed]:
        before = time.process_time()
        gather(searcher, parse(text), "category", "all", "newest", TYPED)
        took.append(time.process_time() - before)
    searcher.close()
    library.close()
    return spread(took[1:])[1] / 1e3


def _time_starts(table: Table, size: int, root: str) -> None:
    empty, ours, memory = [], [], 0.0
    for _ in range(STARTS + 1):  # the first is not counted
        for what, found in (("empty", empty), (root, ours)):
            terminal = Terminal(what)
            found.append(terminal.until(b"unread"))
            if what == root:
                terminal.quiet(0.5)
                memory = max(memory, terminal.memory())
            terminal.end()
    one, us = sorted(empty[1:])[STARTS // 2], sorted(ours[1:])[STARTS // 2]
    budget = 1.15 if size <= 100_000 else 1.2
    table.add(
        f"{size:,}", f"{one:.3f}", f"{us:.3f}", f"{us / one:.2f}", *kept(us / one, budget, "×"),
        f"{memory:.0f}", "≤ 70",
    )  # fmt: skip


def _time_keys(table: Table, size: int, root: str) -> None:
    terminal = Terminal(root)
    terminal.until(b"unread")
    terminal.quiet(1.0)
    for name, (keys, budget) in _KEYS.items():
        times = [took for key in keys if (took := terminal.press(key)) is not None]
        median, p95, most = spread(times)
        figures = (f"{median:.1f}", f"{p95:.1f}", f"{most:.1f}")
        table.add(f"{size:,}", name, len(times), *figures, *kept(p95, budget, "ms"))
    terminal.end()


def _beside_scans(folder: Path, lines: list[str]) -> Table:
    """Keys while an index is built from nothing, and while a scan finds nothing new."""
    root = folder / "files"
    write(_FILES, root, lines)
    table = Table(
        "Beside a scan",
        f"{_FILES:,} files; milliseconds, but for the first rows: seconds from the start. Building "
        "takes all cores; what is found is drawn in between.",
        ("what", "count", "median", "p95", "max", "budget", "kept"),
    )
    terminal = Terminal(str(root), "scanned")
    rows = terminal.until("●".encode())
    table.add("first rows", 1, f"{rows:.2f}", "", "", *kept(rows, 1, "s"))
    _add_beside(table, "keys while the index is built", _presses(terminal, 80))
    terminal.end()
    subprocess.run([sys.executable, "-m", "reader", "index", "--quiet", "-L", root], check=True)
    times: list[float] = []
    for _ in range(_RESTARTS):
        terminal = Terminal(str(root), "scanned")
        terminal.until(b"unread")
        times += _presses(terminal, 12)
        terminal.end()
    _add_beside(table, "keys after the start, nothing new", times)
    return table


def _add_beside(table: Table, what: str, times: list[float]) -> None:
    median, p95, most = spread(times)
    figures = (f"{median:.1f}", f"{p95:.1f}", f"{most:.1f}")
    table.add(what, len(times), *figures, *kept(p95, 16, "ms"))


def _presses(terminal: Terminal, count: int) -> list[float]:
    """The times of keys that move the cursor down and up; a list that grows is drawn in between."""
    times = []
    for number in range(count):
        if (took := terminal.press("jk"[number % 2], 0.01)) is not None:
            times.append(took)
        terminal.quiet(0.03, 0.03)
    return times
