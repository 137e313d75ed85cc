"""Changes settings from the palette: writes them to the settings file, and applies them at once.

What is chosen with keys (`t`, `O`, `<`, `>`) is kept in the state of the screen instead, and
applies until its setting changes. So a setting that changes here ends such a choice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, get_args

from reader import screen_state
from reader.config import THEMES, GroupingName, MarkRead, SortName, StoriesName, config_file
from reader.errors import ReaderError
from reader.library.library import Unanswered
from reader.tui import outside, themes
from reader.tui.bindings import PaletteOffer
from reader.tui.panes import Panes
from reader.tui.session import Acting, Session
from reader.tui.view import View

if TYPE_CHECKING:
    from reader.settings_file import Value

_WIDTHS = (60, 72, 80, 100, 120)
"""Widths of the text that are offered, besides the current one."""

_ALSO = {
    "theme": "default always colours colors dark light",
    "grouping": "default always group by category date site flat",
    "sort": "order newest oldest first default",
    "text_width": "default always wide narrow column size",
    "mark_read": "default automatically seen open end never",
    "preview": "default key statements lines summary",
    "stories": "versions duplicates fold unfold near copies",
}


class Setting(Acting):
    """The settings that can be changed on the screen."""

    def __init__(
        self, session: Session, view: View, panes: Panes, scan: Callable[[], object]
    ) -> None:
        """`scan` starts a scan."""
        self._session = session
        self._scan = scan
        self._view = view
        self._panes = panes
        self._appliers: Mapping[str, Callable[[], object]] = {
            "theme": self._apply_theme,
            "grouping": self._apply_grouping,
            "sort": self._apply_sort,
            "text_width": self._apply_width,
            "preview": self._apply_preview,
            "stories": self._apply_stories,
        }

    def offers(self) -> Iterator[PaletteOffer]:
        """The palette's commands: the width of the preview, each value that a setting can have, and
        the file itself.
        """
        if not (self._session.is_narrow or self._session.is_reading):
            yield PaletteOffer("Wider text", "setting.widen(4)", "width column")
            yield PaletteOffer("Narrower text", "setting.widen(-4)", "width column")
        widths = sorted({*_WIDTHS, self._panes.article.column.widest})
        values: dict[str, tuple[Value, ...]] = {
            "theme": THEMES,
            "grouping": get_args(GroupingName),
            "sort": get_args(SortName),
            "text_width": tuple(widths),
            "mark_read": get_args(MarkRead),
            "preview": (True, False),
            "stories": get_args(StoriesName),
        }
        also = "config configuration preferences options keys"
        yield PaletteOffer("Settings: edit the file", "setting.edit", also)
        here = self._chosen_here()
        for name, each in values.items():
            written = getattr(self._session.settings, name)
            for value in each:
                text = str(value).lower() if isinstance(value, bool) else str(value)
                is_now = value == here.get(name, written)
                said = "now" if is_now else "in the file" if value == written else ""
                action = f"setting.keep({name!r}, {value!r})"
                yield PaletteOffer(f"Setting: {name} = {text}", action, _ALSO[name], said)

    def _chosen_here(self) -> Mapping[str, Value]:
        """What is in force on the screen, where a key may have chosen another value than that of
        the file.
        """
        session, app = self._session, self._panes.app
        here: dict[str, Value] = {
            "grouping": session.grouping,
            "sort": session.search.order,
            "text_width": self._panes.article.column.widest,
            "preview": session.rows.preview,
        }
        return here | ({} if app.no_color else {"theme": app.theme})

    def action_widen(self, cells: int) -> None:
        """Change the width of the text in the pane beside the list."""
        self._panes.article.action_widen(cells)

    def action_keep(self, name: str, value: Value) -> None:
        """Write a setting to the settings file, and apply it."""
        from reader.settings_file import keep

        folder = config_file().parent
        try:
            outside.reach(folder, lambda: keep(name, value))
        except Unanswered:
            self._session.say(f"{folder} does not answer, so the setting is not changed.")
            return
        except ReaderError as error:
            self._session.say(str(error))
            return
        changed: dict[str, Any] = {name: value}
        self._session.settings = self._session.settings._replace(**changed)
        problem = screen_state.forget_choice(name)
        if apply := self._appliers.get(name):
            apply()
        text = str(value).lower() if isinstance(value, bool) else str(value)
        self._session.say(problem or f"{name} = {text} is in {config_file()} now.")

    def action_edit(self) -> None:
        """Open the settings file in the editor; a new one has all settings in comments."""
        from reader.settings_file import TEMPLATE, write
        from reader.tui.article.actions import run_editor

        path = config_file()
        try:
            if not path.exists():
                write(path, TEMPLATE.read_text("utf-8"))
        except (ReaderError, OSError) as error:
            self._session.say(str(error))
            return
        problem = run_editor(self._panes.app, path)
        self._session.say(problem or "Changed settings take effect at the next start.")

    def _apply_theme(self) -> None:
        if not self._panes.app.no_color:
            themes.wear(self._panes.app, self._session.settings.theme)

    def _apply_grouping(self) -> None:
        self._session.grouping = self._session.settings.grouping
        self._view.draw()

    def _apply_sort(self) -> None:
        self._session.search.order = self._session.settings.sort
        self._view.draw()

    def _apply_width(self) -> None:
        width = self._session.settings.text_width
        self._panes.article.text_width_set = width
        self._panes.article.set_text_width(width)

    def _apply_stories(self) -> None:
        self._view.draw()
        self._scan()  # finds stories or forgets them

    def _apply_preview(self) -> None:
        if self._session.rows.preview != self._session.settings.preview:
            self._view.sidebar.action_preview()
