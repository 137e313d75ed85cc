"""What is damaged and tried: every kind of text that comes from outside.

A target's sources are whole and good. Its trial says whether the damaged one was taken; it raises
Wrong, or whatever is a bug, and refuses in one sentence what is too damaged.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reader import config
from reader.articles.rules import user
from reader.errors import ReaderError
from reader.library.journal import maintenance
from reader.library.library import Library
from reader.library.query.language import parse
from reader.output.safe import safe_line
from tests.fuzz import mutations
from tests.fuzz.mutations import ROOT, Mutation
from tests.fuzz.trial import NARROWEST, WIDEST, judge, shown

_EXPORTED = 4  # every fourth article is exported, too
_QUERIES = (
    "监管", "中国 -经济", '"全国 网贷"', "category:金融 site:新浪 author:李",
    "tag:x after:2022-04-01", "before:2022-04-22 is:unread", "on:2022-04 is:starred",
    "has:table -has:image",
    "zi* linux", 'title:"a b" -"c d"', "is:started is:read", "Café ｗｉｄｅ ﾊﾝｶｸ",
)  # fmt: skip
_RULES = """
[default]
drop = [".teaser", "div > p.note"]
text_drop = ["Read more.*"]
[sites."example.org"]
bold = [".lead"]
[redirects]
"out.example.org" = "url"
"""
_JOURNAL = """{"journal": 1}
{"t": 1650600000000000, "a": "0123456789abcdef01234567", "root": "news", "path": "x/a.md", "set": {"read": true}}
{"t": 1650600000000001, "a": "0123456789abcdef01234567", "root": "news", "path": "x/a.md", "set": {"progress": 0.5, "place": 3.25}}
{"act":{"w":"0a1b2c3d","n":1,"at":1650600000,"in":"x"},"t":1650600000000003,"root":"news","in":"x","of":[["0123456789abcdef01234567","a.md"],["fedcba9876543210fedcba98","b.md"]],"set":{"read":true}}
{"act":{"w":"0a1b2c3d","n":2,"at":1650600000,"part":[1,2]},"t":1650600000000004,"a":"0123456789abcdef01234567","root":"news","path":"x/a.md","set":{"starred":true}}
{"act":{"w":"0a1b2c3d","n":2,"at":1650600000,"part":[2,2]},"t":"1000000000000001","a":"fedcba9876543210fedcba98","root":"news","path":"b.md","set":{"starred":true}}
{"t": 1650600000000002, "a": "fedcba9876543210fedcba98", "root": "news", "path": "b.md", "set": {"starred": true, "read": false}}
"""  # noqa: E501 (lines as they are written)


@dataclass(frozen=True)
class Target:
    """Something that reads text from outside. `trial` takes a folder to write in, the damaged
    bytes and the number of the case.
    """

    sources: Callable[[], Sequence[bytes]]
    mutations: Sequence[Mutation]
    trial: Callable[[Path, bytes, int], bool]


def width(number: int) -> int:
    """The width that a case is set at."""
    return NARROWEST + number % (WIDEST - NARROWEST)


def _article(name: str) -> Callable[[Path, bytes, int], bool]:
    def trial(folder: Path, data: bytes, number: int) -> bool:
        path = folder / name
        path.write_bytes(data)
        return shown(path, width(number), exported=number % _EXPORTED == 0)

    return trial


def _heads() -> list[bytes]:
    """Front matter with little below it."""
    found = [data for data in mutations.articles() if data.lstrip()[:3] in (b"---", b"+++")]
    return [data[: data.find(b"\n---", 8) + 60] for data in found] + mutations.golden("*.head")


def _query(_folder: Path, data: bytes, _number: int) -> bool:
    text = data.decode("utf-8", "replace")
    try:
        query = parse(text)
        searcher = _library().searcher()
        for key, *_others in searcher.places(query, "all", "newest", 3):
            searcher.hit(query, key, "A title")
        searcher.count(query)
    except ReaderError:
        return False
    return True


@cache
def _library() -> Library:
    """The samples, opened once in a process."""
    library = Library([ROOT / "sample_articles"])
    library.refresh()
    return library


def _every_setting() -> list[bytes]:
    """The file of settings as it is written for a user, each set to what it is anyway."""
    text = (ROOT / "reader" / "settings.toml").read_text("utf-8")
    return [re.sub(r'^# (?=[a-z_"].* = )', "", text, flags=re.MULTILINE).encode()]


def _settings(_folder: Path, data: bytes, _number: int) -> bool:
    return not config.parse(data.decode("utf-8", "replace")).problems


def _rules(folder: Path, data: bytes, _number: int) -> bool:
    file = folder / "sites.toml"
    file.write_bytes(data)
    return not user.read(file).problems


def _journal(_folder: Path, data: bytes, _number: int) -> bool:
    library = _library()
    folder = config.journal_folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "other.jsonl").write_bytes(data)
    library.poll()
    told = [notice for notice in library.notices if "other.jsonl" in notice]
    library.notices.clear()
    return not told


def _journal_name(_folder: Path, data: bytes, _number: int) -> bool:
    """A journal whose name is damaged, and in the midst of the others a line that is."""
    library = _library()
    where = config.journal_folder()
    where.mkdir(parents=True, exist_ok=True)
    name = data.replace(b"/", b"").replace(b"\0", b"")[:200] + b".jsonl"
    file = Path(os.fsdecode(os.fsencode(where) + b"/" + name))
    file.write_bytes(b'{"journal": 1}\nno line of ours\n')
    try:
        library.poll()
        for flaw in maintenance.verify(where):
            judge(safe_line(str(flaw)), "a flaw")
        for notice in library.notices:
            judge(safe_line(notice), "a notice")
        found = bool(library.notices)
    finally:
        file.unlink()
        library.notices.clear()
    return found


def _bytes(*texts: str) -> Callable[[], list[bytes]]:
    return lambda: [text.encode() for text in texts]


TARGETS = {
    "articles": Target(mutations.articles, mutations.ARTICLES, _article("2022-04-22-article.md")),
    "heads": Target(_heads, mutations.HEADS, _article("2022-04-22-article.md")),
    "html": Target(lambda: mutations.golden("*.html"), mutations.HTML, _article("a.html")),
    "markdown": Target(lambda: mutations.golden("*.md"), mutations.MARKDOWN, _article("a.md")),
    "queries": Target(
        _bytes(*_QUERIES),
        mutations.of_text(
            *'"-*():^+{}~ ', "NEAR(", " AND ", " OR ", " NOT ", "after:", "on:", "is:", "has:",
            "title:", "category:", "tag:", "2022", "0000-00", "9999-99-99", "监", "a",
        ),
        _query,
    ),
    "settings": Target(
        _every_setting,
        mutations.of_text(*"=[]{}\"'#,.\n", "[keys]\n", '"""', "true", "-1", "1e9", "1979-05-27",
            "9" * 5_000),
        _settings,
    ),
    "rules": Target(
        _bytes(_RULES),
        mutations.of_text(*"=[]{}\"'#,.\n()*+?\\|:>", "[sites.x]\n", "(a+)+$", ":is(", "(?P<a>",
            "a{" + "9" * 5_000),
        _rules,
    ),
    "journal": Target(
        _bytes(_JOURNAL),
        mutations.of_text(
            *'{}[]",:\n', '{"journal": 3}\n', "null", "1e999", "-1", "NaN",
            '"t": 99999999999999999999', '"set": {"read": 2}', "\\ud800", "\\u0000",
            '"progress": -0.5', '"path": "../../x"', "[" * 3000, '{"a":' * 3000, '"part":[1,3],',
            '"part":[3,3],', '{"journal": 1, "torn": true}\n', '"t": 1152921504606846976',
            '"t": "1000000000000001"', '"t": "' + "f" * 5000 + '"',
        ),
        _journal,
    ),
    "journal-names": Target(
        _bytes("0a1b2c3d", "here.sync-conflict-20240101-1-ABC", "\u6c49\u5b57 (conflict)"),
        mutations.of_text("\x1b]0;x\x07", "\x1b[31m", "\u202e", "\n", ".sync-conflict-", "\ud800"),
        _journal_name,
    ),
}  # fmt: skip
"""By name. `articles` is all of an article; the three that follow look closer at its parts."""
