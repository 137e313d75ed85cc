"""A library of real files in a temporary place, and nothing of the developer's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from reader.library.library import Library

Write = Callable[..., Path]
Open = Callable[..., Library]


@pytest.fixture(autouse=True)
def _device(monkeypatch: pytest.MonkeyPatch) -> None:
    """Journals have a name that tests know."""
    monkeypatch.setenv("READER_DEVICE", "here")


@pytest.fixture
def write(root: Path) -> Write:
    """Write an article into `root`; see `write_article`."""
    return partial(write_article, root)


def write_article(
    root: Path,
    name: str | bytes,
    title: str = "",
    date: str = "2022-04-22 10:00:00",
    categories: tuple[str, ...] = ("金融", "新浪财经"),
    body: str = "<p>A body.</p>",
    author: str = "Somebody",
) -> Path:
    """Write an article: a path under the root, and what its front matter and body say. The author
    is its site.
    """
    path = root / (name if isinstance(name, str) else name.decode("utf-8", "surrogateescape"))
    path.parent.mkdir(parents=True, exist_ok=True)
    listed = "".join(f"\n - {category}" for category in categories)
    head = f"title: '{title or path.stem}'\ncategories:{listed}\nauthor: {author}\n"
    path.write_text(f"\n---\n{head}date: {date}\n---\n\n<div>{body}</div>\n", "utf-8")
    return path


@pytest.fixture
def open_library(root: Path) -> Iterator[Open]:
    """Open the library, scanned unless told otherwise; all are closed in the end."""
    opened: list[Library] = []

    def open_library(*roots: Path, scan: bool = True) -> Library:
        library = Library(roots or (root,))
        opened.append(library)
        if scan:
            library.refresh()
        return library

    yield open_library
    for library in opened:
        library.close()
