"""What went wrong with a request, in a sentence that names the host."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from http.client import HTTPException
from urllib.parse import urlsplit

from reader.errors import FetchError, TooLarge
from reader.feeds.codings import CannotDecode
from reader.feeds.connections import NotAllowed


class TooManyBytes(OSError):
    """An answer is longer than its limit, the only argument, in bytes."""


def host_of(url: str) -> str:
    """The host of an address; where there is none, the address itself."""
    with suppress(ValueError):
        return urlsplit(url).hostname or url
    return url


def failure(url: str, error: Exception, deadline: float) -> FetchError:
    """The error to raise for what went wrong with a request for `url`; `deadline` is in seconds."""
    host = host_of(url)
    for kind, sentence in _SENTENCES:
        if isinstance(error, kind):
            why = getattr(error, "verify_message", "") or getattr(error, "strerror", "")
            why = str(why or str(error) or type(error).__name__)[:120]
            size = error.args[0] >> 20 if isinstance(error, TooManyBytes) else 0
            said = sentence.format(host=host, why=why, seconds=deadline, size=size)
            if kind is TooManyBytes:
                return TooLarge(said)
            return FetchError(said, offline=kind in _OFFLINE)
    return FetchError(f"“{url}” cannot be fetched: {error}.")


_SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (NotAllowed, "{host} is at {why}, an address that is not on the public network; such a host "
     "is asked only if the subscription itself names one."),
    (TooManyBytes, "The answer of {host} is larger than {size} MB."),
    (socket.gaierror, "The host {host} cannot be found ({why})."),
    (TimeoutError, "{host} does not answer within {seconds:g} seconds."),
    (ssl.SSLCertVerificationError, "The certificate of {host} is not valid: {why}."),
    (ssl.SSLError, "There is no secure connection to {host} ({why})."),
    (ConnectionRefusedError, "{host} refuses connections."),
    (CannotDecode, "The answer of {host} cannot be read: {why}."),
    (HTTPException, "{host} does not answer as a web server does ({why})."),
    (OSError, "There is no connection to {host}: {why}."),
)  # fmt: skip
"""The sentence for each kind of error; the first that fits is used."""

_OFFLINE = (socket.gaierror, ConnectionRefusedError, OSError)
"""Kinds of error in which the host was not reached at all."""
