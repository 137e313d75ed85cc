"""Renders a whole article as text, for the clipboard or a new file."""

from __future__ import annotations

from datetime import tzinfo
from pathlib import Path

from reader.articles.body import blocks, with_notes
from reader.articles.repeats import below
from reader.drives import is_there
from reader.errors import ReaderError
from reader.model import Article
from reader.output import formats
from reader.output.safe import safe, safe_line, safe_name


class CopyError(ReaderError):
    """A copy that cannot be written."""


def as_text(article: Article, zone: tzinfo | None) -> str:
    """The title, byline and text, with each paragraph on one line."""
    from reader.output.formats import text

    return text.document(article, below(article, with_notes(article)), zone)


def as_markdown(article: Article) -> str:
    """The title as a heading, the text, and the address, in Markdown."""
    from reader.output.formats import markdown

    address = f"\n<{safe_line(article.url)}>\n" if article.url else ""
    text = markdown.fragment(below(article, blocks(article)))
    return safe(f"# {safe_line(article.title)}\n\n{text}{address}")


def write_copy(article: Article, path: Path, zone: tzinfo | None) -> None:
    """Write an article to a new file, in the format of the file's ending.

    Raises CopyError if the file exists already or cannot be written.
    """
    known = formats.by_ending()
    chosen = known.get(path.suffix.lower())
    if chosen is None:
        endings = ", ".join(sorted(known))
        raise CopyError(f"The name must end in one of {endings}.")
    body = below(article, blocks(article)) if chosen.HAS_TITLE else blocks(article)
    text = chosen.document(article, body, zone)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise CopyError("This file exists already.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CopyError(f"It cannot be written: {reason.lower()}.") from None


def free_name(folder: Path, title: str, ending: str = ".md") -> Path:
    """A path in a folder that does not exist yet, named after a title, in safe characters."""
    stem = safe_name(title) or "article"
    path = folder / f"{stem}{ending}"
    number = 2
    while is_there(path):
        path = folder / f"{stem} {number}{ending}"
        number += 1
    return path
