"""`reader undo`: what was marked last is taken back, whichever window did it."""

from __future__ import annotations

from argparse import Namespace
from typing import Literal

from reader.console import options
from reader.console.libraries import named
from reader.console.parser import ArgumentParser
from reader.console.stderr import say, tell

SUMMARY = "take back what was marked last"
EXAMPLES = (
    ("reader undo", "what was marked last, on the screen or here"),
    ("reader undo --redo", "what was undone last, once more"),
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--redo", action="store_true", help="do again what was undone last")
    options.library(parser)


def run(arguments: Namespace) -> int:
    """Undo the last action, or with --redo do the one again that was undone; 1 for nothing."""
    verb: Literal["undo", "redo"] = "redo" if arguments.redo else "undo"
    library = named(arguments)
    step = library.step(verb)
    done = library.retrace(step)[0] if step else None
    library.close()
    if done is None:
        say(f"there is nothing to {verb}.")
        return 1
    word = "Done again" if arguments.redo else "Undone"
    tell(f"{word}: {done}.")
    return 0
