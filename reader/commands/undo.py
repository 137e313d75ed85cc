"""`reader undo`: undo the last mark or tag, whichever window made it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from reader.console import options
from reader.console.libraries import named
from reader.console.parser import ArgumentParser
from reader.console.stderr import say, tell

SUMMARY = "undo the last mark or tag"
EXAMPLES = (
    ("reader undo", "undo the last action, on the screen or here"),
    ("reader undo --redo", "redo what was undone last"),
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--redo", action="store_true", help="redo what was undone last")
    options.library(parser)


def run(arguments: Namespace) -> int:
    """Undo the last action, or with --redo redo it; 1 where there is nothing to do."""
    verb: Literal["undo", "redo"] = "redo" if arguments.redo else "undo"
    library = named(arguments)
    step = library.step(verb)
    if verb == "undo" and (count := _undo_prune(library.roots, step.act.at if step else 0)):
        library.close()
        tell(f"Undone: {count:,} back from the trash.")
        return 0
    done = library.retrace(step)[0] if step else None
    library.close()
    if done is None:
        say(f"there is nothing to {verb}.")
        return 1
    word = "Redone" if arguments.redo else "Undone"
    tell(f"{word}: {done}.")
    return 0


def _undo_prune(roots: Sequence[Path], since: float) -> int:
    """Undo the last prune where it is what was done last; how many articles came back."""
    from reader.feeds import retention

    prunes = [(found[1], root, found[0]) for root in roots if (found := retention.last(root))]
    when, root, folder = max(prunes, default=(-1.0, Path(), Path()))
    return retention.undo(root, folder) if when >= since else 0
