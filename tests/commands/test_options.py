"""Options that several commands share make the query that the search box makes."""

from __future__ import annotations

import unicodedata
from argparse import ArgumentParser

import pytest

from reader.console import options
from reader.library.library import parse


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ([], ""),
        (["--category", "Économie"], "category:économie"),
        (["--category", unicodedata.normalize("NFD", "ÉCONOMIE")], "category:Économie"),
        (["--category", "金融/新浪财经", "--tag", "Ａ  b"], 'category:金融/新浪财经 tag:"a b"'),
        (["--site", "Packet and Pine"], 'site:="packet and pine"'),
        (["--unread", "--starred"], "is:unread is:starred"),
        (["--read"], "is:read"),
        (["--since", "2022-04", "--until", "2022-04"], "after:2022-04-01 before:2022-04-30"),
        (["--since", "7d", "--until", "yesterday"], "after:7d before:yesterday"),
        (["--until", "2021"], "before:2021"),
    ],
)
def test_options_and_words_make_one_query(words: list[str], text: str) -> None:
    parser = ArgumentParser()
    options.filters(parser)
    asked = options.wanted(parser.parse_args(words))
    assert asked == parse(text)
    with_more = options.wanted(parser.parse_args(words), "gold is:started category:x after:2020")
    assert with_more.terms == parse("gold").terms
    assert set(with_more.states) == {"started", *asked.states}
    assert set(with_more.labels) == {("category", "x"), *asked.labels}
    assert (len(with_more.since), with_more.until) == (1 + len(asked.since), asked.until)
