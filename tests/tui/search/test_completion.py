"""What Tab makes of a query that is typed."""

from __future__ import annotations

import pytest

from reader.tui.finding import completions

NAMES = {"category": ["金融", "Open Source", "编程"], "site": ["OSChina"], "tag": []}


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("cat", ["category:"]),
        ("渡口 a", ["渡口 author:", "渡口 after:"]),
        ("t", ["tag:", "title:"]),
        ("category:", ["category:金融", 'category:"Open Source"', "category:编程"]),
        ("category:编", ["category:编程"]),
        ("category:sour", ['category:"Open Source"']),
        ('x -category:"open s', ['x -category:"Open Source"']),
        ("Site：os", ["Site:OSChina"]),
        ("is:un", ["is:unread"]),
        ("is:read", ["is:read", "is:unread"]),
        ("has:tab", ["has:table"]),
        ("", []),
        ("渡口", []),
        ("category:none", []),
        ("after:20", []),
    ],
)
def test_a_query_is_completed(typed: str, texts: list[str]) -> None:
    assert completions(typed, lambda field: NAMES.get(field, [])) == texts
