"""Resolves links between the articles of a folder: `[text](b.md)`, `[[Name]]`,
`![[Name]]`, `/a/path/`.

The cleaner leaves them as they are written, prefixed with LOCAL. Here they become the addresses
of files, `file:///…`, if there is such an article inside the library's folder; for an article
without a library, inside its site or vault, or else its own folder. A link that leads nowhere
becomes plain text.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

from reader.articles import anchors
from reader.articles.frontmatter import dates
from reader.articles.html.addresses import LOCAL
from reader.articles.producers import Producer, absolute, producer_of
from reader.drives import is_file
from reader.lazy_re import late
from reader.model import Article, Block, Span

ENDINGS = (".md", ".markdown", ".mdx", ".mkd", ".mdown", ".qmd", ".Rmd", ".html", ".htm", ".txt")
"""The suffixes of article files, the most likely first."""

_FILES_LIMIT = 20_000
"""The most files of a folder among which a name is searched for."""

_PAGE = late(r"\[\[(?<!\\\[\[)([^\[\]\n|]{1,300})(?:\|[^\[\]\n]*)?\]\]")
_INLINE = late(r"\]\(\s*<?([^\s<>()]{1,500}(?:\([^\s()]*\))?)")
_REFERENCE = late(r"\]:\s*<?([^\s<>]{1,500})")
_REFERENCE_NAME = late(r" {0,3}\[[^\]\n]{1,100}")
"""Each begins with its mark and looks back from there: what is looked for is a word, as is fast."""

_HREF = late(r"<a\s[^<>]*?\bhref\s*=\s*[\"']([^\"'<>]{1,500})[\"']", re.I)
_SCHEME = late(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
_KIND = late(r"(?:\{filename\}|\|filename\||@(?=/))")
_MOST = 500


def followed(blocks: Iterable[Block], article: Article, *, lost: bool = False) -> Iterator[Block]:
    """The blocks, in which links to other articles and to parts of this one become addresses of
    files. With `lost`, links that lead nowhere stay links, prefixed with LOCAL.
    """
    follower = _Follower(article, lost)
    for block in blocks:
        if not block.spans and not block.rows:
            yield block
            continue
        spans = follower.followed(block.spans)
        rows = block.rows
        if rows:
            rows = tuple(
                tuple(c._replace(spans=follower.followed(c.spans)) for c in row) for row in rows
            )
        yield block if spans is block.spans and not rows else block._replace(spans=spans, rows=rows)


class _Follower:
    """Follows the links of one article, each once."""

    def __init__(self, article: Article, lost: bool) -> None:
        self._article = article
        self._lost = lost
        self._known: dict[str, str | None] = {}
        self._parts: frozenset[str] | None = None

    def followed(self, spans: tuple[Span, ...]) -> tuple[Span, ...]:
        """The spans with addresses in place of what was written."""
        for span in spans:  # a loop, since `any` would take twice as long for all blocks
            if span.href and span.href.startswith(LOCAL):
                return self._followed(spans)
        return spans

    def _followed(self, spans: tuple[Span, ...]) -> tuple[Span, ...]:
        made: list[Span] = []
        for span in spans:
            if span.href and span.href.startswith(LOCAL):
                span = span._replace(href=self._address(span.href))
                if span.href is None and made and made[-1]._replace(text=span.text) == span:
                    made[-1] = span._replace(text=made[-1].text + span.text)
                    continue
            made.append(span)
        return tuple(made)

    def _address(self, href: str) -> str | None:
        if href not in self._known:
            written = href.removeprefix(LOCAL)
            name, _, part = written.partition("#")
            if name in ("", "[["):
                self._known[href] = self._of_part(part)
            else:
                found = _address(self._article, written)
                self._known[href] = found or (href if self._lost else None)
        return self._known[href]

    def _of_part(self, part: str) -> str | None:
        """The address of a part of the article itself, where there is one."""
        if self._parts is None:
            self._parts = anchors.parts(self._article.body)
        if not part or not anchors.is_among(self._parts, part):
            return None
        return f"{absolute(self._article.path).as_uri()}#{part}"


def lost(href: str) -> str | None:
    """What a link says that leads to no article; None for any other address."""
    if not href.startswith(LOCAL):
        return None
    return unquote(href.removeprefix(LOCAL).removeprefix("[[")).partition("#")[0]


def _address(article: Article, written: str) -> str | None:
    path = resolved(article, written)
    if path is None:
        return None
    fragment = written.partition("#")[2]
    return path.as_uri() + (f"#{fragment}" if fragment else "")


def resolved(article: Article, written: str) -> Path | None:
    """The file of the article that a link leads to, `b.md#part`, `[[b`, `/posts/b/`; or None."""
    producer = producer_of(article.path.parent)
    folder = absolute(article.path.parent)
    root = root_of(article)
    text, _, _ = written.partition("#")
    if text.startswith("[["):
        name = unquote(text.removeprefix("[[")).strip()
        return _named(name, folder, root) if name else None
    text = _without_kind(unquote(text.partition("?")[0]).strip())
    if not text:
        return None
    if text.startswith("/"):
        return _of_site(text.strip("/"), root, producer)
    return _file(root, folder / text, own=article.path.suffix)


def root_of(article: Article) -> Path:
    """The folder that no link of an article leads out of."""
    if article.root is not None:
        return article.root
    producer = producer_of(article.path.parent)
    return producer.home if producer else absolute(article.path.parent)


def _without_kind(text: str) -> str:
    """A path without what Pelican and Zola write before one: `{filename}b.md`, `@/blog/b.md`."""
    return _KIND.sub("", text, count=1)


def _file(root: Path, path: Path, own: str = "") -> Path | None:
    """The article file at a path, which may lack its suffix; None if there is none or it is
    outside the root.
    """
    path = Path(os.path.normpath(path))
    if not path.is_relative_to(root):
        return None
    if path.suffix in ENDINGS:
        found = path if is_file(path) else None
        if found or path.suffix not in (".html", ".htm"):
            return (
                found if found is None or found.resolve().is_relative_to(root.resolve()) else None
            )
        path = path.with_suffix("")
    endings = (own, *ENDINGS) if own in ENDINGS else ENDINGS
    names = [path.with_name(path.name + ending) for ending in endings] if path.name else []
    names += [path / f"{index}{ending}" for index in ("index", "_index") for ending in ENDINGS[:3]]
    for candidate in names:
        if is_file(candidate) and candidate.resolve().is_relative_to(root.resolve()):
            return candidate
    return None


def _named(name: str, folder: Path, root: Path) -> Path | None:
    """The file that a name in double brackets means, by Obsidian's rules: the one at that path
    below the folder or the root, else the one with that name in any folder.
    """
    for base in (folder, root):
        if found := _file(root, base / name):
            return found
    listed = _names(str(root)).get(_key(name), ())
    whole = _bundle(name.replace("\\", "/")).casefold()
    for path in listed:
        if _bundle(path.as_posix()).casefold().endswith(f"/{whole}"):
            return path
    return listed[0] if listed and "/" not in whole else None


def _of_site(path: str, root: Path, producer: Producer | None) -> Path | None:
    """The file from which a generator would make the page at a path of its site."""
    home = producer.home if producer and producer.home.is_relative_to(root) else root
    base = producer.base.strip("/") if producer else ""
    path = path.removeprefix(f"{base}/") if base else path
    for content in ("", *(producer.content if producer else ())):
        if found := _file(root, home / content / path):
            return found
    listed = _names(str(home)).get(_key(path), ()) if producer else ()
    return listed[0] if len(listed) == 1 else None


@lru_cache(maxsize=4)
def _names(root: str) -> dict[str, tuple[Path, ...]]:
    """The article files below a folder, by their names in links (see `name_of`)."""
    found: dict[str, tuple[Path, ...]] = {}
    count = 0
    for folder, inner, names in os.walk(root):
        inner[:] = sorted(name for name in inner if name[:1] != "." and name != "node_modules")
        for name in sorted(names):
            if name.endswith(ENDINGS):
                key = _key(f"{folder}/{name}")
                found[key] = (*found.get(key, ()), Path(folder, name))
                count += 1
        if count > _FILES_LIMIT:
            break
    return found


def _key(path: str) -> str:
    """The name of a file in links: without date and suffix, in the form for comparing."""
    parts = _stem(path.rstrip("/")).split("/")
    name = parts[-2] if parts[-1] in ("index", "_index") and len(parts) > 1 else parts[-1]
    return dates.BEFORE_NAME.sub("", name, count=1).casefold()


def _bundle(path: str) -> str:
    """A path without its ending, and that of a bundle, `b/index.md`, without the name in it."""
    stem = _stem(path)
    return stem.removesuffix("/index").removesuffix("/_index")


def _stem(path: str) -> str:
    for ending in ENDINGS:
        if path.endswith(ending):
            return path.removesuffix(ending)
    return path


def targets(article: Article, root: Path) -> Iterator[tuple[str, str]]:
    """The targets of links in a text, each once: the name (see `name_of`), and the path below the
    root, or `[[name` or `/path` for those ways of writing.
    """
    seen: set[tuple[str, str]] = set()
    folder = None
    for written in _written(article):
        if folder is None:
            folder = posixpath.dirname(_below(article.path, root))
        found = _target(written, folder)
        if found and found not in seen:
            seen.add(found)
            yield found
            if len(seen) >= _MOST:
                return


def _written(article: Article) -> Iterator[str]:
    body = article.body
    for found in _INLINE.finditer(body) if "](" in body else ():
        if not _is_picture(body, found.start()):
            yield found[1]
    if "[[" in body:
        yield from (f"[[{found[1]}" for found in _PAGE.finditer(body))
    if "]:" in body:
        named = _REFERENCE.finditer(body)
        yield from (found[1] for found in named if _is_reference(body, found.start()))
    if article.path.suffix.lower() in (".html", ".htm"):
        yield from (found[1] for found in _HREF.finditer(body))


def _is_reference(body: str, end: int) -> bool:
    """Whether `[name` stands alone on its line before a place."""
    line = body.rfind("\n", max(end - 110, 0), end) + 1
    return _REFERENCE_NAME.fullmatch(body, line, end) is not None


def _is_picture(body: str, end: int) -> bool:
    """Whether `![…` ends at a place, and not `[…`, in which a picture may be."""
    start = body.rfind("[", max(end - 300, 0), end)
    return start > 0 and body[start - 1] == "!" and body[end - 1 : end] != ")"


def _target(written: str, folder: str) -> tuple[str, str] | None:
    text = written.partition("#")[0].strip()
    if text.startswith("[["):
        name = text[2:].strip()
        return (_key(name), f"[[{name.casefold()}") if name else None
    text = _without_kind(unquote(text.partition("?")[0]))
    if not text or _SCHEME.match(text):
        return None
    if text[0] == "/":
        return _key(text), f"/{text.strip('/').removesuffix('.html')}"
    path = posixpath.normpath(posixpath.join(folder, text))
    return None if path.startswith("..") or path == "." else (_key(path), path)


def addresses_of(path: str, permalink: str | None) -> list[str]:
    """The second parts of `targets` that lead to the file at a path below the root."""
    stem = _stem(path)
    name = stem.rpartition("/")[2].casefold()
    folder = posixpath.dirname(path)
    found = [path, stem, f"/{stem}", f"[[{name}", f"[[{stem.casefold()}", f"[[{path.casefold()}"]
    if name in ("index", "_index"):
        found += [folder, f"/{folder}"]
    return [*found, permalink] if permalink else found


def name_of(path: str) -> str:
    """The name of a file in `targets`: without date and suffix, in lower case."""
    return _key(path)


def _below(path: Path, root: Path) -> str:
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return path.name
