"""The files that belong to an article: a podcast's episode, a film, a paper.

A feed's are listed below the text of its entries (`feeds/writing.py`), each a link with its kind
and size; a saved page has players, or links to such files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from reader.lazy_re import late
from reader.model import Block

_PLAYED = ("audio", "video")
_SIZE = r"[\d.]+ (?:[kMG]B|bytes)"
_LENGTH = r"\d+ h(?: \d+ min)?|\d+ (?:min|s)"
_LISTED = late(rf"\s*(?:\((?P<said>(?:audio|video|{_SIZE})(?:, (?:{_SIZE}|{_LENGTH}))*)\))?\s*")
_FILE = late(
    r"\.(?:aac|aiff?|avi|epub|flac|m4[abv]|mkv|mov|mp[34]|oga|ogg|ogv|opus|pdf|wav|web[am])$", re.I
)


def enclosures(blocks: Iterable[Block]) -> Iterator[str]:
    """The addresses of the files that belong to an article of these blocks, each once: players,
    and paragraphs that consist of a link to such a file.
    """
    found = (address for block in blocks if (address := _enclosed(block)))
    yield from dict.fromkeys(found)


def _enclosed(block: Block) -> str:
    """The address of the file that a block stands for; '' if it stands for none."""
    if block.kind == "image":
        return (block.href or "") if block.medium in _PLAYED else ""
    linked = [span for span in block.spans if span.href]
    if block.kind != "paragraph" or len(linked) != 1 or block.spans[0] is not linked[0]:
        return ""
    told = _LISTED.fullmatch("".join(span.text for span in block.spans[1:]))
    address = linked[0].href or ""
    is_file = told and (told["said"] or _FILE.search(urlsplit(address).path))
    return address if is_file else ""
