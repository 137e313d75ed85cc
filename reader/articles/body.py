"""An Article's body becomes blocks, whatever it is written in."""

from __future__ import annotations

from collections.abc import Iterator

from reader.articles.html.clean import clean, clean_page
from reader.articles.key_statements import statements
from reader.articles.markdown.detect import is_markdown
from reader.articles.rules.lookup import rules_for
from reader.model import Article, Block, Statement

_PAGES = (".html", ".htm")


def blocks(article: Article, *, whole: bool = False) -> Iterator[Block]:
    """Yield the blocks of an article's body as they are found. Of a saved page, what is around its
    article is folded, unless the `whole` page is wanted.
    """
    rules = rules_for(article.site, article.url)
    is_page = article.path.suffix.lower() in _PAGES
    if is_page and not whole:
        return clean_page(article.body, rules, article.title, article.url)
    if is_page or not is_markdown(article.body):
        return clean(article.body, rules, article.title, article.url)
    from reader.articles.markdown.to_blocks import clean_markdown

    return clean_markdown(article.body, rules, article.title, article.url)


def key_statements(article: Article) -> list[Statement]:
    """Its headings and key statements, without a first heading that says the title once more."""
    found = statements(blocks(article))
    title = " ".join(article.title.split())
    repeated = found and found[0].kind == "heading" and found[0].text == title
    return found[1:] if repeated else found
