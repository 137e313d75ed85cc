"""The numbers or letters of items in ordered lists."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from reader.lazy_re import late

_NUMBER = late(r"\s*(-?\d{1,5})\s*$")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


class Counter:
    """Counts the items of one list: the next number, the step, and the style of the numbers."""

    def __init__(self, following: int, step: int, style: str) -> None:
        self.next, self.step, self.style = following, step, style

    def marker(self, item: dict[str, str | None]) -> str:
        """The marker of the next item, which has these attributes."""
        number = _number(item.get("value"), self.next)
        self.next = number + self.step
        return "" if self.style == "none" else f"{_written(number, self.style)}."


def counter(
    node: LexborNode, attributes: dict[str, str | None], asked: str | None = None
) -> Counter:
    """The counter of a list (HTML, section 4.4.5); `asked` is the style of numbers that
    CSS sets, if any.
    """
    first, step = 1, 1
    if "reversed" in attributes:
        first, step = _items(node), -1
    style = asked or (attributes.get("type") or "1").strip()
    return Counter(_number(attributes.get("start"), first), step, style)


def _items(node: LexborNode) -> int:
    count = 0
    child = node.first_child
    while child is not None:
        count += child.tag == "li"
        child = child.next
    return count


def _number(text: str | None, otherwise: int) -> int:
    found = _NUMBER.match(text) if text else None
    return int(found[1]) if found else otherwise


def _written(number: int, style: str) -> str:
    if style == "01":
        return f"{number:02}"
    if style == "一" and 0 < number < 100:
        return _ideographs(number)
    if style in ("a", "A") and number > 0:
        text = _letters(number)
    elif style in ("i", "I") and 0 < number < 4000:
        text = _roman(number)
    else:
        return str(number)
    return text.upper() if style.isupper() else text


def _ideographs(number: int) -> str:
    tens, ones = divmod(number, 10)
    digits = " 一二三四五六七八九"
    return f"{digits[tens] if tens > 1 else ''}{'十' if tens else ''}{digits[ones]}".replace(
        " ", ""
    )


def _letters(number: int) -> str:
    text = ""
    while number > 0:
        number, letter = divmod(number - 1, 26)
        text = chr(ord("a") + letter) + text
    return text


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text
