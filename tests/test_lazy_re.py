"""Expressions that are compiled on use are as good as compiled ones, and cost nothing before."""

from __future__ import annotations

import re

import pytest

from reader.lazy_re import late


def test_an_expression_does_what_a_compiled_one_does() -> None:
    words = late(r"\w+", re.ASCII)
    assert words.findall("a b") == ["a", "b"]
    assert words.sub("x", "a é") == "x é"
    assert (words.match("a b") or [None])[0] == "a"
    assert late(rb"[\x80-\xff]").search("é".encode())


def test_it_is_compiled_on_use_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile_it = re.compile
    monkeypatch.setattr(re, "compile", lambda *of: compiled.append(of[0]) or compile_it(*of))
    pattern = late("[ab]c")
    assert compiled == []
    assert pattern.search("bc")
    assert pattern.fullmatch("ac")
    assert compiled == ["[ab]c"]


def test_what_no_expression_has_it_has_not() -> None:
    with pytest.raises(AttributeError):
        _ = late("a").pattern
