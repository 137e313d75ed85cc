"""Try damaged files: `python -m tests.fuzz [TARGET ...] [--count N] [--seed N] [--from N]`.

Runs on all cores and says how far it is. What fails is named with its seed and number, made as
small as it goes while it still fails in the same way, and kept in the folder `crashes` beside this
file, from which the test suite tries it ever after. Exit code 1 where something failed.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Sequence
from functools import cache
from multiprocessing import Pool
from multiprocessing.pool import Pool as PoolType
from pathlib import Path
from typing import NamedTuple

from tests.fuzz.mutations import case
from tests.fuzz.targets import TARGETS

CRASHES = Path(__file__).with_name("crashes")
LIMIT = 2.0
"""Seconds of processor time that a case may take."""

PATIENCE = 60.0
"""Seconds for making a case smaller."""


class Case(NamedTuple):
    """What is tried: a target's name, a seed and a number."""

    target: str
    seed: int
    number: int


class Outcome(NamedTuple):
    """What became of a case: "taken", "refused", or what went wrong."""

    number: int
    verdict: str
    took: float


def main() -> int:
    parser = ArgumentParser(prog="python -m tests.fuzz", description="Try damaged files.")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--count", type=int, default=10_000, help="cases for each target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first number")
    asked = parser.parse_args()
    if unknown := set(asked.targets) - set(TARGETS):
        parser.error(f"there is no target {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory() as home:
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            os.environ[f"XDG_{name}_HOME"] = home
        with Pool(os.cpu_count()) as pool:
            failed = [_run(pool, name, asked) for name in asked.targets or TARGETS]
    return 1 if any(failed) else 0


def _run(pool: PoolType, target: str, asked: Namespace) -> bool:
    """Try a target's cases, and say what came of it; whether something failed."""
    started, seen, slowest = time.monotonic(), Counter[str](), Outcome(0, "", 0.0)
    last = asked.first + asked.count
    cases = (Case(target, asked.seed, number) for number in range(asked.first, last))
    for done, outcome in enumerate(pool.imap_unordered(_try, cases, chunksize=100), 1):
        seen[outcome.verdict] += 1
        slowest = max(slowest, outcome, key=lambda one: one.took)
        if outcome.verdict not in ("taken", "refused") and seen[outcome.verdict] == 1:
            _report(Case(target, asked.seed, outcome.number), outcome)
        if done % 5_000 == 0:
            _say(f"{target}: {done:,} of {asked.count:,}, {time.monotonic() - started:.0f} s")
    for verdict, count in seen.most_common():
        _say(f"{target}: {count:8,}  {verdict}")
    where = f"{target} --seed {asked.seed} --from {slowest.number} --count 1"
    _say(f"{target}: the slowest took {slowest.took:.2f} s: {where}")
    return bool(set(seen) - {"taken", "refused"})


def _try(which: Case) -> Outcome:
    data = _data(which)
    started = time.process_time()
    verdict = _verdict(which, data)
    took = time.process_time() - started
    if took > LIMIT and verdict in ("taken", "refused"):
        verdict = "too slow"
    return Outcome(which.number, verdict, took)


def _data(which: Case) -> bytes:
    mutations = TARGETS[which.target].mutations
    return case(which.seed, which.number, _sources(which.target), mutations)


@cache
def _sources(target: str) -> Sequence[bytes]:
    return TARGETS[target].sources()


def _verdict(which: Case, data: bytes) -> str:
    with tempfile.TemporaryDirectory() as folder:
        try:
            taken = TARGETS[which.target].trial(Path(folder), data, which.number)
        except Exception as error:  # noqa: BLE001 (every bug is wanted)
            return _signature(error)
    return "taken" if taken else "refused"


def _signature(error: Exception) -> str:
    """What went wrong, in the same words for the same bug."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    place = f"{Path(at.tb_frame.f_code.co_filename).name}:{at.tb_lineno}" if at else ""
    words = str(error).partition(":")[0][:60] if isinstance(error, AssertionError) else ""
    return f"{type(error).__name__} at {place} {words}".strip()


def _report(which: Case, outcome: Outcome) -> None:
    where = f"{which.target} --seed {which.seed} --from {which.number} --count 1"
    _say(f"{outcome.verdict}: {where}")
    data = _data(which)
    if outcome.verdict != "too slow":
        data = _smaller(which, data, outcome)
    kept = CRASHES / which.target / f"{which.seed}-{which.number}"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(data)
    _say(f"  {len(data)} bytes in {kept}: {data[:200]!r}")


def _smaller(which: Case, data: bytes, outcome: Outcome) -> bytes:
    """The same failure with as little as possible, for as long as PATIENCE lasts."""
    end, size = time.monotonic() + PATIENCE, len(data) // 2
    while size:
        at = 0
        while at < len(data) and time.monotonic() < end:
            shorter = data[:at] + data[at + size :]
            if _verdict(which, shorter) == outcome.verdict:
                data = shorter
            else:
                at += size
        size //= 2
    return data


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
