"""Links by number."""

from __future__ import annotations

from reader.model import Block, Cell, Span
from reader.output.link_numbers import addresses, numbered

A, B, C = (f"https://{name}.example/" for name in "abc")


def text_of(block: Block) -> str:
    return "".join(span.text for span in block.spans)


def test_links_are_numbered_as_they_come_and_one_address_has_one_number() -> None:
    some = [
        Block("paragraph", (Span("x", href=A), Span(" and "), Span("y", href=B), Span("."))),
        Block("image", (Span("cat"),), medium="image", href=C),
        Block("table", rows=((Cell((Span("z", href=A),)),),)),
        Block("code", (Span("w", href=B),)),
    ]
    numbers: dict[str, int] = {}
    paragraph, image, table, code = numbered(some, numbers)
    assert text_of(paragraph) == "x[1] and y[2]."
    assert image.medium == "image 3"
    assert [span.text for span in table.rows[0][0].spans] == ["z", "[1]"]
    assert code == some[3]
    assert numbers == {A: 1, B: 2, C: 3}


def test_a_link_in_two_styles_has_one_number_at_its_end() -> None:
    link = Block("paragraph", (Span("bold", bold=True, href=A), Span(" plain", href=A)))
    (made,) = numbered([link], {})
    assert text_of(made) == "bold plain[1]"
    assert made.spans[-1] == Span("[1]", muted=True, href=A)


def test_the_addresses_stand_below_and_carry_no_controls() -> None:
    printed = ["".join(text for text, _ in line) for line in addresses({A: 1, B + "\x1b\n": 2})]
    assert printed == ["", f"[1] {A}", f"[2] {B}"]


def test_there_is_nothing_below_an_article_without_links() -> None:
    assert list(addresses({})) == []
