"""Placeholders for markup beyond CommonMark while a text is parsed.

Only the parser knows where code begins and ends. So markup of another dialect is replaced by a
placeholder before the text is parsed. Afterwards, the placeholder becomes HTML, or in code and
maths the characters that the author wrote.
"""

from __future__ import annotations

import re

from reader.articles.html.repair import regions
from reader.lazy_re import late

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
"""Noncharacters (Unicode, section 23.7), which texts do not contain and the parser
takes for letters.
"""

_HELD = late(f"{_OPEN}([0-9]{{1,9}}){_CLOSE}")
_ENCODED = late(r"%EF%B7%90([0-9]{1,9})%EF%B7%91")
_BLOCK = late(r"<(?!/?(?:a|img|mark|span|strong)\b)")
_MATHS = late(r'<span data-math-style="[a-z]+">[^<]*(?:<(?!/span>)[^<]*)*</span>')
_MATHS_MARK = "<span data-math-style="
_IN_TAG = late(f"<[a-zA-Z][^<>{_OPEN}]*{_OPEN}[^<>]*>")


def without_noncharacters(text: str) -> str:
    """A text without these characters, so that all placeholders in it are ours."""
    if _OPEN in text or _CLOSE in text:
        return text.replace(_OPEN, "").replace(_CLOSE, "")
    return text


class Placeholders:
    """The markup of one text that was replaced by placeholders."""

    def __init__(self) -> None:
        self._held: list[tuple[str, str]] = []
        self.are_plain = True  # their HTML consists of inline elements that comrak writes too

    def hold(self, source: str, html: str) -> str:
        """A placeholder for `source` that becomes `html`, or `source` again in code and maths."""
        self._held.append((source, html))
        if "<" in html and _BLOCK.search(html):
            self.are_plain = False
        return f"{_OPEN}{len(self._held) - 1}{_CLOSE}"

    def restored(self, text: str) -> str:
        """A part of the text as its author wrote it."""
        return _HELD.sub(self._source, text) if _OPEN in text else text

    def filled(self, html: str) -> str:
        """The HTML of the text, with placeholders replaced by their HTML."""
        if not self._held:
            return html
        html = _ENCODED.sub(self._in_address, html) if "%EF%B7%90" in html else html
        if _MATHS_MARK in html:
            html = _MATHS.sub(lambda formula: self._code(formula[0]), html)
        pieces, at = [], 0
        for start, end in regions(html, "pre", "code"):
            if start >= at and html.find(_OPEN, start, end) >= 0:
                pieces += [self._outside(html[at:start]), self._code(html[start:end])]
                at = end
        return "".join([*pieces, self._outside(html[at:])])

    def _outside(self, html: str) -> str:
        if _OPEN not in html:
            return html
        html = _IN_TAG.sub(lambda tag: _HELD.sub(self._in_address, tag[0]), html)
        return _HELD.sub(lambda held: self._pair(held)[1], html)

    def _code(self, html: str) -> str:
        return _HELD.sub(self._escaped, html) if _OPEN in html else html

    def _in_address(self, held: re.Match[str]) -> str:
        html = self._pair(held)[1]
        return "" if "<" in html else html

    def _source(self, held: re.Match[str]) -> str:
        return self.restored(self._pair(held)[0])

    def _pair(self, held: re.Match[str]) -> tuple[str, str]:
        """The source and HTML of a placeholder. If the number is not ours, the author wrote the
        characters as a reference (`&#xFDD0;`) or in an address; then both are its digits.
        """
        number = int(held[1])
        return self._held[number] if number < len(self._held) else (held[1], held[1])

    def _escaped(self, held: re.Match[str]) -> str:
        source = self._source(held)
        return source.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
