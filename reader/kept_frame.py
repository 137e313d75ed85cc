"""The picture of the list that the next start shows before it imports the screen.

At the end, the rows of the screen are kept in a file, with all that they depend on. A start at
which all of that is the same paints them at once; the article's pane is blank in them, and nothing
depends on the hour. Where anything differs or is in doubt, nothing is painted. Whatever is typed
before the screen reads the terminal waits there for it.

Only what every Python has loaded is imported at the top, and no file is touched in this process: a
child looks at them, because a drive may not answer.
"""

from __future__ import annotations

import os
import sys
import time

from reader import __version__, gap
from reader.own_folders import own_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_FORMAT = "reader frame 1"
_MOST = 1 << 20
"""Bytes of the largest file that is read."""

_PATIENCE = 0.1
"""Seconds in which the files must have been looked at."""

_ENVIRONMENT = (
    "TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "TERM_PROGRAM", "COLUMNS", "LINES", "TZ",
    "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_TIME", "HOME", "PYTHONUTF8", "PYTHONIOENCODING",
)  # fmt: skip
_PREFIXES = ("READER_", "TEXTUAL", "XDG_")
"""The variables, and the beginnings of their names, that the picture depends on."""

_AT_THE_START = sorted(
    (name, value)
    for name, value in os.environ.items()
    if name in _ENVIRONMENT or name.startswith(_PREFIXES)
)
"""Textual removes NO_COLOR."""

_END = "\x1b[0m\x1b[1;1H"
_ZONE = "/etc/localtime"


class KeptFrame:
    """The rows of a screen, as text with colours, and what they depend on beside `depends`.

    They are those of the days from `since` until `until`, in seconds, of the library in `roots`,
    whose index and journals were as `glance` says; `keys` are the entries in them. `packages` is
    the folder of the program that drew them.
    """

    def __init__(
        self,
        days: tuple[int, int],
        packages: str,
        where: tuple[str, str],
        roots: Sequence[str],
        keys: Sequence[int],
        glance: str,
        size: tuple[int, int],
        rows: Sequence[str],
    ) -> None:
        self.days, self.packages, self.where = days, packages, where
        self.roots, self.keys, self.glance = roots, keys, glance
        self.size, self.rows = size, rows

    def text(self, depends: str, folders: Sequence[str]) -> str:
        """What the file has: lines of facts, in which paths are in hexadecimal, and the rows."""
        head = (_FORMAT, depends, _crc(_screen_file()), *map(str, self.days))
        packages = (_hex(self.packages), str(_changed(self.packages)))
        index = (*map(_hex, self.where), self.glance)
        led = (" ".join(map(_hex, paths)) for paths in (folders, map(os.path.realpath, folders)))
        lists = (*led, " ".join(map(_hex, self.roots)), " ".join(map(str, self.keys)))
        return "\n".join((*head, *packages, *index, *lists, *self.rows))


def depends(words: Sequence[str]) -> str:
    """What a picture depends on that a start knows: the version, the `words` of the command line,
    the environment, the terminal's size, the settings, the time zone; in one line.
    """
    zone = (time.tzname, time.timezone, time.altzone, os.path.realpath(_ZONE), _changed(_ZONE))
    program = (__version__, sys.version, sys.prefix)
    return ascii((program, [*words], os.getcwd(), _AT_THE_START, _size(), zone, settings()))


def settings() -> str:
    """A word that changes with the file of the settings."""
    return _crc(os.path.join(own_folder("config"), "config.toml"))


def keep(kept: KeptFrame | None, words: Sequence[str], folders: Sequence[str]) -> None:
    """Keep a picture for the next start with the same `words`, or none. `folders` are those of the
    library as they were named. Raises OSError.
    """
    file = _file()
    if kept is None or kept.size != _size() or not all(map(_is_plain, kept.rows)):
        if os.path.lexists(file):
            os.unlink(file)
        return
    from tempfile import NamedTemporaryFile

    os.makedirs(os.path.dirname(file), exist_ok=True)
    with NamedTemporaryFile("w", dir=os.path.dirname(file), encoding="utf-8", delete=False) as new:
        try:
            new.write(kept.text(depends(words), folders))  # only the user can read such a file
            new.flush()
            os.replace(new.name, file)
        except OSError:
            os.unlink(new.name)
            raise


def opens_screen(words: Sequence[str]) -> bool:
    """Whether a command line has neither a command nor an option, and opens the screen."""
    commands = os.path.join(os.path.dirname(__file__), "commands")
    is_plain = all(word[:1] not in ("", "-") for word in words)
    return is_plain and not os.path.exists(os.path.join(commands, f"{''.join(words[:1])}.py"))


def paint(words: Sequence[str]) -> None:
    """Paint the picture that the last end kept for the same `words`, which open the screen, if all
    that it depends on is the same.
    """
    if not gap.can_begin():
        return
    from reader.library.glance import glance  # for the child, and for what comes later

    try:
        painted = _asked(lambda: _painting(words, glance))
    except OSError:  # too many processes, or open files
        return
    if painted:
        gap.begin(painted)


def _painting(words: Sequence[str], glance: Callable[..., str]) -> str:
    """What paints the picture that is kept; '' if it is not to be painted. Raises whatever goes
    wrong with a file that is not one of ours.
    """
    head, since, until, packages, changed, index, journals, word, *lists = _lines(words)
    folders, led, roots, keys, *rows = lists
    if not head or not int(since) <= time.time() < int(until):
        return ""
    if _changed(_path(packages)) != int(changed):
        return ""
    if len(rows) != _size()[1] or not all(map(_is_plain, rows)):
        return ""
    if [*map(os.path.realpath, map(_path, folders.split()))] != [*map(_path, led.split())]:
        return ""
    named = [*map(_path, roots.split())]
    if not word or glance(_path(index), _path(journals), named, map(int, keys.split())) != word:
        return ""
    lines = (f"\x1b[{number};1H{row}" for number, row in enumerate(rows, 1))
    return "".join((*lines, _END))


def _lines(words: Sequence[str]) -> list[str]:
    """The lines of the file; the first is '' if they are for another start."""
    flags = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
    fd = os.open(_file(), os.O_RDONLY | flags)
    status = os.fstat(fd)
    is_ours = status.st_uid == os.geteuid() and status.st_mode & 0o170077 == 0o100000
    if not is_ours or status.st_size > _MOST:
        return [""]
    lines = os.read(fd, _MOST).decode().split("\n")
    is_for_this = lines[:3] == [_FORMAT, depends(words), _crc(_screen_file())]
    return ["yes" if is_for_this else "", *lines[3:]]


def _asked(work: Callable[[], str]) -> bytes:
    """What a child returns for some work; b'' if that fails or takes too long."""
    import select

    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            gap.write(work().encode(), writing)
        finally:
            os._exit(0)
    os.close(writing)
    found, end = b"", time.monotonic() + _PATIENCE
    while select.select([reading], [], [], max(0.0, end - time.monotonic()))[0]:
        if not (data := os.read(reading, 1 << 16)):
            os.waitpid(pid, 0)
            break
        found += data
    else:
        os.kill(pid, 9)  # it ends when its drive answers
        found = b""
    os.close(reading)
    return found if found.endswith(_END.encode()) else b""


def _is_plain(row: str) -> bool:
    """Whether a row has nothing but printable text and its colours."""
    first, *parts = row.split("\x1b[")
    texts = [first]
    for part in parts:
        codes, _, text = part.partition("m")
        if codes.strip("0123456789;"):
            return False
        texts.append(text)
    return "".join(texts).isprintable()


def _size() -> tuple[int, int]:
    """The columns and lines of the terminal."""
    columns, lines = os.get_terminal_size(2)
    return columns, lines


def _file() -> str:
    return os.path.join(own_folder("state"), "frame")


def _screen_file() -> str:
    return os.path.join(own_folder("state"), "screen.json")


def _crc(path: str) -> str:
    """The size of a file and a checksum of it; '' if there is none."""
    import zlib

    try:
        with open(path, "rb") as file:
            data = file.read()
    except FileNotFoundError:
        return ""
    return f"{len(data)} {zlib.crc32(data)}"


def _changed(path: str) -> int:
    """When a file or folder was changed, in nanoseconds; 0 if there is none."""
    try:
        return os.stat(path).st_mtime_ns
    except FileNotFoundError:
        return 0


def _hex(path: str) -> str:
    return os.fsencode(path).hex()


def _path(text: str) -> str:
    return os.fsdecode(bytes.fromhex(text))
