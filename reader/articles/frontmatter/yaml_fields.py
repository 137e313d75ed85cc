"""Reads heads in YAML as fields of text. It is only used for heads that are not plain, because YAML
takes a while to load.

YAML reads `2021` as a number, `12:30` as 750, `No` as False and `a # b` as `a`. In titles these are
text, so scalars are taken as they are written. YAML beyond text, lists and mappings is refused:
tags and aliases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml
from frontmatter.default_handlers import YAMLHandler

from reader.articles.frontmatter.plain_yaml import Value
from reader.lazy_re import late

_NESTING_LIMIT = 100
_COMMENT = late(r"[ \t]+#[^\n]*")
_PLAIN_TAG = late(r"tag:yaml\.org,2002:(str|int|float|bool|null|timestamp|value|merge|seq|map)$")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BrokenYaml(ValueError):
    """A head is not valid YAML. `line` counts from 1; None if the parser does not tell."""

    def __init__(self, line: int | None) -> None:
        super().__init__()
        self.line = line


def split(text: str, fence: re.Pattern[str] | None) -> tuple[str, str]:
    """The head and body of a text that begins with a fence. Fences are `---` lines, unless another
    pattern is given.

    Raises ValueError if there is no second fence.
    """
    return YAMLHandler(fence).split(text)


def load(head: str) -> dict[str, Value]:
    """The fields of a head; those of a nested mapping have dotted names. Of two equal names the
    last wins, as with producers.

    Raises ValueError for a head that is not valid YAML, or that uses tags, aliases or tabs.
    """
    try:
        return _loaded(head)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise BrokenYaml(mark.line + 1 if mark else None) from None


def _loaded(head: str) -> dict[str, Value]:
    if head.count("[") + head.count("{") > _NESTING_LIMIT or "\t" in head:
        raise ValueError("too deep, or with tabs")
    root = yaml.compose(head, Loader=_Loader)
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode):
        raise ValueError("not a mapping")
    values: dict[str, Value] = {}
    for name, node in _fields(root, "", set()):
        values[name] = _value(node, head)
        if name == "categories" and isinstance(node, yaml.SequenceNode) and _is_nested(node):
            values[f"{name}.paths"] = _paths(node, head)
    return values


def _is_nested(node: yaml.SequenceNode) -> bool:
    return any(isinstance(item, yaml.SequenceNode) for item in node.value)


def _paths(node: yaml.SequenceNode, head: str) -> list[str]:
    """A text for each item of a list, with the texts of an inner list on lines of their own."""
    items = (_value(item, head) for item in node.value)
    return [item if isinstance(item, str) else "\n".join(item) for item in items]


def _fields(
    mapping: yaml.MappingNode, prefix: str, seen: set[int]
) -> Iterator[tuple[str, yaml.Node]]:
    for key, node in mapping.value:
        _refuse_tricks(node, seen)
        name = prefix + str(key.value).strip().lower()
        if isinstance(node, yaml.MappingNode) and not prefix:
            yield from _fields(node, name + ".", seen)
        else:
            yield name, node


def _refuse_tricks(node: yaml.Node, seen: set[int]) -> None:
    """Raise ValueError for tags, which could run code, and aliases, which could make a
    small file huge.
    """
    if not _PLAIN_TAG.match(node.tag) or id(node) in seen:
        raise ValueError("tags and aliases are not read")
    seen.add(id(node))


def _value(node: yaml.Node, head: str) -> Value:
    if isinstance(node, yaml.SequenceNode):
        return list(_items(node, head, set()))
    return _text(node, head)


def _items(node: yaml.SequenceNode, head: str, seen: set[int]) -> Iterator[str]:
    """The texts of a list. Nested lists, which Hexo uses for several paths, are flattened."""
    for item in node.value:
        _refuse_tricks(item, seen)
        if isinstance(item, yaml.SequenceNode):
            yield from _items(item, head, seen)
        else:
            yield _text(item, head)


def _text(node: yaml.Node, head: str) -> str:
    """The text of a scalar, including what YAML takes for a comment; anything else as written."""
    if not isinstance(node, yaml.ScalarNode):
        return head[node.start_mark.index : node.end_mark.index].strip()
    text: str = node.value
    if text and not node.style and (comment := _COMMENT.match(head, node.end_mark.index)):
        text += comment[0].rstrip()
    return text
