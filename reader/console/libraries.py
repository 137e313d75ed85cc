"""The library that a command works on."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from reader import config
from reader.config import Settings, expanded, news_folder
from reader.console.stderr import say, tell
from reader.errors import LibraryError

if TYPE_CHECKING:
    from reader.feeds.subscriptions import Subscriptions
    from reader.library.library import Library


def named(arguments: Namespace) -> Library:
    """The library that `-L`, the environment or the settings name, as its index has it.

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
    return Library(roots, config.local_zone(settings))


def looked_over(arguments: Namespace) -> Library:
    """The same library after a quick scan, which finds new and removed files; files that changed in
    place are left to `reader index`.
    """
    from reader.console.progress import scan

    library = named(arguments)
    if library.is_indexed():
        library.refresh(full=False)
    else:
        scan(library)
    library.listen(say)
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
    if make and root.parent.is_dir():
        _make(root)
    if not root.is_dir():
        raise LibraryError(f"{root} is not a folder.")
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


def _make(root: Path) -> None:
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(f"{root} cannot be made: {error.strerror or error}.") from None


def _roots(arguments: Namespace) -> list[Path]:
    settings: Settings = arguments.settings
    return [expanded(path) for path in arguments.library or []] or list(settings.library)
