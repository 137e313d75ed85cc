"""HTML of strangers → HTML that shows the same and can do nothing.

Lexbor builds the tree that a browser would build, what may not be there is taken out, and the tree
is written down again; written so, every “<” is a tag's and none is in a value. The tags are then
written anew from the names that are allowed below, so that nothing else can be in what is handed
back, whatever the parser made of the source. Last it is parsed once more: what does not come out
of the parser as it went in could become something else in a browser.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import reduce
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from reader.articles.html.repair import guard
from reader.entities import unescape
from reader.unseen import NOT_IN_ADDRESSES

_TAGS = frozenset(
    """a abbr acronym address article aside audio b bdi bdo big blockquote br caption center cite
    code col colgroup dd del details dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4
    h5 h6 header hgroup hr i img ins kbd li main mark menu nav noscript ol p picture pre q rb rp rt
    rtc ruby s samp section small source span strike strong sub summary sup table tbody td tfoot th
    thead time tr track tt u ul var video wbr
    annotation maction math menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded
    mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr
    munder munderover none semantics
    circle desc ellipse g line path polygon polyline rect svg text tspan""".split()
)
"""Elements that stay. Of others the content stays, but for those below."""

_DROPPED = [
    *"""annotation-xml base basefont bgsound embed frame frameset iframe input link meta noembed
    noframes param plaintext script style template xmp""".split()
]
"""Elements that are removed with their content, which a reader would not see."""

_ATTRIBUTES = frozenset(
    """abbr align alt cellpadding cellspacing char charoff cite class color colspan data-actualsrc
    data-lang data-lazy-src data-original data-src data-url datetime dir display eeimg encoding
    headers height href hreflang id lang linethickness mathvariant media name open close separators
    poster rel reversed rowspan scope size sizes span src srclang srcset start style summary title
    type valign value width
    cx cy d fill points r rx ry stroke stroke-width transform viewbox x x1 x2 y y1 y2
    controls border columnalign columnspan rowalign rowspacing""".split()
)
_ADDRESSES = frozenset(
    """cite data-actualsrc data-lazy-src data-original data-src data-url href poster src""".split()
)
_EMPTY_IS_NONE = _ADDRESSES | {"srcset", "style"}
_STYLES = frozenset(
    """background-color clear color direction display float font font-family font-size font-style
    font-variant font-weight height letter-spacing line-height list-style-type margin margin-bottom
    margin-left margin-right margin-top max-width padding padding-bottom padding-left padding-right
    padding-top text-align text-decoration text-decoration-line text-indent text-transform
    unicode-bidi vertical-align visibility white-space width word-spacing""".split()
)
_SCHEMES = frozenset(
    """ftp ftps gemini geo gopher http https irc ircs magnet mailto matrix news nntp sms tel
    xmpp""".split()
)

_STABLE = frozenset(
    """a abbr article aside b bdi blockquote br caption center cite code col colgroup dd del dfn div
    dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark
    nav ol p picture pre q rp rt ruby s samp section small source span strike strong sub sup table
    tbody td tfoot th thead time tr tt u ul var video wbr""".split()
)
"""Elements that a parser nests as written, if there are no others among them."""

_ROUNDS = 4
"""A text that is not stable after being parsed so many times becomes plain text."""

_DOCTYPE = "<!DOCTYPE html>"
_NAMES = "|".join(sorted(_STABLE, key=len))
_ODD = re.compile(rf"<(?!/?(?:{_NAMES})(?:[\s/][^<>]{{0,2000}})?>)")
"""A “<” for which the source must be checked before it is parsed."""
_TAG_AS_CODE = re.compile(r"<code\b[^<>]*>\s*<")
"""A tag that may be meant as text, as `guard` decides."""
_FEW = 1_000  # tags, which nest less deeply than the parser allows
_TAG = re.compile(rf"<(?!/?(?:{_NAMES})>)(/?)([^\s/>]+)([^>]*)>")
"""A tag that is more than the name of an allowed element."""
_ATTRIBUTE = re.compile(r'\s([a-z][a-z0-9-]*)="([^"<>]*)"')
_FRAME = re.compile(r"<(/?)iframe\b([^<>]*)>", re.IGNORECASE)
_EMBED = re.compile(r"<embed\b([^<>]*?)/?>", re.IGNORECASE)
_LINES_IN_PRE = re.compile(r"(<pre\b[^<>]*>)\n+")
_PLAIN_ADDRESS = re.compile(rf"https?://[^\s\"'<>&\\@{NOT_IN_ADDRESSES}]+")
_BLANKS = "".join(map(chr, range(33)))
_UNSEEN = re.compile(f"[{NOT_IN_ADDRESSES}]+")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_PICTURE_DATA = re.compile(r"data:image/(?!svg)[\w.+-]+[;,]", re.IGNORECASE)
_DECLARATION = re.compile(r"\s*([a-z-]+)\s*:\s*([\w .,%#+!'-]+)\s*", re.IGNORECASE)
_SUSPECT = re.compile(r"expression|javascript|binding|behaviou?r|url", re.IGNORECASE)
_CANDIDATE = re.compile(r"\s*(\S*[^\s,])(\s+[\d.]+[wxh])?\s*(?:,|$)")


def sanitised(source: str, base: str) -> str:
    """The same content without scripts, handlers, frames, forms and style sheets, with absolute
    addresses.

    `base` is the base of relative addresses (with '' they stay as they are); `xml:base` applies
    inside its element. Sanitising twice changes nothing.
    """
    for _ in range(_ROUNDS):
        if "<" not in source:
            return source.strip()
        before = source
        source, stable = _once(source, base)
        if stable or source == before:
            return source
    return html.escape(LexborHTMLParser(_DOCTYPE + source).text(), quote=False).strip()


def _once(source: str, base: str) -> tuple[str, bool]:
    """The sanitised source, and whether it is known to be stable."""
    plain = not (_ODD.search(source) or _TAG_AS_CODE.search(source) or "data:" in source)
    plain = plain and source.count("<") < _FEW and "xml:base" not in source
    tags = _Tags(base)
    written = _TAG.sub(tags.rewritten, _written(source) if plain else _tamed(source, base))
    return written.strip(), tags.stable and not _TAG_AS_CODE.search(written)


def absolute(address: str, base: str) -> str:
    """The absolute form of an address; '' if it is a script or cannot be followed. A bare fragment
    stays.
    """
    if _PLAIN_ADDRESS.fullmatch(address):
        return address
    address = _UNSEEN.sub("", address.strip(_BLANKS)).replace(" ", "%20")
    if not address or address[0] == "#" or _PICTURE_DATA.match(address):
        return address
    try:
        if base and not _SCHEME.match(address):
            address = urljoin(base, address)
    except ValueError:
        return ""
    scheme = _SCHEME.match(unescape(address) if "&" in address else address)
    return address if scheme is None or scheme[1].lower() in _SCHEMES else ""


def _written(source: str) -> str:
    """The parsed content of a source without anything odd."""
    return _inside(LexborHTMLParser(_DOCTYPE + source))


def _tamed(source: str, base: str) -> str:
    """The parsed content of any source, without the elements that are removed. Frames become
    videos, which they mostly are.
    """
    source = guard(source.replace("<![CDATA[", "&lt;![CDATA["))
    if "<iframe" in (lower := source.lower()) or "<embed" in lower:
        source = _FRAME.sub(r"<\1video\2>", _EMBED.sub(r"<video\1></video>", source))
    tree = LexborHTMLParser(_DOCTYPE + source)
    tree.strip_tags(_DROPPED, recursive=True)
    if "xml:base" in lower:
        _read_bases(tree, base)
    return _inside(tree)


def _inside(tree: LexborHTMLParser) -> str:
    body = tree.body
    if body is None:
        return ""
    written = body.inner_html or ""
    if "<!--" in written:  # removed from the tree, since Lexbor writes “-->” into some
        for comment in [node for node in body.traverse() if node.is_comment_node]:
            comment.decompose()
        written = body.inner_html or ""
    return _LINES_IN_PRE.sub(r"\1", written).strip() if "<pre" in written else written.strip()


def _read_bases(tree: LexborHTMLParser, base: str) -> None:
    """Make addresses inside an `xml:base` absolute (XML Base, section 4)."""
    for node in tree.css("[href], [src], [cite], [poster]"):
        said = []
        at: LexborNode | None = node
        while at is not None and at.tag != "body":
            if one := at.attributes.get("xml:base"):
                said.append(one)
            at = at.parent
        here = reduce(lambda outer, inner: absolute(inner, outer) or outer, reversed(said), base)
        for name in _ADDRESSES & node.attributes.keys() if said else ():
            node.attrs[name] = absolute(node.attributes[name] or "", here)


class _Tags:
    """Rewrites the tags of a text that a parser wrote, one by one.

    `stable` says that the text can only be parsed to the tree that it was written from.
    """

    def __init__(self, base: str) -> None:
        self._base = base
        self.stable = True

    def rewritten(self, tag: re.Match[str]) -> str:
        _, name, attributes = tag.groups()
        if name not in _STABLE:
            self.stable = False
            if name not in _TAGS:
                return ""
        if not attributes:
            return tag[0]
        return f"<{name}{_attributes(attributes, self._base)}>"


def _attributes(source: str, base: str) -> str:
    kept = []
    for name, value in _ATTRIBUTE.findall(source):
        if name not in _ATTRIBUTES:
            continue
        if name in _ADDRESSES:
            value = _safe(value, lambda address: absolute(address, base))
        elif name == "srcset":
            value = _safe(value, lambda candidates: _candidates(candidates, base))
        elif name == "style":
            value = _safe(value, _declarations)
        if value or name not in _EMPTY_IS_NONE:
            kept.append(f' {name}="{value}"')
    return "".join(kept)


def _safe(value: str, made: Callable[[str], str]) -> str:
    """A value made from another one, both in the form of a tag."""
    if "&" not in value:
        found = made(value)
        return found if found == value else html.escape(found)
    return html.escape(made(unescape(value)), quote=True).replace("&#x27;", "'")


def _candidates(value: str, base: str) -> str:
    """A set of pictures, each with its width or density (HTML, section 4.8.4.2.1)."""
    found = [(absolute(address, base), size) for address, size in _CANDIDATE.findall(value)]
    return ", ".join(address + size for address, size in found if address)


def _declarations(css: str) -> str:
    """The declarations that style text; none that fetches anything or could be a script."""
    kept = []
    for declaration in css.split(";"):
        found = _DECLARATION.fullmatch(declaration)
        if found and found[1].lower() in _STYLES and not _SUSPECT.search(found[2]):
            kept.append(f"{found[1].lower()}:{found[2].strip()}")
    return ";".join(kept)
