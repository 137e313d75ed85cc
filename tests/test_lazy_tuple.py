"""Named tuples of ours, which behave as those of the standard library."""

from __future__ import annotations

import pickle
import typing
from copy import copy

import pytest

from reader import lazy_tuple


class Ours(lazy_tuple.NamedTuple):
    """A place."""

    name: str
    at: int = 3
    tags: tuple[str, ...] = ()

    @property
    def double(self) -> int:
        return 2 * self.at

    def __str__(self) -> str:
        return self.name


class Theirs(typing.NamedTuple):
    """A place."""

    name: str
    at: int = 3
    tags: tuple[str, ...] = ()


class One(lazy_tuple.NamedTuple):
    only: str


def test_it_is_a_tuple_with_names() -> None:
    ours, theirs = Ours("a", tags=("b",)), Theirs("a", tags=("b",))
    assert ours == theirs == ("a", 3, ("b",))
    assert hash(ours) == hash(theirs)
    assert (ours.name, ours.at, ours.tags, ours.double) == ("a", 3, ("b",), 6)
    name, *_rest = ours
    assert name == "a"
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert str(ours) == "a"
    assert One("x") == ("x",)
    assert Ours.__doc__ == "A place."
    assert Ours._fields == Theirs._fields
    assert ours._asdict() == theirs._asdict()


def test_the_first_one_is_made_as_all_others() -> None:
    class Fresh(lazy_tuple.NamedTuple):
        name: str
        at: int = 3

    assert [Fresh("a"), Fresh("a", 4), Fresh(at=5, name="b")] == [("a", 3), ("a", 4), ("b", 5)]


def test_it_is_replaced_copied_pickled_and_matched() -> None:
    ours = Ours("a")
    assert ours._replace(at=9) == ("a", 9, ())
    assert type(ours._replace(at=9)) is Ours
    assert Ours._make(["x", 1, ()]) == ("x", 1, ())
    with pytest.raises(ValueError, match="nothing"):
        ours._replace(**{"nothing": 1})
    for again in (copy(ours), pickle.loads(pickle.dumps(ours))):  # noqa: S301 (just made)
        assert again == ours
        assert type(again) is Ours
    match ours:
        case Ours(name, at):
            assert (name, at) == ("a", 3)


def test_wrong_arguments_and_assignments_are_errors() -> None:
    for made in (lambda: Ours(), lambda: Ours("a", 1, (), 2), lambda: Ours(nothing=1)):
        with pytest.raises(TypeError):
            made()
    with pytest.raises(AttributeError):
        Ours("a").at = 4  # type: ignore[misc]
    assert not hasattr(Ours("a"), "__dict__")
    with pytest.raises(TypeError):
        Ours("a")[0] = "b"  # type: ignore[index]
