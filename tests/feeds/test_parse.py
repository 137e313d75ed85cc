"""Bytes → Feed: golden pairs, what no feed is, what is mended, what is hostile."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reader.errors import FeedError
from reader.feeds.feed import Feed
from reader.feeds.parse import parse

GOLDEN = Path(__file__).with_name("golden")
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><entry>{}</entry></feed>'
URL = "https://from.example/feeds/all.xml"


def feed(source: str | bytes, content_type: str | None = None) -> Feed:
    data = source.encode() if isinstance(source, str) else source
    return parse(data, url=URL, content_type=content_type)


def rss(items: str, head: str = "") -> str:
    return f'<rss version="2.0"><channel><title>T</title>{head}{items}</channel></rss>'


def titled(title: str) -> str:
    return feed(rss(f"<item><title>{title}</title></item>")).entries[0].title


SOURCES = sorted(file for file in GOLDEN.iterdir() if file.suffix != ".txt")


@pytest.mark.parametrize("source", SOURCES, ids=[file.name for file in SOURCES])
def test_a_feed_becomes_what_is_written_beside_it(source: Path) -> None:
    found = asdict(feed(source.read_bytes()))
    written = json.dumps(found, ensure_ascii=False, indent=1, default=str)
    assert written + "\n" == source.with_name(f"{source.name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (b"", "it is empty"),
        (b" \r\n\0", "it is empty"),
        (b"\xef\xbb\xbf", "it is empty"),
        (b"Not found.", "it is neither XML nor JSON"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "it is neither XML nor JSON"),
        (b"<!DOCTYPE html><title>Home</title><p>&nbsp;", "it is a web page"),
        (b"\n<!-- hi --><HTML lang=en><body>an <rss version='2.0'> in a page", "it is a web page"),
        (b'<opml version="2.0"><body/></opml>', "it is XML of another kind (<opml>)"),
        (b"<urlset><url><loc>x</loc></url></urlset>", "it is XML of another kind (<urlset>)"),
        (b'{"status": 404}', "it is JSON without a list of items"),
        (b'["a"]', "it is JSON without a list of items"),
        (b"[" * 100_000, "its JSON is nested too deeply"),
        (b'{"items": nothing}', "it begins like JSON, but is not"),
    ],
)
def test_what_is_no_feed_is_refused_in_one_sentence(source: bytes, why: str) -> None:
    with pytest.raises(FeedError) as raised:
        feed(source)
    sentence = str(raised.value)
    assert sentence.startswith(f"{URL} is not a feed: {why}")
    assert sentence.endswith(".")


def test_a_document_without_an_address_is_refused_too() -> None:
    with pytest.raises(FeedError, match=r"^The document is not a feed: it is empty\.$"):
        parse(b"", url=None, content_type=None)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("AT&amp;T", "AT&T"),
        ("AT&amp;amp;T", "AT&T"),
        ("5 &lt; 8 &gt; 3", "5 < 8 > 3"),
        ("Use &lt;b&gt; twice", "Use <b> twice"),
        ("A &lt;b&gt;bold&lt;/b&gt; one", "A bold one"),
        ("<![CDATA[A <i>slanted</i> &amp; plain one]]>", "A slanted & plain one"),
        ("Don&amp;#8217;t", "Don’t"),
        ("It&rsquo;s &unknown; &", "It’s &unknown; &"),
        ("one\n   two\tthree", "one two three"),
        ("a&#0;b&#x1B;[31mc&#xD800;d&#x110000;e", "ab[31mcde"),
        ("std::vector&lt;int&gt;", "std::vector<int>"),
    ],
)
def test_the_title_of_an_rss_item_is_text(written: str, shown: str) -> None:
    assert titled(written) == shown


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Tue, 08 Mar 2016 12:00:00 +0100", datetime(2016, 3, 8, 11, tzinfo=UTC)),
        ("Tue, 08 Mar 16 12:00:00 EST", datetime(2016, 3, 8, 17, tzinfo=UTC)),
        ("2016-03-08T12:00:00Z", datetime(2016, 3, 8, 12, tzinfo=UTC)),
        ("2016-03-08", datetime(2016, 3, 8, tzinfo=UTC)),
        ("03/04/2016", None),
        ("2016", None),
        ("2016-03", None),
        ("yesterday", None),
        ("", None),
        ("Tue, 38 Mar 2016 12:00:00 GMT", None),
        ("0001-01-01T00:00:00Z", None),
        ("99999-01-01T00:00:00Z", None),
    ],
)
def test_no_date_is_guessed(written: str, read: datetime | None) -> None:
    entry = feed(rss(f"<item><title>x</title><pubDate>{written}</pubDate></item>")).entries[0]
    assert entry.published == read


def test_atom_does_not_take_the_last_change_for_the_publication() -> None:
    entry = feed(ATOM.format("<updated>2020-01-01T00:00:00Z</updated>")).entries[0]
    assert (entry.published, entry.updated) == (None, datetime(2020, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("<author>ada@long.example (Ada Host)</author>", ("Ada Host",)),
        ("<author>Ada Host &lt;ada@long.example&gt;</author>", ("Ada Host",)),
        ("<author>ada@long.example</author>", ("ada@long.example",)),
        ("<dc:creator>Ada (mailto:ada@long.example)</dc:creator>", ("Ada",)),
        ("<dc:creator>Ada</dc:creator><dc:creator>Bob</dc:creator>", ("Ada", "Bob")),
        ("<author>Ada</author><dc:creator>Ada</dc:creator>", ("Ada",)),
        ("", ("The editor",)),
    ],
)
def test_authors_are_names(written: str, names: tuple[str, ...]) -> None:
    head = "<managingEditor>The editor</managingEditor>"
    assert feed(rss(f"<item><title>x</title>{written}</item>", head)).entries[0].authors == names


def test_a_guid_that_is_no_address_is_no_link() -> None:
    items = '<guid isPermaLink="false">http://e.example/1</guid></item><item><guid>tag:1</guid>'
    assert [(one.guid, one.link) for one in feed(rss(f"<item>{items}</item>")).entries] == [
        ("http://e.example/1", ""),
        ("tag:1", ""),
    ]


def test_relative_addresses_of_rss_belong_to_the_page_of_the_entry() -> None:
    items = """<item><link>/2020/post/</link><description>&lt;img src="a.png"&gt;</description>
    <enclosure url="b.mp3"/></item>"""
    entry = feed(rss(items, "<link>https://site.example/blog/</link>")).entries[0]
    assert entry.link == "https://site.example/2020/post/"
    assert entry.summary == '<img src="https://site.example/2020/post/a.png">'
    assert entry.enclosures[0].url == "https://site.example/blog/b.mp3"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<title>a</title><description>b &lt;i&gt;c&lt;/i&gt;</description>", "b <i>c</i>"),
        ("<title>a</title><description>b <br> c</description>", "b <br> c"),
        ("<title>a</titel><description>b</description>", "b"),
        ("<title>a<description>b</description>", "b"),
        ("<title>a</title></p><description>b</description>", "b"),
        ("<title>a</title><description>b ]]> c</description>", "b ]]> c"),
        ("<title>a</title><media:description>b</media:description>", "b"),
        ("<title>a</title><itunes:summary a=1>b</itunes:summary>", "b"),
        ("<title>a</title><description>b</description><item>", "b"),
        ("<title>a</title><description>b & &c; &nbsp;d</description>", "b & &c; \xa0d"),
        ("<title>a</title><description>one\n \ntwo</description>", "<p>one</p><p>two</p>"),
    ],
)
def test_faults_of_the_markup_cost_nothing(written: str, read: str) -> None:
    entries = feed(rss(f"<item>{written}</item><item><title>next</title></item>")).entries
    assert entries[0].title.startswith("a")
    assert entries[0].summary == read
    assert entries[-1].title == "next"


FIVE = rss(
    "".join(
        f"<item><title>E{n}</title><guid>g{n}</guid><description><![CDATA[<p>t{n} <b>x</b></p>]]>"
        f"</description></item>"
        for n in range(5)
    )
)


@settings(max_examples=50)
@given(st.integers(len(FIVE) // 2, len(FIVE)))
def test_a_feed_that_was_cut_off_keeps_what_is_whole_and_nothing_without_its_id(at: int) -> None:
    whole = feed(FIVE)
    found = feed(FIVE[:at])
    assert found.title == "T"
    ended = FIVE[:at].count("</item>")
    assert found.entries[:ended] == whole.entries[:ended]
    assert [one.guid for one in found.entries] == [f"g{n}" for n in range(len(found.entries))]
    assert ended <= len(found.entries) <= ended + 1


def test_a_json_feed_that_was_cut_off_keeps_its_whole_items() -> None:
    source = '{"title": "T", "items": [{"id": "1"}, {"id": "2"}, {"id": "3", "ti'
    assert [one.guid for one in feed(source).entries] == ["1", "2"]
    assert feed(source).title == "T"


def of_entity(declared: str, name: str) -> str:
    return f"<!DOCTYPE rss [{declared}]>{rss(f'<item><title>&{name};</title></item>')}"


def item(inner: str) -> str:
    return rss(f"<item><guid>g</guid>{inner}</item>")


LAUGHS = "".join(f'<!ENTITY a{n + 1} "{10 * ref}">' for n in range(9) for ref in [f"&a{n};"])
MANY = 30_000
HOSTILE = {
    "billion laughs": of_entity(f'<!ENTITY a0 "lol">{LAUGHS}', "a9"),
    "laughs on lines": of_entity('\n<!ENTITY a0 "lol">\n', "a0"),
    "a file": of_entity('<!ENTITY f SYSTEM "file:///etc/passwd">', "f"),
    "an open subset": "<!DOCTYPE r [<!--" * 20_000 + rss(""),
    "an open document type": '<!DOCTYPE "' + '"' * 500_001,
    "nested elements": item("<a>" * MANY + "x" + "</a>" * MANY),
    "nested, never closed": item("<a>" * MANY + "</b>" * MANY),
    "nested HTML": item(f"<description><![CDATA[{'<div>' * MANY}x]]></description>"),
    "nested XHTML": ATOM.format(
        f'<content type="xhtml">{"<div>" * 20_000}x{"</div>" * 20_000}</content>'
    ),
    "attributes": item("<title " + " ".join(f"a{n}='1'" for n in range(50_000)) + ">x</title>"),
    "one long name": item(f"<title {'a' * 500_000}>x</title>"),
    "open quotes": rss('<a "' * 50_000),
    "angles": rss("<" * MANY),
    "ampersands": rss("&" * MANY),
    "comments": rss("<!--" * MANY),
    "sections": rss("<![CDATA[" * MANY),
    "instructions": rss("<?" * MANY),
    "blanks": " " * 1_000_000 + "x",
    "items": rss("<item/>" * 5_000),
    "JSON": '{"items":' * MANY,
    "a long number": f'{{"items": [{{"id": {"9" * MANY}}}]}}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_feed_expands_or_ends_the_parser(name: str) -> None:
    begun = time.process_time()
    try:
        found = feed(HOSTILE[name])
    except FeedError:
        found = None
    assert (
        time.process_time() - begun < 30
    )  # the slowest takes two seconds, a quadratic one minutes
    assert found is None or len(repr(found)) < 30 * len(HOSTILE[name])
    assert "root:" not in repr(found)


def test_entities_of_a_document_stay_as_they_are_written() -> None:
    assert feed(HOSTILE["billion laughs"]).entries[0].title == "&a9;"


def test_characters_that_are_none_are_left_out() -> None:
    assert titled("a\0b\x08c\x1f") == "abc"
    source = r'{"items": [{"id": "1", "title": "a\u0000b\ud800c\uffff"}]}'
    assert feed(source).entries[0].title == "abc"


PIECES = r"""
<rss> <rss\tversion='2.0'> </rss> <channel> </channel> <item> </item> <entry> </entry> </feed>
<feed\txmlns='http://www.w3.org/2005/Atom'> <title> <title\ttype='html'> </title> <link>
<link\thref='x'/> <guid> </guid> <description> </description> <content\ttype='xhtml'> </content>
<content\tsrc='x'> <![CDATA[ ]]> <!-- --> <?xml\tversion='1.0'\tencoding='x'?> <!DOCTYPE\tx[
<authors\ta='1'> <authors> <tags\tx='1'/> <media:content\turl='x'/> <image> <image\ta='b'/>
<itunes:owner> <source\turl='x'> <svg> <textInput> <cloud/> <name> <a:b\txml:base='http://[/'>
&amp; &#55296; &#x110000; & < > text <updated>2020-01-01 <pubDate> <category\tterm='a'\tlabel='b'/>
<summary_detail\tx='1'/> <links\ta='1'/> {"items":[ { } ] "id":1, "title":"\ud800" ,
""".replace("\\t", "\t").split(" ")  # fmt: skip
DOCUMENTS = st.lists(st.sampled_from(PIECES)).map(lambda found: "".join(found).encode())


@settings(max_examples=150)
@given(st.binary(max_size=300) | DOCUMENTS)
@example(b"<rss><item><authors a='1'/><author>x</author><itunes:author/></item></rss>")
def test_any_bytes_are_a_feed_or_refused(data: bytes) -> None:
    try:
        found = feed(data)
    except FeedError:
        return
    assert isinstance(found, Feed)
    assert "\ud800" not in repr(found)
    for entry in found.entries:
        for moment in (entry.published, entry.updated):
            assert moment is None or moment.tzinfo is not None
        assert not set(entry.title) & {"\n", "\t", "\0", "\x1b"}


def test_a_guid_stays_as_it_is_written() -> None:
    (one,) = feed(rss('<item><guid isPermaLink="false">/posts/1</guid></item>')).entries
    assert one.guid == "/posts/1"


@pytest.mark.parametrize("name", ["author", "dc:creator", "itunes:author"])
def test_no_name_is_longer_than_feedparser_can_take(name: str) -> None:
    namespaces = "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:itunes='http://i'"
    people = f"<{name}>{'a' * 100_000}</{name}><{name}>Ada</{name}>"
    source = rss(f"<item {namespaces}><guid>1</guid>{people}<title>T</title></item>")
    (one,) = feed(source).entries
    assert one.title == "T"
    assert 0 < max(map(len, one.authors)) <= 1000


NUMBER = "9" * 5_000


@pytest.mark.parametrize(
    "source",
    [
        rss(f"<item><title>a &#{NUMBER}; b</title><link>http://e.example/?&#{NUMBER};</link>"
            f"<description>&lt;p title='&amp;#{NUMBER};'&gt;&amp;#{NUMBER};</description></item>"),
        rss(f"<item><title><![CDATA[a &#{NUMBER}; b]]></title></item>"),
        ATOM.format(f'<title type="html">a &amp;#{NUMBER}; b</title><updated>{NUMBER}</updated>'),
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [
            {"id": "1", "title": f"a &#{NUMBER}; b", "content_html": f"&#{NUMBER};"}]}),
    ],
    ids=["rss", "cdata", "atom", "json"],
)  # fmt: skip
def test_a_number_without_an_end_costs_one_character(source: str) -> None:
    (entry,) = feed(source).entries
    assert entry.title.startswith("a ")
    assert len(entry.body) < 6_000
