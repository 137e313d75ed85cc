"""The help screen, drawn from the descriptions in the key table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from reader.output.cells import width_of
from reader.tui.dialogs.sheet import Sheet
from reader.tui.keys import Scope, shown_keys

_KEY_WIDTH = 18
_WIDE = 116
"""Columns of a terminal with room for two columns of keys."""


class Help(Sheet):
    """All keys by scope."""

    def __init__(self, scopes: Sequence[Scope], own: Mapping[str, str]) -> None:
        """Help on the keys of `scopes`; `own` are the keys that replace the defaults, by id."""
        super().__init__()
        self._scopes = scopes
        self._own = own

    def compose(self) -> ComposeResult:
        with VerticalScroll(), Container():
            for column in _halves(list(self._groups())):
                yield Static(Content("\n").join(line for group in column for line in group))

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= _WIDE, "wide")

    def _groups(self) -> Iterator[list[Content]]:
        for scope in self._scopes:
            yield [
                Content.styled(scope.title, "bold $accent"),
                *self._keys(scope.bindings),
                Content(""),
            ]

    def _keys(self, bindings: Sequence[BindingType]) -> Iterator[Content]:
        for binding in bindings:
            if not isinstance(binding, Binding) or not binding.description:
                continue
            bound = self._own.get(str(binding.id), binding.key)
            keys = shown_keys(bound)
            gap = " " * max(_KEY_WIDTH - width_of(keys), 2)
            yield Content.assemble((keys, "bold"), f"{gap}{binding.description}")


def _halves(groups: list[list[Content]]) -> tuple[list[list[Content]], list[list[Content]]]:
    """Groups in two columns of about the same length, in their order."""
    total = sum(map(len, groups))
    cut = min(range(1, len(groups) + 1), key=lambda at: abs(total - 2 * sum(map(len, groups[:at]))))
    return groups[:cut], groups[cut:]
