"""The library that a command works on."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from reader import config
from reader.config import Settings, expanded, news_folder
from reader.console.stderr import say, tell
from reader.drives import is_folder
from reader.errors import LibraryError

if TYPE_CHECKING:
    from reader.feeds.subscriptions import Subscriptions
    from reader.library.library import Library
    from reader.library.query.language import Query
    from reader.library.scan.scan import Texts


def named(arguments: Namespace, fold_for: float | None = None) -> Library:
    """The library that `-L`, the environment or the settings name, as its index has it, with its
    journals read for so many seconds, or to their ends.

    Raises LibraryError where none is named or it is not a folder.
    """
    from reader.library.library import Library

    settings: Settings = arguments.settings
    roots = _roots(arguments)
    if not roots:
        raise LibraryError(
            "No library is named: use -L FOLDER, set READER_LIBRARY, "
            f"or `library` in {config.config_file()}."
        )
    return Library(roots, config.local_zone(settings), fold_for=fold_for)


_MANY = 5_000
"""Articles whose texts or stories a command does not wait for: about ten seconds."""


def looked_over(
    arguments: Namespace, wanted: Query | None = None, *, stories: bool = False
) -> Library:
    """The same library after a quick scan, which finds new and removed files; files that changed in
    place are left to `reader index`.

    Texts are read if a query that is `wanted` needs them, unless another process does that; then
    stderr says how many can be searched so far. Where filters need them, those of new articles are.
    With `stories`, those of new articles are found too, unless very many are still to be read.
    """
    from reader.console.progress import scan

    library = named(arguments)
    needs_texts = wanted is not None and wanted.needs_texts
    is_known = library.is_indexed()
    is_quick = is_known and not (needs_texts and library.share_of_texts() < 1)
    texts: Texts = "share" if needs_texts else "leave"
    if is_known and _filter_by_texts(arguments.settings) and library.share_of_texts() == 1:
        texts = "share"
    if stories and is_known and library.unfinished() < _MANY:
        texts = "wait"
    scan(library, is_quick=is_quick, full=not is_known, texts=texts)
    library.listen(say)
    if needs_texts and (share := library.share_of_texts()) < 1:
        say(f"Searching {int(100 * share)} % of the texts; the others are still being read.")
    return library


def subscribing_root(arguments: Namespace, *, make: bool = False) -> Path:
    """The folder that holds the subscriptions: the first one of the library.

    With `make`, `~/News` becomes the library where none is named, and a named folder that does not
    exist yet is created. Raises LibraryError where there is none, ConfigError where the settings
    cannot be written.
    """
    roots = _roots(arguments)
    if not roots:
        root = news_folder()
        if not make:
            return root
        from reader.settings_file import keep_library

        _make(root)
        keep_library(root)
        tell(f"The library is {root} from now on.")
        return root
    root = roots[0]
    if make and is_folder(root.parent):
        _make(root)
    if not is_folder(root):
        raise LibraryError(f"{root} is not a folder that can be read.")
    return root.resolve()


def subscribed(arguments: Namespace) -> tuple[Path, Subscriptions]:
    """The folder whose feeds are meant, and these; what cannot be used of them is said on stderr.

    Raises as `subscribing_root` does, and SubscriptionError where they cannot be read.
    """
    from reader.feeds import subscriptions

    root = subscribing_root(arguments)
    found = subscriptions.load(root)
    for problem in found.problems:
        say(problem)
    return root, found


def _filter_by_texts(settings: Settings) -> bool:
    if not settings.filter:
        return False
    from reader.library.filters.active import filters_of

    return any(one.query.needs_texts for one in filters_of(settings).all)


def _make(root: Path) -> None:
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(f"{root} cannot be made: {error.strerror or error}.") from None


def _roots(arguments: Namespace) -> list[Path]:
    settings: Settings = arguments.settings
    return [expanded(path) for path in arguments.library or []] or list(settings.library)
