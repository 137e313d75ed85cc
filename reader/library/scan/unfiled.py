"""Queries on articles that are not in a library yet, for the filters of feeds.

The articles are put into an index in memory in the same way as a scan puts their files into that of
the library, so a query finds the same articles before and after they become files.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import tzinfo

from reader.library.index.index_file import in_memory
from reader.library.query.days import today
from reader.library.query.language import Query
from reader.library.query.statement import statement
from reader.library.scan.read_record import row_of, text_of
from reader.library.scan.record import Indexed, Job, TextJob
from reader.library.scan.store import Put, store, store_texts
from reader.model import Article

_INDEXED = "SELECT key, name, title, authors, site FROM entry"


def matching(
    articles: Sequence[Article], *queries: Query, zone: tzinfo | None = None
) -> list[Article]:
    """The articles that match any of the queries, in the given order. They count as unread and not
    starred.

    Days are counted in `zone`; None is the system's. The articles are indexed once for all queries.
    """
    index = in_memory()
    with closing(index):
        with index.write() as db:
            jobs = (Job(0, "", b"%d" % n, 0, 0, None, False) for n in range(len(articles)))
            rows = [row_of(job, one, zone) for job, one in zip(jobs, articles, strict=True)]
            store(db, [Put(row, None) for row in rows])
            wanted = [
                TextJob(key, 0, "", name, 0, 0, Indexed(*indexed))
                for key, name, *indexed in db.execute(_INDEXED).fetchall()
            ]
            store_texts(db, [(job, text_of(job, articles[int(job.name)])) for job in wanted])
        found: set[int] = set()
        for query in queries:
            asked = statement(query, today(zone))
            (sql,) = asked.rows("entry.name", "newest")
            found.update(int(name) for (name,) in index.db.execute(sql, asked.values))
    return [article for number, article in enumerate(articles) if number in found]
