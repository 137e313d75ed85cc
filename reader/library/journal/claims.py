"""Merges events: the last writer of each field of each article wins, and of each path.

This only takes maxima, so any order of lines and files, and any number of copies of them, give the
same result.
"""

from __future__ import annotations

from reader.library.journal.events import Event

Claim = tuple[int, str, float]
"""Clock, device and value: the greatest one wins."""

Step = tuple[int, str, str]
"""Clock, device and article: the greatest one is the article last marked at a path."""


class Claims:
    """The winner for each (article, field), and the article last marked at each path."""

    def __init__(self) -> None:
        self.state: dict[tuple[str, str], Claim] = {}
        self.trail: dict[bytes, Step] = {}

    def take(self, device: str, event: Event) -> None:
        """Take in an event; it counts where it is the latest."""
        state, trail = self.state, self.trail
        claims = [(name, (event.t, device, value)) for name, value in event.fields.items()]
        for article, place in event.marked:
            for name, claim in claims:
                if claim > state.get((article, name), (0, "", 0.0)):
                    state[article, name] = claim
            if place:
                step = (event.t, device, article)
                if step > trail.get(place, (0, "", "")):
                    trail[place] = step

    def needs(self, device: str, event: Event, article: str, place: bytes) -> bool:
        """Whether an event is the latest for any field of an article."""
        return self.trail.get(place) == (event.t, device, article) or any(
            self.state.get((article, name)) == (event.t, device, value)
            for name, value in event.fields.items()
        )
