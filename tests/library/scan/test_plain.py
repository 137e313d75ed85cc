"""The text that is searched is the text that is shown, whichever way it was found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reader.articles.file import read_article
from reader.errors import ReaderError
from reader.library.scan import plain
from reader.library.scan.plain import CODE, IMAGE, TABLE, VIDEO, cleaned, text_of
from reader.model import Article

SAMPLES = Path(__file__).parents[3] / "sample_articles"

BODIES = {
    "paragraphs": "<div><p>One</p><p>Two <b>bo</b>ld</p></div>",
    "broken words": "<div><p>全国<b>网</b>贷<span>存</span>量</p></div>",
    "line ends": "<div><p>全国\n网贷 and\nmore <b>中</b>\n<i>国</i> 开始\n <b> 木</b></p></div>",
    "breaks": "<div>一<br>二<br><br>三<br/>四</div>",
    "entities": "<div><p>a &lt;b&gt; &amp;amp; &#20013;&nbsp;x &hellip;</p></div>",
    "hidden": "<div><p>seen</p><p style='display:none'>unseen</p><p hidden>unseen</p></div>",
    "no size": "<div><p>seen<span style='font-size:0'>unseen</span></p></div>",
    "inline": "<div>a<span style='display:block'>b</span>c<p style='display:inline'>d</p></div>",
    "sheet": "<div><style>.x{display:none}</style><p class='x'>unseen</p><p>seen</p></div>",
    "harmless sheet": "<div><style>.x{color:red}</style><p class='x'>seen</p></div>",
    "script": "<div><script>unseen()</script><p>seen</p></div>",
    "comment": "<div><!-- unseen --><p>seen</p><!-- lost <p>rest</p></div>",
    "code": "<div><pre><code>def f():\n    return 中\n国</code></pre><p>x <code>y</code></p></div>",
    "code of lines": "<div><code>a\nb\nc\n国\n家</code><p>after</p></div>",
    "copy button": "<div><pre>复制代码\nx = 1</pre><p>复制代码</p><p>赞赏</p></div>",
    "a page in code": "<div><pre><html><body><p>中\n国</p></body></html></pre></div>",
    "lost entities": "<div><p>vector<T> and <PID,Partition> end</p></div>",
    "data": "<div><table><tr><th>甲<th>乙</tr><tr><td>1</td><td>2</td></tr></table></div>",
    "layout": "<div><table><tr><td><p>one</p><h2>two</h2></td></tr></table></div>",
    "open table": "<div><table><tr><td>a</td><td>b</td></tr><p>c</p><p>d</p></div>",
    "images": "<div><img src='a.jpg' alt='A cat'><p>x<img src='b.jpg' alt='A dog'>y</p></div>",
    "the same image": "<div><img src='https://x/a' alt='A'><img src='https://x/a' alt='B'></div>",
    "frame": "<div><iframe src='https://example.org/v' title='A film'></iframe><p>x</p></div>",
    "ruby and powers": "<div><p><ruby>漢<rt>かん</rt></ruby> x<sup>10</sup></p></div>",
    "lists": "<div><ul><li>one<li>two<ul><li>打赏</ul></ul><ol start=3><li>three</ol></div>",
    "dropped": "<div><p>seen</p><div class='appendQr_wrap'><p>unseen</p></div><p>too</p></div>",
    "stray tags": "<div></p>text</div></div> <p>more</b></p>",
    "markdown": "# A heading\n\nSome *words* and `<b>code</b>`\n\n- item",
    "markdown in html": "<div>\n\n**bold** text\n\n- item\n\n</div>\n\nmore *text*",
    "nothing": "<div></div>",
    "zero width": "<div><p>网\u200b贷 a\u00adb &#8203;c</p></div>",
    "quotes": "<div title='a > b'><p data-x=\"<p>\">x</p></div>",
    "upper case": "<DIV><P STYLE='DISPLAY:NONE'>unseen</P><P>Seen</P></DIV>",
}


@pytest.fixture(scope="module")
def article() -> Article:
    return read_article(sorted(SAMPLES.rglob("*.md"))[0])


def same(article: Article) -> None:
    found, shown = text_of(article), cleaned(article)
    assert sorted(found[0].split()) == sorted(shown[0].split()), "a table's text may be elsewhere"
    assert found[1] & ~IMAGE == shown[1] & ~IMAGE


@pytest.mark.parametrize("name", BODIES)
def test_both_ways_find_the_same_text(article: Article, name: str) -> None:
    same(replace(article, body=BODIES[name]))


def test_most_of_these_pages_are_plain(article: Article) -> None:
    plainly = [name for name, body in BODIES.items() if plain._read(article, body)]
    assert {"paragraphs", "broken words", "code", "data", "the same image", "dropped"} <= set(
        plainly
    )
    assert not {"hidden", "sheet", "ruby and powers", "markdown"} & set(plainly)


def test_the_samples_read_both_ways_are_the_same() -> None:
    for path in sorted(SAMPLES.rglob("*.md")):
        same(read_article(path))


@pytest.mark.parametrize("folder", ["real", "pages"])
def test_real_articles_read_both_ways_are_the_same(shared: Path, folder: str) -> None:
    files = sorted((shared / "corpus" / folder).glob("*.md"))
    for path in files:
        try:
            article = read_article(path)
        except ReaderError:
            continue
        same(article)


def test_it_says_what_an_article_has(article: Article) -> None:
    has = {name: text_of(replace(article, body=body))[1] for name, body in BODIES.items()}
    assert has["data"] == TABLE
    assert has["layout"] == has["paragraphs"] == 0
    assert has["code"] == CODE
    assert has["images"] == IMAGE
    assert has["frame"] == VIDEO


def test_text_that_is_hidden_is_not_found(article: Article) -> None:
    for name in ("hidden", "no size", "sheet", "script", "comment", "dropped", "upper case"):
        assert "unseen" not in text_of(replace(article, body=BODIES[name]))[0], name
