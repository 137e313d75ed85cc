"""An article as a whole text, to be copied or written to a file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path

from reader.articles.body import blocks, with_notes
from reader.articles.repeats import below
from reader.errors import ReaderError
from reader.model import Article
from reader.output.header import byline
from reader.output.safe import safe, safe_line, safe_name
from reader.output.terminal import lines

ENDINGS = (".md", ".html", ".txt")

_WIDE = 10_000
"""Cells: no paragraph is broken at that width, for whoever pastes it breaks it anew."""


class CopyError(ReaderError):
    """A file that cannot be written."""


def as_text(article: Article, zone: tzinfo | None) -> str:
    """Title, byline and text, each paragraph on one line."""
    said = byline(article, zone).replace("\u00a0", " ")
    head = [safe_line(article.title), said, ""]
    return "\n".join([*head, *_lines(article)]) + "\n"


def as_markdown(article: Article) -> str:
    """The title as a heading, the text, the address."""
    from reader.output.formats.markdown import markdown  # noqa: PLC0415 (few readers ask)

    address = f"\n<{safe_line(article.url)}>\n" if article.url else ""
    text = markdown(below(article, blocks(article)))
    return safe(f"# {safe_line(article.title)}\n\n{text}{address}")


def as_file(article: Article, ending: str, zone: tzinfo | None) -> str:
    """The text of a file with one of ENDINGS, as `reader show` prints it."""
    from reader.output.formats import html  # noqa: PLC0415 (few readers ask)
    from reader.output.formats.markdown import front_matter, markdown  # noqa: PLC0415

    match ending:
        case ".html":
            return html.page(article, below(article, blocks(article)), zone)
        case ".txt":
            return as_text(article, zone)
        case _:
            return front_matter(article, zone) + markdown(blocks(article))


def write_copy(article: Article, path: Path, zone: tzinfo | None) -> None:
    """Write an article to a new file, in the form that the file's ending asks for.

    Raises CopyError where there is such a file already, or none can be written.
    """
    if path.suffix.lower() not in ENDINGS:
        raise CopyError("A name that ends with .md, .html or .txt says how to write it.")
    text = as_file(article, path.suffix.lower(), zone)
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
    while path.exists():
        path = folder / f"{stem} {number}{ending}"
        number += 1
    return path


def _lines(article: Article) -> Iterator[str]:
    for line in lines(below(article, with_notes(article)), _WIDE):
        text = line.text.rstrip()
        yield "─" * 20 if text and not text.strip("─") else text
