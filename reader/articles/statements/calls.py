"""Recognises calls: to subscribe, follow, buy, click, read something else.

And the titles that stand above lists of other articles. Each form is for a whole text, short and on
one line; a sentence about subscribers is none of them.
"""

from __future__ import annotations

import re

from reader.lazy_re import late

_LIMIT = 140
"""Characters; a longer text is not a call."""

_CHINESE = late(
    r"(?:\W*)(?:"
    r"(?:点击|點擊|点此|戳|长按|長按|扫描|扫码|掃描|识别二维码)[^。！？]{0,24}(?:阅读|閱讀|原文"
    r"|关注|關注|二维码|QR|下载|下載|查看|领取|报名"
    r"|购买|订阅|蓝字|链接|加入|进群|入群)[^。！？，]{0,16}"
    r"|(?:欢迎|歡迎|请|敬请|更多(?:精彩|内容|资讯|新闻|信息|详情)\S{0,6}(?:请"
    r"|欢迎)?)\S{0,4}?(?:关注|關注|订阅|訂閱|扫码|投稿|转发|点赞|加入\w{0,4}群)[^。！？]{0,40}"
    r"|(?:关注|關注|订阅|訂閱|加入|添加)(?:我们|我們|我|本|作者|[^，。！？]{0,14}(?:公众号|公眾號"
    r"|视频号|微信号|官方微博|微信群|交流群|小程序))"
    r"[^。！？]{0,20}"
    r"|(?:立即|马上|立刻|免费|限时)?(?:购买|下载|注册|报名|订阅|领取|登录|试用|抢购|預約|预约|分享"
    r"|收藏)(?:链接|地址|入口|方式|本文)?"
    r"|(?:立即|马上|立刻|免费|限时)\w{0,4}(?:购买|下载|注册|报名|订阅|领取|登录|试用|抢购)(?:吧"
    r"|链接|名额)?"
    r"|(?:阅读|閱讀|查看|展开|點閱|浏览)(?:全文|原文|更多|下一篇|详情|完整版)\S{0,6}"
    r"|(?:阅读|返回|上|下)一?(?:首页|顶部|篇|页|目录)"
    r"|未经[^。！？]{0,12}(?:授权|许可|允許|允许)[^。！？]{0,10}(?:转载|轉載|复制|摘编"
    r"|引用)[^。！？]{0,16}"
    r"|(?:转载|轉載)[^。！？]{0,8}(?:授权|注明|出处|声明|联系)[^。！？]{0,16}"
    r"|(?:加|添加)\S{0,8}(?:微信|QQ群|群)[：:]?\s*[\w-]*"
    r"|(?:广告|廣告|推广|赞助商?|免责声明|版权声明|版權聲明|分享(?:至|到|给)\S{0,12}|举报|纠错|收藏"
    r"|点赞|评论|留言|打赏|回复)"
    r")\W*"
)
_ENGLISH = late(
    r"\W*(?:"
    r"(?:sign up|subscribe|register|log ?in|sign in)\b(?:[^.!?]{0,80}\b(?:newsletters?|here|now"
    r"|alerts?|updates|free|inbox|podcast|channel|today"
    r"|account|us|our|offer|emails?)\b[^.!?]{0,40})?"
    r"|(?:click|tap|press) (?:here|below|on the|the|to)\b[^.!?]{0,90}"
    r"|(?:read|see|learn|find out|discover|load|show) (?:more|next|also|the full"
    r"|our full)\b[^.!?]{0,100}"
    r"|(?:continue|keep) reading\b.{0,60}"
    r"|follow (?:us|@|me|our|him|her|them)\b[^.!?]{0,80}"
    r"|(?:buy|order|shop|download|donate|share|join|book|pre-?order|apply|get (?:it|started|the app"
    r"|tickets)|try|support|contact|vote|enter"
    r"|listen|watch|add to cart)\b(?: (?:it|this|us|our|the|a|on|for|with|your|live|story|article"
    r"|page|post|app|newsletter|free|today|here"
    r"|facebook|twitter|whatsapp|email|community|work|journalism|trial))+(?: (?:now|here|free|today"
    r"|on amazon|us|us now|article|story|page"
    r"|app|newsletter))?"
    r"|(?:buy|order|shop|download|donate|join)(?: (?:now|here|free|today|us))?"
    r"|(?:get|receive|enable|turn on|allow) (?:our|the|breaking|your|daily|free|browser|news|push"
    r"|desktop|email|latest|instant)\b[^.!?]{0,60}"
    r"\b(?:newsletters?|alerts?|notifications?|updates|inbox|emails?|app)\b[^.!?]{0,40}"
    r"|(?:great,? )?you[’']re (?:signed up|subscribed|all set)"
    r"|(?:more|latest|top|trending|popular|recommended|related|further|most read"
    r"|most popular) (?:stories|news|articles|posts|reading|links"
    r"|coverage|content|videos|reads)(?: (?:from|on|about|in|for)\b[^.!?]{0,60})?|more (?:from|on"
    r"|about) [^.!?]{1,60}"
    r"|(?:related|recommended|trending|most read|most popular|read more|see also|also read|watch"
    r"|watch now|listen|editor[’']?s picks?|up next"
    r"|you (?:may|might) also (?:like|be interested in)|don[’']t miss|in case you missed it"
    r"|what to read next|more to read)\b(?:\s*:.{0,110})?"
    r"|advertisement|advertising|sponsored(?: content| by.{1,40})?|promoted|promotion|featured"
    r"|gallery|newsletters?|comments?(?: \(\d+\))?"
    r"|leave a (?:comment|reply)|share(?: (?:this|on|via).{0,40})?|tags?|topics|print|back to top"
    r"|skip advertisement|view (?:all|comments)"
    r"|all rights reserved.{0,40}|copyright\s*(?:©|\(c\)|\d{4}).{0,60}|©.{0,60}|table of contents"
    r"|contents"
    r")\W*",
    re.IGNORECASE,
)
_OTHERS = late(
    r"\W*(?:"
    r"(?:関連|関係|おすすめ|人気|あわせて読みたい|合わせて読みたい|こちらも|最新"
    r"|注目の?)(?:の)?(?:記事|ニュース|リンク|動画|コンテンツ)?(?:はこちら)?"
    r"|続きを読む|もっと(?:見る|読む)|(?:詳しく|詳細|購入|登録|申し込み|お申し込み|予約"
    r"|応募)は(?:こちら|コチラ)\S{0,8}|.{0,12}(?:こちら|ここ)をクリック"
    r"|今すぐ\S{0,8}(?:登録|購入|ダウンロード|申し込む)|(?:無料)?(?:会員)?登録\S{0,6}"
    r"|フォロー(?:する|して\S{0,8})?|シェア(?:する)?|広告|PR"
    r"|(?:관련|추천|인기|많이 본|최신)\s*(?:기사|뉴스|글|영상)|더\s*보기|구독(?:하기"
    r"|하세요)?\S{0,4}|바로\s*가기|무단\s*전재.{0,30}|.{0,10}(?:제보|구독).{0,4}(?:하기|하세요)"
    r"|(?:à )?lire (?:aussi|également|plus|la suite)?\s*(?::.{0,120})?|voir aussi.{0,120}"
    r"|abonnez-vous.{0,80}|inscrivez-vous.{0,80}|s[’']abonner.{0,60}"
    r"|s[’']inscrire.{0,60}|partager(?: (?:sur|cet|par|l[’']article).{0,30})?|en savoir plus.{0,40}"
    r"|sur le même sujet|la suite après .{0,40}|publicité"
    r"|lesen sie (?:auch|hier|mehr|dazu)\b.{0,120}|(?:mehr|weitere) (?:zum thema|artikel"
    r"|nachrichten|dazu|infos?).{0,60}|weiterlesen.{0,30}"
    r"|jetzt\b.{0,40}\b(?:abonnieren|anmelden|registrieren|kaufen|bestellen|lesen|testen|spenden)"
    r"|anzeige|zur startseite|(?:newsletter )?abonnieren.{0,40}"
    r"|lee (?:también|más|además)\b.{0,120}|leer más.{0,60}|te puede interesar.{0,80}|suscríb(?:ete"
    r"|ase).{0,80}|síguenos.{0,60}|más (?:noticias|información).{0,60}"
    r"|(?:leia|veja|saiba) (?:também|mais)\b.{0,120}|assine.{0,60}|siga(?:-nos| a gente"
    r"| o .{1,20} no).{0,30}|inscreva-se.{0,60}"
    r"|leggi (?:anche|tutto|di più)\b.{0,120}|iscriviti.{0,60}|abbonati.{0,60}|seguici.{0,60}"
    r"|potrebbe interessarti.{0,60}"
    r"|(?:читайте|смотрите|см\.) (?:также|ещё|еще|далее)\b.{0,120}|подпи(?:шитесь|сывайтесь"
    r"|саться)\b.{0,80}|подробнее.{0,40}|реклама|поделиться.{0,30}"
    r"|lees ook\b.{0,120}|meer over.{0,60}|czytaj (?:także|więcej|też)\b.{0,120}|läs (?:också|mer"
    r"|även)\b.{0,120}|přečtěte si.{0,100}"
    r")\W*",
    re.IGNORECASE,
)
_LIST_TITLE = late(
    r"\W*(?:(?:相关|相關|推荐|推薦|延伸|更多|热门|精选|往期|近期|拓展|扩展)(?:文章|阅读|閱讀|新闻"
    r"|推荐|报道|報道|链接|内容|回顾|精彩|资讯|阅读推荐|视频|话题|標籤|标签)"
    r"|猜你喜欢|大家都在看|你可能(?:也|还)?(?:喜欢|感兴趣)\S{0,6}|精彩评论|网友评论|热门评论|END"
    r"|完|全文完|目录|参考(?:资料|文献|链接|来源)|分享到|扫一扫|公众号)\W*",
    re.IGNORECASE,
)


def is_call(text: str) -> bool:
    """Whether a text on one line is only a call, or the title of a list of other articles."""
    if len(text) > _LIMIT:
        return False
    return any(form.fullmatch(text) for form in (_LIST_TITLE, _CHINESE, _ENGLISH, _OTHERS))
