"""Tags of one's own, asked for on one line: those that an article has stand there to be changed.

What knows names is loaded when it is asked for: the first screen does without.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from reader.entry import Entry
from reader.errors import ReaderError
from reader.library.index.user_tags import names
from reader.library.library import Library
from reader.tui.panes import Panes
from reader.tui.reading import Reading
from reader.tui.view import View

if TYPE_CHECKING:  # the first screen does without
    from reader.tui.dialogs.prompt import Prompt

_LIKELY = 6
"""Names that are told before one is typed."""


class Tagging:
    """Tags of the article that a key is about."""

    def __init__(
        self,
        library: Library,
        view: View,
        panes: Panes,
        reading: Reading,
        prompted: Callable[[], Awaitable[Prompt]],
        say: Callable[[str], None],
    ) -> None:
        """`prompted` has the line at the foot of the screen; `say` says something for a while."""
        self._library = library
        self._view = view
        self._panes = panes
        self._reading = reading
        self._prompted = prompted
        self._say = say

    async def ask_here(self) -> None:
        """Ask for the tags of the article under the cursor, or of the one that is open."""
        entry = self._reading.at
        if entry is None:
            self._say("Go to an article first; then it can be tagged.")
            return
        prompt = await (self._panes.article.prompt() if self._reading.is_open else self._prompted())
        entry = self._library.entry(entry.key) or entry
        known = self._library.tags_to_give()
        start = "".join(f"{name}, " for name in entry.own_tags)
        likely = "  ".join([name for name in known if name not in entry.own_tags][:_LIKELY])
        hint = f"Tab: {likely}" if likely else "with commas between them"
        prompt.ask(
            "Tags: ",
            start,
            lambda text: self._tag(prompt, entry, text),
            typed=lambda text: prompt.tell(hint if text == start else ""),
            completed=partial(completions, known=known),
        )
        prompt.tell(hint)

    def _tag(self, prompt: Prompt, entry: Entry, text: str) -> bool:
        """Give an article the tags in a text, and no others of those that it had when they were
        asked for; whether that could be done.
        """
        try:
            wanted = names(text)
            gone = [name for name in entry.own_tags if name not in wanted]
            done, changed = self._library.tag([entry], wanted, gone)
        except ReaderError as error:
            prompt.again(str(error), text)
            return False
        if changed:
            self._view.sidebar.changed(changed)
            self._view.say_counts()
            self._reading.show_tags()
            self._say(f"{done.what[0].upper()}{done.what[1:]} · z undoes")
        return True


def completions(text: str, known: Sequence[str]) -> list[str]:
    """Texts that a line of tags may become: its last name, or the beginning of one, is completed by
    those known that are not there yet, the ones that begin so first.
    """
    from reader.library.index.tokens import label

    head, comma, typed = text.rpartition(",")
    there = {label(name) for name in head.split(",")}
    wanted = label(typed)
    fitting = [name for name in known if wanted in label(name) and label(name) not in there]
    fitting.sort(key=lambda name: not label(name).startswith(wanted))
    return [f"{head}{comma}{' ' if comma else ''}{name}" for name in fitting]
