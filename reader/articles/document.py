"""An Article's body becomes blocks, whatever it is written in."""

from __future__ import annotations

from collections.abc import Iterator

from reader.articles.clean import clean
from reader.articles.sites import rules_for
from reader.model import Article, Block, Document


def blocks(article: Article) -> Iterator[Block]:
    """Yield the blocks of an article's body as they are found."""
    return clean(article.body, rules_for(article.site), article.title, article.url)


def document(article: Article) -> Document:
    """The whole of it."""
    return Document(tuple(blocks(article)))
