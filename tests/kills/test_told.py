"""What the kills of the screen take as said: a screen draws its messages more than once."""

from __future__ import annotations

from tests.kills.screen import State, Told

UNREAD: State = {(title, field): False for title in ("t1", "t2") for field in ("read", "starred")}
ALL_READ = UNREAD | {("t1", "read"): True, ("t2", "read"): True}
ONE_READ = UNREAD | {("t1", "read"): True}

MANY = "2 marked read · z undoes"
ONE = "“t1” marked read · z undoes"


def told(key: str, said: str) -> Told:
    found = Told(UNREAD)
    assert found.takes(key, said)
    return found


def test_each_answer_leads_to_the_state_that_it_tells() -> None:
    many = told("A", MANY)
    assert many.state == ALL_READ
    assert many.takes("z", "Undone: 2 marked read.")
    one = told("r", ONE)
    assert one.state == ONE_READ
    assert one.takes("A", "1 marked read · z undoes")
    assert one.state == ALL_READ
    assert one.takes("z", "Undone: “t2” marked read.")
    assert one.takes("z", "Undone: “t1” marked read.")
    assert one.state == UNREAD


def test_an_answer_that_is_drawn_again_is_no_answer_to_the_next_key() -> None:
    assert not told("A", MANY).takes("z", MANY)
    assert not told("r", ONE).takes("z", ONE)
    assert not told("r", ONE).takes("r", ONE)
    assert not told("r", ONE).takes("A", ONE)


def test_an_undone_mark_that_is_drawn_again_is_no_answer_to_the_next_key() -> None:
    for key, said, undone in [
        ("A", MANY, "Undone: 2 marked read."),
        ("r", ONE, "Undone: “t1” marked read."),
    ]:
        found = told(key, said)
        assert found.takes("z", undone)
        for start in range(len(undone)):
            assert not found.takes(key, undone[start:])


def test_a_mark_that_is_not_written_yet_is_not_acknowledged() -> None:
    assert not Told(UNREAD).takes("r", "“t1” marked read · not written yet")
