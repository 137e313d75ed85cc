"""Pictures, films and sounds: what a terminal can say of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborNode

Target = Callable[[str], str | None]
"""From an address in the page to where it leads, if it can be opened."""

INLINE_LIMIT = 40
"""Pixels; smaller pictures are signs in a line of text."""

_SOURCES = ("data-original", "data-src", "data-lazy-src", "data-actualsrc", "data-url", "src")
_PLACEHOLDER = re.compile(
    r"picsum\.photos|/undefined$|/(?:blank|spacer|pixel|grey|loading|placeholder)\.(?:gif|png|svg)",
    re.I,
)
_FILE_NAME = re.compile(
    r"\S+\.(?:jpe?g|png|gif|webp|bmp|svg|avif|heic)(?:[?!@].*)?|(?:img|image|dsc|图片|图)[-_\s]?\d*",
    re.I,
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_DATA_URL = re.compile(r"data:image/([\w.+-]++)[^,]*?(?:;size=(\d+))?,(.*)", re.I | re.S)


@dataclass(frozen=True, slots=True)
class Image:
    """A picture: what it shows, as far as the page says; where it is, if it can be opened."""

    label: str
    href: str | None
    inline: bool


@dataclass(frozen=True, slots=True)
class Medium:
    """A film, a sound or a frame."""

    kind: str
    label: str
    href: str | None


def image(attributes: dict[str, str | None], title: str, target: Target) -> Image | None:
    """The picture of an `<img>`, or None where there is none to tell of: a pixel, a placeholder."""
    width, height = _pixels(attributes, "width"), _pixels(attributes, "height")
    if width in (0, 1) or height in (0, 1):
        return None
    label = _label(attributes, title)
    source = next((text for name in _SOURCES if (text := attributes.get(name))), "")
    source = source or next(iter((attributes.get("srcset") or "").split()), "")
    if data := _DATA_URL.match(source):
        size = int(data[2] or len(data[3]) * 3 // 4)
        if size < 1024 and not label:
            return None
        detail = f"{data[1]}, {_human(size)}"
        return Image(f"{label} ({detail})" if label else detail, None, inline=False)
    href = None if _PLACEHOLDER.search(source) else target(source)
    if href is None and not label:
        return None
    return Image(label, href, 0 < min(width or 999, height or 999) <= INLINE_LIMIT)


def medium(node: LexborNode, attributes: dict[str, str | None], target: Target) -> Medium | None:
    """The film, sound or frame of an element, or None where it cannot be opened."""
    tag = node.tag or ""
    source = attributes.get("src") or attributes.get("data-src") or attributes.get("data")
    if not source and (inner := node.css_first("source[src]")):
        source = inner.attributes.get("src")
    href = target(source or "")
    if href is None:
        return None
    kind = tag if tag in ("video", "audio") else "frame"
    label = " ".join((attributes.get("title") or "").split())
    return Medium(kind, label or (urlsplit(href).hostname or ""), href)


def _label(attributes: dict[str, str | None], title: str) -> str:
    """The text that stands for a picture: none that is a file's name or the article's title."""
    source = unquote((attributes.get("src") or "").rsplit("/", 1)[-1])
    for name in ("alt", "title"):
        text = " ".join(_TAG.sub("", attributes.get(name) or "").split())
        if text and text not in (title, source) and not _FILE_NAME.fullmatch(text):
            return text
    return ""


def _pixels(attributes: dict[str, str | None], name: str) -> int | None:
    found = re.match(r"\s*(\d{1,5})(?:px)?\s*$", attributes.get(name) or "")
    if not found:
        found = re.search(rf"(?:^|;)\s*{name}\s*:\s*(\d{{1,5}})px", attributes.get("style") or "")
    return int(found[1]) if found else None


def _human(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MiB" if size >= 1 << 20 else f"{max(1, size // 1024)} KiB"
