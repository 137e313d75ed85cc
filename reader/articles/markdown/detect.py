"""Which language a body is written in: HTML or Markdown.

Markdown may hold HTML and HTML may hold anything, so what counts is what stands outside of all
elements: there a page of HTML has nothing but elements, and a Markdown text its paragraphs,
headings and lists.
"""

from __future__ import annotations

from reader.lazy_re import late

LOOKED_AT = 64 * 1024
"""Characters; what a body is written in shows at its start."""

ENDS_LOOKED_AT = 1_000_000
"""Characters in which the elements end that a body begins."""

_BLOCKS = frozenset(
    """address article aside blockquote body center dd details dialog dir div dl dt fieldset
    figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header html iframe legend li main
    math menu nav noscript object ol p pre script section style summary svg table tbody td
    textarea tfoot th thead tr ul video""".split()
)
_ALONE = frozenset(("br", "hr"))
_TAG = late(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
_END_TAG = late(r"</([a-zA-Z][a-zA-Z0-9]*)")
_FENCE = late(r"(`{3,})[^`]*$|(~{3,})")
_CODE_SPAN = late(r"`[^`]+`")
_MARKER = late(
    r"#{1,6}[ \t]|[-+*][ \t]|\d{1,9}[.)][ \t]|>|\||!?\[|={3,}$|-{3,}$|\*\*|\{\{[<%]|\{%|%%"
)
_TEXT = late(r"\n[^\S\n]*+[^<\s]")
"""A line that begins with text."""

_INLINE = late(r"\*\*|\]\(|\[\[|~~")


def is_markdown(body: str) -> bool:
    """Whether a body is written in Markdown, plain text included, and not in HTML.

    Elements and line breaks of HTML at the top level are weighed against the lines there that open
    a paragraph or have a mark of Markdown; where they weigh the same, the first character decides.
    """
    if _is_all_elements(body.lstrip()[:LOOKED_AT]):
        return False
    scale = _Scale({name.lower() for name in _END_TAG.findall(body[:ENDS_LOOKED_AT])})
    for line in _without_comments(body[:LOOKED_AT]).splitlines():
        scale.line(line.strip())
    if body.lstrip()[:1] == "<":
        return scale.markdown > scale.html
    return scale.markdown >= scale.html


def _is_all_elements(text: str) -> bool:
    """Whether each line begins with a tag and none has a mark of Markdown, as in most pages."""
    marked = any(mark in text for mark in ("**", "](", "[[", "~~"))
    return text[:1] == "<" and not marked and not _TEXT.search(text)


class _Scale:
    """Weighs a body, line after line; `ended` are the names of elements that are ended in it."""

    def __init__(self, ended: set[str]) -> None:
        self.html = self.markdown = 0
        self._ended = ended
        self._depth = 0
        self._fence = ""
        self._after_blank = True

    def line(self, line: str) -> None:
        if self._fence:
            if line.startswith(self._fence) and not line.strip(self._fence[0]):
                self._fence = ""
        elif not line:
            self._after_blank = True
        elif not self._depth and (fence := _FENCE.match(line)):
            self._fence = fence[1] or fence[2]
            self.markdown += 1
        else:
            if not self._depth or "<" in line:
                self._weigh(line)
            self._after_blank = False

    def _weigh(self, line: str) -> None:
        inside = self._depth > 0
        tags = self._elements(_CODE_SPAN.sub("", line) if "`" in line else line)
        if inside or (tags and line[0] != "|"):
            self.html += tags
        else:
            opens = self._after_blank and line[0] != "<"
            self.markdown += bool(opens or _MARKER.match(line) or _INLINE.search(line))

    def _elements(self, line: str) -> int:
        """How many elements at the top level a line starts; `_depth` becomes that at its end."""
        count = 0
        for tag in _TAG.finditer(line):
            name = tag[2].lower()
            if name in _BLOCKS:
                count += not tag[1] and not self._depth
                if name in self._ended:
                    self._depth = max(self._depth - 1, 0) if tag[1] else self._depth + 1
            elif name in _ALONE:
                count += not self._depth
        return count


def _without_comments(text: str) -> str:
    first, *others = text.split("<!--")
    parts = (part.partition("-->") for part in others)
    return " ".join([first, *(after if end else before for before, end, after in parts)])
