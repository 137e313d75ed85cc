"""`reader index`: bring the index up to date, and say how far it is."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from dataclasses import asdict

from reader.commands.libraries import named
from reader.commands.progress import scan
from reader.output.safe import safe_line

_SKIPPED_SHOWN = 20


def run(arguments: Namespace) -> int:
    """Scan the library; what was found is data with --json, narration without."""
    library = named(arguments)
    found = asdict(scan(library, quiet=arguments.quiet, reread=arguments.rebuild))
    if arguments.json:
        print(json.dumps(found))
    elif not arguments.quiet:
        parts = [f"{count:,} {what}" for what, count in found.items() if count]
        total = library.counts().total
        print(f"{total:,} articles; {', '.join(parts) or 'nothing new'}.", file=sys.stderr)
        for path, reason in library.skipped()[:_SKIPPED_SHOWN]:
            said = reason if str(path) in reason else f"{path}: {reason}"
            print(f"skipped: {safe_line(said)}", file=sys.stderr)
    library.close()
    return 0
