"""Declarations and style sheets, as CSS reads them."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from reader.articles.html.css import NOTHING, Declared, computed_weight, declared
from reader.articles.html.sheets import sheets


@pytest.mark.parametrize(
    ("css", "weight"),
    [
        ("font-weight:bold", "bold"),
        ("color:red; FONT-WEIGHT : 600 ", "600"),
        ("font-weight:bold;font-weight:normal", "normal"),
        ("font-weight:bold!important;font-weight:normal", "bold"),
        ("font-weight:bold;font:12px a", "normal"),
        ("font:italic bold 12px/1.5 a", "bold"),
        ("font:inherit", "inherit"),
        ("font-weight:unset", "inherit"),
        ("font-weight:var(--x)", "inherit"),
        ("font-weight:600px", None),
        ("font-weight:inf", None),
        ("font-weight:0", None),
        ("font-weight:1001", None),
        ("/* font-weight:bold */color:red", None),
        ("x-font-weight:bold", None),
    ],
)
def test_the_last_valid_weight_counts(css: str, weight: str | None) -> None:
    assert declared(css).weight == weight


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("display:none", Declared(display="none")),
        ("display:none;display:block", Declared(display="block")),
        ("display:inline-block", Declared(display="other")),
        ("display:-webkit-box", Declared(display="block")),
        ("visibility:hidden", Declared(visible=False)),
        ("font-size:0", Declared(sized=False)),
        ("font-size:.0em", Declared(sized=False)),
        ("font-size:0.5em", Declared()),
        ("font-size:14px", Declared(sized=True)),
        ("text-decoration:underline line-through", Declared(struck=True)),
        ("white-space:pre-wrap", Declared(kept=2)),
        ("font-style:oblique", Declared(italic=True)),
    ],
)
def test_what_else_shows(css: str, expected: Declared) -> None:
    assert declared(css) == expected


@pytest.mark.parametrize(
    ("asked", "inherited", "computed"),
    [("bolder", 400, 700), ("bolder", 700, 900), ("bolder", 300, 400), ("lighter", 700, 400),
     ("lighter", 900, 700), ("lighter", 400, 100), ("inherit", 650, 650), ("initial", 700, 400),
     ("550.5", 400, 550)],
)  # fmt: skip
def test_weights_are_computed_as_in_css_fonts(asked: str, inherited: int, computed: int) -> None:
    assert computed_weight(asked, inherited) == computed


def test_sheets_are_read_by_specificity_and_order() -> None:
    source = (
        "<style>.a{font-weight:700}p{font-weight:100}@media print{p{font-weight:900}}"
        "p:hover{font-weight:800}p{font-weight:200}</style><p class=a>x</p>"
    )
    (css,) = sheets(LexborHTMLParser(source), source, {"a"}).values()
    assert declared(css).weight == "700"
    assert css.split(";")[1:] == ["font-weight:100", "font-weight:200", "font-weight:700"]


def test_nothing_telling_costs_nothing() -> None:
    assert declared("color:red;margin:0") is NOTHING
    source = "<style>p{color:red}</style><p>x"
    assert sheets(LexborHTMLParser(source), source, set()) == {}
