"""What this device and a server agreed on last, for one account and one library.

A file of JSON lines in the state folder, which only this device knows: a mark that went to the
server, or came from there, is in it as soon as it is certain, so that a sync may be killed at any
moment. Later lines replace earlier ones, an incomplete last line does not count, and without the
file the next sync is like the first one: what is set on either side is set, and nothing is lost.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from reader import config
from reader.accounts import Account
from reader.errors import SyncError
from reader.library.journal.journal import exchange, write_all
from reader.regular_files import descriptor, read_bytes
from reader.sync.server import Fields, ServerFeed

_FORMAT = 1
_LATEST = 2**40  # a time that no clock has
_WORTH = 2
"""A file with so many times as many lines as are needed is written anew."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """One item: the path of its article under the library, the article's id, '' if it was removed,
    and the fields that both sides had set.
    """

    path: str
    article: str
    fields: Fields = frozenset()


class Snapshot:
    """The last agreement with an account, for one library."""

    def __init__(self, account: Account, root: Path) -> None:
        """Read it. Raises SyncError where it cannot be read."""
        self.file = file_of(account, root)
        self.items: dict[str, Agreed] = {}
        self.feeds: tuple[ServerFeed, ...] = ()
        self.since = 0.0
        """When the last whole sync began, in seconds since 1970; 0 for never."""
        self._head = {"sync": _FORMAT, "url": account.url, "user": account.user}
        self._lines = 0
        try:
            self._read(read_bytes(self.file, None))
        except FileNotFoundError:
            pass
        except OSError as error:
            raise SyncError(f"{self.file} cannot be read: {error.strerror or error}.") from None

    def keep(self, items: dict[str, Agreed]) -> None:
        """Save what was agreed on some items. Raises SyncError."""
        self.items.update(items)
        self._append(_line(id, one) for id, one in items.items())

    def drop(self, ids: Iterable[str]) -> None:
        """Forget items that are gone from the server. Raises SyncError."""
        gone = [id for id in ids if self.items.pop(id, None)]
        self._append({"i": id} for id in gone)

    def keep_feeds(self, feeds: Sequence[ServerFeed]) -> None:
        """Save the server's subscriptions. Raises SyncError."""
        if tuple(feeds) != self.feeds:
            self.feeds = tuple(feeds)
            self._append([self._feeds_line()])

    def end(self, since: float) -> None:
        """Save that a sync which began then is complete. Raises SyncError."""
        self.since = since
        self._append([{"since": since}])
        if self._lines > _WORTH * (len(self.items) + 2):
            with self._writing():
                self._write_anew()

    def _append(self, lines: Iterable[dict[str, Any]]) -> None:
        data = [_bytes(line) for line in lines]
        if not data:
            return
        with self._writing():
            if not self._lines:
                self._write_anew()
                return
            handle = descriptor(self.file, os.O_WRONLY | os.O_APPEND)
            try:
                write_all(handle, b"\n" + b"".join(data))  # it ends a torn line
            finally:
                os.close(handle)
        self._lines += len(data)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise SyncError(f"{self.file} cannot be written: {error.strerror or error}.") from None

    def _write_anew(self) -> None:
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lines = [self._head, self._feeds_line(), {"since": self.since}]
        lines += [_line(id, one) for id, one in self.items.items()]
        exchange(self.file, map(_bytes, lines))
        self._lines = len(lines)

    def _feeds_line(self) -> dict[str, Any]:
        return {"feeds": [asdict(feed) for feed in self.feeds]}

    def _read(self, data: bytes) -> None:
        lines = _objects(data)
        if next(lines, None) != self._head:  # another server, or another format
            return
        self._lines = 1
        for line in lines:
            self._lines += 1
            self._take(line)

    def _take(self, line: dict[str, Any]) -> None:
        match line:
            case {"i": str(id), "p": str(path), "a": str(article), "s": list(fields)}:
                self.items[id] = Agreed(path, article, frozenset(map(str, fields)))
            case {"i": str(id)}:
                self.items.pop(id, None)
            case {"since": int(since) | float(since)} if 0 <= since < _LATEST:
                self.since = since
            case {"feeds": list(feeds)}:
                self.feeds = tuple(_feed(one) for one in feeds if isinstance(one, dict))


def file_of(account: Account, root: Path) -> Path:
    """Where the snapshot of an account is for a library, whether it exists or not."""
    key = sha256(os.fsencode(root.resolve())).hexdigest()[:16]
    return config.state_folder() / "sync" / f"{account.name}-{key}.jsonl"


def _line(id: str, one: Agreed) -> dict[str, Any]:
    return {"i": id, "p": one.path, "a": one.article, "s": sorted(one.fields)}


def _bytes(line: dict[str, Any]) -> bytes:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    ) + b"\n"  # fmt: skip


def _objects(data: bytes) -> Iterator[dict[str, Any]]:
    for text in data.split(b"\n"):
        try:
            found = json.loads(text.decode("utf-8", "surrogatepass")) if text else None
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            yield found


def _feed(one: dict[str, Any]) -> ServerFeed:
    folder = one.get("folder")
    id, url, title = (str(one.get(name, "")) for name in ("id", "url", "title"))
    return ServerFeed(id, url, title, tuple(map(str, folder)) if isinstance(folder, list) else ())
