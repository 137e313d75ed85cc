"""What a reader sees who has no library yet: what to do next, and the samples one key away."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from reader.tui import themes


class Welcome(App[bool]):
    """Returns True when the reader wants to see the sample articles."""

    CSS_PATH = "reader.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,s", "exit(True)", "sample articles", id="welcome.samples"),
        Binding("q,escape,ctrl+c", "exit(False)", "quit", id="welcome.quit"),
    ]

    def __init__(self, config_file: str) -> None:
        super().__init__(ansi_color=themes.colourless())
        self._config_file = config_file
        themes.dress(self)

    def compose(self) -> ComposeResult:
        lines = [
            Content.styled("Welcome to reader", "bold $accent"),
            Content(""),
            Content("There is no library yet. To open a folder of articles:"),
            Content(""),
            Content.styled("    reader FOLDER", "bold"),
            Content(""),
            Content('To open it each time, put  library = "FOLDER"  into'),
            Content(self._config_file),
            Content(""),
            Content.assemble(("Enter", "bold"), "  reads the sample articles"),
            Content.assemble(("q", "bold"), "      quits"),
        ]
        with Container(id="welcome"):
            yield Static(Content("\n").join(lines))

    def action_exit(self, samples: bool) -> None:
        self.exit(samples)
