"""`reader stats`: how many articles there are, from when, and how many were read."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from dataclasses import asdict

from reader.console.json_lines import print_json
from reader.console.libraries import looked_over
from reader.library.library import Stats
from reader.output.cells import fit, width_of
from reader.output.safe import safe_line

_NAME, _BAR, _MOST = 16, 32, 20
_READ, _UNREAD = "█", "░"


def run(arguments: Namespace) -> int:
    """Print the figures, as charts or as one JSON object."""
    library = looked_over(arguments)
    found = library.stats()
    library.close()
    if arguments.json:
        print_json(asdict(found))
    else:
        print("\n".join(_lines(found)))
    return 0


def _lines(found: Stats) -> Iterable[str]:
    yield f"{found.total:,} articles, {found.unread:,} unread, {found.starred:,} starred"
    if found.undated:
        yield f"{found.undated:,} without a date"
    if found.skipped:
        yield f"{found.skipped:,} files are no articles (see `reader doctor`)"
    charts = [
        ("Last days", found.days),
        ("Categories", found.categories[:_MOST]),
        ("Your tags", found.own_tags[:_MOST]),
    ]
    for title, counts in charts:
        if counts:
            yield ""
            yield f"{title} ({_READ} read, {_UNREAD} unread)"
            most = max(count.total for count in counts)
            for count in counts:
                yield _bar(count.name, count.total, count.unread, most)


def _bar(name: str, total: int, unread: int, most: int) -> str:
    label = fit(safe_line(name) or "–", _NAME)
    cells = max(1, round(_BAR * total / most)) if total else 0
    read = round(cells * (total - unread) / total) if total else 0
    bar = _READ * read + _UNREAD * (cells - read)
    return f"  {label}{' ' * (_NAME - width_of(label))}  {bar:<{_BAR}}  {total:,}"
