"""Replaces what blog engines write in square brackets: WordPress's shortcodes (`[caption …]`,
`[embed]address[/embed]`, `[vc_row]`) and embeds such as Zenn's `@[card](address)`.

A caption stays as text, an embed becomes a link or a film, and what only arranges a page is
removed. People also write in brackets, so only names that engines use count, in the forms that
engines write.
"""

from __future__ import annotations

import re
from html import escape

from reader.articles.markdown.placeholders import Placeholders
from reader.lazy_re import late

_ATTRIBUTES = r"""(?:[ \t]+[\w-]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s\]"']+)){0,20}[ \t]*/?"""
_CAPTION = late(rf"\[caption{_ATTRIBUTES}\](?=[^\0]{{0,2000}}?\[/caption\])|\[/caption\]")
_ARRANGING = late(rf"\[/?(?:vc|et_pb|fusion|su|av)_\w+{_ATTRIBUTES}\]")
_GALLERY = late(r"\[(?:gallery|playlist)(?: [\w-]+=[^\]\n]{1,300})?\](?![(\[:])")
_EMBED = late(r"\[embed[^\]\n]{0,100}\]\s*(https?://[^\s\[\]<>]{1,1000})\s*\[/embed\]")
_FILM = late(
    r"\[(?:youtube|vimeo|video|audio)(?: |=)[^\]\n]{0,100}?(https?://[^\s\]\"']{1,500})[^\]\n]{0,200}\]"
    r"(?:\[/(?:video|audio)\])?"
)
_CARD = late(r"^[@%]\[(?:(\w+)\]\(([^()\s]{1,500})\)|(https?://[^\s\]]{1,500})\])[ \t]*$", re.M)
_VIDEOS = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "niconico": "https://www.nicovideo.jp/watch/{}",
    "bilibili": "https://www.bilibili.com/video/{}",
}
_POSTS = {
    "codepen": "https://codepen.io/{}",
    "gist": "https://gist.github.com/{}",
    "slideshare": "https://www.slideshare.net/slideshow/embed_code/key/{}",
    "speakerdeck": "https://speakerdeck.com/player/{}",
    "tweet": "https://x.com/i/status/{}",
}


def without_embeds(text: str, held: Placeholders) -> str:
    """A Markdown text in which such marks are replaced by placeholders."""
    if "[embed" in text:
        text = _EMBED.sub(lambda found: held.hold(found[0], _link(found[1])), text)
    if "]" in text and any(f"[{name}" in text for name in ("youtube", "vimeo", "video", "audio")):
        text = _FILM.sub(lambda found: held.hold(found[0], _film(found[1])), text)
    for form, mark in ((_CAPTION, "[caption"), (_ARRANGING, "_"), (_GALLERY, "[")):
        if mark in text and "]" in text:
            text = form.sub(lambda found: held.hold(found[0], ""), text)
    if "@[" in text or "%[" in text:
        text = _CARD.sub(lambda found: _card(found, held), text)
    return text


def _card(found: re.Match[str], held: Placeholders) -> str:
    """What an embed in a line by itself becomes; it stays if its name is unknown."""
    name, target = (found[1] or "").lower(), found[2] or found[3]
    if target.startswith(("http://", "https://")):
        html = _film(target) if name in _VIDEOS else _link(target)
    elif name in _VIDEOS:
        html = _film(_VIDEOS[name].format(target))
    elif name in _POSTS:
        html = _link(_POSTS[name].format(target))
    else:
        return found[0]
    return held.hold(found[0], html)


def _link(address: str) -> str:
    return f'<a href="{escape(address)}">{escape(address)}</a>'


def _film(address: str) -> str:
    return f'<video src="{escape(address)}"></video>'
