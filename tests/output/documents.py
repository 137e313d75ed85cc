"""Documents of any shape, with text that Markdown and HTML would act on, for properties."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from hypothesis import strategies as st

from reader.model import Article, Block, Cell, Kind, Span

HOSTILE = Article(
    id="0" * 24,
    path=Path("/news/a\x1b.md"),
    title="标题\x1b]0;x\x07\u202e",
    published=datetime(2022, 4, 22, 13, 29, tzinfo=UTC),
    published_inferred=True,
    categories=("金融", "新浪", "国内"),
    site="新浪",
    authors=("新浪 - 国内",),
    tags=("\x9b31m",),
    url="https://e.example/",
    body="<p>正文</p>",
    head="",
    problems=("The date “x\x1b” cannot be read.",),
)
"""An article with a value for every field, and control characters in its texts."""

_PIECES = [
    "要求", "。", "4月", "“", "”", "（", "）", "！", "word", "a", "1", "12.", "3)", "é", "€",
    " ", "  ", "\u3000", "\n", "\xa0", "\t", "\x02", "\x1b[1m",
    "*", "**", "_", "__", "`", "```", "~", "~~~", "[", "]", "(", ")", "#", "##", "+", "-", "---",
    "=", "===", "<", ">", "<b>", "</p>", "<!--", "&", "&amp;", "lt;", "|", ":-", "\\", "!", "$",
    "https://e.example/", "[x]: y",
]  # fmt: skip

texts = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=5).map("".join)

hrefs = st.one_of(
    st.none(),
    st.sampled_from(
        ["https://e.example/", "https://e.example/a_(b)?c=1&lt;=2|`*<>\\ [x]", "mailto:a@e.example"]
    ),
)

# `partial`: for a bare named tuple, hypothesis would make up the values of fields that have one
spans = st.lists(
    st.builds(
        partial(Span),
        text=texts,
        bold=st.booleans(),
        italic=st.sampled_from([False, False, True]),
        code=st.sampled_from([False, False, False, True]),
        strike=st.sampled_from([False, False, False, True]),
        muted=st.booleans(),
        href=hrefs,
    ),
    max_size=5,
).map(tuple)

_rows = st.lists(
    st.lists(
        st.builds(
            partial(Cell),
            spans=spans,
            header=st.booleans(),
            columns=st.integers(1, 3),
            rows=st.integers(1, 3),
        ),
        min_size=1,
        max_size=3,
    ).map(tuple),
    min_size=1,
    max_size=3,
).map(tuple)

_KINDS: list[Kind] = ["paragraph", "heading", "item", "code", "image", "rule", "credit"]

_plain = st.builds(
    partial(Block),
    kind=st.sampled_from(_KINDS),
    spans=spans,
    level=st.integers(0, 7),
    quote=st.integers(0, 2),
    depth=st.integers(0, 3),
    marker=st.sampled_from(["", "", "•", "1.", "2.", "3.", "10.", "0."]),
    language=st.sampled_from(["", "go", "c++", 'a"b', "x y", "`"]),
    medium=st.just("image"),
    href=hrefs,
)
_tables = st.builds(
    partial(Block),
    kind=st.just("table"),
    quote=st.integers(0, 1),
    depth=st.integers(0, 1),
    marker=st.sampled_from(["", "•"]),
    rows=_rows,
)

blocks = st.lists(st.one_of(_plain, _plain, _tables), max_size=6)
