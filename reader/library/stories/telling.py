"""Tells each story once: the first article of it that comes, and the other versions with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from reader.entry import Entry
from reader.lazy_tuple import NamedTuple


class Story(NamedTuple):
    """An article, and the other articles of its story, the first of which was published first."""

    entry: Entry
    others: tuple[Entry, ...] = ()

    @property
    def first(self) -> Entry:
        """The article that was published first; those without a date come last."""
        return min((self.entry, *self.others), key=lambda one: (one.published is None, one.key))


def told_once(
    entries: Iterable[Entry], versions: Callable[[Entry], Sequence[Entry]]
) -> Iterator[Story]:
    """The stories of entries, in their order. `versions` returns the articles of an entry's story;
    those that are no entries here are named too.
    """
    told: set[int] = set()
    for entry in entries:
        if entry.key in told:
            continue
        found = versions(entry) if entry.versions else ()
        told.update(one.key for one in found)
        yield Story(entry, tuple(one for one in found if one.id != entry.id))
