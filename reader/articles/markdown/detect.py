"""Which language a body is written in: HTML or Markdown.

Decided by what CommonMark would make of its blocks (section 4.6, HTML blocks). Markdown may hold
HTML, and a page of HTML may hold anything; but outside of all elements a page has nothing, while a
Markdown text has its headings, lists and paragraphs there.
"""

from __future__ import annotations

from reader.lazy_re import late

LOOKED_AT = 64 * 1024
"""Characters; what a body is written in shows at its start."""

ENDS_LOOKED_AT = 1_000_000
"""Characters in which the elements end that a body begins."""

_BLOCKS = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details"
    "|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head"
    "|header|hr|html|iframe|legend|li|link|main|math|menu|menuitem|nav|noframes|object|ol|optgroup"
    "|option|p|param|pre|script|search|section|style|summary|svg|table|tbody|td|textarea|tfoot|th"
    "|thead|title|tr|track|ul|video"
)
"""The names that begin an HTML block of type 1 or 6, and those that only a page has."""

_HTML_BLOCK = late(rf" {{0,3}}<(?:/?(?:{_BLOCKS})(?:[\s/>]|$)|[!?])", 2)
_LONE_TAG = late(r"""\s*</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?(?:/?>\s*)?$""")
_TAG = late(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)")
_END_TAG = late(r"</([a-zA-Z][a-zA-Z0-9:-]*)")
_INLINE_NAMES = frozenset(
    """a abbr acronym area audio b base bdi bdo big br button cite code col data del dfn em embed
    font hr i img input ins kbd label link map mark meta param picture q rp rt ruby s samp small
    source span strike strong sub sup time track tt u var wbr""".split()
)
"""Elements that no block is in, and those without content."""

_AUTOCLOSED = frozenset(("p", "li", "dt", "dd", "td", "th", "tr", "option"))
"""Elements that the next of their kind ends."""

_FENCE = late(r" {0,3}(`{3,})[^`]*$| {0,3}(~{3,})")
_CODE_SPAN = late(r"`[^`]+`")
_MARKED = late(
    r" {0,3}(?:#{1,6}[ \t]|[-+*][ \t]|\d{1,9}[.)][ \t]|>|\||={3,}\s*$|-{3,}\s*$"
    r"|!?\[|\*\*|\{\{[<%]|\{%|%%|:::|!!! )"
)
_INLINE = late(r"\*\*[^\s*]|\]\(|\[\[|~~\S|`[^`]+`")
_BREAK = late(r"<br\s*/?>", 2)
_TEXT = late(r"\n[^\S\n]*+[^<\s]")
"""A line that begins with text."""


def is_markdown(body: str) -> bool:
    """Whether a body is written in Markdown, plain text included, and not in HTML.

    It is where some block outside of all elements is none of HTML and has a mark of Markdown, or is
    a paragraph between blank lines.
    """
    text = body.lstrip()[:LOOKED_AT]
    if _is_all_elements(text):
        return False
    if "<" not in text:
        return True
    scan = _Scan({name.lower() for name in _END_TAG.findall(body[:ENDS_LOOKED_AT])})
    for block in _blocks(_without_comments(body[:LOOKED_AT])):
        if scan.is_marked(block):
            return True
    return scan.paragraphs and not scan.indented


def _is_all_elements(text: str) -> bool:
    """Whether each line begins with a tag and none has a mark of Markdown, as in most pages."""
    marked = any(mark in text for mark in ("**", "](", "[[", "~~"))
    return text[:1] == "<" and not marked and not _TEXT.search(text)


def _blocks(text: str) -> list[list[str]]:
    """The lines between blank lines, a fenced listing being one block."""
    blocks: list[list[str]] = [[]]
    fence = ""
    for line in text.splitlines():
        if fence:
            if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
                blocks.append([])
        elif not line.strip():
            blocks.append([])
        elif found := _FENCE.match(line):
            fence = found[1] or found[2]
            blocks.append([line])
        else:
            blocks[-1].append(line)
    return [block for block in blocks if block]


class _Scan:
    """Goes over a body block after block; `ended` are the names of elements that are ended in it.

    `paragraphs`: whether one without any mark stood outside of all elements; `indented`: whether
    there are tags in an element that CommonMark would take for code.
    """

    def __init__(self, ended: set[str]) -> None:
        self.paragraphs = self.indented = False
        self._ended = ended
        self._open: dict[str, int] = {}

    def is_marked(self, block: list[str]) -> bool:
        """Whether a block shows that the body is Markdown."""
        if self._open:
            self.indented |= block[0].startswith(("    ", "\t")) and "<" in block[0]
            self._follow(block)
            return False
        if _FENCE.match(block[0]):
            return True
        html = next((at for at, line in enumerate(block) if _HTML_BLOCK.match(line)), len(block))
        if html == 0 or _LONE_TAG.match(block[0]):
            self._follow(block)
            return False
        lines = block[:html]
        self._follow(block)
        if any(map(_BREAK.search, lines)):  # a page of text and line breaks has no other blocks
            return _has_marks(lines) or lines[0].lstrip()[:1] == "|"
        if _has_marks(lines) or _MARKED.match(lines[0]):
            return True
        self.paragraphs |= html == len(block) and lines[0].lstrip()[:1] != "<"
        return False

    def _follow(self, block: list[str]) -> None:
        """Note which elements the tags of a block open and end."""
        for line in ["\n".join(block)] if "<" in "".join(block) else ():
            for slash, name, rest in _TAG.findall(
                _CODE_SPAN.sub("", line) if "`" in line else line
            ):
                name = name.lower()
                if name in self._ended and name not in _INLINE_NAMES:
                    self._tag(slash == "/", name, rest.endswith("/"))

    def _tag(self, ends: bool, name: str, alone: bool) -> None:
        if alone and "-" not in name:
            return
        count = self._open.get(name, 0) + (-1 if ends else 1)
        if name in _AUTOCLOSED:
            count = min(count, 1)
        if count > 0:
            self._open[name] = count
        else:
            self._open.pop(name, None)


def _has_marks(lines: list[str]) -> bool:
    return any(_INLINE.search(line) for line in lines)


def _without_comments(text: str) -> str:
    first, *others = text.split("<!--")
    parts = (part.partition("-->") for part in others)
    return " ".join([first, *(after if end else before for before, end, after in parts)])
