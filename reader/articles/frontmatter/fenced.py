"""Splits the bytes of a file into front matter and body, and collects problems. Any
text has a body.

Metadata is text. A plain head, such as templates write, is read line by line (`plain_yaml`), any
other by a parser (`fields`). A file without a fence may have a head in another form (`unfenced`).
"""

from __future__ import annotations

import re
from contextlib import suppress

from reader.articles.frontmatter import plain_yaml
from reader.articles.frontmatter.fields import HEAD_LIMIT, ITEM, KEY, fields_of, first_line
from reader.articles.frontmatter.plain_yaml import Value
from reader.errors import ArticleError
from reader.lazy_re import late
from reader.lazy_tuple import NamedTuple

BAD_SHARE = 0.005
"""If more than this share of its bytes is not UTF-8, a file may be in another encoding."""

_GOOD_SHARE = 4
"""A file is damaged UTF-8, whatever it declares, if it has so many good characters beyond ASCII for
each bad one.
"""

_CONTROLS = late(r"[\0-\x08\x0e-\x1f]")
_BEYOND_ASCII = late(rb"[\x80-\xff]+")
_WINDOWS = {chr(byte): bytes((byte,)).decode("cp1252", "replace") for byte in range(0x80, 0xA0)}
_FENCED = late(r"\s*(---+|\+\+\+)[ \t]*(yaml|toml|json|js|javascript)?[ \t]*\r?\n")
"""Eleventy names the language of a head after its fence; an object of it is a mapping of YAML."""

_LANGUAGE_FENCE = late(r"^---+[ \t]*(?:yaml|toml|json|js|javascript)?[ \t]*\r?$", re.MULTILINE)
_BLANK_LINE = late(r"[ \t]*\r?\n")
_TOML_FENCE = late(r"^\+\+\+[ \t]*\r?$", re.MULTILINE)
_BULLETTY = late(r'[a-z]+ = ["\d].*\n[a-z]+ = ')  # TOML between YAML's fences


class FrontMatter(NamedTuple):
    """The parts of a file.

    `values` maps lower-case field names to text or lists of text; fields of a nested mapping have
    dotted names. `head` is the front matter as written, `body` all that follows it; `problems` are
    sentences about both. `title_line` is the first line of the title, if the head is not valid
    YAML: ids were made from it before such titles were read to the end.
    """

    values: dict[str, Value]
    head: str
    body: str
    problems: tuple[str, ...]
    title_line: str | None = None


def parse(data: bytes) -> FrontMatter:
    """Split the bytes of a file. Raises ArticleError if they are not text."""
    text, problems = decode(data)
    fence = _FENCED.match(text)
    if not fence:
        return _without_fence(text, problems)
    toml = fence[1] == "+++"
    if not toml and (plain := plain_yaml.read(text[:HEAD_LIMIT], fence.end())):
        return FrontMatter(plain.values, plain.head, text[plain.end :], tuple(problems))
    head, body, found = _split(text, fence, toml)
    problems += found
    toml = toml or fence[2] == "toml" or bool(_BULLETTY.match(head))
    values, wrong = fields_of(head, toml=toml)
    if not values and _BLANK_LINE.match(text, fence.end()):  # text between two rules
        return FrontMatter({}, "", text, tuple(problems))
    line = first_line(head, "title") if wrong else None
    return FrontMatter(values, head, body, (*problems, *wrong), line)


def _without_fence(text: str, problems: list[str]) -> FrontMatter:
    """The parts of a file without a fence: it has a head in another form, or none."""
    from reader.articles.frontmatter import unfenced

    if found := unfenced.head_of(text):
        line = first_line(found.head, "title") if found.problems else None
        return FrontMatter(found.values, found.head, found.body, (*problems, *found.problems), line)
    return FrontMatter({}, "", text, tuple(problems))


def decode(data: bytes) -> tuple[str, list[str]]:
    """The text of a file, and problems with its encoding. Raises ArticleError for binary data.

    A byte order mark decides. Otherwise it is UTF-8, unless more of the characters beyond ASCII are
    bad than good: then a page's declaration decides, or Windows-1252 if bytes beyond ASCII are
    mostly single, or what the letters tell (`encodings`), or GB18030. Lines that end with CR alone
    are lines.
    """
    text, problems = _decoded(data)
    if "\r" in text and "\n" not in text:
        text = text.replace("\r", "\n")
    return text, problems


def _decoded(data: bytes) -> tuple[str, list[str]]:
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return data.decode("utf-32", "replace"), []
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), []
    if b"\0" in data:
        return _wide(data), []
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        text = data.decode("utf-8-sig", "replace")
    return _not_utf_8(data, text)


def _not_utf_8(data: bytes, text: str) -> tuple[str, list[str]]:
    """The text of bytes that are not UTF-8; `text` is what they are in it."""
    from reader.articles import encodings

    bad = text.count("\ufffd")
    good = len(text) - bad - len(text.encode("ascii", "ignore"))
    said = encodings.declared(data) if good < _GOOD_SHARE * bad else None
    if said and said not in ("cp1252", "utf-8"):
        return data.decode(said, "replace"), []
    name = ""
    if bad > good and _alone(data):
        text, name = (
            "".join(_WINDOWS.get(one, one) for one in data.decode("latin-1")),
            "Windows-1252",
        )
    elif bad > good and bad > BAD_SHARE * len(data):
        encoding, name = encodings.guessed(data) or ("gb18030", "GB18030")
        text = data.decode(encoding, "replace")
    if name:
        return text, [f"The file is not UTF-8; it was read as {name}."]
    return text, [f"{bad} places in the file are not UTF-8; they show as \ufffd."]


def _wide(data: bytes) -> str:
    """The text of UTF-16 without a mark, which has lines and no control characters."""
    for encoding in ("utf-16-le", "utf-16-be"):
        with suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            if "\n" in text and not _CONTROLS.search(text):
                return text
    raise ArticleError("it contains binary data, not text")


def _alone(data: bytes) -> bool:
    """Whether bytes beyond ASCII are mostly single, as in encodings with one byte for a letter."""
    runs = [len(run) for run in _BEYOND_ASCII.findall(data)]
    return runs.count(1) > sum(length // 2 for length in runs)


def _split(text: str, fence: re.Match[str], toml: bool) -> tuple[str, str, list[str]]:
    """The head, body and problems of a text that begins with a fence."""
    from reader.articles.frontmatter import yaml_fields

    try:
        head, body = yaml_fields.split(text[fence.start(1) :], _fence(text, fence, toml))
    except ValueError:
        head, body = _unclosed(text[fence.end() :])
        if not head:  # the fence is a rule
            return "", text, []
        return head, body, ["The front matter has no closing fence."]
    if len(head) > HEAD_LIMIT:
        return head[:HEAD_LIMIT], body, ["The front matter is too long; only its start was read."]
    return head.lstrip("\r\n"), body, []


def _fence(text: str, fence: re.Match[str], toml: bool) -> re.Pattern[str] | None:
    """The pattern of the closing fence. Dots are one only if a field follows the opening fence,
    which may be a rule instead.
    """
    if toml:
        return _TOML_FENCE
    if fence[2]:
        return _LANGUAGE_FENCE
    return plain_yaml.FENCE if KEY.match(text, fence.end()) else None


def _unclosed(text: str) -> tuple[str, str]:
    """The head without a closing fence, which ends before the first line that is neither a field
    nor an item, and the body.
    """
    at = 0
    for line in text[:HEAD_LIMIT].splitlines(keepends=True):
        if not (KEY.match(line) or ITEM.match(line)):
            break
        at += len(line)
    return text[:at], text[at:]
