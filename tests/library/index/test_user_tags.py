"""Tags of one's own: which names they may have, and what becomes of a row's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import TagError
from reader.library.index import user_tags
from reader.library.index.tokens import label
from reader.library.index.user_tags import names


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("later", ("later",)),
        (" later ,投资，  to  read、x", ("later", "投资", "to read", "x")),
        ("#later, ＃投资, # # again", ("later", "投资", "again")),
        ("Later, later, ＬＡＴＥＲ", ("Later",)),
        ("cafe\u0301", ("caf\u00e9",)),
        ("later\n", ("later",)),
        ("", ()),
        (" , ,,", ()),
        ("C#, don't", ("C#", "don't")),
        ("x" * user_tags.LONGEST, ("x" * user_tags.LONGEST,)),
    ],
)
def test_names_stand_between_commas(typed: str, found: tuple[str, ...]) -> None:
    assert names(typed) == found


@pytest.mark.parametrize(
    "typed",
    ['a "b"', "“投资”", "a\x1b[31m", "a\tb", "a\nb", "a\x00", "a\u202eb", "a\udc80", "x" * 65],
)
def test_a_name_that_cannot_be_one_is_said_in_a_sentence(typed: str) -> None:
    with pytest.raises(TagError) as refused:
        names(f"later, {typed}")
    assert str(refused.value).startswith("“")
    assert str(refused.value).endswith(".")


@given(st.text(st.sampled_from("#＃ a\u0301\u3000,") | st.characters(), max_size=80))
def test_what_is_a_name_here_is_one_in_a_journal(typed: str) -> None:
    try:
        found = names(typed)
    except TagError:
        return
    assert all(user_tags.is_field(user_tags.PREFIX + name) for name in found)
    assert len({label(name) for name in found}) == len(found)


@pytest.mark.parametrize(
    "field", ["tag:", "tag", "later", "tag: a", "tag:a,b", 'tag:a"', "tag:#a", "tag:\ud800"]
)
def test_other_fields_are_none(field: str) -> None:
    assert not user_tags.is_field(field)
