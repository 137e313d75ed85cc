"""An article as a whole text, to be copied or written to a file of its own."""

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
    """A file that cannot be written."""


def as_text(article: Article, zone: tzinfo | None) -> str:
    """Title, byline and text, each paragraph on one line."""
    from reader.output.formats import text

    return text.document(article, below(article, with_notes(article)), zone)


def as_markdown(article: Article) -> str:
    """The title as a heading, the text, the address."""
    from reader.output.formats import markdown

    address = f"\n<{safe_line(article.url)}>\n" if article.url else ""
    text = markdown.fragment(below(article, blocks(article)))
    return safe(f"# {safe_line(article.title)}\n\n{text}{address}")


def write_copy(article: Article, path: Path, zone: tzinfo | None) -> None:
    """Write an article to a new file, in the form that the file's ending asks for.

    Raises CopyError where there is such a file already, or none can be written.
    """
    known = formats.by_ending()
    chosen = known.get(path.suffix.lower())
    if chosen is None:
        endings = ", ".join(sorted(known))
        raise CopyError(f"The ending of the name says how to write it: {endings}.")
    body = below(article, blocks(article)) if chosen.HAS_TITLE else blocks(article)
    text = chosen.document(article, body, zone)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise CopyError("There is such a file already.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CopyError(f"It cannot be written: {reason.lower()}.") from None


def free_name(folder: Path, title: str, ending: str = ".md") -> Path:
    """A name in a folder that no file has, made of a title; whatever is odd in it is gone."""
    stem = safe_name(title) or "article"
    path = folder / f"{stem}{ending}"
    number = 2
    while is_there(path):
        path = folder / f"{stem} {number}{ending}"
        number += 1
    return path
