"""The action that edits the user tags of an article, as a line of names in the prompt.

The modules that handle names are loaded on use, since the first screen does not need them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from reader.entry import Entry
from reader.errors import ReaderError
from reader.library.index.schema import LATER
from reader.library.index.user_tags import names
from reader.tui.panes import Panes
from reader.tui.session import Acting, Session

if TYPE_CHECKING:  # the first screen does without
    from reader.tui.dialogs.prompt import Prompt

_LIKELY = 6
"""How many tags are suggested before one is typed."""


class Tagging(Acting):
    """The action that edits user tags."""

    def __init__(self, session: Session, panes: Panes) -> None:
        self._session = session
        self._library = session.library
        self._panes = panes

    async def action_tag(self) -> None:
        """Ask for the tags of the current article."""
        session = self._session
        if (entry := session.some_article()) is None:
            return
        where = self._panes.article if session.is_reading else self._panes
        prompt = await where.prompt()
        known = self._library.tags_to_give()
        start = "".join(f"{name}, " for name in entry.own_tags)
        likely = "  ".join([name for name in known if name not in entry.own_tags][:_LIKELY])
        hint = f"Tab: {likely}" if likely else ""
        prompt.ask(
            "Tags: ",
            start,
            lambda text: self._tag(prompt, entry, text),
            typed=lambda text: prompt.tell(hint if text == start else ""),
            completed=partial(completions, known=known),
            what="tags, with commas between them",
        )
        prompt.tell(hint)

    def action_later(self) -> None:
        """Keep the current article for later by a user tag, or remove that tag."""
        session = self._session
        if (entry := session.some_article()) is None:
            return
        from reader.library.index.tokens import label

        is_kept = LATER in map(label, entry.own_tags)
        try:
            self._give(entry, () if is_kept else (LATER,), (LATER,) if is_kept else ())
        except ReaderError as error:
            session.say(str(error))

    def _tag(self, prompt: Prompt, entry: Entry, text: str) -> bool:
        """Give an article the tags in `text`, and remove the others that it had when the prompt
        opened. Returns whether that worked; if not, the prompt says why.
        """
        try:
            wanted = names(text)
            gone = [name for name in entry.own_tags if name not in wanted]
            self._give(entry, wanted, gone)
        except ReaderError as error:
            prompt.again(str(error), text)
            return False
        return True

    def _give(self, entry: Entry, wanted: Sequence[str], gone: Sequence[str]) -> None:
        done, changed = self._library.marks.tag([entry], wanted, gone)
        if changed:
            self._session.changed(changed)
            self._session.say(f"{done.what[0].upper()}{done.what[1:]} · z undoes")


def completions(text: str, known: Sequence[str]) -> list[str]:
    """Completions of the last name in a line of tags, by known tags that are not in the line yet.
    Those that begin with the typed letters come first.
    """
    from reader.library.index.tokens import label

    head, comma, typed = text.rpartition(",")
    there = {label(name) for name in head.split(",")}
    wanted = label(typed)
    fitting = [name for name in known if wanted in label(name) and label(name) not in there]
    fitting.sort(key=lambda name: not label(name).startswith(wanted))
    return [f"{head}{comma}{' ' if comma else ''}{name}" for name in fitting]
