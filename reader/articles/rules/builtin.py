"""The built-in rules of sites, as data. `lookup` adds the user's own, `cascade` and `compose`
apply it.

`DEFAULT` is for every site, since the pieces that a scraper leaves behind are alike; `SITES` adds
to it for a site known by its name in the front matter or by the host of an article's address.
When in doubt there is no rule: a lost sentence is worse than an advert that stays.
"""

from __future__ import annotations

from collections.abc import Mapping

from reader.lazy_tuple import NamedTuple


class Redirects:
    """A table like `REDIRECTS`, hashed by identity, so that its results can be cached."""

    __slots__ = ("fields",)

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = fields


class Rules(NamedTuple):
    """What to do with parts of a page.

    `drop`, `bold`, `mute`, `unlink`, `credit` and `caption` are CSS selectors of elements that are
    removed, are key statements, are dimmed, lose their links, are credits, are captions.
    `text_drop` and `text_credit` are regular expressions for a whole paragraph, `list_drop` for
    the title of a list of links that is removed with it. `redirects`, if there are any, replace
    `REDIRECTS`.
    """

    drop: tuple[str, ...] = ()
    bold: tuple[str, ...] = ()
    mute: tuple[str, ...] = ()
    unlink: tuple[str, ...] = ()
    credit: tuple[str, ...] = ()
    caption: tuple[str, ...] = ()
    text_drop: tuple[str, ...] = ()
    text_credit: tuple[str, ...] = ()
    list_drop: tuple[str, ...] = ()
    redirects: Redirects | None = None


KINDS = tuple(name for name in Rules._fields if name != "redirects")
"""The kinds of rules there are."""

EXPRESSIONS = frozenset(("text_drop", "text_credit", "list_drop"))
"""The kinds that are regular expressions and not selectors."""

DEFAULT = Rules(
    drop=(
        ".a2a_kit",
        ".addtoany_share_save_container",
        ".adsbygoogle",
        ".appendQr_normal",
        ".appendQr_wrap",
        ".article-reward",
        ".article-share",
        ".bdsharebuttonbox",
        ".btn-clipboard",
        ".clipboard-button",
        ".code-snippet__line-index",
        ".copy-btn",
        ".copy-button",
        ".copy-code-btn",
        ".crayon-nums",
        ".crayon-toolbar",
        ".hljs-ln-numbers",
        ".jiathis_style",
        ".js-line-number",
        ".mw-editsection",
        ".post-reward",
        ".pre-numbering",
        ".reward-box",
        ".share-bar",
        ".sharedaddy",
        ".social-share",
        ".support-author",
        ".syntaxhighlighter .toolbar",
        "[class*='newsletter-signup']",
        "[class*='notification-opt-in']",
        "[class*='push-notification']",
        "[class*='web-notifications']",
        "pre .lineno",
        "pre .lnt",
        "pre span.linenos",
        "td.blob-num",
        "td.gutter",
        "td.linenos",
        "td.rouge-gutter",
    ),
    bold=("font[cms-style*='strong-Bold']",),
    mute=(".post-copyright",),
    caption=(".image-caption", ".img-caption", ".wp-caption-text"),
    text_drop=(
        r"(?:[视音]频|播放器)?(?:正在|努力)?(?:加载|缓冲|载入)中?[，,]?\s*(?:请?稍[候后等])?[.。…]*"
        r"|(?:您的|你的)?浏览器(?:暂?不支持|不能)(?:播放)?.{0,20}(?:视频|音频|播放|HTML5|(?i:video|audio|iframe)).{0,10}"
        r"|動画を読み込(?:み|んで)(?:中|います)(?:です)?[.。…]*"
        r"|お使いの(?:ブラウザ|環境).{0,30}(?:再生|動画|音声|タグ).{0,12}"
        r"(?:対応|サポート)して(?:い|お)(?:ません|りません).{0,2}"
        r"|.{0,6}브라우저(?:가|는|에서).{0,24}(?:태그|재생|비디오|동영상).{0,8}"
        r"(?:지원하지 않|할 수 없).{0,6}",
        r"(?i:(?:video|audio|media) (?:player )?(?:is )?loading[.…]*"
        r"|loading(?: (?:the )?(?:player|video|audio|media))?\s?(?:…|\.{3})"
        r"|(?:video|audio|player) wird geladen\s?[.…]*"
        r"|chargement (?:de la vidéo|du lecteur)\s?[.…]*"
        r"|please enable javascript to (?:view|watch|play|see|hear|load) .{0,50}"
        r"|javascript (?:is|seems to be) (?:currently )?(?:disabled|not enabled|turned off)"
        r"(?: in (?:your|this) browser)?[.!]?(?: please enable .{0,50})?"
        r"|(?:ihr|dein) browser unterstützt .{0,40}\b(?:video|audio|html5)\b.{0,40}"
        r"|votre navigateur ne (?:supporte|prend) pas .{0,40}\b(?:vidéo|video|audio|html5)\b.{0,40}"
        r"|(?:tu|su) navegador no (?:soporta|admite|es compatible con) .{0,40}"
        r"\b(?:vídeo|video|audio|html5)\b.{0,40}"
        r"|your browser does not (?:currently )?support .{0,20}\b(?:video|audio"
        r"|iframe)s?\b.{0,40})",
        r"</?style[^>]*>.*</style>",
        r"\[{1,2}(?i:toc)\]{1,2}",
        r"海量资讯、精准解读，尽在.{2,16}",
        r"给作者打赏，鼓励TA抓紧创作！?",
        r"赞赏|打赏|赞赏支持|复制代码",
    ),
    text_credit=(
        r"(?:[\s，；|/]*(?:栏目|文字|图片|责任|视频|微信|新媒体|值班|本期|执行)?"
        r"(?:编辑|责编|主编|校对|审核|审校|编审|记者|通讯员|摄影|制图|监制|统筹|策划|设计"
        r"|[初复终]审)"
        r"\s*[：:|丨]?\s*[\w·]{1,8}(?:[ 、][\w·]{1,4}){0,3}){2,8}",
        r"(?:栏目主编|(?:文字|图片|值班|新媒体|本期|视频)编辑|(?:题图|图片)来源|题图|图源|摄影?"
        r"|撰文|采写|通讯员)"
        r"\s*[：:丨|]\s*\S.{0,60}",
        r"(?i:editors?|edited by|source|via)\s*:\s*\S.{0,40}",
        r"[（(]?[\w·、]{1,16}(?:供图|供稿|摄影报道)[)）]?",
        r"[（(【\[]?\s*(?:责任编辑|责编|编辑|校对|审校|编审|审核|来源|文章来源|作者|记者|文|图|编译"
        r"|出品)"
        r"\s*[：:/丨|︱]\s*\S.{0,32}",
        r"[（(【\[]\s*(?:本[报刊台网社]|见习|实习|特约|首席|全媒体)?(?:记者|記者|通讯员|通訊員|编辑"
        r"|編輯|实习生)"
        r"[\s：:|]\s*[^（）()。！？]{1,60}[)）】\]]",
        r"原(?:文|标题)(?:链接|连接|地址)?\s*[：:]\s*\S.{0,110}",
        r"本文由\s?@?.{1,40}?\s?原创发布于.{1,80}",
        r"题图来自.{1,60}(?:协议|授权|版权)。?",
    ),
    list_drop=(
        r"(?:相关|推荐|热门)(?:文章|阅读|新闻|推荐|报道)\s*[：:]?",
        r"(?i:related (?:articles|stories|posts|news|reading))\s*:?",
        r"猜你喜欢\s*[：:]?",
        r"関連(?:記事|ニュース|リンク)\s*[：:]?",
    ),
)

SITES: dict[str, Rules] = {
    "IT 之家": Rules(unlink=("a.s_tag",)),
    "breitbart.com": Rules(mute=("#EmailOptin",)),
    "ehow.com": Rules(mute=("#FeaturedTombstone",)),
    "theguardian.com": Rules(unlink=("a[data-link-name='auto-linked-tag']",)),
    "光明网": Rules(drop=("img[alt='返回光明网首页']",)),
    "卫报": Rules(unlink=("a[data-link-name='auto-linked-tag']",)),
    "少数派": Rules(drop=(".ss__custom__card__wrapper__end",)),
    "新浪财经": Rules(credit=(".article-editor", ".show_author")),
}

REDIRECTS: dict[str, str] = {
    "afdian.com/link": "target",
    "c.duomai.com": "t",
    "c.pc.qq.com": "pfurl",
    "cors.zfour.workers.dev": "",
    "douban.com/link2/": "url",
    "gitee.com/link": "target",
    "google.com/url": "q",
    "href.li": "",
    "infoq.cn/link": "target",
    "jianshu.com/go-wild": "url",
    "l.facebook.com/l.php": "u",
    "link.csdn.net": "target",
    "link.jianshu.com": "t",
    "link.juejin.cn": "target",
    "link.juejin.im": "target",
    "link.segmentfault.com": "url",
    "link.zhihu.com": "target",
    "links.jianshu.com": "to",
    "oschina.net": "url",
    "sspai.com/link": "target",
    "steamcommunity.com": "url",
    "webmd.com/click": "url",
    "xie.infoq.cn/link": "target",
    "youtube.com/redirect": "q",
}
"""Addresses whose links lead elsewhere: a host, or a host and a path, and the query field that
says where ('': the whole query).
"""
