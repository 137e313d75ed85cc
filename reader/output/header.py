"""The header of an article: title, where and when it was published, and how long it takes
to read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo

from reader.entities import without
from reader.lazy_re import late
from reader.model import Article
from reader.output.cells import fit
from reader.output.date_text import date_text, short_day
from reader.output.ink import MUTED, Ink, Segment, aligned, wrap
from reader.output.right_to_left import is_backward
from reader.output.safe import safe_line

WORDS_PER_MINUTE = 238
"""Words a minute, for languages with blanks between words: what adults read silently of
non-fiction, the mean of 190 studies (Brysbaert 2019, doi:10.1016/j.jml.2019.104047).
"""

CJK_PER_MINUTE = 400
"""Characters a minute, for Chinese and Japanese: between the 255 that adults read aloud in Chinese
(IReST,
Trauzettel-Klosinski and Dietz 2012, doi:10.1167/iovs.11-8284) and the 500 that China's school
standard (义务教育语文课程标准) asks of pupils of fifteen who read silently.
"""

TITLE_LIMIT = 600
"""The longest title, in cells; a longer text is no title, and the text is shown below anyway."""

MEASURED = 100_000
"""Characters that are counted; the rest of a longer text is assumed to be alike."""

LOOKED_AT = 1_000_000
"""Characters of a source in which they are counted; the rest is assumed to be alike."""

_UNREAD = late(r"<[^<>]*>|&#?\w+;|data:[^\s\"'<]+")
_HIDDEN = (("<!--", "-->"), ("<style", "</style"), ("<script", "</script"))
_COMMON_CJK = bytes(range(0xE4, 0xEA))  # first bytes in UTF-8 of U+4000 to U+9FFF
_OTHER_CJK = late("[\u3041-\u3fff\uf900-\ufaff]")
_WORD = late("[^\\W\u3041-\u9fff\uf900-\ufaff]+")


def header(
    article: Article,
    width: int,
    zone: tzinfo | None,
    elsewhere: str = "",
    own_tags: Sequence[str] = (),
) -> Iterator[list[Segment]]:
    """The lines above an article's body, `width` cells wide, and an empty one; `elsewhere` says
    where its copies are, `own_tags` are the user's tags.
    """
    title = fit(safe_line(article.title), TITLE_LIMIT)
    backward = is_backward(title)
    for segments in wrap([(title, Ink("title", bold=True))], width):
        yield aligned([], segments, width) if backward else segments
    below = [(byline(article, zone), MUTED), (elsewhere, MUTED), (_signed(own_tags), Ink("marker"))]
    for said, ink in below:
        for line in wrap([(said, ink)], width) if said else ():
            yield [(text.replace("\u00a0", " "), ink) for text, ink in line]
    for problem in article.problems:
        yield from wrap([(f"! {safe_line(problem)}", MUTED)], width)
    yield []


def byline(article: Article, zone: tzinfo | None) -> str:
    """Site, categories, date and minutes of an article, on one line; U+00A0 keeps "3 min" whole."""
    parts = [
        article.site,
        ", ".join(filter(None, (_path(path, article.site) for path in article.category_paths))),
        _when(article, zone),
        "draft" if article.draft else "",
    ]
    said = "".join(f"{safe_line(part)} · " for part in parts if part)
    return f"{said}{minutes(article.body)}\u00a0min"


def _path(names: Iterable[str], site: str) -> str:
    """A path of categories without the site's name."""
    return " › ".join(name.removeprefix(f"{site} - ") for name in names if name != site)


def _when(article: Article, zone: tzinfo | None) -> str:
    """When an article was published, or else the day of its file."""
    if article.published is not None or article.modified is None:
        return date_text(article.published, zone, inferred=article.published_inferred)
    return f"no date · file of {short_day(article.modified.astimezone(zone))}"


def _signed(tags: Iterable[str]) -> str:
    """Tags with `#`, on one line; U+00A0 keeps each whole."""
    return "  ".join("#" + safe_line(tag).replace(" ", "\u00a0") for tag in tags)


def minutes(body: str) -> int:
    """Minutes that it takes to read a body, given its source; at least 1."""
    whole, body = len(body), body[:LOOKED_AT]
    for opening, closing in _HIDDEN:
        body = without(body, opening, closing)
    text = _UNREAD.sub(" ", body)
    head = text[:MEASURED]
    taken = _cjk(head) / CJK_PER_MINUTE + len(_WORD.findall(head)) / WORDS_PER_MINUTE
    taken *= len(text) / max(len(head), 1) * whole / max(min(whole, LOOKED_AT), 1)
    return max(1, round(taken))


def _cjk(text: str) -> int:
    """The number of Chinese or Japanese characters; counting bytes is faster than matching."""
    data = text.encode("utf-8", "surrogatepass")
    return len(data) - len(data.translate(None, _COMMON_CJK)) + len(_OTHER_CJK.findall(text))
