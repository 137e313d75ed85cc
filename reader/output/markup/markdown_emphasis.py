"""Writes bold and italic runs with `**` and `*` if Markdown allows that, else as HTML.

By CommonMark (0.31, section 6.2), `**` opens or closes bold only next to certain characters: in
`**要求。**4月` it remains two asterisks. The full stop has to stay bold, so such a run is written
as `<strong>`. Versions of the standard differ in what is punctuation; a run is written with
asterisks only if all agree.
"""

from __future__ import annotations

import unicodedata

from reader.lazy_re import late
from reader.lazy_tuple import NamedTuple

STRONG, STRONG_END, EM, EM_END = "\x02", "\x03", "\x04", "\x05"
"""Placeholders for the ends of bold and italic runs until the characters around them are known;
`safe` removes these characters from all text.
"""

_MARKS = late(f"[{STRONG}-{EM_END}]")
_STRONG = STRONG + STRONG_END


class _Form(NamedTuple):
    mark: str
    opening: str
    closing: str


_FORMS = {STRONG: _Form("**", "<strong>", "</strong>"), EM: _Form("*", "<em>", "</em>")}


def resolved(text: str) -> str:
    """The text with asterisks or tags in place of these placeholders, which must be well nested."""
    places = [found.start() for found in _MARKS.finditer(text)]
    written: dict[int, str] = {}
    open_at: list[int] = []
    for at in places:
        if text[at] in (STRONG, EM):
            open_at.append(at)
            continue
        start = open_at.pop()
        form = _FORMS[text[start]]
        if _holds(text, start, at):
            written[start] = written[at] = form.mark
        else:
            written[start], written[at] = form.opening, form.closing
    parts: list[str] = []
    done = 0
    for at in places:
        parts += (text[done:at], written[at])
        done = at + 1
    return "".join([*parts, text[done:]])


def _holds(text: str, start: int, end: int) -> bool:
    """Whether asterisks at two positions would open and close, whatever adjacent
    placeholders become.

    An adjacent placeholder of another run may become an asterisk or a tag. Next to one of an italic
    run, a bold run may have asterisks, since the italic run is then written with tags.
    """
    before, first = text[start - 1 : start], text[start + 1]
    last, after = text[end - 1], text[end + 1 : end + 2]
    around = {before, first, last, after}
    rivals = _STRONG if text[start] == STRONG else _STRONG + EM + EM_END
    if around & set(rivals):
        return False
    opens = not _may_be_mark(first) or _surely_apart(before)
    closes = not _may_be_mark(last) or _surely_apart(after)
    return opens and closes and not first.isspace() and not last.isspace()


def _may_be_mark(character: str) -> bool:
    """Whether a character is punctuation in any version of the standard."""
    return _MARKS.match(character) is not None or unicodedata.category(character)[0] in "PS"


def _surely_apart(character: str) -> bool:
    """Whether a character is a blank or punctuation in every version; the end of the text,
    '', counts too.
    """
    if not character or character.isspace() or _MARKS.match(character):
        return True
    if character.isascii():
        return not character.isalnum()
    return unicodedata.category(character)[0] == "P"
