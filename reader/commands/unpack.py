"""`reader unpack`: write a file for each article of an export.

It never overwrites a file. The name of a file says which entry it was made from, so an entry that
has been unpacked before is skipped, even if its file has changed since. Entries that nothing else
tells apart are told apart by their texts.
"""

from __future__ import annotations

import json
from argparse import Namespace
from hashlib import sha256
from pathlib import Path

from reader import config
from reader.config import Settings
from reader.console import options
from reader.console.parser import ArgumentParser
from reader.console.stderr import tell
from reader.errors import LibraryError
from reader.feeds.article_files import Head, create, file_name, head_text
from reader.model import Article
from reader.output.safe import safe_name

SUMMARY = "write a file for each article of an export"
EXAMPLES = (
    ("reader unpack wallabag.json ~/news", "a file for each article of an export"),
    ("reader unpack entries.jsonl .", "the same from JSON Lines, in this folder"),
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "export", type=options.path, metavar="FILE", help="JSON or JSON Lines: see docs/formats.md"
    )
    parser.add_argument("folder", type=options.path, metavar="FOLDER", help="where the files go")


def run(arguments: Namespace) -> int:
    """Write the articles of `arguments.export` into `arguments.folder`, and say how many."""
    from reader.articles.file import articles_of

    settings: Settings = arguments.settings
    zone, folder = config.local_zone(settings), arguments.folder
    new = old = 0
    articles = [(_head(article), article) for article in articles_of(arguments.export, zone)]
    shared = _shared(articles)
    try:
        for head, article in articles:
            id = _id(head)
            if _write(head, article, folder, f"{id}\0{article.id}" if id in shared else id):
                new += 1
            else:
                old += 1
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        said = f"after {new:,} articles: " if new else ""
        raise LibraryError(f"{folder} cannot be written to: {said}{reason}.") from None
    there = f"; {old:,} were there already" if old else ""
    tell(f"{new:,} articles written to {folder}{there}.")
    return 0


def _head(article: Article) -> Head:
    return Head(
        title=article.title,
        categories=article.categories,
        image=article.image or "",
        authors=article.authors,
        published=None if article.published_inferred else article.published,
        url=article.url or "",
        guid=_guid(article),
        site=article.site,
        tags=article.tags,
    )


def _write(head: Head, article: Article, folder: Path, id: str) -> bool:
    """Write one article; False if it is there already."""
    folder.mkdir(parents=True, exist_ok=True)
    digits = sha256(id.encode("utf-8", "surrogatepass")).hexdigest()
    path = folder / file_name(article.title, head.published, digits)
    before = folder / f"{safe_name(article.title)} {article.id[:8]}.md".lstrip()
    if path.exists() or before.exists():  # before: its name in versions up to 0.1
        return False
    data = (head_text(head) + article.body).encode("utf-8", "replace")
    try:
        create(path, data, folder)
    except FileExistsError:
        return False
    return True


def _guid(article: Article) -> str:
    """The id that the exporting program gave to an entry."""
    known = json.loads(article.head)
    names = (known.get(name) for name in ("guid", "uid", "uuid", "id", "entry_id"))
    return next((str(one) for one in names if isinstance(one, str | int) and one), "")


def _id(head: Head) -> str:
    """What identifies an entry: its address, or else its id together with its title, because ids
    that are numbers start again for each site.
    """
    name = head.url or f"{head.guid}\0{head.title}"
    if not head.url and not head.guid:
        name = f"{head.title}\0{head.published.isoformat() if head.published else ''}"
    return f"{head.site}\0{name}"


def _shared(articles: list[tuple[Head, Article]]) -> frozenset[str]:
    """What identifies several entries that have different texts."""
    texts: dict[str, str] = {}
    return frozenset(
        id
        for head, article in articles
        if texts.setdefault(id := _id(head), article.id) != article.id
    )
