"""A call to subscribe is known by a quick look first, which misses none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from re import _constants as ops  # what an expression is made of
from re import _parser as parser
from typing import Any, cast

import pytest

from reader.articles import endings
from reader.articles.endings import ASKS_TO_SUBSCRIBE, ended
from reader.model import Block, Span

_ASKS = (
    "请订阅后继续阅读全文",
    "本文为付费内容",
    "Wenn Sie weiterlesen mit Abo möchten",
    "Suscríbete para seguir leyendo",
    "Contenido exclusivo para suscriptores",
    "Assine para continuar",
    "Abbonati per continuare a leggere",
    "Подпишитесь, чтобы прочитать статью",
    "この記事は会員限定です",
    "로그인 후 전체 기사를 읽으세요",
    "Subscribe to continue reading",
)


def _texts(tree: Any) -> Iterator[str]:
    """Texts that an expression takes: one for each way through its alternatives, the rest short."""
    yield from map("".join, product(*(list(_parts(*part)) for part in tree)))


def _parts(kind: Any, what: Any) -> Iterator[str]:
    if kind is ops.LITERAL:
        yield chr(what)
    elif kind is ops.BRANCH:
        for one in what[1]:
            yield from _texts(one)
    elif kind is ops.SUBPATTERN:
        yield from _texts(what[3])
    elif kind in (ops.MAX_REPEAT, ops.MIN_REPEAT):
        least, _most, inner = what
        is_any = inner[0][0] in (ops.ANY, ops.NOT_LITERAL)
        yield from [" "] if is_any else _texts(inner) if least else [""]
    elif kind is ops.IN:
        yield from (chr(one) for op, one in what if op is ops.LITERAL)
        yield from ("w" for op, _ in what if op is ops.CATEGORY)
    elif kind is ops.AT:
        yield ""
    else:
        raise AssertionError(kind)


def test_every_call_that_the_expression_takes_passes_the_quick_look() -> None:
    source, flags = cast("Any", endings._CALL_WITHIN)._source
    texts = list(_texts(parser.parse(source, flags)))
    taken = [text for text in texts if re.fullmatch(source, text, flags)]
    assert len(taken) > len(texts) * 0.9 > 300
    assert [text for text in taken if not endings._calls_within(text)] == []


@pytest.mark.parametrize("text", _ASKS)
def test_a_call_is_one_in_any_language(text: str) -> None:
    blocks = [Block("paragraph", (Span(one),)) for one in ("Text.", text)]
    first, note = ended(blocks, "")
    assert (first.kind, note.spans[0].text) == ("paragraph", ASKS_TO_SUBSCRIBE)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("延伸阅读：", []),
        ("▼ Read more", []),
        ("文字。 相关阅读：", ["文字。"]),
        ("阅读：", ["阅读："]),
        *((text, []) for text in ("À lire aussi :", "Lesen Sie auch:", "Más información:",
          "もっと読む", "อ่านเพิ่มเติม", "更多报道请看：", "اقرأ أيضا:", "Читайте также:")),
        ("Texte. À lire aussi :", ["Texte."]),
        ("We bread more:", ["We bread more:"]),
    ],
)  # fmt: skip
def test_a_title_of_a_list_that_is_not_there_goes(text: str, left: list[str]) -> None:
    blocks = [Block("paragraph", (Span(one),)) for one in ("Text.", text)]
    found = ["".join(span.text for span in block.spans) for block in ended(blocks, "")]
    assert found == ["Text.", *left]
