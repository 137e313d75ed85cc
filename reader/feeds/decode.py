"""Decodes the bytes of a feed, in the encoding that they are really in.

A byte order mark decides. Otherwise it is UTF-8, if the bytes are valid UTF-8: text in another
encoding hardly ever is, while declarations are often wrong. Otherwise HTTP and the XML declaration
decide (RFC 7303, section 3; XML 1.0, appendix F), or the letters. A damaged byte costs a character,
not the feed.
"""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

from reader.articles.encodings import guessed, meant

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
"""Beginnings that show the encoding: a byte order mark, or a wide “<”."""

_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:+-]{1,40})", re.IGNORECASE)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']\s*([\w.:+-]{1,40})")
_DECLARED_WITHIN = 1024
_SINGLE_BYTES = re.compile(r"cp125\d|cp8\d\d|iso8859-\d+|koi8-[ru]|mac-\w+|kz1048|ptcp154")
"""Encodings of one byte a character, in which any bytes are valid."""

_ESCAPING = ("iso2022_jp", "hz")
"""Encodings that consist of ASCII, and so are valid UTF-8 too."""

_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
_NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())

_GOOD_SHARE = 4
"""A text is damaged UTF-8 if it has at least so many characters beyond ASCII for each damaged one.
"""


def decoded(data: bytes, content_type: str | None) -> str:
    """The text of a document; `content_type` is the HTTP header. Damage shows as U+FFFD."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace").lstrip("\ufeff")
    said = _named(data, content_type)
    try:
        return data.decode(said[0] if said and said[0] in _ESCAPING else "utf-8")
    except UnicodeDecodeError:
        return _not_utf_8(data, said)


def encoded(text: str) -> bytes:
    """A text as UTF-8, without controls and lone surrogates, which XML does not allow (1.0,
    2.2).
    """
    data = text.encode("utf-8", "ignore").translate(None, _CONTROLS)
    for character in _NO_CHARACTERS:
        data = data.replace(character, b"")
    return data


def _not_utf_8(data: bytes, said: list[str]) -> str:
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    if len(text) - len(text.encode("ascii", "ignore")) > (1 + _GOOD_SHARE) * damaged:
        return text
    if not said:
        told = guessed(data)
        return data.decode(told[0], "replace") if told else text
    for encoding in sorted(said, key=lambda name: bool(_SINGLE_BYTES.fullmatch(name))):
        with suppress(UnicodeDecodeError):
            return data.decode(encoding)
    readings = [data.decode(encoding, "replace") for encoding in said]
    return min([*readings, text], key=lambda reading: reading.count("\ufffd"))


def _named(data: bytes, content_type: str | None) -> list[str]:
    """Python's names of the declared encodings, HTTP's first."""
    labels = []
    if content_type and (found := _CHARSET.search(content_type)):
        labels.append(found[1])
    if declared := _DECLARED.search(data, 0, _DECLARED_WITHIN):
        labels.append(declared[1].decode("ascii", "ignore"))
    return [name for label in labels if (name := meant(label))]
