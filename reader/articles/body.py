"""Turns the body of an Article into blocks, whether it is HTML, Markdown or plain text."""

from __future__ import annotations

from collections.abc import Iterator

from reader.articles.endings import ended
from reader.articles.html.addresses import LOCAL
from reader.articles.html.clean import clean, clean_page
from reader.articles.links import followed
from reader.articles.markdown.detect import is_markdown
from reader.articles.producers import producer_of
from reader.articles.repeats import once
from reader.articles.rules.lookup import rules_for
from reader.articles.site_addresses import filled
from reader.model import Article, Block, Statement

TITLE_LIMIT = 80
"""The most characters of a sentence that is used as a title."""

_PAGES = (".html", ".htm")


def blocks(article: Article, *, whole: bool = False) -> Iterator[Block]:
    """Yield the blocks of an article's body as they are found. Of a saved page, the blocks around
    the article are left out, except with `whole`.
    """
    return (block for block in with_notes(article, whole=whole) if block.kind != "note")


def with_notes(article: Article, *, whole: bool = False, lost: bool = False) -> Iterator[Block]:
    """Yield the same blocks, and notes about the file: which parts of a saved page are folded,
    and at the end, whether the file contains only part of the article. With `whole`, nothing of
    a page is folded. With `lost`, links to missing articles stay links, see `links.lost`.
    """
    article = filled(article)
    if _is_page(article) and whole:
        return followed(_cleaned(article, whole=True), article, lost=lost)
    found = followed(_cleaned(article), article, lost=lost)
    return ended(once(found, article.title), article.title)


def _is_page(article: Article) -> bool:
    return article.path.suffix.lower() in _PAGES


def _cleaned(article: Article, *, whole: bool = False) -> Iterator[Block]:
    rules = rules_for(article.site, article.url)
    base = article.url or (f"{LOCAL}/" if producer_of(article.path.parent) else LOCAL)
    if _is_page(article) and not whole:
        return clean_page(article.body, rules, article.title, base)
    if article.path.suffix.lower() == ".txt":
        from reader.articles.plain_text import as_paragraphs, looks_like_markdown

        if not looks_like_markdown(article.body):
            return clean(as_paragraphs(article.body), rules, article.title, base)
    if _is_page(article) or not is_markdown(article.body):
        return clean(article.body, rules, article.title, base)
    from reader.articles.markdown.to_blocks import clean_markdown

    return clean_markdown(article.body, rules, article.title, base)


def opening(article: Article) -> str:
    """The first key statement of an article, else its first sentence; '' for none."""
    found = told_of(article)
    bold = next((one for one in found if one.kind != "heading"), None)
    if bold is None:
        return ""
    said = bold.text[bold.bold[0][0] : bold.bold[0][1]] if bold.bold else bold.text
    return said if len(said) <= TITLE_LIMIT else f"{said[:TITLE_LIMIT].rstrip()}…"


def told_of(article: Article) -> list[Statement]:
    """An article in a few lines: its key statements, or if it has none, the first sentence that
    says something, and the headings.
    """
    from reader.articles.statements.key_statements import told

    return told(blocks(article), article.title)


def key_statements(article: Article) -> list[Statement]:
    """The headings and key statements of an article, without those that repeat the title."""
    from reader.articles.statements.key_statements import statements

    return statements(blocks(article), article.title)
