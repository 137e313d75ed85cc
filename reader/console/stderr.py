"""Messages: the one way to stderr.

Messages contain names of files, journals, rules and arguments, which others may have written. So
control characters are removed, a message is one line, and one that would fill the screen loses its
middle.
"""

from __future__ import annotations

import sys

from reader.output.safe import safe, safe_line

_LONGEST = 2_000
"""Characters of a line."""


def say(sentence: object) -> None:
    """Print what is wrong, after the program's name."""
    tell(f"reader: {sentence}")


def tell(sentence: object) -> None:
    """Print what was done."""
    print(_short(safe_line(str(sentence))), file=sys.stderr)


def written(text: str) -> str:
    """A text of several lines, made safe to print on stderr."""
    return "\n".join(map(_short, safe(text).split("\n")))


def _short(line: str) -> str:
    if len(line) <= _LONGEST:
        return line
    return f"{line[: _LONGEST // 2]} … {line[-_LONGEST // 2 :]}"
