"""Describes pictures, films and sounds in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborNode

from reader.lazy_re import late
from reader.lazy_tuple import NamedTuple

Target = Callable[[str], str | None]
"""Maps an address in the page to the one that it leads to, or None if it cannot be opened."""

INLINE_LIMIT = 40
"""Pixels; pictures up to this size are signs in a line of text."""

_SOURCES = (
    "data-original",
    "data-src",
    "data-lazy-src",
    "data-lazy",
    "data-actualsrc",
    "data-original-src",
    "data-original-url",
    "data-full-src",
    "data-hi-res-src",
    "data-echo",
    "data-url",
    "src",
)
_SOURCE_SETS = ("srcset", "data-srcset", "data-lazy-srcset", "data-original-set")
FILMS = {
    "amp-video": "",
    "amp-audio": "",
    "amp-iframe": "",
    "amp-youtube": "https://www.youtube.com/watch?v={}",
    "lite-youtube": "https://www.youtube.com/watch?v={}",
    "youtube-video": "https://www.youtube.com/watch?v={}",
    "amp-vimeo": "https://vimeo.com/{}",
    "lite-vimeo": "https://vimeo.com/{}",
    "amp-dailymotion": "https://www.dailymotion.com/video/{}",
}
"""Elements of other vocabularies for films, sounds and frames, and the address of a
film by its id.
"""
PLACEHOLDER = late(
    r"picsum\.photos|/undefined$|/(?:blank|spacer|pixel|grey|loading|placeholder)\.(?:gif|png|svg)",
    re.I,
)
_FILE_NAME = late(
    r"\S+\.(?:jpe?g|png|gif|webp|bmp|svg|avif|heic)(?:[?!@].*)?|(?:img|image|dsc|图片|图)[-_\s]?\d*",
    re.I,
)
_SIGN_CLASS = late(
    r"(?:^|\s)(?:emoji|emoticon|smiley|smilies|wp-smiley|inline|icon|tex|latex|math|equation|formula"
    r"|mwe-math-fallback-image-inline|ee_img)(?:$|[\s_-])",
    re.I,
)
_SIGN_STYLE = late(
    r"vertical-align\s*:\s*(?:-?[\d.]+(?:ex|em|px|pt)|sub|super|text-)"
    r"|(?:^|[;\s])height\s*:\s*(?:[\d.]+ex|[0-2]?(?:\.\d+)?em)",
    re.I,
)
_SIGN_HEIGHT = late(r"\s*(?:[\d.]+ex|[0-2]?(?:\.\d+)?em)\s*$", re.I)
_FORMULA_PLACE = late(
    r"/math/render/|latex\.php|codecogs\.com|quicklatex|/equation\?tex=|[?&]cht=tx", re.I
)
_FORMULA_CLASS = late(r"(?:^|\s)(?:tex|latex|math|equation|formula|mwe-math|ee_img)", re.I)
_TEX = late(r"\\[a-zA-Z]{2,}|[\^_]\{|^\$.+\$$")
_TEX_AROUND = late(r"\{\\(?:display|text)style (.*)\}$|\$+(.*?)\$+$", re.S)
_GOING_ON = ",.;:)]!?%，。、；：）」』”’！？％"
_ENDING = frozenset(("br", "hr", "img", "iframe", "video", "audio", "object", "table"))
LOOKED_AHEAD = 8
"""How many texts and elements after a picture are looked at."""
_TAG = late(r"</?[a-zA-Z][^<>]*>")
_PIXELS = late(r"\s*(\d{1,5})(?:px)?\s*$")
_DATA_URL = late(r"data:image/([\w.+-]++)[^,]*?(?:;size=(\d{1,12}))?,(.*)", re.I | re.S)


class Image(NamedTuple):
    """A picture: a label that says what it shows, if the page tells, and its address, if it
    can be opened.

    `inline`: it is a sign in a line of text; `formula`: its label is a formula.
    """

    label: str
    href: str | None
    inline: bool
    formula: bool = False


class Medium(NamedTuple):
    """A film, a sound or a frame."""

    kind: str
    label: str
    href: str | None


def image(attributes: dict[str, str | None], title: str, target: Target) -> Image | None:
    """The picture of an `<img>`, or None if it is not worth showing: a pixel, a placeholder."""
    width, height = _pixels(attributes, "width"), _pixels(attributes, "height")
    if width in (0, 1) or height in (0, 1):
        return None
    label = _label(attributes, title)
    source = next((text for name in _SOURCES if (text := attributes.get(name))), "")
    if not source:
        sets = (text for name in _SOURCE_SETS if (text := attributes.get(name)))
        source = next(iter(next(sets, "").split()), "").rstrip(",")
    if data := _DATA_URL.match(source):
        size = int(data[2] or len(data[3]) * 3 // 4)
        if size < 1024 and not label:
            return None
        detail = f"{data[1]}, {_human(size)}"
        return Image(f"{label} ({detail})" if label else detail, None, inline=False)
    href = None if PLACEHOLDER.search(source) else target(source)
    if href is None and not label:
        return None
    if label and _is_formula(attributes, source, label):
        return Image(_without_dressing(label), href, inline=True, formula=True)
    small = 0 < min(width or 999, height or 999) <= INLINE_LIMIT
    return Image(label, href, inline=small or _is_sign(attributes))


def medium(node: LexborNode, attributes: dict[str, str | None], target: Target) -> Medium | None:
    """The film, sound or frame of an element, or None if it cannot be opened."""
    tag = node.tag or ""
    source = attributes.get("src") or attributes.get("data-src") or attributes.get("data")
    number = attributes.get("data-videoid") or attributes.get("videoid")
    site = ""
    if number and FILMS.get(tag):
        source = FILMS[tag].format(number)
        site = tag.rpartition("-")[2] if tag.rpartition("-")[2] != "video" else "youtube"
    if not source and (inner := node.css_first("source[src]")):
        source = inner.attributes.get("src")
    href = target(source or "")
    if href is None:
        return None
    kind = tag.removeprefix("amp-") if tag in FILMS else tag
    kind = "video" if site else kind if kind in ("video", "audio") else "frame"
    title = attributes.get("title") or (attributes.get("playlabel") or "").removeprefix("Play: ")
    label = " ".join(title.split())
    if not any(map(str.isalpha, label)):
        label = site or urlsplit(href).hostname or ""
    return Medium(kind, label, href)


def with_sources(node: LexborNode, attributes: dict[str, str | None]) -> dict[str, str | None]:
    """The attributes of an `<img>`, with the address of a `<source>` if it has none itself."""
    if any(map(attributes.get, ("src", *_SOURCES, *_SOURCE_SETS))):
        return attributes
    parent = node.parent
    if parent is None or parent.tag != "picture":
        return attributes
    for source in parent.css("source"):
        found = next(filter(None, map(source.attributes.get, _SOURCE_SETS)), None)
        if found:
            return attributes | {"srcset": found}
    return attributes


def is_apart(node: LexborNode) -> bool:
    """Whether a box next to others is more than the large first letter of a word."""
    return len(node.text().strip()) > 2


def _is_formula(attributes: dict[str, str | None], source: str, label: str) -> bool:
    """Whether a picture shows a formula, and its label is the source."""
    if _FORMULA_PLACE.search(source) or "eeimg" in attributes:
        return True
    drawn = source.partition("?")[0].lower().endswith(".svg")
    classes = attributes.get("class") or ""
    return _TEX.search(label) is not None and (drawn or bool(_FORMULA_CLASS.search(classes)))


def _without_dressing(formula: str) -> str:
    """TeX without delimiters and commands for its size."""
    found = _TEX_AROUND.match(formula)
    return (found[1] or found[2] or formula).strip() if found else formula


def _is_sign(attributes: dict[str, str | None]) -> bool:
    """Whether a picture is meant to be in a line of text: by its class, or because its size depends
    on that of the letters.
    """
    return bool(
        _SIGN_CLASS.search(attributes.get("class") or "")
        or _SIGN_STYLE.search(attributes.get("style") or "")
        or _SIGN_HEIGHT.match(attributes.get("height") or "")
    )


def in_sentence(node: LexborNode, blocks: frozenset[str]) -> bool:
    """Whether a sentence evidently goes on after an element: with a lower-case letter, or with
    punctuation that does not begin one. `blocks` are the elements that end a paragraph.
    """
    at: LexborNode = node
    for _ in range(LOOKED_AHEAD):
        while at.next is None:
            if at.parent is None or at.parent.tag in blocks or at.parent.tag == "body":
                return False
            at = at.parent
        at = at.next
        if at.tag == "-text":
            if text := (at.text_content or "").strip():
                return goes_on(text)
        elif at.tag in blocks or at.tag in _ENDING or at.text().strip() == "":
            return False
        else:
            return goes_on(at.text().strip())
    return False


def goes_on(text: str) -> bool:
    """Whether a text evidently continues the sentence before it."""
    return text[0].islower() or text[0] in _GOING_ON


def _label(attributes: dict[str, str | None], title: str) -> str:
    """The label of a picture, which is not a file's name or the article's title; '' for none."""
    source = unquote((attributes.get("src") or "").rsplit("/", 1)[-1])
    for name in ("alt", "title"):
        text = " ".join(_TAG.sub("", attributes.get(name) or "").split())
        if text and text not in (title, source) and not _FILE_NAME.fullmatch(text):
            return text
    return ""


def _pixels(attributes: dict[str, str | None], name: str) -> int | None:
    found = _PIXELS.match(size) if (size := attributes.get(name)) else None
    if not found and (style := attributes.get("style")) and name in style:
        found = re.search(rf"(?:^|;)\s*{name}\s*:\s*(\d{{1,5}})px", style)
    return int(found[1]) if found else None


def _human(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MiB" if size >= 1 << 20 else f"{max(1, size // 1024)} KiB"
