"""What Obsidian, Hugo, Jekyll, Hexo and GitHub write beyond CommonMark, as rules of markdown-it.

A reader wants the text of it: a link to another note is the note's name, a template's tag is
nothing, a callout is a quote with a bold title. Rules look ahead no further than they must, so that
a text of nothing but opening marks takes linear time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from reader.lazy_re import late

LENGTH_LIMIT = 2_000
"""Characters of a tag or a marked text; what is longer is no such thing."""

_IMAGE = late(r"\.(?:avif|bmp|gif|jpe?g|png|svg|webp)$", re.IGNORECASE)
_SIZE = late(r"\d+(?:x\d+)?")
_ARGUMENT = late(r"""(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))""")
_ATTRIBUTES = late(r"\{:[^{}\n]{0,200}\}")
_ADDRESS = late(r"://[a-zA-Z0-9][\w.~:/?#@!$&'()*+,;=%-]*", re.ASCII)
_IN_LINK = late(r"(\]\([ \t]{0,9})\{[{%][^{}\n]{1,500}\}\}?")
_IN_HTML = late(r"\{\{[<%][^\n]{0,500}?[>%]\}\}|\{%[^\n]{0,500}?%\}")
_LISTING = late(r"(?:\{%-?|\{\{[<%])\s*(highlight|codeblock)\b([^\n]*?)-?[>%]\}\}?\s*$")
_LISTING_END = late(r"(?:\{%-?\s*end|\{\{[<%]\s*/\s*)(?:highlight|codeblock)\b")
_LANGUAGE = late(r"(?:.*\blang:)?\s*[\"']?([\w+#.-]+)(?!\s*=)")
_FOOTNOTE = late(r"\[\^[^\]\s]{1,100}\]:")
_CALLOUT = late(r"\[!([\w-]{1,40})(?:\|[^\]\n]{0,100})?\][+-]?[ \t]*([^\n]*)(?:\n|$)")
_TASK = late(r"\[([ xX])\][ \t]+")


def add_to(markdown: MarkdownIt) -> None:
    """Teach a parser these rules."""
    markdown.inline.ruler.before("link", "flavours", _inline)
    block = markdown.block.ruler
    block.before("fence", "listing", _listing, {"alt": ["paragraph", "blockquote", "list"]})
    block.before("fence", "hidden", _hidden)
    block.before("reference", "footnote", _footnote, {"alt": ["paragraph"]})
    markdown.core.ruler.after("block", "flavours", _blocks)


def _inline(state: StateInline, silent: bool) -> bool:
    rule = _INLINE.get(state.src[state.pos])
    return rule is not None and rule(state, silent)


def _end(state: StateInline, start: int, mark: str) -> int:
    """Where the next `mark` from `start` on stands; -1 if it is too far away."""
    return state.src.find(mark, start, min(state.posMax, start + LENGTH_LIMIT))


def _note(state: StateInline, silent: bool) -> bool:
    """`[[Page]]` and `[[Page|alias]]` are text."""
    found = _page(state, state.pos)
    if found is None:
        return False
    target, alias, end = found
    if not silent:
        state.append_pending(alias or target)
    state.pos = end
    return True


def _embedded(state: StateInline, silent: bool) -> bool:
    """`![[image.png|alias]]` is a picture that is not here; `![[Page]]` the name of a page."""
    found = _page(state, state.pos + 1)
    if found is None:
        return False
    target, alias, end = found
    if not silent and not _IMAGE.search(target):
        state.append_pending(alias or target)
    elif not silent and not _SIZE.fullmatch(alias):
        state.push("html_inline", "", 0).content = f'<img alt="{escape(alias)}">'
    state.pos = end
    return True


def _page(state: StateInline, start: int) -> tuple[str, str, int] | None:
    """Target, alias and end of the link to a page that starts somewhere."""
    if not state.src.startswith("[[", start):
        return None
    end = _end(state, start + 2, "]]")
    inner = state.src[start + 2 : end] if end >= 0 else ""
    if not inner.strip() or "\n" in inner or "[" in inner or state.src.startswith("(", end + 2):
        return None
    target, _, alias = inner.partition("|")
    page, _, place = target.strip().rstrip("\\").partition("#")
    place = "" if place.startswith("^") else place
    return " > ".join(filter(None, (page, place))), alias.strip(), end + 2


def _marked(state: StateInline, silent: bool) -> bool:
    """`==text==` is the text."""
    start = state.pos + 2
    end = _end(state, start, "==") if state.src.startswith("==", state.pos) else -1
    if end <= start or not _is_marked(state.src, state.pos, end):
        return False
    if not silent:
        state.push("mark_open", "mark", 1)
        maximum, state.pos, state.posMax = state.posMax, start, end
        state.md.inline.tokenize(state)
        state.posMax = maximum
        state.push("mark_close", "mark", -1)
    state.pos = end + 2
    return True


def _is_marked(text: str, start: int, end: int) -> bool:
    """Whether two `==` are marks around a text, and no comparison in a program."""
    before, after = text[start - 1 : start], text[end + 2 : end + 3]
    first, last = text[start + 2], text[end - 1]
    if first.isspace() or last.isspace() or "=" in (before, first, after):
        return False
    if before.isascii() and (before.isalnum() or before in tuple(")]}\"'")):
        return False
    return not (after.isascii() and after.isalnum())


def _comment(state: StateInline, silent: bool) -> bool:
    """`%%text%%` is not for readers."""
    before = state.src[state.pos - 1 : state.pos]
    if not state.src.startswith("%%", state.pos) or (before.isascii() and before.isalnum()):
        return False
    end = _end(state, state.pos + 2, "%%")
    if end < 0:
        return False
    state.pos = end + 2
    return True


def _template(state: StateInline, silent: bool) -> bool:
    """Tags of templates are nothing, but for pictures."""
    at = state.pos
    if attributes := _ATTRIBUTES.match(state.src, at, state.posMax):
        state.pos = attributes.end()
        return True
    opening = next((mark for mark in _TAGS if state.src.startswith(mark, at)), "")
    end = _end(state, at + len(opening), _TAGS[opening]) if opening else -1
    if end < 0:
        return False
    name, _, arguments = state.src[at + len(opening) : end].strip().partition(" ")
    if name == "figure" and not silent:
        state.push("html_inline", "", 0).content = _figure(arguments)
    state.pos = end + len(_TAGS[opening])
    return True


_TAGS = {"{{<": ">}}", "{{%": "%}}", "{%": "%}"}


def _figure(arguments: str) -> str:
    named = {one[1]: one[2] or one[3] or one[4] or "" for one in _ARGUMENT.finditer(arguments)}
    caption = named.get("caption") or named.get("title") or ""
    alt = named.get("alt", "")
    picture = f'<img src="{escape(named.get("src", ""))}" alt="{escape(alt or caption)}">'
    if alt and caption and alt != caption:
        picture += f"<figcaption>{escape(caption)}</figcaption>"
    return f"<figure>{picture}</figure>"


def _address(state: StateInline, silent: bool) -> bool:
    """`https://e.example/` is a link, without the punctuation that follows it."""
    before = state.src[max(state.pos - 6, 0) : state.pos].lower()
    scheme = next((name for name in ("https", "http") if before.endswith(name)), "")
    around = before[: len(before) - len(scheme)][-1:]
    if not scheme or state.linkLevel or (around.isascii() and around.isalnum()):
        return False
    found = _ADDRESS.match(state.src, state.pos, min(state.posMax, state.pos + LENGTH_LIMIT))
    if not found or (not silent and not state.pending.lower().endswith(scheme)):
        return False
    rest = found[0].rstrip("?!.,:;*_~'")
    while rest.endswith(")") and rest.count(")") > rest.count("("):
        rest = rest[:-1].rstrip("?!.,:;*_~'")
    if not silent:
        state.pending = state.pending[: -len(scheme)]
        address = (before[-len(scheme) :] + rest).replace("&amp;", "&")
        state.push("link_open", "a", 1).attrs = {"href": address}
        state.push("text", "", 0).content = address
        state.push("link_close", "a", -1)
    state.pos += len(rest)
    return True


_INLINE: dict[str, Callable[[StateInline, bool], bool]] = {
    "[": _note,
    "!": _embedded,
    "=": _marked,
    "%": _comment,
    "{": _template,
    ":": _address,
}


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _within(state: StateBlock, start: int, end: int) -> Iterator[int]:
    """The lines that follow a line in the list or quote around it."""
    for number in range(start + 1, end):
        if state.sCount[number] < state.blkIndent and not state.isEmpty(number):
            return
        yield number


def _listing(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`{% highlight py %}` and its like, to the tag that ends it, are a block of code."""
    if not state.src.startswith("{", state.bMarks[start] + state.tShift[start]):
        return False
    opening = _LISTING.match(_line(state, start)[:LENGTH_LIMIT])
    in_vain: set[int] = state.env.setdefault("listings without end", set())
    if not opening or end in in_vain:
        return False
    if silent:
        return True
    last, seen = 0, start
    for seen in _within(state, start, end):
        if _LISTING_END.match(_line(state, seen)):
            last = seen
            break
    if not last:
        in_vain.update([end] if seen == end - 1 else [])
        return False
    language = _LANGUAGE.match(opening[2])
    token = state.push("fence", "code", 0)
    token.info = language[1] if language else ""
    token.content = state.getLines(start + 1, last, state.sCount[start], True)
    token.map = [start, last + 1]
    state.line = last + 1
    return True


def _hidden(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A comment in `%%` that goes over several lines."""
    first = _line(state, start)
    if silent or not first.startswith("%%") or "%%" in first[2:]:
        return False
    last = next((n for n in _within(state, start, end) if "%%" in _line(state, n)), 0)
    state.line = last + 1 if last else state.line
    return last > 0


def _footnote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`[^1]: text` is a paragraph, and no address that links may refer to."""
    if state.is_code_block(start) or not _FOOTNOTE.match(_line(state, start)):
        return False
    if silent:
        return True
    following = start + 1
    for number in range(following, end):
        if state.isEmpty(number) or _FOOTNOTE.match(_line(state, number)):
            break
        following = number + 1
    state.line = following
    state.push("paragraph_open", "p", 1).map = [start, following]
    token = state.push("inline", "", 0)
    token.content = state.getLines(start, following, state.blkIndent, False).strip()
    token.map, token.children = [start, following], []
    state.push("paragraph_close", "p", -1)
    return True


def _blocks(state: StateCore) -> None:
    """Callouts, tasks, and what templates left in code, links and HTML, once blocks are known."""
    found: list[Token] = []
    for token in state.tokens:
        if token.type in ("fence", "code_block"):
            token.content = _unescaped(token.content)
        elif token.type == "html_block":
            token.content = _IN_HTML.sub("", token.content)
        elif token.type == "inline":
            token.content = _IN_LINK.sub(r"\1", token.content)
            kinds = [one.type for one in found[-2:]]
            if kinds == ["list_item_open", "paragraph_open"]:
                token.content = _with_box(token.content)
            elif kinds == ["blockquote_open", "paragraph_open"]:
                found += _title(token, found[-1])
        found.append(token)
    state.tokens = found


def _with_box(item: str) -> str:
    task = _TASK.match(item)
    return f"{'☐' if task[1] == ' ' else '☑'} {item[task.end() :]}" if task else item


def _title(token: Token, opening: Token) -> Iterator[Token]:
    """The title of a callout, as a bold paragraph of its own before what it is the title of."""
    callout = _CALLOUT.match(token.content)
    if not callout:
        return
    title = Token("inline", "", 0, children=[], level=token.level)
    title.content = callout[2].strip() or callout[1].replace("-", " ").capitalize()
    yield Token("html_inline", "", 0, content="<strong>")
    yield title
    yield Token("html_inline", "", 0, content="</strong>")
    token.content = token.content[callout.end() :]
    yield Token("paragraph_close", "p", -1, block=True, level=opening.level)
    yield Token("paragraph_open", "p", 1, block=True, level=opening.level)


def unescape_code(tokens: list[Token]) -> None:
    """Show the braces in code that a template's author had to escape, as they show elsewhere."""
    for token in tokens:
        if token.type == "code_inline":
            token.content = _unescaped(token.content)


def _unescaped(code: str) -> str:
    return code.replace("&#123;", "{").replace("&#125;", "}")
