"""Repairs the source of a page before it is parsed.

By the HTML standard, an unclosed comment swallows the rest of an article, and a `&lt;` that a feed
decoded too often turns text into tags. Besides, Lexbor takes quadratic time in the nesting depth
and in the attributes of a tag. All this is repaired in the source, in linear time; a page without
such problems is not changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reader.lazy_re import late

DEPTH_LIMIT = 1_000
"""The most open elements; tags nested deeper are removed."""

TAG_LIMIT = 4_096
"""The most characters of a tag's attributes, without data URLs; of longer ones only
a few are kept.
"""

_KNOWN = frozenset(
    """a abbr acronym address annotation annotation-xml applet area article aside audio b base
    basefont bdi bdo bgsound big blink blockquote body br button canvas caption center cite
    circle clippath code col colgroup command content data datalist dd defs del desc details dfn
    dialog dir div dl dt ellipse em embed fieldset figcaption figure filter font footer
    foreignobject form frame frameset g h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe
    image img input ins isindex kbd keygen label legend li line lineargradient link listing main
    map mark marker marquee mask math menclose menu menuitem merror meta meter mfenced mfrac mi
    mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle
    msub msubsup msup mtable mtd mtext mtr multicol munder munderover nav nextid nobr noembed
    noframes none noscript object ol optgroup option output p param path pattern picture
    plaintext polygon polyline portal pre progress q radialgradient rb rect rp rt rtc ruby s
    samp script search section select semantics shadow slot small source spacer span stop strike
    strong style sub summary sup svg switch symbol table tbody td template text textarea
    textpath tfoot th thead time title tr track tspan tt u ul use var video view wbr xmp""".split()
)
_UNNESTED = frozenset(
    """area base br col dd dt embed hr img input li link meta optgroup option p param rp rt source
    tbody td tfoot th thead tr track wbr""".split()
)
"""Elements without content, and those that end at the next one of their kind: they do not
add to the depth.
"""

_OPAQUE = frozenset(
    ["math", "object", "script", "select", "style", "svg", "template", "textarea", "title"]
)
_RAW = "iframe|noembed|noframes|script|select|style|textarea|title|xmp"
"""Elements that swallow everything after them if their end tag is missing."""

_SWALLOWING = frozenset((*_RAW.split("|"), "frame", "frameset", "plaintext"))

_NAME = late(r"<([a-zA-Z][^\s/<>]*)")
_END_NAME = late(r"</([a-zA-Z][^\s/>]*)")
_ANY_NAME = late(r"<(/?)([a-zA-Z][^\s/>]*)")
_TAG = late(r"<(/?)([a-zA-Z][^\s/>]*)([^>]*)>")
_LONG_PART = late(rf">[^>]{{{TAG_LIMIT + 1},}}+(?=>)")
QUOTED_TAG = late(r"""<(/?)([a-zA-Z][^\s/>]*+)((?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+)>""")
ANGLE_IN_VALUE = late(r"""=\s*+(?:"[^"<>]*+[<>]|'[^'<>]*+[<>])""")
END_OF_ANY_TAG = '">\'>">'
"""After this text no value and no tag is open, so that a search for the end of a tag
always succeeds.
"""
_START = late(r"<(/?)([a-zA-Z][^\s/<>]*)(\s[^<>]*)?")
COMPARED = late(
    r"""<(?<=[\w)\]]<)(?=[a-zA-Z][\w.]*(?:[^<>"'=]*+<(?!!--)|(?<=<[abipqsu])\s+[^<>"'=]*+>))"""
)
"""A less-than sign, `a<b and c<d`, that a parser takes for the start of a tag. It is not one if
another tag starts before it ends, or if it would be `<a`, `<b` and the like with attributes
without values.
"""
_CODE = late(r"<(/?)(pre|code)\b", re.IGNORECASE)
_PAGE = late(r"<(?:html|body|!doctype)\b", re.IGNORECASE)
_NOT_BREAK = late(r"<(?!/?(?:br|span|code|b|strong|em|i)\b)", re.IGNORECASE)
_TAG_AS_CODE = late(
    r"(<code\b[^<>]*>\s*)<(?!(?:br|hr|img|input|wbr)\b)(/?[a-z][\w-]*\s*/?>\s*</code>)",
    re.IGNORECASE,
)
_COMMENT_END = late(r"--!?>")
_COMMENT_START = late(r"<!--[^<\n]*")
_RAW_TAG = late(rf"<(?=/?[instx])(/?)({_RAW})\b", re.IGNORECASE)
_SELF_CLOSED = late(rf"<(?=[instx])({_RAW})\b[^<>]*/>", re.IGNORECASE)
_FRAME = late(r"</?[fp](?:rame|laintext)", re.IGNORECASE)
_FRAMES = late(r"</?(?:frameset|frame|plaintext)\b[^>]*>", re.IGNORECASE)
_SHAPE = late(r"<(path|circle|ellipse|line|polygon|polyline|rect|stop)\b[^<>]*(?:/>|></\1>)")
_OPTION = late(r"<option\b[^<>]*>[^<]*(?:</option\s*>)?", re.I)
_DATA_URL = late(r"(data:[\w.+/-]{0,64}(?:;[\w=.+-]{1,64}){0,4}),([A-Za-z0-9+/=%\s_-]{512,})")
_KEPT = late(r"""\b(?:href|src|alt)\s*=\s*(?:"[^"]{0,2048}"|'[^']{0,2048}')""")


_MAY_SIGN = late(r">\s*[¶§#🔗⚓]\ufe0f?\s*<")
_SIGN = late(
    r"(<a\b[^<>]{0,300}?\bhref=[\"']?[^\"'\s<>]{0,1000}#[^<>]{0,300}>)(?:<(?:span|i)\b[^<>]{0,100}>)?"
    r"\s*[¶§#🔗⚓]\ufe0f?\s*(?:</(?:span|i)>)?(?=</a>)",
    re.IGNORECASE,
)


def without_signs(html: str) -> str:
    """The same page without the signs, ¶ or #, that link a heading to itself. The links stay: their
    ids may be where other links lead.
    """
    return _SIGN.sub(r"\1", html) if _MAY_SIGN.search(html) else html


def guard(html: str) -> str:
    """The same page, changed so that parsing takes linear time and loses nothing."""
    html = without_signs(_page_in_pre_as_text(without_bulk(html)))
    names = set(_NAME.findall(html))
    html = _lost_entities_as_text(html, names)
    html = _with_closed_comments(html)
    if not _SWALLOWING.isdisjoint(map(str.lower, names)):
        html = _with_closed_elements(html)
    return _flattened(html)


def without_bulk(html: str) -> str:
    """The same page without data URLs and overlong attributes, which are never shown."""
    return _with_short_tags(without_data(html))


def without_unshown(html: str) -> str:
    """A large page without the shapes of drawings and the options of forms: many of them take the
    parser long, and they are never shown.
    """
    html = _SHAPE.sub("", html) if "<svg" in html else html
    return _OPTION.sub("", html) if "<select" in html else html


def without_data(source: str) -> str:
    """The same source with the data of data URLs replaced by their size."""
    return _DATA_URL.sub(_measured, source) if "data:" in source else source


def _to_last_tag(html: str) -> tuple[str, str]:
    """A page up to its last “>”, and the rest, in which no tag ends.

    In the first part, searching for the “>” of each tag takes linear time in any case.
    """
    end = html.rfind(">") + 1
    return html[:end], html[end:]


def _measured(url: re.Match[str]) -> str:
    """A data URL with its data replaced by their size, which is shown."""
    size = len(url[2]) * 3 // 4 if ";base64" in url[1] else len(url[2])
    return f"{url[1]};size={size},"


def _with_short_tags(html: str) -> str:
    if ANGLE_IN_VALUE.search(html):
        html = QUOTED_TAG.sub(_shortened, html + END_OF_ANY_TAG).removesuffix(END_OF_ANY_TAG)
    return _LONG_PART.sub(_with_short_tag, f">{html}")[1:] if len(html) > TAG_LIMIT else html


def _with_short_tag(part: re.Match[str]) -> str:
    """What is between two “>”, with a tag that is not too long if one ends there."""
    return ">" + _TAG.sub(_shortened, f"{part[0][1:]}>")[:-1]


def _shortened(tag: re.Match[str]) -> str:
    if len(tag[3]) <= TAG_LIMIT:
        return tag[0]
    kept = _KEPT.findall(tag[3], 0, 4 * TAG_LIMIT)
    return f"<{tag[1]}{tag[2][:64]} {' '.join(kept[:3])}>"


def regions(html: str, *names: str) -> Iterator[tuple[int, int]]:
    """The start and end of the outermost elements with these names that have an end tag."""
    start, name = -1, ""
    for tag in _CODE.finditer(html):
        found = tag[2].lower()
        if not tag[1] and start < 0 and found in names:
            start, name = tag.start(), found
        elif tag[1] and start >= 0 and found == name:
            yield start, tag.end()
            start = -1


def _page_in_pre_as_text(html: str) -> str:
    """A page in which the tags of a literal `<html>…` in `<pre>` are text: it shows the
    source of a page.
    """
    if not _PAGE.search(html):
        return html
    pieces, at = [], 0
    for start, end in regions(html, "pre"):
        inner, close = html.find(">", start, end) + 1, html.rfind("<", start, end)
        if _PAGE.search(html, inner, close):
            pieces += [html[at:inner], _NOT_BREAK.sub("&lt;", html[inner:close])]
            at = close
    return "".join([*pieces, html[at:]])


def _lost_entities_as_text(html: str, names: set[str]) -> str:
    """A page in which tags that are really text are escaped: `<value>`, `<PID,Partition>`,
    `<std::string>`, from feeds that decoded `&lt;` once too often, and a known tag that is all that
    a `<code>` contains. `names` are the names of the page's tags.
    """
    html = _TAG_AS_CODE.sub(r"\1&lt;\2", html) if "<code" in html else html
    html = COMPARED.sub("&lt;", html)
    unknown = {name for name in names if name.lower() not in _KNOWN}
    if not unknown:
        return html
    ended = {name.lower() for name in _END_NAME.findall(html)}
    code = list(regions(html, "pre", "code"))
    pieces, at, region = [], 0, 0
    for tag in _START.finditer(html):
        if tag[2] not in unknown:
            continue
        while region < len(code) and code[region][1] <= tag.start():
            region += 1
        in_code = region < len(code) and code[region][0] <= tag.start()
        lonely = tag[2].lower() not in ended and "=" not in (tag[3] or "")
        if _is_text(tag[2], in_code=in_code, lonely=lonely):
            pieces += [html[at : tag.start()], "&lt;"]
            at = tag.start() + 1
    return "".join([*pieces, html[at:]])


def _is_text(name: str, *, in_code: bool, lonely: bool) -> bool:
    """Whether a tag with an unknown name is text: if it is in code, or `lonely`, that is without
    attributes and end tag. Names with “-” or “:” are from other vocabularies.
    """
    if ":" in name:
        return "::" in name or name.endswith(":")
    return lonely or (in_code and "-" not in name)


def _with_closed_comments(html: str) -> str:
    """A page without the start of a comment that has no end, which would swallow
    everything after it.
    """
    if "<!--" not in html:
        return html
    ends = [end.start() for end in _COMMENT_END.finditer(html)]
    unclosed = html.find("<!--", max(ends[-1] - 1, 0) if ends else 0)
    if unclosed < 0:
        return html
    return html[:unclosed] + _COMMENT_START.sub("", html[unclosed:])


def _with_closed_elements(html: str) -> str:
    """A page without unclosed elements that would swallow everything after them: a script, a
    title, a frame.
    """
    if "/>" in html:
        html = _SELF_CLOSED.sub(r"\g<0></\1>", html)
    opened: dict[str, list[int]] = {}
    for tag in _RAW_TAG.finditer(html):
        if tag[1]:
            opened.pop(tag[2].lower(), None)
        else:
            opened.setdefault(tag[2].lower(), []).append(tag.start())
    pieces, at = [], 0
    for start in sorted(start for starts in opened.values() for start in starts):
        if start >= at:
            pieces.append(html[at:start])
            at = _end_of_unclosed(html, start)
    html = "".join([*pieces, html[at:]])
    if not _FRAME.search(html):
        return html
    tags, rest = _to_last_tag(html)
    return _FRAMES.sub("", tags) + rest


def _end_of_unclosed(html: str, start: int) -> int:
    """The position to go on after an unclosed start tag, or after its text too if that is
    not to be shown.
    """
    end = html.find(">", start) + 1 or len(html)
    if html[start + 1 : start + 7].lower() in ("script", "style>", "style "):
        following = html.find("<", end)
        return following if following >= 0 else len(html)
    return end


def _may_be_deep(html: str) -> bool:
    """Whether at least DEPTH_LIMIT elements may be open at once; in most pages there
    are far fewer.
    """
    opened: dict[str, int] = {}
    depth = 0
    for end, name in _ANY_NAME.findall(html):
        name = name.lower()
        if name in _UNNESTED:
            continue
        if not end:
            opened[name] = opened.get(name, 0) + 1
            depth += 1
            if depth >= DEPTH_LIMIT:
                return True
        elif opened.get(name):
            opened[name] -= 1
            depth -= 1
    return False


def _flattened(html: str) -> str:
    """A page without the tags below DEPTH_LIMIT open elements; the text in them stays.

    Here an end tag closes only an element of its name. Others in between stay open, as they
    may in a parser.
    """
    if html.count("<") - html.count("</") < DEPTH_LIMIT or not _may_be_deep(html):
        return html
    pieces: list[str] = []
    opened: dict[str, list[bool]] = {}
    at = depth = 0
    for tag in _TAG.finditer(html, 0, html.rfind(">") + 1):
        name = tag[2].lower()
        if name in _UNNESTED or tag[3].endswith("/"):
            continue
        if not tag[1]:
            keep = depth < DEPTH_LIMIT or name in _OPAQUE
            opened.setdefault(name, []).append(keep)
            depth += keep
        elif kept := opened.get(name):
            keep = kept.pop()
            depth -= keep
        else:
            continue
        if not keep:
            pieces.append(html[at : tag.start()])
            at = tag.end()
    return "".join([*pieces, html[at:]])
