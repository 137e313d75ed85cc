"""What is told beside the data: the one way to stderr.

Sentences name files, journals, rules and arguments, which others may have written. What a terminal
would obey is left out, a sentence is one line, and its middle goes where it would fill the screen.
"""

from __future__ import annotations

import sys

from reader.output.safe import safe, safe_line

_LONGEST = 2_000
"""Characters of a line."""


def say(sentence: object) -> None:
    """Print what is wrong, behind the program's name."""
    tell(f"reader: {sentence}")


def tell(sentence: object) -> None:
    """Print what was done."""
    print(_short(safe_line(str(sentence))), file=sys.stderr)


def written(text: str) -> str:
    """A text of several lines as it may be printed on stderr."""
    return "\n".join(map(_short, safe(text).split("\n")))


def _short(line: str) -> str:
    if len(line) <= _LONGEST:
        return line
    return f"{line[: _LONGEST // 2]} … {line[-_LONGEST // 2 :]}"
