"""The figures of stories in the rows of their articles: how many versions an article has, and where
it is in a folded list.

In a folded list, the first of the listed articles of a story has a row, and the others are below
it: the one that was published first, or, if none has a date, that with the lowest key. In a folded
list of unread articles it is the first unread one; a muted article counts as read here. `folded`
says in bits in which of these lists an article is below another one; `unread_below` is the number
of the unread articles below it, in either.

As in tally.py, triggers of the connection record the stories that a transaction changes, because
articles were compared, marked, hidden or removed; `settle` writes what has changed in their rows
before the transaction ends.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from reader.library.index.schema import HIDDEN

FOLDED, FOLDED_UNREAD = 1, 2
"""The bits of `folded`: below another article, below another unread one."""

FIRST_FIRST = "day = '', key"
"""The order of the articles of a story."""

_RETELL = "INSERT OR IGNORE INTO retold SELECT story FROM compared WHERE key = new.key;"
_WATCH = (
    "CREATE TEMP TABLE IF NOT EXISTS retold (story INTEGER PRIMARY KEY)",
    """
CREATE TEMP TRIGGER IF NOT EXISTS story_left AFTER DELETE ON main.compared BEGIN
  INSERT OR IGNORE INTO retold VALUES (old.story);
  UPDATE entry SET versions = 0, folded = 0, unread_below = 0
  WHERE key = old.key AND versions > 0;
END""",
    """
CREATE TEMP TRIGGER IF NOT EXISTS story_joined AFTER UPDATE OF story ON main.compared
WHEN old.story <> new.story BEGIN
  INSERT OR IGNORE INTO retold VALUES (old.story), (new.story);
END""",
    f"""
CREATE TEMP TRIGGER IF NOT EXISTS story_marked AFTER UPDATE OF read, muted, day ON main.entry
WHEN (old.read, old.muted, old.day) <> (new.read, new.muted, new.day)
  AND (new.versions > 0 OR '{HIDDEN}' IN (old.day, new.day)) BEGIN
  {_RETELL}
END""",
)
_FIGURES = f"""
WITH member AS (
  SELECT story, entry.key, day, MAX(read, muted) AS read, versions, folded, unread_below,
    day <> '{HIDDEN}' AS listed
  FROM {{stories}} CROSS JOIN entry ON entry.key = compared.key
), placed AS (
  SELECT *, SUM(listed) OVER whole AS articles, SUM(listed AND NOT read) OVER whole AS unread,
    ROW_NUMBER() OVER (PARTITION BY story ORDER BY NOT listed, {FIRST_FIRST}) = 1 AS first,
    ROW_NUMBER() OVER (PARTITION BY story ORDER BY NOT listed OR read, {FIRST_FIRST}) = 1
      AND NOT read AS first_unread
  FROM member WINDOW whole AS (PARTITION BY story)
), figured AS (
  SELECT key, versions, folded, unread_below,
    MAX(articles - listed, 0) AS new_versions,
    listed * ({FOLDED} * (1 - first) + {FOLDED_UNREAD} * (1 - read) * (1 - first_unread))
      AS new_folded,
    listed * (first OR first_unread) * (unread - (1 - read)) AS new_unread_below
  FROM placed
)
SELECT new_versions, new_folded, new_unread_below, key FROM figured
WHERE (new_versions, new_folded, new_unread_below) <> (versions, folded, unread_below)
"""
_CHANGED = _FIGURES.format(
    stories="retold CROSS JOIN compared ON compared.story = retold.story"
).replace("SELECT story,", "SELECT compared.story,")
_WRONG = _FIGURES.format(stories="compared")
_COUNTED_ALONE = """
SELECT 1 FROM entry LEFT JOIN compared ON compared.key = entry.key
WHERE compared.key IS NULL AND (versions, folded, unread_below) <> (0, 0, 0) LIMIT 1
"""
_MISNAMED = "SELECT 1 FROM compared GROUP BY story HAVING MIN(key) <> story LIMIT 1"
_GONE = "SELECT 1 FROM compared WHERE key NOT IN (SELECT key FROM entry) LIMIT 1"
_SET = "UPDATE entry SET versions = ?, folded = ?, unread_below = ? WHERE key = ?"
_ANY = "SELECT 1 FROM retold LIMIT 1"
_FORGET = "DELETE FROM retold"


def watch(db: sqlite3.Connection) -> None:
    """Create the triggers that record what this connection does to stories, unless they exist."""
    for statement in _WATCH:
        db.execute(statement)


def settle(db: sqlite3.Connection) -> None:
    """Write the figures of the recorded stories; at the end of a transaction."""
    if db.execute(_ANY).fetchone():
        db.executemany(_SET, db.execute(_CHANGED).fetchall())
        db.execute(_FORGET)


def flaws(db: sqlite3.Connection) -> Iterator[str]:
    """Sentences about stories that are not as they should be, which is a bug."""
    if db.execute(_WRONG).fetchone() or db.execute(_COUNTED_ALONE).fetchone():
        yield "The numbers of versions of articles are not those of their stories."
    if db.execute(_MISNAMED).fetchone():
        yield "Stories do not have the keys of their first articles."
    if db.execute(_GONE).fetchone():
        yield "Stories have articles that are gone."
