"""Reads the fields of a head, as text and lists of text, from YAML, TOML or JSON.

If YAML is not valid, it is tried again with the quotes that a template forgot, and then
read line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time

from reader.articles.frontmatter.plain_yaml import Value
from reader.lazy_re import late

HEAD_LIMIT = 64 * 1024
"""The most characters of front matter that are read; real ones are far shorter."""

KEY = late(r"([^\W\d][\w.-]*)[ \t]*(?:[:=](?:[ \t]+|$)|：[ \t]*)(.*)")
ITEM = late(r"\s*-(?:[ \t]+|$)(.*)")
"""`KEY` matches a line with a field, `ITEM` one with an item of a list."""

_UNQUOTED = late(
    r"^([A-Za-z_][\w.-]*:[ \t]+)"
    r"([@`%][^\n]*|[^\s\-?:,\[\]{}#&*!|>'\"@`%](?=[^\n]*:(?:\s|\Z))[^\n]*)",
    re.MULTILINE,
)
_NO_PROSE = late(r"\s*(?:-(?:\s|$)|[\[\]{}:<>&*!|%@,`?])|\s+[A-Za-z_][\w.-]*:(?:\s|$)")
_NAMED = 3


def fields_of(head: str, *, toml: bool = False) -> tuple[dict[str, Value], list[str]]:
    """The fields of a head, and its problems, one sentence each."""
    load = _load_toml if toml else _load_yaml
    try:
        return load(head), []
    except (ValueError, RecursionError) as error:
        kind, place = "TOML" if toml else "YAML", _place(error)
        said = f"The front matter is not valid {kind}{place}; it was read line by line."
        values, lost = _salvaged(head)
        return values, [said, *_losses(lost)]


def _losses(lost: list[str]) -> list[str]:
    """The problem with lines of a head that belong to no field; only the first few are quoted."""
    if not lost:
        return []
    named = ", ".join(f"“{line[:60]}”" for line in lost[:_NAMED])
    more = f" and {len(lost) - _NAMED} more lines" if len(lost) > _NAMED else ""
    return [f"Lines of the front matter that belong to no field were lost: {named}{more}."]


def _load_yaml(head: str) -> dict[str, Value]:
    """The fields of YAML, or of what is YAML once evident quotes are added. Raises ValueError for
    anything else.
    """
    from reader.articles.frontmatter import yaml_fields

    try:
        return yaml_fields.load(head)
    except ValueError:
        quoted = _quoted(head)
        if quoted == head:
            raise
    try:
        return yaml_fields.load(quoted)
    except ValueError:
        return yaml_fields.load(head)  # raises the error of the original, with its line


def _quoted(head: str) -> str:
    """A head with quotes around values that YAML allows only in quotes: `a: b`, `@a`."""
    return _UNQUOTED.sub(lambda line: line[1] + _in_quotes(line[2].rstrip()), head)


def _in_quotes(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _load_toml(head: str) -> dict[str, Value]:
    import tomllib

    return flat(tomllib.loads(head))


def flat(values: Mapping[str, object]) -> dict[str, Value]:
    """The values of TOML or JSON as text and lists of text; fields of nested tables
    have dotted names. If `categories` is a list of lists, `categories.paths` has a text for each
    inner list, with a name a line.
    """
    found: dict[str, Value] = {}
    for name, value in values.items():
        if isinstance(value, dict):
            for inner, deep in value.items():
                found.setdefault(f"{name}.{inner}".lower(), _value(deep))
        elif value is not None:
            field = str(name).lower()
            found.setdefault(field, _value(value))
            if field == "categories" and isinstance(value, list) and _is_nested(value):
                found.setdefault(f"{field}.paths", ["\n".join(_items([one])) for one in value])
    return found


def _is_nested(values: list[object]) -> bool:
    return any(isinstance(value, list) for value in values)


def _value(value: object) -> Value:
    return list(_items(value)) if isinstance(value, list) else _text(value)


def _items(values: list[object]) -> Iterator[str]:
    for value in values:
        if isinstance(value, list):
            yield from _items(value)
        elif value is not None:
            yield _text(value)


def _text(value: object) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):  # a tag or an author with a name and an id
        return str(next((value[name] for name in ("name", "label", "title") if name in value), ""))
    return str(value)


def _salvaged(head: str) -> tuple[dict[str, Value], list[str]]:
    """The fields of a head that is not YAML, and the lines that belong to no field.

    Fields are made of `key: value` lines, the `- item` lines below a key, and lines that continue
    the text above them. The first of two equal keys wins.
    """
    written: dict[str, list[str]] = {}
    items: dict[str, list[str]] = {}
    lost: list[str] = []
    last = ""
    for line in head.splitlines():
        if field := KEY.match(line):
            last = field[1].lower()
            if last in written:
                last = ""
                lost.append(line.strip())
            else:
                written[last] = [field[2].strip()] if field[2].strip() else []
        elif not line.strip() or line.lstrip()[:1] == "#":
            continue
        elif last and not written[last] and (item := ITEM.match(line)):
            items.setdefault(last, []).append(_unquoted(item[1].strip()))
        elif last and last not in items and not _NO_PROSE.match(line):
            written[last].append(line.strip())
        else:
            lost.append(line.strip())
    values: dict[str, Value] = {name: _unquoted(" ".join(text)) for name, text in written.items()}
    return values | items, lost


def first_line(head: str, name: str) -> str | None:
    """The first line of a field's text in a head that is not YAML; None if there is
    no such field.
    """
    for line in head.splitlines():
        if (field := KEY.match(line)) and field[1].lower() == name:
            return _unquoted(field[2].strip())
    return None


def _unquoted(text: str) -> str:
    """Remove the quotes that a template put around a value, any number of either kind.

    The first quote is part of the value if the next one of its kind closes a word: `"Foo"
    and "Bar"` stays.
    """
    while len(text) > 1 and text[0] in "'\"" and text[0] == text[-1]:
        quote, inner = text[0], text[1:-1]
        at = inner.find(quote)
        if at > 0 and not inner[at - 1].isspace() and inner[at + 1 : at + 2].isspace():
            break
        text = inner.strip()
    if len(text) > 1 and text[0] in "'\"" and text[0] not in text[1:]:
        text = text[1:]
    return text


def _place(error: Exception) -> str:
    line = getattr(error, "line", None)
    return f" (line {line})" if line else ""
