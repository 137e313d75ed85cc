"""The names of categories, sites, tags and folders, to complete them in queries."""

from __future__ import annotations

import os

from reader.library.index.index_file import Index
from reader.library.index.nodes import paths_of
from reader.library.index.tokens import label

_MOST = 2_000

_TALLIED = """
SELECT name FROM tally WHERE kind = ? AND name <> '' GROUP BY name ORDER BY SUM(total) DESC, name
"""
_OWN = """
WITH RECURSIVE one (field) AS (
  SELECT MIN(field) FROM state WHERE value AND field >= 'tag:' AND field < 'tag;'
  UNION ALL
  SELECT (SELECT MIN(field) FROM state
    WHERE value AND field > one.field AND field >= 'tag:' AND field < 'tag;') FROM one
  WHERE one.field IS NOT NULL
)
SELECT SUBSTR(field, 5) FROM one WHERE field IS NOT NULL LIMIT :most
"""
_LABELS = """
WITH RECURSIVE one (name) AS (
  SELECT MIN(name) FROM label WHERE kind = :kind
  UNION ALL
  SELECT (SELECT MIN(name) FROM label WHERE kind = :kind AND name > one.name) FROM one
  WHERE one.name IS NOT NULL
)
SELECT name FROM one WHERE name IS NOT NULL LIMIT :most
"""
"""Each step is one lookup in an index, so that the cost depends on the number of names,
not of articles.
"""

_FOLDERS = "SELECT DISTINCT path FROM folder WHERE path <> x'' ORDER BY path LIMIT ?"
_CATEGORIES = """
SELECT category_paths, categories FROM label JOIN entry ON entry.key = label.key
WHERE label.kind = 'category' AND label.name = ? ORDER BY label.key DESC LIMIT 1
"""


def names(index: Index, field: str) -> list[str]:
    """The names of a field, those with the most articles first, then further categories and
    their paths as the newest article spells them. Tags and feeds are in the form for comparing.
    Empty if a field has no names.
    """
    if field == "folder":
        return [os.fsdecode(path) for (path,) in index.db.execute(_FOLDERS, (_MOST,))]
    tallied: list[str] = []
    if field in ("category", "site"):
        tallied = [row[0] for row in index.db.execute(_TALLIED, (field,))]
    if field not in ("category", "tag", "feed"):
        return tallied
    known = set(map(label, tallied))
    rows = index.db.execute(_LABELS, {"kind": field, "most": _MOST}).fetchall()
    narrower = [name for (name,) in rows if name not in known]
    return tallied + (
        [_spelled(index, name) for name in narrower] if field == "category" else narrower
    )


def tags_to_give(index: Index) -> list[str]:
    """Suggestions for tags: user tags first, as they are spelled, then those in files."""
    own = [row[0] for row in index.db.execute(_OWN, {"most": _MOST})]
    known = set(map(label, own))
    return own + [name for name in names(index, "tag") if name not in known]


def _spelled(index: Index, name: str) -> str:
    """A category, or a path of categories, as the newest article spells it."""
    for packed in index.db.execute(_CATEGORIES, (name,)).fetchall():
        for found in paths_of(*packed):
            paths = ("/".join(found[:end]) for end in range(2, len(found) + 1))
            for one in (*found, *paths):
                if label(one) == name:
                    return one
    return name
