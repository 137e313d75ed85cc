"""Turns our HTML into Markdown (CommonMark, with GitHub's tables) with exactly the same bold.

html2text reads the HTML and writes paragraphs and headings. Its lists, emphasis, code, tables and
literal asterisks would change the text or its bold, so they are written here; the prefixes of lines
in lists and quotes are added as lines are written.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import tzinfo

from html2text import HTML2Text

from reader.entry import Entry
from reader.lazy_re import late
from reader.model import Article, Block
from reader.output.formats import html as html_format
from reader.output.markup.markdown_emphasis import EM, EM_END, STRONG, STRONG_END, resolved
from reader.output.markup.markdown_escape import code_block, code_span, destination, escaped
from reader.output.markup.pipe_table import PipeTable
from reader.output.safe import safe_value

ENDING = ".md"
HAS_TITLE = False

Attributes = dict[str, str | None]

_INLINE = {
    "strong": (STRONG, STRONG_END),
    "em": (EM, EM_END),
    "del": ("<del>", "</del>"),  # GitHub's `~~` is not in CommonMark
}
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
MEDIUM = late(r"\[(?:image|video|audio|frame)(?:: [^\[\]]*)?\]")
"""The text for a picture or film; as a link it needs no second pair of brackets."""

_NO_YAML = late("[\ufffe\uffff]")


def document(
    article: Article, blocks: Iterable[Block], zone: tzinfo | None, _entry: Entry | None = None
) -> str:
    """Front matter and body."""
    return front_matter(article, zone) + fragment(blocks)


def fragment(blocks: Iterable[Block]) -> str:
    """The body as Markdown, with each paragraph on one line."""
    return resolved(_Writer().handle(html_format.fragment(blocks))).strip("\n") + "\n"


def front_matter(article: Article, zone: tzinfo | None) -> str:
    """The metadata of an article, with its date in `zone`, in the form that this
    program reads back.
    """
    lines = [f"title: {_scalar(article.title)}"]
    if article.published:
        lines.append(f"date: {article.published.astimezone(zone).isoformat()}")
    for name, text in (("url", article.url), ("site", article.site), ("cover", article.image)):
        if text:
            lines.append(f"{name}: {_scalar(text)}")
    for name, texts in (
        ("author", article.authors),
        ("categories", article.categories),
        ("tags", article.tags),
    ):
        if texts:
            lines += [f"{name}:", *(f"  - {_scalar(text)}" for text in texts)]
    return "\n".join(["---", *lines, "---", "", ""])


def _scalar(text: str) -> str:
    """A text as a quoted YAML scalar."""
    written = json.dumps(safe_value(text), ensure_ascii=False)
    return _NO_YAML.sub(lambda found: f"\\u{ord(found[0]):x}", written)


class _Writer(HTML2Text):
    """html2text with our own emphasis, lists, code and tables."""

    def __init__(self) -> None:
        super().__init__(bodywidth=0)
        self.convert_charrefs = True  # else texts come in parts, and `&amp;lt;` becomes `&lt;`
        self._margins: list[str] = []  # the prefixes of open quotes and items
        self._new_line = True
        self._lists: list[_Numbering] = []
        self._last_delimiter = ""  # of an ordered list that has just ended
        self._href, self._in_link = "", False
        self._heading_end: str | None = None  # None outside headings
        self._code: list[str] | None = None  # the pieces of open code
        self._listing: str | None = None  # the language of the open listing
        self._table = PipeTable()
        self._in_table = False
        self._table_start = (0, False)
        self._cell: list[str] | None = None
        self._cell_size = (1, 1)

    def handle_tag(self, tag: str, attrs: Attributes, start: bool) -> None:
        """Write most elements in our own way, the others as html2text does."""
        if self._listing is not None and tag not in ("pre", "code"):
            if tag == "strong":
                self.handle_data(_INLINE[tag][not start])
        elif tag in _INLINE:
            self.o(_INLINE[tag][not start])
        elif own := _OWN.get(tag):
            own(self, attrs, start)
        elif tag in _HEADINGS:
            self._on_heading(tag, attrs, start)
        else:
            super().handle_tag("p" if tag == "figure" else tag, attrs, start)

    def handle_data(self, data: str, entity_char: bool = False) -> None:
        """Write a text between two tags."""
        if self._code is not None:
            self._code.append(data)
            return
        if self._in_table and self._cell is None:
            return
        if self._in_link and MEDIUM.fullmatch(data):
            data = data[1:-1]  # the brackets of a link are enough
        fresh = self._fresh()
        text = data.replace("\n", "")  # line breaks of our HTML are never between words
        if text := text.lstrip(" ") if fresh else text:
            heading = self._heading_end is not None
            in_row = heading or self._cell is not None
            self.o(escaped(text, line_start=fresh and not in_row, heading=heading))

    def outtextf(self, s: str) -> None:
        """Write what html2text makes, with the prefixes before each line."""
        if self._cell is not None:
            self._cell.append(s)
            return
        for number, line in enumerate(s.split("\n")):
            if number:
                super().outtextf("".join(self._margins).rstrip() + "\n" if self._new_line else "\n")
                self._new_line = True
            if line:
                super().outtextf("".join(self._margins) + line if self._new_line else line)
                self._new_line = False
                self._last_delimiter = ""

    def _fresh(self) -> bool:
        """Whether the next text begins a line or a cell."""
        if self._cell is not None:
            return not self._cell
        return bool(self.p_p) or self.start or self._new_line

    def _on_heading(self, tag: str, attrs: Attributes, start: bool) -> None:
        if start:
            super().handle_tag(tag, attrs, start)
            style = attrs.get("style")
            self._heading_end = "</span>" if style else ""
            if style:
                self.o(f'<span style="{html.escape(style)}">')
        else:
            self.o(self._heading_end or "")
            self._heading_end = None
            super().handle_tag(tag, attrs, start)

    def _on_link(self, attrs: Attributes, start: bool) -> None:
        self._in_link = start
        if start:
            self._href = attrs.get("href") or ""
        self.o("[" if start else f"]({destination(self._href)})")

    def _on_break(self, attrs: Attributes, start: bool) -> None:
        in_row = self._heading_end is not None or self._cell is not None
        if start:
            self.o("<br>" if in_row else "\\\n")

    # Quotes and lists

    def _on_quote(self, attrs: Attributes, start: bool) -> None:
        if start:
            self.p()
            self._open("> ", "> ")
        else:
            self._close()
            self.p()

    def _on_bullets(self, attrs: Attributes, start: bool) -> None:
        self._on_list(None, start)

    def _on_numbers(self, attrs: Attributes, start: bool) -> None:
        self._on_list(int(attrs.get("start") or 1), start)

    def _on_list(self, number: int | None, start: bool) -> None:
        """Begin or end a list. Directly after another list, numbers get another delimiter, or both
        would be one list. A list that does not begin with 1 needs an empty line before it, as it
        would not end a paragraph.
        """
        if start:
            apart = not self._lists or number not in (None, 1)
            self._lists.append(_Numbering(number, ")" if self._last_delimiter == "." else "."))
        else:
            ended = self._lists.pop()
            apart = not self._lists
            self._last_delimiter = "" if ended.number is None else ended.delimiter
        if apart:
            self.p()
        else:
            self.pbr()

    def _on_item(self, attrs: Attributes, start: bool) -> None:
        if start:
            self.pbr()
            marker, margin = self._lists[-1].marker()
            self._open(marker, margin)
        else:
            self._close()
            self.pbr()

    def _open(self, marker: str, margin: str) -> None:
        self.o(marker)
        self._margins.append(margin)
        self.start = True  # the contents go on the same line

    def _close(self) -> None:
        self._margins.pop()
        self.start = False

    # Code

    def _on_pre(self, attrs: Attributes, start: bool) -> None:
        if start:
            self._listing, self._code = "", []
            return
        text, language = "".join(self._code or ()), self._listing or ""
        self._listing = self._code = None
        self.p()
        self.o(_bold_block(text, language) if STRONG in text else code_block(text, language))
        self.p()

    def _on_code(self, attrs: Attributes, start: bool) -> None:
        if self._listing is not None:
            if start:
                self._listing = (attrs.get("class") or "").removeprefix("language-")
        elif start:
            self._code = []
        else:
            text = code_span("".join(self._code or ()))
            self._code = None
            self.o(text if self._cell is None else text.replace("|", "\\|"))

    # Tables

    def _on_table(self, attrs: Attributes, start: bool) -> None:
        self._in_table = start
        if start:
            self._table = PipeTable()
            self.p()
            self._table_start = (self.p_p, self.start)
        else:
            self.p_p, self.start = self._table_start
            self.o(str(self._table))
            self.p()

    def _on_head(self, attrs: Attributes, start: bool) -> None:
        self._table.headed = True

    def _on_row(self, attrs: Attributes, start: bool) -> None:
        if start:
            self._table.row()

    def _on_cell(self, attrs: Attributes, start: bool) -> None:
        if start:
            self._cell, self.p_p, self.start = [], 0, False
            self._cell_size = (int(attrs.get("colspan") or 1), int(attrs.get("rowspan") or 1))
        else:
            self._table.cell("".join(self._cell or ()), *self._cell_size)
            self._cell = None


@dataclass(slots=True)
class _Numbering:
    """The next number of a list, None for bullets, and the delimiter after it."""

    number: int | None
    delimiter: str

    def marker(self) -> tuple[str, str]:
        """The prefix of the next item, and of its other lines. Markdown has no numbers below 0;
        they are written as text.
        """
        if self.number is None:
            return "- ", "  "
        number, self.number = self.number, self.number + 1
        if number < 0:
            return f"- {number}. ", "  "
        marker = f"{number}{self.delimiter} "
        return marker, " " * len(marker)


def _bold_block(text: str, language: str) -> str:
    """A listing with bold in it as HTML, since fenced code cannot contain bold."""
    name = f' class="language-{html.escape(language)}"' if language else ""
    text = html.escape(text, quote=False)
    text = text.replace(STRONG, "<strong>").replace(STRONG_END, "</strong>")
    return f"<pre><code{name}>{text}</code></pre>"


_OWN: dict[str, Callable[[_Writer, Attributes, bool], None]] = {
    "a": _Writer._on_link,
    "blockquote": _Writer._on_quote,
    "br": _Writer._on_break,
    "code": _Writer._on_code,
    "li": _Writer._on_item,
    "ol": _Writer._on_numbers,
    "pre": _Writer._on_pre,
    "table": _Writer._on_table,
    "td": _Writer._on_cell,
    "th": _Writer._on_cell,
    "thead": _Writer._on_head,
    "tr": _Writer._on_row,
    "ul": _Writer._on_bullets,
}
