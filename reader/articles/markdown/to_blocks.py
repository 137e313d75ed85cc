"""Markdown → blocks, by way of HTML, so that one engine decides what is bold and what shows.

Comrak parses CommonMark and GitHub's additions; `flavours` and `templates` say what other producers
write beyond them. Comrak is loaded with this module, and this module with the first Markdown body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import islice
from typing import NamedTuple

import comrak

from reader.articles.html.clean import clean
from reader.articles.html.repair import without_data
from reader.articles.markdown import tags
from reader.articles.markdown.extensions import rewritten
from reader.articles.markdown.logseq import without_properties
from reader.articles.markdown.mdx import without_components
from reader.articles.markdown.placeholders import Placeholders, without_noncharacters
from reader.articles.rules.builtin import Rules
from reader.lazy_re import late
from reader.model import Block, Span

NESTING_LIMIT = 15
"""Quotes and lists that one line opens; more are left out."""

COLUMN_LIMIT = 400
"""Columns of a table; a wider one is text. Comrak's time grows with their square."""

DEFINITION_LIMIT = 1_000
"""Definitions; in a text with more, they are paragraphs. Comrak's time grows with their square."""

MARK_LIMIT = 10_000
"""Signs of dollars, or tildes; in a text with more, they are what they are."""

REWRITTEN_LIMIT = 400_000
"""Characters; in a longer text, marks beyond comrak's Markdown stay as they are written."""

PART = 1_000_000
"""Characters that are parsed at once where a text has more than twice as many: Comrak needs sixty
bytes for each. Only a file that a program wrote is as large.
"""

IN_PARTS = (
    "This file is read in parts: what begins in one and ends in the next may show as plain text."
)

_REFERENCES = 1_000  # that each part has
_REFERENCE = late(r"^ {0,3}\[(?!\^)[^\]\n]{1,999}\]:[^\n]{1,2000}", re.MULTILINE)
_FENCE_LINE = late(r"^ {0,3}(?:`{3}|~{3})", re.MULTILINE)

_EXTENSIONS = (
    "autolink",
    "cjk_friendly_emphasis",
    "description_lists",
    "math_dollars",
    "strikethrough",
    "table",
    "tasklist",
)
_CONTAINER = r"[ \t]{0,3}(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]))"
_TOO_DEEP = late(rf"^((?:{_CONTAINER}){{{NESTING_LIMIT}}})(?:{_CONTAINER})+", re.MULTILINE)
_DEEP = tuple(mark * 100 for mark in (">", "> ", "- ", "* ", "+ ", "> - ", "- > ", "> * ", "> + "))
_TOO_WIDE = late(rf"^(?=[ \t|:-]*-)(?:[ \t:-]*\|){{{COLUMN_LIMIT}}}", re.MULTILINE)
_ADDRESS = late(r'<a href="[^"]*">(https?://[!-;=?-~]*)([^!-~<][^<]*)</a>')
_BARE = late(r"https?://[a-zA-Z0-9][!-;=?-~]*")
_ESCAPED_TWICE = late(r'<a href="https?://[^"]*&amp;amp;[^"]*">[^<]*</a>')
_RAW_HTML = late(r"<[a-zA-Z/!?]")
_LEFT_OUT = ("<!-- raw HTML omitted -->", 'href=""', 'src=""')
"""What comrak writes in place of an author's own HTML, and of addresses that it does not trust."""

_ENDING = "?!.,:;*_~'\""


def clean_markdown(
    source: str, rules: Rules, title: str = "", base: str | None = None
) -> Iterator[Block]:
    """Yield the blocks of a Markdown text, in order. The arguments are those of `clean`."""
    if len(source) <= 2 * PART:
        yield from _cleaned(source, rules, title, base)
        return
    references = [one[0] for one in islice(_REFERENCE.finditer(source), _REFERENCES)]
    behind = "\n\n" + "\n".join(references) if references else ""
    for part in _parts(source):
        yield from _cleaned(part + behind, rules, title, base)
    yield Block("note", (Span(IN_PARTS, muted=True),))


def _cleaned(source: str, rules: Rules, title: str, base: str | None) -> Iterator[Block]:
    html, is_plain = to_html(source)
    if is_plain and tags.are_enough(html, rules):
        return tags.blocks(html, rules, title, base)
    return clean(html, rules, title, base, prose=True)


def _parts(source: str) -> Iterator[str]:
    """A large text in parts, which end before a block if there is one, else at a line's end."""
    start = 0
    while len(source) - start > PART:
        end = _end(source, start)
        yield source[start:end]
        start = end
    yield source[start:]


def _end(source: str, start: int) -> int:
    """Where the part ends that begins at a place: not within code in fences that fits into one."""
    least, most = start + PART // 2, start + PART
    fences = [one.start() for one in _FENCE_LINE.finditer(source, start, most)]
    if len(fences) % 2:
        if fences[-1] > start:
            return fences[-1]
        closing = _FENCE_LINE.search(source, most, most + PART)
        if closing is not None:
            return source.find("\n", closing.end()) + 1 or len(source)
    for mark in ("\n\n", "\n", " "):
        if (found := source.rfind(mark, least, most)) >= 0:
            return found + len(mark)
    return most


class Converted(NamedTuple):
    """The HTML of a text; whether all elements in it are such as comrak writes."""

    html: str
    is_plain: bool


def to_html(source: str) -> Converted:
    """The HTML that a Markdown text means. What cannot be parsed is shown as it is written."""
    source = source.replace("\r\n", "\n") if "\r" in source else source
    source = without_noncharacters(without_data(source))
    text = _bounded(source)
    held = Placeholders()
    if len(text) <= REWRITTEN_LIMIT:
        text = rewritten(without_properties(without_components(text)), held)
    try:
        html, is_plain = _rendered(text)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001 (a panic of Rust is no Exception)
        return Converted(_as_text(source), is_plain=True)
    if "&amp;#12" in html:  # braces in code that a template's author had to escape
        html = html.replace("&amp;#123;", "{").replace("&amp;#125;", "}")
    html = held.filled(html)
    if "&amp;amp;" in html:
        html = _ESCAPED_TWICE.sub(lambda link: link[0].replace("&amp;amp;", "&amp;"), html)
    html = _ADDRESS.sub(_address, html) if "://" in html else html
    return Converted(html, is_plain and held.are_plain)


def _rendered(text: str) -> Converted:
    """What comrak makes of a text. It says itself where HTML of the author's own would stand."""
    if not _RAW_HTML.search(text):
        return Converted(_parsed(text, raw=True), is_plain=True)
    html = _parsed(text, raw=False)
    if not any(mark in html for mark in _LEFT_OUT):
        return Converted(html, is_plain=True)
    return Converted(_parsed(text, raw=True), is_plain=False)


def _parsed(text: str, *, raw: bool) -> str:
    extensions, options = comrak.ExtensionOptions(), comrak.RenderOptions()
    for name in _EXTENSIONS:
        setattr(extensions, name, True)
    extensions.description_lists = "\n: " in text and text.count("\n: ") <= DEFINITION_LIMIT
    extensions.math_dollars = text.count("$") <= MARK_LIMIT
    extensions.strikethrough = text.count("~") <= MARK_LIMIT
    options.unsafe_ = raw  # the cleaner looks at the HTML in a text as at any other
    try:
        return comrak.render_markdown(text, extensions, None, options)
    except UnicodeEncodeError:  # half of a surrogate pair
        text = text.encode("utf-8", "replace").decode("utf-8")
        return comrak.render_markdown(text, extensions, None, options)


def _bounded(source: str) -> str:
    """The same text without nesting and tables that nobody wrote by hand."""
    if any(mark in source for mark in _DEEP):
        source = _TOO_DEEP.sub(r"\1", source)
    if source.count("|") > COLUMN_LIMIT:
        source = _TOO_WIDE.sub(lambda row: "\\" + row[0], source)
    return source


def _address(link: re.Match[str]) -> str:
    """An address in running text, which ends where CJK text or its punctuation follows."""
    return _BARE.sub(_linked, link[1] + link[2])


def _linked(found: re.Match[str]) -> str:
    """A link of an address, without the punctuation behind it."""
    address = found[0].rstrip(_ENDING)
    while address.endswith(")") and address.count(")") > address.count("("):
        address = address[:-1].rstrip(_ENDING)
    return f'<a href="{address}">{address}</a>{found[0][len(address) :]}'


def _as_text(source: str) -> str:
    paragraphs = (escape(one).replace("\n", "<br>") for one in source.split("\n\n"))
    return "".join(f"<p>{one}</p>" for one in paragraphs)
