"""`reader unpack`: an export that holds many articles becomes a file for each.

Never over a file: a name says which entry it was made of, so that what is there already is known
and left alone, whatever became of it since.
"""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path

from reader import config
from reader.config import Settings
from reader.console import options
from reader.console.parser import ArgumentParser
from reader.console.stderr import tell
from reader.errors import LibraryError
from reader.model import Article
from reader.output.safe import safe_name

SUMMARY = "make files of an export that holds many articles"
EXAMPLES = (
    ("reader unpack wallabag.json ~/news", "a file for each article of an export"),
    ("reader unpack entries.jsonl .", "the same of JSON Lines, into this folder"),
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
    try:
        for article in articles_of(arguments.export, zone):
            if _write(article, folder, zone):
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


def _write(article: Article, folder: Path, zone: tzinfo | None) -> bool:
    """Write one article; False where it is there."""
    from reader.output.formats.markdown import front_matter

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{safe_name(article.title)} {article.id[:8]}.md".lstrip()
    dated = replace(article, published=None) if article.published_inferred else article
    data = (front_matter(dated, zone) + article.body).encode("utf-8", "replace")
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError:
        return False
    except OSError:
        path.unlink(missing_ok=True)  # half an article would be taken for a whole one
        raise
    return True
