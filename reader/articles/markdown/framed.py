"""Rewrites lines of Markdown dialects as CommonMark: callouts, admonitions, tabs, footnotes.

What another producer shows in a frame becomes a quote with a bold title; a footnote stays where it
was written; markup that only the producer needs is removed. This takes one pass over the lines, in
which fenced code is not changed; a text without such markup is not split into lines.
"""

from __future__ import annotations

import re
from html import escape
from itertools import takewhile

from reader.articles.fences import closes, opening
from reader.lazy_re import late

NESTING_LIMIT = 6
"""Levels of frames; deeper ones do not add a quote."""

FRAME_LIMIT = 30
"""Levels of frames; the start of a deeper one is text."""

_MARKS = {
    "^": ("[^", " ^"),
    "!": ("[!", "!!! "),
    ":": (":::", "\n: ", "\n:\t"),
    "?": ("??? ", "???+ "),
    "=": ('=== "',),
    "%": ("%%",),
    "{": (" {#", " {."),
    **{sign: (f"\n{sign}", f"\n {sign}") for sign in "・•●○■□◆◇▪▶►※②⑵"},
}
"""The markup, by a character that few texts contain: searching for one character is fast."""

_BEFORE_FENCE = " \t>"
_FENCE = opening(rf"[{_BEFORE_FENCE}]*")
_FOOTNOTE = late(r" {0,3}\[(\^[^\]\s]{1,100}\]:.*)", re.DOTALL)
_CALLOUT = late(r"((?: {0,3}>[ \t]?)+)\[!([\w-]{1,40})(?:\|[^\]]{0,100})?\][+-]?[ \t]*(.*)$")
_COLONS = late(r"([ \t]*):{3,}[ \t]*(?:\{?[ \t]*[.#]?([a-zA-Z][\w-]*)(.*))?$")
_EXCLAIMED = late(r"([ \t]*)(?:!!!|\?\?\?)\+?[ \t]+([\w-]+(?: [\w-]+)*)?[ \t]*(?:\"(.*)\")?[ \t]*$")
_TAB = late(r"([ \t]*)===[+!]?[ \t]+\"(.+)\"[ \t]*$")
_NAMED = late(r"""(?:title|summary|name)\s*=\s*["']([^"']+)["']""")
_BRACKETED = late(r"[ \t]*\[(.+)\]")
_DEFINITION = late(r" {0,3}:[ \t]+\S")
_HEADING_ATTRIBUTES = late(r"[ \t]+\{[ \t]*[#.][\w.-][^{}]{0,200}\}[ \t#]*$")
_SIGNED = late(r" {0,3}[・•●○■□◆◇▪▶►※①-⒛][^\S\n]*\S")
"""A line that begins with the sign of a list, which is none in Markdown."""

_NEAR = 20  # lines
_UNDERLINE = late(r" {0,3}(?:=+|-+)[ \t]*$")
_BLOCK_ID = late(r"(?:^|[ \t]+)\^(?=[\w-]*[a-zA-Z-])[a-zA-Z0-9][a-zA-Z0-9-]{1,60}[ \t]*$")
_LAYOUT = frozenset(
    """center centre cell code-group column columns columns-2 div figure grid group left right row
    steps tab-item tabs wrapper""".split()
)
"""Directives for layout, whose names are not shown."""


def with_plain_lines(text: str) -> str:
    """The same text with these lines rewritten as CommonMark."""
    return _Lines(text.split("\n")).rewritten() if _is_marked(text) else text


def _is_marked(text: str) -> bool:
    for character, marks in _MARKS.items():
        if character in text and any(mark in text for mark in marks):
            return True
    return False


class _Frame:
    """An open frame: a footnote, a directive or a tab."""

    __slots__ = ("indent", "prefix")

    def __init__(self, indent: int | None, prefix: str) -> None:
        self.indent = indent  # of its contents; None if a line of colons ends it
        self.prefix = prefix  # before each of its lines


class _Lines:
    """Rewrites a text in one pass over its lines."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._out: list[str] = []
        self._fence = ""
        self._frames: list[_Frame] = []
        self._hidden_until = -1
        self._ends = sum(map(_ends_directive, lines))

    def rewritten(self) -> str:
        for number, line in enumerate(self._lines):
            if number > self._hidden_until:
                self._line(number, line)
        return "\n".join(self._out)

    def _line(self, number: int, line: str) -> None:
        line = self._within(line)
        if self._fence:
            if closes(line.lstrip(_BEFORE_FENCE), self._fence):
                self._fence = ""
            self._put(line)
        elif found := _FENCE.match(line):
            self._fence = found[1]
            self._put(line)
        elif not self._is_frame(number, line) and not self._is_hidden(number, line):
            self._text(number, line)

    def _within(self, line: str) -> str:
        """The line without the indent of the frames around it. Frames that it ends are closed."""
        if not line.strip():
            return line
        for at, frame in enumerate(self._frames):
            if frame.indent is None:
                continue
            indent = _indent(line)
            if indent < frame.indent and not self._fence:
                del self._frames[at:]
                if self._out and self._out[-1].strip():
                    self._put("")
                break
            line = line.expandtabs(4)[min(indent, frame.indent) :]
        return line

    def _put(self, line: str) -> None:
        prefix = "".join(frame.prefix for frame in self._frames)
        self._out.append(f"{prefix}{line}" if prefix else line)

    def _is_frame(self, number: int, line: str) -> bool:
        """Open or close a frame if a line does so. Returns whether it did."""
        start = line.lstrip(" \t")[:3]
        if start == ":::" and (found := _COLONS.match(line)):
            return self._colons(found)
        if start in ("!!!", "???") and (found := _EXCLAIMED.match(line)):
            return self._indented(number, found[1], _title(found[2], found[3]), "> ")
        if start == "===" and (found := _TAB.match(line)):
            return self._indented(number, found[1], found[2], "")
        if start[:2] == "[^" and (found := _FOOTNOTE.match(line)):
            self._gap()
            self._put(f"\\[{found[1]}")
            self._frames.append(_Frame(4, "")) if self._goes_on(number, 4) else None
            return True
        return False

    def _colons(self, found: re.Match[str]) -> bool:
        if not found[2]:
            closing = next((f for f in reversed(self._frames) if f.indent is None), None)
            self._ends -= 1
            if closing is None:
                return False
            del self._frames[self._frames.index(closing) :]
            self._put("")
            return True
        opened = sum(frame.indent is None for frame in self._frames)
        if opened >= self._ends or len(self._frames) >= FRAME_LIMIT:
            return False
        title = _directive_title(found[2], found[3] or "")
        deep = len(self._frames) >= NESTING_LIMIT
        self._gap()
        self._frames.append(_Frame(None, "> " if title and not deep else ""))
        self._titled(title)
        return True

    def _indented(self, number: int, indent: str, title: str, prefix: str) -> bool:
        inner = _indent(indent) + 4
        if len(self._frames) >= FRAME_LIMIT:
            return False
        if not self._goes_on(number, inner + sum(f.indent or 0 for f in self._frames)):
            return False
        deep = len(self._frames) >= NESTING_LIMIT
        self._gap()
        self._frames.append(_Frame(inner, "" if deep else prefix))
        self._titled(title)
        return True

    def _titled(self, title: str) -> None:
        if title:
            self._put(f"<strong>{title}</strong>")
            self._put("")

    def _goes_on(self, number: int, indent: int) -> bool:
        """Whether the next line with text has at least this indent."""
        following = self._lines[number + 1 : number + 6]
        text = next((line for line in following if line.strip()), "")
        return _indent(text) >= indent

    def _gap(self) -> None:
        if self._out and self._out[-1].strip("> \t"):
            self._put("")

    def _is_hidden(self, number: int, line: str) -> bool:
        """Whether a `%%` comment of several lines begins here; if so, its lines are skipped."""
        if not line.startswith("%%") or "%%" in line[2:]:
            return False
        for end in range(number + 1, min(number + 500, len(self._lines))):
            if "%%" in self._lines[end]:
                self._hidden_until = end
                return True
        return False

    def _text(self, number: int, line: str) -> None:
        if ">" in line[:4] and "[!" in line and (found := _CALLOUT.match(line)):
            self._callout(found, line)
            return
        if line.lstrip(" ")[:1] == ":" and _DEFINITION.match(line) and self._out:
            self._gap()  # without a blank line before it comrak joins a definition's paragraphs
        if "{" in line and (line.startswith("#") or self._is_underlined(number)):
            line = _HEADING_ATTRIBUTES.sub("", line)
        if _SIGNED.match(self._next_line(number)) and line.strip() and self._is_list(number + 1):
            line = f"{line.rstrip()}  "  # a line break
        if "^" in line and not self._next_line(number).strip(" \t>"):
            line = _BLOCK_ID.sub("", line)
        self._put(line)

    def _callout(self, found: re.Match[str], line: str) -> None:
        before = self._out[-1] if self._out else ""
        quote = found[1] if found[1][-1] in " \t" else f"{found[1]} "
        if before.count(">") >= found[1].count(">") and before.strip("> \t"):
            self._put(line)
            return
        self._put(f"{quote}<strong>{_title(found[2], found[3].strip() or None)}</strong>")
        self._put(quote.rstrip())

    def _next_line(self, number: int) -> str:
        return self._lines[number + 1] if number + 1 < len(self._lines) else ""

    def _is_list(self, number: int) -> bool:
        """Whether a line with the sign of a list is in a paragraph with another one."""
        before = self._lines[max(number - _NEAR, 0) : number]
        after = self._lines[number + 1 : number + 1 + _NEAR]
        return any(
            _SIGNED.match(line)
            for near in (reversed(before), after)
            for line in takewhile(str.strip, near)
        )

    def _is_underlined(self, number: int) -> bool:
        return _UNDERLINE.match(self._next_line(number)) is not None


def _ends_directive(line: str) -> bool:
    return ":::" in line and not line.strip(" \t:")


def _indent(line: str) -> int:
    line = line.expandtabs(4)
    return len(line) - len(line.lstrip(" "))


def _title(kind: str | None, title: str | None) -> str:
    """The title given by the author, else the name of the kind."""
    if title is not None:
        return title
    return (kind or "").partition(" ")[0].replace("-", " ").capitalize()


def _directive_title(name: str, rest: str) -> str:
    """The title of `::: warning Title`, `:::tip[Title]`, `::: {.note title="Title"}`."""
    rest = rest.rstrip("} \t:")
    if found := _NAMED.search(rest):
        return escape(found[1], quote=False)
    if found := _BRACKETED.match(rest):
        return found[1]
    words = " ".join(one for one in rest.split() if one[0] not in ".#{" and "=" not in one)
    return words or ("" if name.lower() in _LAYOUT else _title(name, None))
