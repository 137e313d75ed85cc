"""What each site needs, as data. The engine that applies it is in `clean.py`.

`DEFAULT` is for every site, since the pieces that a scraper leaves behind are alike; `SITES` adds
to it for a site known by its name in the front matter. When in doubt a rule is left out: a lost
sentence is worse than an advert that stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Rules:
    """What to do with parts of a page.

    `drop`, `bold`, `credit` and `caption` are CSS selectors: elements that vanish, that are key
    statements, that are set as a credit, as a caption. `text_drop` and `text_credit` are regular
    expressions for a whole paragraph.
    """

    drop: tuple[str, ...] = ()
    bold: tuple[str, ...] = ()
    credit: tuple[str, ...] = ()
    caption: tuple[str, ...] = ()
    text_drop: tuple[str, ...] = ()
    text_credit: tuple[str, ...] = ()


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
        ".copy-btn",
        ".copy-code-btn",
        ".jiathis_style",
        ".post-reward",
        ".reward-box",
        ".share-bar",
        ".sharedaddy",
        ".social-share",
        ".support-author",
    ),
    bold=("font[cms-style*='strong-Bold']",),
    caption=(".image-caption", ".img-caption", ".wp-caption-text"),
    text_drop=(
        r"海量资讯、精准解读，尽在.{2,16}",
        r"给作者打赏，鼓励TA抓紧创作！?",
        r"赞赏|打赏|赞赏支持|复制代码",
        r"</?style[^>]*>.*</style>",
    ),
    text_credit=(
        r"[（(【\[]?\s*(?:责任编辑|责编|编辑|校对|审校|编审|审核|来源|文章来源|作者|记者|文|图|编译)"
        r"\s*[：:/丨|]\s*\S.{0,32}",
        r"(?i:editors?|edited by|source|via)\s*:\s*\S.{0,40}",
    ),
)

SITES: dict[str, Rules] = {
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
    "xie.infoq.cn/link": "target",
    "youtube.com/redirect": "q",
}
"""Addresses whose links lead elsewhere: a host, or a host and a path, and the query field that
says where ('': the whole query).
"""


@lru_cache(maxsize=64)
def rules_for(site: str) -> Rules:
    """The default rules with the site's own added."""
    own = SITES.get(site)
    if own is None:
        return DEFAULT
    return Rules(
        *(getattr(DEFAULT, name) + getattr(own, name) for name in Rules.__dataclass_fields__)
    )


@lru_cache(maxsize=64)
def pattern(alternatives: tuple[str, ...]) -> re.Pattern[str]:
    """One expression out of many; it matches nothing where there are none."""
    return re.compile("|".join(f"(?:{one})" for one in alternatives) or r"(?!)", re.DOTALL)
