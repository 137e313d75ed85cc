"""Draws the screen at the end as the next start will show it first, to be kept until then.

That is the list as it was left, but for all that a start shows later: the article, messages, the
counts of saved searches, how many hours ago something was. There is nothing to keep unless the next
start would show this list.
"""

from __future__ import annotations

import os
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import textual

from reader import screen_state
from reader.config import journal_folder
from reader.kept_frame import KeptFrame
from reader.tui import themes
from reader.tui.driver import SteadyDriver

if TYPE_CHECKING:
    from reader.tui.panes import Panes
    from reader.tui.terminal_app import TerminalApp
    from reader.tui.view import View


def drawn(app: TerminalApp[None], view: View, panes: Panes) -> KeptFrame | None:
    """The screen of an application that is about to end; None if there is nothing to keep."""
    library, file = panes.session.library, panes.session.library.index_file
    if file is None or not _is_as_at_a_start(app, view, panes):
        return None
    panes.keep_place()
    panes.use_list()
    view.sidebar.has_focus = True  # else only when the event of it is handled
    glance = library.glance()
    rows = _rows(app, view, panes) if glance else []
    if not rows or glance != library.glance():
        return None
    now = datetime.now(panes.session.zone)
    days = (datetime.combine(now.date() + timedelta(n), time(), now.tzinfo) for n in (0, 1))
    since, until = (int(day.timestamp()) for day in days)
    return KeptFrame(
        days=(since, until),
        packages=os.fspath(Path(textual.__file__).parents[1]),
        where=(os.fspath(file), os.fspath(journal_folder())),
        roots=[os.fspath(root) for root in library.roots],
        keys=[entry.key for entry in view.sidebar.entries],
        glance=glance,
        size=(app.size.width, app.size.height),
        rows=rows,
    )


def _is_as_at_a_start(app: TerminalApp[None], view: View, panes: Panes) -> bool:
    """Whether a start would show this list, by the settings and by what was chosen."""
    session, settings = panes.session, panes.session.settings
    search = session.search
    return (
        isinstance(app._driver, SteadyDriver)
        and len(app.screen_stack) == 1
        and app.focused in (view.sidebar, panes.article)
        and not (session.is_reading and session.is_narrow)
        and not (search.sorts_all or session.rows.preview or session.library.is_incomplete)
        and app.theme == themes.chosen(app, settings.theme)
        and search.order == screen_state.sort(settings.sort)
        and panes.list_width == screen_state.list_width()
        and [*view.saved.texts] == [name for name, *_ in session.rows.saved]
    )


def _rows(app: TerminalApp[None], view: View, panes: Panes) -> list[str]:
    """The lines of the screen, with their colours, as a terminal gets them."""
    view.begin_as_at_a_start()
    view.sidebar.tell_times(relative=False)
    panes.article.show(None)
    app.screen._refresh_layout()
    return [strip.render(app.console) for strip in app.screen._compositor.render_strips()]
