"""Turns MDX into Markdown: removes JavaScript statements, comments and components.

MDX is recognised by its content, not the file's suffix: a line that imports or exports at the top
level, outside code, a comment, or a tag with braces in its attributes. A sentence that begins with
“import” is not such a line.
"""

from __future__ import annotations

import re

from reader.articles.fences import closes, opening
from reader.lazy_re import late

_STATEMENT = late(
    r"(?:import\s+(?:[\w*${},\s]+\s+from\s+)?[\"'][^\"'\n]+[\"'];?"
    r"|export\s+(?:default|const|let|var|function|async|class|\{|\*).*"
    r"|import\s+(?:\{[^}]*|\w+\s*,\s*\{[^}]*))\s*$"
)
_COMMENT = late(r"\{/\*.*?\*/\}", re.S)
_BRACED = late(r"<[A-Za-z][\w.]*\s[^<>]*?(?<![\w-])[\w-]+=\{")
_TAG = late(r"</?([A-Za-z][\w.]*)(?=[\s/>])|<(?=>)|</(?=>)")
_COMPONENT = late(r"[A-Z]|\w+\.\w")
_CLOSED = late(r"\s*/?>")
_ATTRIBUTE = late(r"\s*(?:([\w:@.-]+)(?:\s*=\s*(?=[\"'{]))?|(?=\{))")
_VALUE = late(r"\"[^\"]*\"|'[^']*'")
_FENCE = opening(r"[ \t]*")
_CODE_SPAN = late(r"(?<![`{=(+])(`+)(?!`)[^`\n]+(?<!`)\1(?![`})])")
_EXPRESSION = late(r"[ \t]*\{[^{}\n]*\}[ \t]*")
_SIGNS = late(r"^(?:import|export)\s|\{/\*|=\{", re.M)
_LONGEST = 5_000
_LONGEST_LINE = 1_000


def without_components(text: str) -> str:
    """The Markdown of a text in MDX; any other text unchanged."""
    if not _SIGNS.search(text):
        return text
    pieces = list(_outside_code(text))
    is_mdx = any(not code and _is_mdx(piece) for piece, code in pieces)
    if not is_mdx:
        return text
    return "".join(piece if code else _plain(piece) for piece, code in pieces)


def _is_mdx(text: str) -> bool:
    if any(_statement_end(text, start) for start in _starts(text)):
        return True
    return "{/*" in text or _BRACED.search(text) is not None


def _outside_code(text: str) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is code, fenced or within a line."""
    pieces: list[tuple[str, bool]] = []
    for piece, is_code in _by_fences(text):
        if is_code or "`" not in piece:
            pieces.append((piece, is_code))
            continue
        at = 0
        for span in _CODE_SPAN.finditer(piece):
            pieces += [(piece[at : span.start()], False), (span[0], True)]
            at = span.end()
        pieces.append((piece[at:], False))
    return pieces


def _by_fences(text: str) -> list[tuple[str, bool]]:
    pieces: list[tuple[str, bool]] = []
    lines: list[str] = []
    fence = ""
    for line in text.splitlines(keepends=True):
        if fence:
            lines.append(line)
            if closes(line, fence):
                pieces.append(("".join(lines), True))
                lines, fence = [], ""
        elif found := _FENCE.match(line):
            pieces.append(("".join(lines), False))
            lines, fence = [line], found[1]
        else:
            lines.append(line)
    return [*pieces, ("".join(lines), bool(fence))]


def _starts(text: str) -> list[int]:
    """The positions of lines that begin with `import` or `export`."""
    if "import" not in text and "export" not in text:
        return []
    found = [one.start() for one in re.finditer(r"^(?:import|export)\b", text, re.M)]
    return found[:200]


def _statement_end(text: str, start: int) -> int:
    """The end of the statement that begins at `start`; 0 if it is a sentence."""
    end = text.find("\n", start)
    line = text[start : end if end >= 0 else len(text)]
    if len(line) > _LONGEST_LINE or not _STATEMENT.match(line):
        return 0
    at, depth = start, 0
    while at < min(len(text), start + _LONGEST):
        character = text[at]
        if (
            character in "\"'`"
            and (close := text.find(character, at + 1)) > 0
            and _on_line(text, at, close)
        ):
            at = close
        elif character in "({[":
            depth += 1
        elif character in ")}]":
            depth -= 1
        elif character == "\n" and depth <= 0:
            return at + 1
        at += 1
    return min(len(text), at)


def _on_line(text: str, start: int, end: int) -> bool:
    return text[start] == "`" or "\n" not in text[start:end]


def _plain(text: str) -> str:
    """A piece of text without statements, comments and component tags."""
    for start in reversed(_starts(text)):
        if end := _statement_end(text, start):
            text = f"{text[:start]}\n{text[end:]}"
    text = _COMMENT.sub("", text)
    made: list[str] = []
    at = 0
    for tag in _TAG.finditer(text):
        if tag.start() < at:
            continue
        end, attributes = _tag_end(text, tag.end())
        name = tag[1] or ""
        if not end:
            continue
        source = text[tag.start() : end]
        if name and not _COMPONENT.match(name) and "{" not in source:
            continue  # an HTML element
        made += [text[at : tag.start()], _shown(name, source, attributes)]
        at = end
    text = "".join([*made, text[at:]])
    return "\n".join("" if _EXPRESSION.fullmatch(line) else line for line in text.split("\n"))


def _shown(name: str, source: str, attributes: dict[str, str]) -> str:
    """What is left of a tag: of a component nothing, of an element the attributes that are text."""
    if not name or _COMPONENT.match(name):
        return ""
    if source.startswith("</"):
        return source
    kept = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{kept}{' /' if source.endswith('/>') else ''}>"


def _tag_end(text: str, at: int) -> tuple[int, dict[str, str]]:
    """The end of a tag whose name ends at `at`, 0 for none, and its attributes that are text."""
    attributes: dict[str, str] = {}
    limit = min(len(text), at + _LONGEST)
    while at < limit:
        if closed := _CLOSED.match(text, at):
            return closed.end(), attributes
        found = _ATTRIBUTE.match(text, at)
        at, value = _value(text, found.end()) if found else (0, "")
        if found is None or not at:
            break
        if found[1] and value:
            attributes[found[1]] = value
    return 0, attributes


def _value(text: str, at: int) -> tuple[int, str]:
    """The end of an attribute's value, and the value if it is text."""
    if text[at : at + 1] == "{":
        return _closing(text, at), ""
    value = _VALUE.match(text, at)
    return (value.end(), value[0][1:-1].replace('"', "&quot;")) if value else (at, "")


def _closing(text: str, at: int) -> int:
    """The position after the brace that closes the one at `at`; 0 for none."""
    depth = 0
    for place in range(at, min(len(text), at + _LONGEST)):
        if text[place] == "{":
            depth += 1
        elif text[place] == "}":
            depth -= 1
            if not depth:
                return place + 1
    return 0
