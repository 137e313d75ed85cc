"""Fenced code in Markdown: where it begins and ends (CommonMark 0.31, section 4.5).

Some dialects allow more before a fence than three blanks: quotes, bullets, any indent.
"""

from __future__ import annotations

import re

from reader.lazy_re import late


def opening(before: str = " {0,3}") -> re.Pattern[str]:
    """A pattern for a line that opens fenced code, whose only group is the fence. `before` is a
    pattern, without groups, for what may be in front.
    """
    return late(rf"{before}(`{{3,}}(?=[^`]*$)|~{{3,}})")


def closes(line: str, fence: str) -> bool:
    """Whether a line, without what its dialect allows in front, closes the code that `fence`
    opened.
    """
    text = line.strip()
    return text.startswith(fence) and not text.strip(fence[0])
