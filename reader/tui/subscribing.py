"""Subscribing on the screen: asks for an address, then which feed, then a folder for it.

Network requests run in a thread, so that no key waits for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from reader.errors import ReaderError
from reader.output.safe import safe_line
from reader.tui import outside
from reader.tui.worker import in_thread

if TYPE_CHECKING:  # the first screen does without
    from reader.feeds.discovery import Discovery
    from reader.feeds.subscription import Subscription
    from reader.feeds.subscriptions import Subscriptions
    from reader.tui.incoming import Incoming
    from reader.tui.panes import Panes
    from reader.tui.session import Session

_KNOWN = "You already subscribe to this feed."


class Subscribing:
    """Asks for feeds in the prompt, and subscribes a library to them."""

    def __init__(self, session: Session, panes: Panes, incoming: Incoming) -> None:
        """`incoming` fetches the new subscriptions."""
        self._root = session.library.roots[0]
        self._prompted = panes.prompt
        self._run = panes.run_worker
        self._say = session.say
        self._incoming = incoming

    async def ask(self) -> None:
        """Ask what to subscribe to."""
        prompt = await self._prompted()

        def done(text: str) -> bool:
            if text.strip():
                self._run(self._find(text.strip()))
            return True

        what = "the address of a feed or page, or an OPML file"
        prompt.ask("subscribe to ", "", done, enter="look", what=what)

    async def _find(self, text: str) -> None:
        self._say(f"Asking {safe_line(text)} …")
        try:
            found = await in_thread(look, text, self._root)
            self._say("")
            await self._found(found)
        except ReaderError as error:
            self._say(str(error))

    async def _found(self, found: Discovery) -> None:
        if found.listed is not None:
            await self._add(found.listed.feeds)
        elif found.offers:
            await self._ask_which(found)
        else:
            await self._ask_where(found)

    async def _ask_which(self, found: Discovery) -> None:
        prompt = await self._prompted()
        named = enumerate(found.offers, 1)
        offers = "  ".join(f"{number} {safe_line(one.title or one.url)}" for number, one in named)

        def done(text: str) -> bool:
            number = int(text) if text.strip().isdecimal() and len(text) < 10 else 0
            if not 1 <= number <= len(found.offers):
                prompt.again(f"A number from 1 to {len(found.offers)}: {offers}", "")
                return False
            self._run(self._take(found, number - 1))
            return True

        prompt.ask("which? ", "", done, enter="choose", what="its number")
        prompt.tell(offers)

    async def _take(self, found: Discovery, at: int) -> None:
        try:
            await self._ask_where(await in_thread(pick, found, at, self._root))
        except ReaderError as error:
            self._say(str(error))

    async def _ask_where(self, found: Discovery) -> None:
        from reader.feeds import discovery
        from reader.feeds.subscription import folder_of

        prompt = await self._prompted()
        new = discovery.subscription(found)
        try:
            feeds = await in_thread(_loaded, self._root)
        except ReaderError as error:
            self._say(str(error))
            return
        if any(new.url in (one.url, one.first_url) for one in feeds.feeds):
            self._say(_KNOWN)
            return
        known = list(dict.fromkeys("/".join(one.folder) for one in feeds.feeds if one.folder))

        def done(text: str) -> bool:
            from dataclasses import replace

            self._run(self._add([replace(new, folder=folder_of(text))]))
            return True

        prompt.ask(
            "file under ",
            "",
            done,
            completed=partial(_fitting, known),
            enter="subscribe",
            what="a folder such as A/B, or nothing",
        )
        likely = f" · Tab: {'  '.join(known[:6])}" if known else ""
        prompt.tell(f"“{new.name}”{likely}")

    async def _add(self, new: Sequence[Subscription]) -> None:
        from reader.feeds import subscriptions

        def add() -> Sequence[Subscription]:
            outside.check(self._root)
            return subscriptions.add_unknown(self._root, new)

        try:
            added = await in_thread(add)
        except ReaderError as error:
            self._say(str(error))
            return
        if not added:
            self._say(_KNOWN)
            return
        name = f"“{added[0].name}”" if len(added) == 1 else f"{len(added):,} feeds"
        self._say(f"Subscribed to {name}.")
        try:
            self._incoming.start([one.url for one in added])
        except ReaderError as error:  # no drive answers
            self._say(str(error))


def look(text: str, root: Path | None = None) -> Discovery:
    """The feeds that a typed address leads to, asked as `[defaults]` of the library in `root` says,
    if there is one. Uses the network; raises as `find_typed` does.
    """
    from reader.feeds import discovery
    from reader.feeds.http import Client

    client = Client()
    try:
        return discovery.find_typed(text, client, _shared(root))
    finally:
        client.close()


def pick(found: Discovery, at: int, root: Path | None = None) -> Discovery:
    """The feed at the index `at` of a page's offers. Uses the network; raises as `take` does."""
    from reader.feeds import discovery
    from reader.feeds.http import Client

    client = Client()
    try:
        return discovery.take(found.offers[at], found.asked, client, _shared(root))
    finally:
        client.close()


def _shared(root: Path | None) -> Subscription:
    from reader.feeds.subscriptions import Subscriptions

    return _loaded(root).shared if root else Subscriptions().shared


def _loaded(root: Path) -> Subscriptions:
    from reader.feeds import subscriptions

    outside.check(root)
    return subscriptions.load(root)


def _fitting(known: Sequence[str], text: str) -> list[str]:
    begun = text.strip().casefold()
    return [one for one in known if one.casefold().startswith(begun)]
