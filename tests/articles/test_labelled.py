"""What is told from what is bold, on runs that a person labelled."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reader.articles.statements.key_statements import KeyStatements
from reader.model import Block, Span
from tests.articles.labelled import RUNS

PLAIN = Block("paragraph", (Span("其余的文字没有加粗，" * 40),))
LEAST = 0.97


def labelled() -> Iterator[tuple[str, str]]:
    """The label and the paragraph of each line."""
    for line in RUNS.splitlines():
        if line[:1] in ("+", ">", "-") and line[1:2] == " ":
            yield line[0], line[2:]


def block_of(paragraph: str) -> Block:
    parts = paragraph.split("**")
    spans = (Span(text, bold=bool(number % 2)) for number, text in enumerate(parts) if text)
    return Block("paragraph", tuple(spans))


def told(paragraph: str) -> list[str]:
    found = KeyStatements()
    found.add(block_of(paragraph))
    found.add(PLAIN)
    return [one.text for one in found.statements()]


def wanted(label: str, paragraph: str) -> list[str]:
    """What a person would list: the runs, or the sentence around them."""
    runs = [" ".join(run.split()) for run in re.findall(r"\*\*(.+?)\*\*", paragraph)]
    if label == "-":
        return []
    if label == "+":
        return runs
    bare = paragraph.replace("**", "")
    at = bare.index(runs[0])
    begin = max((bare.rfind(mark, 0, at) + len(mark) for mark in ("。", ". ")
                 if mark in bare[:at]), default=0)  # fmt: skip
    ends = [end.end() for end in re.finditer(r"[。？！]|[.?!](?=\s|$)", bare) if end.end() > at]
    return [bare[begin : min(ends)].strip()]


def test_the_set_is_large_enough_and_has_both_kinds() -> None:
    labels = [label for label, _ in labelled()]
    assert len(labels) >= 150
    assert min(labels.count(label) for label in "+>-") >= 15


def test_statements_are_found_and_nothing_else_is() -> None:
    wrong, hits, said, meant = [], 0, 0, 0
    for label, paragraph in labelled():
        expected, found = wanted(label, paragraph), told(paragraph)
        hits += len(set(expected) & set(found))
        said, meant = said + len(found), meant + len(expected)
        if expected != found:
            wrong.append(f"{label} {paragraph} → {found}")
    assert hits >= LEAST * said, "\n".join(wrong)
    assert hits >= LEAST * meant, "\n".join(wrong)
