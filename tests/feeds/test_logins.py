"""Feeds that are not for everybody open, and what opens them goes nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reader.errors import FetchError
from reader.feeds import subscriptions
from reader.feeds.http import Client
from reader.feeds.logins import exposed
from reader.feeds.requests import Request, without_password
from tests.feeds.conftest import Fetch, item, rss
from tests.feeds.server import AUTHORITY, Web

SECRET = "open-sesame"  # noqa: S105 (it opens nothing)
BASIC = "Basic YWRhOm9wZW4tc2VzYW1l"


@pytest.fixture
def home(a_home_of_its_own: Path) -> Path:
    a_home_of_its_own.mkdir()
    return a_home_of_its_own


@pytest.fixture
def client() -> Iterator[Client]:
    one = Client(deadline=5)
    yield one
    one.close()


def feeds_toml(root: Path, url: str, *lines: str) -> None:
    (root / "feeds.toml").write_text("\n".join(["[[feed]]", f'url = "{url}"', *lines, ""]))


def netrc(home: Path, text: str) -> None:
    (home / ".netrc").write_text(text)
    (home / ".netrc").chmod(0o600)


def test_netrc_opens_its_hosts_and_no_others(web: Web, home: Path, client: Client) -> None:
    netrc(home, f"machine 127.0.0.1 login ada password {SECRET}\ndefault login x password y\n")
    other = Web("127.0.0.2")
    client.get(Request(web.put("/", b"x"))).take()
    client.get(Request(other.put("/", b"x"))).take()
    other.close()
    assert web.asked[0][1]["Authorization"] == BASIC
    assert other.asked[0][1]["Authorization"] is None


def test_an_address_with_a_password_needs_no_netrc(web: Web, home: Path, client: Client) -> None:
    netrc(home, "machine 127.0.0.1 login other password other\n")
    client.get(Request(web.put("/", b"x").replace("//", f"//ada:{SECRET}@"))).take()
    assert web.asked[0][1]["Authorization"] == BASIC


def test_cookies_go_where_they_belong(web: Web, home: Path, client: Client) -> None:
    jar = home / "cookies.txt"
    jar.write_text(
        "# Netscape HTTP Cookie File\n"
        f"127.0.0.1\tFALSE\t/\tFALSE\t0\tsession\t{SECRET}\n"
        "127.0.0.1\tFALSE\t/other\tFALSE\t0\tpath\tno\n"
        "127.0.0.1\tFALSE\t/\tTRUE\t0\tsecure\tno\n"
        "127.0.0.1\tFALSE\t/\tFALSE\t100\told\tno\n"
        "#HttpOnly_127.0.0.1\tFALSE\t/\tFALSE\t4000000000\thidden\tyes\n"
        ".example.com\tTRUE\t/\tFALSE\t0\tother\tno\n"
    )
    other = Web("127.0.0.2")
    url = web.put("/a", status=302, headers={"Location": other.put("/", b"x")})
    client.get(Request(url, cookies="~/cookies.txt")).take()
    other.close()
    sent = web.asked[0][1]["Cookie"]
    assert sorted(sent.split("; ")) == ["hidden=yes", f"session={SECRET}"]
    assert other.asked[0][1]["Cookie"] is None


@pytest.mark.parametrize("text", [None, "no cookies at all"])
def test_cookies_that_cannot_be_read_are_a_sentence(
    web: Web, home: Path, client: Client, text: str | None
) -> None:
    if text is not None:
        (home / "cookies.txt").write_text(text)
    with pytest.raises(FetchError, match=r"cookies cannot be read from ~/cookies\.txt"):
        client.get(Request(web.put("/", b"x"), cookies="~/cookies.txt"))
    assert web.asked == []


def test_headers_user_agent_and_proxy_are_a_feed_s_own(
    web: Web, root: Path, home: Path, fetch: Fetch
) -> None:
    (home / "headers").write_text(f"Authorization: Bearer {SECRET}\nX-Mine: 1\n")
    web.put("http://feed.invalid/feed", rss(item(1)))
    feeds_toml(
        root,
        "http://feed.invalid/feed",
        f'headers_command = "cat {home}/headers"',
        'user_agent = "Mine/1.0"',
        f'proxy = "{web.url}"',
    )
    (done,) = fetch().values()
    assert done.new == ("Story 1",)
    (path, sent), *_ = web.asked
    assert path == "http://feed.invalid/feed"
    assert (sent["Authorization"], sent["X-Mine"]) == (f"Bearer {SECRET}", "1")
    assert sent["User-Agent"] == "Mine/1.0"


def test_a_certificate_of_ours_and_an_authority_of_theirs(root: Path, fetch: Fetch) -> None:
    web = Web(secure=True, knows_clients=True)
    url = web.put("/feed", rss(item(1)))
    feeds_toml(root, url, f'authority = "{AUTHORITY}"')
    (refused,) = fetch().values()
    feeds_toml(root, url, f'certificate = "{AUTHORITY}"')
    (untrusted,) = fetch().values()
    feeds_toml(root, url, f'authority = "{AUTHORITY}"', f'certificate = "{AUTHORITY}"')
    (done,) = fetch().values()
    web.close()
    assert refused.became == "failed"
    assert "certificate of 127.0.0.1 is not valid" in untrusted.said
    assert done.new == ("Story 1",)


def test_a_certificate_goes_to_no_other_host(client: Client) -> None:
    theirs = Web("127.0.0.1", secure=True, knows_clients=True)
    here = Web("127.0.0.2", secure=True)  # its certificate is for another name
    moved = theirs.put("/", status=302, headers={"Location": here.put("/", b"x")})
    files = {"certificate": str(AUTHORITY), "authority": str(AUTHORITY)}
    with pytest.raises(FetchError, match=r"certificate of 127\.0\.0\.2 is not valid: self"):
        client.get(Request(moved, **files))
    theirs.close()
    here.close()


def test_a_certificate_that_cannot_be_used_is_a_sentence(home: Path, client: Client) -> None:
    (home / "none.pem").write_text("none")
    for name in ("none.pem", "gone.pem"):
        with pytest.raises(FetchError, match=rf"certificate in ~/{name} cannot be used"):
            client.get(Request("https://127.0.0.1:1/", certificate=f"~/{name}"))


def test_no_secret_comes_into_a_synchronised_file(
    web: Web, root: Path, home: Path, fetch: Fetch
) -> None:
    netrc(home, f"machine 127.0.0.1 login ada password {SECRET}\n")
    url = web.put("/feed", rss(item(1)))
    feeds_toml(root, url)
    fetch()
    feeds_toml(root, url.replace("//", f"//ada:{SECRET}@") + "?")
    web.put("/feed?", rss(item(2)))
    fetch()
    holding = [path.name for path in root.rglob("*")
               if path.is_file() and SECRET in path.read_text("utf-8")]  # fmt: skip
    assert holding == ["feeds.toml"]  # where the user wrote it


def test_what_is_exposed_is_said_without_saying_it(root: Path, home: Path) -> None:
    netrc(home, f"machine {SECRET}\n{SECRET}")
    (root / "jar.txt").write_text("")
    feeds_toml(
        root,
        f"https://ada:{SECRET}@a.example/feed?access_token={SECRET}&page=1",
        f'proxy = "http://me:{SECRET}@proxy:1"',
        f'headers_command = "echo Authorization: {SECRET}"',
        f'cookies = "{root}/jar.txt"',
    )
    said = list(exposed(root, subscriptions.load(root).feeds))
    assert [SECRET in sentence for sentence in said] == [False] * 6
    for word in ("put it into", "access_token", "its proxy", "headers_command", "jar.txt", "line"):
        assert any(word in sentence for sentence in said), word


def test_what_is_not_exposed_is_not_said(root: Path, home: Path) -> None:
    (home / "jar.txt").write_text("")
    feeds_toml(
        root,
        "https://a.example/feed?page=1&category=monkeys",
        'headers_command = "pass show feeds/a"',
        'cookies = "~/jar.txt"',
        'proxy = "http://proxy:1"',
    )
    assert list(exposed(root, subscriptions.load(root).feeds)) == []


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://a:b@c.example/x", "https://c.example/x"),
        ("https://c.example/@user", "https://c.example/@user"),
        ("https://c.example/x@y", "https://c.example/x@y"),
        ("rsshub://a/b", "rsshub://a/b"),
    ],
)
def test_an_address_for_others_has_no_password(url: str, plain: str) -> None:
    assert without_password(url) == plain
