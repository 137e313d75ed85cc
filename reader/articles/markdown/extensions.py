"""Rewrites the extensions of Obsidian, GitHub, MkDocs, Docusaurus, Hugo and Kramdown that comrak
does not support.

A link to another note becomes the note's name, a callout a quote with a bold title, a footnote a
paragraph where it is written. Markup within lines is replaced by `placeholders`, lines are
rewritten by `framed`; a text without such markup is not changed.
"""

from __future__ import annotations

import re
from html import escape
from urllib.parse import quote

from reader.articles.markdown.clipped import unclipped
from reader.articles.markdown.embeds import without_embeds
from reader.articles.markdown.framed import with_plain_lines
from reader.articles.markdown.placeholders import Placeholders
from reader.articles.markdown.templates import without_tags
from reader.lazy_re import late

_IMAGE = late(r"\.(?:avif|bmp|gif|jpe?g|png|svg|webp)$", re.IGNORECASE)
_SIZE = late(r"\d+(?:x\d+)?")
# Each begins with fixed text and looks back from there, because searching for fixed text is fast.
_IN_PAGE = r"([^\[\]\n|]{1,500}?)(?:\\?\|([^\[\]\n]{0,500}))?\]\](?!\()"
_PAGE = late(rf"\[\[(?<!\\\[\[){_IN_PAGE}")
_EMBEDDED = late(rf"!\[\[(?<!\\!\[\[){_IN_PAGE}")
_MARKED = late(
    r"==(?<![=\w)\]}\"']==)(?=[^\s=])([^\n]{1,2000}?)(?<=[^\s=])==(?![=a-zA-Z0-9])", re.A
)
_COMMENT = late(r"%%(?<![a-zA-Z0-9]%%)(?P<blank> ?)(?:[^%\n]|%(?!%)){1,2000}?(?P=blank)%%")
_NOTES = late(r"\[(?:\[[^\]\n]+\]\]|!(?:(?<=\n> \[!)|(?<=\n>\[!))\w)")
_ATTRIBUTES = late(
    r"""\{(?:(?<=[)\]*`_]\{)|:)\s*(?:[.#][a-zA-Z_-][\w-]*|[\w-]+=(?:"[^"\n]*"|[^\s"}]+)|toc|\s+){1,20}\}"""
)
"""Those of Kramdown have a colon; without one, as MkDocs and Pandoc write them, they are next to
what they belong to.
"""
_CONTENTS = late(r"^ {0,3}\[\[_?toc_?\]\][ \t]*$", re.IGNORECASE | re.MULTILINE)
_ABBREVIATION = late(r"^ {0,3}\*\[[^\[\]\n]{1,60}\]:[ \t]+\S[^\n]*$", re.MULTILINE)
_IN_TEX = r"((?:(?!\n[ \t]*\n|\\[%s]).){1,2000}?)"
_TEX = late(
    rf"(?<!\\)\\(?:\({_IN_TEX % '()'}\\\)|\[{_IN_TEX % ']['}\\\])",
    re.S,
)
_IS_TEX = late(r"\\[a-zA-Z]|[\w)}][_^]")
"""A formula in TeX's own brackets: it has a command, an index or a power. Anything else between
them is text in which a program escaped brackets.
"""
_MONEY = late(
    r"\$(?=\d[\d.,]*+(?!\s*[\\^_={}+*/<>$-]))"
    r"|\$(?:(?<=(?<![$\w\\{}])(?:US|HK|NT|AU|CA|SG|NZ)\$)|(?<=(?<![$\w\\{}])[RACS]\$))(?=[ \d])"
)
_DISPLAYED = late(
    r"(?:(?<=\n)|\A)\$\$[ \t]*\n((?:(?!\$\$)[^\n]{1,1000}\n){1,100}?)\$\$(?=[ \t]*(?:\n|\Z))"
)
"""A formula on separate lines, which may begin like items of a list."""
_CODE_SPAN = late(r"(`+)(?!`)(?:[^`]|(?!\1)`+)*?\1(?!`)")
_SHARED = frozenset("“”‘’—…·")
"""Punctuation of CJK text that comrak treats as Latin punctuation."""
_ODD_EDGE = late(rf"\*\*(?:(?<=[\s{''.join(_SHARED)}]\*\*)|(?=[{''.join(_SHARED)}]))")
_CJK = late("[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef]")
_BLANKS = (" ", "\t", "\u3000", "\xa0", "\n")
_TILDE = late(r"~(?<![~/\\*_]~)(?=[^\W_])")
_STARS = late(r"(?<![*\\])\*\*(?!\*)")


def rewritten(text: str, held: Placeholders) -> str:
    """A Markdown text that comrak reads as the producer would."""
    is_note = "%%" in text and _is_note(f"\n{text}")
    text = unclipped(with_plain_lines(_without_producers_blocks(text, held)), held)
    if "[" in text:
        text = _without_brackets(text, held)
    if "%%" in text:
        text = _without_comments(text, held, is_note=is_note)
    if "{" in text:
        text = _ATTRIBUTES.sub(lambda found: held.hold(found[0], ""), text)
    if "==" in text:
        text = _MARKED.sub(lambda found: _marked(found, held), text)
    if "~" in text:  # GitHub strikes out between single ones; in texts they mean “about”
        text = _TILDE.sub(lambda _tilde: held.hold("~", "~"), text)
    if "$" in text:
        text = _MONEY.sub(lambda money: held.hold(money[0], money[0]), text)
    return _closed_behind_blanks(text, held) if "**" in text and not text.isascii() else text


def _without_producers_blocks(text: str, held: Placeholders) -> str:
    """A text without tags and formulas on separate lines, which are not Markdown."""
    if "{%" in text or "{{" in text:
        text = without_tags(text, held)
    if "\\(" in text or "\\[" in text:
        text = _TEX.sub(lambda found: _set(found, held), text)
    if "$$" in text:
        text = _DISPLAYED.sub(lambda found: held.hold(found[0], _formula(found[1])), text)
    return text


def _formula(tex: str) -> str:
    return f'<span data-math-style="display">\n{escape(tex, quote=False)}</span>'


def _without_pages(text: str, held: Placeholders) -> str:
    """A text in which links to other notes are replaced by placeholders."""
    if "![[" in text:
        text = _EMBEDDED.sub(lambda link: held.hold(link[0], _page(link, embedded=True)), text)
    return _PAGE.sub(lambda link: held.hold(link[0], _page(link, embedded=False)), text)


def _page(link: re.Match[str], *, embedded: bool) -> str:
    """The HTML of `[[Page]]` or `[[Page|alias]]`, a link, or of `![[x.png|alias]]`, a picture that
    is not available.
    """
    alias = (link[2] or "").strip()
    page, _, place = link[1].strip().partition("#")
    if embedded and _IMAGE.search(page):
        return "" if _SIZE.fullmatch(alias) or not alias else f'<img alt="{escape(alias)}">'
    place = "" if place.startswith("^") else place
    said = escape(alias or " > ".join(filter(None, (page, place))))
    return f'<a href="[[{quote(link[1].strip(), safe="/#")}">{said}</a>' if said else ""


def _is_note(text: str) -> bool:
    """Whether a text is one in which `%%` begins a comment."""
    return "\n%%" in text or _NOTES.search(text) is not None


def _without_brackets(text: str, held: Placeholders) -> str:
    """A text in which what other dialects write in brackets is replaced by placeholders: embeds,
    links to notes, places of contents, and definitions of abbreviations, which nobody sees.
    """
    text = without_embeds(text, held)
    for form, mark in ((_CONTENTS, "[["), (_ABBREVIATION, "*[")):
        if mark in text:
            text = form.sub(lambda found: held.hold(found[0], ""), text)
    return _without_pages(text, held) if "[[" in text else text


def _set(found: re.Match[str], held: Placeholders) -> str:
    """A placeholder for a formula between `\\(` and `\\)`, or `\\[` and `\\]`."""
    tex = found[1] or found[2]
    if not _IS_TEX.search(tex):
        return found[0]
    if found[1] is None:
        return held.hold(found[0], _formula(tex))
    html = f'<span data-math-style="inline">{escape(tex, quote=False)}</span>'
    return held.hold(found[0], html)


def _without_comments(text: str, held: Placeholders, *, is_note: bool) -> str:
    """A text without `%%text%%`, if these are comments in a note and not percent signs."""

    def shown(found: re.Match[str]) -> str:
        return held.hold(found[0], "") if is_note or found["blank"] else found[0]

    return _COMMENT.sub(shown, text)


def _marked(found: re.Match[str], held: Placeholders) -> str:
    return f"{held.hold('==', '<mark>')}{found[1]}{held.hold('==', '</mark>')}"


def _closed_behind_blanks(text: str, held: Placeholders) -> str:
    """A text in which `**` also closes after a blank, as in `**文字 **后`, and next to punctuation
    that CJK text shares with other scripts, if the `**` of a paragraph are pairs.
    """
    if not _ODD_EDGE.search(text):
        return text
    paragraphs = text.split("\n\n")
    for number, paragraph in enumerate(paragraphs):
        if "**" in paragraph and not paragraph.isascii():
            parts = paragraph.split("**")
            behind_blank = any(inner[-1:] in _BLANKS for inner in parts[1::2])
            if behind_blank or any(map(_is_shared_edge, parts, parts[1:])):
                paragraphs[number] = _paired(paragraph, held)
    return "\n\n".join(paragraphs)


def _is_shared_edge(before: str, after: str) -> bool:
    """Whether a `**` is between a letter and punctuation that CJK text shares with
    other scripts.
    """
    last, first = before[-1:], after[:1]
    return (first in _SHARED and last.isalnum()) or (last in _SHARED and first.isalnum())


def _paired(paragraph: str, held: Placeholders) -> str:
    """A paragraph in which each `**` opens or closes bold, in turn, if that is possible."""
    if not _CJK.search(paragraph):
        return paragraph
    plain = paragraph
    if "`" in paragraph:
        plain = _CODE_SPAN.sub(lambda code: "x" * len(code[0]), paragraph)
    stars = [found.start() for found in _STARS.finditer(plain)]
    closing = stars[1::2]
    opening_well = all(plain[at + 2 : at + 3].strip() for at in stars[::2])
    if len(stars) % 2 or not opening_well:
        return paragraph
    if not all(map(_is_whole, (plain[a:b] for a, b in zip(stars[::2], closing, strict=True)))):
        return paragraph
    pieces, at = [], 0
    for number, star in enumerate(stars):
        html = "</strong>" if number % 2 else "<strong>"
        pieces += [paragraph[at:star], held.hold("**", html)]
        at = star + 2
    return "".join([*pieces, paragraph[at:]])


def _is_whole(inner: str) -> bool:
    """Whether no link begins or ends inside what would be bold."""
    return inner.count("[") == inner.count("]")
