"""Bytes of a file → front matter, body and problems. Tolerant: whatever the bytes, the body shows.

Metadata is text. A head that is plain, as templates write it, is read line by line; what has more
of YAML in it by a YAML parser, texts quoted that a template should have quoted; and where it is not
valid YAML even so, line by line again, for what can be saved.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reader.articles.frontmatter import plain_yaml
from reader.articles.frontmatter.plain_yaml import Value
from reader.errors import ArticleError
from reader.lazy_re import late

HEAD_LIMIT = 64 * 1024
"""Characters of front matter that are read; no honest one comes near."""

BAD_SHARE = 0.005
"""The share of undecodable bytes above which a file is taken for GB18030."""

_BEYOND_ASCII = late(rb"[\x80-\xff]+")
_WINDOWS = {chr(byte): bytes((byte,)).decode("cp1252", "replace") for byte in range(0x80, 0xA0)}
_FENCED = late(r"\s*(---+|\+\+\+)[ \t]*\r?\n")
_YAML_FENCE = late(r"^(?:-{3,}|\.{3})\s*$", re.MULTILINE)  # `...` ends a document of YAML, too
_TOML_FENCE = late(r"^\+\+\+[ \t]*\r?$", re.MULTILINE)
_KEY = late(r"([A-Za-z_][\w.-]*)[ \t]*[:=](?:[ \t]+|$)(.*)")
_ITEM = late(r"\s*-(?:[ \t]+|$)(.*)")
_UNQUOTED = late(
    r"^([A-Za-z_][\w.-]*:[ \t]+)"
    r"([@`%][^\n]*|[^\s\-?:,\[\]{}#&*!|>'\"@`%](?=[^\n]*:(?:\s|\Z))[^\n]*)",
    re.MULTILINE,
)
_NO_PROSE = late(r"\s*(?:-(?:\s|$)|[\[\]{}:<>&*!|%@,`?])|\s+[A-Za-z_][\w.-]*:(?:\s|$)")
_NAMED = 3
_BULLETTY = late(r'[a-z]+ = ["\d].*\n[a-z]+ = ')  # TOML between the fences of YAML


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A file taken apart.

    `values` maps lower-case field names to text or lists of text; fields of a nested mapping have
    dotted names. `head` is the front matter as written, `body` all that follows it, `problems`
    sentences about both. `title_line` is the first line of a title that goes on in the next one
    without being YAML: what articles were known by before such titles were read whole.
    """

    values: dict[str, Value]
    head: str
    body: str
    problems: tuple[str, ...]
    title_line: str | None = None


def parse(data: bytes) -> FrontMatter:
    """Take a file's bytes apart. Raises ArticleError where they are not text."""
    text, problems = decode(data)
    fence = _FENCED.match(text)
    if not fence:
        return _without_fence(text, problems)
    toml = fence[1] == "+++"
    if not toml and (plain := plain_yaml.read(text[:HEAD_LIMIT], fence.end())):
        return FrontMatter(plain.values, plain.head, text[plain.end :], tuple(problems))
    head, body, found = _split(text, fence, toml)
    problems += found
    toml = toml or bool(_BULLETTY.match(head))
    values, wrong = fields_of(head, toml=toml)
    line = first_line(head, "title") if wrong else None
    return FrontMatter(values, head, body, (*problems, *wrong), line)


def fields_of(head: str, *, toml: bool = False) -> tuple[dict[str, Value], list[str]]:
    """The fields of a head, and what is wrong with it."""
    load = _load_toml if toml else _load_yaml
    try:
        return load(head), []
    except (ValueError, RecursionError) as error:
        kind, place = "TOML" if toml else "YAML", _place(error)
        said = f"The front matter is not valid {kind}{place}; it was read line by line."
        values, lost = salvaged(head)
        return values, [said, *_losses(lost)]


def _losses(lost: list[str]) -> list[str]:
    """What to say of lines of a head that are no field's; at most a few of them are named."""
    if not lost:
        return []
    named = ", ".join(f"“{line[:60]}”" for line in lost[:_NAMED])
    more = f" and {len(lost) - _NAMED} more lines" if len(lost) > _NAMED else ""
    return [f"The front matter lost what no field has a place for: {named}{more}."]


def _without_fence(text: str, problems: list[str]) -> FrontMatter:
    """A file that begins in another way: with JSON, as a page of HTML, or at once with its text."""
    from reader.articles.frontmatter import unfenced

    if found := unfenced.head_of(text):
        line = first_line(found.head, "title") if found.problems else None
        return FrontMatter(found.values, found.head, found.body, (*problems, *found.problems), line)
    return FrontMatter({}, "", text, tuple(problems))


def decode(data: bytes) -> tuple[str, list[str]]:
    """Text of a file, and what was wrong with its encoding. Raises ArticleError for binary data.

    A byte order mark decides; otherwise UTF-8, unless more is bad than good in it: Windows-1252
    where bytes beyond ASCII stand alone among letters, GB18030 where they come in pairs.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), []
    if b"\0" in data:
        raise ArticleError("it holds binary data, not text")
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        text = data.decode("utf-8-sig", "replace")
    bad = text.count("\ufffd")
    good = len(text) - bad - len(text.encode("ascii", "ignore"))
    if bad > good and _alone(data):
        text = "".join(_WINDOWS.get(one, one) for one in data.decode("latin-1"))
        return text, ["The file is not UTF-8; it was read as Windows-1252."]
    if bad > BAD_SHARE * len(data) and bad > good:
        return data.decode("gb18030", "replace"), ["The file is not UTF-8; it was read as GB18030."]
    return text, [f"{bad} places in the file are not UTF-8; they show as \ufffd."]


def _alone(data: bytes) -> bool:
    """Whether bytes beyond ASCII mostly stand alone, as they do where a byte is a letter."""
    runs = [len(run) for run in _BEYOND_ASCII.findall(data)]
    return runs.count(1) > sum(length // 2 for length in runs)


def _split(text: str, fence: re.Match[str], toml: bool) -> tuple[str, str, list[str]]:
    """Head, body and problems of a text that opens with a fence."""
    from reader.articles.frontmatter import yaml_fields

    try:
        head, body = yaml_fields.split(text[fence.start(1) :], _fence(text, fence, toml))
    except ValueError:
        head, body = _unclosed(text[fence.end() :])
        return head, body, ["The front matter has no closing fence."]
    if len(head) > HEAD_LIMIT:
        return head[:HEAD_LIMIT], body, ["The front matter is too long; only its start was read."]
    return head.lstrip("\r\n"), body, []


def _fence(text: str, fence: re.Match[str], toml: bool) -> re.Pattern[str] | None:
    """What ends a head: dots only where a field begins it, for a rule may begin a text, too."""
    if toml:
        return _TOML_FENCE
    return _YAML_FENCE if _KEY.match(text, fence.end()) else None


def _unclosed(text: str) -> tuple[str, str]:
    """Where a head without an end ends: before the first line that is neither field nor item."""
    at = 0
    for line in text[:HEAD_LIMIT].splitlines(keepends=True):
        if not (_KEY.match(line) or _ITEM.match(line)):
            break
        at += len(line)
    return text[:at], text[at:]


def _load_yaml(head: str) -> dict[str, Value]:
    """Fields of YAML, or of what is YAML but for quotes that have only one place to be."""
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
        return yaml_fields.load(head)  # its own error, with its own line


def _quoted(head: str) -> str:
    """A head with quotes around what YAML allows in none but quoted texts: `a: b`, `@a`."""
    return _UNQUOTED.sub(lambda line: line[1] + _in_quotes(line[2].rstrip()), head)


def _in_quotes(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _load_toml(head: str) -> dict[str, Value]:
    import tomllib

    from reader.articles.frontmatter.unfenced import flat

    return flat(tomllib.loads(head))


def salvaged(head: str) -> tuple[dict[str, Value], list[str]]:
    """Fields of a head that is no YAML, and the lines that are none's: `key: value` lines, the
    `- item` lines below a key, and lines that go on with the text above them.

    The first of two equal keys wins. Any text is valid; there may be nothing in it.
    """
    written: dict[str, list[str]] = {}
    items: dict[str, list[str]] = {}
    lost: list[str] = []
    last = ""
    for line in head.splitlines():
        if field := _KEY.match(line):
            last = field[1].lower()
            if last in written:
                last = ""
                lost.append(line.strip())
            else:
                written[last] = [field[2].strip()] if field[2].strip() else []
        elif not line.strip() or line.lstrip()[:1] == "#":
            continue
        elif last and not written[last] and (item := _ITEM.match(line)):
            items.setdefault(last, []).append(unquote(item[1].strip()))
        elif last and last not in items and not _NO_PROSE.match(line):
            written[last].append(line.strip())
        else:
            lost.append(line.strip())
    values: dict[str, Value] = {name: unquote(" ".join(text)) for name, text in written.items()}
    return values | items, lost


def first_line(head: str, name: str) -> str | None:
    """The first line of a field's text in a head that is no YAML; None where there is no such."""
    for line in head.splitlines():
        if (field := _KEY.match(line)) and field[1].lower() == name:
            return unquote(field[2].strip())
    return None


def unquote(text: str) -> str:
    """Strip the quotes that a template put around a value, however many and of whichever kind.

    A quote that opens the value is not the template's where the next one like it closes a word:
    `"Foo" and "Bar"` stays.
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
