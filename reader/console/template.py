"""Rows printed with a template: `reader list --format '{date} {title:40} {site}'`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo

from reader.console.parser import meant
from reader.entry import Entry
from reader.errors import UsageError
from reader.output.cells import fit, width_of
from reader.output.safe import safe_line

Value = str | datetime | None

FIELDS: dict[str, Callable[[Entry], Value]] = {
    "id": lambda entry: entry.id,
    "short": lambda entry: entry.id[:8],
    "date": lambda entry: entry.published,
    "time": lambda entry: entry.published,
    "title": lambda entry: entry.title,
    "category": lambda entry: entry.categories[0] if entry.categories else "",
    "categories": lambda entry: " › ".join(entry.categories),
    "site": lambda entry: entry.site,
    "authors": lambda entry: ", ".join(entry.authors),
    "tags": lambda entry: ", ".join(entry.tags),
    "own_tags": lambda entry: ", ".join(entry.own_tags),
    "url": lambda entry: entry.url,
    "path": lambda entry: str(entry.path),
    "read": lambda entry: "read" if entry.read else "unread",
    "starred": lambda entry: "starred" if entry.starred else "",
    "muted": lambda entry: "muted" if entry.muted else "",
    "score": lambda entry: str(entry.score),
    "progress": lambda entry: f"{entry.progress:.0%}",
}
_WRITTEN = {"date": "%Y-%m-%d", "time": "%H:%M"}
_WIDEST, _DIGITS = 1_000, 4


class Template:
    """A line with fields in braces; after a colon, a width in cells or a format of strftime."""

    def __init__(self, text: str) -> None:
        """Raises UsageError where it names an unknown field, or cannot be read."""
        from string import Formatter

        text = text.replace("\\t", "\t").replace("\\n", "\n")
        try:
            self._parts = list(Formatter().parse(text))
        except ValueError as error:
            raise UsageError(
                f"The format “{text}” cannot be read: {error}; "
                "write {title} for a field and {{ for a brace."
            ) from None
        for _, name, spec, conversion in self._parts:
            if name is not None:
                _check(name, spec or "", conversion)

    def line(self, entry: Entry, zone: tzinfo | None) -> str:
        """The line of an entry, with dates in `zone` and without control characters."""
        return "".join(
            before + (_field(entry, zone, name, spec or "") if name is not None else "")
            for before, name, spec, _ in self._parts
        )


def _check(name: str, spec: str, conversion: str | None) -> None:
    if name not in FIELDS:
        hint = meant(name, FIELDS) or f" There are {', '.join(FIELDS)}."
        raise UsageError(f"There is no field {{{name}}}.{hint}")
    is_date = name in _WRITTEN and "%" in spec
    if conversion or not (not spec or is_date or _is_width(spec)):
        raise UsageError(f"{{{name}:{spec}}} needs a number of cells after the colon.")


def _is_width(spec: str) -> bool:
    return spec.isdecimal() and len(spec) <= _DIGITS and int(spec) <= _WIDEST


def _field(entry: Entry, zone: tzinfo | None, name: str, spec: str) -> str:
    value = FIELDS[name](entry)
    if isinstance(value, datetime):
        value = value.astimezone(zone).strftime(spec if "%" in spec else _WRITTEN[name])
    text = safe_line(value or "")
    if not spec.isdecimal():
        return text
    text = fit(text, int(spec))
    return text + " " * (int(spec) - width_of(text))
