"""The colours of code: Pygments' tokens as the few roles that a style sheet knows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Token, _TokenType
from pygments.util import ClassNotFound

from reader.output.ink import Role

_ROLES: dict[_TokenType, Role] = {
    Token.Comment: "comment",
    Token.Comment.Preproc: "keyword",
    Token.Generic.Deleted: "keyword",
    Token.Generic.Heading: "name",
    Token.Generic.Inserted: "string",
    Token.Generic.Output: "comment",
    Token.Generic.Subheading: "name",
    Token.Keyword: "keyword",
    Token.Literal.Number: "number",
    Token.Literal.String: "string",
    Token.Name.Attribute: "name",
    Token.Name.Class: "name",
    Token.Name.Decorator: "name",
    Token.Name.Function: "name",
    Token.Name.Tag: "keyword",
    Token.Operator.Word: "keyword",
}
"""Tokens with a role; tokens below them have the same one, all others are plain."""


def roles(text: str, language: str) -> Iterator[tuple[Role, int]]:
    """The roles of the parts of a text one after the other, each with where it ends.

    A language that is not known has none, and where a lexer leaves the text they end.
    """
    lexer = _lexer(language)
    at = 0
    for start, token, part in lexer.get_tokens_unprocessed(text) if lexer else ():
        if start != at:
            return
        at += len(part)
        yield _role(token), at


@lru_cache(maxsize=32)
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language)
    except ClassNotFound:
        return None


@lru_cache(maxsize=256)
def _role(token: _TokenType) -> Role:
    return next((_ROLES[one] for one in reversed(token.split()) if one in _ROLES), "listing")
