"""Styled lines on stdout, as wide and as colourful as the terminal and the reader want them."""

from __future__ import annotations

import os
import shutil
import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence

from reader.output.ansi import ansi
from reader.output.terminal import Segment


def print_lines(shown: Iterable[Sequence[Segment]], arguments: Namespace) -> None:
    """Print lines as `--format` and `--color` ask for."""
    styled, colours = styling(arguments)
    for segments in shown:
        if styled:
            print(ansi(segments, colours=colours))
        else:
            print("".join(text for text, _ in segments).rstrip())


def styling(arguments: Namespace) -> tuple[bool, bool]:
    """Whether lines have styles at all, and whether colours among them."""
    styled, colours = _colour(arguments.color)
    return styled and arguments.format == "terminal", colours


def terminal_width(text_width: int) -> int:
    """The cells of a line: as many as the terminal has, and at most `text_width`."""
    columns = shutil.get_terminal_size((text_width, 24)).columns
    return max(min(columns, text_width), 20)


def _colour(when: str) -> tuple[bool, bool]:
    """Whether to style at all, and whether in colours (https://no-color.org)."""
    plain = bool(os.environ.get("NO_COLOR"))
    if when == "always":
        return True, True
    if when == "never" or not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        return False, False
    return True, not plain
