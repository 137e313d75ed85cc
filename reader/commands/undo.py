"""`reader undo`: what was marked last is taken back, whichever window did it."""

from __future__ import annotations

from argparse import Namespace
from typing import Literal

from reader.commands.stderr import say, tell
from reader.console.libraries import named


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
