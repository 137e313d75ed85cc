"""Output on stdout: JSON, and styled lines that suit the terminal."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import chain, islice
from typing import IO, TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from reader.output.ink import Segment


def print_json(value: object, indent: int | None = None) -> None:
    """Print a value as JSON; characters are escaped that a terminal acts on, or that stdout has no
    encoding for.
    """
    import json

    from reader.output.safe import safe_json

    whole = (sys.stdout.encoding or "").lower().startswith("utf")
    print(safe_json(json.dumps(value, ensure_ascii=not whole, indent=indent)))


def row_width() -> int | None:
    """The cells to cut a row to, those of the terminal; None if stdout is no terminal."""
    if not sys.stdout.isatty():
        return None
    return _columns(80)


def print_lines(shown: Iterable[Sequence[Segment]], arguments: Namespace) -> None:
    """Print lines in the style that `--format` and `--color` ask for."""
    _write(shown, styling(arguments), sys.stdout)


def page_lines(shown: Iterable[Sequence[Segment]], arguments: Namespace) -> None:
    """Print lines; in the user's pager, where stdout is a terminal with fewer rows than lines."""
    lines = iter(shown)
    pager = None if arguments.no_pager or not sys.stdout.isatty() else _pager()
    if pager is None:
        print_lines(lines, arguments)
        return
    import shutil

    rows = shutil.get_terminal_size().lines
    head = list(islice(lines, rows))
    if len(head) < rows:
        print_lines(chain(head, lines), arguments)
    else:
        _page(chain(head, lines), styling(arguments), pager)


def _page(
    shown: Iterable[Sequence[Segment]], style: tuple[bool, bool], pager: Sequence[str]
) -> None:
    """Send lines to a pager, which may end early; while it runs, only the pager obeys Ctrl-c."""
    import subprocess

    sys.stdout.flush()
    environment = {"LESS": "FRX", **os.environ}
    paging = subprocess.Popen(
        pager, stdin=subprocess.PIPE, env=environment, encoding="utf-8", errors="replace"
    )
    assert paging.stdin is not None
    with suppress(BrokenPipeError, KeyboardInterrupt):
        _write(shown, style, paging.stdin)
    with suppress(BrokenPipeError):
        paging.stdin.close()
    while paging.poll() is None:
        with suppress(KeyboardInterrupt):
            paging.wait()


def _pager() -> list[str] | None:
    """`$PAGER`, or less if it is installed; None where `$PAGER` is empty or cat."""
    import shlex
    import shutil

    try:
        words = shlex.split(os.environ.get("PAGER", "less"))
    except ValueError:
        return None
    if not words or words[0] == "cat" or not (program := shutil.which(words[0])):
        return None
    return [program, *words[1:]]


def _write(
    shown: Iterable[Sequence[Segment]], style: tuple[bool, bool], file: TextIO | IO[str]
) -> None:
    styled, colours = style
    if not styled:
        for segments in shown:
            print("".join(text for text, _ in segments).rstrip(), file=file)
        return

    from reader.output.ansi import ansi  # brings rich's styles

    for segments in shown:
        print(ansi(segments, colours=colours), file=file)


def styling(arguments: Namespace) -> tuple[bool, bool]:
    """Whether lines have styles, and whether they have colours."""
    styled, colours = _colour(arguments.color)
    return styled and arguments.format == "terminal", colours


def terminal_width(text_width: int) -> int:
    """The width of a line in cells: that of the terminal, at most `text_width`."""
    return max(min(_columns(text_width), text_width), 20)


def _columns(otherwise: int) -> int:
    """The columns of the terminal, as `shutil` finds them, whose import takes long."""
    with suppress(ValueError):
        if (given := int(os.environ.get("COLUMNS", ""))) > 0:
            return given
    if sys.__stdout__ is not None:
        with suppress(ValueError, OSError):
            return os.get_terminal_size(sys.__stdout__.fileno()).columns or otherwise
    return otherwise


def _colour(when: str) -> tuple[bool, bool]:
    """Whether to print styles, and whether colours (https://no-color.org)."""
    plain = bool(os.environ.get("NO_COLOR"))
    if when == "always":
        return True, True
    if when == "never" or not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        return False, False
    return True, not plain
