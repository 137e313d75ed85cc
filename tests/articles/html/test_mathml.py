"""Formulas on one line."""

from __future__ import annotations

import pytest

from reader.articles.html.clean import clean
from reader.articles.rules.lookup import rules_for


def text(page: str) -> str:
    return "".join(span.text for block in clean(page, rules_for("")) for span in block.spans)


def test_an_accent_joins_its_base_and_anything_else_is_marked() -> None:
    assert text("<math><mover><mi>x</mi><mo>¯</mo></mover></math>") == "x¯"
    assert text("<math><mover><mi>x</mi><mi>n</mi></mover></math>") == "x^n"
    assert text("<math><munder><mi>lim</mi><mi>n</mi></munder></math>") == "lim_n"


@pytest.mark.parametrize("element", ["mover", "munder", "mfrac", "msubsup"])
def test_each_element_is_read_once_however_deep_it_lies(element: str) -> None:
    """Twice each would be 2^40 times the innermost one."""
    page = f"<math>{f'<{element}>' * 60}<mi>x</mi>{f'</{element}>' * 60}</math>"
    assert "x" in text(page)
