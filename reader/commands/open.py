"""`reader [PATH ...]` and `reader open FILE`: the screen."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from reader import config, gap, kept_frame, screen_state
from reader.config import expanded
from reader.console.stderr import say
from reader.drives import Scout, is_file, is_folder, is_gone
from reader.errors import LibraryError, ReaderError, UsageError
from reader.lazy_tuple import NamedTuple
from reader.library.glance import glance
from reader.library.library import Keeper, Library, Unanswered
from reader.tui import outside
from reader.tui.starting import leave, opened

if TYPE_CHECKING:  # a start without options does without
    from argparse import ArgumentParser, Namespace

    from reader.kept_frame import KeptFrame
    from reader.tui.app import ReaderApp
    from reader.tui.single_article import OneArticle

SUMMARY = "open one article on the screen, or several"
EXAMPLES = (
    ("reader open article.md", "one article"),
    ("reader open *.md", "several, one after the other"),
)

_FOLD_FOR = 0.3
"""Seconds that the first screen waits for a journal that was never read, or not by this index."""


def add_arguments(parser: ArgumentParser) -> None:
    from reader.console import options

    parser.add_argument("file", type=options.path, metavar="FILE", help="an article")
    parser.add_argument(
        "others",
        nargs="*",
        type=options.path,
        metavar="FILE",
        help="another article; J and K go to it",
    )
    parser.set_defaults(paths=[])


class _Start(NamedTuple):
    """What to open: a library, with or without a file of it; a file alone; or what is missing."""

    library: Library | None = None
    name: str = ""
    file: Path | None = None
    missing: Path | None = None


def run(arguments: Namespace) -> int:
    """Open the screen on the folders or on the file that `arguments` name."""
    gc.disable()  # until the first screen stands: see tui/memory.py
    try:
        return _run(arguments)
    except BaseException:
        gap.give_back(flush=True)  # what is said about it is not to be hidden
        raise


def _run(arguments: Namespace) -> int:
    settings: config.Settings = arguments.settings
    others = getattr(arguments, "others", [])
    named = [expanded(one) for one in (*arguments.paths, arguments.file, *others) if one]
    files = Scout(named or settings.library)
    outside.guard()
    keeper = Keeper("library", scout=Scout([config.journal_folder(), config.index_folder()]))
    start = opened(keeper, files, lambda: _start(arguments, settings, others))
    if start.library is None and start.file is not None:
        return _articles(start.file, others, settings, files)
    fetches = False
    if start.library is None:
        roots, fetches = _welcome(start.missing, settings)
        if not roots:
            return 0
        start = opened(keeper, files, lambda: _library(roots, None, settings))
    words = getattr(arguments, "plain", None)
    file = kept_frame.settings()
    app = _news_room(start, keeper, files, settings, fetches=fetches)
    if words is not None:
        folders = [os.fspath(one) for one in named or settings.library]
        _keep(app.last_screen, words, folders, file)
    if app.parting:
        raise ReaderError(app.parting)
    return 0


def _start(arguments: Namespace, settings: config.Settings, others: list[Path]) -> _Start:
    """Find what was named, and open it: all that touches files before the screen starts."""
    roots, file = _asked_for(arguments, settings)
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM") == "dumb":
        raise ReaderError("The screen needs a terminal; `reader show` and `reader list` do not.")
    if file is not None and (others or not roots):
        return _Start(file=file)
    missing = None if arguments.paths or arguments.file else _missing(roots)
    if not roots or missing:
        return _Start(missing=missing)
    return _library(roots, file, settings)


def _library(roots: list[Path], file: Path | None, settings: config.Settings) -> _Start:
    library = Library(roots, config.local_zone(settings), fold_for=_FOLD_FOR)
    return _Start(library, ", ".join(root.resolve().name for root in roots), file)


def _news_room(
    start: _Start,
    keeper: Keeper,
    files: Scout,
    settings: config.Settings,
    *,
    fetches: bool = False,
) -> ReaderApp:
    """With `fetches`, a feed has just been subscribed to, and is fetched."""
    assert start.library is not None
    start.library.keep(keeper)

    from reader.tui.app import ReaderApp

    app = ReaderApp(
        start.library,
        name=start.name,
        zone=config.local_zone(settings),
        text_width=screen_state.text_width(settings.text_width),
        file=start.file,
        preview=settings.preview,
        settings=settings._replace(fetch_at_start=True) if fetches else settings,
    )
    _shown(app, files)
    return app


def _keep(kept: KeptFrame | None, words: list[str], folders: list[str], file: str) -> None:
    """Keep the last screen, of the library in some folders, for the next start, if nothing has
    changed since it was drawn, and since the settings in `file` were read.
    """

    roots = kept.roots if kept is not None else ()

    def work() -> None:
        is_current = kept is not None and kept.glance == glance(*kept.where)
        is_current = is_current and kept_frame.settings() == file
        kept_frame.keep(kept if is_current else None, words, folders)

    looked_at = [config.config_file().parent, config.journal_folder(), config.index_folder()]
    with suppress(OSError, Unanswered):
        outside.reach(config.state_folder(), work, *looked_at, *map(Path, [*folders, *roots]))


def _articles(file: Path, others: list[Path], settings: config.Settings, files: Scout) -> int:
    from reader.tui.single_article import OneArticle

    zone = config.local_zone(settings)
    width = screen_state.text_width(settings.text_width)
    app = OneArticle(file, zone=zone, text_width=width, settings=settings, others=others)
    return _shown(app, files)


def _shown(app: ReaderApp | OneArticle, files: Scout) -> int:
    """Show an application to its end, also where a drive does not answer."""
    app.waiting.go_behind(files)
    try:
        app.run_to_end()
    finally:
        leave(app.waiting, app.return_code or 0, say)
    return 0


def _asked_for(arguments: Namespace, settings: config.Settings) -> tuple[list[Path], Path | None]:
    """The folders to show and the file to open; a file brings the library that it lies in.

    Raises ReaderError where there is nothing to show, before the screen opens.
    """
    paths = [expanded(path) for path in arguments.paths]
    file = arguments.file
    if file is None and len(paths) == 1 and is_file(paths[0]):
        file, paths = paths[0], []
    for path in paths:
        if is_gone(path):
            raise UsageError(_unknown(path))
    roots = paths or list(settings.library)
    if file is None:
        return roots, None

    from reader.articles.file import read_article

    for named in (file, *getattr(arguments, "others", [])):
        read_article(named)
    return [root for root in roots if file.resolve().is_relative_to(root.resolve())], file


def _unknown(path: Path) -> str:
    """That there is no such file or folder, or, for what may be meant as a command, no such
    command, and which one may be meant.
    """
    from reader.console import command_names
    from reader.console.parser import meant

    if path.name != str(path) or path.suffix:
        return f"{path}: there is no such file or folder."
    guess = meant(str(path), command_names.names()) or " `reader --help` lists the commands."
    return f"{path}: there is no such folder, and no such command.{guess}"


def _missing(roots: list[Path]) -> Path | None:
    """A folder of the library that is not there."""
    return next((root for root in roots if is_gone(root) or is_file(root)), None)


def _welcome(missing: Path | None, settings: config.Settings) -> tuple[list[Path], bool]:
    """The folder that the reader chooses, or the samples, or none; and whether it was made for a
    feed, whose articles are to come.
    """
    from reader.tui.welcome import SAMPLES, Welcome

    notice = f"The library {missing} is not there." if missing else ""
    notice = " ".join([notice, *settings.problems]).strip()
    welcome = Welcome(notice, keeps=not missing, theme=settings.theme)
    chosen = welcome.run_to_end()
    if chosen is None:
        return [], False
    return [samples() if chosen == SAMPLES else Path(chosen)], welcome.is_subscribed


def samples() -> Path:
    """The bundled articles: beside the package in a checkout, inside it where it is installed."""
    package = Path(__file__).parent.parent
    for folder in (package / "sample_articles", package.parent / "sample_articles"):
        if is_folder(folder):
            return folder
    raise LibraryError("The sample articles are not installed.")
