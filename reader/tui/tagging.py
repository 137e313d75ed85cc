"""Tags of one's own, asked for on one line: those that an article has stand there to be changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from reader.entry import Entry
from reader.errors import ReaderError
from reader.library.index.tags import names
from reader.library.index.tokens import label
from reader.library.library import Done, Library

if TYPE_CHECKING:
    from reader.tui.prompt import Prompt

_LIKELY = 6
"""Names that are told before one is typed."""

Tagged = Callable[[Done, list[Entry]], object]
"""Hears what was done, and of the entries as they are now."""


def ask(prompt: Prompt, library: Library, entry: Entry, tagged: Tagged) -> None:
    """Ask for the tags of an article, and give it those that were typed."""
    known = library.tags_to_give()

    def done(text: str) -> bool:
        try:
            wanted = names(text)
            gone = [name for name in entry.own_tags if name not in wanted]
            found = library.tag([entry], wanted, gone)
        except ReaderError as error:
            prompt.again(str(error), text)
            return False
        if found[0].count:
            tagged(*found)
        return True

    start = "".join(f"{name}, " for name in entry.own_tags)
    likely = "  ".join([name for name in known if name not in entry.own_tags][:_LIKELY])
    hint = f"Tab: {likely}" if likely else "with commas between them"
    prompt.ask(
        "Tags: ",
        start,
        done,
        typed=lambda text: prompt.tell(hint if text == start else ""),
        completed=lambda text: completions(text, known),
    )
    prompt.tell(hint)


def completions(text: str, known: Sequence[str]) -> list[str]:
    """Texts that a line of tags may become: its last name, or the beginning of one, is completed by
    those known that are not there yet, the ones that begin so first.
    """
    head, comma, typed = text.rpartition(",")
    there = {label(name) for name in head.split(",")}
    wanted = label(typed)
    fitting = [name for name in known if wanted in label(name) and label(name) not in there]
    fitting.sort(key=lambda name: not label(name).startswith(wanted))
    return [f"{head}{comma}{' ' if comma else ''}{name}" for name in fitting]
