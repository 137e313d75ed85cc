"""The user's own commands, from `[commands]` in the settings: programs to run on an article.

A command line is a list of arguments and never goes through a shell. A placeholder such as `{url}`
is replaced inside its argument, so that nothing in an article can add an argument or begin another
command. Only what the settings name is run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

from reader.lazy_re import late

Input = Literal["markdown", "text", "html", "json", "nothing"]
"""What a command gets on its stdin: the article in this form."""

Output = Literal["page", "status", "ignore", "terminal"]
"""What becomes of what a command prints: a page, its last line in the status line, nothing; or it
has the terminal to itself.
"""

PLACEHOLDERS = (
    "path", "url", "title", "name", "id", "site", "category", "authors", "date", "text",
    "enclosure",
)  # fmt: skip
"""What can stand in braces in an argument; docs/own_commands.md explains each."""

LONGEST_NAME = 40
"""Characters, so that it fits in messages."""

_PLACEHOLDER = late(r"\{\{([a-z_]+)\}\}|\{([a-z_]+)\}")
"""A name in two pairs of braces is meant as it is, in one pair. Other braces mean themselves."""

_NAMES = ("run", "key", "stdin", "output")


@dataclass(frozen=True, slots=True)
class OwnCommand:
    """One command. `run` is its command line with placeholders, `key` its key as written, '' for
    none; `line` is where it is in the settings.
    """

    name: str
    run: tuple[str, ...]
    key: str = ""
    stdin: Input = "nothing"
    output: Output = "status"
    line: int = 0

    @property
    def placeholders(self) -> frozenset[str]:
        """The names that its command line has in braces."""
        return frozenset(
            found[2] for part in self.run for found in _PLACEHOLDER.finditer(part) if found[2]
        )

    def arguments(self, home: str, values: Mapping[str, str]) -> list[str]:
        """Its command line for an article: each placeholder replaced by its value. An argument that
        is written with `~/` at its start begins with `home`.
        """
        return [
            _PLACEHOLDER.sub(
                lambda found: values[found[2]] if found[2] else f"{{{found[1]}}}",
                f"{home}{part[1:]}" if part.startswith("~/") else part,
            )
            for part in self.run
        ]


class _Flaw(ValueError):
    """What is wrong with a command, as the end of a sentence, and in which of its settings."""

    def __init__(self, flaw: str, at: str = "") -> None:
        super().__init__(flaw)
        self.at = at


def own_commands(
    table: object, line_of: Callable[[str], int], say: Callable[[str, int], object]
) -> tuple[OwnCommand, ...]:
    """The commands in the table `[commands]`.

    `line_of` returns the line of a name such as "mail" or "mail.key", or 0; `say` is called with
    what is wrong with each command that cannot be used, and its line. Raises ValueError if it is no
    table.
    """
    if not isinstance(table, dict):
        raise ValueError('must be a table: [commands.mail], and below it run = ["mail", "…"]')
    return tuple(_usable(table, line_of, say))


def _usable(
    table: Mapping[str, object], line_of: Callable[[str], int], say: Callable[[str, int], object]
) -> Iterator[OwnCommand]:
    for name, value in table.items():
        try:
            yield _command(name, value, line_of(name))
        except _Flaw as flaw:
            line = line_of(f"{name}.{flaw.at}") or line_of(name)
            say(f"The command “{name}” {flaw}", line)


def _command(name: str, value: object, line: int) -> OwnCommand:
    if not (name.strip() and name.isprintable() and len(name) <= LONGEST_NAME):
        raise _Flaw(f"needs a name that can be printed, of at most {LONGEST_NAME} characters")
    if not isinstance(value, dict):
        raise _Flaw('must be a table with its command line, run = ["program", "argument"]')
    for given in value:
        if given not in _NAMES:
            raise _Flaw(f"has no setting “{given}”, only {', '.join(_NAMES)}", given)
    return OwnCommand(
        name,
        _run(value.get("run")),
        key=_key(value.get("key", "")),
        stdin=cast(Input, _one_of("stdin", value.get("stdin", "nothing"), get_args(Input))),
        output=cast(Output, _one_of("output", value.get("output", "status"), get_args(Output))),
        line=line,
    )


def _run(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
        raise _Flaw('needs its command line as a list: run = ["program", "argument"]', "run")
    if not value[0].strip() or "\0" in "".join(value):
        raise _Flaw("names no program in its `run`", "run")
    if _PLACEHOLDER.search(value[0]):
        raise _Flaw("has a placeholder for its program: only arguments can have them", "run")
    if flaw := placeholder_flaw(value):
        raise _Flaw(flaw, "run")
    return tuple(value)


def placeholder_flaw(words: Iterable[str], known: Sequence[str] = PLACEHOLDERS) -> str:
    """The end of a sentence about the first placeholder that is not `known`; '' if all are."""
    for found in (found for word in words for found in _PLACEHOLDER.finditer(word)):
        if found[2] and found[2] not in known:
            shown = ", ".join(f"{{{one}}}" for one in known)
            return (
                f"has {found[0]} in its command line, but there are only {shown}; {{{found[0]}}} "
                "means the word itself, in braces"
            )
    return ""


def _key(value: object) -> str:
    if not isinstance(value, str):
        raise _Flaw('needs a text as its `key`, such as `"ctrl+s"`', "key")
    return value


def _one_of(name: str, value: object, known: tuple[str, ...]) -> str:
    if value not in known:
        raise _Flaw(f"needs one of {', '.join(known)} as its `{name}`", name)
    return str(value)
