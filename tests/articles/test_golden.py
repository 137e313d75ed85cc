"""Golden pairs: what is in `golden/NAME.html` or `NAME.md` comes out as in `golden/NAME.txt`.

The form is that of `written.py`. To see what a change does to all of them, write them anew and
read the difference: `python -m pytest tests/articles/test_golden.py --write-golden; git diff`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.articles.html.clean import clean
from reader.articles.markdown.to_blocks import clean_markdown
from reader.articles.rules.lookup import rules_for
from tests.articles.written import written

GOLDEN = Path(__file__).parent / "golden"
PAGES = sorted([*GOLDEN.glob("*.html"), *GOLDEN.glob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_becomes_the_blocks_that_a_browser_shows(
    page: Path, request: pytest.FixtureRequest
) -> None:
    cleaned = clean_markdown if page.suffix == ".md" else clean
    blocks = cleaned(
        page.read_text("utf-8"), rules_for(""), "文章标题", "https://site.example/a/b.html"
    )
    expected = page.with_suffix(".txt")
    found = written(blocks)
    if request.config.getoption("--write-golden"):
        expected.write_text(found, "utf-8")
    assert found == expected.read_text("utf-8")
