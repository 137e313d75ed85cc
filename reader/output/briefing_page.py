"""A briefing as one HTML page that can be mailed: it loads nothing, has no scripts, and is light or
dark as its reader is.

What is outermost in the paths of categories has a heading and a line in the contents; the rest of a
path is above its articles.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from datetime import date, tzinfo
from itertools import groupby

from reader.model import Span
from reader.output.briefing import ALONE, UNNAMED, Briefed, byline, path_of, sources, title
from reader.output.date_text import day_text
from reader.output.formats.html import HEAD, fragment
from reader.output.markup.inline_html import inline
from reader.output.safe import safe_line

_PAGE = (
    HEAD
    + """\
<meta name="color-scheme" content="light dark">
<title>Briefing, {day}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ max-width: 38em; margin: 0 auto; padding: 2.5em 1.25em 4em; background: #fdfdfb;
  color: #1d1d1b; font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", "Noto Sans",
  "Noto Sans CJK SC", sans-serif; overflow-wrap: anywhere; }}
h1 {{ margin: 0; font-size: 1.9em; line-height: 1.2; letter-spacing: -0.01em; }}
h2 {{ margin: 2.6em 0 0; padding-top: 0.7em; border-top: 2px solid #9c5a1d; color: #8a4d14;
  font-size: 1.15em; line-height: 1.3; }}
h3 {{ margin: 1.5em 0 0; font-size: 1.12em; line-height: 1.35; }}
.path {{ margin: 1.8em 0 -0.9em; color: #62625d; font-size: 0.85em; font-weight: 600; }}
p {{ margin: 0.35em 0 0; }}
ul {{ margin: 0.35em 0 0; padding-left: 1.2em; }}
li {{ margin: 0.15em 0; }}
em {{ font-style: normal; }}
a {{ color: inherit; text-decoration-color: #b9b9b2; text-underline-offset: 0.15em; }}
.by, .alone, .sum, nav {{ color: #62625d; font-size: 0.88em; }}
.alone {{ margin-top: 1.5em; }}
nav {{ margin-top: 0.6em; }}
nav a {{ margin-right: 1em; white-space: nowrap; }}
@media (prefers-color-scheme: dark) {{
  body {{ background: #17171a; color: #dededa; }}
  h2 {{ border-color: #a8743f; color: #dba468; }}
  .path, .by, .alone, .sum, nav {{ color: #a3a39d; }}
  a {{ text-decoration-color: #5c5c58; }}
}}
</style>
</head>
<body>
<header>
<h1>Briefing</h1>
<p class="sum">{sum}</p>
{contents}</header>
<main>
{body}</main>
</body>
</html>
"""
)


def page(read: Iterable[Briefed], zone: tzinfo | None, day: date) -> str:
    """The briefing of a day as a page; '' if there is nothing to tell."""
    told = list(read)
    if not told:
        return ""
    groups = [(name, list(of)) for name, of in groupby(told, key=lambda one: path_of(one.entry)[0])]
    body = "".join(
        f'<h2 id="c{number}">{_text(name or UNNAMED)}</h2>\n{"".join(_category(of, zone))}'
        for number, (name, of) in enumerate(groups, 1)
    )
    said = html.escape(day_text(day))
    return _PAGE.format(
        day=said, sum=f"{said} · {_sum(told)}", contents=_contents(groups), body=body
    )


def _sum(told: list[Briefed]) -> str:
    """How many stories there are, and from how many sites."""
    sites = {one.site for each in told for one in (each.entry, *each.others) if one.site}
    stories = "1 story" if len(told) == 1 else f"{len(told):,} stories"
    return f"{stories} from {len(sites):,} sites" if len(sites) > 1 else stories


def _contents(groups: list[tuple[str, list[Briefed]]]) -> str:
    if len(groups) < 2:
        return ""
    links = (
        f'<a href="#c{number}">{_text(name or UNNAMED)}&nbsp;{len(of):,}</a>'
        for number, (name, of) in enumerate(groups, 1)
    )
    return f"<nav>{' '.join(links)}</nav>\n"


def _category(told: list[Briefed], zone: tzinfo | None) -> Iterator[str]:
    for rest, group in groupby(told, key=lambda one: path_of(one.entry)[1:]):
        if rest:
            yield f'<p class="path">{_text(" › ".join(rest))}</p>\n'
        alone: list[Briefed] = []
        for one in group:
            if one.statements:
                yield _article(one, zone)
            else:
                alone.append(one)
        if alone:
            titles = " · ".join(inline(title(one)) for one in alone)
            yield f'<p class="alone">{ALONE}: {titles}</p>\n'


def _article(told: Briefed, zone: tzinfo | None) -> str:
    spans: list[Span] = [*byline(told.entry, zone), *sources(told)]
    by = f'<p class="by">{inline(spans)}</p>\n' if spans else ""
    return f"<h3>{inline(title(told))}</h3>\n{by}{fragment(told.points)}"


def _text(name: str) -> str:
    return html.escape(safe_line(name))
