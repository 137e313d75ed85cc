"""All keys of the screen, by the scope in which they work, and how keys are printed.

Widgets take their scope's bindings from here; the help, the palette, the settings and the test of
the documentation use the same table. To add a key, add a line here, and its `action_…` method to
the widget, or to the part of the app that is named before the dot.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from textual.binding import Binding, BindingType
from textual.keys import key_to_character


class Scope(NamedTuple):
    """A part of the screen with its own keys; `within` are the scopes whose keys work there too."""

    name: str
    title: str
    bindings: list[BindingType]
    within: tuple[str, ...] = ()


_SUSPEND = Binding(
    "ctrl+z", "suspend_process", "suspend", show=False, id="suspend", priority=True
)  # it works in dialogs and prompts too

EVERYWHERE = Scope(
    "everywhere",
    "Everywhere",
    [
        Binding("n", "stepping.step_unread(1)", "next unread", id="unread.next"),
        Binding(
            "p", "stepping.step_unread(-1)", "previous unread", show=False, id="unread.previous"
        ),
        Binding("slash", "finding.search", "search", id="search", key_display="/"),
        Binding("J", "stepping.step(1)", "next article", show=False, id="article.next"),
        Binding("K", "stepping.step(-1)", "previous article", show=False, id="article.previous"),
        Binding("r", "marking.mark('read')", "read/unread", id="mark.read"),
        Binding("s", "marking.mark('starred')", "star", id="mark.star"),
        Binding("T", "tagging.tag", "your tags", show=False, id="tag"),
        Binding("R", "marking.mark_part('group')", "mark group read", show=False, id="mark.group"),
        Binding(
            "A", "marking.mark_part('all')", "mark all in the list read", show=False, id="mark.all"
        ),
        Binding(
            "left_square_bracket",
            "marking.mark_part('above')",
            "mark all above read",
            show=False,
            id="mark.above",
            key_display="[",
        ),
        Binding(
            "right_square_bracket",
            "marking.mark_part('below')",
            "mark all below read",
            show=False,
            id="mark.below",
            key_display="]",
        ),
        Binding("t", "theme", "colours", show=False, id="theme"),
        Binding("colon,ctrl+p", "commands", "commands", show=False, id="commands"),
        Binding("question_mark", "help", "help", id="help", key_display="?"),
        Binding("q,ctrl+c", "quit", "quit", id="quit"),
        _SUSPEND,
        Binding("1", "finding.filter('all')", "all articles", show=False, id="show.all"),
        Binding("2", "finding.filter('unread')", "unread only", id="show.unread"),
        Binding("3", "finding.filter('starred')", "starred only", show=False, id="show.starred"),
        Binding("4", "finding.filter('started')", "started only", show=False, id="show.started"),
        Binding("d", "view.group", "grouping", show=False, id="group"),
        Binding("z", "marking.undo", "undo", id="undo"),
        Binding("Z", "marking.redo", "redo", show=False, id="redo"),
        Binding("equals_sign", "stepping.elsewhere", "next duplicate", show=False, id="elsewhere"),
        Binding("f", "finding.narrow", "filter", show=False, id="filter"),
        Binding("S", "finding.keep_search", "save the search", show=False, id="search.keep"),
        Binding("c", "finding.jump", "go to a day or a name", show=False, id="jump"),
        Binding("escape", "widen", "all articles again", show=False, id="search.end"),
        Binding("backspace", "view.drop(-1)", "remove a filter", show=False, id="search.drop"),
        Binding("f5", "rescan", "fetch feeds, look for new articles", show=False, id="rescan"),
        Binding("a", "subscribe", "subscribe to a feed", show=False, id="subscribe"),
        Binding("F", "feeds", "feeds and their health", show=False, id="feeds"),
        Binding("X", "full_text", "fetch the full text", show=False, id="full_text"),
    ],
)

ALONE = Scope(
    "alone",
    "Everywhere",
    [
        Binding("J", "step(1)", "next article", show=False, id="article.next"),
        Binding("K", "step(-1)", "previous article", show=False, id="article.previous"),
        Binding("t", "theme", "colours", show=False, id="theme"),
        Binding("colon,ctrl+p", "commands", "commands", show=False, id="commands"),
        Binding("question_mark", "help", "help", id="help", key_display="?"),
        Binding("q,ctrl+c", "quit", "quit", id="quit"),
        _SUSPEND,
    ],
)

LIST = Scope(
    "list",
    "In the list",
    [
        Binding("j,down", "move(1)", "move", id="list.down", key_display="j/k"),
        Binding("k,up", "move(-1)", "move up", show=False, id="list.up"),
        Binding("g,home", "top", "first line", show=False, id="list.top"),
        Binding("G,end", "bottom", "last line", show=False, id="list.bottom"),
        Binding("space,pagedown", "page(1)", "page down", show=False, id="list.page_down"),
        Binding("b,pageup", "page(-1)", "page up", show=False, id="list.page_up"),
        Binding("ctrl+d", "page(0.5)", "half a page down", show=False, id="list.half_down"),
        Binding("ctrl+u", "page(-0.5)", "half a page up", show=False, id="list.half_up"),
        Binding("enter", "open", "open", id="list.open", key_display="Enter"),
        Binding("l,right", "unfold", "unfold, open", show=False, id="list.unfold"),
        Binding("h,left", "fold", "fold", show=False, id="list.fold"),
        Binding("i", "preview", "first key statements", show=False, id="list.preview"),
        Binding(
            "less_than_sign",
            "panes.widen_list(-4)",
            "narrower list",
            show=False,
            id="list.narrower",
        ),
        Binding(
            "greater_than_sign", "panes.widen_list(4)", "wider list", show=False, id="list.wider"
        ),
        Binding("tab", "panes.switch", "other pane", show=False, id="pane"),
    ],
    within=("everywhere",),
)

ARTICLE = Scope(
    "article",
    "In an article",
    [
        Binding("j,down", "scroll(1)", "scroll", id="article.down", key_display="j/k"),
        Binding("k,up", "scroll(-1)", "scroll up", show=False, id="article.up"),
        Binding("g,home", "top", "start", show=False, id="article.top"),
        Binding("G,end", "bottom", "end", show=False, id="article.bottom"),
        Binding("space", "read_on", "read on", id="article.read_on", key_display="Space"),
        Binding("enter", "unfold", "the whole page", show=False, id="article.unfold"),
        Binding("pagedown", "page(1)", "page down", show=False, id="article.page_down"),
        Binding("b,pageup", "page(-1)", "page up", show=False, id="article.page_up"),
        Binding("ctrl+d", "page(0.5)", "half a page down", show=False, id="article.half_down"),
        Binding("ctrl+u", "page(-0.5)", "half a page up", show=False, id="article.half_up"),
        Binding("right,L", "sideways(1)", "scroll code", show=False, id="article.right"),
        Binding("left,H", "sideways(-1)", "scroll code back, leave", show=False, id="article.left"),
        Binding("escape,h", "back", "back", id="article.back", key_display="Esc"),
        Binding("n", "hit(1)", "next hit", id="find.next"),
        Binding("N,p", "hit(-1)", "previous hit", show=False, id="find.previous"),
        Binding("slash", "find", "find", id="find", key_display="/"),
        Binding("B", "list('statements')", "key statements", id="article.points"),
        Binding("c", "list('contents')", "contents", show=False, id="article.contents"),
        Binding("u", "list('links')", "links", show=False, id="article.links"),
        Binding("o", "browse", "open in the browser", show=False, id="article.browse"),
        Binding("y", "copy", "copy link, text or Markdown", show=False, id="article.copy"),
        Binding("e", "edit", "edit the file", show=False, id="article.edit"),
        Binding("v", "source", "the raw file", show=False, id="article.source"),
        Binding("E", "export", "save a copy", show=False, id="article.export"),
        Binding("w", "zen", "the article alone", show=False, id="article.zen"),
        Binding("less_than_sign", "widen(-4)", "narrower", show=False, id="article.narrower"),
        Binding("greater_than_sign", "widen(4)", "wider", show=False, id="article.wider"),
        Binding("tab", "leave", "other pane", show=False, id="pane"),
    ],
    within=("everywhere", "alone"),
)

POINTS = Scope(
    "points",
    "In lists of key statements, headings and links",
    [
        Binding("j,down", "move(1)", "move", id="points.down", key_display="j/k"),
        Binding("k,up", "move(-1)", "move up", show=False, id="points.up"),
        Binding("g,home", "first", "first statement", show=False, id="points.top"),
        Binding("G,end", "last", "last statement", show=False, id="points.bottom"),
        Binding("enter,l,L,right", "jump", "go there", id="points.jump", key_display="Enter"),
        Binding("escape,h,H,left", "close", "back", id="points.close", key_display="Esc"),
        Binding("B", "list('statements')", "key statements", show=False, id="points.statements"),
        Binding("c", "list('contents')", "headings", show=False, id="points.contents"),
        Binding("u", "list('links')", "links", show=False, id="points.links"),
        Binding("y", "copy", "copy", id="points.copy"),
        Binding("space", "read_on", "read on", id="points.read_on", key_display="Space"),
        Binding("pagedown", "page(1)", "page down", show=False, id="points.page_down"),
        Binding("b,pageup", "page(-1)", "page up", show=False, id="points.page_up"),
        Binding("ctrl+d", "page(0.5)", "half a page down", show=False, id="points.half_down"),
        Binding("ctrl+u", "page(-0.5)", "half a page up", show=False, id="points.half_up"),
    ],
    within=("everywhere", "alone"),
)

PROMPT = Scope(
    "prompt",
    "In prompts",
    [
        Binding("escape", "drop", "cancel", id="prompt.drop", key_display="Esc"),
        Binding("tab", "complete", "complete a filter, a tag", show=False, id="prompt.complete"),
        Binding("down,ctrl+n", "move(1)", "down the list", show=False, id="prompt.down"),
        Binding("up,ctrl+p", "move(-1)", "up the list", show=False, id="prompt.up"),
    ],
)

SHEET = Scope(
    "help",
    "In the help and the list of feeds",
    [
        Binding("escape,q,question_mark,ctrl+c", "dismiss", "close", id="help.close"),
        Binding("j,down", "scroll(1)", "scroll down", show=False, id="help.down"),
        Binding("k,up", "scroll(-1)", "scroll up", show=False, id="help.up"),
        Binding("g,home", "scroll(-999)", "first line", show=False, id="help.top"),
        Binding("G,end", "scroll(999)", "last line", show=False, id="help.bottom"),
        Binding("space,pagedown", "page(1)", "page down", show=False, id="help.page_down"),
        Binding("b,pageup", "page(-1)", "page up", show=False, id="help.page_up"),
    ],
)

PALETTE = Scope(
    "palette",
    "In the palette",
    [
        Binding("escape,ctrl+c,ctrl+p", "dismiss", "close", id="palette.close"),
        Binding("down,ctrl+n", "move(1)", "next", show=False, id="palette.down"),
        Binding("up", "move(-1)", "previous", show=False, id="palette.up"),
    ],
)

WELCOME = Scope(
    "welcome",
    "On the welcome screen",
    [
        Binding("f", "choose", "choose a folder", id="welcome.folder"),
        Binding("a", "subscribe", "subscribe to a feed", id="welcome.feed"),
        Binding("enter,s", "samples", "sample articles", id="welcome.samples"),
        Binding("q,escape,ctrl+c", "leave", "back, quit", id="welcome.quit"),
        Binding("tab", "complete", "complete", id="welcome.complete", priority=True),
        Binding("y", "open(True)", "open it each time", id="welcome.keep"),
        Binding("n", "open(False)", "open it this time", id="welcome.once"),
        _SUSPEND,
    ],
)

SCOPES = (EVERYWHERE, ALONE, LIST, ARTICLE, POINTS, PROMPT, SHEET, PALETTE, WELCOME)
"""All scopes, outer ones first."""

IN_LIBRARY = (EVERYWHERE, LIST, ARTICLE, POINTS, PROMPT)
"""The scopes in the help of a library's screen."""

IN_FILES = (ALONE, ARTICLE, POINTS, PROMPT)
"""The scopes in the help where articles are read without a library."""


def defaults() -> dict[str, str]:
    """The default keys of every id."""
    return {
        str(binding.id): binding.key
        for scope in SCOPES
        for binding in scope.bindings
        if isinstance(binding, Binding)
    }


def key_of(id: str, own: Mapping[str, str]) -> str:
    """The first key of an id, as it is printed; `own` are the keys that replace the defaults."""
    return shown_key((own.get(id) or defaults()[id]).split(",")[0])


def shown_key(key: str) -> str:
    """A key with its modifiers, as it is printed."""
    *modifiers, last = key.split("+")
    signs = "".join(_SIGNS.get(modifier, f"{modifier}+") for modifier in modifiers)
    return signs + (_NAMES.get(last) or _character(last) or last.capitalize())


def shown_keys(keys: str, between: str = "  ") -> str:
    """Keys as they are printed, from a binding's list with commas."""
    return between.join(shown_key(key) for key in keys.split(","))


def _character(name: str) -> str | None:
    """The character that Textual's name of a key means; None if it is not printable."""
    character = name if len(name) == 1 else _SHORT.get(name) or key_to_character(name)
    return character if character and character.isprintable() else None


_SHORT = {"slash": "/", "backslash": "\\", "minus": "-", "plus": "+", "at": "@", "underscore": "_"}
"""Textual's names of characters that are shorter than Unicode's."""

_SIGNS = {"ctrl": "^", "shift": "⇧"}
_NAMES = {
    "escape": "Esc",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "space": "Space",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}
