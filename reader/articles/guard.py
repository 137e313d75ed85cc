"""Source of a page → source that the HTML parser can take.

An HTML parser does what the standard says, and the standard lets one unclosed comment swallow the
rest of an article, and a feed's lost `&lt;` turn text into tags. Lexbor is besides quadratic in
nesting depth and in the attributes of a tag. All of it is mended in the source, in linear time,
before parsing; a page without such troubles passes unchanged.
"""

from __future__ import annotations

import re

DEPTH_LIMIT = 1_000
"""Open elements; generic containers deeper than that are flattened."""

TAG_LIMIT = 4_096
"""Characters of a tag's attributes, data URLs aside; longer ones are dropped."""

_KNOWN = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "address",
        "annotation",
        "annotation-xml",
        "applet",
        "area",
        "article",
        "aside",
        "audio",
        "b",
        "base",
        "basefont",
        "bdi",
        "bdo",
        "bgsound",
        "big",
        "blink",
        "blockquote",
        "body",
        "br",
        "button",
        "canvas",
        "caption",
        "center",
        "cite",
        "circle",
        "clippath",
        "code",
        "col",
        "colgroup",
        "command",
        "content",
        "data",
        "datalist",
        "dd",
        "defs",
        "del",
        "desc",
        "details",
        "dfn",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "ellipse",
        "em",
        "embed",
        "fieldset",
        "figcaption",
        "figure",
        "filter",
        "font",
        "footer",
        "foreignobject",
        "form",
        "frame",
        "frameset",
        "g",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hgroup",
        "hr",
        "html",
        "i",
        "iframe",
        "image",
        "img",
        "input",
        "ins",
        "isindex",
        "kbd",
        "keygen",
        "label",
        "legend",
        "li",
        "line",
        "lineargradient",
        "link",
        "listing",
        "main",
        "map",
        "mark",
        "marker",
        "marquee",
        "mask",
        "math",
        "menclose",
        "menu",
        "menuitem",
        "merror",
        "meta",
        "meter",
        "mfenced",
        "mfrac",
        "mi",
        "mmultiscripts",
        "mn",
        "mo",
        "mover",
        "mpadded",
        "mphantom",
        "mprescripts",
        "mroot",
        "mrow",
        "ms",
        "mspace",
        "msqrt",
        "mstyle",
        "msub",
        "msubsup",
        "msup",
        "mtable",
        "mtd",
        "mtext",
        "mtr",
        "multicol",
        "munder",
        "munderover",
        "nav",
        "nextid",
        "nobr",
        "noembed",
        "noframes",
        "none",
        "noscript",
        "object",
        "ol",
        "optgroup",
        "option",
        "output",
        "p",
        "param",
        "path",
        "pattern",
        "picture",
        "plaintext",
        "polygon",
        "polyline",
        "portal",
        "pre",
        "progress",
        "q",
        "radialgradient",
        "rb",
        "rect",
        "rp",
        "rt",
        "rtc",
        "ruby",
        "s",
        "samp",
        "script",
        "search",
        "section",
        "select",
        "semantics",
        "shadow",
        "slot",
        "small",
        "source",
        "spacer",
        "span",
        "stop",
        "strike",
        "strong",
        "style",
        "sub",
        "summary",
        "sup",
        "svg",
        "switch",
        "symbol",
        "table",
        "tbody",
        "td",
        "template",
        "text",
        "textarea",
        "textpath",
        "tfoot",
        "th",
        "thead",
        "time",
        "title",
        "tr",
        "track",
        "tspan",
        "tt",
        "u",
        "ul",
        "use",
        "var",
        "video",
        "view",
        "wbr",
        "xmp",
    ]
)
_GENERIC = frozenset(
    [
        "article",
        "aside",
        "b",
        "big",
        "blockquote",
        "center",
        "div",
        "em",
        "font",
        "form",
        "i",
        "ins",
        "li",
        "main",
        "nav",
        "ol",
        "section",
        "small",
        "span",
        "strong",
        "u",
        "ul",
    ]
)
_UNCOUNTED = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "dd",
        "dt",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "option",
        "p",
        "param",
        "source",
        "tbody",
        "td",
        "th",
        "tr",
        "track",
        "wbr",
    ]
)

_NAME = re.compile(r"<([a-zA-Z][^\s/>]*)")
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)([^>]*)>")
_CODE = re.compile(r"<(pre|code)\b[^>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_PRE = re.compile(r"(<pre\b[^>]*>)(.*?)(</pre\s*>)", re.IGNORECASE | re.DOTALL)
_PAGE_IN_PRE = re.compile(r"<(?:html|body|!doctype)\b", re.IGNORECASE)
_NOT_BREAK = re.compile(r"<(?!/?(?:br|span|code|b|strong|em|i)\b)", re.IGNORECASE)
_SWALLOWING = (
    "script",
    "style",
    "title",
    "textarea",
    "select",
    "iframe",
    "noembed",
    "noframes",
    "xmp",
)
_FRAMES = re.compile(r"</?(?:frameset|frame|plaintext)\b[^>]*>", re.IGNORECASE)
_DATA_URL = re.compile(r"(data:[\w.+/-]{0,64}(?:;[\w=.+-]{1,64}){0,4}),([A-Za-z0-9+/=%\s_-]{512,})")
_LONG_TAG = re.compile(rf"<([a-zA-Z][^\s/>]{{0,64}})(\s[^>]{{{TAG_LIMIT},}})>")


def guard(html: str) -> str:
    """The same page, so written that parsing it takes linear time and loses nothing."""
    html = _DATA_URL.sub(_measured, html)
    html = _LONG_TAG.sub(_shortened, html)
    html = _page_in_pre_as_text(html)
    html = _lost_entities_as_text(html)
    html = _without_swallowing(html)
    return _flattened(html)


def _measured(url: re.Match[str]) -> str:
    """A data URL without its data, which are never shown; their size is."""
    size = len(url[2]) * 3 // 4 if ";base64" in url[1] else len(url[2])
    return f"{url[1]};size={size},"


def _shortened(tag: re.Match[str]) -> str:
    kept = re.findall(
        r"""\b(?:href|src|alt)\s*=\s*(?:"[^"]{0,2048}"|'[^']{0,2048}')""", tag[2][: 4 * TAG_LIMIT]
    )
    return f"<{tag[1]} {' '.join(kept[:3])}>"


def _page_in_pre_as_text(html: str) -> str:
    """Tags of a literal `<html>…` in `<pre>` become text: somebody shows the source of a page."""

    def as_text(pre: re.Match[str]) -> str:
        if not _PAGE_IN_PRE.search(pre[2]):
            return pre[0]
        return pre[1] + _NOT_BREAK.sub("&lt;", pre[2]) + pre[3]

    return _PRE.sub(as_text, html) if _PAGE_IN_PRE.search(html) else html


def _lost_entities_as_text(html: str) -> str:
    """`<value>`, `<PID,Partition>`: tags that no page has, since a feed decoded `&lt;` once too often.

    An unknown name without `-` or `:` is text where it stands in code, and elsewhere where it has
    neither attributes nor an end tag.
    """
    unknown = {
        name
        for name in set(_NAME.findall(html))
        if name.lower() not in _KNOWN and not {"-", ":"} & {*name}
    }
    if not unknown:
        return html
    code = [found.span() for found in _CODE.finditer(html)]
    ended = {name for name in unknown if f"</{name}".lower() in html.lower()}
    pieces, at, region = [], 0, 0
    for tag in re.finditer(r"<(?:/?)([a-zA-Z][^\s/>]*)(\s[^>]*)?", html):
        if tag[1] not in unknown:
            continue
        while region < len(code) and code[region][1] <= tag.start():
            region += 1
        in_code = region < len(code) and code[region][0] <= tag.start()
        if in_code or (tag[1] not in ended and "=" not in (tag[2] or "")):
            pieces += [html[at : tag.start()], "&lt;"]
            at = tag.start() + 1
    return "".join([*pieces, html[at:]])


def _without_swallowing(html: str) -> str:
    """Close what would swallow all that follows it: a comment, a script, a title without an end."""
    last = html.rfind("<!--")
    if last >= 0 and not re.compile(r"--!?>").search(html, last + 2):
        end = min(
            (at for at in (html.find("<", last + 4), html.find("\n", last)) if at >= 0),
            default=len(html),
        )
        html = html[:last] + html[end:]
        return _without_swallowing(html)
    lower = html.lower()
    for name in _SWALLOWING:
        if f"<{name}" not in lower:
            continue
        opened = [found.start() for found in re.finditer(rf"<{name}\b", lower)]
        if opened[-1] > lower.rfind(f"</{name}"):
            end = html.find(">", opened[-1]) + 1 or len(html)
            if name in ("script", "style"):
                end = html.find("<", end) if "<" in html[end:] else len(html)
            html = html[: opened[-1]] + html[end:]
            lower = html.lower()
    return _FRAMES.sub("", html) if "<frame" in lower or "<plaintext" in lower else html


def _flattened(html: str) -> str:
    """Generic containers below DEPTH_LIMIT open elements are taken out; their text stays."""
    if html.count("<") < DEPTH_LIMIT:
        return html
    pieces: list[str] = []
    kept: list[bool] = []
    at = depth = 0
    for tag in _TAG.finditer(html):
        name = tag[2].lower()
        if name in _UNCOUNTED or tag[3].endswith("/"):
            continue
        if not tag[1]:
            keep = depth < DEPTH_LIMIT or name not in _GENERIC
            kept.append(keep)
            depth += keep
        elif kept:
            keep = kept.pop()
            depth -= keep
        else:
            continue
        if not keep:
            pieces.append(html[at : tag.start()])
            at = tag.end()
    return "".join([*pieces, html[at:]])
