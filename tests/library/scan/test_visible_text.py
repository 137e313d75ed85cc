"""The text that is searched is the text that is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.articles.file import read_article, read_body
from reader.articles.links import targets
from reader.articles.site_addresses import filled
from reader.errors import ArticleError
from reader.library.scan.visible_text import CODE, IMAGE, TABLE, VIDEO, visible_text
from reader.model import Article

SAMPLES = Path(__file__).parents[3] / "sample_articles"
DIALECTS = Path(__file__).parents[2] / "articles" / "dialects"

BODIES = {
    "paragraphs": ("<div><p>One</p><p>Two <b>bo</b>ld</p></div>", "One\nTwo bold"),
    "broken words": ("<div><p>全国<b>网</b>贷<span>存</span>量</p></div>", "全国网贷存量"),
    "line ends": (
        "<div><p>全国\n网贷 and\nmore <b>中</b>\n<i>国</i> 开始\n <b> 木</b></p></div>",
        "全国网贷 and more 中 国 开始 木",
    ),
    "breaks": ("<div>一<br>二<br><br>三<br/>四</div>", "一\n二\n三\n四"),
    "entities": (
        "<div><p>a &lt;b&gt; &amp;amp; &#20013;&nbsp;x &hellip;</p></div>",
        "a <b> &amp; 中 x …",
    ),
    "hidden": (
        "<div><p>seen</p><p style='display:none'>unseen</p><p hidden>unseen</p></div>",
        "seen",
    ),
    "no size": ("<div><p>seen<span style='font-size:0'>unseen</span></p></div>", "seen"),
    "inline": (
        "<div>a<span style='display:block'>b</span>c<p style='display:inline'>d</p></div>",
        "a\nb\ncd",
    ),
    "sheet": (
        "<div><style>.x{display:none}</style><p class='x'>unseen</p><p>seen</p></div>",
        "seen",
    ),
    "harmless sheet": ("<div><style>.x{color:red}</style><p class='x'>seen</p></div>", "seen"),
    "script": ("<div><script>unseen()</script><p>seen</p></div>", "seen"),
    "comment": ("<div><!-- unseen --><p>seen</p><!-- lost <p>rest</p></div>", "seen\nrest"),
    "code": (
        "<div><pre><code>def f():\n    return 中\n国</code></pre><p>x <code>y</code></p></div>",
        "def f():\nreturn 中\n国\nx y",
    ),
    "code of lines": (
        "<div><code>a\nb\nc\n国\n家</code><p>after</p></div>",
        "a\nb\nc\n国\n家\nafter",
    ),
    "copy button": ("<div><pre>复制代码\nx = 1</pre><p>复制代码</p><p>赞赏</p></div>", "x = 1"),
    "a page in code": (
        "<div><pre><html><body><p>中\n国</p></body></html></pre></div>",
        "<html><body><p>中\n国</p></body></html>",
    ),
    "lost entities": (
        "<div><p>vector<T> and <PID,Partition> end</p></div>",
        "vector<T> and <PID,Partition> end",
    ),
    "data": (
        "<div><table><tr><th>甲<th>乙</tr><tr><td>1</td><td>2</td></tr></table></div>",
        "甲\n乙\n1\n2",
    ),
    "layout": ("<div><table><tr><td><p>one</p><h2>two</h2></td></tr></table></div>", "one\ntwo"),
    "open table": ("<div><table><tr><td>a</td><td>b</td></tr><p>c</p><p>d</p></div>", "c\nd\na\nb"),
    "images": (
        "<div><img src='a.jpg' alt='A cat'><p>x<img src='b.jpg' alt='A dog'>y</p></div>",
        "A cat\nx[A dog]y",
    ),
    "the same image": (
        "<div><img src='https://x/a' alt='A'><img src='https://x/a' alt='B'></div>",
        "A",
    ),
    "frame": (
        "<div><iframe src='https://example.org/v' title='A film'></iframe><p>x</p></div>",
        "A film\nx",
    ),
    "ruby and powers": (
        "<div><p><ruby>漢<rt>かん</rt></ruby> x<sup>10</sup></p></div>",
        "漢(かん) x^10",
    ),
    "lists": (
        "<div><ul><li>one<li>two<ul><li>打赏</ul></ul><ol start=3><li>three</ol></div>",
        "one\ntwo\n打赏\nthree",
    ),
    "dropped": (
        "<div><p>seen</p><div class='appendQr_wrap'><p>unseen</p></div><p>too</p></div>",
        "seen\ntoo",
    ),
    "stray tags": ("<div></p>text</div></div> <p>more</b></p>", "text\nmore"),
    "markdown": (
        "# A heading\n\nSome *words* and `<b>code</b>`\n\n- item",
        "A heading\nSome words and <b>code</b>\nitem",
    ),
    "markdown in html": (
        "<div>\n\n**bold** text\n\n- item\n\n</div>\n\nmore *text*",
        "bold text\nitem\nmore text",
    ),
    "nothing": ("<div></div>", ""),
    "zero width": ("<div><p>网\u200b贷 a\xadb &#8203;c</p></div>", "网贷 ab c"),
    "quotes": ("<div title='a > b'><p data-x=\"<p>\">x</p></div>", "x"),
    "upper case": ("<DIV><P STYLE='DISPLAY:NONE'>unseen</P><P>Seen</P></DIV>", "Seen"),
}
"""Bodies, and the text of each."""


@pytest.fixture(scope="module")
def article() -> Article:
    return read_article(sorted(SAMPLES.rglob("*.md"))[0])


@pytest.mark.parametrize("name", BODIES)
def test_the_text_is_what_shows(article: Article, name: str) -> None:
    body, text = BODIES[name]
    assert visible_text(article._replace(body=body))[0] == text


def test_it_says_what_an_article_has(article: Article) -> None:
    has = {name: visible_text(article._replace(body=body))[1] for name, (body, _) in BODIES.items()}
    assert has["data"] == TABLE
    assert has["layout"] == has["paragraphs"] == 0
    assert has["code"] == CODE
    assert has["images"] == IMAGE
    assert has["frame"] == VIDEO


def test_a_text_depends_on_nothing_but_body_address_title_and_site(tmp_path: Path) -> None:
    compared = 0
    pictured = tmp_path / "pictured.md"
    pictured.write_text("---\nurl: https://news.example/a/b\n---\n<p>x</p><img src='c.jpg'>")
    for path in [pictured, *sorted(SAMPLES.rglob("*.*")), *sorted(DIALECTS.rglob("*.*"))]:
        try:
            whole = read_article(path, root=DIALECTS)
        except (ArticleError, UnicodeError):
            continue
        again = read_body(path, whole.title, whole.site, DIALECTS)
        assert visible_text(again) == visible_text(whole), path
        assert [*targets(filled(again), DIALECTS)] == [*targets(filled(whole), DIALECTS)], path
        compared += 1
    assert compared > 40
