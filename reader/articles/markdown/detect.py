"""Recognises whether a body is HTML or Markdown.

This depends on how CommonMark would read its blocks (section 4.6, HTML blocks). Markdown may
contain HTML, and HTML may contain anything. But a page of HTML has nothing outside its elements,
while Markdown has headings, lists and paragraphs there.
"""

from __future__ import annotations

from reader.articles.fences import closes, opening
from reader.lazy_re import late

LOOKED_AT = 64 * 1024
"""Characters at the start of a body that are looked at."""

ENDS_LOOKED_AT = 1_000_000
"""Characters of a body in which end tags are searched for."""

_BLOCKS = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details"
    "|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head"
    "|header|hr|html|iframe|legend|li|link|main|math|menu|menuitem|nav|noframes|object|ol|optgroup"
    "|option|p|param|pre|script|search|section|style|summary|svg|table|tbody|td|textarea|tfoot|th"
    "|thead|title|tr|track|ul|video"
)
"""The elements that begin an HTML block of type 1 or 6, and those that occur only in pages."""

_HTML_BLOCK = late(rf" {{0,3}}<(?:/?(?:{_BLOCKS})(?:[\s/>]|$)|[!?])", 2)
_LONE_TAG = late(r"""\s*</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?(?:/?>\s*)?$""")
_TAG = late(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)")
_END_TAG = late(r"</([a-zA-Z][a-zA-Z0-9:-]*)")
_INLINE_NAMES = frozenset(
    """a abbr acronym area audio b base bdi bdo big br button cite code col data del dfn em embed
    font hr i img input ins kbd label link map mark meta param picture q rp rt ruby s samp small
    source span strike strong sub sup time track tt u var wbr""".split()
)
"""Elements that do not contain blocks, and those without content."""

_AUTOCLOSED = frozenset(("p", "li", "dt", "dd", "td", "th", "tr", "option"))
"""Elements that end at the next one of their kind."""

_FENCE = opening()
_CODE_SPAN = late(r"`[^`]+`")
_MARKED = late(
    r" {0,3}(?:#{1,6}[ \t]|[-+*][ \t]|\d{1,9}[.)][ \t]|>|\||={3,}\s*$|-{3,}\s*$"
    r"|!?\[|\*\*|\{\{[<%]|\{%|%%|:::|!!! )"
)
_INLINE = late(r"\*\*[^\s*]|\]\(|\[\[|~~\S|`[^`]+`")
_BLANK_LINES = late(r"\n(?:[^\S\n]*\n)+")
_BREAK = late(r"<br\s*/?>", 2)
_TEXT = late(r"\n[^\S\n]*+[^<\s]")
"""A line that begins with text."""


def is_markdown(body: str) -> bool:
    """Whether a body is Markdown or plain text, not HTML.

    It is if a block outside all elements is not an HTML block, and either contains Markdown markup
    or is a paragraph between blank lines.
    """
    text = body.lstrip()[:LOOKED_AT]
    if _is_all_elements(text):
        return False
    if "<" not in text:
        return True
    scan = _Scan(set(map(str.lower, set(_END_TAG.findall(body[:ENDS_LOOKED_AT])))))
    for block in _blocks(_without_comments(body[:LOOKED_AT])):
        if scan.is_marked(block):
            return True
    return scan.paragraphs and not scan.indented


def _is_all_elements(text: str) -> bool:
    """Whether each line begins with a tag and none contains Markdown markup, as in most pages."""
    if text[:1] != "<" or "**" in text or "](" in text or "[[" in text or "~~" in text:
        return False
    return not _TEXT.search(text)


def _blocks(text: str) -> list[str]:
    """The parts of a text between blank lines; a fenced listing is one part."""
    if "\r" in text:
        text = "\n".join(text.splitlines())
    text = text.rstrip()
    text = text[text.rfind("\n", 0, len(text) - len(text.lstrip())) + 1 :]
    if "```" not in text and "~~~" not in text:
        return _BLANK_LINES.split(text)
    blocks: list[list[str]] = [[]]
    fence = ""
    for line in text.split("\n"):
        if fence:
            if closes(line, fence):
                fence = ""
                blocks.append([])
        elif not line.strip():
            blocks.append([])
        elif found := _FENCE.match(line):
            fence = found[1]
            blocks.append([line])
        else:
            blocks[-1].append(line)
    return ["\n".join(block) for block in blocks if block]


class _Scan:
    """Goes over a body block by block; `ended` are the names of its end tags.

    `paragraphs`: whether there was a paragraph without markup outside all elements; `indented`:
    whether an element contains tags so indented that CommonMark would read them as code.
    """

    def __init__(self, ended: set[str]) -> None:
        self.paragraphs = self.indented = False
        self._ended = ended
        self._open: dict[str, int] = {}

    def is_marked(self, block: str) -> bool:
        """Whether a block shows that the body is Markdown."""
        if self._open:
            if block.startswith(("    ", "\t")):
                self.indented |= "<" in block.partition("\n")[0]
            self._follow(block)
            return False
        lines = block.split("\n")
        if _FENCE.match(lines[0]):
            return True
        html = next((at for at, line in enumerate(lines) if _HTML_BLOCK.match(line)), len(lines))
        if html == 0 or _LONE_TAG.match(lines[0]):
            self._follow(block)
            return False
        is_whole = html == len(lines)
        lines = lines[:html]
        self._follow(block)
        if any(map(_BREAK.search, lines)):  # may be a page of text and line breaks
            return _has_marks(lines) or lines[0].lstrip()[:1] == "|"
        if _has_marks(lines) or _MARKED.match(lines[0]):
            return True
        self.paragraphs |= is_whole and lines[0].lstrip()[:1] != "<"
        return False

    def _follow(self, block: str) -> None:
        """Record which elements the tags of a block open and close."""
        if "<" not in block:
            return
        block = _CODE_SPAN.sub("", block) if "`" in block else block
        for slash, name, rest in _TAG.findall(block):
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
