"""State that another program tells: what is known of articles, and marks in that program's name.

Such a mark is no action of the user here, and no undo takes it back. It concerns articles by their
ids, whether they are in the index yet or not.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping

from reader.lazy_tuple import NamedTuple
from reader.library.index import user_tags
from reader.library.index.index_file import Index
from reader.library.journal import adoption
from reader.library.journal.journal import Mark

_PLACES = """
SELECT folder.root, folder.path, entry.name, entry.id, entry.read, entry.starred, entry.own_tags
FROM entry JOIN folder ON folder.key = entry.folder
"""


_TOLD = "SELECT article, field FROM state WHERE device >= ?1 AND device < ?1 || char(0x10FFFF)"


class State(NamedTuple):
    """The id of the article at a path, and its fields that are set: read, starred, tags. `told` are
    those that are as the program told, set or not.
    """

    article: str
    fields: frozenset[str]
    told: frozenset[str]


def device_of(program: str, machine: str) -> str:
    """The name in whose journal a machine writes what a program tells; `program` has no dots."""
    return f"{_devices(program)}{machine}"


def states(index: Index, root: int, articles: Mapping[str, str], program: str) -> dict[str, State]:
    """The state of articles by their paths under the root of that number. `articles` maps each path
    to the id that the article had when it was last seen, which counts where the index has no file
    there.
    """
    told: dict[str, set[str]] = {}
    for article, name in index.db.execute(_TOLD, (_devices(program),)):
        told.setdefault(article, set()).add(name)
    found = _states(index, root, articles)
    return {
        path: State(article, fields, frozenset(told.get(article, ())))
        for path, (article, fields) in found.items()
    }


def _states(
    index: Index, root: int, articles: Mapping[str, str]
) -> dict[str, tuple[str, frozenset[str]]]:
    wanted = {os.fsencode(path): path for path in articles}
    found: dict[str, tuple[str, frozenset[str]]] = {}
    for number, folder, name, *state in index.db.execute(_PLACES):
        at = folder + b"/" + name if folder else name
        if number == root and at in wanted:
            found[wanted[at]] = state[0], _set(*state[1:])
    for path, article in articles.items():
        if path not in found and article:
            fields = adoption.known(index, article).fields
            found[path] = article, frozenset(name for name in fields if _is_set(name, fields))
    return found


def marks(
    index: Index, root: str, wanted: Iterable[tuple[str, str, Mapping[str, bool]]]
) -> Iterator[Mark]:
    """The marks that set fields of articles: of the id, the path under the root, and the fields of
    each.
    """
    for article, path, fields in wanted:
        known = adoption.known(index, article)
        kept = {name: known.fields[name] for name in known.taken_over - fields.keys()}
        yield Mark(article, root, path, fields, None, known.last)
        if inherited := {name: value for name, value in kept.items() if value}:
            yield Mark(article, root, path, inherited, None, known.last)


def _devices(program: str) -> str:
    """How the names of the devices begin for which a program's marks are written."""
    return f"account.{program}."


def _set(read: int, starred: int, own_tags: str) -> frozenset[str]:
    names = [name for name, value in (("read", read), ("starred", starred)) if value]
    if own_tags != "[]":
        import json

        names += [user_tags.PREFIX + tag for tag in json.loads(own_tags)]
    return frozenset(names)


def _is_set(name: str, fields: Mapping[str, float]) -> bool:
    is_ours = name in ("read", "starred") or name.startswith(user_tags.PREFIX)
    return is_ours and bool(fields[name])
