"""Recognises bylines, datelines and credits: who wrote an article, where, and for whom.

Only the form decides: a function (记者, 编辑, By, Von …) with names, or a medium with a place, a
date and 讯, 电, 报道, a dash. Each is short and has no sentence in it, so that a sentence about an
editor is none of them.
"""

from __future__ import annotations

import re

from reader.lazy_re import late

_LIMIT = 90
"""Characters; a longer text is not a byline."""

_PERSON = (
    r"(?:记者|記者|编辑|編輯|责编|责任编辑|责任編輯|通讯员|通訊員|研究员|研究員|分析师|评论员"
    r"|撰稿人?|特派员"
    r"|实习生|主笔|采写|撰文|撰稿|执笔|见习|实习)"
)
_PREFIX = (
    r"(?:本报|本刊|本社|本台|本网|见习|实习|特约|特派|首席|资深|高级|驻\w{1,6}|栏目|责任|文字|图片"
    r"|视频|美术|新媒体|值班|本期"
    r"|微信|题图|封面|头图|配图|文章|稿件|信息|资料|数据|内容|图文|原文|本文|执行|助理|副|监制|总"
    r"|制片|每经|全媒体)"
)
_ROLE = (
    rf"{_PREFIX}{{0,3}}(?:{_PERSON}|作者|作家|文|图|圖|译|译者|翻译|编译|摄影|攝影|摄像|来源|來源"
    rf"|图源|校对|校對|校|审校|审核|编审|出品"
    r"|出品人|主编|监制|策划|统筹|制图|设计|剪辑|整理|供稿|供图|文案|制作|初审|复审|终审|一审|二审"
    r"|三审|签发|排版|运营|转自"
    r"|取材|撮影|執筆|編集|写真|出典|提供|글|사진|기자|출처)"
)
_MARK = r"(?:[：:|｜丨︱／/＝=]|(?<=\w)[ \u3000]{1,4}[|｜丨])"
_ONE = r"[\w·.'’&@《》“”（）()-]{1,12}"
_NAMES = rf"{_ONE}(?:[ \u3000、，,/&]{{1,3}}{_ONE}){{0,8}}"
_CREDIT = late(
    rf"[（(【\[〔◎●▲△■*—\s-]*{_ROLE}(?:[\s/／、&和及・·+]{{0,3}}{_ROLE}){{0,3}}\s*{_MARK}\s*{_NAMES}"
    rf"(?:[\s;；，,。]*{_ROLE}\s*{_MARK}\s*{_NAMES}){{0,6}}[)）】\]〕。]?"
)
_PIECE = late(r"[\s\u3000（()）【】\[\]，,、·|｜丨/／：:]+")
_ROLE_AND_NAME = late(rf"(?:[^\s]{{0,10}}?){_PREFIX}{{0,3}}{_PERSON}(?:[\w·]{{1,4}}|)")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段"
    "雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蔣葉蘇呂盧鍾譚陸賈韋鄒龍賀顧龔萬錢嚴湯"
)
_FUNCTION_AND_NAME = late(rf"\w{{0,10}}?{_PREFIX}{{0,3}}{_PERSON}[{_SURNAMES}]\w{{1,3}}")
_REPORTED = late(
    r"[\w·]{0,8}(?:综合|综述|独家|整理|编译|北京|上海)?(?:报道|报导|報道|報導|摄影报道|讯|訊|电|電"
    r"|专电|摄|文|撰文)"
)
_NAME = late(r"[\w·.]{1,4}|[A-Z][\w.'’-]+|\d{1,4}[年月日号.\-/]?(?:\d{1,2}[月日号.\-/]?){0,2}")

_OUTLET = (
    r"[《【\[「（(]?[\w·.&+\- ]{0,14}?(?:社|报|報|网|網|台|臺|刊|经|财经|新闻|新聞|之家|在线|APP"
    r"|App|app|客户端|AI|氪|媒体|公司|通信"
    r"|头条|快讯|电讯|\.COM|\.com|科技|资讯|证券|观察|见闻|评论|视频|频道|中心)[》」]?"
)
_WHEN = r"(?:\d{4}\s*年)?\s*(?:\d{1,2}\s*月\s*\d{1,2}|\d{1,2})\s*[日号]"
_BRACKET = r"[（(【\[][^（()）【】\[\]。！？]{1,40}[)）】\]]"
_SENT = (
    r"(?:快讯|讯|訊|专电|电讯|电|電|消息|综合报道|报道|报导|報道|報導|获悉|獲悉|综合消息|综合外电)"
)
_DATELINE = late(
    rf"(?:{_OUTLET}\s*(?:{_BRACKET}\s*)?(?:快讯|讯|訊|消息|综合报道|综合消息|获悉|獲悉|专电|报道)"
    rf"|{_OUTLET}\s*(?:{_BRACKET}\s*)?(?:[\w/]{{2,8}}?\s*)?{_WHEN}\s*{_SENT}"
    rf"|{_OUTLET}\s*{_BRACKET}\s*{_SENT}"
    rf"|本[报報刊台网網站社][^，。：:\s]{{0,8}}?\s*(?:{_WHEN})?\s*{_SENT}"
    rf"|(?:据\w{{1,14}}\s*)?{_WHEN}\s*(?:晚间|早间|上午|下午)?(?:消息|讯|訊|电|報導|报道)"
    rf"|[据據][^，。：:]{{2,16}}?(?:\s*{_WHEN}\s*)?(?:报道|報道|報導|报导|消息|获悉|披露|透露)"
    r"|【[^】。]{2,16}(?:报道|讯|电|消息)】"
    r")\s*(?:[（(【\[][^（()）】\]。]{0,16}?(?:记者|記者|编辑|編輯|通讯员|通訊員|研究员|作者"
    r"|实习生)[^（()）】\]。]{0,24}[)）】\]]"
    r"\s*[，,：:丨|｜—－-]*|(?:[，,：:丨|｜—－-]+|(?=\s)|$))"
)
_WITH_ROLE = late(
    rf"[^，。！？：:\s（(]{{0,14}}[（(【\[][^（()）】\]。]{{0,24}}{_PERSON}[^（()）】\]。]{{0,24}}[)）】\]]"
    rf"\s*(?:{_WHEN})?{_SENT}?\s*[，,：:]?"
)

_IN_BRACKETS = late(r"[（(【\[〔]\s*([^（()）【】\[\]〔〕。]+?)\s*[)）】\]〕]")

_WORD = r"[A-ZÀ-ÖØ-ÞА-ЯЁ][\w.'’-]*"
_PARTICLE = r"(?:de|da|do|dos|del|della|di|van|von|der|den|la|le|el|bin|al|y|e|ten|ter|zu)"
_PERSON_NAME = rf"{_WORD}(?:[ \u00a0](?:{_WORD}|{_PARTICLE})){{0,4}}"
_PEOPLE = rf"{_PERSON_NAME}(?:\s*(?:,|&|and|und|et|y|e|и|AND)\s+{_PERSON_NAME}){{0,5}}"
_BY = late(
    r"(?:—|–|-|\()?\s*(?:(?:(?:[Ww]ritten|[Rr]eported|[Ss]tory|[Ww]ords|[Pp]hotos?|[Pp]hotographs?"
    r"|[Tt]ext|[Ii]llustrations?"
    r"|[Rr]eporting|[Ee]diting|[Ee]dited|[Cc]ompiled|[Pp]osted|[Tt]ranslated|REPORTING"
    r"|EDITING)\s+)?(?:by|By|BY)|Von|VON|Par|PAR|Por|POR|Di"
    r"|Door|Przez|Автор|Текст)\b\s*:?\s+"
    r"(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:January|February|March|August|September"
    r"|October|November|December)\b|The\b|All\b|This\b)"
    rf"{_PEOPLE}(?:\s*(?:,|\||—|–|-|·|for|of"
    rf"|in)\s*{_PEOPLE}){{0,3}}(?:\s*;\s*\w+ by {_PEOPLE}){{0,3}}\s*[|.:)]?(?:\s*\|.*)?"
)
_KEYED = late(
    r"(?:by|author|authors|writer|editors?|edited by|written by|words|text|photos?|photo credit"
    r"|image credit|credit|source|sources"
    r"|via|reporting|autor|autorin|autora|auteur|fuente|quelle|foto|fotos|fonte|источник|автор|фото"
    r"|redaktion|texto|testo|(?:last )?(?:updated|modified)|published"
    r"|כתב|מאת|צילום|תמונה|كتب|كتبت|بقلم|المصدر|تصوير"
    r"|लेखक|स्रोत|ผู้เขียน|เรื่อง|ภาพ|ที่มา)"
    r"\s*[:/|]\s*\S.{0,50}|โดย\s+\S{2,30}(?:\s\S{2,30})?",
    re.IGNORECASE,
)
_AGENCY = (
    r"(?:Reuters|AP|AFP|Xinhua|CNN|CNBC|BBC(?: News)?|Bloomberg(?: News)?|UPI|dpa|DPA|Kyodo|Jiji"
    r"|Tass|TASS|EFE|ANSA|Efe|Yonhap|IANS|PTI"
    r"|ANI|NYT|WSJ|CBS|ABC|NBC|NPR|PRNewswire|PR Newswire|Business Wire|BUSINESS WIRE"
    r"|GLOBE NEWSWIRE|EUROPA PRESS|[A-Z]{2,6})"
)
_CITY = r"[A-ZÀ-Þ][\w.'’À-ÿ-]*(?:[ ][A-ZÀ-Þ][\w.'’À-ÿ-]*){0,3}"
_CITY_CAPITALS = r"[A-ZÀ-ÞА-ЯЁ]{2,}[A-ZÀ-ÞА-ЯЁ.'’ -]*"
_WHEN_LATIN = r"(?:,?\s*(?:\d{1,2}\.?\s+)?[A-Za-zà-ÿа-я]{3,10}\.?(?:\s+\d{1,2})?(?:,?\s+\d{4})?)"
_DASH = r"(?:\s*(?:--?|–|—|\.-|:|-)+)"
_LATIN_DATELINE = late(
    rf"(?:(?:{_CITY_CAPITALS}|{_CITY})(?:,\s*{_CITY})?{_WHEN_LATIN}?\s*[(/]{_AGENCY}[)/]{_DASH}?"
    rf"|\({_AGENCY}\){_DASH}(?:\s*{_CITY_CAPITALS}{_WHEN_LATIN}?\s*{_DASH}?)?"
    rf"|{_CITY_CAPITALS}(?:,\s*{_CITY}\.?){{0,2}}{_WHEN_LATIN}?(?:\s*[—–]"
    rf"|\s+--?)(?:\s*{_AGENCY}(?:\s+Новости)?\.?)?(?=\s*(?:[“\"'A-ZÀ-ÞА-ЯЁ]|$))"
    rf"|{_CITY_CAPITALS}\s+(?:taz|dpa|afp|rtr)\s*\|?"
    r")(?=\s|$)"
)
_OTHER_DATELINE = late(
    r"(?:[［\[【(（][^］\]】)）。]{1,30}(?:ロイター|共同|時事|＝[^］\]】)）。]{1,14}"
    r"|日[ \u3000]*[A-Z]{2,4})[］\]】)）]"
    r"(?:\s*[-－—])?"
    r"|[\[(【][^\])】]{1,14}=[^\])】]{1,14}[\])】]"
    r"(?:\s*[가-힣]{2,4}(?:[·,\s]+[가-힣]{2,4})*\s*(?:기자|특파원|인턴기자))?\s*=?"
    r"|(?:(?:글|사진)(?:[·,/]\s?(?:글|사진))?\s+)?[가-힣]{2,4}\s*(?:기자|특파원|선임기자)(?=\s|$|=)\s*=?)"
)
_STAFF = late(
    rf"{_PEOPLE}\s*,\s*(?:[Ss]taff|[Ss]enior|[Cc]hief|[Cc]ontributing|[Aa]ssociate|[A-Z]\w+)?\s*"
    r"(?:[Ww]riter|[Cc]orrespondent|[Rr]eporter|[Ee]ditor|[Cc]ontributor|[Pp]hotographer"
    r"|Reuters|AP|AFP)\w*"
)


def is_byline(text: str, *, leads: bool) -> bool:
    """Whether a text on one line only says who wrote or sent the article.

    `leads`: it stands at the start of a paragraph that goes on.
    """
    text = text.strip()
    if not text or len(text) > _LIMIT:
        return False
    if _CREDIT.fullmatch(text) or _WITH_ROLE.fullmatch(text) or _has_role(text):
        return True
    if any(form.fullmatch(text) for form in (_BY, _KEYED, _STAFF)):
        return True
    if (inner := _IN_BRACKETS.fullmatch(text)) and dateline(inner[1]) == len(inner[1]):
        return True
    end = dateline(text)
    return end == len(text) and (leads or not text[-1].isalnum() or "（" in text or "(" in text)


def dateline(text: str) -> int:
    """Where the dateline at the beginning of a text ends; 0 if there is none."""
    for form in (_DATELINE, _LATIN_DATELINE, _OTHER_DATELINE):
        if found := form.match(text, 0, _LIMIT):
            return found.end()
    return 0


def _has_role(text: str) -> bool:
    """Whether a text consists of names and media around a function: 某日报 记者李小红 南方报道."""
    pieces = [piece for piece in _PIECE.split(text.rstrip("，,：:讯訊")) if piece]
    roles = [number for number, piece in enumerate(pieces) if _ROLE_AND_NAME.fullmatch(piece)]
    if not roles or (len(pieces) == 1 and not _FUNCTION_AND_NAME.fullmatch(text)):
        return False
    for number, piece in enumerate(pieces):
        if number in roles or _NAME.fullmatch(piece) or _REPORTED.fullmatch(piece):
            continue
        if number > roles[0] or len(piece) > 14:
            return False
    return True
