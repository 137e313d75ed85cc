"""Decodes the content codings of HTTP piece by piece, so that a small answer that unpacks to
gigabytes is dropped at the limit, and not when memory runs out.

Every server of feeds supports gzip and deflate.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Any, Protocol

ACCEPTED = "gzip, deflate"
"""The value of Accept-Encoding."""

_NO_CODING = frozenset(("identity", "none", "binary", "8bit", "utf-8", "utf8"))
"""Names that servers use for no coding."""

_STEP = 64 * 1024
"""Bytes of output at a time, at most."""


class CannotDecode(ValueError):
    """An answer is not in the coding that its header names."""


class Decoder(Protocol):
    """Takes pieces of an answer and returns its decoded bytes, in bounded pieces."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What more bytes decode to. Raises CannotDecode where they are damaged."""
        ...

    def end(self) -> None:
        """Raises CannotDecode where the answer is incomplete."""
        ...


def decoder(codings: str) -> Decoder:
    """A decoder of a Content-Encoding, which may name several. Raises CannotDecode for others."""
    names = [name.strip().lower() for name in codings.split(",") if name.strip()]
    made = [_made(name) for name in reversed(names) if name not in _NO_CODING]
    return made[0] if len(made) == 1 else _Chain(made)


def _made(name: str) -> Decoder:
    if name in ("gzip", "x-gzip"):
        return _Zlib(lambda: zlib.decompressobj(16 + zlib.MAX_WBITS))
    if name == "deflate":
        return _Deflate()
    raise CannotDecode(f"its coding is “{name}”, which reader did not ask for")


class _Chain:
    """Decodes several codings one after the other, or none."""

    def __init__(self, decoders: list[Decoder]) -> None:
        self._decoders = decoders

    def feed(self, data: bytes) -> Iterator[bytes]:
        yield from self._through(data, 0)

    def end(self) -> None:
        for one in self._decoders:
            one.end()

    def _through(self, data: bytes, at: int) -> Iterator[bytes]:
        if at == len(self._decoders):
            yield data
            return
        for piece in self._decoders[at].feed(data):
            yield from self._through(piece, at + 1)


class _Zlib:
    """Decodes gzip, which may have several members one after the other, and zlib's own form."""

    def __init__(self, new: Callable[[], Any]) -> None:
        self._new = new
        self._inner = new()
        self._is_empty = True

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._inner.eof:
                if not data.strip(b"\0"):  # some servers pad the end
                    return
                self._inner = self._new()
            self._is_empty = False
            try:
                piece = self._inner.decompress(data, _STEP)
            except zlib.error as error:
                raise CannotDecode(f"it is damaged ({error})") from None
            data = self._inner.unused_data if self._inner.eof else self._inner.unconsumed_tail
            if piece:
                yield piece
            elif not data:
                return

    def end(self) -> None:
        if not self._inner.eof and not self._is_empty:
            raise CannotDecode("it is cut off")


class _Deflate(_Zlib):
    """Decodes `deflate`: in zlib's form, as RFC 9110 says, or without its head, as many servers
    send it.
    """

    def __init__(self) -> None:
        super().__init__(zlib.decompressobj)

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._is_empty and data and (data[0] & 15) != 8:
            self._new = lambda: zlib.decompressobj(-zlib.MAX_WBITS)
            self._inner = self._new()
        yield from super().feed(data)
