"""Writes spans as inline HTML, with one `<strong>` around a statement even if it
contains other styles.

Adjacent spans with a style share an element; of two styles the one with the longer run is outside.
Blanks at the ends of an element are put outside it, as Markdown requires.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from itertools import groupby

from reader.model import Span, file_of
from reader.output.safe import safe

_ELEMENTS = {"href": "a", "bold": "strong", "italic": "em", "strike": "del"}


def inline(spans: Iterable[Span], *, bold: bool = True) -> str:
    """The text of a block, without blanks at its ends. With `bold` False, bold is not written,
    because the element around it implies it.
    """
    runs = _merged(spans, bold=bold)
    return "".join(_set(_peeled(runs)[1], tuple(_ELEMENTS), "<br>\n"))


def preformatted(spans: Iterable[Span]) -> str:
    """The text of a listing, in which blanks and line breaks are kept."""
    runs = [run._replace(code=False) for run in _merged(spans, bold=True)]
    return "".join(_set(runs, tuple(_ELEMENTS), "\n"))


def all_bold(spans: Iterable[Span]) -> bool:
    """Whether all visible text is bold."""
    return all(span.bold or not span.text.strip() for span in spans)


def quoted(text: str) -> str:
    """A text as the value of an attribute, on one line."""
    return html.escape(safe(text).replace("\n", ""))


def _merged(spans: Iterable[Span], *, bold: bool) -> list[Span]:
    """Safe spans; adjacent ones with the same style are joined."""
    runs = [
        Span(safe(span.text), span.bold and bold, span.italic, span.code, span.strike, False,
             _exported(span.href))
        for span in spans
    ]  # fmt: skip
    return [
        style._replace(text="".join(run.text for run in group))
        for style, group in groupby(filter(_says, runs), key=lambda run: run._replace(text=""))
    ]


def _exported(href: str | None) -> str | None:
    """A link as an exported file has it: no path of this machine, which leads nowhere elsewhere."""
    return href if href and not file_of(href) else None


def _says(run: Span) -> bool:
    """Whether a run has text; an empty one must not separate others."""
    return bool(run.text)


def _set(runs: list[Span], styles: tuple[str, ...], line_break: str) -> Iterator[str]:
    at = 0
    while at < len(runs):
        style, end = _outermost(runs, at, styles)
        if not style:
            yield _leaf(runs[at], line_break)
        else:
            before, inner, after = _peeled(runs[at:end])
            yield before.replace("\n", line_break)
            if inner:
                name = _ELEMENTS[style]
                href = f' href="{quoted(inner[0].href or "")}"' if style == "href" else ""
                others = tuple(other for other in styles if other != style)
                yield f"<{name}{href}>{''.join(_set(inner, others, line_break))}</{name}>"
            yield after.replace("\n", line_break)
        at = end


def _outermost(runs: list[Span], at: int, styles: tuple[str, ...]) -> tuple[str, int]:
    """The style with the longest run from a position, '' for none, and the end of that run."""
    longest, last = "", at + 1
    for style in styles:
        value = getattr(runs[at], style)
        end = at
        while value and end < len(runs) and getattr(runs[end], style) == value:
            end += 1
        if end > at and (not longest or end > last):
            longest, last = style, end
    return longest, last


def _peeled(runs: list[Span]) -> tuple[str, list[Span], str]:
    """The blanks before runs, the runs without blanks at their ends, and the blanks after them."""
    seen = [number for number, run in enumerate(runs) if run.text.strip()]
    if not seen:
        return "".join(run.text for run in runs), [], ""
    first, last = seen[0], seen[-1]
    before = "".join(run.text for run in runs[:first])
    after = "".join(run.text for run in runs[last + 1 :])
    inner = runs[first : last + 1]
    text = inner[0].text.lstrip()
    before += inner[0].text[: len(inner[0].text) - len(text)]
    inner[0] = inner[0]._replace(text=text)
    text = inner[-1].text.rstrip()
    after = inner[-1].text[len(text) :] + after
    inner[-1] = inner[-1]._replace(text=text)
    return before, inner, after


def _leaf(run: Span, line_break: str) -> str:
    lines = [html.escape(line, quote=False) for line in run.text.split("\n")]
    if run.code:
        lines = [f"<code>{line}</code>" if line.strip() else line for line in lines]
    return line_break.join(lines)
