"""The figures of stories in the rows of articles, and what doctor says where they are wrong."""

from __future__ import annotations

import random

import pytest

from reader.library.library import Library
from tests.library.conftest import Open, Write
from tests.states import set_state

CHANCE = random.Random(3)
REPORT = "".join(
    f"<p>{''.join(chr(CHANCE.randrange(0x4E00, 0x5E00)) for _ in range(30))}。</p>"
    for _ in range(6)
)
VERSIONS = "The numbers of versions of articles are not those of their stories."


@pytest.fixture
def library(write: Write, open_library: Open) -> Library:
    """A report in three papers, the second of which gives no date; and another article."""
    for number, date in enumerate(("2022-04-22 10:00", "", "2022-04-22 12:00")):
        write(f"{number}.md", f"v{number}", date, body=REPORT, author=f"paper {number}")
    write("else.md")
    return open_library()


def figures(library: Library) -> dict[str, tuple[int, int, int]]:
    rows = library._index.db.execute("SELECT title, versions, folded, unread_below FROM entry")
    return {title: tuple(rest) for title, *rest in rows}


def test_the_first_of_a_story_is_the_one_that_was_published_first(library: Library) -> None:
    assert figures(library) == {
        "v0": (2, 0, 2), "v1": (2, 3, 0), "v2": (2, 3, 0), "else": (0, 0, 0),
    }  # fmt: skip


def test_of_unread_ones_it_is_the_first_that_is_unread(library: Library) -> None:
    first = library.find("0.md")
    set_state(library, [first], read=True)
    assert figures(library)["v0"] == (2, 0, 2)
    assert figures(library)["v2"] == (2, 1, 1)
    set_state(library, [library.find("2.md")], read=True)
    assert (figures(library)["v0"], figures(library)["v1"]) == ((2, 0, 1), (2, 1, 0))
    set_state(library, [first], read=False)
    assert figures(library)["v0"] == (2, 0, 1)


@pytest.mark.parametrize(
    ("breaking", "said"),
    [
        ("UPDATE entry SET versions = 3 WHERE title = 'v0'", VERSIONS),
        ("UPDATE entry SET versions = 1 WHERE title = 'else'", VERSIONS),
        ("UPDATE entry SET folded = 0 WHERE title = 'v2'", VERSIONS),
        ("UPDATE entry SET unread_below = 0 WHERE title = 'v0'", VERSIONS),
        (
            "UPDATE compared SET story = story + 1 WHERE key IN "
            "(SELECT key FROM entry WHERE versions)",
            "Stories do not have the keys of their first articles.",
        ),
        ("INSERT INTO compared VALUES (7, 7, x'')", "Stories have articles that are gone."),
    ],
)
def test_what_is_wrong_with_stories_is_said(library: Library, breaking: str, said: str) -> None:
    assert library.flaws() == []
    library._index.db.execute(breaking)
    assert said in library.flaws()
