"""Moves content into the page that a browser shows but an HTML parser keeps separate: that of a
declarative shadow tree, and of a frame whose page is in an attribute.
"""

from __future__ import annotations

from reader.entities import unescape
from reader.lazy_re import late

_TEMPLATE = late(r"<(/?)template\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", 2)
_FRAME = late(r"<iframe\b[^<>]{0,2000}?\bsrcdoc\s*=\s*(?:\"([^\"]*)\"|'([^']*)')[^<>]{0,2000}>", 2)
_FRAME_END = late(r"\s*</iframe\s*>", 2)
_INERT = late(r"<!doctype[^>]*>|</?(?:html|head|body)\b[^>]*>", 2)
_SHADOW = "x-shadow"


def shown(html: str) -> str:
    """The same page with such content in it (HTML, sections 4.12.3 and 4.8.5)."""
    if "shadowroot" in html:
        html = _with_shadow_trees(html)
    return _with_framed_pages(html) if "srcdoc" in html else html


def _with_shadow_trees(html: str) -> str:
    pieces, at, kept = [], 0, list[bool]()
    for tag in _TEMPLATE.finditer(html):
        if not tag[1]:
            kept.append("shadowroot" in tag[2].lower())
        elif not kept:
            continue
        if kept[-1]:
            pieces += [html[at : tag.start()], f"<{tag[1]}{_SHADOW}>"]
            at = tag.end()
        if tag[1]:
            kept.pop()
    return "".join([*pieces, html[at:]])


def _with_framed_pages(html: str) -> str:
    pieces, at = [], 0
    for frame in _FRAME.finditer(html):
        if frame.start() < at:
            continue
        end = _FRAME_END.match(html, frame.end())
        page = _INERT.sub("", unescape(frame[1] or frame[2] or ""))
        pieces += [html[at : frame.start()], f"<div>{page}</div>"]
        at = end.end() if end else frame.end()
    return "".join([*pieces, html[at:]])
