"""Cleans the end of an article, and notes what its file does not contain.

Titles of missing lists, links to a site's own pages, and calls to subscribe are removed after the
text. Such a call means that the file contains only part of the article, which a note says; another
note says that the body contains only the title. Notes are blocks of kind `note`, after all others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reader.articles import titles
from reader.articles.repeats import text_of
from reader.lazy_re import late
from reader.model import Block, Span

ASKS_TO_SUBSCRIBE = "The file ends here: the site asks to subscribe."
TITLE_ALONE = "The file contains only the title."
TITLE_AND_PICTURE = "The file contains a title but no text."

_LIMIT = 240
"""Characters; a longer paragraph is part of the text."""

_LOOKED_AT = 2_000
"""Characters; a title without its list is not searched for in a longer paragraph."""

_HELD = 4
"""Blocks; so many are held back before it is asked which of them is text."""

_NO_TEXT = ("image", "rule", "credit", "note")

_LIST_TITLE = (
    r"(?:推荐阅读|相关阅读|延伸阅读|相关报道|更多阅读|相关新闻|相关链接|相关文章|推荐文章|热门文章"
    r"|往期回顾|拓展阅读|扩展阅读|參考閱讀|相關報導"
    r"|延伸閱讀|関連記事|関連リンク|관련기사|Related(?: (?:articles|stories|links|posts|news))?"
    r"|更多(?:精彩)?(?:报道|報道|内容|文章|新闻)(?:请看|請看)?|关联阅读|あわせて読みたい|もっと読む"
    r"|関連ニュース|관련\s?(?:글|뉴스)|더 읽기|อ่านเพิ่มเติม|ข่าวที่เกี่ยวข้อง|اقرأ أيضا[ً]?|مواضيع ذات صلة"
    r"|קראו (?:עוד|גם)|यह भी पढ़ें|Xem thêm|Baca juga"
    r"|(?<!\w)(?:Read (?:more|also)|See also|Further reading|(?:À )?lire aussi|Voir aussi"
    r"|Mehr zum Thema|Lesen Sie auch|Siehe auch|Más información|Lee también|Ver también"
    r"|Te puede interesar|Leia também|Veja também|Leggi anche|Vedi anche|Lees ook"
    r"|Читайте также|Смотрите также))"
)
_TITLE_ALONE = late(rf"[\s▼↓■◆●*#—-]*{_LIST_TITLE}\s*[：:▼↓]*\s*", re.I)
_DANGLING = late(rf".*?(\s*{_LIST_TITLE}\s*[：:])\s*", re.I | re.S)
_OWN_PAGES = late(
    r"reuse this content|the trust project|(?:reprints|rights)(?: (?:and|&) permissions)?"
    r"|permissions|copyright.{0,40}|©.{0,40}"
    r"|terms (?:of|and).{0,20}|privacy(?: policy)?|about us|contact us|corrections?"
    r"|our standards.{0,60}|report (?:an error|a typo)|licen[sc]e"
    r"|版权声明|关于我们|联系我们|隐私政策|用户协议|免责声明|著作権.{0,20}|転載.{0,20}",
    re.I,
)
_CALL = late(
    r"\W*(?:"
    r"(?:继续阅读|阅读全文|查看全文|解锁全文|閱讀全文|剩余内容|余下内容|全文)[^。]{0,12}(?:请|需"
    r"|請|须|仅限|限)[^。]{0,8}(?:订阅|登录|登入|付费|会员|購買|购买|訂閱|開通|开通)[^。]{0,20}"
    r"|(?:本文|该文|此文|此内容|该内容|本内容|全文)(?:为|是|仅限|仅供|仅对|只对"
    r"|限)[^。]{0,8}(?:付费|会员|订阅|VIP|訂閱|會員)[^。]{0,24}"
    r"|(?:剩余|还有|余下|剩下)\s*\d+\s*[%％字][^。]{0,40}"
    r"|(?:please |you (?:need|have) to )?(?:subscribe|log ?in|sign in|register|sign up|join|upgrade"
    r"|become an? (?:\w+ )?(?:member|subscriber))\b.{0,70}?"
    r"\b(?:to (?:continue|keep|read|finish|unlock|access|view|see)|for (?:full"
    r"|unlimited) access)\b.{0,80}"
    r"|(?:to (?:continue|keep) reading|to read (?:the (?:full|rest|whole)|more|on|this)"
    r"|want to read|continue reading)\b.{0,20}\b(?:subscri|log ?in|sign|regist|member|join).{0,80}"
    r"|(?:this|the (?:rest|remainder|full (?:text|version)) of (?:this|the)) ?(?:article|content"
    r"|story|post|report|page)?\b.{0,40}\b(?:subscribers?|members?|paying|premium|paid)\b.{0,80}"
    r"|(?:already an? (?:subscriber|member)|you(?:['’]ve| have) (?:reached|read|used"
    r"|\d+ free)).{0,100}"
    r"|subscribers? only.{0,40}|(?:exclusive|content) (?:to|for) (?:\w+ )?(?:subscribers"
    r"|members).{0,40}"
    r"|(?:il vous reste|cet article|la suite|le reste|contenu|article)\b.{0,80}(?:abonnés?"
    r"|réservée? aux).{0,80}|pour lire la suite.{0,100}|(?:abonnez|connectez"
    r"|inscrivez)-vous pour .{0,80}"
    r"|dieser (?:artikel|inhalt|text)\b.{0,40}(?:abonnent|abo|registriert|plus).{0,60}"
    r"|jetzt .{0,40}(?:abonnieren|anmelden|testen|registrieren) und .{0,60}lesen.{0,20}"
    r"|para (?:seguir|continuar) (?:leyendo|lendo).{0,80}|per continuare a leggere.{0,80}"
    r"|чтобы (?:читать дальше|продолжить чтение).{0,80}"
    r"|(?:会員登録|ログイン).{0,20}(?:続き|全文).{0,20}"
    r"|이 (?:기사|콘텐츠)는 .{0,20}(?:유료|구독자|회원).{0,30}"
    r"|(?:om (?:verder te lezen|att läsa vidare|å lese videre)|aby czytać dalej|pro pokračování"
    r"|devamını okumak için|untuk membaca).{0,80}"
    r")\W*",
    re.I,
)
_CALL_WITHIN = late(
    r"\W*(?:"
    r"(?:.{0,24}?(?:请|請|需要?|須|必须|先|立即|只有|仅|限|成为|开通|升级|您?还?未))?.{0,6}?(?:订阅"
    r"|訂閱|登录|登入|登錄|付费|付費|购买|購買|开通|注册|註冊|会员|會員|解锁)"
    r"[^。]{0,24}(?:继续(?:阅读|浏览|查看)|繼續閱讀|阅读全文|閱讀全文|查看全文|看全文|阅读(?:更多"
    r"|完整|剩余)|全文|完整(?:内容|文章|版)|解锁)[^。]{0,16}"
    r"|.{0,60}\b(?:um (?:weiter ?zu ?lesen|den (?:ganzen |vollständigen )?artikel .{0,20}lesen)"
    r"|weiterlesen mit|zugang zu allen)\b.{0,80}"
    r"|.{0,40}\b(?:suscr[ií]b\w+|inicia sesión|regístr\w+)\b.{0,50}(?:seguir"
    r"|continuar) leyendo.{0,40}|.{0,30}(?:exclusivo|reservado) para (?:suscriptores"
    r"|assinantes).{0,40}"
    r"|.{0,30}\b(?:assine|entre|cadastre-se)\b.{0,40}(?:continuar|ler|leia).{0,60}"
    r"|.{0,40}\b(?:abbonati|accedi|registrati)\b.{0,40}(?:continuare|leggere).{0,60}"
    r"|.{0,30}riservat[oi] agli abbonati.{0,40}"
    r"|.{0,40}(?:подпи\w+|войдите|зарегистрируйтесь|оформите).{0,40}чтобы .{0,20}(?:читать|дочитать"
    r"|продолжить|прочитать).{0,60}|.{0,50}только (?:для )?подписчик.{0,40}"
    r"|.{0,20}(?:この記事|この先|続き|ここから先|全文|残り).{0,30}(?:会員|有料|ログイン|登録|購読"
    r"|購入).{0,40}|.{0,10}(?:有料)?会員限定(?:の)?(?:記事|コンテンツ).{0,20}"
    r"|.{0,20}(?:로그인|구독|회원|결제).{0,30}(?:계속|전문|전체|이어서|기사를?).{0,20}(?:읽|보|이용"
    r"|볼).{0,20}"
    r"|.{0,60}\b(?:lees verder met|logga in för att läsa|logg inn for å lese|log ind for at læse)"
    r".{0,60}"
    r")\W*",
    re.I,
)
"""Calls after any words, which takes long to match; so `_NEEDED` is searched for first."""

_NEEDED_IN_ASCII = (
    "lesen", "zugang zu", "leyendo", "para suscri", "para assin", "assine",
    "entre", "cadastre-se", "continuare", "leggere", "agli abbonati", "lees verder",
)  # fmt: skip
_NEEDED = late(
    "继续阅读|继续浏览|继续查看|繼續閱讀|全文|阅读更多|阅读完整|阅读剩余|完整内容|完整文章|完整版|解锁"
    "|чтобы|подписчик|会員|有料|ログイン|登録|購読|購入|로그인|구독|회원|결제|läsa|lese|læse|"
    + "|".join(_NEEDED_IN_ASCII)
)


def ended(blocks: Iterable[Block], title: str) -> Iterator[Block]:
    """Yield the same blocks with the end cleaned, and a note if the file does not contain the
    whole article.

    Blocks that may belong to the end are held back until it is known whether text follows. A few
    are held back in any case: where text follows, nothing is asked of those before it.
    """
    end = _End(title)
    for block in blocks:
        end.held.append(block)
        if len(end.held) >= end.enough:
            yield from end.settled()
    yield from end.settled()
    yield from end.cleaned()


class _End:
    """The end of an article so far: `held` are the blocks after the last text, and from `_loose`
    on those of which it is not yet known whether they are text. It is time to ask when there are
    `enough`.
    """

    def __init__(self, title: str) -> None:
        self.held: list[Block] = []
        self.enough = 1
        self._loose = 0
        self._title = title
        self._has_text = self._has_picture = False

    def settled(self) -> list[Block]:
        """Take out the blocks up to the last text, and those after it that stay in any case."""
        held = self.held
        if not self._has_text:
            self._has_picture |= any(block.kind == "image" for block in held[self._loose :])
        end = len(held)
        while end > self._loose and not self._is_text(held[end - 1]):
            end -= 1
        if end > self._loose:
            self._has_text = True
        else:
            end = 0
        while end < len(held) and held[end].kind in _NO_TEXT:
            end += 1
        self.held = held[end:]
        self._loose = len(self.held)
        self.enough = self._loose + (_HELD if self._has_text else 1)
        return held[:end]

    def _is_text(self, block: Block) -> bool:
        """Whether a block is text of the article. What repeats the title before it is not."""
        if block.kind in _NO_TEXT or (not self._has_text and _is_title(block, self._title)):
            return False
        return _left(block) is block

    def cleaned(self) -> Iterator[Block]:
        """What is left of the blocks that no text follows, and a note."""
        has_text = self._has_text
        asks = False
        for block in self.held:
            asks = asks or _asks(block)
            if left := None if not has_text and _is_title(block, self._title) else _left(block):
                has_text = has_text or left.kind not in _NO_TEXT
                yield left
        if asks:
            yield _note(ASKS_TO_SUBSCRIBE)
        elif not has_text and (self._has_picture or self.held):
            yield _note(TITLE_AND_PICTURE if self._has_picture else TITLE_ALONE)


def _note(text: str) -> Block:
    return Block("note", (Span(text, muted=True),))


def _is_title(block: Block, title: str) -> bool:
    return block.kind in ("paragraph", "heading") and titles.same(text_of(block), title)


def _asks(block: Block) -> bool:
    text = text_of(block)
    return block.kind in ("paragraph", "heading") and len(text) <= _LIMIT and _calls(text)


def _calls(text: str) -> bool:
    """Whether a text calls to subscribe."""
    return _CALL.fullmatch(text) is not None or _calls_within(text)


def _calls_within(text: str) -> bool:
    folded = text.casefold()
    if text.isascii():
        may = any(map(folded.__contains__, _NEEDED_IN_ASCII))
    else:
        may = _NEEDED.search(folded) is not None
    return may and _CALL_WITHIN.fullmatch(text) is not None


def _left(block: Block) -> Block | None:
    """What is left of a block at the end of an article; None if it is removed."""
    if block.kind not in ("paragraph", "heading", "item"):
        return block
    text = text_of(block)
    if len(text) <= _LIMIT and block.kind != "item" and _calls(text):
        return None
    if any(span.href for span in block.spans):
        return None if _leads_to_own_pages(block) else block
    if len(text) > _LOOKED_AT:
        return block
    if _TITLE_ALONE.fullmatch(text):
        return None
    if text.rstrip()[-1:] not in ("：", ":") or (found := _DANGLING.fullmatch(text)) is None:
        return block
    return block._replace(spans=_cut(block.spans, found.start(1)))


def _cut(spans: tuple[Span, ...], end: int) -> tuple[Span, ...]:
    """Spans up to a position in their text."""
    kept: list[Span] = []
    for span in spans:
        text = span.text[:end].rstrip() if len(span.text) >= end else span.text
        if text:
            kept.append(span._replace(text=text))
        end -= len(span.text)
        if end <= 0:
            break
    return tuple(kept)


def _leads_to_own_pages(block: Block) -> bool:
    """Whether a block consists of links to pages about the site itself."""
    labels: dict[str, str] = {}
    for span in block.spans:
        if span.href:
            labels[span.href] = labels.get(span.href, "") + span.text
        elif any(map(str.isalnum, span.text)):
            return False
    return all(_OWN_PAGES.fullmatch(label.strip()) for label in labels.values())
