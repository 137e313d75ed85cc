"""The table of site rules: sound, in order, and each rule with a sample that needs it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import reader
from reader.articles.html.clean import clean
from reader.articles.rules.builtin import DEFAULT, EXPRESSIONS, KINDS, REDIRECTS, SITES, Rules
from reader.articles.rules.lookup import added, rules_for
from reader.articles.rules.user import flaw_of_expression, flaw_of_selector
from tests.articles.written import written

TABLES = {"": DEFAULT, **SITES}
EVERY = [
    (site, kind, rule)
    for site, rules in TABLES.items()
    for kind in KINDS
    for rule in getattr(rules, kind)
]

DROPPED = (
    "a2a_kit", "addtoany_share_save_container", "adsbygoogle", "appendQr_normal", "appendQr_wrap",
    "article-reward", "article-share", "bdsharebuttonbox", "copy-btn", "copy-code-btn",
    "jiathis_style", "mw-editsection", "post-reward", "reward-box", "share-bar", "sharedaddy",
    "social-share", "support-author", "newsletter-signup--x", "x-notification-opt-in",
    "x push-notification", "web-notifications-success",
)  # fmt: skip
LINK = '<a href="https://a.example/">文</a>'

SAMPLES = [
    *(("", f'<div class="{name}">分享 赞</div><p>文</p>', "paragraph: 文") for name in DROPPED),
    ("", "<p>甲<font cms-style='font-L strong-Bold'>乙</font></p>", "paragraph: 甲**乙**"),
    ("", f'<div class="post-copyright">版权 {LINK}</div>',
     "paragraph: {版权 }[{文}](https://a.example/)"),
    *(("", f'<p class="{name}">图说</p>', "paragraph: {图说}")
      for name in ("image-caption", "img-caption", "wp-caption-text")),
    *(("", f"<p>{text}</p><p>文</p>", "paragraph: 文") for text in (
        "海量资讯、精准解读，尽在某某财经APP", "给作者打赏，鼓励TA抓紧创作！", "赞赏", "打赏",
        "复制代码", "视频加载中，请稍候...", "浏览器不支持播放该视频", "Video is loading…", "[TOC]",
        "Your browser does not support the video tag.", "您的浏览器不支持 video 标签。",
        "動画を読み込み中です", "お使いのブラウザは動画再生に対応していません", "Loading player…",
        "브라우저가 비디오 태그를 지원하지 않습니다.", "Video wird geladen ...",
        "Please enable JavaScript to view this video", "JavaScript is disabled in your browser.",
        "Ihr Browser unterstützt das Video-Element nicht.",
        "&lt;style&gt;.a{color:red}&lt;/style&gt;")),
    *(("", f"<p>{text}</p>", f"credit: {text}") for text in (
        "（责任编辑：某人）", "[责任编辑:某人]", "来源：某报", "作者︱某人", "出品︱某栏目 某人",
        "Edited by: Somebody", "原标题：他晚了一步", "原文链接：A Title（翻译：某人）",
        "原文连接：A Title", "本文由 @某人 原创发布于某站。未经许可，禁止转载。",
        "题图来自 Unsplash，基于CC0协议。", "编辑 王小明 校对 李小红",
        "栏目主编：王小明 文字编辑：李小红",
        "（记者 桥生 通讯员 石头）", "某镇供图", "题图：某博物馆")),
    *(("", f"<p>{text}</p>", f"paragraph: {text}") for text in (
        "来源：" + "旧档案，" * 10 + "还有新访谈。",
        "本文由编辑部撰写。", "编辑部搬家了",
        "加载中的货车停在路边，司机下车休息。",
        "JavaScript is required by most pages of today.", "Loading docks are full.",
        "（记者在现场看到很多人。）",
        "题图来自北京。", "原文很长。")),
    *(("", f"<p>文</p><h3>{title}</h3><ul><li>{LINK}<li>{LINK}</ul>", "paragraph: 文")
      for title in ("相关文章", "推荐阅读：", "猜你喜欢", "関連記事", "Related stories:")),
    ("", f"<h3>相关文章</h3><ul><li>{LINK}</li><li>文</li></ul>",
     "heading 3: **相关文章**\nitem depth 1 •: [文](https://a.example/)\nitem depth 1 •: 文"),
    ("", f"<h3>相关文章</h3><ul><li>{LINK}</ul><p>文</p>",
     "heading 3: **相关文章**\nitem depth 1 •: [文](https://a.example/)\nparagraph: 文"),
    ("", f"<p>文</p><h3>相关文章</h3><ul><li>{LINK}</ul><p>（责任编辑：某人）</p>",
     "paragraph: 文\ncredit: （责任编辑：某人）"),
    *(("", f'<p>文</p><div class="{name}">1 2</div>', "paragraph: 文")
      for name in ("crayon-nums", "crayon-toolbar", "js-line-number", "pre-numbering",
                   "btn-clipboard", "clipboard-button", "copy-button", "hljs-ln-numbers")),
    *(("", f'<pre><span class="{name}">1</span>a</pre>', "code: a")
      for name in ("lineno", "lnt", "linenos")),
    ("", '<table><tr><td class="blob-num">1</td><td>a</td><td>b</td></tr>'
     '<tr><td class="blob-num">2</td><td>c</td><td>d</td></tr></table>',
     "table: \n  |  | a | b |\n  |  | c | d |"),
    ("", '<div class="syntaxhighlighter"><p class="toolbar">?</p><div>a</div></div>', "code: a"),
    *(("", code, "code: a\n  b") for code in (
        '<table><tr><td class="rouge-gutter"><pre>1\n2</pre><td><pre>a\nb</pre></table>',
        '<table><tr><td class="gutter"><pre>1\n2</pre></td><td><pre>a\nb</pre></td></tr></table>',
        '<table><tr><td class="linenos"><pre>1\n2</pre></td><td><pre>a\nb</pre></td></tr></table>',
        '<ul class="code-snippet__line-index"><li>1</ul><pre>a\nb</pre>')),
    ("", "<p>相关文章</p><p>文</p>", "paragraph: 相关文章\nparagraph: 文"),
    ("", f"<p>本期目录</p><ul><li>{LINK}</ul>",
     "paragraph: 本期目录\nitem depth 1 •: [文](https://a.example/)"),
    ("IT 之家", f'<p>一<a class="s_tag" href="https://b.example/">词</a>{LINK}</p>',
     "paragraph: 一词[文](https://a.example/)"),
    ("breitbart.com", '<div id="EmailOptin">SIGN UP</div>', "paragraph: {SIGN UP}"),
    ("ehow.com", '<p id="FeaturedTombstone">Featured</p>', "paragraph: {Featured}"),
    *((site, '<p><a data-link-name="auto-linked-tag" href="https://b.example/">词</a></p>',
       "paragraph: 词") for site in ("theguardian.com", "卫报")),
    ("光明网", '<p>文</p><img src="https://a.example/x.gif" alt="返回光明网首页">',
     "paragraph: 文"),
    ("少数派", '<p class="ss__custom__card__wrapper__end">卡</p><p>文</p>', "paragraph: 文"),
    ("新浪财经", '<p class="article-editor">某人</p>', "credit: 某人"),
    ("新浪财经", '<p class="show_author">某人</p>', "credit: 某人"),
]  # fmt: skip


@pytest.mark.parametrize(("site", "page", "expected"), SAMPLES)
def test_a_sample_comes_out_as_its_rules_say(site: str, page: str, expected: str) -> None:
    assert written(clean(page, rules_for(site))) == expected + "\n"


@pytest.mark.parametrize(("site", "kind", "rule"), EVERY)
def test_a_sample_fails_without_the_rule(site: str, kind: str, rule: str) -> None:
    without = TABLES[site]._replace(
        **{kind: tuple(one for one in getattr(TABLES[site], kind) if one != rule)}
    )
    rules = added(DEFAULT, without) if site else without
    assert any(
        written(clean(page, rules)) != expected + "\n"
        for of, page, expected in SAMPLES
        if of == site
    )


def test_every_rule_can_be_used() -> None:
    for _, kind, rule in EVERY:
        flaw_of = flaw_of_expression if kind in EXPRESSIONS else flaw_of_selector
        assert flaw_of(rule) is None, rule


def tables() -> Iterator[tuple[str, ...]]:
    yield tuple(SITES)
    yield tuple(REDIRECTS)
    for rules in TABLES.values():
        yield from (getattr(rules, kind) for kind in KINDS)


def test_every_table_is_alphabetical_and_has_nothing_twice() -> None:
    for table in tables():
        assert list(table) == sorted(set(table))


def test_the_name_of_a_site_stands_in_no_other_code() -> None:
    for file in Path(reader.__file__).parent.rglob("*.py"):
        if file.name != "builtin.py":
            text = file.read_text("utf-8")
            assert not [name for name in SITES if name in text], file


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("https://www.theguardian.com/x", True),
        ("https://theguardian.com", True),
        ("https://nottheguardian.com/", False),
        ("https://com/", False),
        ("http://[::1", False),
        (None, False),
    ],
)
def test_a_site_is_known_by_its_host_too(address: str | None, known: bool) -> None:
    assert (rules_for("某站", address) != rules_for("")) == known


def test_rules_that_both_have_stand_once() -> None:
    assert added(Rules(drop=("a", "b")), Rules(drop=("b", "c"))).drop == ("a", "b", "c")
