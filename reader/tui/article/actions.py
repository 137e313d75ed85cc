"""Actions on the article in a pane: open its address, copy it, edit it, save a copy.

Each shows its result as one sentence in the footer of the pane.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import SuspendNotSupported

from reader.config import expanded
from reader.drives import is_folder, is_there
from reader.errors import ReaderError
from reader.library.library import Unanswered
from reader.output.safe import safe
from reader.tui import outside

if TYPE_CHECKING:
    from textual.app import App

    from reader.model import Article
    from reader.tui.article.pane import Pane

_TERMINALS_TAKE = 75_000
"""Bytes that all common terminals copy to the clipboard at once; some copy no more (100,000 bytes
of base64).
"""

_EDITORS = ("sensible-editor", "nano", "vi")
NO_ADDRESS = "This article has no link."
"""Said where an address is wanted."""


def open_address(pane: Pane, href: str) -> None:
    """Open an address: another article in the pane, anything else in the browser. Say so if a
    link leads to no article.
    """
    from reader.articles.links import lost
    from reader.model import file_of, part_of
    from reader.tui.article import browser

    if path := file_of(href):
        pane.follow(path, part_of(href))
        return
    if name := lost(href):
        pane.say(f"There is no article “{name}” here.")
        return
    try:
        pane.say(browser.open_address(href))
    except ReaderError as error:
        pane.say(str(error))


def browse(pane: Pane) -> None:
    """Open the article's address in the browser."""
    if article := _article(pane):
        if article.url:
            open_address(pane, article.url)
        else:
            pane.say(NO_ADDRESS)


def copy(pane: Pane, text: str) -> None:
    """Copy a text to the clipboard through the terminal (OSC 52)."""
    text = safe(text)
    pane.app.copy_to_clipboard(text)
    size = len(text.encode("utf-8"))
    if size > _TERMINALS_TAKE:
        pane.say(f"Copied {size // 1000:,} kB; many terminals copy only 75 kB. E saves it.")
    else:
        what = text if len(text) <= 200 and "\n" not in text else f"{len(text):,} characters"
        pane.say(f"Copied {what}")


def ask_copy(pane: Pane) -> None:
    """Ask what to copy, and copy it."""
    article = _article(pane)
    if article is None:
        return
    page = pane.page
    zone = page.zone if page else None

    def link() -> None:
        if article.url:
            copy(pane, article.url)
        else:
            pane.say(NO_ADDRESS)

    def text() -> None:
        from reader.tui.article.export import as_text

        copy(pane, as_text(article, zone))

    def markdown() -> None:
        from reader.tui.article.export import as_markdown

        copy(pane, as_markdown(article))

    question = "Copy: l link · t text · m Markdown"
    pane.choose(question, {"l": link, "t": text, "m": markdown})


async def ask_export(pane: Pane) -> None:
    """Ask for a path, and write a copy of the article there, never over another file."""
    article = _article(pane)
    if article is None:
        return
    from reader.tui.article.export import free_name, write_copy

    page = pane.page
    prompt = await pane.prompt()

    def saved(path: Path) -> Path:
        path = free_name(path, article.title) if is_folder(path) else path
        write_copy(article, path, page.zone if page else None)
        return path

    def another(path: Path) -> Path:
        return free_name(path.parent, path.stem, path.suffix) if is_there(path) else path

    def done(answer: str) -> bool:
        if not answer.strip():
            return True
        path = expanded(answer.strip())
        try:
            path = outside.reach(path.parent, lambda: saved(path))
        except Unanswered:
            prompt.again("The drive does not answer.", _short(path))
            return False
        except ReaderError as error:
            prompt.again(str(error), _short(_reached(path.parent, lambda: another(path), path)))
            return False
        pane.say(f"Saved as {_short(path)}")
        return True

    folder = _reached(expanded("~"), _saved_to, Path())
    free = _reached(folder, lambda: free_name(folder, article.title), folder / "article.md")
    prompt.ask("Save as ", _short(free), done, enter="save", what="a path")


def _reached(folder: Path, work: Callable[[], Path], otherwise: Path) -> Path:
    """The path that some work finds in a folder, or another one if its drive does not answer."""
    try:
        return outside.reach(folder, work)
    except Unanswered:
        return otherwise


def edit(pane: Pane) -> None:
    """Open the file in the user's editor; then read it again, and keep the reading position."""
    page = pane.page
    if page is None:
        return
    place = pane.reached
    folder = page.path.parent
    problem = run_editor(pane.app, page.path.absolute())
    try:
        pane.show(outside.reach(folder, page.anew))
    except Unanswered:
        pane.say(f"{folder} does not answer.")
        return
    if place is not None:
        pane.scroll.resume(place[0], 0)
    if problem:
        pane.say(problem)
    pane.edited()


def run_editor(app: App[Any], path: Path) -> str:
    """Open a file in the user's editor, while the screen steps aside. Returns '', or what went
    wrong.
    """
    command = _editor()
    if command is None:
        return "No editor found: set $VISUAL or $EDITOR."
    from reader.tui.terminal_app import give_terminal

    try:
        ended = give_terminal(app, [*command, str(path)])
    except (OSError, SuspendNotSupported) as error:
        return f"{command[0]} cannot be started: {error}."
    return f"{Path(command[0]).name} ended with code {ended}." if ended else ""


def _editor() -> list[str] | None:
    from shutil import which

    from reader.tui.article.browser import words_of

    for named in (os.environ.get("VISUAL"), os.environ.get("EDITOR"), *_EDITORS):
        command = words_of(named or "")
        if command and which(command[0]):
            return command
    return None


def _article(pane: Pane) -> Article | None:
    return pane.page.article if pane.page is not None else None


def _saved_to() -> Path:
    """The default folder of copies: Downloads if it exists, or the current folder."""
    downloads = expanded("~/Downloads")
    if is_folder(downloads):
        return downloads
    try:
        return Path.cwd()
    except OSError:  # it was removed
        return Path()


def _short(path: Path) -> str:
    """A path with “~” for the home folder."""
    home = expanded("~")
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)
