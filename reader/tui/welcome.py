"""The welcome screen, for users without a library, or whose library is missing.

They can choose a folder, which may become the library, subscribe to a feed, or read the samples.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.suggester import Suggester
from textual.widgets import Input, Static

from reader.config import config_file, expanded, news_folder
from reader.drives import is_folder
from reader.errors import ConfigError, ReaderError
from reader.library.library import Unanswered
from reader.output.cells import fit
from reader.output.safe import safe_line
from reader.settings_file import keep_library
from reader.tui import keys, outside, themes
from reader.tui.terminal_app import TerminalApp
from reader.tui.worker import in_thread

if TYPE_CHECKING:
    from reader.feeds.discovery import Discovery

Stage = Literal["start", "folder", "keep", "feed"]
SAMPLES = "samples"
_FOLDERS_SHOWN = 40
_HINT_WIDTH = 60


class Welcome(TerminalApp[Path | str]):
    """The welcome screen. Its result is the folder to open, `SAMPLES`, or None."""

    CSS_PATH: ClassVar[list[str | PurePath]] = ["reader.tcss", "welcome.tcss"]
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = keys.WELCOME.bindings

    def __init__(
        self, notice: str = "", *, keeps: bool = True, theme: str = themes.NAMES[0]
    ) -> None:
        """Show a `notice`. With `keeps`, offer to save the chosen folder in the settings."""
        super().__init__(ansi_color=themes.colourless())
        self.animation_level = "none"
        self._notice = notice or "There is no library yet: name a folder of saved articles."
        self._keeps = keeps
        self._stage: Stage = "start"
        self._folder, self._path = Path(), _HOME
        self._found: Discovery | None = None
        self.is_subscribed = False
        """Whether the result is a new library whose feed is to be fetched."""
        self._title = Static()
        self._input = Input(suggester=Folders(), compact=True, select_on_focus=False)
        self._input.cursor_blink = False
        self._hint = Static()
        themes.dress(self, theme)

    def compose(self) -> ComposeResult:
        with Container(id="welcome"), Vertical():
            yield self._title
            yield self._input
            yield self._hint

    def on_mount(self) -> None:
        self._go("start")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        stages = {"choose": "start", "samples": "start", "subscribe": "start",
                  "complete": "folder", "open": "keep"}  # fmt: skip
        return stages.get(action, self._stage) == self._stage

    def action_choose(self) -> None:
        self._go("folder")

    def action_subscribe(self) -> None:
        self._go("feed")

    def action_samples(self) -> None:
        self.exit(SAMPLES)

    def action_leave(self) -> None:
        """Go back, or quit at the start."""
        if self._stage == "start":
            self.exit()
        else:
            self._go("folder" if self._stage == "keep" else "start")

    def action_complete(self) -> None:
        self._input.action_end()
        self._input.action_cursor_right()

    def action_open(self, keep: bool) -> None:
        if keep:
            try:
                outside.reach(config_file().parent, partial(keep_library, self._folder))
            except (ConfigError, Unanswered) as error:
                self._hint.update(Content(f"{error}\n\nn opens it this time, Esc goes back."))
                return
        self.exit(self._folder)

    def on_input_changed(self, event: Input.Changed) -> None:
        if self._stage == "folder":
            if event.value.startswith((f"{_HOME}/", f"{_HOME}~")):  # a whole path, typed after it
                self._input.value = event.value.removeprefix(_HOME)
                return
            self._path = event.value
            names = "  ".join(safe_line(path.name) for path in _completions(event.value))
            self._hint.update(Content(f"{fit(names, _HINT_WIDTH)}\n\n{_FOLDER_KEYS}"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if self._stage == "feed":
            self.run_worker(self._subscribe(event.value.strip()), exclusive=True)
            return
        folder = expanded(event.value).absolute()
        if not event.value.strip() or not _is_there(folder):
            shown = safe_line(event.value)
            self._hint.update(Content(f"There is no folder “{shown}”.\n\n{_FOLDER_KEYS}"))
            return
        self._folder = folder
        if self._keeps:
            self._go("keep")
        else:
            self.exit(self._folder)

    async def _subscribe(self, typed: str) -> None:
        """Create a library that is subscribed to what was typed, or say why that failed."""
        from reader.tui import subscribing

        if not typed:
            return
        self._hint.update(Content(f"Asking {safe_line(typed)} …"))
        try:
            if self._found is not None and typed.isdecimal():
                picked = min(max(int(typed[:9]), 1), len(self._found.offers)) - 1
                found = await in_thread(subscribing.pick, self._found, picked)
            else:
                found = await in_thread(subscribing.look, typed)
            if found.offers:
                self._offer(found)
                return
            root = await in_thread(_library_of, found)
        except (ReaderError, OSError) as error:
            if self._stage == "feed":
                self._hint.update(Content(f"{safe_line(str(error))}\n\n{_FEED_KEYS}"))
            return
        self.is_subscribed = True
        self.exit(root)

    def _offer(self, found: Discovery) -> None:
        self._found = found
        offers = [f"{number}  {safe_line(one.title or one.url)}"
                  for number, one in enumerate(found.offers, 1)]  # fmt: skip
        self._hint.update(Content("\n".join(["Which one? Type its number.", *offers])))
        self._input.value = ""

    def _go(self, stage: Stage) -> None:
        self._stage = stage
        self._found = None
        self._input.display = stage in ("folder", "feed")
        self._input.value = self._path if stage == "folder" else ""
        said = {
            "start": self._notice,
            "folder": "The folder with your articles:",
            "feed": "A feed, or a page that has one; its articles go to "
            f"{safe_line(str(news_folder()))}:",
            "keep": f"Open {safe_line(str(self._folder))} each time?",
        }
        self._title.update(
            Content("\n").join(
                [Content.styled("Welcome to reader", "bold $accent"), Content(""),
                 Content(said[stage])]
            )
        )  # fmt: skip
        self._hint.update(Content("\n").join(_keys(stage)))
        self.screen.set_focus(self._input if self._input.display else None)
        if keys := {"folder": _FOLDER_KEYS, "feed": _FEED_KEYS}.get(stage):
            self._input.action_end()
            self._hint.update(Content(f"\n\n{keys}"))
        self.refresh_bindings()


class Folders(Suggester):
    """Completes the path of a folder."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        first = next(_completions(value), None)
        if first is None:
            return None
        head, _, _ = value.rpartition("/")
        return f"{head}/{first.name}/" if "/" in value else f"{first.name}/"


_HOME = "~/"
"""What stands where a folder is typed."""

_FOLDER_KEYS = "Tab completes · Enter opens · Esc goes back"
_FEED_KEYS = "Enter subscribes · Esc goes back"
_START_KEYS = (
    ("f", "choose a folder"),
    ("a", "subscribe to a feed"),
    ("Enter", "read the sample articles"),
    ("q", "quit"),
)
_KEEP_KEYS = (("y", "yes; saved as library in the settings"), ("n", "only this time"),
              ("Esc", "another folder"))  # fmt: skip


def _keys(stage: Stage) -> Iterator[Content]:
    yield Content("")
    for key, text in {"start": _START_KEYS, "keep": _KEEP_KEYS}.get(stage, ()):
        yield Content.assemble((key.ljust(7), "bold"), text)


def _library_of(found: Discovery) -> Path:
    """Create a library for a feed, and save it in the settings. Returns its folder.

    Raises ReaderError, and OSError if the folder cannot be created.
    """
    from reader.feeds import discovery, subscriptions

    root = news_folder()
    root.mkdir(parents=True, exist_ok=True)
    new = found.listed.feeds if found.listed else [discovery.subscription(found)]
    subscriptions.add_unknown(root, new)
    keep_library(root)
    return root


def _is_there(folder: Path) -> bool:
    try:
        return outside.reach(folder, lambda: is_folder(folder))
    except Unanswered:
        return False


def _completions(typed: str) -> Iterator[Path]:
    """Folders whose paths begin with the typed text; hidden ones only if its last name begins with
    a dot. None if the drive does not answer.
    """
    head, slash, name = typed.rpartition("/")
    folder = expanded(f"{head}{slash}" or ".")
    try:
        found = outside.reach(folder, lambda: _names_in(folder))
    except (OSError, ValueError, Unanswered):  # ValueError: a NUL in the path
        return
    wanted = (one for one in found if one.startswith(name) and (name or not one.startswith(".")))
    for one in islice(wanted, _FOLDERS_SHOWN):
        yield folder / one


def _names_in(folder: Path) -> list[str]:
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries if entry.is_dir())
