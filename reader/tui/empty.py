"""What stands where there are no articles: why, and the next key to press."""

from __future__ import annotations

from collections.abc import Mapping

from reader.library.library import Show

LOOKING = "Looking for articles …"

_SAID: Mapping[Show, str] = {
    "all": "No articles in this folder yet. {rescan} looks again, {feed} subscribes to a feed.",
    "unread": "Nothing unread. {all} shows all articles.",
    "started": "No article is half read. {all} shows all.",
    "starred": "Nothing starred. {star} stars an article, {all} shows all.",
}
_KEYS = {
    "rescan": ("rescan", "f5"),
    "all": ("show.all", "1"),
    "star": ("mark.star", "s"),
    "feed": ("subscribe", "a"),
}
"""Word → id of the binding, and its key unless the settings give it another."""


def said(show: Show, keys: Mapping[str, str]) -> str:
    """For a view of the library; `keys` are those that ids have instead of their own."""
    from reader.tui.key_names import shown_key

    shown = {word: shown_key(keys.get(id, key).split(",")[0]) for word, (id, key) in _KEYS.items()}
    return _SAID[show].format(**shown)
