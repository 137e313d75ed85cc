"""The library that a command is about."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from reader import config
from reader.config import Settings, expanded
from reader.console.stderr import say
from reader.errors import LibraryError

if TYPE_CHECKING:
    from reader.library.library import Library


def named(arguments: Namespace) -> Library:
    """The library that `-L`, the environment or the settings name, as its index knows it.

    Raises LibraryError where none is named or it is no folder.
    """
    from reader.library.library import Library

    settings: Settings = arguments.settings
    roots = [expanded(path) for path in arguments.library or []] or list(settings.library)
    if not roots:
        raise LibraryError(
            "No library is named: use -L FOLDER, set READER_LIBRARY, "
            f"or `library` in {config.config_file()}."
        )
    return Library(roots, config.local_zone(settings))


def looked_over(arguments: Namespace) -> Library:
    """The same with new and removed files seen; files changed in place are for `reader index`."""
    from reader.console.progress import scan

    library = named(arguments)
    if library.is_indexed():
        library.refresh(full=False)
    else:
        scan(library)
    library.listen(say)
    return library
