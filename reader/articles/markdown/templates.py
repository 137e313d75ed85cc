"""Replaces tags of Hexo, Jekyll and Hugo in Markdown: `{% name … %}`, `{{< name … >}}`,
`{{% name … %}}`.

A tag whose arguments are text becomes that text, one that embeds something becomes a line with a
link, and any other is removed. But people also write about templates. So other tags are removed
only if the text evidently comes from a template: a tag is on a line by itself or in an address, or
a tag is opened and closed. Otherwise they are text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape

from reader.articles.markdown.placeholders import Placeholders
from reader.lazy_re import late
from reader.lazy_tuple import NamedTuple

_TAG = late(
    r"\{%[-~]?[ \t\n]*(?P<end>end)?(?P<name>[\w.-]+)(?P<rest>(?:[^%]|%(?!\})){0,500}?)[-~]?%\}"
    r"|\{\{(?P<mark>[<%])[ \t\n]*(?P<slash>/?)[ \t]*(?P<call>[\w./-]+)(?P<given>.{0,500}?)"
    r"(?P=mark)?[>%]\}\}",
    re.DOTALL,
)
_IN_ADDRESS = late(r"(?<=\]\()\{\{[^{}\n]{1,500}\}\}")
_IN_REFERENCE = late(r"^( {0,3}\[[^\]\n]{1,200}\]:[ \t]*<?)(\{\{[^{}\n]{1,300}\}\})", re.M)
_IN_BRACKETS = late(r"<\{\{[^{}\n<>]{1,300}\}\}[^<>\s]{0,300}>")
_ALONE = late(r"[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)?\Z")
_WORD = late(r"""\s*(?:([\w-]+)\s*=\s*)?(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|`([^`]*)`|([^\s"'`]+))""")
_LANGUAGE = late(r"(?:.*\blang:)?\s*[\"']?([\w+#.-]+)(?!\s*=)")
_FENCE = late(r"`{3,}")
_SPOKEN_OF = late(r"\{\{([<%])/\*(.{0,200}?)\*/([<>%])\}\}")
_TAB_LABEL = late(r"<!-- tab ([^\n]{1,100}?)(?:@[\w-]+)? -->")
_COMMENT = late(r"\{%-?\s*(end)?comment\s*-?%\}")
_TITLED = frozenset(
    ("hidetoggle", "hideToggle", "folding", "fold", "spoiler", "expand", "collapse")
)
_LISTINGS = frozenset(("highlight", "codeblock", "code"))
_CONTROL = frozenset(
    """assign break capture case comment continue cycle decrement else elsif extends for if
    increment macro raw set tablerow unless when while with""".split()
)
_FILMS = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "bilibili": "https://www.bilibili.com/video/{}",
    "dailymotion": "https://www.dailymotion.com/video/{}",
    "youku": "https://v.youku.com/v_show/id_{}.html",
}
_POSTS = {
    "gist": "https://gist.github.com/{}",
    "instagram": "https://www.instagram.com/p/{}/",
    "codepen": "https://codepen.io/{}",
    "jsfiddle": "https://jsfiddle.net/{}/",
}


class _Tag(NamedTuple):
    """A tag: its position, family (`%` or `<`), name, whether it is an end tag, and
    its arguments.
    """

    start: int
    end: int
    family: str
    name: str
    ends: bool
    given: str


class _Given(NamedTuple):
    """The arguments of a tag: those with a name, and the others in order."""

    named: dict[str, str]
    words: list[str]


def without_tags(text: str, held: Placeholders) -> str:
    """A Markdown text in which tags are replaced by placeholders, and listings in
    tags are fenced.
    """
    text = _IN_ADDRESS.sub(lambda found: held.hold(found[0], ""), text)
    text = _IN_REFERENCE.sub(lambda found: f"{found[1]}{held.hold(found[2], '')}", text)
    text = _IN_BRACKETS.sub(lambda found: held.hold(found[0], ""), text)
    text = _without_asides(text, held)
    tags = [_found(tag) for tag in _TAG.finditer(text) if "\n\n" not in tag[0]]
    if not tags:
        return text
    produced = _produced(text, tags)
    pieces, at, quotes = [], 0, list[_Given]()
    closed = _closed_listings(text, tags)
    for number, tag in enumerate(tags):
        if tag.start < at:
            continue
        if number in closed:
            closing = tags[closed[number]]
            pieces += [text[at : tag.start], _fenced(text, tag, closing)]
            at = closing.end
            continue
        html = _html(tag, quotes, produced=tag.family in produced)
        if html is not None:
            pieces += [text[at : tag.start], held.hold(text[tag.start : tag.end], html)]
            at = tag.end
    return "".join([*pieces, text[at:]])


def _without_asides(text: str, held: Placeholders) -> str:
    """A text without comments, with the labels of tabs, and with the tags that it speaks of."""
    if "/*" in text:
        text = _SPOKEN_OF.sub(lambda found: _as_written(found, held), text)
    if "<!-- tab" in text and "{% tabs" in text:
        text = _TAB_LABEL.sub(lambda found: held.hold(found[0], _titled(found[1])), text)
    return _without_comments(text, held) if "endcomment" in text else text


def _without_comments(text: str, held: Placeholders) -> str:
    pieces, at, opened = [], 0, -1
    for mark in _COMMENT.finditer(text):
        if not mark[1]:
            opened = mark.start() if opened < 0 else opened
        elif opened >= 0:
            pieces += [text[at:opened], held.hold(text[opened : mark.end()], "")]
            at, opened = mark.end(), -1
    return "".join([*pieces, text[at:]])


def _found(tag: re.Match[str]) -> _Tag:
    if tag["name"]:
        return _Tag(*tag.span(), "%", tag["name"], bool(tag["end"]), tag["rest"])
    return _Tag(*tag.span(), "<", tag["call"], bool(tag["slash"]), tag["given"])


def _produced(text: str, tags: list[_Tag]) -> set[str]:
    """The families of tags that a producer evidently replaces in a text."""
    found = set()
    ended = {(tag.family, tag.name) for tag in tags if tag.ends}
    for tag in tags:
        before = _before(text, tag)
        after = text[tag.end : tag.end + 200].partition("\n")[0].strip()
        alone = not after and _ALONE.match(before)
        in_address = before.endswith(("](", "](<"))
        begun = not tag.ends and tag.name not in _CONTROL and (tag.family, tag.name) in ended
        if alone or in_address or begun:
            found.add(tag.family)
    return found


def _before(text: str, tag: _Tag) -> str:
    """The text before a tag on its line, at most the last 200 characters."""
    start = max(tag.start - 200, 0)
    return text[max(text.rfind("\n", start, tag.start) + 1, start) : tag.start]


def _closed_listings(text: str, tags: list[_Tag]) -> dict[int, int]:
    """The numbers of tags that begin a listing on a separate line, each with that
    of its end tag.
    """
    found: dict[int, int] = {}
    opened: int | None = None
    for number, tag in enumerate(tags):
        if tag.name not in _LISTINGS:
            continue
        if tag.ends and opened is not None:
            if tags[opened].name == tag.name:
                found[opened] = number
                opened = None
        elif not tag.ends and opened is None and _begins_listing(text, tag):
            opened = number
    return found


def _begins_listing(text: str, tag: _Tag) -> bool:
    before = _before(text, tag)
    return _ALONE.match(before) is not None and text[tag.end : tag.end + 200].lstrip(" \t")[:1] in (
        "\n",
        "",
    )


def _fenced(text: str, opening: _Tag, closing: _Tag) -> str:
    """A listing in tags as a fenced one."""
    code = text[opening.end : closing.start].lstrip(" \t").removeprefix("\n")
    longest = max(map(len, _FENCE.findall(code)), default=2)
    fence = "`" * (longest + 1)
    language = _LANGUAGE.match(opening.given.strip())
    return f"{fence}{language[1] if language else ''}\n{code}{fence}"


def _html(tag: _Tag, quotes: list[_Given], *, produced: bool) -> str | None:
    """The HTML that replaces a tag; None to leave it as written."""
    given = _given(tag.given)
    if tag.name in ("blockquote", "quote") and (produced or tag.ends):
        return _quote(tag, given, quotes)
    if not tag.ends and produced and (title := _block_title(tag.name, given)):
        return _titled(title)
    if not tag.ends and (show := _SHOWN.get(tag.name)):
        html = show(given, tag.name)
        if html is not None:
            return html
    if tag.name == "details" and produced:
        summary = given.named.get("summary") or given.named.get("title") or " ".join(given.words)
        return "</details>" if tag.ends else f"<details><summary>{escape(summary)}</summary>"
    return "" if produced else None


def _block_title(name: str, given: _Given) -> str:
    """The title that a block shows above its contents, or ''."""
    if name == "details" or name in _SHOWN:
        return ""
    if name in ("note", "subnote"):
        return " ".join(given.words[1:]).replace("no-icon", "").strip()
    if name in _TITLED:
        return " ".join(given.words).partition(",")[0]
    return next((given.named[key] for key in ("title", "summary") if key in given.named), "")


def _titled(title: str) -> str:
    return f"<p><strong>{escape(title)}</strong></p>"


def _as_written(found: re.Match[str], held: Placeholders) -> str:
    """A tag of Hugo that is spoken of, and so is text."""
    said = f"{{{{{found[1]}{found[2]}{found[3]}}}}}"
    return held.hold(said, escape(said))


def _given(text: str) -> _Given:
    named, words = dict[str, str](), list[str]()
    for word in _WORD.finditer(text.strip()[:1000]):
        value = next((one for one in word.groups()[1:] if one is not None), "")
        if word[1]:
            named[word[1].lower()] = value
        else:
            words.append(value)
    return _Given(named, words)


def _quote(tag: _Tag, given: _Given, quotes: list[_Given]) -> str:
    """The HTML of `{% blockquote author, source address title %}`; the author is shown
    below the quote.
    """
    if not tag.ends:
        quotes.append(given)
        return "<blockquote>"
    given = quotes.pop() if quotes else _Given({}, [])
    words = [given.named[name] for name in ("author", "source") if name in given.named]
    said = " ".join(_as_words(given.words)) or ", ".join(words)
    return f"<p>— {said}</p></blockquote>" if said else "</blockquote>"


def _as_words(words: list[str]) -> Iterator[str]:
    """Words as HTML; an address among them becomes a link on the words after it, if
    there are any.
    """
    for number, word in enumerate(words):
        if _is_address(word):
            label = " ".join(words[number + 1 :]) or word
            yield f'<a href="{escape(word)}">{escape(label)}</a>'
            return
        yield escape(word)


def _is_address(word: str) -> bool:
    return word.startswith(("http://", "https://", "/", "./", "../"))


def _link(given: _Given, name: str) -> str | None:
    """A link for `{% link text address %}`. Jekyll's tag has only an address, and is
    itself an address.
    """
    at = next((at for at, word in enumerate(given.words) if _is_address(word.rstrip(","))), 0)
    text = " ".join(given.words[:at]) or " ".join(given.words[at + 1 :])
    address = given.words[at].rstrip(",") if given.words else ""
    if not _is_address(address) or not text:
        return None
    return f'<a href="{escape(address)}">{escape(text.strip(" ,"))}</a>'


def _post_link(given: _Given, name: str) -> str | None:
    """The title in `{% post_link slug 'title' %}`, or else the slug."""
    words = [word for word in given.words if word not in ("true", "false")]
    return escape(" ".join(words[1:]) or "".join(words)) if words else None


def _label(given: _Given, name: str) -> str | None:
    """The text in `{% label success@text %}`, `{% span red, text %}`, `{% u text %}`."""
    text = " ".join(given.words)
    before, at, after = text.partition("@")
    text = after if at and before.isalnum() and before.isascii() else text
    _, comma, rest = text.partition(",")
    text = rest if comma and name in ("span", "p", "checkbox", "radio") else text
    return escape(text.strip()) or None


def _picture(given: _Given, name: str) -> str | None:
    """A picture for `{% img [class] address [width [height]] [title [alt]] %}`, `{%
    asset_img name alt %}`.
    """
    words = list(given.words)
    at = next((at for at, word in enumerate(words) if _is_address(word) or "." in word), -1)
    address = given.named.get("src") or (words[at].rstrip(",") if at >= 0 else "")
    if not address:
        return None
    rest = [word for word in words[at + 1 :] if not word.isdecimal()]
    alt = given.named.get("alt") or " ".join(rest).strip(" ,\"'")
    return f'<img src="{escape(address)}" alt="{escape(alt)}">'


def _figure(given: _Given, name: str) -> str:
    """A figure for Hugo's `figure`."""
    named = given.named
    caption = named.get("caption") or named.get("title") or ""
    alt = named.get("alt", "")
    picture = f'<img src="{escape(named.get("src", ""))}" alt="{escape(alt or caption)}">'
    if alt and caption and alt != caption:
        picture += f"<figcaption>{escape(caption)}</figcaption>"
    return f"<figure>{picture}</figure>"


def _film(given: _Given, name: str) -> str | None:
    film = given.named.get("id") or "".join(given.words[:1])
    title = given.named.get("title") or name
    address = film if _is_address(film) else _FILMS[name].format(film)
    return f'<video src="{escape(address)}" title="{escape(title)}"></video>' if film else None


def _post(given: _Given, name: str) -> str | None:
    """A frame for what is embedded from a site."""
    words = [given.named[key] for key in ("user", "id") if key in given.named] or given.words
    words = words[:2] if name in ("gist", "codepen") else words[:1]
    return _frame(_POSTS[name].format("/".join(words)), name) if words else None


def _tweet(given: _Given, name: str) -> str | None:
    user = given.named.get("user") or (given.words[0] if len(given.words) > 1 else "i")
    post = given.named.get("id") or "".join(given.words[-1:])
    return _frame(f"https://x.com/{user}/status/{post}", name) if post else None


def _framed(given: _Given, name: str) -> str | None:
    """An element for `{% iframe address %}`, `{% video address %}`, `{% audio address %}`."""
    address = given.named.get("src") or "".join(given.words[:1]).rstrip(",")
    tag = name if name in ("video", "audio") else "iframe"
    return f'<{tag} src="{escape(address)}"></{tag}>' if _is_address(address) else None


def _frame(address: str, title: str) -> str:
    return f'<iframe src="{escape(address)}" title="{escape(title)}"></iframe>'


def _abbreviation(given: _Given, name: str) -> str | None:
    words = [*given.words, *(given.named[key] for key in ("text", "name") if key in given.named)]
    return escape(words[0]) if words else None


_SHOWN: dict[str, Callable[[_Given, str], str | None]] = {
    "abbr": _abbreviation,
    "asset_img": _picture,
    "asset_link": _post_link,
    "audio": _framed,
    "btn": _link,
    "button": _link,
    "embed": _framed,
    "figure": _figure,
    "iframe": _framed,
    "image": _picture,
    "img": _picture,
    "link": _link,
    "pdf": _framed,
    "post_link": _post_link,
    "tweet": _tweet,
    "twitter": _tweet,
    "video": _framed,
    "x": _tweet,
    **dict.fromkeys(
        "checkbox del emp kbd label mark p psw radio span u wavy".split(),
        _label,
    ),
    **dict.fromkeys(_FILMS, _film),
    **dict.fromkeys(_POSTS, _post),
}
