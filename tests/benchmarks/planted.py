"""Articles with planted versions, to judge how stories are found: made from a seed, so that each
run can take another one.

Texts are made from the words of the sample articles, Chinese and Latin, so that those of one
language share phrases. The versions are what papers make of one report. Templates are daily reports
of one site, whose texts differ in figures and some sentences: no version of each other.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

DAY = 86_400
SITES = 60
KINDS = (
    "another title",
    "other boilerplate",
    "a third cut",
    "half cut",
    "3 % changed",
    "12 % changed",
    "paragraphs swapped",
)
HARD = "12 % changed"
ISSUES = 4
_START = 1_704_067_200  # 2024-01-01


class Made(NamedTuple):
    """An article: title, site, seconds since 1970 UTC (None without a date), paragraphs of its
    text.
    """

    title: str
    site: str
    published: int | None
    text: str


class Planted(NamedTuple):
    """Articles, and which pairs of them, by their numbers, are versions, with the kind of each."""

    articles: list[Made]
    pairs: dict[tuple[int, int], str]


def planted(seed: int, count: int, lines: Sequence[str], days: int = 730) -> Planted:
    """`count` articles over so many days, one version of each seventh, and the templates; `lines`
    are sentences to make texts of.
    """
    return _Planting(random.Random(seed), lines, days).planted(count)


def planted_in(seed: int, originals: Sequence[Made], lines: Sequence[str]) -> Planted:
    """Real articles, and a version of each kind of every one that has a date."""
    planting = _Planting(random.Random(seed), lines, 1)
    return planting.planted_in(originals)


class _Planting:
    def __init__(self, chance: random.Random, lines: Sequence[str], days: int) -> None:
        self._chance = chance
        self._days = days
        self._characters = [c for line in lines for c in line if "一" <= c <= "鿿" or c in "，。"]
        self._words = [word for line in lines for word in line.split() if word.isascii()]
        self._after = _followers(self._characters), _followers(self._words)
        self._frames = [(self._boilerplate(), self._boilerplate()) for _ in range(SITES)]

    def planted(self, count: int) -> Planted:
        chance, articles = self._chance, list[Made]()
        bodies = [self._body() for _ in range(count)]
        for number, body in enumerate(bodies):
            site, time = chance.randrange(SITES), _START + chance.randrange(self._days * DAY)
            articles.append(self._made(f"Report {number:x}", site, time, body))
        pairs: dict[tuple[int, int], str] = {}
        for number in chance.sample(range(count), count // 7):
            kind = chance.choice(KINDS)
            site = chance.choice([s for s in range(SITES) if f"site {s}" != articles[number].site])
            time = (articles[number].published or 0) + chance.randrange(-2 * DAY, 2 * DAY)
            pairs[number, len(articles)] = kind
            title = f"Version of {number:x}"
            articles.append(self._made(title, site, time, self._version(bodies[number], kind)))
        articles += self._templates(min(count // 10, 300))
        return Planted(articles, pairs)

    def planted_in(self, originals: Sequence[Made]) -> Planted:
        articles, pairs = list(originals), dict[tuple[int, int], str]()
        for number, one in enumerate(originals):
            for kind in KINDS if one.published is not None else ():
                pairs[number, len(articles)] = kind
                text = self._version(one.text.split("\n"), kind)
                site = f"paper {self._chance.randrange(SITES)}"
                time = one.published + self._chance.randrange(-DAY, DAY)
                articles.append(Made(f"Version of {number}", site, time, "\n".join(text)))
        return Planted(articles, pairs)

    def _made(self, title: str, site: int, published: int, body: list[str]) -> Made:
        above, below = self._frames[site]
        return Made(title, f"site {site}", published, "\n".join([*above, *body, *below]))

    def _templates(self, count: int) -> Iterator[Made]:
        chance = self._chance
        for number in range(count):
            frame, site = self._body(), chance.randrange(SITES)
            first = _START + chance.randrange(self._days * DAY)
            for issue in range(ISSUES):
                body = [
                    f"{part} {chance.randrange(10_000)}，{chance.randrange(100)}%。"
                    if chance.random() < 0.7
                    else self._body()[0]
                    for part in frame
                ]
                title = f"Daily {number:x}, {issue + 1}"
                yield self._made(title, site, first + issue * DAY, body)

    def _body(self) -> list[str]:
        """Paragraphs of a text, Chinese or Latin, of 300 characters and more."""
        size = max(int(self._chance.lognormvariate(6.8, 0.7)), 300)
        if self._chance.random() < 0.6:
            text = self._strung(self._characters, self._after[0], size)
            return ["".join(text[at : at + 60]) for at in range(0, size, 60)]
        words = self._strung(self._words, self._after[1], size // 4)
        return [" ".join(words[at : at + 30]) for at in range(0, len(words), 30)]

    def _strung(
        self, seen: list[str], after: dict[tuple[str, str], list[str]], size: int
    ) -> list[str]:
        at = self._chance.randrange(len(seen) - 2)
        found = seen[at : at + 2]
        while len(found) < size:
            known = after.get((found[-2], found[-1]))
            if known and self._chance.random() < 0.9:
                found.append(self._chance.choice(known))
            else:
                found.append(self._chance.choice(seen))
        return found

    def _boilerplate(self) -> list[str]:
        return ["".join(self._strung(self._characters, self._after[0], 25))] * self._chance.randint(
            0, 2
        )

    def _version(self, body: list[str], kind: str) -> list[str]:
        if kind == "a third cut":
            return body[: max(len(body) * 2 // 3, 1)]
        if kind == "half cut":
            return body[len(body) // 2 :]
        if kind == "paragraphs swapped":
            return self._chance.sample(body, len(body))
        if kind.endswith("changed"):
            return [self._changed(part, int(kind.split()[0]) / 100) for part in body]
        if kind == "other boilerplate":
            return [*self._boilerplate(), *body, *self._boilerplate()]
        return body

    def _changed(self, part: str, rate: float) -> str:
        others = "abcdefghijklmnopqrstuvwxyz" if part.isascii() else self._characters
        return "".join(
            self._chance.choice(others) if self._chance.random() < rate else c for c in part
        )


def _followers(seen: Sequence[str]) -> dict[tuple[str, str], list[str]]:
    after: dict[tuple[str, str], list[str]] = defaultdict(list)
    for first, second, third in zip(seen, seen[1:], seen[2:], strict=False):
        after[first, second].append(third)
    return after
