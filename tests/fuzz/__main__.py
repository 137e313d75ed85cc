"""Show damaged articles: `python -m tests.fuzz [--count N] [--seed N] [--from N]`.

Runs on all cores and says how far it is. What fails is named with its seed and number, made as
small as it goes while it still fails in the same way, and kept in the folder `crashes` beside this
file, from which the test suite shows it ever after. Exit code 1 where something failed.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections import Counter
from functools import lru_cache
from multiprocessing import Pool
from pathlib import Path
from typing import NamedTuple

from tests.fuzz.mutations import case, sources
from tests.fuzz.trial import NARROWEST, WIDEST, shown

CRASHES = Path(__file__).with_name("crashes")
LIMIT = 2.0
"""Seconds of processor time that an article may take, all of it set."""

PATIENCE = 60.0
"""Seconds for making a case smaller."""

_EXPORTED = 4  # every fourth case is exported, too


class Outcome(NamedTuple):
    """What became of a case: "shown", "refused", or what went wrong."""

    number: int
    verdict: str
    took: float


def main() -> int:
    parser = ArgumentParser(prog="python -m tests.fuzz", description="Show damaged articles.")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first number")
    asked = parser.parse_args()
    started, seen, slowest = time.monotonic(), Counter[str](), Outcome(0, "", 0.0)
    numbers = ((asked.seed, number) for number in range(asked.first, asked.first + asked.count))
    with Pool(os.cpu_count()) as pool:
        for done, outcome in enumerate(pool.imap_unordered(_try, numbers, chunksize=100), 1):
            seen[outcome.verdict] += 1
            slowest = max(slowest, outcome, key=lambda one: one.took)
            if outcome.verdict not in ("shown", "refused") and seen[outcome.verdict] == 1:
                _report(asked.seed, outcome)
            if done % 5_000 == 0:
                _say(f"{done:,} of {asked.count:,}, {time.monotonic() - started:.0f} s")
    for verdict, count in seen.most_common():
        _say(f"{count:8,}  {verdict}")
    _say(f"The slowest took {slowest.took:.2f} s: --seed {asked.seed} --from {slowest.number}.")
    return 1 if set(seen) - {"shown", "refused"} else 0


def _try(which: tuple[int, int]) -> Outcome:
    seed, number = which
    started = time.process_time()
    data = case(seed, number, _sources())
    verdict = _verdict(data, number)
    took = time.process_time() - started
    if took > LIMIT and verdict in ("shown", "refused"):
        verdict = "too slow"
    return Outcome(number, verdict, took)


@lru_cache(maxsize=1)
def _sources() -> list[bytes]:
    return sources()


def width(number: int) -> int:
    """The width that a case is set at."""
    return NARROWEST + number % (WIDEST - NARROWEST)


def _verdict(data: bytes, number: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "2022-04-22-article.md"
        path.write_bytes(data)
        try:
            good = shown(path, width(number), exported=number % _EXPORTED == 0)
        except Exception as error:  # noqa: BLE001 (every bug is wanted)
            return _signature(error)
    return "shown" if good else "refused"


def _signature(error: Exception) -> str:
    """What went wrong, in the same words for the same bug."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    place = f"{Path(at.tb_frame.f_code.co_filename).name}:{at.tb_lineno}" if at else ""
    words = str(error).partition(":")[0][:60] if isinstance(error, AssertionError) else ""
    return f"{type(error).__name__} at {place} {words}".strip()


def _report(seed: int, outcome: Outcome) -> None:
    _say(f"{outcome.verdict}: --seed {seed} --from {outcome.number} --count 1")
    data = case(seed, outcome.number, _sources())
    if outcome.verdict != "too slow":
        data = _smaller(data, outcome)
    CRASHES.mkdir(exist_ok=True)
    kept = CRASHES / f"{seed}-{outcome.number}.md"
    kept.write_bytes(data)
    _say(f"  {len(data)} bytes in {kept}: {data[:200]!r}")


def _smaller(data: bytes, outcome: Outcome) -> bytes:
    """The same failure with as little as possible, for as long as PATIENCE lasts."""
    end, size = time.monotonic() + PATIENCE, len(data) // 2
    while size:
        at = 0
        while at < len(data) and time.monotonic() < end:
            shorter = data[:at] + data[at + size :]
            if _verdict(shorter, outcome.number) == outcome.verdict:
                data = shorter
            else:
                at += size
        size //= 2
    return data


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
