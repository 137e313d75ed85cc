"""`reader index`: bring the index up to date, and say how far it is."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from dataclasses import asdict

from reader import config
from reader.errors import LibraryError
from reader.library.library import Library, Progress, Summary


def run(arguments: Namespace) -> int:
    """Scan the library; a progress bar stands on stderr where that is a terminal."""
    settings = config.load()
    roots = [path.expanduser() for path in arguments.library or []] or list(settings.library)
    if not roots:
        raise LibraryError("No library is named: use -L FOLDER, or set `library` in the config.")
    library = Library(roots, config.local_zone(settings))
    summary = with_progress(
        library, quiet=arguments.quiet or not sys.stderr.isatty(), reread=arguments.rebuild
    )
    if arguments.json:
        print(json.dumps(asdict(summary)))
    elif not arguments.quiet:
        print(_sentence(library, summary), file=sys.stderr)
    library.close()
    return 0


def with_progress(library: Library, *, quiet: bool, reread: bool = False) -> Summary:
    """Scan, with a bar unless `quiet`."""
    if quiet:
        return library.refresh(reread=reread)

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("indexing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("indexing", total=None)

        def shown(progress: Progress) -> None:
            bars.update(task, completed=progress.done, total=progress.total)

        return library.refresh(shown, reread=reread)


def _sentence(library: Library, summary: Summary) -> str:
    total = library.counts().total
    parts = [
        f"{count:,} {word}"
        for word, count in asdict(summary).items()
        if isinstance(count, int) and count
    ]
    return f"{total:,} articles; {', '.join(parts) or 'nothing new'}."
