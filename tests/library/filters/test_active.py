"""Which filters are in force, and what is said of the others."""

from __future__ import annotations

from datetime import date

import pytest

from reader.config import parse
from reader.library.filters.active import filters_of

TODAY = date(2022, 5, 1)


def settings(*lines: str) -> str:
    return "\n".join(["[[filter]]", 'name = "A"', *lines])


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("is:unread", "it asks for “is:unread”, which is not in the file but depends on marks."),
        ("-is:muted", "it asks for “is:muted”, which is not in the file but depends on marks."),
        ("score:>1", "it asks for “score:”, which is not in the file but depends on marks."),
        ("after:soon", "A day is written as"),
        ("“", "its query has no condition."),
    ],
)
def test_a_query_that_cannot_be_used_gives_one_sentence_with_its_line(
    query: str, said: str
) -> None:
    text = settings('query = "x"', "mute = true", "[[filter]]", "name = 'B'", f"query = '{query}'")
    found = filters_of(parse(f"{text}\nmute = true\n"))
    assert [one.name for one in found.all] == ["A"]
    (problem,) = found.problems
    assert problem.startswith("The filter “B” cannot be used (")
    assert "config.toml, line 5): " in problem
    assert said in problem


def test_a_tag_that_cannot_be_one_gives_a_sentence() -> None:
    found = filters_of(parse(settings('query = "x"', "tag = 'a\"b'")))
    assert not found.all
    assert "cannot be a tag" in found.problems[0]


def test_drafts_and_tags_can_be_asked_for() -> None:
    found = filters_of(parse(settings('query = "is:draft tag:x"', "score = 1")))
    assert len(found.all) == 1


def test_the_digest_depends_on_what_is_muted_and_scored_and_on_nothing_else() -> None:
    digests = [
        filters_of(parse(settings(*lines))).digest(TODAY)
        for lines in (
            ('query = "x"', "mute = true"),
            ('query = "y"', "mute = true"),
            ('query = "x"', "score = 1"),
            ('query = "x"', "score = 2"),
        )
    ]
    assert len({*digests, ""}) == 5
    same = ('query = "x"', "score = 2", "star = true", "highlight = true")
    assert filters_of(parse(settings(*same))).digest(TODAY) == digests[-1]
    assert filters_of(parse(settings('query = "x"', "star = true"))).digest(TODAY) == ""


def test_the_digest_depends_on_the_day_where_a_query_does() -> None:
    for query, differs in (("after:7d", True), ("after:2022-04-01", False)):
        found = filters_of(parse(settings(f'query = "{query}"', "mute = true")))
        assert (found.digest(TODAY) != found.digest(date(2022, 5, 2))) == differs


def test_words_are_those_of_the_list_or_of_the_query() -> None:
    def lit(*lines: str) -> list[tuple[str, bool]]:
        return [(term.words, term.whole) for term in filters_of(parse(settings(*lines))).lit]

    assert lit("highlight = ['AI', '利率', 'two words']") == [
        ("AI", True),
        ("利 率", True),
        ("two words", True),
    ]
    query = "query = 'econ \"two words\" -not site:here author:nobody title:bank'"
    assert lit(query, "highlight = true") == [
        ("econ", False),
        ("two words", True),
        ("bank", False),
    ]
