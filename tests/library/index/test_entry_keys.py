"""Keys are in the order of time, and one is always to be had."""

from __future__ import annotations

import sqlite3

from reader.library.index.entry_keys import first_key, free_key, last_key
from reader.library.index.schema import UNDATED


def keys(published: list[int]) -> list[int]:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE entry (key INTEGER PRIMARY KEY)")
    found: list[int] = []
    for number, time in enumerate(published):
        key = free_key(db, time, f"{number * 7919:024x}", set())
        db.execute("INSERT INTO entry VALUES (?)", (key,))
        found.append(key)
    db.close()
    return found


def test_a_later_article_has_a_greater_key() -> None:
    times = [UNDATED, -62_000_000_000, -1, 0, 1, 1_650_000_000, 1_650_000_001, 250_000_000_000]
    assert keys(times) == sorted(keys(times))
    assert len(set(keys(times))) == len(times)


def test_thousands_of_the_same_second_lie_close_together() -> None:
    found = keys([1_650_000_000] * 5000)
    assert len(set(found)) == 5000
    assert min(found) >= first_key(1_650_000_000)
    assert max(found) - min(found) < 16 * 5000
    assert max(found) <= last_key(1_650_000_000)


def test_a_key_that_is_promised_is_not_given_twice() -> None:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE entry (key INTEGER PRIMARY KEY)")
    taken: set[int] = set()
    for _ in range(100):
        taken.add(free_key(db, 5, "ab" * 12, taken))
    assert len(taken) == 100
    db.close()
