"""`reader index`: bring the index up to date, once or as things change."""

from __future__ import annotations

import json
import os
import sys
from argparse import Namespace
from dataclasses import asdict

from reader.console.libraries import named, say
from reader.console.progress import scan
from reader.library.library import Full, Library, Summary
from reader.library.scan.background import PARENT_VARIABLE
from reader.output.safe import safe_line

_SKIPPED_SHOWN = 20


def run(arguments: Namespace) -> int:
    """Scan the library; what was found is data with --json, narration without."""
    library = named(arguments)
    try:
        found = scan(library, quiet=arguments.quiet, reread=arguments.rebuild)
    except Full:
        if arguments.json:
            print(json.dumps({"full": True}), flush=True)
        raise
    library.listen(say)
    if arguments.json:
        print(json.dumps(asdict(found)), flush=True)
    elif not arguments.quiet:
        total = library.counts().total
        print(f"{total:,} articles; {_parts(found) or 'nothing new'}.", file=sys.stderr)
        for path, reason in library.skipped()[:_SKIPPED_SHOWN]:
            said = reason if str(path) in reason else f"{path}: {reason}"
            print(f"skipped: {safe_line(said)}", file=sys.stderr)
    if arguments.watch:
        _follow(library, quiet=arguments.quiet, as_json=arguments.json)
    library.close()
    return 0


def _follow(library: Library, *, quiet: bool, as_json: bool) -> None:
    """Go on with what changes, until interrupted or until the screen that asked for it ends."""
    parent = int(os.environ.get(PARENT_VARIABLE, "0"))

    def told(found: Summary) -> None:
        if as_json:
            print(json.dumps(asdict(found)), flush=True)
        elif not quiet and (parts := _parts(found)):
            print(f"{parts}.", file=sys.stderr)

    library.follow(lambda: not parent or os.getppid() == parent, told)


def _parts(found: Summary) -> str:
    return ", ".join(f"{count:,} {what}" for what, count in asdict(found).items() if count)
