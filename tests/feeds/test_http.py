"""Whatever a server does, an answer comes within limits or there is one sentence."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

import pytest

from reader.errors import FetchError
from reader.feeds import private_hosts, requests
from reader.feeds.connections import Connections
from reader.feeds.http import Client
from reader.feeds.requests import Request
from tests.feeds.server import AUTHORITY, Web, reset

TEXT = b"<rss>" + b"a line of text\n" * 2000 + b"</rss>"


@pytest.fixture
def client() -> Iterator[Client]:
    one = Client(deadline=3, limit=100_000)
    yield one
    one.close()


def refused(client: Client, url: str, **more: object) -> str:
    """The sentence in which an address is refused."""
    with pytest.raises(FetchError) as caught:
        client.get(Request(url, **more)).body.close()
    return str(caught.value)


def raw_deflate(data: bytes) -> bytes:
    pressing = zlib.compressobj(wbits=-15)
    return pressing.compress(data) + pressing.flush()


def _coding(value: object) -> str:
    """What a case is called: gzip writes the time into its data, so that is no name."""
    return value if isinstance(value, str) else "data"


@pytest.mark.parametrize(
    ("coding", "data"),
    [
        ("gzip", gzip.compress(TEXT)),
        ("x-gzip", gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:]) + b"\0\0"),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
        ("deflate, gzip", gzip.compress(zlib.compress(TEXT))),
        ("identity", TEXT),
        ("UTF-8", TEXT),
    ],
    ids=_coding,
)
def test_a_coded_answer_is_decoded(web: Web, client: Client, coding: str, data: bytes) -> None:
    url = web.put("/", data, headers={"Content-Encoding": coding})
    assert client.get(Request(url)).take() == TEXT


@pytest.mark.parametrize(
    ("coding", "data", "said"),
    [
        ("gzip", gzip.compress(b"x" * 50_000_000), "is larger than"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"x" * 50_000_000)), "is larger than"),
        ("deflate", zlib.compress(b"x" * 50_000_000), "is larger than"),
        ("gzip", gzip.compress(TEXT)[:50], "cut off"),
        ("gzip", b"no gzip at all", "damaged"),
        ("rot13", TEXT, "coding is “rot13”"),
        ("identity", b"x" * 100_001, "is larger than"),
    ],
    ids=_coding,
)
def test_an_answer_that_is_too_much_or_broken_is_refused(
    web: Web, client: Client, coding: str, data: bytes, said: str
) -> None:
    assert said in refused(client, web.put("/", data, headers={"Content-Encoding": coding}))


def chunked(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for at in range(0, len(TEXT), 1000):
        piece = TEXT[at : at + 1000]
        handler.wfile.write(b"%x;extension\r\n%s\r\n" % (len(piece), piece))
    handler.wfile.write(b"0\r\nTrailer: x\r\n\r\n")


def test_chunks_are_put_together(web: Web, client: Client) -> None:
    assert client.get(Request(web.put("/", raw=chunked))).take() == TEXT


def cut(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n<rss>half")


def cut_chunks(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n<rss>half")


def no_http(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        handler.wfile.write(b"x" * 10_000)


def endless_head(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X-Filler: x\r\n" * 100)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (cut, "cut off"),
        (cut_chunks, "does not answer as a web server does"),
        (no_http, "does not answer as a web server does"),
        (endless, "is larger than"),
        (endless_head, "does not answer as a web server does"),
        (reset, "127.0.0.1"),
    ],
)
def test_a_server_that_does_not_speak_to_the_end_is_named(
    web: Web, client: Client, raw: object, said: str
) -> None:
    sentence = refused(client, web.put("/", raw=raw))
    assert said in sentence
    assert "127.0.0.1" in sentence


def dripping(head: bytes, drop: bytes) -> object:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)
        for _ in range(200):
            handler.wfile.write(drop)
            time.sleep(0.02)

    return answer


@pytest.mark.parametrize(
    ("head", "drop"),
    [(b"HTTP/1.1 200 OK\r\nX: ", b"x"), (b"HTTP/1.1 200 OK\r\n\r\n", b"x"), (b"", b""),
     (b"", b"HTTP/1.1 100 Continue\r\n\r\n")],
    ids=["head", "body", "silence", "continue"],
)  # fmt: skip
def test_bytes_that_drip_in_do_not_keep_us_longer_than_the_deadline(
    web: Web, head: bytes, drop: bytes
) -> None:
    client = Client(deadline=0.3)
    before = time.monotonic()
    assert "within 0.3 seconds" in refused(client, web.put("/", raw=dripping(head, drop)))
    assert time.monotonic() - before < 2


def test_both_validators_go_out_as_they_came(web: Web, client: Client) -> None:
    url = web.put("/", b"x", etag='W/"a b"')
    answer = client.get(Request(url, etag='W/"a b"', modified="some day"))
    assert (answer.status, answer.take()) == (304, b"")
    sent = web.asked[0][1]
    assert (sent["If-None-Match"], sent["If-Modified-Since"]) == ('W/"a b"', "some day")
    assert sent["User-Agent"].startswith("broadsheet/")


def test_connections_are_used_again_and_a_stale_one_is_made_anew(web: Web, client: Client) -> None:
    first = web.put("/1", b"one")
    web.put("/2", raw=lambda handler: reset(handler))
    assert client.get(Request(first)).take() == b"one"
    (kept,) = client._idle.values()
    port = kept[0].sock._inner.getsockname()
    assert client.get(Request(first)).take() == b"one"
    assert kept[0].sock._inner.getsockname() == port
    kept[0].sock._inner.shutdown(socket.SHUT_RDWR)
    assert client.get(Request(first)).take() == b"one"
    assert len(web.asked) == 3


def test_redirects_lead_on_and_those_for_good_are_told(web: Web, client: Client) -> None:
    end = web.put("/end", b"here")
    web.put("/good", status=301, headers={"Location": "/end"})
    web.put("/better", status=308, headers={"Location": "/good"})
    web.put("/now", status=302, headers={"Location": "/better"})
    web.put("/both", status=301, headers={"Location": "/now"})
    answers = [client.get(Request(web.url + path)) for path in ("/better", "/now", "/both")]
    assert [answer.take() for answer in answers] == [b"here"] * 3
    assert [answer.moved for answer in answers] == [end, "", web.url + "/now"]


def test_a_redirect_that_does_not_end_is_given_up(web: Web, client: Client) -> None:
    web.put("/a", status=302, headers={"Location": "/a"})
    assert "redirects more than 5 times" in refused(client, web.url + "/a")
    assert len(web.asked) == 6


@pytest.mark.parametrize(
    "target",
    ["file:///etc/passwd", "ftp://127.0.0.1/x", "javascript:1", "data:,x"],
)
def test_a_redirect_leads_nowhere_but_the_web(web: Web, client: Client, target: str) -> None:
    web.put("/a", status=301, headers={"Location": target})
    assert "is not an address on the web" in refused(client, web.url + "/a")


@pytest.mark.parametrize("host", ["169.254.169.254", "[fe80::1]", "0.0.0.0", "[::ffff:a9fe:a9fe]"])
def test_a_redirect_never_leads_to_what_only_the_machine_itself_reaches(
    web: Web, client: Client, host: str
) -> None:
    web.put("/a", status=302, headers={"Location": f"http://{host}/"})
    assert "not on the public network" in refused(client, web.url + "/a")


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Names and the addresses that each question about them finds, the last one for ever."""
    known: dict[str, list[str]] = {}
    real = socket.getaddrinfo

    def getaddrinfo(host: str, port: int, **more: object) -> object:
        if host in known:
            address = known[host].pop(0) if len(known[host]) > 1 else known[host][0]
            return real(address, port, **more)
        return real(host, port, **more)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return known


def test_a_public_name_may_not_be_at_home(
    web: Web, client: Client, names: dict[str, list[str]]
) -> None:
    names["feeds.example.com"] = ["127.0.0.1"]
    url = web.put("/", b"x").replace("127.0.0.1", "feeds.example.com")
    assert "feeds.example.com is at 127.0.0.1" in refused(client, url)
    assert web.asked == []
    assert client.get(Request(url, trusted=True)).take() == b"x"
    assert client.is_at_home(url)


def test_what_was_checked_is_what_is_connected_to(
    web: Web, client: Client, names: dict[str, list[str]]
) -> None:
    # The second answer is never asked for.
    names["feeds.example.com"] = ["203.0.113.1", "127.0.0.1"]
    client._deadline = 0.2
    url = web.put("/", b"x").replace("127.0.0.1", "feeds.example.com")
    refused(client, url)
    assert web.asked == []


def test_a_page_of_the_web_offers_nothing_at_home(web: Web, client: Client) -> None:
    url = web.put("/", b"x")
    said = refused(client, url, home="https://198.51.100.7/", trusted=True)
    assert "not on the public network" in said


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("127.8.0.1", "loopback"), ("::1", "loopback"), ("::ffff:127.0.0.1", "loopback"),
        ("10.0.0.1", "private"), ("172.16.0.1", "private"), ("192.168.1.1", "private"),
        ("100.64.0.1", "private"), ("fd00::1", "private"), ("64:ff9b::a00:1", "private"),
        ("2002:c0a8:101::1", "private"),
        ("169.254.169.254", "link-local"), ("fe80::1%eth0", "link-local"),
        ("0.0.0.0", "none"), ("::", "none"), ("224.0.0.1", "none"), ("ff02::1", "none"),
        ("93.184.216.34", "public"), ("2606:2800:220:1::1", "public"),
    ],
)  # fmt: skip
def test_addresses_are_told_apart(address: str, kind: str) -> None:
    assert private_hosts.kind_of(address) == kind


def test_only_a_feed_at_home_leads_home() -> None:
    public, home = frozenset({"public"}), frozenset({"private"})
    assert private_hosts.allowed("example.com", public) == {"public"}
    assert private_hosts.allowed("example.com", home) == {"public"}
    assert private_hosts.allowed("example.com", home, trusted=True) == {"public", "private"}
    assert private_hosts.allowed("nas", home) == {"public", "private"}
    assert private_hosts.allowed("nas.lan", home) == {"public", "private"}
    assert private_hosts.allowed("192.168.1.7", home) == {"public", "private"}


def test_secrets_stay_with_the_host_that_was_subscribed(web: Web, client: Client) -> None:
    other = Web("127.0.0.2")
    try:
        end = other.put("/", b"x")
        web.put("/a", status=302, headers={"Location": end})
        url = web.url.replace("//", "//me:p%40ss@") + "/a"
        client.get(Request(url, headers=(("Cookie", "secret"),))).take()
    finally:
        other.close()
    here, there = web.asked[0][1], other.asked[0][1]
    assert (here["Authorization"], here["Cookie"]) == ("Basic bWU6cEBzcw==", "secret")
    assert (there["Authorization"], there["Cookie"]) == (None, None)


def test_a_certificate_counts_when_its_authority_is_the_system_s(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    secure = Web(secure=True)
    try:
        url = secure.put("/", b"safe")
        assert "certificate of 127.0.0.1 is not valid" in refused(client, url)
        monkeypatch.setenv("SSL_CERT_FILE", str(AUTHORITY))
        trusting = Client(deadline=5)
        assert trusting.get(Request(url)).take() == b"safe"
        trusting.close()
    finally:
        secure.close()


def test_a_server_without_tls_is_named(web: Web, client: Client) -> None:
    said = refused(client, web.url.replace("http:", "https:") + "/")
    assert said.startswith("There is no secure connection to 127.0.0.1")


def test_what_is_not_there_is_said_to_be_out_of_reach(client: Client) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        with pytest.raises(FetchError) as caught:
            client.get(Request(f"http://127.0.0.1:{port}/"))
    assert (str(caught.value), caught.value.offline) == ("127.0.0.1 refuses connections.", True)
    with pytest.raises(FetchError) as caught:
        client.get(Request("http://nowhere.invalid/"))
    assert caught.value.offline
    assert str(caught.value).startswith("The host nowhere.invalid cannot be found")


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("http://a.example/新闻?q=利率 x#part", "http://a.example/%E6%96%B0%E9%97%BB?q=%E5%88%A9%E7%8E%87%20x"),
        ("HTTP://A.example", "http://a.example/"),
        ("http://bücher.example:8080/a b", "http://xn--bcher-kva.example:8080/a%20b"),
        ("http://[::1]:80/%41", "http://[::1]:80/%41"),
    ],
)  # fmt: skip
def test_an_address_is_sent_in_ascii(url: str, sent: str) -> None:
    assert requests.sendable(url) == sent


@pytest.mark.parametrize("url", ["file:///x", "http://", "http://a b/", "http://a:x/", "exec:ls"])
def test_what_is_no_address_of_the_web_is_not_sent(url: str, client: Client) -> None:
    with pytest.raises(ValueError, match=r".+"):
        requests.sendable(url)
    assert "cannot be fetched" in refused(client, url)


def test_a_proxy_is_asked_in_our_place(
    web: Web, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.put("http://feeds.example.com/x?y", b"by proxy")
    proxied = Request("http://feeds.example.com/x?y", proxy=web.url)
    assert client.get(proxied).take() == b"by proxy"
    said = refused(client, "http://10.1.1.1/", home="http://a.example", proxy=web.url)
    assert "not on the public network" in said
    monkeypatch.setenv("http_proxy", web.url)
    other = Client(deadline=3)
    assert other.get(Request("http://feeds.example.com/x?y")).take() == b"by proxy"
    other.close()
    monkeypatch.setenv("no_proxy", "example.com")
    assert requests.proxy_for(urlsplit("http://feeds.example.com/"), {"http": web.url}) == ""
    assert requests.proxy_for(urlsplit("http://other.example/"), {"http": web.url}) == web.url


def test_many_threads_share_a_client(web: Web, client: Client) -> None:
    url = web.put("/", TEXT)
    taken: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: taken.append(client.get(Request(url)).take()))
        for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken == [TEXT] * 20


def test_the_system_s_certificates_are_what_is_trusted() -> None:
    context = Connections()._tls("", "")
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
