"""A parser of arguments that says what may be meant where something is misspelt."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NoReturn

from reader.commands.stderr import written

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

_UNKNOWN = re.compile(r"unrecognized arguments: (.*)", re.S)
_NEGATIVE = re.compile(r"-\d+|-\d*\.\d+")  # which argparse takes for no option
_CHOICE = re.compile(r"invalid choice: '(.*)' \(")


class ArgumentParser(argparse.ArgumentParser):
    """argparse's own, with a suggestion after what it says of a misspelt option or value."""

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **{"allow_abbrev": False, **named})  # type: ignore[arg-type]

    def parse_args(  # type: ignore[override]
        self, args: Sequence[str], namespace: argparse.Namespace | None = None
    ) -> argparse.Namespace:
        """The same, whether options stand before, between or behind what they are about."""
        return super().parse_args(self._options_first(args), namespace)

    def _options_first(self, words: Sequence[str]) -> list[str]:
        options: list[str] = []
        others: list[str] = []
        waiting = iter(words)
        for word in waiting:
            if word == "--":
                others += waiting
            elif not self._is_option(word):
                others.append(word)
            else:
                options.append(word)
                if (action := self._option_string_actions.get(word)) and action.nargs is None:
                    options += islice(waiting, 1)
        return [*options, "--", *others] if any(map(self._is_option, others)) else options + others

    def _is_option(self, word: str) -> bool:
        return word[:1] == "-" and word != "-" and not _NEGATIVE.fullmatch(word)

    def error(self, message: str) -> NoReturn:
        said = written(message.replace("\n", " "))
        super().error(said + self._suggestion(said))

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        if status == 0:
            sys.stdout.flush()  # that help could not be written is no less an error than of a list
        super().exit(status, message)

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        """What argparse's own does, but for its silence about what cannot be written."""
        file = file or sys.stderr
        file.write(written(message or "") if file is sys.stderr else message or "")

    def _suggestion(self, message: str) -> str:
        if found := _UNKNOWN.fullmatch(message):
            word = found[1].split()[0].partition("=")[0]
            return meant(word, self._option_string_actions) if word.startswith("-") else ""
        if found := _CHOICE.search(message):
            choices = (choice for one in self._actions for choice in one.choices or ())
            return meant(found[1], map(str, choices))
        return ""


def meant(word: str, known: Iterable[str]) -> str:
    """A question after a sentence: whether the nearest of what is known was meant; or nothing."""
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), 1, 0.6)
    return f" Did you mean {near[0]}?" if near else ""
