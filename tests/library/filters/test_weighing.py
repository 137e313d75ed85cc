"""What filters mute and score is what their queries say, whatever was there before."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from reader.library.filters import weighing
from reader.library.filters.active import in_force
from reader.library.index import pending
from reader.library.library import Library, parse
from reader.library.query.days import today
from tests.library.conftest import Open, Write
from tests.library.filters.conftest import Give
from tests.library.index.test_tally import check
from tests.states import set_state

QUERIES = (
    "category:/金融", "category:甲", "wor", "利率", "-wor", "tag:a", "title:t1", "site:Ann",
    "folder:1", "after:2022-04-02", "before:2022-04-01", "has:table", "is:draft", "-category:乙",
    "wor category:甲", '"word two"', "利率 -title:t1",
)  # fmt: skip


def wanted(library: Library) -> dict[int, tuple[bool, int]]:
    """By key, what the filters in force say of each listed article, by the queries themselves."""
    score: Counter[int] = Counter()
    muted: set[int] = set()
    for one in in_force().all:
        keys = [entry.key for entry in library.entries(parse(one.setting.query))]
        score.update(dict.fromkeys(keys, one.setting.score))
        muted |= set(keys) if one.setting.mute else set()
    return {entry.key: (entry.key in muted, score[entry.key]) for entry in library.entries()}


def weights(library: Library) -> dict[int, tuple[bool, int]]:
    return {entry.key: (entry.muted, entry.score) for entry in library.entries()}


class Trial:
    """Random changes of files, filters and marks."""

    def __init__(self, seed: int, write: Write, give: Give, library: Library) -> None:
        self.chance = random.Random(seed)
        self._write, self._give, self.library = write, give, library

    def files(self) -> None:
        for _ in range(self.chance.randint(1, 8)):
            number = self.chance.randrange(30)
            path = self._write(
                f"{number % 3}/{number}.md",
                title=f"t{number % 4}",
                date=self.chance.choice(["2022-04-01", "2022-04-02", "2022-04-03", "nonsense"]),
                categories=self.chance.choice([("金融", "甲"), ("金融", "乙"), ("甲",), ()]),
                author=self.chance.choice(["Ann", "Bob"]),
                body=f"<p>{self.chance.choice(['word two', '利率', 'x'])}</p>"
                + self.chance.choice(["", "<table><tr><td>1</td><td>2</td></tr></table>"]),
            )
            if self.chance.random() < 0.2:
                path.unlink()

    def filters(self) -> None:
        chosen = self.chance.sample(QUERIES, self.chance.randint(0, 5))
        self._give(
            *(
                {"query": query, "mute": self.chance.random() < 0.5, "score": number + 1}
                for number, query in enumerate(chosen)
            )
        )

    def marks(self) -> None:
        entries = list(self.library.entries())
        some = self.chance.sample(entries, min(3, len(entries)))
        set_state(self.library, some, read=self.chance.random() < 0.6, starred=True)
        if some:
            self.library.marks.tag(some[:1], ["a"] if self.chance.random() < 0.5 else (), ["a"])


@pytest.mark.parametrize("seed", range(4))
def test_after_any_changes_of_files_filters_and_marks_it_is_what_the_queries_say(
    seed: int, write: Write, give: Give, open_library: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weighing, "_BATCH", 7)
    library = open_library()
    trial = Trial(seed, write, give, library)
    trial.files()
    for _ in range(10):
        trial.chance.choice([trial.files, trial.filters, trial.marks])()
        library.refresh()
        assert weights(library) == wanted(library)
        check(library)
    give()
    library.refresh()
    assert set(weights(library).values()) <= {(False, 0)}
    assert all(not pending.count(library._index.db, one) for one in pending.OF_FILTERS)
    check(library)


def test_conditions_on_heads_hold_as_rows_come_and_those_on_texts_afterwards(
    write: Write, give: Give, open_library: Open
) -> None:
    give({"query": "category:World", "mute": True}, {"query": "word", "score": 2})
    write("a.md", categories=("World",), body="<p>a word</p>")
    library = open_library(scan=False)
    library.refresh(texts="leave")
    (entry,) = library.entries()
    assert (entry.muted, entry.score) == (True, 0)
    assert library.counts().unread == 0
    library.refresh(full=False)
    (entry,) = library.entries()
    assert (entry.muted, entry.score) == (True, 2)


def test_a_scan_that_is_interrupted_is_gone_on_with(
    write: Write, give: Give, open_library: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        write(f"{number}.md")
    library = open_library()
    give({"query": "category:金融", "mute": True})
    monkeypatch.setattr(weighing, "_BATCH", 2)
    usual, calls = weighing.weigh, iter(range(3))

    def breaks(*arguments: object) -> bool:
        next(calls)
        return usual(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(weighing, "weigh", breaks)
        with pytest.raises(StopIteration):
            library.refresh()
    assert library.counts().unread == 3
    give()  # they are gone before all were applied
    library.refresh()
    assert library.counts().unread == 9


def test_nothing_is_written_where_filters_are_as_they_were(
    write: Write, give: Give, open_library: Open
) -> None:
    write("a.md")
    give({"query": "category:金融", "mute": True})
    library = open_library()
    generation = library._index.meta("generation")
    library.refresh()
    assert library._index.meta("generation") == generation


def test_duplicates_that_are_hidden_are_muted_when_they_are_shown(
    write: Write, give: Give, open_library: Open
) -> None:
    give({"query": "category:金融 word", "mute": True})
    first = write("a/x.md", title="x", body="<p>word</p>")
    write("b/x.md", title="x", body="<p>word</p>")
    library = open_library()
    assert [(entry.duplicates, entry.muted) for entry in library.entries()] == [(2, True)]
    first.unlink()
    library.refresh()
    assert [(entry.duplicates, entry.muted) for entry in library.entries()] == [(1, True)]


@pytest.mark.parametrize("query", ["word", "category:金融", "site:=Somebody", "-word"])
@pytest.mark.parametrize("count", [1, 200])
def test_entries_are_asked_for_by_their_keys(
    query: str, count: int, write: Write, give: Give, open_library: Open
) -> None:
    write("a.md")
    give({"query": query, "mute": True})
    library = open_library()
    db, asked = library._index.db, []
    db.set_trace_callback(asked.append)
    weighing.keys_that_match(db, in_force().all[0], today(None), list(range(count)))
    db.set_trace_callback(None)
    plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {asked[0]}")]
    assert not [step for step in plan if step.startswith("SCAN entry")], plan
    assert not [step for step in plan if "entry_by_day" in step], plan
