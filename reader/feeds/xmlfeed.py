"""RSS 0.9 to 2.0, RDF, Atom and CDF → Feed: feedparser parses, and its fields are read here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from itertools import islice
from time import struct_time
from typing import TYPE_CHECKING, Any
from xml.sax.expatreader import ExpatParser

import feedparser
from feedparser.api import PREFERRED_XML_PARSERS

from reader.errors import FeedError
from reader.feeds.feed import Enclosure, Feed, FeedEntry
from reader.feeds.sanitise import absolute, sanitised
from reader.feeds.values import (
    excerpt,
    html_of,
    moment,
    one_line,
    paragraphs,
    seconds,
    text_of,
    whole,
)

if TYPE_CHECKING:
    from pyexpat import XMLParserType
    from xml.sax.handler import ContentHandler

PREFERRED_XML_PARSERS.insert(0, __name__)
"""feedparser takes its parser from the first of these modules, by `create_parser`."""

Fields = dict[str, Any]
"""feedparser's results as plain dicts, because their own look-up guesses, and warns."""

_ATTRIBUTES = 100
_PEOPLE = frozenset(
    """author contributor creator editor managingeditor name owner publisher webmaster""".split()
)
"""Elements whose text feedparser reads as a person's name."""

_LONGEST_NAME = 1_000
_HTML = frozenset(("text/html", "application/xhtml+xml"))
_VOID_END = re.compile(r"</(?:area|br|col|embed|hr|img|input|link|meta|param|source|wbr)>")
_WHOLE_DATE = re.compile(r"\d{8}|(?:(?<!\w)(?:\d+|[^\W\d]+\.?)[\W_]+){2}\d")
"""A full date: feedparser reads “2003” as the first of January 2003."""

_MAILED = re.compile(r"\S+@\S+\s*\((.+)\)|(.+?)\s*[<(](?:mailto:)?\S+@\S+[)>]")
_MINUTES = {"hourly": 60, "daily": 1440, "weekly": 10080, "monthly": 43200, "yearly": 525600}


class _WholeTexts(ExpatParser):
    """Expat that delivers a text in one piece, where the standard library delivers it line by line,
    which is a tenth of the time that feedparser takes. It also limits the attributes of an element,
    which the standard library looks up in quadratic time, and the length of a person's name, in
    which feedparser looks for an address in quadratic time.
    """

    _parser: XMLParserType  # attributes of the standard library's that its types leave out
    _cont_handler: ContentHandler

    def reset(self) -> None:
        super().reset()
        self._of_name: int | None = None
        self._parser.buffer_text = True
        self._parser.CharacterDataHandler = self._text

    def _text(self, data: str) -> None:
        if self._of_name is not None:
            data = data[: self._of_name]
            self._of_name -= len(data)
        self._cont_handler.characters(data)

    def end_element_ns(self, name: str) -> None:
        if _is_person(name):
            self._of_name = None
        super().end_element_ns(name)

    def start_element_ns(self, name: str, attrs: Mapping[str, str]) -> None:
        if _is_person(name):
            self._of_name = _LONGEST_NAME
        if len(attrs) > _ATTRIBUTES:
            attrs = dict(islice(attrs.items(), _ATTRIBUTES))
        super().start_element_ns(name, attrs)


def _is_person(name: str) -> bool:
    """Whether an element, named as expat does (“namespace local prefix”), describes a person."""
    return (name.split(" ")[1:2] or [name])[0].lower() in _PEOPLE


def create_parser() -> ExpatParser:
    """The parser that feedparser uses (the interface of xml.sax.make_parser)."""
    return _WholeTexts()


def feed_of(xml: bytes, url: str) -> tuple[str, Feed]:
    """The feed in a mended document (UTF-8), and the name of its format, '' if it has none."""
    found = _read(xml)
    head, version = _record(found, "feed"), _text(found, "version")
    site = _link(head, url)
    reading = _Reading(url, site, version, _authors(head))
    return version, Feed(
        title=_title(head),
        link=site,
        description=text_of(_text(head, "subtitle") or _text(head, "summary")),
        language=one_line(_text(head, "language")),
        entries=tuple(map(reading.entry, _records(found, "entries"))),
        ttl=_ttl(head),
    )


def _read(xml: bytes) -> Fields:
    try:
        found: Fields = feedparser.parse(
            BytesIO(xml),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            resolve_relative_uris=False,  # of HTML, which takes longer than everything else
            sanitize_html=False,  # as above
        )
        return found
    except Exception as error:  # whatever it is: foreign text must not end the program
        raise FeedError(f"feedparser fails on it ({type(error).__name__}: {error})") from error


@dataclass(frozen=True, slots=True)
class _Reading:
    """What reading an entry depends on: where the feed comes from, the feed's page, its format and
    its authors.
    """

    url: str
    site: str
    version: str
    authors: tuple[str, ...]

    def entry(self, fields: Fields) -> FeedEntry:
        """One entry."""
        base = self.url if self.version.startswith("atom") else self.site or self.url
        link = _link(fields, base)
        body, summary = self._bodies(fields, link)
        updated = _moment(fields, "updated")
        published = _moment(fields, "published") or _moment(fields, "created")
        if self.version != "atom10":  # others have only one date, whatever its name
            published = published or updated
        enclosures = tuple(_enclosures(fields, base))
        return FeedEntry(
            title=_title(fields) or excerpt(text_of(summary or body)) or link,
            link=link,
            guid=_text(fields, "id").strip(),
            published=published,
            updated=updated,
            authors=_authors(fields) or self.authors,
            categories=tuple(_categories(fields)),
            body=body,
            summary=summary,
            enclosures=enclosures,
            comments=absolute(_text(fields, "comments"), base),
            image=absolute(_image(fields, enclosures), base),
        )

    def _bodies(self, fields: Fields, link: str) -> tuple[str, str]:
        """The content and the summary; if one is missing, feedparser repeats the other."""
        contents = [one for one in _records(fields, "content") if _text(one, "value")]
        content = max(contents, key=_rank, default={})
        body = self._html(_text(content, "value"), content, link)
        summary = _text(fields, "summary")
        if any(summary == one["value"] for one in contents):
            return body, body
        return body, self._html(summary, _record(fields, "summary_detail"), link)

    def _html(self, value: str, detail: Fields, link: str) -> str:
        """A text of the feed as safe HTML."""
        kind = _text(detail, "type")
        if kind == "text/plain":
            return html_of(value)
        if "<" not in value:
            return paragraphs(value)
        if kind == "application/xhtml+xml" and "</" in value:
            value = _VOID_END.sub("", value)
        outer = self.url if self.version.startswith("atom") else link or self.url
        return sanitised(value, absolute(_text(detail, "base"), outer) or outer)


def _record(fields: Fields, name: str) -> Fields:
    found = dict.get(fields, name)
    return found if isinstance(found, dict) else {}


def _records(fields: Fields, name: str) -> list[Fields]:
    found = dict.get(fields, name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _text(fields: Fields, name: str) -> str:
    found = dict.get(fields, name)
    return found if isinstance(found, str) else ""


def _title(fields: Fields) -> str:
    title = _text(fields, "title")
    is_text = _text(_record(fields, "title_detail"), "type") == "text/plain"
    return one_line(title) if is_text else text_of(title)


def _link(fields: Fields, base: str) -> str:
    """The page of a feed or an entry, not the counter that FeedBurner and its like put in between.

    An Atom id, a guid and the `about` of an RDF item are links if they look like one, and if the
    guid does not say that it is not.
    """
    for name in ("feedburner_origlink", "pheedo_origlink", "link"):
        if address := absolute(_text(fields, name), base):
            break
    else:
        address = "" if "guidislink" in fields else absolute(_text(fields, "id"), "")
    is_id = address == _text(fields, "id")
    return "" if is_id and not address.startswith(("http:", "https:")) else address


def _moment(fields: Fields, name: str) -> datetime | None:
    """A date in a common form, or in one that only feedparser knows."""
    written = _text(fields, name)
    if not written or (found := moment(written)):
        return found if written else None
    parsed = dict.get(fields, f"{name}_parsed")
    if not isinstance(parsed, struct_time) or not _WHOLE_DATE.search(written):
        return None
    return moment(datetime(*parsed[:6], tzinfo=UTC).isoformat())


def _authors(fields: Fields) -> tuple[str, ...]:
    """Names, each once; an address if there is no name."""
    written = [
        text_of(_text(one, "name")) or _text(one, "email") for one in _records(fields, "authors")
    ]
    raw = one_line(_text(fields, "author"))
    if len(written) == 1 and "@" in raw:  # feedparser cuts addresses after four letters of “.name”
        mailed = _MAILED.fullmatch(raw)
        written = [(mailed[1] or mailed[2]) if mailed else raw]
    return tuple(dict.fromkeys(filter(None, map(one_line, written))))


def _categories(fields: Fields) -> Iterator[str]:
    seen = set()
    for tag in _records(fields, "tags"):
        name = one_line(unescape(_text(tag, "label") or _text(tag, "term")))
        if name and name not in seen:
            seen.add(name)
            yield name


def _rank(content: Fields) -> tuple[bool, int]:
    return _text(content, "type") in _HTML, len(content["value"])


def _enclosures(fields: Fields, url: str) -> Iterator[Enclosure]:
    """Enclosures, and the files of Media RSS, each address once."""
    media = [one for one in _records(fields, "media_content") if one.get("medium") != "image"]
    links = [one for one in _records(fields, "links") if one.get("rel") == "enclosure"]
    original = _text(fields, "feedburner_origenclosurelink")
    seen = set()
    for one in [*links, *media]:
        address = absolute(original or _text(one, "href") or _text(one, "url"), url)
        original = ""
        if not address or address in seen:
            continue
        seen.add(address)
        duration = one.get("duration") or (fields.get("itunes_duration") if one in links else None)
        kind = one.get("type") or None
        size = whole(one.get("length") or one.get("filesize"))
        yield Enclosure(address, kind, size or None, seconds(duration))


def _image(fields: Fields, enclosures: Iterable[Enclosure]) -> str:
    """The address of the picture that represents an entry."""
    named = [*_records(fields, "media_thumbnail"), _record(fields, "image")]
    media = [one for one in _records(fields, "media_content") if one.get("medium") == "image"]
    for one in [*named, *media]:
        if address := _text(one, "href") or _text(one, "url"):
            return address
    return next((one.url for one in enclosures if (one.type or "").startswith("image/")), "")


def _ttl(head: Fields) -> int | None:
    """Minutes between two fetches: RSS 2.0's ttl, or RSS 1.0's module “syndication”."""
    if ttl := whole(_text(head, "ttl")):
        return ttl
    period = _MINUTES.get(_text(head, "sy_updateperiod").strip().lower())
    return period // max(whole(_text(head, "sy_updatefrequency")) or 1, 1) if period else None
