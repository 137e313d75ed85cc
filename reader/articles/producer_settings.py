"""The few values that are read from the settings of a producer, in whatever language they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from reader.drives import is_file
from reader.lazy_re import late

_LIMIT = 200_000

_PYTHON = late(r"^([A-Z][A-Z_]+)\s*=\s*[bru]{0,2}[\"']([^\"'\n]*)[\"']", re.M)
_SCRIPT = late(r"^\s*(title|url|path)\s*:\s*[\"'`]([^\"'`\n]+)[\"'`]", re.M)


def settings_in(file: Path) -> dict[str, str]:
    """The settings of a file that are texts, by name; names are in lower case, except
    in JavaScript.
    """
    from reader.articles.frontmatter.fields import fields_of

    text = bytes_in(file).decode("utf-8", "replace")
    if file.suffix == ".py":
        return {name.lower(): said for name, said in _PYTHON.findall(text)}
    if file.suffix in (".js", ".ts", ".mjs"):
        found: dict[str, str] = {}
        for name, said in _SCRIPT.findall(text):
            found.setdefault(name, said)
        return found
    values, _problems = fields_of(text, toml=file.suffix == ".toml")
    return {name: said for name, said in values.items() if isinstance(said, str)}


def first_of(values: Mapping[str, str], *names: str) -> str:
    """The first of these settings that says something, on one line; '' if none does."""
    return next((" ".join(values[name].split()) for name in names if values.get(name)), "")


def template_folders_of_obsidian(home: Path) -> Iterator[str]:
    """The folders of a vault's templates, from the settings of Obsidian's plugin
    and of Templater.
    """
    import json

    for file, name in (
        ("templates.json", "folder"),
        ("plugins/templater-obsidian/data.json", "templates_folder"),
    ):
        try:
            values = json.loads(bytes_in(home / ".obsidian" / file) or b"{}")
        except (ValueError, RecursionError):
            continue
        folder = values.get(name) if isinstance(values, dict) else None
        if isinstance(folder, str) and folder.strip("/ "):
            yield folder.strip("/ ")
    yield "Templates"
    yield "templates"


def bytes_in(file: Path) -> bytes:
    """The beginning of a file, b'' if it cannot be read."""
    try:
        if not is_file(file):
            return b""
        with file.open("rb") as opened:
            return opened.read(_LIMIT)
    except OSError:
        return b""
