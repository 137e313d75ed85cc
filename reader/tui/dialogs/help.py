"""The help screen, drawn from the key table: what works where the user is comes first, then the
signs of the list, then everything else by its purpose. A line filters it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, groupby, zip_longest
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from reader.lazy_tuple import NamedTuple
from reader.output.cells import width_of
from reader.output.safe import safe_line
from reader.tui import keys
from reader.tui.bindings import Key, Scope, shown_key
from reader.tui.dialogs.line import TypedLine
from reader.tui.dialogs.sheet import Sheet
from reader.tui.fuzzy import Pattern, folded

_KEYS = 13
"""Cells of the column with keys."""

_COLUMN = 35
"""Cells that a column needs at least; its lines are wrapped where it has fewer."""

_GAP = 2
_MOST = 3
_TOLD = "/ filter · Esc close"
_TOLD_TYPING = "Enter keep · Esc show all"

_SIGNS = (
    ("● ·", "unread, muted by filter"),
    ("◐", "started"),
    ("★", "starred"),
    ("!", "problem: v says which"),
    ("~", "the date is a guess"),
    ("×2", "in two files"),
    ("+2", "in two other versions"),
    ("/", "saved search"),
    ("▾ ▸", "unfolded, folded"),
)


class HelpLine(NamedTuple):
    """A line of the help: keys or a sign, what they mean, and other words for it."""

    keys: str
    words: str
    also: str = ""


class Section(NamedTuple):
    """A heading with the lines below it."""

    title: str
    lines: Sequence[HelpLine]


class Help(Sheet):
    """All keys by purpose."""

    BINDINGS: ClassVar[list[BindingType]] = keys.HELP.bindings

    def __init__(self, scopes: Sequence[Scope], own: Mapping[str, str], here: str) -> None:
        """Help on the keys of `scopes`, that named `here` first; `own` are the keys that replace
        the defaults, by id.
        """
        super().__init__()
        self._sections = list(_sections(scopes, own, here))
        self._columns = [Static() for _ in range(_MOST)]
        self._line = TypedLine(self._entered, placeholder="what to look for")
        self._told = Static(_TOLD, classes="told")

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            with Horizontal(classes="filter"):
                yield self._line
                yield self._told
            with Horizontal():
                yield from self._columns

    def on_mount(self) -> None:
        self._line.display = False

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._draw)

    def on_input_changed(self) -> None:
        self._draw()

    def _entered(self) -> None:
        """Keep what was filtered, and give the keys back to the help."""
        self.set_focus(self.query_one(VerticalScroll))
        self._told.update(_TOLD)

    def action_filter(self) -> None:
        self._line.display = True
        self._told.update(_TOLD_TYPING)
        self.set_focus(self._line)

    async def action_dismiss(self, result: None = None) -> None:
        """Show everything again if the help is filtered, or else close it."""
        if not self._line.display:
            self.dismiss(result)
            return
        self._line.value = ""
        self._line.display = False
        self._told.update(_TOLD)
        self.set_focus(self.query_one(VerticalScroll))

    def _draw(self) -> None:
        """Lay out the sections that the filter leaves, in as many columns as there is room for."""
        room = self.query_one(VerticalScroll).scrollable_content_region.width
        count = max(1, min(_MOST, room // (_COLUMN + _GAP)))
        width = room // count - _GAP
        blocks = [_drawn(section, width) for section in _filtered(self._sections, self._line.value)]
        columns = _packed(blocks, count) or [[[_nothing(self._line.value)]]]
        for number, column in enumerate(self._columns):
            column.display = number < count
            of = columns[number] if number < len(columns) else []
            column.update(Content("\n\n").join(Content("\n").join(block) for block in of))


def _nothing(typed: str) -> Content:
    return Content(f"No key matches “{safe_line(typed.strip())}”.")


def _sections(scopes: Sequence[Scope], own: Mapping[str, str], here: str) -> Iterator[Section]:
    ordered = sorted(scopes, key=lambda scope: scope.name != here)
    for number, scope in enumerate(ordered):
        by_purpose: dict[str, list[Key]] = {}
        for key in scope.keys:
            by_purpose.setdefault(key.purpose or scope.title, []).append(key)
        for title, of in by_purpose.items():
            typing = [HelpLine("Enter", "keep what is typed")] if scope is keys.PROMPT else []
            yield Section(title, [*typing, *_lines(of, own)])
        if not number:
            yield Section("Signs", [HelpLine(*sign) for sign in _SIGNS])


def _lines(of: Sequence[Key], own: Mapping[str, str]) -> Iterator[HelpLine]:
    """The lines of some keys; keys that are told in the same words share one."""
    for words, shared in groupby(of, key=lambda key: key.line):
        each = list(shared)
        bound = [own.get(str(key.id), key.key).split(",") for key in each]
        in_turn = chain.from_iterable(zip_longest(*bound))  # first the first ones of all
        shown = " ".join(shown_key(key) for key in in_turn if key)
        yield HelpLine(shown, words, " ".join(f"{key.full} {key.also}" for key in each))


def _filtered(sections: Sequence[Section], typed: str) -> Iterator[Section]:
    """The sections with the lines that match; all if nothing is typed."""
    pattern = Pattern(typed)
    for section in sections:
        lines = [
            line
            for line in section.lines
            if not pattern
            or typed.strip() in line.keys.split()
            or pattern.score(folded(f"{line.words} {line.also} {section.title}"))
        ]
        if lines:
            yield Section(section.title, lines)


def _drawn(section: Section, width: int) -> list[Content]:
    lines = [Content.styled(section.title, "bold $accent")]
    for line in section.lines:
        gap = " " * max(_KEYS - width_of(line.keys), 1)
        indent = " " * (width_of(line.keys) + len(gap))
        first, *rest = _wrapped(line.words, max(width - len(indent), 8))
        lines.append(Content.assemble((line.keys, "bold $strong"), gap, first))
        lines += [Content(indent + more) for more in rest]
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    from textwrap import wrap

    return wrap(text, width) or [""]


def _packed(blocks: Sequence[list[Content]], count: int) -> list[list[list[Content]]]:
    """Blocks in `count` columns of the least height, about in their order."""
    total = sum(len(block) + 1 for block in blocks)
    for height in range(total // count, total + 1):
        columns = _filled(blocks, height)
        if len(columns) <= count:
            return columns
    return []


def _filled(blocks: Sequence[list[Content]], height: int) -> list[list[list[Content]]]:
    """Blocks in columns of at most this height, each in the first one with room for it; one blank
    line is between two.
    """
    columns: list[list[list[Content]]] = []
    used: list[int] = []
    for block in blocks:
        fitting = (at for at, lines in enumerate(used) if lines + 1 + len(block) <= height)
        if (at := next(fitting, None)) is not None:
            columns[at].append(block)
            used[at] += 1 + len(block)
        else:
            columns.append([block])
            used.append(len(block))
    return columns
