"""All keys of the screen, by the scope in which they work.

Widgets take their scope's bindings from here; the help, the palette, the settings and the test of
the documentation use the same table. To add a key, add a line here, and its `action_…` method to
the widget, or to the part of the app that is named before the dot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from textual.binding import Binding, BindingType

from reader.tui.bindings import Key, Scope, shown_key

_STEP, _MARK, _FIND = "Next article", "Marks", "Find"
_LOOK, _FEEDS, _PROGRAM = "Look", "Feeds and files", "Program"

_PROGRAM_KEYS: list[BindingType] = [
    Key("t", "theme", "colours", id="theme", purpose=_LOOK, tooltip="Next theme",
        also="colours colors dark light night appearance scheme"),
    Key("colon,ctrl+p", "commands", "commands", id="commands", purpose=_PROGRAM,
        tooltip="Commands and settings"),
    Key("question_mark", "help", "help", show=True, id="help", key_display="?", purpose=_PROGRAM,
        tooltip="Help", also="keys shortcuts bindings manual legend"),
    Key("q,ctrl+c", "quit", "quit", show=True, id="quit", purpose=_PROGRAM, tooltip="Quit",
        also="exit close leave end"),
    Key("vertical_line", "own.ask", "your commands", id="command.ask", purpose=_PROGRAM,
        tooltip="Run one of your commands", told="your own commands", also="script tool external"),
    Key("escape", "own.stop", "stop the command", id="command.stop", priority=True,
        purpose=_PROGRAM, tooltip="Stop your command while it runs", told="stop your command"),
    Key("exclamation_mark", "problems", "problems", id="problems", purpose=_PROGRAM,
        tooltip="Problems of the settings", told="settings' problems", also="errors config"),
    Key("ctrl+z", "suspend_process", "suspend", id="suspend", priority=True, purpose=_PROGRAM,
        tooltip="Suspend (fg resumes)", also="shell background"),
]  # fmt: skip
"""`suspend` works in dialogs and prompts too."""

EVERYWHERE = Scope(
    "everywhere",
    "Everywhere",
    [
        Key("n", "stepping.step_unread(1)", "next unread", show=True, id="unread.next",
            purpose=_STEP, tooltip="Next unread article", told="next, previous unread"),
        Key("p", "stepping.step_unread(-1)", "previous unread", id="unread.previous",
            purpose=_STEP, tooltip="Previous unread article", told="next, previous unread"),
        Key("slash", "finding.search", "search", show=True, id="search", key_display="/",
            purpose=_FIND, tooltip="Search titles and texts", told="search titles, texts",
            also="find look query"),
        Key("J", "stepping.step(1)", "next article", id="article.next", purpose=_STEP,
            tooltip="Next article", told="next, previous article"),
        Key("K", "stepping.step(-1)", "previous article", id="article.previous", purpose=_STEP,
            tooltip="Previous article", told="next, previous article"),
        Key("r", "marking.mark('read')", "read/unread", show=True, id="mark.read", purpose=_MARK,
            tooltip="Mark read or unread", told="read, unread", also="toggle seen"),
        Key("s", "marking.mark('starred')", "star", show=True, id="mark.star", purpose=_MARK,
            tooltip="Star, or remove the star", told="star",
            also="favourite favorite flag bookmark save"),
        Key("m", "tagging.later", "read later", id="mark.later", purpose=_MARK,
            tooltip="Read later, or not", told="read later", also="queue postpone tag"),
        Key("T", "tagging.tag", "your tags", id="tag", purpose=_MARK,
            tooltip="Edit your tags", also="label keyword later"),
        Key("R", "marking.mark_part('group')", "mark group read", id="mark.group", purpose=_MARK,
            tooltip="Mark the group read", told="mark read: group, all",
            also="category site catch up"),
        Key("A", "marking.mark_part('all')", "mark all read", id="mark.all", purpose=_MARK,
            tooltip="Mark all in the list read", told="mark read: group, all",
            also="everything catch up"),
        Key("left_square_bracket", "marking.mark_part('above')", "mark all above read",
            id="mark.above", key_display="[", purpose=_MARK,
            tooltip="Mark all above the cursor read", told="mark read: above, below"),
        Key("right_square_bracket", "marking.mark_part('below')", "mark all below read",
            id="mark.below", key_display="]", purpose=_MARK,
            tooltip="Mark all below the cursor read", told="mark read: above, below"),
        Key("z", "marking.undo", "undo", show=True, id="undo", purpose=_MARK,
            tooltip="Undo the last mark", told="undo, redo marks", also="take back revert"),
        Key("Z", "marking.redo", "redo", id="redo", purpose=_MARK,
            tooltip="Redo what was undone", told="undo, redo marks", also="again"),
        Key("equals_sign", "stepping.elsewhere", "next version", id="elsewhere", purpose=_STEP,
            tooltip="Next duplicate, or version of the story",
            told="next duplicate, version", also="copy same story duplicate"),
        Key("f", "finding.narrow", "filter", id="filter", purpose=_FIND,
            tooltip="Filter the list", also="narrow only restrict"),
        Key("1", "finding.filter('all')", "all articles", id="show.all", purpose=_FIND,
            tooltip="Show all articles", told="all, unread only", also="reset everything"),
        Key("2", "finding.filter('unread')", "unread only", show=True, id="show.unread",
            purpose=_FIND, tooltip="Show only unread articles", told="all, unread only",
            also="hide read new"),
        Key("3", "finding.filter('starred')", "starred only", id="show.starred", purpose=_FIND,
            tooltip="Show only starred articles", told="starred, started only",
            also="favourites favorites bookmarks"),
        Key("4", "finding.filter('started')", "started only", id="show.started", purpose=_FIND,
            tooltip="Show only articles you have started", told="starred, started only",
            also="continue resume partly read"),
        Key("5", "finding.filter('later')", "read later only", id="show.later", purpose=_FIND,
            tooltip="Show only articles to read later", told="read later only",
            also="queue postponed"),
        Key("S", "finding.keep_search", "save the search", id="search.keep", purpose=_FIND,
            tooltip="Save the search, or remove it", told="save, remove a search",
            also="keep remember saved"),
        Key("c", "going.ask", "go to", id="jump", purpose=_FIND,
            tooltip="Go to a category, site, tag or day", told="go to a name or day",
            also="jump open folder feed date"),
        Key("backspace", "view.drop(-1)", "remove a filter", id="search.drop", purpose=_FIND,
            tooltip="Remove the last filter", told="drop a filter, all", also="widen"),
        Key("escape", "widen", "all articles again", id="search.end", purpose=_FIND,
            tooltip="End the search, show all articles", told="drop a filter, all",
            also="clear reset cancel"),
        Key("d", "finding.group", "group by …", id="group", purpose=_LOOK,
            tooltip="Group by category, date, site, tag, folder, feed or not", told="group by …",
            also="grouping sort order newest flat tree"),
        Key("O", "finding.sort", "sort by …", id="sort", purpose=_LOOK,
            tooltip="Sort by time, unread, title, site or length", told="sort by …",
            also="order newest oldest first"),
        Key("f5", "rescan", "fetch feeds", id="rescan", purpose=_FEEDS,
            tooltip="Fetch feeds, look for new articles", told="fetch, look for news",
            also="refresh reload update rescan sync"),
        Key("a", "subscribe", "subscribe", id="subscribe", purpose=_FEEDS,
            tooltip="Subscribe to a feed", also="add rss atom follow"),
        Key("F", "feeds", "feeds", id="feeds", purpose=_FEEDS,
            tooltip="Feeds and their health", also="subscriptions errors"),
        Key("X", "full_text", "full text", id="full_text", purpose=_FEEDS,
            tooltip="Fetch the full text of the article", told="fetch the full text",
            also="download page whole"),
        *_PROGRAM_KEYS,
    ],
)  # fmt: skip

ALONE = Scope(
    "alone",
    "Everywhere",
    [
        Key("J", "step(1)", "next article", id="article.next", purpose=_STEP,
            tooltip="Next article", told="next, previous article"),
        Key("K", "step(-1)", "previous article", id="article.previous", purpose=_STEP,
            tooltip="Previous article", told="next, previous article"),
        *_PROGRAM_KEYS,
    ],
)  # fmt: skip

LIST = Scope(
    "list",
    "In the list",
    [
        Key("j,down", "move(1)", "move", show=True, id="list.down", key_display="j/k",
            tooltip="Next line", told="down, up"),
        Key("k,up", "move(-1)", "move up", id="list.up", tooltip="Previous line", told="down, up"),
        Key("g,home", "top", "first line", id="list.top", tooltip="First line",
            told="first, last line", also="top start beginning"),
        Key("G,end", "bottom", "last line", id="list.bottom", tooltip="Last line",
            told="first, last line", also="bottom end"),
        Key("space,pagedown", "page(1)", "page down", id="list.page_down", tooltip="Page down",
            told="page down, up"),
        Key("b,pageup", "page(-1)", "page up", id="list.page_up", tooltip="Page up",
            told="page down, up"),
        Key("ctrl+d", "page(0.5)", "half a page down", id="list.half_down",
            tooltip="Half a page down", told="half a page down, up"),
        Key("ctrl+u", "page(-0.5)", "half a page up", id="list.half_up",
            tooltip="Half a page up", told="half a page down, up"),
        Key("enter", "open", "open", show=True, id="list.open", key_display="Enter",
            tooltip="Open the article", told="open; fold a category", also="read"),
        Key("l,right", "unfold", "unfold, open", id="list.unfold",
            tooltip="Unfold, or open the article", told="unfold, open; fold",
            also="expand collapse"),
        Key("h,left", "fold", "fold", id="list.fold", tooltip="Fold the category",
            told="unfold, open; fold", also="collapse hide"),
        Key("right_curly_bracket", "group(1)", "next heading", id="list.next_group",
            key_display="}", tooltip="Next heading", told="next, previous heading",
            also="group category"),
        Key("left_curly_bracket", "group(-1)", "previous heading", id="list.previous_group",
            key_display="{", tooltip="Previous heading", told="next, previous heading",
            also="group category"),
        Key("underscore", "fold_all(True)", "fold all", id="list.fold_all", key_display="_",
            tooltip="Fold all headings", told="fold, unfold all", also="collapse tree"),
        Key("plus", "fold_all(False)", "unfold all", id="list.unfold_all", key_display="+",
            tooltip="Unfold all headings", told="fold, unfold all", also="expand tree"),
        Key("i", "preview", "first key statements", id="list.preview",
            tooltip="Show or hide first key statements", told="first key statements",
            also="preview summary lines"),
        Key("v", "panes.source", "the raw file", id="list.source", tooltip="View the raw file",
            told="raw file, browser, link", also="source problems front matter filter muted why"),
        Key("o", "panes.browse", "open in the browser", id="list.browse",
            tooltip="Open in the browser", told="raw file, browser, link", also="web url www"),
        Key("y", "panes.copy", "copy the link", id="list.copy", tooltip="Copy the link",
            told="raw file, browser, link", also="yank clipboard address url"),
        Key("less_than_sign", "panes.widen_list(-4)", "narrower list", id="list.narrower",
            tooltip="Narrower list", told="narrower, wider list", also="width size"),
        Key("greater_than_sign", "panes.widen_list(4)", "wider list", id="list.wider",
            tooltip="Wider list", told="narrower, wider list", also="width size"),
        Key("tab", "panes.switch", "other pane", id="pane", tooltip="Go to the other pane",
            told="go to the other pane", also="switch article"),
    ],
    within=("everywhere",),
)  # fmt: skip

ARTICLE = Scope(
    "article",
    "In an article",
    [
        Key("j,down", "scroll(1)", "scroll", show=True, id="article.down", key_display="j/k",
            tooltip="Scroll down", told="scroll down, up"),
        Key("k,up", "scroll(-1)", "scroll up", id="article.up", tooltip="Scroll up",
            told="scroll down, up"),
        Key("g,home", "top", "start", id="article.top", tooltip="Start of the article",
            told="start, end", also="top beginning"),
        Key("G,end", "bottom", "end", id="article.bottom", tooltip="End of the article",
            told="start, end", also="bottom"),
        Key("space", "read_on", "read on", show=True, id="article.read_on", key_display="Space",
            tooltip="Page down, then the next unread article", told="read on"),
        Key("enter", "unfold", "the whole page", id="article.unfold",
            tooltip="Show the whole page, where only a part is shown", told="the whole page"),
        Key("pagedown", "page(1)", "page down", id="article.page_down", tooltip="Page down",
            told="page down, up"),
        Key("b,pageup", "page(-1)", "page up", id="article.page_up", tooltip="Page up",
            told="page down, up"),
        Key("ctrl+d", "page(0.5)", "half a page down", id="article.half_down",
            tooltip="Half a page down", told="half a page down, up"),
        Key("ctrl+u", "page(-0.5)", "half a page up", id="article.half_up",
            tooltip="Half a page up", told="half a page down, up"),
        Key("right,L", "sideways(1)", "scroll code", id="article.right",
            tooltip="Scroll wide code to the right", told="scroll wide code"),
        Key("left,H", "sideways(-1)", "scroll code back, leave", id="article.left",
            tooltip="Scroll code back, or leave the article", told="scroll it back, leave"),
        Key("escape,h", "back", "back", show=True, id="article.back", key_display="Esc",
            tooltip="Back to the list", also="leave close"),
        Key("n", "hit(1)", "next hit", show=True, id="find.next", tooltip="Next hit",
            told="next, previous hit"),
        Key("N,p", "hit(-1)", "previous hit", id="find.previous", tooltip="Previous hit",
            told="next, previous hit"),
        Key("slash", "find", "find", show=True, id="find", key_display="/",
            tooltip="Find in the article", also="search"),
        Key("B", "list('statements')", "key statements", show=True, id="article.points",
            tooltip="Key statements only", also="bold summary points"),
        Key("c", "list('contents')", "contents", id="article.contents",
            tooltip="Contents: the headings", also="toc outline"),
        Key("u", "list('links')", "links", id="article.links",
            tooltip="Links and pictures", also="urls images"),
        Key("o", "browse", "open in the browser", id="article.browse",
            tooltip="Open in the browser", also="web url www"),
        Key("y", "copy", "copy", id="article.copy", tooltip="Copy link, text or Markdown",
            told="copy link, text …", also="yank clipboard"),
        Key("e", "edit", "edit the file", id="article.edit", tooltip="Edit the file",
            also="editor vim"),
        Key("v", "source", "the raw file", id="article.source", tooltip="View the raw file",
            also="source problems front matter"),
        Key("E", "export", "save a copy", id="article.export", tooltip="Save a copy",
            also="export html markdown download"),
        Key("w", "zen", "the article alone", id="article.zen",
            tooltip="Show the article alone", also="zen full screen hide the list"),
        Key("less_than_sign", "widen(-4)", "narrower", id="article.narrower",
            tooltip="Narrower text", told="narrower, wider text", also="width column"),
        Key("greater_than_sign", "widen(4)", "wider", id="article.wider",
            tooltip="Wider text", told="narrower, wider text", also="width column"),
        Key("tab", "leave", "other pane", id="pane", tooltip="Go to the other pane",
            told="go to the other pane", also="switch list"),
    ],
    within=("everywhere", "alone"),
)  # fmt: skip

POINTS = Scope(
    "points",
    "In key statements, contents, links",
    [
        Key("j,down", "move(1)", "move", show=True, id="points.down", key_display="j/k",
            tooltip="Next line", told="down, up"),
        Key("k,up", "move(-1)", "move up", id="points.up", tooltip="Previous line",
            told="down, up"),
        Key("g,home", "first", "first", id="points.top", tooltip="First line",
            told="first, last line"),
        Key("G,end", "last", "last", id="points.bottom", tooltip="Last line",
            told="first, last line"),
        Key("enter,l,L,right", "jump", "go there", show=True, id="points.jump",
            key_display="Enter", tooltip="Go there, or open the link", told="go there, open"),
        Key("escape,h,H,left", "close", "back", show=True, id="points.close", key_display="Esc",
            tooltip="Back to the article"),
        Key("B", "list('statements')", "key statements", id="points.statements",
            tooltip="Key statements only", told="other lists"),
        Key("c", "list('contents')", "headings", id="points.contents",
            tooltip="Contents: the headings", told="other lists"),
        Key("u", "list('links')", "links", id="points.links", tooltip="Links and pictures",
            told="other lists"),
        Key("y", "copy", "copy", show=True, id="points.copy", tooltip="Copy the line",
            told="copy the line"),
        Key("space", "read_on", "read on", show=True, id="points.read_on", key_display="Space",
            tooltip="Page down, then the next unread article", told="read on"),
        Key("pagedown", "page(1)", "page down", id="points.page_down", tooltip="Page down",
            told="page, half a page"),
        Key("b,pageup", "page(-1)", "page up", id="points.page_up", tooltip="Page up",
            told="page, half a page"),
        Key("ctrl+d", "page(0.5)", "half a page down", id="points.half_down",
            tooltip="Half a page down", told="page, half a page"),
        Key("ctrl+u", "page(-0.5)", "half a page up", id="points.half_up",
            tooltip="Half a page up", told="page, half a page"),
    ],
    within=("everywhere", "alone"),
)  # fmt: skip

PROMPT = Scope(
    "prompt",
    "When you type on a line",
    [
        Key("tab", "complete", "complete", id="prompt.complete", tooltip="Complete"),
        Key("down,ctrl+n", "move(1)", "down the list", id="prompt.down", tooltip="Down the list",
            told="down, up the list"),
        Key("up,ctrl+p", "move(-1)", "up the list", id="prompt.up", tooltip="Up the list",
            told="down, up the list"),
        Key("escape", "drop", "cancel", id="prompt.drop", key_display="Esc", tooltip="Cancel"),
    ],
)  # fmt: skip

SHEET = Scope(
    "help",
    "In the help and the list of feeds",
    [
        Key("escape,q,question_mark,ctrl+c", "dismiss", "close", show=True, id="help.close"),
        Key("j,down", "scroll(1)", "scroll down", id="help.down"),
        Key("k,up", "scroll(-1)", "scroll up", id="help.up"),
        Key("g,home", "scroll(-999)", "first line", id="help.top"),
        Key("G,end", "scroll(999)", "last line", id="help.bottom"),
        Key("space,pagedown", "page(1)", "page down", id="help.page_down"),
        Key("b,pageup", "page(-1)", "page up", id="help.page_up"),
        Key("ctrl+d", "page(0.5)", "half a page down", id="help.half_down"),
        Key("ctrl+u", "page(-0.5)", "half a page up", id="help.half_up"),
    ],
)

HELP = Scope(
    "help.page",
    "In the help",
    [Key("slash", "filter", "filter", show=True, id="help.filter", key_display="/")],
    within=("help",),
)

PALETTE = Scope(
    "palette",
    "In the palette",
    [
        Key("escape,ctrl+c,ctrl+p", "dismiss", "close", show=True, id="palette.close"),
        Key("down,ctrl+n,tab", "move(1)", "next", id="palette.down"),
        Key("up,shift+tab", "move(-1)", "previous", id="palette.up"),
    ],
)

WELCOME = Scope(
    "welcome",
    "On the welcome screen",
    [
        Key("f", "choose", "choose a folder", show=True, id="welcome.folder"),
        Key("a", "subscribe", "subscribe to a feed", show=True, id="welcome.feed"),
        Key("enter,s", "samples", "sample articles", show=True, id="welcome.samples"),
        Key("q,escape,ctrl+c", "leave", "back, quit", show=True, id="welcome.quit"),
        Key("tab", "complete", "complete", show=True, id="welcome.complete", priority=True),
        Key("y", "open(True)", "open it each time", show=True, id="welcome.keep"),
        Key("n", "open(False)", "open it this time", show=True, id="welcome.once"),
        _PROGRAM_KEYS[-1],
    ],
)

SCOPES = (EVERYWHERE, ALONE, LIST, ARTICLE, POINTS, PROMPT, SHEET, HELP, PALETTE, WELCOME)
"""All scopes, outer ones first."""

IN_LIBRARY = (EVERYWHERE, PROMPT, LIST, ARTICLE, POINTS)
"""The scopes in the help of a library's screen."""

_OF_LIST = ("article.zen", "pane")

_ARTICLE_ALONE = ARTICLE._replace(
    bindings=[
        replace(key, tooltip="Back") if key.id == "article.back" else key
        for key in ARTICLE.keys
        if key.id not in _OF_LIST
    ]
)

IN_FILES = (ALONE, _ARTICLE_ALONE, POINTS, PROMPT)
"""The scopes in the help where articles are read without a library."""


def defaults() -> dict[str, str]:
    """The default keys of every id."""
    return {
        str(binding.id): binding.key
        for scope in SCOPES
        for binding in scope.bindings
        if isinstance(binding, Binding)
    }


def other_words(id: str) -> str:
    """Other words for what the key of an id does."""
    return next((key.also for scope in SCOPES for key in scope.keys if key.id == id), "")


def key_of(id: str, own: Mapping[str, str]) -> str:
    """The first key of an id, as it is printed; `own` are the keys that replace the defaults."""
    return shown_key((own.get(id) or defaults()[id]).split(",")[0])
