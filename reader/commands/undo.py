"""`reader undo`: undo the last mark, tag or prune, whichever window made it."""

from __future__ import annotations

from argparse import Namespace

from reader import config
from reader.console import options
from reader.console.libraries import named
from reader.console.parser import ArgumentParser
from reader.console.progress import ProgressBar
from reader.console.stderr import say, tell

SUMMARY = "undo the last mark, tag or prune"
EXAMPLES = (
    ("reader undo", "undo the last action, on the screen or here"),
    ("reader undo --redo", "redo what was undone last"),
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--redo", action="store_true", help="redo what was undone last")
    options.library(parser)


def run(arguments: Namespace) -> int:
    """Undo the last action, or with --redo redo it; 1 where there is nothing to do."""
    from reader.feeds import retention, trash
    from reader.library.marks import FEW

    verb: trash.Verb = "redo" if arguments.redo else "undo"
    library = named(arguments)
    steps = {verb: library.marks.step(verb) for verb in trash.VERBS}
    times = {verb: step.act.at for verb, step in steps.items() if step}
    prune = trash.next_to(verb, library.roots, times.get)
    if prune is not None:
        library.close()
        tell(prune.said(retention.retrace(prune, config.journal_folder())))
        return 0
    step, done = steps[verb], None
    if step is not None:
        with ProgressBar("marking", shown=step.count > FEW) as bar:
            done = library.marks.retrace(step, bar.show)[0]
    library.close()
    if done is None:
        say(f"There is nothing to {verb}.")
        return 1
    word = "Redone" if arguments.redo else "Undone"
    tell(f"{word}: {done}.")
    return 0
