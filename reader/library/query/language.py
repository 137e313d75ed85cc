"""The query language: parses the text of the search box into a Query.

All bare words must occur, a Latin one as the beginning of a word; `"words"` must be adjacent; `-`
excludes; the fields `category: tag: site: feed: folder: link: author: title: after: before: on:
is: has: score:` restrict the search. `category:/A/B` is the path from the outermost category. Any
text is a query: whatever can be read as words is. The only errors are a misspelt field, a field
with an invalid value, and a query that is too long; each names its position.

The options of commands make the same Query without a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal, cast

from reader.errors import QueryError
from reader.lazy_re import late
from reader.lazy_tuple import NamedTuple
from reader.library.index.tokens import GAP, folder_label, is_cjk, label, split
from reader.library.query.days import FORMS, Day, resolved, span

LONGEST = 1_000
"""The most characters of a query."""

MOST = 32
"""The most words and phrases of a query."""

Column = Literal["", "title", "author", "site"]

LabelKind = Literal["category", "tag", "site", "feed"]

Label = tuple[LabelKind, str]
"""A kind of name, and the name in the form for comparing."""

STATES = ("read", "unread", "starred", "started", "later", "draft", "muted")
Bound = tuple[Literal["=", ">", "<", ">=", "<="], int]
"""A comparison with a number."""

PARTS = ("table", "image", "code", "video", "problem")
FIELDS = (
    "category", "tag", "site", "feed", "folder", "link", "author", "title", "after", "before", "on",
    "is", "has", "score",
)  # fmt: skip
_PIECE = late(r'(-?)(?:([A-Za-z]+)[:：](=?))?(?:["“”]([^"“”]*)["“”]?|([^\s"“”]+))?')
_NAMES = ("category", "tag", "site", "feed")
_SCORE = late(r"([<>]=?|=?)\s*([+-]?\d{1,9})", re.ASCII)
_BLANKS = late(r"\s*")


class Term(NamedTuple):
    """Adjacent words, in one column, or '' for any. `whole`: the last word is
    complete, not a prefix.
    """

    words: str
    column: Column = ""
    whole: bool = False
    text: str = ""


class Query(NamedTuple):
    """What an article must have, and must not have.

    `labels` are whole names in the form for comparing, each with its kind: "category", which
    matches any category of an article or a path of them; "tag", including user tags; "site" and
    "feed". `paths` are paths of categories that begin with an outermost one, in the form for
    comparing and joined by slashes, and include what is below them.
    `folders` are paths below the library's folders, in the form for comparing, and include their
    subfolders; `links` are names or paths of linked files. The last day of `since` and the first of
    `until` count; both are included. An article without a day is in no span of days. `scores` are
    bounds of the sum of the scores that filters give. `arrived` is a moment (see arrivals.py) after
    which an article came into the index; it cannot be typed.
    """

    terms: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()
    labels: tuple[Label, ...] = ()
    not_labels: tuple[Label, ...] = ()
    paths: tuple[str, ...] = ()
    not_paths: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    not_folders: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    not_links: tuple[str, ...] = ()
    since: tuple[Day, ...] = ()
    until: tuple[Day, ...] = ()
    states: tuple[str, ...] = ()
    not_states: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    not_parts: tuple[str, ...] = ()
    scores: tuple[Bound, ...] = ()
    not_scores: tuple[Bound, ...] = ()
    arrived: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it has no conditions, so that everything matches."""
        return self == Query()

    @property
    def needs_texts(self) -> bool:
        """Whether it asks for what is known of an article only when its text is in the index."""
        words = self.terms or self.without or self.links or self.not_links
        return bool(words or self.parts or self.not_parts)

    @property
    def hint(self) -> str:
        """What may be wrong with it if it finds nothing, as a clause, or ''."""
        names_feed = any(kind == "feed" for kind, _name in self.labels)
        return "“feed:” takes a whole name" if names_feed else ""

    def without_muted(self) -> Query:
        """The same without muted articles, for what tells of articles unasked; a query that says
        itself what is to be muted is as it is.
        """
        if "muted" in (*self.states, *self.not_states):
            return self
        return self._replace(not_states=(*self.not_states, "muted"))

    def days(self, today: date) -> tuple[date | None, date | None]:
        """The first and the last day, None if that side is open."""
        first = max((resolved(day, today) for day in self.since), default=None)
        last = min((resolved(day, today) for day in self.until), default=None)
        return first, last


class _Piece(NamedTuple):
    """A word, phrase or field, parsed and as it was typed; `column` is its position, from 1."""

    column: int
    typed: str
    negated: bool
    field: str
    is_whole: bool
    text: str
    quoted: bool


def parse(text: str) -> Query:
    """Parse a query. Raises QueryError."""
    if len(text) > LONGEST:
        raise QueryError(
            f"The search is too long: {LONGEST:,} characters are the most.",
            LONGEST + 1,
            text[LONGEST : LONGEST + 10],
        )
    made = _Maker()
    for piece in _pieces(text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")):
        made.add(piece)
    return made.query()


def pieces(text: str) -> list[str]:
    """The words, phrases and fields of a query, each as it was typed. Raises QueryError."""
    return [piece.typed for piece in _pieces(text)]


def _pieces(text: str) -> Iterator[_Piece]:
    at = 0
    while at < len(text):
        at = _end(_BLANKS, text, at)
        found = _PIECE.match(text, at)
        if not found or found.end() == at:
            at += 1
            continue
        sign, name, equals, phrase, word = found.groups()
        field = (name or "").lower()
        value = phrase if phrase is not None else word or ""
        is_whole = bool(equals) and field in _NAMES
        if equals and not is_whole:
            value = f"={value}"
        if field and field not in FIELDS:
            _refuse_misspelt(field, at + len(sign) + 1)
            value, field = f"{name}:{value}", ""
        yield _Piece(at + 1, found[0], bool(sign), field, is_whole, value, phrase is not None)
        at = found.end()


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _refuse_misspelt(field: str, column: int) -> None:
    import difflib

    if len(field) > 3 and (near := difflib.get_close_matches(field, FIELDS, 1, 0.75)):
        raise QueryError(
            f"There is no field “{field}:” (character {column}); “{near[0]}:” is one.",
            column,
            field,
        )


class _Maker:
    """Builds a query piece by piece."""

    def __init__(self) -> None:
        self._terms: tuple[list[Term], list[Term]] = ([], [])
        self._labels: tuple[list[Label], list[Label]] = ([], [])
        self._paths: tuple[list[str], list[str]] = ([], [])
        self._folders: tuple[list[str], list[str]] = ([], [])
        self._links: tuple[list[str], list[str]] = ([], [])
        self._states: tuple[list[str], list[str]] = ([], [])
        self._parts: tuple[list[str], list[str]] = ([], [])
        self._scores: tuple[list[Bound], list[Bound]] = ([], [])
        self._since: list[Day] = []
        self._until: list[Day] = []

    def query(self) -> Query:
        return Query(
            terms=tuple(self._terms[0]),
            without=tuple(self._terms[1]),
            labels=tuple(self._labels[0]),
            not_labels=tuple(self._labels[1]),
            paths=tuple(self._paths[0]),
            not_paths=tuple(self._paths[1]),
            folders=tuple(self._folders[0]),
            not_folders=tuple(self._folders[1]),
            links=tuple(self._links[0]),
            not_links=tuple(self._links[1]),
            since=tuple(self._since),
            until=tuple(self._until),
            states=tuple(self._states[0]),
            not_states=tuple(self._states[1]),
            parts=tuple(self._parts[0]),
            not_parts=tuple(self._parts[1]),
            scores=tuple(self._scores[0]),
            not_scores=tuple(self._scores[1]),
        )

    def add(self, piece: _Piece) -> None:
        if piece.field and not piece.text.strip():
            raise _error(piece, f"Something must follow “{piece.field}:”")
        match piece.field:
            case "category" | "tag" | "site" | "feed" if piece.field != "site" or piece.is_whole:
                self._add_label(piece, piece.field)
            case "title" | "author" | "site" | "":
                self._add_term(piece, piece.field)
            case "folder":
                self._folders[piece.negated].append(folder_label(piece.text))
            case "link":
                self._links[piece.negated].append(piece.text.strip().strip("/"))
            case "is" | "has" | "score":
                self._add_state(piece)
            case _:
                self._add_days(piece)

    def _add_label(self, piece: _Piece, kind: LabelKind) -> None:
        if kind == "category" and piece.text.strip()[:1] == "/" and piece.text.strip(" /"):
            self._paths[piece.negated].append(folder_label(piece.text))
        else:
            self._labels[piece.negated].append((kind, label(piece.text)))

    def _add_term(self, piece: _Piece, column: Column) -> None:
        words = split(piece.text).replace('"', " ").split()
        words = [word for word in words if word == GAP or any(map(str.isalnum, word))]
        while words and words[0] == GAP:
            words.pop(0)
        while words and words[-1] == GAP:
            words.pop()
        if not words:
            return
        if len(self._terms[0]) + len(self._terms[1]) >= MOST:
            raise _error(piece, f"{MOST} words are the most")
        last = words[-1]
        whole = piece.quoted or len(last) < 2 or is_cjk(last[-1])
        self._terms[piece.negated].append(Term(" ".join(words), column, whole, piece.text))

    def _add_state(self, piece: _Piece) -> None:
        match piece.field:
            case "is":
                self._states[piece.negated].append(_one_of(piece, STATES))
            case "has":
                self._parts[piece.negated].append(_one_of(piece, PARTS))
            case _:
                self._scores[piece.negated].append(_bound(piece))

    def _add_days(self, piece: _Piece) -> None:
        if piece.negated:
            raise _error(piece, "A date cannot be left out")
        try:
            first, last = span(piece.text)
        except ValueError:
            raise _error(piece, f"A day is written as {FORMS}") from None
        if piece.field in ("after", "on"):
            self._since.append(first)
        if piece.field in ("before", "on"):
            self._until.append(last)


def _one_of(piece: _Piece, known: tuple[str, ...]) -> str:
    value = piece.text.strip().lower().removesuffix("s" if piece.field == "has" else "\0")
    if value not in known:
        raise _error(piece, f"“{piece.field}:” may be followed by {', '.join(known)}")
    return value


def _bound(piece: _Piece) -> Bound:
    found = _SCORE.fullmatch(piece.text.strip())
    if not found:
        raise _error(piece, "A score is a number such as 2, >3 or <0")
    return cast("Bound", (found[1] or "=", int(found[2])))


def _error(piece: _Piece, sentence: str) -> QueryError:
    return QueryError(
        f"{sentence} (character {piece.column}: “{piece.typed[:40]}”).", piece.column, piece.typed
    )
