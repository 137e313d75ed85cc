"""Turns Markdown into blocks by way of HTML, so that one engine decides what is bold and
what is shown.

Comrak parses CommonMark and GitHub's extensions; `extensions` and `templates` rewrite those of
other producers. Comrak is loaded with this module, and this module with the first Markdown body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import islice

import comrak

from reader.articles.html.clean import clean
from reader.articles.html.repair import without_data, without_signs
from reader.articles.markdown import tags
from reader.articles.markdown.extensions import rewritten
from reader.articles.markdown.logseq import without_properties
from reader.articles.markdown.mdx import without_components
from reader.articles.markdown.placeholders import Placeholders, without_noncharacters
from reader.articles.rules.builtin import Rules
from reader.lazy_re import late
from reader.lazy_tuple import NamedTuple
from reader.model import Block, Span

NESTING_LIMIT = 15
"""The most quotes and lists that one line opens; more are left out."""

COLUMN_LIMIT = 400
"""The most columns of a table; a wider one is text. Comrak's time grows with their square."""

DEFINITION_LIMIT = 1_000
"""The most definitions; in a text with more, they are paragraphs. Comrak's time grows
with their square.
"""

MARK_LIMIT = 10_000
"""The most dollar signs, or tildes; in a text with more, they are plain characters."""

REWRITTEN_LIMIT = 400_000
"""Characters; in a longer text, markup beyond comrak's Markdown is left as written."""

PART = 1_000_000
"""Characters of a part, if a text has more than twice as many: Comrak needs sixty bytes for each.
Only files that programs write are so large.
"""

IN_PARTS = "This file is read in parts: markup that spans two parts may show as plain text."

_REFERENCES = 1_000  # added to each part
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
"""What comrak writes in place of raw HTML, and of addresses that it does not trust."""

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
    """A large text in parts, which end before a block if possible, else at the end of a line."""
    start = 0
    while len(source) - start > PART:
        end = _end(source, start)
        yield source[start:end]
        start = end
    yield source[start:]


def _end(source: str, start: int) -> int:
    """The end of the part that begins at `start`; it is not inside fenced code, unless
    that is too long.
    """
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
    """The HTML of a text, and whether it contains only elements that comrak writes."""

    html: str
    is_plain: bool


def to_html(source: str) -> Converted:
    """The HTML of a Markdown text. A text that cannot be parsed is shown as written."""
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
    except BaseException:  # noqa: BLE001 (a panic in Rust is not an Exception)
        return Converted(_as_text(source), is_plain=True)
    if "&amp;#12" in html:  # braces in code, escaped for a template engine
        html = html.replace("&amp;#123;", "{").replace("&amp;#125;", "}")
    html = without_signs(held.filled(html))
    if "&amp;amp;" in html:
        html = _ESCAPED_TWICE.sub(lambda link: link[0].replace("&amp;amp;", "&amp;"), html)
    html = _ADDRESS.sub(_address, html) if "://" in html else html
    return Converted(html, is_plain and held.are_plain)


def _rendered(text: str) -> Converted:
    """The HTML that comrak makes of a text. Comrak marks where it leaves out raw HTML."""
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
    options.unsafe_ = raw  # the cleaner handles raw HTML like any other
    try:
        return comrak.render_markdown(text, extensions, None, options)
    except UnicodeEncodeError:  # half of a surrogate pair
        text = text.encode("utf-8", "replace").decode("utf-8")
        return comrak.render_markdown(text, extensions, None, options)


def _bounded(source: str) -> str:
    """The same text without nesting and tables beyond the limits, which nobody writes by hand."""
    if any(mark in source for mark in _DEEP):
        source = _TOO_DEEP.sub(r"\1", source)
    if source.count("|") > COLUMN_LIMIT:
        source = _TOO_WIDE.sub(lambda row: "\\" + row[0], source)
    return source


def _address(link: re.Match[str]) -> str:
    """A link in running text, cut where CJK text or punctuation follows the address."""
    return _BARE.sub(_linked, link[1] + link[2])


def _linked(found: re.Match[str]) -> str:
    """A link on an address, without the punctuation after it."""
    address = found[0].rstrip(_ENDING)
    while address.endswith(")") and address.count(")") > address.count("("):
        address = address[:-1].rstrip(_ENDING)
    return f'<a href="{address}">{address}</a>{found[0][len(address) :]}'


def _as_text(source: str) -> str:
    paragraphs = (escape(one).replace("\n", "<br>") for one in source.split("\n\n"))
    return "".join(f"<p>{one}</p>" for one in paragraphs)
