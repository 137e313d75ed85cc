"""The names that articles carry, for a query that asks for them: categories, sites and tags."""

from __future__ import annotations

from reader.library.index.index import Index

_MOST = 2_000

_TALLIED = """
SELECT name FROM tally WHERE kind = ? AND name <> '' GROUP BY name ORDER BY SUM(total) DESC, name
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
"""Each step is one look into the index, so that it costs what there are names, not articles."""


def names(index: Index, field: str) -> list[str]:
    """Names of a field: those with the most articles first, then narrower ones, as they are
    compared. None where a field has no names.
    """
    tallied: list[str] = []
    if field in ("category", "site"):
        tallied = [row[0] for row in index.db.execute(_TALLIED, (field,))]
    if field not in ("category", "tag"):
        return tallied
    known = {name.casefold() for name in tallied}
    rows = index.db.execute(_LABELS, {"kind": field, "most": _MOST})
    return tallied + [row[0] for row in rows if row[0] not in known]
