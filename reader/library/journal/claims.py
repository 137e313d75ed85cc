"""What events come to: the last word on each field of each article, and on each place.

It is nothing but a greatest element, so any order of lines and files, and any number of copies of
them, come to the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from reader.library.journal.events import Event

Claim = tuple[int, str, float]
"""Clock, device and value: the greatest one holds."""

Step = tuple[int, str, str]
"""Clock, device and article: the greatest one is the article last marked at a place."""


@dataclass(slots=True)
class Claims:
    """The last word on each (article, field), and on which article was last marked at a place."""

    state: dict[tuple[str, str], Claim] = field(default_factory=dict)
    trail: dict[bytes, Step] = field(default_factory=dict)

    def take(self, device: str, event: Event) -> None:
        """Let an event count where it is the last word."""
        state, trail = self.state, self.trail
        for article, place in event.marked:
            for name, value in event.fields.items():
                claim = (event.t, device, value)
                if claim > state.get((article, name), (0, "", 0.0)):
                    state[article, name] = claim
            if place:
                step = (event.t, device, article)
                if step > trail.get(place, (0, "", "")):
                    trail[place] = step

    def needs(self, device: str, event: Event, article: str, place: bytes) -> bool:
        """Whether an event has the last word on something of an article."""
        return self.trail.get(place) == (event.t, device, article) or any(
            self.state.get((article, name)) == (event.t, device, value)
            for name, value in event.fields.items()
        )
