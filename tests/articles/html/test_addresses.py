"""Where links lead: to http, https and mailto, past redirectors, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.articles.html.addresses import LENGTH_LIMIT, target
from reader.articles.rules.builtin import REDIRECTS

BASE = "https://site.example/a/b.html"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.example/x?y#z", "https://a.example/x?y#z"),
        ("//a.example/x", "https://a.example/x"),
        ("/x", "https://site.example/x"),
        ("c.html", "https://site.example/a/c.html"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        (" https://a.example/\n x", "https://a.example/x"),
        ("#x", "reader:#x"),
        ("", None),
        ("javascript:alert(1)", None),
        (" jAvAsCrIpT\t:x", None),
        ("\x01javascript:x", None),
        ("data:text/html,x", None),
        ("vbscript:x", None),
        ("file:///etc/passwd", None),
        ("http://[::1", None),
        ("http://bank.example@b.example:81/x", "http://b.example:81/x"),
        ("http://a@[::1]/x", "http://[::1]/x"),
        ("https://www.аpple.com/x", "https://www.xn--pple-43d.com/x"),
        (f"https://{'é' * 80}.example/", None),
        ("https:///x", None),
        ("https://a.example/" + "x" * LENGTH_LIMIT, None),
        ("https://www.google.com/url?q=https://b.example/&sa=U", "https://b.example/"),
        ("https://www.google.com/search?q=https://b.example/", "https://www.google.com/search?q=https://b.example/"),
        ("https://link.zhihu.com/?target=javascript:x", "https://link.zhihu.com/?target=javascript:x"),
    ],
)  # fmt: skip
def test_addresses(address: str, expected: str | None) -> None:
    assert target(address, BASE) == expected


@pytest.mark.parametrize(("place", "field"), REDIRECTS.items())
def test_every_redirector_is_passed(place: str, field: str) -> None:
    query = f"{field}=https%3A%2F%2Fb.example%2Fc" if field else "https%3A%2F%2Fb.example%2Fc"
    address = f"https://{place}{'' if '/' in place else '/'}?{query}"
    assert target(address) == "https://b.example/c"


def test_without_a_base_a_relative_address_leads_nowhere() -> None:
    assert target("/x") is None
    assert target("#x") is None


@given(st.text(max_size=40))
def test_nothing_else_can_be_opened(address: str) -> None:
    found = target(address, BASE)
    assert found is None or found.lower().startswith(("http://", "https://", "mailto:"))
    assert found is None or found.isprintable() or not found.isascii()


def test_an_address_behind_redirectors_shows_its_host() -> None:
    inner = "https%3A%2F%2Fbank.com%40evil.example%2Fx"
    assert target(f"https://link.zhihu.com/?target={inner}") == "https://evil.example/x"
    twice = f"https%3A%2F%2Flink.zhihu.com%2F%3Ftarget%3D{inner.replace('%', '%25')}"
    assert target(f"https://link.zhihu.com/?target={twice}") == "https://evil.example/x"
    assert target("https://link.zhihu.com/?target=https%3A%2F%2Fа.example") == (
        "https://xn--80a.example"
    )
