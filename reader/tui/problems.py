"""What is wrong with the user's files of settings, in one place for the screen and the commands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from reader import config
from reader.config import Settings
from reader.drives import is_gone
from reader.errors import ReaderError

FEW_WORDS = "{count:,} problem{s} with the settings · {key} lists {them}"


def problems_of(settings: Settings, roots: Sequence[Path]) -> Iterator[str]:
    """A sentence for each value that cannot be used: in the settings with their keys, filters and
    searches, in the rules for sites, in the subscriptions and the globs of the library in `roots`.
    Reads files.
    """
    yield from settings.problems
    if settings.keys or any(one.key for one in settings.commands):
        from reader.tui.keymap import checked

        yield from checked(settings).problems
    if settings.filter:
        from reader.library.filters.active import filters_of

        yield from filters_of(settings).problems
    if settings.searches:
        from reader.library.query.saved import problems

        yield from problems(settings)
    if not is_gone(config.sites_file()):
        from reader.articles.rules import lookup

        yield from lookup.problems()
    for root in roots:
        yield from _of_feeds(root)
        yield from _of_globs(root)


def in_few_words(count: int, key: str) -> str:
    """That there are so many problems, and the key that lists them."""
    s, them = ("", "it") if count == 1 else ("s", "them")
    return FEW_WORDS.format(count=count, s=s, key=key, them=them)


def _of_feeds(root: Path) -> Iterator[str]:
    if is_gone(root / "feeds.toml"):
        return
    from reader.feeds import subscriptions

    try:
        yield from subscriptions.load(root).problems
    except ReaderError as error:
        yield str(error)


def _of_globs(root: Path) -> Iterator[str]:
    from reader.library.scan.ignoring import flaw_of

    if flaw := flaw_of(root):
        yield flaw
