"""HTML of strangers → HTML that can do nothing and shows the same."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from reader.feeds.sanitise import absolute, sanitised

BASE = "https://site.example/blog/post.html"
FORBIDDEN = frozenset(
    """applet base embed form frame frameset iframe input link meta object script style
    template""".split()
)
SCRIPTED = re.compile(r"[\x00-\x20]*(?:javascript|vbscript|livescript|data:(?!image/))", re.I)


def faults(markup: str) -> list[str]:
    """What in a page could run, be sent, or be fetched without being seen."""
    tree = LexborHTMLParser("<!DOCTYPE html>" + markup)
    found = []
    for node in tree.root.traverse() if tree.root else ():
        if node.tag in FORBIDDEN:
            found.append(str(node.tag))
        for name, value in node.attributes.items():
            plain = html.unescape(value or "")
            if name.startswith("on") or name in ("action", "formaction", "srcdoc", "background"):
                found.append(name)
            if SCRIPTED.match(re.sub(r"[\t\r\n]", "", plain)):
                found.append(f"{name}={value}")
            if name == "style" and re.search(r"url|expression|import|binding", plain, re.I):
                found.append(plain)
    return found


@pytest.mark.parametrize(
    ("source", "clean"),
    [
        ("no markup &amp; none", "no markup &amp; none"),
        ("<p>a <b>bold</b> <EM>word</EM>", "<p>a <b>bold</b> <em>word</em></p>"),
        ("a<script>b</script>c<style>d</style>e", "ace"),
        ('<p onclick="x" ONLOAD=y title="t">a</p>', '<p title="t">a</p>'),
        ('<a href="c.html">x</a>', '<a href="https://site.example/blog/c.html">x</a>'),
        ('<a href="/?a=1&b=2">x</a>', '<a href="https://site.example/?a=1&amp;b=2">x</a>'),
        ('<a href="//h.example/ä b">x</a>', '<a href="https://h.example/ä%20b">x</a>'),
        ('<a href="#note">x</a>', '<a href="#note">x</a>'),
        ('<a href=" java\tscript:x">x</a>', "<a>x</a>"),
        ('<a href="&#106;avascript:x">x</a>', "<a>x</a>"),
        ('<a href="JAVASCRIPT&colon;x">x</a>', "<a>x</a>"),
        ('<a href="data:text/html,x">x</a>', "<a>x</a>"),
        ('<a href="http://[">x</a>', '<a href="http://[">x</a>'),
        ('<img src="data:image/svg+xml,x" alt="a">', '<img alt="a">'),
        ('<img src="data:image/gif;base64,R0lG">', '<img src="data:image/gif;base64,R0lG">'),
        (
            '<img src=a.png srcset="a.png 1x, /b.png 2x, javascript:x 3x">',
            '<img src="https://site.example/blog/a.png" '
            'srcset="https://site.example/blog/a.png 1x, https://site.example/b.png 2x">',
        ),
        (
            '<b style="font-weight: 700; background:url(x); position:fixed; COLOR:red">x</b>',
            '<b style="font-weight:700;color:red">x</b>',
        ),
        ('<span style="width:expression(alert(1))">x</span>', "<span>x</span>"),
        ("<form action=x><input><button>Send</button> text</form>", "Send text"),
        ('<iframe src="/film"></iframe>', '<video src="https://site.example/film"></video>'),
        ('<embed src="/film">x', '<video src="https://site.example/film"></video>x'),
        ("<object data=x><p>instead</p></object>", "<p>instead</p>"),
        ("the symbol <BIGCO> rose", "the symbol &lt;BIGCO&gt; rose"),
        ("a <!-- <script>x</script> --> b", "a  b"),
        ("a <!-- never closed <p>b</p>", "a <p>b</p>"),
        ("<![CDATA[<p>x</p>]]>", "&lt;![CDATA[<p>x</p>]]&gt;"),
        ("<pre>\n\n one\n two</pre>", "<pre> one\n two</pre>"),
        ("<math><mi>x</mi><annotation>x</annotation></math>", None),
        ("<ruby>漢<rp>(</rp><rt>かん</rt></ruby>", None),
        ('<a href="https://a.example/" rel="nofollow" class="c" id="i">x</a>', None),
    ],
)
def test_what_is_harmless_stays_and_the_rest_goes(source: str, clean: str | None) -> None:
    assert sanitised(source, BASE) == (source if clean is None else clean)


def test_an_address_belongs_to_the_innermost_base() -> None:
    source = '<p xml:base="/a/"><a href="1"></a><i xml:base="b/"><img src="2"></i></p><img src="3">'
    found = re.findall(r'(?:src|href)="([^"]*)"', sanitised(source, BASE))
    assert found == [f"https://site.example/{end}" for end in ("a/1", "a/b/2", "blog/3")]


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("", ""),
        ("HTTPS://A.example/x", "HTTPS://A.example/x"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("file:///etc/passwd", ""),
        ("view-source:x", ""),
        ("\x01javascript:x", ""),
        ("java\u200bscript:x", ""),
        ("\u00a0a b\n", "https://site.example/blog/a%20b"),
    ],
)
def test_an_address_is_absolute_or_gone(address: str, found: str) -> None:
    assert absolute(address, BASE).replace("\u00a0", "") == found


def test_an_address_without_a_base_stays_relative_but_never_scripted() -> None:
    assert absolute("a.html", "") == "a.html"
    assert absolute("java&#115;cript:x", "") == ""


NAMES = """a b i em p div span ul li ol table tr td th tbody caption pre code h1 h2 blockquote dl
dt dd svg math mi mtext annotation-xml foreignObject title desc noscript style script iframe form
button select option textarea xmp plaintext template object embed img br hr ruby rt font center
video BIGCO isindex image frameset body html head meta base link""".split()
ATTRIBUTES = st.sampled_from(
    [
        *["", " onclick=x", ' ONERROR="y"', " class=c", ' title="<b>"', ' title="--><script>"'],
        *[" href=javascript:x", ' src="data:text/html,x"', " href='/a b'", " xml:base=http://[/"],
        *[" style='font-weight:bold;x:url(y)'", ' a"b="c', " a<b=c", " /", " srcset='a,b 1x,,'"],
        *["\nonload\n=\nx", " =x", ' href="java&#x0A;script:x"', " src=`x`", " colspan=9"],
    ]
)
TEXTS = st.sampled_from(
    ["x", " ", "\n", "<", "&", "&lt;", "&amp;lt;", "<!--", "-->", "<!", "]]>", "\0", "'", '"', "漢"]
)
TAGS = st.builds(
    lambda end, name, attributes: f"<{end}{name}{attributes}>",
    st.sampled_from(["", "", "/"]),
    st.sampled_from(NAMES),
    ATTRIBUTES,
)
PAGES = st.lists(TAGS | TEXTS, max_size=25).map("".join)


@settings(max_examples=150)
@given(PAGES | st.text(max_size=200), st.sampled_from([BASE, ""]))
@example('<svg><style><img src="</style><img src=x onerror=y>">', BASE)
@example("<math><mtext><table><mglyph><style><!--</style><img title='--><img src onerror=x>'>", "")
@example('<noscript><p title="</noscript><img src=x onerror=y>"></noscript>', "")
@example("<a>--><!", BASE)
@example("<code><code>", BASE)
@example("<a><table><a><button><p><p>", "")
def test_nothing_that_runs_comes_through_and_sanitising_twice_changes_nothing(
    source: str, base: str
) -> None:
    clean = sanitised(source, base)
    assert not faults(clean)
    assert sanitised(clean, base) == clean


def test_what_would_run_in_a_browser_is_seen_by_these_tests() -> None:
    source = "<p onclick=x><a href=javascript:x><iframe srcdoc=y></iframe><b style=a:url(b)>"
    assert faults(source) == ["onclick", "href=javascript:x", "iframe", "srcdoc", "a:url(b)"]
