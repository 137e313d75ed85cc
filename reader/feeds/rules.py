"""Which entries of a feed become articles: `skip` and `only`, queries as in the search line.

They are asked of entries that have no file yet, with the library's own queries. What is skipped is
kept aside for a while (see aside.py), so that a rule that was too strict loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo

from reader.errors import ArticleError
from reader.feeds.subscription import Subscription


def skipped(
    one: Subscription, documents: Mapping[int, bytes], zone: tzinfo | None = None
) -> set[int]:
    """The numbers of those documents, new entries of a feed, that its rules skip: what one query
    of `skip` finds, and what no query of `only` finds. Days are counted in `zone`, as in the list;
    None is the system's.
    """
    if not documents or not (one.skip or one.only):
        return set()
    from reader.articles.file import article_of
    from reader.library.query.language import parse
    from reader.library.scan.unfiled import matching

    articles = {}
    for number, data in documents.items():
        try:
            articles[number] = article_of(data, f"{number}.md", zone)
        except ArticleError:
            continue  # it is listed with what is wrong, as any file
    listed = list(articles.values())

    def found(queries: Iterable[str]) -> set[int]:
        hits = {id(one) for one in matching(listed, *map(parse, queries), zone=zone)}
        return {number for number, article in articles.items() if id(article) in hits}

    wanted = found(one.only) if one.only else set(articles)
    return (set(articles) - wanted) | found(one.skip)
