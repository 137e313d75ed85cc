"""Fenced code begins and ends where CommonMark says so, and what is in it is left as it is."""

from __future__ import annotations

import pytest

from reader.articles import fences
from reader.articles.markdown.logseq import without_properties
from reader.articles.markdown.mdx import without_components


@pytest.mark.parametrize(
    ("line", "fence"),
    [("```", "```"), ("   ~~~~ a`b`", "~~~~"), ("```py", "```"), ("```x``` here", None),
     ("``x", None), ("    ```", None), ("> ```", None)],
)  # fmt: skip
def test_a_fence_opens_code(line: str, fence: str | None) -> None:
    found = fences.opening().match(line)
    assert (found[1] if found else None) == fence


@pytest.mark.parametrize(
    ("line", "is_end"), [("```", True), ("  ````  ", True), ("``", False), ("~~~", False),
                         ("```py", False), ("```~", False)]
)  # fmt: skip
def test_a_fence_as_long_and_of_the_same_kind_closes_it(line: str, is_end: bool) -> None:
    assert fences.closes(line, "```") is is_end


def test_code_between_fences_on_one_line_leaves_what_follows_text() -> None:
    text = "import x from 'x'\n\n```a```\n\n{/* gone */}here\n"
    assert "gone" not in without_components(text)


def test_a_fence_with_a_language_closes_no_code_of_an_outline() -> None:
    text = "- a\n  ```\n  ```js\n  id:: 1\n  ```\n  id:: 2\n"
    assert without_properties(text) == "- a\n  ```\n  ```js\n  id:: 1\n  ```\n"
