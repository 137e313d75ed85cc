"""Ways to damage a file. A case is made from a seed and its number alone, so it comes back."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
PIECE = 4_000
"""Bytes of most cases; every tenth is as long as what it is made from."""

_TAGS = (
    "<b>", "</b>", "<div>", "</div>", "<p>", "</p>", "<pre>", "</pre>", "<code>", "</code>",
    "<table><tr><td>", "</table>", "<td>", "<ul><li>", "<ol start=-3>", "<li>", "</ul>",
    "<blockquote>", "<h2>", "</h2>", "<style>", "<script>", "<!--", "-->", "<![CDATA[", "<svg>",
    "<math><mi>x", "<select>", "<textarea>", "<title>", "<template>", "<frameset>", "<plaintext>",
    "<ruby>漢<rt>かん", "<sup>2", "<br>", "<img src=a.png alt='", "<a href='https://e.example/",
    "<span style='font-weight:bold;display:none'>", "<x-y>", "<value>", "<PID,Partition>", "<", ">",
    "<td colspan=99 rowspan=99>", "<iframe src=//a.example>", "<object>", "<font size=0>",
)  # fmt: skip
_MARKDOWN = (
    "**", "*", "_", "~~", "`", "```", "```py\n", "# ", "> ", "- ", "1. ", "    ",
    "| a | b |\n|-|-|\n", "[", "](", "![", "[[", "]]", "![[", "==", "%%", "{% raw %}",
    "{{< figure src=a >}}", "[^1]", "[^1]: ", "> [!note] ", "- [ ] ", "\n\n", "\\", "---\n", "<https://",
    "http://e.example/(a",
)  # fmt: skip
_ENTITIES = (
    f"&#{'9' * 5_000};",
    "&amp;",
    "&lt;",
    "&#0;",
    "&#x1b;",
    "&#x202e;",
    "&#xD800;",
    "&#x110000;",
    "&nbsp;",
    "&",
    "&#128;",
)
_HEADS = (
    "---\n", "\n---\ntitle: 'a\n---\n", "title: \"\"\"x'\n", "+++\ntitle = 'a'\n+++\n",
    "date: Invalid Date\n", "date: 9999-99-99\n", "categories: [a, {b: c}]\n", "tags: *x\n",
    "title: !!python/none\n", "\t- a\n", "categories:\n - &#123;a&#125;\n - \x1b[31m\n",
)  # fmt: skip
_CONTROLS = (
    "\x00\x07\x08\x0b\x1b\x7f\x85\x9b\x9d\xad\u061c\u200b"
    "\u200d\u200e\u202e\u2028\u2066\ufeff\ufe0f\u20e3"
)
_SPACES = "\t \u3000\xa0\r\u2003\x0c"

Mutation = Callable[[random.Random, bytes, Sequence[bytes]], bytes]


def articles() -> list[bytes]:
    """Real articles where there are any, else the samples; and golden pages."""
    paths = [path for name in ("real", "pages") for path in sorted((CORPUS / name).glob("*"))]
    paths = paths or sorted((ROOT / "sample_articles").rglob("*.md"))
    return [path.read_bytes() for path in paths] + golden("*.html") + golden("*.md")


def golden(names: str) -> list[bytes]:
    """The golden files that have such names."""
    folder = ROOT / "tests" / "articles" / "golden"
    return [path.read_bytes() for path in sorted(folder.rglob(names))]


def case(seed: int, number: int, found: Sequence[bytes], mutations: Sequence[Mutation]) -> bytes:
    """The damaged file of a number."""
    chance = random.Random(f"{seed}:{number}")
    data = chance.choice(found)
    if chance.random() < 0.9 and len(data) > PIECE:
        start = chance.choice((0, chance.randrange(len(data) - PIECE)))
        data = data[start : start + chance.randrange(1, PIECE)]
    for _ in range(chance.choice((1, 1, 2, 3, 5, 9))):
        data = chance.choice(mutations)(chance, data, found)
    return data


def _place(chance: random.Random, data: bytes) -> int:
    """Somewhere; often beside a tag, where damage tells."""
    if chance.random() < 0.5 and (tags := [tag.start() for tag in re.finditer(rb"[<>\n]", data)]):
        return chance.choice(tags) + chance.randrange(2)
    return chance.randrange(len(data) + 1)


def _insert(chance: random.Random, data: bytes, text: str) -> bytes:
    at = _place(chance, data)
    return data[:at] + text.encode("utf-8", "surrogatepass") + data[at:]


def _flip(chance: random.Random, data: bytes, found: Sequence[bytes]) -> bytes:
    flipped = bytearray(data)
    for _ in range(chance.randrange(1, 20)):
        if flipped:
            flipped[chance.randrange(len(flipped))] = chance.randrange(256)
    return bytes(flipped)


def _splice(chance: random.Random, data: bytes, found: Sequence[bytes]) -> bytes:
    other = chance.choice(found)
    start = chance.randrange(len(other) + 1)
    at = _place(chance, data)
    return data[:at] + other[start : start + chance.randrange(PIECE)] + data[at:]


def _double(chance: random.Random, data: bytes, found: Sequence[bytes]) -> bytes:
    start, size = _place(chance, data), chance.randrange(1, 200)
    piece = data[start : start + size] * chance.choice((1, 2, 2, 50))
    return data[:start] + piece + data[start:]


def _delete(chance: random.Random, data: bytes, found: Sequence[bytes]) -> bytes:
    start = _place(chance, data)
    return data[:start] + data[start + chance.randrange(1, 300) :]


def _truncate(chance: random.Random, data: bytes, found: Sequence[bytes]) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _one_of(*texts: str) -> Mutation:
    def insert(chance: random.Random, data: bytes, found: Sequence[bytes]) -> bytes:
        return _insert(chance, data, chance.choice(texts) * chance.choice((1, 1, 1, 2, 30)))

    return insert


def _nest(chance: random.Random, data: bytes, found: Sequence[bytes]) -> bytes:
    tags = chance.choices(_TAGS, k=chance.randrange(1, 4))
    return _insert(chance, data, "".join(tags) * chance.choice((3, 40, 400)))


def _characters(chance: random.Random, data: bytes, found: Sequence[bytes]) -> bytes:
    ranges = ((0, 0x100), (0x300, 0x370), (0x590, 0x700), (0x2000, 0x2100),
              (0x3000, 0xA000), (0xD7F0, 0xE010), (0xFE00, 0x10000), (0x1F1E6, 0x1FAFF),
              (0xE0000, 0xE0200))  # fmt: skip
    text = "".join(
        chr(chance.randrange(*chance.choice(ranges))) for _ in range(chance.randrange(40))
    )
    return _insert(chance, data, text)


def _head(chance: random.Random, data: bytes, found: Sequence[bytes]) -> bytes:
    text = chance.choice(_HEADS).encode()
    return text + data if chance.random() < 0.5 else data.replace(b"\n", b"\n" + text, 2)


def _encoding(chance: random.Random, data: bytes, found: Sequence[bytes]) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(chance.choice(("gb18030", "utf-16", "latin-1", "utf-8-sig")), "replace")


def of_text(*tokens: str) -> tuple[Mutation, ...]:
    """Damage that any text may suffer, and much of what its language is made of."""
    said = _one_of(*tokens)
    return (
        _flip, _splice, _double, _delete, _truncate, _characters, _one_of(*_CONTROLS, *_SPACES),
        said, said, said, said,
    )  # fmt: skip


HEADS = (*of_text(*_HEADS, *_ENTITIES, *"-:'\"[]{}|>*&!#%@`,?\n"), _head, _encoding)
HTML = (*of_text(*_TAGS, *_TAGS, *_ENTITIES), _nest, _nest)
MARKDOWN = (*of_text(*_MARKDOWN, *_MARKDOWN, *_TAGS), _nest)
ARTICLES: tuple[Mutation, ...] = (
    _flip, _splice, _double, _delete, _truncate, _nest, _characters, _head, _one_of(*_TAGS),
    _one_of(*_TAGS), _one_of(*_MARKDOWN), _one_of(*_MARKDOWN), _one_of(*_ENTITIES),
    _one_of(*_CONTROLS, *_SPACES), _splice, _delete, _encoding,
)  # fmt: skip
