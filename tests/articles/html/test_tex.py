"""Formulas in TeX are set on one line where all that is in them is known."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.articles.html.clean import clean
from reader.articles.html.tex import linear
from reader.articles.markdown.to_blocks import clean_markdown
from reader.articles.rules.lookup import rules_for

RULES = rules_for("")


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"[\text{position}, \cdots, N]", "[position, ⋯, N]"),
        (r"\frac{a+b}{2}", "(a + b)/2"),
        (r"\frac12", "1/2"),
        (r"\alpha=mc^2", "α = m c^2"),
        (r"\int_0^1 f(x)\,dx", "∫_0^1 f(x) dx"),
        (r"\sum_{i=1}^{n} x_i^2 \leq \sqrt[3]{y+1}", "∑_(i=1)^n x_i^2 ≤ √(y + 1)^(1/3)"),
        (r"\left\{x \in \mathbb{R} \mid x>0\right\}", "{x ∈ ℝ ∣ x > 0}"),
        (r"\hat{y} = \sigma(Wx + b)", "y\u0302 = σ(Wx + b)"),
        (r"O(n\log n)", "O(n log n)"),
        (r"f'(x)=\cos x", "f′(x) = cos x"),
        (r"\left. x \right|_{\theta}", "x|_θ"),
        (r"\text{if } x", "if x"),
    ],
)
def test_a_formula_of_common_commands_is_set(tex: str, text: str) -> None:
    assert linear(tex) == text


@pytest.mark.parametrize(
    "tex",
    [
        "E=mc^2",
        "x^*y^*",
        r"a\,b",
        r"\{x\}",
        r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}",
        r"\foo{x}",
        r"\frac{",
        r"\sqrt",
        r"x_{\alpha",
        r"a_b_\beta",
        r"\hat{ab}",
        r"\text{a $\alpha$}",
        r"\alpha" + "{" * 50 + "}" * 50,
        r"\alpha" * 1000,
    ],
)
def test_one_without_commands_or_with_others_is_left_as_it_was_written(tex: str) -> None:
    assert linear(tex) is None


PARTS = (
    "\\alpha", "\\frac", "\\sqrt", "\\left", "\\text", "\\hat", "\\mathbb", "{", "}", "[", "]", "^",
    "_", "'", "x", "12", " ", "+", ",", "\\,", "\\\\", "&", ".", "\\", "$",
)  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), max_size=20).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_formula_is_set_or_left(tex: str) -> None:
    text = linear(tex)
    assert text is None or "\\" not in text or "\\\\" in tex


def said(blocks: object) -> str:
    return "\n".join("".join(span.text for span in block.spans) for block in blocks)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"$a==b$ and $c==d$", "$a==b$ and $c==d$"),
        (r"$x[[1]]y$ %% $", "$x[[1]]y$ %% $"),
        (r"$a\,b$ $\{x\}$ $a*b*c$ $a\\b$", r"$a\,b$ $\{x\}$ $a*b*c$ $a\\b$"),
        (r"**so $\alpha*\beta*\gamma$**", "so α * β * γ"),
        ("$$\n\\frac{a}{b}\n- c\n+ d\n= e\n$$", "a/b - c + d = e"),
        ("```\n$$\n- x\n$$\n```", "$$\n- x\n$$"),
        ("US$5 and $6", "US$5 and $6"),
    ],
)
def test_what_stands_between_dollars_in_markdown_is_no_markdown(source: str, text: str) -> None:
    assert said(clean_markdown(source, RULES)) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (r"<p>It is $$\frac{a}{b}$$.</p>", "It is a/b."),
        (r"<p>It is $$\foo$$, $$5.</p>", r"It is $$\foo$$, $$5."),
        (r"<p><code>$$\alpha$$</code></p>", r"$$\alpha$$"),
        (r'<p>x <script type="math/tex">\alpha</script></p>', "x α"),
        (r'<p>x <script type="math/tex">\foo</script></p>', r"x \foo"),
    ],
)
def test_formulas_in_a_page_are_set_that_a_script_was_to_set(html: str, text: str) -> None:
    assert said(clean(html, RULES)) == text
