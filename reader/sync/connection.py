"""Requests to an account's server, and what is wrong with its answers, in a sentence."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from reader.entities import number
from reader.errors import FetchError, SyncError, TooLarge
from reader.feeds import schedule
from reader.feeds.http import Client, Response
from reader.feeds.requests import Request
from reader.sync.server import LoginRefused, Paused, TooMuch

DEADLINE = 60.0
"""Seconds for an answer: marking a hundred items takes some servers two."""

SIZE_LIMIT = 64 * 1024 * 1024
"""Bytes of an answer with the contents of many items."""

MOST = 2_000_000
"""Items that a server may name in one of its lists."""

_LONGEST_ID = 500

Form = Sequence[tuple[str, str]]

_NONE = "there is no interface at this address"
_BROKEN = "an error of the server"
_WORDS = {400: "it does not take that", 403: "it refuses", 404: _NONE, 405: _NONE, 500: _BROKEN,
          501: _NONE, 502: _BROKEN, 504: "it timed out"}  # fmt: skip


class Connection:
    """Asks one server. Any thread may."""

    def __init__(self, url: str, client: Client | None = None) -> None:
        """`url` is what the paths of requests are appended to."""
        self.base = url.rstrip("/")
        self.host = urlsplit(url).hostname or url
        self.headers: tuple[tuple[str, str], ...] = (("Accept", "application/json, text/plain"),)
        self._client = client or Client(DEADLINE, SIZE_LIMIT)

    def get(self, path: str, query: Form = ()) -> bytes:
        """The answer to a question. Raises SyncError, also where it is not 200."""
        asked = f"{self.base}{path}{'?' if query else ''}{urlencode(query)}"
        return self._body(self._sent(asked, None))

    def post(self, path: str, form: Form) -> bytes:
        """The answer to a form that may be sent twice. Raises as `get` does."""
        return self._body(self._sent(self.base + path, form))

    def json(self, path: str, query: Form = (), form: Form | None = None) -> dict[str, Any]:
        """The JSON object in an answer. Raises as `get` does."""
        asked = f"{path}{'?' if query else ''}{urlencode(query)}"
        return self.object(self.get(path, query) if form is None else self.post(asked, form))

    def object(self, data: bytes) -> dict[str, Any]:
        """The JSON object in some bytes. Raises SyncError where there is none."""
        try:
            found = json.loads(data, parse_int=number)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise SyncError(f"{self.host} does not answer as this kind of server does.")
        return found

    def close(self) -> None:
        self._client.close()

    def _sent(self, url: str, form: Form | None) -> Response:
        request = Request(url, headers=self.headers, trusted=True)
        try:
            return self._client.get(request) if form is None else self._client.post(request, form)
        except TooLarge as error:
            raise TooMuch(str(error)) from None
        except FetchError as error:
            raise SyncError(str(error)) from None

    def _body(self, answer: Response) -> bytes:
        if answer.status == 200:
            return answer.take()
        answer.body.close()
        if answer.status == 401:
            raise LoginRefused(f"{self.host} does not accept this name and password.")
        if answer.status in (429, 503):
            raise self._paused(answer)
        if target := answer.headers.get("location", ""):
            raise SyncError(f"{self.host} has moved to {target[:200]}: change the account's url.")
        words = _WORDS.get(answer.status, "")
        raise SyncError(f"{self.host} answers {answer.status}{f', {words}' if words else ''}.")

    def _paused(self, answer: Response) -> SyncError:
        at = time.time()
        until = schedule.retry_after(answer.headers.get("retry-after", ""), at)
        until = until or (at + schedule.PAUSE if answer.status == 429 else None)
        if until is None:
            return SyncError(
                f"{self.host} answers {answer.status}: it is not available now, or its API is "
                "switched off."
            )
        clock = time.strftime("%H:%M", time.localtime(until))
        return Paused(f"{self.host} asks for a pause until {clock}.", until)


def is_id(id: str) -> bool:
    """Whether a text may be the id of an item: it goes into requests and into our files."""
    return 0 < len(id) <= _LONGEST_ID and id.isprintable()


def records(found: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects in a list of an answer; none where it is something else."""
    listed = found.get(name)
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
