"""`reader stats`: counts of articles, by day, category and tag."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from reader.console import options
from reader.console.libraries import looked_over
from reader.console.parser import ArgumentParser
from reader.console.stdout import print_json
from reader.output.cells import fit, width_of
from reader.output.safe import safe_line

if TYPE_CHECKING:
    from reader.library.library import Stats
    from reader.library.query.stats import Count, PathCount

SUMMARY = "show figures and charts of the library"
EXAMPLES = (
    ("reader stats", "figures and charts of the library"),
    ("reader stats --json | jq .unread", "the number of unread articles"),
)
_COUNT = "each with name, total, unread and starred"
FIELDS = {
    "total": "the number of articles",
    "unread": "how many are unread",
    "starred": "how many are starred",
    "undated": "how many have no date",
    "skipped": "files that are not articles",
    "categories": f"a list, the largest first, {_COUNT}",
    "category_paths": "the tree of categories: a list in the order of the screen, each with path "
    "(names, the widest first), total and unread, which include what is below it",
    "sites": f"a list, the largest first, {_COUNT}",
    "own_tags": f"your own tags: a list, the largest first, {_COUNT}",
    "days": f"a list, the newest first, {_COUNT}; the name is the day",
}


_NAME, _PATH, _BAR, _MOST = 16, 30, 32, 20
_LINES = 40
"""The most lines of the tree of categories."""

_READ, _UNREAD = "█", "░"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="the figures as a JSON object")
    options.library(parser)


def run(arguments: Namespace) -> int:
    """Print the figures, as charts or as one JSON object."""
    library = looked_over(arguments)
    found = library.stats()
    library.close()
    if arguments.json:
        print_json(_object(found))
    else:
        print("\n".join(_lines(found)))
    return 0


def _object(found: Stats) -> dict[str, object]:
    return {
        name: [one._asdict() for one in value] if isinstance(value, tuple) else value
        for name, value in found._asdict().items()
    }


def _lines(found: Stats) -> Iterable[str]:
    yield f"{found.total:,} articles, {found.unread:,} unread, {found.starred:,} starred"
    if found.undated:
        yield f"{found.undated:,} without a date"
    if found.skipped:
        yield f"{found.skipped:,} files are not articles (see `reader doctor`)"
    yield from _chart("Last days", found.days)
    yield from _tree(found.category_paths)
    yield from _chart("Your tags", found.own_tags[:_MOST])


def _chart(title: str, counts: Sequence[Count]) -> Iterable[str]:
    if counts:
        yield ""
        yield f"{title} ({_READ} read, {_UNREAD} unread)"
        most = max(count.total for count in counts)
        for count in counts:
            yield _bar(safe_line(count.name), count.total, count.unread, most)


def _tree(counts: Sequence[PathCount]) -> Iterable[str]:
    """The categories as a tree: as many levels of it as there is room for."""
    above: list[PathCount] = []
    shown: list[tuple[int, str, PathCount]] = []
    for count in counts:
        while above and above[-1].path != count.path[: len(above[-1].path)]:
            above.pop()
        names = count.path[len(above[-1].path) if above else 0 :]
        shown.append((len(above), " › ".join(map(safe_line, names)), count))
        above.append(count)
    deepest = max((depth for depth, _name, _count in shown), default=0)
    while deepest and sum(depth <= deepest for depth, *_ in shown) > _LINES:
        deepest -= 1
    lines = [one for one in shown if one[0] <= deepest]
    if lines:
        yield ""
        yield f"Categories ({_READ} read, {_UNREAD} unread)"
        most = max(count.total for _depth, _name, count in lines)
        for depth, name, count in lines[:_LINES]:
            yield _bar("  " * depth + (name or "–"), count.total, count.unread, most, _PATH)
        if more := len(shown) - len(lines[:_LINES]):
            yield f"  … {more:,} more: `reader stats --json` has them all"


def _bar(name: str, total: int, unread: int, most: int, room: int = _NAME) -> str:
    label = fit(name or "–", room)
    cells = max(1, round(_BAR * total / most)) if total else 0
    read = round(cells * (total - unread) / total) if total else 0
    bar = _READ * read + _UNREAD * (cells - read)
    return f"  {label}{' ' * (room - width_of(label))}  {bar:<{_BAR}}  {total:,}"
