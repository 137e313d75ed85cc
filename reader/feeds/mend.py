"""Mends XML that strict parsers refuse.

feedparser has a second parser for such feeds, which is ten times slower, takes quadratic time on
some, and decodes what it should not. Most of them have one of a few faults, which are mended here
in one pass and in linear time: the feed is truncated; an end tag is missing, misspelled or one too
many; a prefix is not declared; an attribute is not quoted or occurs twice; a “<” starts no tag.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.parsers import expat

_TOKEN = re.compile(
    r"""(?P<cdata><!\[CDATA\[.*?(?:\]\]>|\Z)) | <!--.*?(?:-->|\Z) | <\?.*?(?:\?>|\Z) | <![^<>]*>
    | <(?P<end>/?)(?P<name>[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)
      (?P<rest>(?:[\s/](?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)?+ | \s[^<>]*+)>
    | (?P<stray><)""",
    re.DOTALL | re.VERBOSE,
)
_QUOTED = re.compile(r"""(?:\s+[\w.:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*+\s*/?""")
_ATTRIBUTE = re.compile(
    r"""(?<![\w.:-])([A-Za-z_][\w.:-]*+)\s*+=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"""
)
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]*):|\s([A-Za-z_][\w.-]*):[\w.-]+\s*=")
_DECLARED = re.compile(r"\sxmlns:([A-Za-z_][\w.-]*)\s*=")
_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "xhtml": "http://www.w3.org/1999/xhtml",
}
"""What these prefixes always mean, declared or not."""

_ENTRY = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)[\s>]")
_KNOWN = re.compile(r"</(?:[\w.-]+:)?(?:guid|id|item|entry|channel|rss|feed|rdf)>", re.IGNORECASE)
_VOID = frozenset(("area", "br", "col", "hr", "img", "input", "wbr"))
_INNER = frozenset(
    """a abbr b big blockquote body br center cite code dd del div dl dt em embed font form h1 h2 h3
    h4 h5 h6 hr i iframe img input ins kbd li nobr object ol p param pre q s script small span
    strike strong style sub sup table tbody td tfoot th thead tr tt u ul""".split()
)
"""Elements of HTML; an end tag of theirs that does not match is too many, not misspelled."""

_ENTRIES = frozenset(("item", "entry"))
_TEXTS = frozenset(
    """category comments dc:creator dc:date guid id language link pubDate published title ttl
    updated""".split()
)
"""Elements of feeds that contain no others: the start of another ends them."""

_FIELDS = (
    _ENTRIES
    | _TEXTS
    | frozenset(
        """author content content:encoded dc:subject description enclosure image source
    summary""".split()
    )
)
_OUTER = frozenset(("rss", "rdf:rdf", "feed", "channel", "item", "entry"))


def parses(xml: bytes) -> bool:
    """Whether a strict parser accepts a document (UTF-8, without a document type)."""
    try:
        expat.ParserCreate("utf-8", " ").Parse(xml, True)
    except expat.ExpatError:
        return False
    return True


def mended(text: str) -> str:
    """The document from its root on, with its faults mended. What follows the root is dropped."""
    if text.rfind("<") > text.rfind(">"):
        text = text[: text.rfind("<")]  # cut off within a tag
    return _with_prefixes("".join(_pieces(_without_half_entry(text))))


def _without_half_entry(text: str) -> str:
    """Drop the last entry of a truncated feed if its id is missing: under another name it would be
    new now, and new again when the feed is complete.
    """
    start = max((found.start() for found in _ENTRY.finditer(text)), default=-1)
    return text[:start] if start >= 0 and not _KNOWN.search(text, start) else text


def _pieces(text: str) -> Iterator[str]:
    elements = _Elements()
    at = 0
    for token in _TOKEN.finditer(text):
        yield text[at : token.start()].replace("]]>", "]]&gt;")
        at = token.end()
        name = token["name"]
        if name and token["end"]:
            yield from elements.end(name)
            if not elements.opened:
                return
        elif name:
            yield from elements.start(name, _start_tag(name, token["rest"]))
        elif cdata := token["cdata"]:
            yield cdata if cdata.endswith("]]>") else cdata + "]]>"
        elif token["stray"]:
            yield "&lt;"
    yield text[at:].replace("]]>", "]]&gt;")
    yield from (f"</{name}>" for name in reversed(elements.opened))


class _Elements:
    """Tracks the open elements, and adds the tags that make them nest."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self._counts: Counter[str] = Counter()  # looking for a name in the list takes long

    def start(self, name: str, tag: str) -> Iterator[str]:
        """What to write for a start tag: end tags that were forgotten, and the tag."""
        if name in _ENTRIES and self._counts[name]:
            yield from self._close(name)
        elif name in _FIELDS and self.opened and self.opened[-1] in _TEXTS:
            yield from self._close(self.opened[-1])
        yield tag
        if not tag.endswith("/>"):
            self.opened.append(name)
            self._counts[name] += 1

    def end(self, name: str) -> Iterator[str]:
        """What to write for an end tag: nothing if it ends nothing."""
        if self._counts[name]:
            yield from self._close(name)
        elif self.opened and name.lower() not in _INNER and self.opened[-1].lower() not in _OUTER:
            yield from self._close(self.opened[-1])  # it is misspelled

    def _close(self, name: str) -> Iterator[str]:
        ended = ""
        while ended != name:
            ended = self.opened.pop()
            self._counts[ended] -= 1
            yield f"</{ended}>"


def _start_tag(name: str, rest: str) -> str:
    if _QUOTED.fullmatch(rest):
        names = [found[0] for found in _ATTRIBUTE.findall(rest)]
        if len(set(names)) == len(names) and (name not in _VOID or rest.endswith("/")):
            return f"<{name}{rest}>"
    attributes: dict[str, str] = {}
    for found in _ATTRIBUTE.finditer(rest):
        value = found[2] or found[3] or found[4] or ""
        attributes.setdefault(found[1], value.replace('"', "&quot;").replace("<", "&lt;"))
    written = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{written}{'/' if rest.endswith('/') or name in _VOID else ''}>"


def _with_prefixes(text: str) -> str:
    """The document, with every prefix declared at its root."""
    end = text.find(">")
    declared = set(_DECLARED.findall(text, 0, end))
    used = {first or second for first, second in _PREFIX.findall(text)}
    missing = sorted(used - declared - {"xml", "xmlns"})
    said = "".join(
        f' xmlns:{one}="{_NAMESPACES.get(one.lower(), f"urn:{one}")}"' for one in missing
    )
    end -= text[:end].endswith("/")
    return text[:end] + said + text[end:]
