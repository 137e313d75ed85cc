"""Both sides agree after a merge, and no mark of either is lost; whoever marks what, and when."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from reader.sync.server import Fields
from reader.sync.syncing import merge

FIELDS = ("read", "starred", "tag:later")
some = st.frozensets(st.sampled_from(FIELDS))


@given(base=some, here=some, there=some)
def test_both_sides_agree_after_a_merge(base: Fields, here: Fields, there: Fields) -> None:
    found = merge(base, here, there)
    assert here ^ found.here == there ^ found.there == found.now


@given(base=some, here=some, there=some)
def test_a_change_of_either_side_holds(base: Fields, here: Fields, there: Fields) -> None:
    now = merge(base, here, there).now
    for name in FIELDS:
        changed = [name in side for side in (here, there) if (name in side) != (name in base)]
        assert (name in now) == (changed[0] if changed else name in base)


@given(here=some, there=some)
def test_without_an_agreement_all_that_is_set_is_set(here: Fields, there: Fields) -> None:
    assert merge(frozenset(), here, there).now == here | there


@given(base=some, here=some)
def test_what_is_agreed_is_not_sent_again(base: Fields, here: Fields) -> None:
    now = merge(base, here, base).now
    assert merge(now, now, now) == (now, frozenset(), frozenset())


@dataclass
class Machine:
    """A machine: its fields of one article, and what it and the server agreed on."""

    here: set[str] = field(default_factory=set)
    base: Fields = frozenset()

    def sync(self, server: set[str], most: int = 9) -> None:
        """Merge with the server, which takes so many marks before it dies."""
        found = merge(self.base, frozenset(self.here), frozenset(server))
        self.here ^= found.here
        self.base = found.now ^ found.there
        for name in sorted(found.there)[:most]:
            server ^= {name}
            self.base ^= {name}
        # the last one was taken, and the answer lost
        if 0 < most <= len(found.there):
            self.base ^= {sorted(found.there)[most - 1]}


steps = st.lists(
    st.one_of(
        st.tuples(st.just("mark"), st.integers(0, 2), st.sampled_from(FIELDS)),
        st.tuples(st.just("sync"), st.integers(0, 1), st.integers(0, 4)),
    ),
    max_size=30,
)


@given(steps=steps)
def test_two_machines_and_a_server_agree_in_the_end(
    steps: list[tuple[str, int, str | int]],
) -> None:
    server: set[str] = set()
    machines = [Machine(), Machine()]
    for step, who, what in steps:
        if step == "sync":
            machines[who].sync(server, int(what))
        else:
            side = server if who == 2 else machines[who].here
            side ^= {str(what)}
    for _round in range(2):
        for machine in machines:
            machine.sync(server)
    assert machines[0].here == machines[1].here == server
    assert machines[0].base == machines[1].base == frozenset(server)


@given(steps=steps, who=st.integers(0, 2), name=st.sampled_from(FIELDS), value=st.booleans())
def test_the_only_mark_since_all_agreed_holds(
    steps: list[tuple[str, int, str | int]], who: int, name: str, value: bool
) -> None:
    server: set[str] = set()
    machines = [Machine(), Machine()]
    for step, one, what in steps:
        if step == "sync":
            machines[one].sync(server, int(what))
        else:
            side = server if one == 2 else machines[one].here
            side ^= {str(what)}
    for machine in machines * 2:
        machine.sync(server)
    side = server if who == 2 else machines[who].here
    (side.add if value else side.discard)(name)
    for machine in machines * 2:
        machine.sync(server)
    assert all((name in one) == value for one in (server, machines[0].here, machines[1].here))
