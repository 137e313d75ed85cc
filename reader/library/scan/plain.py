"""The visible text of an article, fast: what the index searches.

The text is that of the Document, one line a block. To make the Document takes a millisecond, so a
page of plain, well-formed HTML, as most are, is read from its source tag by tag, which is quicker;
whatever could hide text, or be read in more than one way, goes through the cleaner. A test holds
both ways against each other.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import chain, pairwise
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

from selectolax.lexbor import LexborHTMLParser

from reader.articles import titles
from reader.articles.body import blocks
from reader.articles.html import media, tables
from reader.articles.html.addresses import target
from reader.articles.html.code_blocks import is_prose
from reader.articles.html.css import Declared, declared
from reader.articles.html.pieces import is_large
from reader.articles.html.repair import COMPARED, guard
from reader.articles.html.spans import short_lines
from reader.articles.markdown.detect import is_markdown
from reader.articles.rules.builtin import Rules
from reader.articles.rules.lookup import pattern, rules_for
from reader.entities import unescape
from reader.model import Article, Block

TABLE, IMAGE, CODE, VIDEO = 1, 2, 4, 8
"""What an article has, as bits."""

_INLINE, _BLOCK, _LIST, _BREAK, _RULE, _IMG, _PRE, _TABLE, _FRAME, _CODE_, _TRICKY = range(11)
_KINDS = {
    **dict.fromkeys(
        "a b strong i em u font span small big s del ins strike tt kbd".split(),
        _INLINE,
    ),
    **dict.fromkeys(
        """address article center dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header
        li main p section blockquote thead tbody tfoot tr td th""".split(),
        _BLOCK,
    ),
    "ul": _LIST,
    "ol": _LIST,
    "br": _BREAK,
    "hr": _RULE,
    "img": _IMG,
    "pre": _PRE,
    "table": _TABLE,
    "iframe": _FRAME,
    "code": _CODE_,
}
_IN_PRE = frozenset(
    ("code", "span", "b", "strong", "i", "em", "a", "font", "br", "div", "pre", "u")
)
_VOID = frozenset(("br", "hr", "img"))
_TAG = re.compile(
    r"(</?[a-zA-Z][a-zA-Z0-9]*"
    r"(?:[\s/][^<>\"']*(?:\"[^\"]*\"[^<>\"']*|'[^']*'[^<>\"']*)*)?>)"
)
_PARTS = re.compile(r"<(/?)([a-zA-Z0-9]+)(.*)>", re.DOTALL)
_REMEMBERED = 128  # characters; longer tags seldom come again
_MEMORY = 5_000
_COMMENT = re.compile(r"<!--(?!-?>).*?-->", re.DOTALL)
_LOST = re.compile(r"<[a-zA-Z/!?]")
_ATTRIBUTE = re.compile(r"""([^\s=/>"']+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")
_IN_CODE = re.compile(r"<code\b[^<>]*>\s*<(?!br\b)")
_WIDE = (
    "\u2e80-\u303f\u3041-\u312f\u3190-\u31ff\u321f-\u4dbf\u4e00-\ua4cf\uf900-\ufaff\ufe30-\ufe4f"
    "\uff00-\uff60\uffe0-\uffe6"
)
_SOURCE_BREAK = re.compile(f"(?<=[{_WIDE}])[ \t\xa0]*\r?\n(?=[{_WIDE}])")
_UNSEEN = re.compile("[\xad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
_UNSEEN_ONES = [chr(code) for code in range(0xAD, 0xFF00) if _UNSEEN.match(chr(code))]
_MAY_BE_BOX = re.compile(r"class=[\"'][^\"']*(?:related|recommended|also-|see-also|more-)")
_MAY_END = re.compile(
    r"订阅|訂閱|登录|登入|付费|付費|会员|會員|全文|阅读|閱讀|相关|相關|回顾|関連|購読|有料|관련|구독|로그인"
    r"|read more|related|see also|subscri|sign|log ?in|regist|member|reuse|copyright|privacy"
    r"|about us|contact us|terms|abonn|suscr|leyendo|assin|leggere|чита|подпис|lesen|lire",
    re.IGNORECASE,
)
_LAST = 3  # lines that may be no text but an end
_BR = "\v"
_JOINT = re.compile(r"[ \t\xa0\r\n]*(?:\0[ \t\xa0\r\n]*)+")
_SHEET = re.compile(r"<style\b[^<>]*>([^<]*)</style\s*>")
_RULE_BODY = re.compile(r"[{}]")
_PSEUDO = re.compile(r"::?[\w-]+(?:\([^()]*\))?")
_NAME = re.compile(r"[\w-]+")
_CLASS = re.compile(r"\.[A-Za-z_][\w-]*")
_FOR_THE_CLEANER = re.compile(
    "data:image|srcdoc|data-math-style|syntaxhighlighter|crayon-|js-file-line-container"
)
_CELLS = re.compile(r"<t[dh]\b", re.IGNORECASE)
_SHORT, _TITLE, _CHARACTER = 120, 40, 8  # characters
_HEAD = 8  # lines among which the title may be once more
_SENTENCE_ENDS = ".:!?…。：！？”" + _BR


class _NotPlain(Exception):
    """The page needs the cleaner."""


def text_of(article: Article) -> tuple[str, int]:
    """The visible text, a line for each block, and bits for what the article has."""
    page = article.path.suffix.lower() in (".html", ".htm")
    if not page and _may_be_plain(article.body) and not is_large(article.body):
        for source in _sources(article.body):
            if found := _read(article, source):
                return found
    return cleaned(article)


def _sources(body: str) -> Iterator[str]:
    """The source as it is, and as the guard mends it, which is first where it is sure to."""
    may_not_be_tags = "<html" in body or "<body" in body or COMPARED.search(body)
    mended = guard(body) if may_not_be_tags else body
    yield mended
    if mended is body and (mended := guard(body)) != body:
        yield mended


def _read(article: Article, source: str) -> tuple[str, int] | None:
    try:
        return _Page(article).read(source)
    except _NotPlain:
        return None


def cleaned(article: Article) -> tuple[str, int]:
    """The same by way of the Document."""
    lines: list[str] = []
    has = 0
    for block in blocks(article):
        has |= _bits(block)
        if text := "".join([span.text for span in block.spans]):
            lines.append(text)
        for row in block.rows:
            lines += ["".join([span.text for span in cell.spans]) for cell in row if cell.spans]
    return _tidy("\n".join(lines)), has


def _bits(block: Block) -> int:
    match block.kind:
        case "table":
            return TABLE
        case "code":
            return CODE
        case "image":
            return IMAGE if block.medium == "image" else VIDEO
        case _:
            return 0


def _tidy(text: str) -> str:
    text = text if text.isascii() else _UNSEEN.sub("", text)
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n"))))


def _may_be_plain(body: str) -> bool:
    return body.lstrip()[:4] == "<div" and not _FOR_THE_CLEANER.search(body)


@lru_cache(64)
def _dropped(rules: Rules) -> tuple[frozenset[str], tuple[str, ...]]:
    """Classes whose elements are dropped, and for other selectors a word that each needs."""
    classes: set[str] = set()
    words: set[str] = set()
    for selector in ",".join(rules.drop).split(","):
        if _CLASS.fullmatch(selector.strip()):
            classes.add(selector.strip()[1:])
        else:
            names = _NAME.findall(_PSEUDO.sub(" ", selector))
            words.add(max(names, key=len, default=""))
    return frozenset(classes), tuple(words)


class _Tag(NamedTuple):
    """A tag: `step` is 1 where it starts an element, -1 where it ends one, 0 where it is all."""

    kind: int
    step: int
    name: str
    attributes: str
    source: str
    classes: frozenset[str]


class _Tags(dict[str, _Tag]):
    """Tags by their source; the same few come again and again, so short ones are remembered."""

    def __missing__(self, source: str) -> _Tag:
        found = _tag(source)
        if len(source) <= _REMEMBERED:
            if len(self) >= _MEMORY:
                self.clear()
            self[source] = found
        return found


_known = _Tags()


class _Page:
    """One reading of one page, tag by tag."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._rules = rules_for(article.site, article.url)
        self._buttons = pattern(self._rules.text_drop)
        self._lines: list[str] = []
        self._pieces: list[str] = []
        self._lists = self._tables = self._has = 0
        self._open = dict.fromkeys(_KINDS, 0)
        self._stray = "`" in article.body
        self._last_image: str | None = None
        self._last_frame: media.Medium | None = None

    def read(self, source: str) -> tuple[str, int]:  # noqa: C901 (one loop, run for every tag)
        """Raises _NotPlain where the cleaner might find something else."""
        tags, texts = self._tags, self._texts = _taken_apart(source.strip(), self._rules)
        pieces, opened = self._pieces, self._open
        last = len(tags) - 1
        for at, (kind, step, name, _attributes, _source, _classes) in enumerate(tags):
            if kind == _TRICKY:
                raise _NotPlain
            if step > 0:
                opened[name] += 1
            elif step and opened[name]:
                opened[name] -= 1
            elif step:
                self._close_unopened(name)
            if kind == _BLOCK:
                if pieces:
                    self._flush()
            elif kind == _BREAK:
                pieces.append(_BR)
            elif kind:
                self._tag(tags[at], at)
            text = texts[at]
            if text and (pieces or not text.isspace()):
                pieces.append(text)
            if not opened["div"] and at < last:
                self._stray = True
        if self._stray and is_markdown(self._article.body):
            raise _NotPlain
        self._flush()
        self._check_ends()
        return "\n".join(self._lines), self._has

    def _check_ends(self) -> None:
        """Raises _NotPlain where a line may be a repeat, or the end none of the text."""
        listed = pattern(self._rules.list_drop)
        if any(map(listed.fullmatch, [line for line in self._lines if len(line) <= _TITLE])):
            raise _NotPlain
        title = self._article.title
        head = [part for line in self._lines[:_HEAD] for part in line.split("\n")]
        if any(titles.same(line, title) for line in head) or any(
            line == after for line, after in pairwise(self._lines)
        ):
            raise _NotPlain
        if any(map(_MAY_END.search, self._lines[-_LAST:])):
            raise _NotPlain

    def _close_unopened(self, name: str) -> None:
        self._stray = True
        if name in ("br", "p"):  # which make an element of it
            self._pieces.append(_BR + _BR)

    def _tag(self, tag: _Tag, at: int) -> None:
        """What a tag that is more than a style does."""
        kind = tag.kind
        if kind == _IMG:
            self._image(tag.attributes)
            return
        if kind in (_LIST, _RULE, _PRE, _TABLE):
            self._flush()
        if kind == _LIST:
            self._lists = max(self._lists + tag.step, 0)
        elif kind == _TABLE:
            self._table(tag, at)
        elif tag.step > 0:
            self._element(tag, at)

    def _element(self, tag: _Tag, at: int) -> None:
        """What the start of an element does."""
        if tag.kind == _PRE:
            self._preformatted(at, _end_of(self._tags, at))
        elif tag.kind == _FRAME:
            self._frame(tag.attributes, at)
        elif tag.kind == _CODE_ and not self._open["pre"]:
            self._code(at)

    def _flush(self) -> None:
        """The pieces are a paragraph, or several with two line breaks between them."""
        if not self._pieces:
            return
        raw = _set(self._pieces)
        self._pieces.clear()
        if _BR not in raw:
            self._line(" ".join(raw.split()))
            return
        lines: list[str] = []
        for line in [*raw.split(_BR), ""]:
            if line := " ".join(line.split()):
                lines.append(line)
            elif lines:
                self._line("\n".join(lines))
                lines.clear()

    def _line(self, text: str) -> None:
        if len(text) <= _SHORT and not self._lists and self._buttons.fullmatch(text):
            if self._tables:
                raise _NotPlain
        elif text:
            self._lines.append(text)

    def _image(self, attributes: str) -> None:
        self._has |= IMAGE
        if self._tables or self._is_within_sentence():
            raise _NotPlain
        last, self._last_image = self._last_image, attributes
        if not self._pieces and "alt" not in attributes and "title" not in attributes:
            return
        found = self._picture(attributes)
        if found is None:
            self._last_image = last
        elif found.formula:
            self._pieces.append(html.escape(found.label))
        elif found.inline or self._open["pre"]:
            is_word = len(found.label) > _CHARACTER or any(map(str.isalnum, found.label))
            self._pieces.append(html.escape(f"[{found.label}]" if is_word else found.label))
        else:
            self._flush()
            before = self._picture(last) if found.label and found.href and last else None
            if before is None or before.href != found.href:
                self._lines += [found.label] if found.label else []

    def _is_within_sentence(self) -> bool:
        """Whether a picture here may be one in a sentence, which is not for us to say."""
        text = "".join(self._pieces).rstrip(" \t\r\n\xa0")
        return bool(text) and text[-1] not in _SENTENCE_ENDS and not self._open["pre"]

    def _picture(self, attributes: str) -> media.Image | None:
        return media.image(_attributes(attributes), self._article.title, self._target)

    def _target(self, address: str) -> str | None:
        return target(address, self._article.url, self._rules.redirects)

    def _frame(self, attributes: str, at: int) -> None:
        if self._texts[at].strip() or self._tables:
            raise _NotPlain
        node = cast(Any, SimpleNamespace(tag="iframe", css_first=lambda _selector: None))
        found = media.medium(node, _attributes(attributes), self._target)
        if found and found != self._last_frame:
            self._last_frame = found
            self._flush()
            self._lines.append(found.label)
            self._has |= VIDEO

    def _preformatted(self, at: int, end: int) -> None:
        """Code: its lines are lines. Anything but code in it is for the cleaner."""
        if is_prose(html.unescape("".join(self._texts[at:end]))):
            raise _NotPlain
        names = [tag.name for tag in self._tags[at + 1 : end]]
        if not _IN_PRE.issuperset(names) or names.count("code") > 2:
            raise _NotPlain
        self._has |= CODE
        texts = self._texts
        for number in range(at, end):
            if not (text := texts[number]) or text.isspace():
                texts[number] = text.replace("\n", _BR)
                continue
            lines = text.split("\n")
            texts[number] = _BR.join("" if self._is_button(line) else line for line in lines)

    def _is_button(self, line: str) -> bool:
        text = unescape(line) if "&" in line else line
        return self._buttons.fullmatch(text.strip()) is not None

    def _code(self, at: int) -> None:
        end = _end_of(self._tags, at)
        inner = "".join(self._texts[at:end]).strip()
        breaks = [tag for tag in self._tags[at + 1 : end] if tag.name == "br"]
        if inner.count("\n") > 1 or len(breaks) > 1:
            self._flush()
            self._preformatted(at, end)
            self._texts[end] = _BR + _BR + self._texts[end]

    def _table(self, tag: _Tag, at: int) -> None:
        """A table of data; one that is layout is paragraphs, as if it were none."""
        if tag.step < 0 or self._tables:
            self._tables = max(self._tables + tag.step, 0)
            return
        try:
            end = _end_of(self._tags, at)
        except _NotPlain:
            end = len(self._tags)
        tags = [tag.source for tag in self._tags[at:end]]
        source = "".join(chain.from_iterable(zip(tags, self._texts[at:end], strict=True)))
        if len(_CELLS.findall(source)) >= tables.CELL_LIMIT:
            raise _NotPlain
        node = LexborHTMLParser("<!DOCTYPE html>" + source).css_first("table")
        if node is not None and tables.data(node):
            self._has |= TABLE
            self._tables = 1


def _tag(source: str) -> _Tag:
    """What a tag is and does; one that may hide text, or that we do not know, is tricky."""
    slash, name, attributes = cast("re.Match[str]", _PARTS.fullmatch(source)).groups()
    name = name.lower()
    kind = _KINDS.get(name, _TRICKY)
    if attributes and _may_play_tricks(attributes):
        kind = _TRICKY if _plays_tricks(kind in (_INLINE, _CODE_), attributes) else kind
    step = -1 if slash else name not in _VOID
    classes = _attributes(attributes).get("class") if "class" in attributes and not slash else ""
    return _Tag(kind, step, name, attributes, source, frozenset((classes or "").split()))


def _end_of(tags: list[_Tag], at: int) -> int:
    """Where the tag stands that ends the element which begins at `at`."""
    name, depth = tags[at].name, 0
    for number in range(at, len(tags)):
        if tags[number].name == name:
            depth += tags[number].step
            if not depth:
                return number
    raise _NotPlain


def _attributes(source: str) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for name, value in _ATTRIBUTE.findall(source):
        if value[:1] in ("'", '"'):
            value = value[1:-1]
        found.setdefault(name.lower(), unescape(value))
    return found


def _taken_apart(source: str, rules: Rules) -> tuple[list[_Tag], list[str]]:
    """Tags, and the text that follows each, without what the rules drop.

    Raises _NotPlain where tags may not be what they seem.
    """
    if "<!--" in source:
        source = _COMMENT.sub("", source).strip()
    if "<style" in source:
        source = _SHEET.sub(_without_sheet, source)
    if "<!--" in source or ("<code" in source and _IN_CODE.search(source)):
        raise _NotPlain
    if "</a><a" in source or "{:" in source or _MAY_BE_BOX.search(source):
        raise _NotPlain
    parts = _TAG.split(source)
    every = "\0".join(parts[::2])
    if any(character in every for character in _UNSEEN_ONES):
        parts = _TAG.split(_UNSEEN.sub("", source))
    if parts[0] or parts[-1] or _LOST.search(every):
        raise _NotPlain
    classes, words = _dropped(rules)
    if any(word in source for word in words):
        raise _NotPlain
    tags, texts = list(map(_known.__getitem__, parts[1::2])), parts[2::2]
    _drop(tags, texts, classes)
    return tags, texts


def _set(pieces: list[str]) -> str:
    """The text of a paragraph, its entities read and its source's line breaks gone."""
    raw = "".join(pieces).strip(" \n\t\r")
    if len(pieces) == 1 and "\n" in raw and (lines := short_lines(html.unescape(raw))):
        return _BR.join(lines)
    if "\n" in raw and len(pieces) > 1 and not raw.isascii():
        raw = _JOINT.sub(_joined, "\0".join(pieces)).strip()
    if "&" in raw:
        raw = _UNSEEN.sub("", unescape(raw))
    if "\n" in raw and not raw.isascii():
        raw = _SOURCE_BREAK.sub("", raw)
    return raw


def _may_play_tricks(attributes: str) -> bool:
    return "style" in attributes or "hidden" in attributes


def _joined(blanks: re.Match[str]) -> str:
    """White space on both sides of tags, which is a blank where there is any."""
    return " " if blanks[0].strip("\0") else ""


def _without_sheet(sheet: re.Match[str]) -> str:
    return "" if _is_harmless(sheet[1]) else sheet[0]


@lru_cache(64)
def _is_harmless(css: str) -> bool:
    """Whether a style sheet, whatever its selectors, leaves text where it is."""
    return "var(" not in css and not any(
        _moves_text(declared(rule)) for rule in _RULE_BODY.split(css)
    )


def _drop(tags: list[_Tag], texts: list[str], classes: frozenset[str]) -> None:
    """Take the elements out that a site's rules drop, where they have an end."""
    for at in range(len(tags) - 1, -1, -1):
        if (found := tags[at].classes) and not classes.isdisjoint(found):
            end = _end_of(tags, at) if tags[at].step else at
            if at:
                texts[at - 1] += texts[end]
            elif texts[end].strip():
                raise _NotPlain
            del tags[at : end + 1], texts[at : end + 1]


@lru_cache(4096)
def _plays_tricks(inline: bool, attributes: str) -> bool:
    """Whether a tag may hide text, keep the source's line breaks, or make lines of what is none."""
    found = _attributes(attributes)
    style = found.get("style") or ""
    asked = declared(style)
    if "hidden" in found or "var(" in style or asked.display == ("block" if inline else "inline"):
        return True
    return _moves_text(replace(asked, display="none" if asked.display == "none" else None))


def _moves_text(asked: Declared) -> bool:
    return (
        asked.display in ("none", "inline", "block")
        or asked.visible is False
        or asked.sized is False
        or bool(asked.kept)
        or asked.boxes
        or asked.apart
    )
