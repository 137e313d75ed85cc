"""What becomes of elements whose contents are not walked: breaks, pictures, films, formulas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from selectolax.lexbor import LexborNode

from reader.articles.html import mathml, media, tex
from reader.articles.html.cascade import BY_VISIBILITY, Attributes, Cascade, Style
from reader.articles.html.compose import Composer

_CHARACTER = 8  # an emoji of several code points, a :-)


class Surroundings(Protocol):
    """What an element needs of the walk that meets it: the `page` that it is added to, the `title`
    of the article, which pictures often repeat, and the picture and medium before.
    """

    page: Composer
    cascade: Cascade
    title: str
    last_image: str | None
    last_medium: media.Medium | None

    def goes_on(self, node: LexborNode) -> bool:
        """Whether a sentence goes on after a picture in it."""


def _rule(walk: Surroundings, node: LexborNode, attributes: Attributes, style: Style) -> None:
    walk.page.flush(style)
    walk.page.emit("rule", (), style)


def _break(walk: Surroundings, node: LexborNode, attributes: Attributes, style: Style) -> None:
    walk.page.line_break()


def _word_break(walk: Surroundings, node: LexborNode, attributes: Attributes, style: Style) -> None:
    """Ignore `<wbr>`, since our lines break wherever it is needed."""


def _image(walk: Surroundings, node: LexborNode, attributes: Attributes, style: Style) -> None:
    image = media.image(media.with_sources(node, attributes), walk.title, walk.cascade.target)
    if image is None or style.unseen & BY_VISIBILITY:
        return
    if image.formula:
        walk.page.word(image.label, style.face._replace(code=not style.pre))
    elif image.inline or style.pre:
        if label := image.label or ("•" if walk.page.in_cell else ""):
            _sign(walk, label, None, style)
    elif walk.page.in_cell or (walk.page.within_sentence() and walk.goes_on(node)):
        _sign(walk, image.label or "image", image.href, style)
    elif image.href is None or image.href != walk.last_image:
        walk.last_image = image.href
        walk.page.picture(image.label, "image", image.href, style)


def medium(walk: Surroundings, node: LexborNode, attributes: Attributes, style: Style) -> None:
    """Add a film, a sound or a page in a frame, once if it comes several times in a row."""
    found = media.medium(node, attributes, walk.cascade.target)
    if found is None or found == walk.last_medium or style.unseen & BY_VISIBILITY:
        return
    walk.last_medium = found
    if walk.page.in_cell:
        _sign(walk, f"{found.kind}: {found.label}", found.href, style)
    else:
        walk.page.picture(found.label, found.kind, found.href, style)


def tex_script(walk: Surroundings, node: LexborNode, attributes: Attributes, style: Style) -> None:
    """Add a TeX formula that a script was meant to typeset."""
    if not (attributes.get("type") or "").startswith("math/tex") or style.unseen:
        return
    formula = node.text().strip()
    if (text := tex.linear(formula)) is not None:
        walk.page.word(text, style.face)
    else:
        walk.page.word(formula, style.face._replace(code=not style.pre))


def math(walk: Surroundings, formula: str, kind: str, style: Style) -> None:
    """Add a formula of a Markdown text, as comrak returns it."""
    if not style.unseen:
        walk.page.text(tex.shown(formula, "$$" if kind == "display" else "$"), style)


def _check_box(walk: Surroundings, node: LexborNode, attributes: Attributes, style: Style) -> None:
    """Add the state of a task, at the start of a list item."""
    if (attributes.get("type") or "").lower() == "checkbox" and walk.page.begins_item():
        walk.page.word("☑ " if "checked" in attributes else "☐ ", style.face)


def _formula(walk: Surroundings, node: LexborNode, attributes: Attributes, style: Style) -> None:
    if text := "" if style.unseen else mathml.linear(node):
        walk.page.word(text, style.face)


def _sign(walk: Surroundings, label: str, href: str | None, style: Style) -> None:
    """Add a picture among words; one that represents a character becomes that character."""
    if len(label) <= _CHARACTER and not any(map(str.isalnum, label)):
        walk.page.word(label, style.face)
        return
    face = style.face._replace(bold=False, muted=True, href=style.face.href or href)
    walk.page.word(f"[{label}]", face)


LEAVES: dict[str, Callable[[Surroundings, LexborNode, Attributes, Style], None]] = {
    "br": _break,
    "hr": _rule,
    "wbr": _word_break,
    "img": _image,
    "amp-img": _image,
    "amp-anim": _image,
    "input": _check_box,
    "video": medium,
    "audio": medium,
    "iframe": medium,
    "embed": medium,
    "math": _formula,
    **dict.fromkeys(media.FILMS, medium),
}
"""By tag, what adds the element to the page, given its attributes and the style in it."""
