"""`[[filter]]` in the settings: what can be used is, and each of the others has one sentence."""

from __future__ import annotations

import pytest

from reader.config import parse
from reader.filter_settings import FilterSetting

GOOD = '[[filter]]\nname = "Good"\nquery = "x"\nmute = true\n'


def test_a_filter_is_read_with_its_line() -> None:
    text = (
        "preview = true\n\n[[filter]]\nname = ' A '\nquery = '利率'\nmute = true\nscore = -3\n"
        "highlight = ['a', ' ', '利率']\ntag = 'x, y'\nstar = true\nread = true\n"
        "[[filter]]\nname = 'B'\nquery = 'x'\nhighlight = true\n"
        "[[filter]]\nname = 'C'\nhighlight = 'word'\n"
    )
    settings = parse(text)
    assert settings.problems == ()
    assert settings.filter == (
        FilterSetting("A", "利率", True, -3, ("a", "利率"), False, "x, y", True, True, 3),
        FilterSetting("B", "x", lights_query=True, line=12),
        FilterSetting("C", words=("word",), line=16),
    )


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("query = 'x'", "mute = true"), "The filter needs a name"),
        (("name = 3", "query = 'x'", "mute = true"), "The filter needs a name"),
        (('name = "a\\u0007"', "mute = true"), "needs a name that can be printed"),
        (("name = 'A'", "mute = true"), "The filter “A” needs a query"),
        (("name = 'A'", "highlight = true"), "The filter “A” needs a query"),
        (("name = 'A'", "query = 'x'"), "The filter “A” does nothing"),
        (("name = 'A'", "query = 3", "mute = true"), "needs a text as its `query`"),
        (("name = 'A'", "query = 'x'", "mute = 1"), "needs true or false as its `mute`"),
        (("name = 'A'", "query = 'x'", "score = 1.5"), "a whole number from -1000 to 1000"),
        (("name = 'A'", "query = 'x'", "score = 1001"), "a whole number from -1000 to 1000"),
        (("name = 'A'", "query = 'x'", "score = true"), "a whole number from -1000 to 1000"),
        (("name = 'A'", "query = 'x'", "highlight = [1]"), "needs true or a list of words as its"),
        (("name = 'A'", "query = 'x'", "mutes = true"), "has no setting “mutes”, only name,"),
        (("name = 'Good'", "query = 'x'", "mute = true"), "has the name of another one"),
    ],
)
def test_a_faulty_one_is_left_out_with_one_sentence_and_the_others_go_on(
    lines: tuple[str, ...], said: str
) -> None:
    settings = parse("\n".join([GOOD, "[[filter]]", *lines, "", GOOD.replace("Good", "Last")]))
    assert [one.name for one in settings.filter] == ["Good", "Last"]
    (problem,) = settings.problems
    assert said in problem
    assert problem.endswith("line 6); it is left out.")


@pytest.mark.parametrize("text", ["filter = 3", "[filter]\nname = 'A'", "filter = ['x']"])
def test_what_are_no_tables_is_reported(text: str) -> None:
    settings = parse(text)
    assert settings.filter == ()
    (problem,) = settings.problems
    assert problem.startswith("`filter` must be tables: a line [[filter]], and below it lines")
