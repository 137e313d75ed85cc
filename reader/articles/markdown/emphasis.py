"""Emphasis in Markdown that Chinese and Japanese text can use.

CommonMark tells by blanks and punctuation whether `**` opens or closes. Text without blanks
between words has punctuation right there, so `**要求。**4月` and `他说**“好”**。` stay raw
asterisks. Here CJK characters, and the marks that CJK text shares with others, are no obstacle on
either side of asterisks and tildes; and `**` closes behind a blank too, as in `**文字 **`. In text
that is all ASCII, and for underscores, CommonMark's own rules hold.
"""

from __future__ import annotations

from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter, Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType

from reader.articles.html.spans import is_wide

NESTING_LIMIT = 20
"""Brackets within brackets that are looked into: each level costs another look at what follows."""

_SHARED_MARKS = frozenset("“”‘’—…·")
_BLANKS = (" ", "\t", "\xa0", "\u3000")


class CjkInline(ParserInline):
    """The inline parser of markdown-it, with these rules of emphasis."""

    def __init__(self) -> None:
        super().__init__()
        self.ruler2.before("balance_pairs", "behind_blanks", _pair_over_blanks)

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _CjkState(src, md, env, tokens)
        state.level = max(md.options.maxNesting - NESTING_LIMIT, 0)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class _CjkState(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:
        scanned = super().scanDelims(start, canSplitWord)
        if self.src.isascii() or self.src[start] == "_":
            return scanned
        end = start + scanned.length
        before = self.src[start - 1] if start else " "
        after = self.src[end] if end < self.posMax else " "
        return Scanned(_leans(after, before), _leans(before, after), scanned.length)


def _leans(inner: str, outer: str) -> bool:
    """Whether asterisks belong to the character on the one side, not to that on the other."""
    if isWhiteSpace(ord(inner)):
        return False
    if not _is_punctuation(inner) or _is_cjk(inner):
        return True
    return isWhiteSpace(ord(outer)) or _is_punctuation(outer) or _is_cjk(outer)


def _is_punctuation(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def _is_cjk(character: str) -> bool:
    return character in _SHARED_MARKS or is_wide(character)


def _pair_over_blanks(state: StateInline) -> None:
    """Let a `**` close that has a blank before it, where the `**` of a text are pairs then."""
    if state.src.isascii() or "**" not in state.src:
        return
    nested = (meta["delimiters"] for meta in state.tokens_meta if meta and "delimiters" in meta)
    for delimiters in (state.delimiters, *nested):
        pairs = _pairs(_runs(delimiters), state.tokens)
        if all(closer[0].close for _, closer in pairs):
            continue
        for opener, closer in pairs:
            for one in opener:
                one.open, one.close = True, False
            for one in closer:
                one.open, one.close = False, True


_Run = tuple[Delimiter, Delimiter]


def _runs(delimiters: list[Delimiter]) -> list[_Run]:
    """The `**` among the delimiters."""
    return [
        (first, second)
        for first, second in pairwise(delimiters)
        if first.marker == second.marker == ord("*")
        and first.length == second.length == 2
        and second.token == first.token + 1
    ]


def _pairs(runs: list[_Run], tokens: list[Token]) -> list[tuple[_Run, _Run]]:
    """Opening and closing `**` in turn; none at all where that is not how they stand."""
    pairs: list[tuple[_Run, _Run]] = []
    opener: _Run | None = None
    for run in runs:
        if opener is None:
            if run[0].open:
                opener = run
            elif run[0].close:
                return []
        elif run[0].close or _blank_before(run, tokens):
            pairs.append((opener, run))
            opener = None
        else:
            return []
    return [] if opener else pairs


def _blank_before(run: _Run, tokens: list[Token]) -> bool:
    at = run[0].token - 1
    return at >= 0 and tokens[at].type == "text" and tokens[at].content.endswith(_BLANKS)
