"""Full texts: the page that an entry leads to is asked for, and its article takes the place of the
summary in the entry's file, which stays in the file's head.

A file is written to only where it is still as it was fetched. The ledger keeps both the digest of
the file and that of the document as the feed has it, so that the summary does not come back with
the next fetch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from reader.errors import FeedError, FetchError
from reader.feeds import article_files, subscriptions
from reader.feeds.http import Client
from reader.feeds.known import FeedCache, cache_file
from reader.feeds.ledger import Kept, Ledger, now
from reader.feeds.logins import request_of
from reader.feeds.subscription import Subscription
from reader.feeds.values import text_of
from reader.feeds.workers import Workers
from reader.library.journal.journal import default_journal
from reader.library.scan.lock import writing_next_to
from reader.regular_files import read_bytes

MISSING = (
    "Full text needs a part that is not installed: `pipx inject broadsheet trafilatura`, or "
    "`pip install 'broadsheet[fulltext]'`."
)


def is_possible() -> bool:
    """Whether the extra is installed."""
    return find_spec("trafilatura") is not None


@dataclass(frozen=True, slots=True)
class Filling:
    """Puts an article into a file that still has the digest `was`; plain data, for the process that
    reads the page.
    """

    path: Path
    drafts: Path
    was: str

    def __call__(self, body: str) -> str:
        """The digest of the file with the article `body`. Raises FeedError where nothing is won by
        it, or the file is not as it was.
        """
        before = read_bytes(self.path)
        if len(text_of(body)) <= len(text_of(article_files.body_in(before))):
            raise FeedError("The page has no more text than the feed.")
        data = article_files.with_full_text(before, body)
        if not article_files.replace(self.path, data, self.drafts, was=self.was):
            raise FeedError(f"{self.path} was edited since it was fetched; it stays as it is.")
        return article_files.digest(data)


class Pages:
    """Asks for pages on behalf of feeds. For many threads."""

    def __init__(self, client: Client, workers: Workers) -> None:
        self._client, self._workers = client, workers

    def fill(self, one: Subscription, link: str, filling: Filling) -> str:
        """Put the article at `link`, an entry's of this feed, into its file; the file's new digest.

        What opens the feed goes to pages of its host, and to no others. Raises FetchError and
        FeedError with one sentence.
        """
        if not link.startswith(("http://", "https://")):
            raise FetchError("It has no link to a page.")
        try:
            request = request_of(one, link)
        except ValueError as error:
            raise FetchError(f"It cannot be fetched: {error}.") from None
        answer = self._client.get(request)
        if answer.status != 200:
            answer.body.close()
            raise FetchError(f"{link} answers {answer.status}.")
        from reader.feeds.page_text import article_of

        kind = answer.headers.get("content-type")
        data = answer.take()
        return self._workers.run(article_of, data, url=answer.url, content_type=kind, then=filling)


def bring(root: Path, path: Path, link: str) -> None:
    """Put the article at `link` into a file of the library `root` that was fetched from a feed.

    Raises FetchError and FeedError with one sentence, also where the file is not ours.
    """
    if not is_possible():
        raise FetchError(MISSING)
    with _kept(root) as (known, ledger):
        kept = _entry_of(root, path, known)
        feeds = subscriptions.load(root).feeds
        one = next((feed for feed in feeds if feed.key == kept.feed), Subscription(link))
        workers, client = Workers(1), Client()
        try:
            digest = Pages(client, workers).fill(one, link, Filling(path, ledger.drafts, kept.file))
        finally:
            workers.close()
            client.close()
        source = kept.source or kept.file
        ledger.write([replace(kept, t=now(), file=digest, source=source)])


@contextmanager
def _kept(root: Path) -> Iterator[tuple[FeedCache, Ledger]]:
    """What is known of the library's entries, and a ledger for what is done outside of a fetch."""
    with writing_next_to(cache_file().with_name("full-text")):
        known = FeedCache(root)
        ledger = Ledger(root, f"{default_journal().device}-full")
        try:
            known.fold()
            ledger.begin()
            yield known, ledger
        except OSError as error:
            raise FetchError(f"{root} cannot be written to: {error.strerror or error}.") from None
        finally:
            ledger.end()
            known.close()


def _entry_of(root: Path, path: Path, known: FeedCache) -> Kept:
    """What is known of a file, wherever the user moved it."""
    found: Sequence[Kept] = known.of_file(article_files.digits_in(path.name.encode()))
    try:
        digest = article_files.digest(read_bytes(path))
    except OSError as error:
        raise FetchError(f"{path} cannot be read: {error.strerror or error}.") from None
    here = [one for one in found if one.file == digest]
    if here:
        return here[0]
    if found:
        raise FetchError(f"{path.name} was edited since it was fetched; it stays as it is.")
    raise FetchError(f"{path.name} was not fetched from a feed; it stays as it is.")
