"""Tells the encoding of bytes that are not UTF-8: from what they declare, or from their letters.

In any language a few letters make up much of any text, and bytes read in a wrong encoding hardly
ever give these. So the bytes are read in each encoding, and the one wins in which the share of
frequent letters is nearest to that of its language. If none is near, nothing is guessed.
"""

from __future__ import annotations

import codecs
import re

from reader.lazy_re import late
from reader.lazy_tuple import NamedTuple

_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "utf-16": "utf-8",
    "utf-32": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
    "utf-32-le": "utf-8",
    "utf-32-be": "utf-8",
}
"""The encoding that a name means (WHATWG Encoding, section 4.2). A document in which “UTF-16” can
be read as ASCII is not UTF-16.
"""

_ALIASES = {"windows-31j": "cp932", "windows-874": "cp874", "windows-949": "cp949"}
"""Names that Python does not have."""

_KNOWN = late(
    r"utf-8|gb18030|big5hkscs|cp9(?:32|49)|euc_jp|iso2022_jp|hz|shift_jisx?\w*|johab"
    r"|cp125\d|cp8\d\d|iso8859-\d+|koi8-[ru]|mac-\w+|kz1048|ptcp154"
)
"""Python's names of text encodings. It has other codecs, some of which run code or never end."""

_DECLARED = late(
    rb"<meta\b[^>]{0,200}?\bcharset\s*=\s*[\"']?\s*([\w.:+-]{1,40})"
    rb"|<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']\s*([\w.:+-]{1,40})",
    re.IGNORECASE,
)
_DECLARED_WITHIN = 4096
_SAMPLE = 1 << 16
_NEAR = 0.55
"""So much of the usual share of frequent letters is near."""

_FEWEST = 12
"""So many bytes beyond ASCII are needed to tell anything."""

_ERRORS = 100
"""One wrong byte in so many characters is damage; more of them are another encoding."""


class _Language(NamedTuple):
    """An encoding, its usual name, the frequent letters of a language, and their share of all
    letters beyond ASCII in a text of it.
    """

    encoding: str
    name: str
    letters: frozenset[str]
    share: float


_KANA = frozenset("のにはをたがでてとしれさいるなもっからこ、。りまくよすんア")
_LANGUAGES = (
    _Language(
        "gb18030",
        "GB18030",
        frozenset(
            "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家"
            "种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日者意无力与长把机十民第公"
            "此已工使情明性全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新制身果加西月合回特代内"
            "信表化市金报电数据经济，。、：“”（）"
        ),
        0.5,
    ),
    _Language(
        "big5hkscs",
        "Big5",
        frozenset(
            "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家"
            "種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心本前開但因只從想實日者意無力與長把機十民第公"
            "此已工使情明性全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新制身果加西月合回特代內"
            "信表化市金報電數據經濟，。、：「」（）"
        ),
        0.5,
    ),
    _Language(
        "cp932",
        "Shift_JIS",
        _KANA,
        0.45,
    ),
    _Language(
        "euc_jp",
        "EUC-JP",
        _KANA,
        0.45,
    ),
    _Language(
        "cp949",
        "EUC-KR",
        frozenset(
            "이다는의을에가고하기지로한사도를은서인있대리어자시그나수해들것과일정라만부아보게전으주여상원제성장동국조연신용계화"
            "구위선적중년월공습니합입"
        ),
        0.6,
    ),
    _Language("cp1251", "Windows-1251", frozenset("оеаинтсрвлкмдпу"), 0.75),
    _Language("koi8-r", "KOI8-R", frozenset("оеаинтсрвлкмдпу"), 0.75),
    _Language("cp1253", "Windows-1253", frozenset("αοιετσνηυρπκςίό"), 0.7),
    _Language("cp1255", "Windows-1255", frozenset("יוהלאמרתב"), 0.65),
    _Language("cp1256", "Windows-1256", frozenset("اليمونرتبه"), 0.65),
    _Language("cp874", "Windows-874", frozenset("านรกเอ่ง้มยีลว"), 0.6),
)


def declared(data: bytes) -> str | None:
    """Python's name of the encoding that a page or an XML document declares, or None."""
    found = _DECLARED.search(data, 0, _DECLARED_WITHIN)
    return meant((found[1] or found[2]).decode("ascii", "ignore")) if found else None


def meant(label: str) -> str | None:
    """Python's name of the encoding that a label on the web means; None if it is unknown."""
    label = label.lower().removeprefix("x-")
    try:
        name = codecs.lookup(_ALIASES.get(label, label)).name
    except (LookupError, ValueError):
        return None
    name = _WIDER.get(name, name)
    return name if _KNOWN.fullmatch(name) else None


def guessed(data: bytes) -> tuple[str, str] | None:
    """The encoding whose language the bytes are nearest to, and its usual name; None if they are
    near to none.
    """
    sample = data[:_SAMPLE]
    if sum(byte > 0x7F for byte in sample) < _FEWEST:
        return None
    best = max(_LANGUAGES, key=lambda language: _likeness(sample, language))
    return (best.encoding, best.name) if _likeness(sample, best) >= _NEAR else None


def _likeness(sample: bytes, language: _Language) -> float:
    """How near bytes are to a language: 1 where its frequent letters have their usual share."""
    text = sample.decode(language.encoding, "replace")
    beyond = [letter for letter in text if letter > "\x7f"]
    if not beyond or beyond.count("\ufffd") > 1 + len(beyond) // _ERRORS:
        return 0
    frequent = sum(letter in language.letters for letter in beyond)
    return min(frequent / len(beyond) / language.share, 1)
