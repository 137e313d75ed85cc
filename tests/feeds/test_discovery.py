"""What was typed leads to a feed, or to a sentence."""

from __future__ import annotations

import pytest

from reader.errors import FetchError, SubscriptionError
from reader.feeds.discovery import find, find_typed
from reader.feeds.http import Client
from tests.feeds.server import Web


@pytest.mark.parametrize(
    "typed",
    ["[", "http://[x/feed", "feed:[", "https://", "x y", "a" * 300, "~nobody/[", "\0", "ftp://a/b"],
)
def test_what_is_no_address_is_a_sentence(typed: str) -> None:
    with pytest.raises((SubscriptionError, FetchError)):
        find_typed(typed, Client(deadline=2))


def test_a_page_may_be_wrong_about_its_own_address() -> None:
    web, client = Web(), Client()
    page = web.put("/", '<base href="http://[x"><a href="http://[y/feed">a</a>')
    with pytest.raises(SubscriptionError, match="names no feed"):
        find(page, client)
    client.close()
    web.close()
