"""Reads dates as people and programs write them in many languages: `5. März 2024`, `5 de marzo de
2024`, `2024년 3월 5일 오후 3:04`, `令和6年3月5日`, `Tue Mar 5 10:00:00 CST 2024`, `13.03.2024`.

The time and the zone are taken out of a text first. What is left must have one day, one month and
one year, and little else, so that no date is made of a sentence. These dates are rare, so `dates`
asks here last.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from unicodedata import normalize

from reader.lazy_re import late

_NAMES = """
january february march april may june july august september october november december
jan feb mar apr may jun jul aug sep oct nov dec
januar februar märz april mai juni juli august september oktober november dezember
jänner feber mrz apr mai juni juli aug sept okt nov dez
janvier février mars avril mai juin juillet août septembre octobre novembre décembre
janv févr mars avr mai juin juil août sept oct nov déc
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
ene febr mar abr may jun jul ago setiembre oct nov dic
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
gen feb mar apr mag giu lug ago set ott nov dic
janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
jan fev mar abr mai jun jul ago set out nov dez
januari februari maart april mei juni juli augustus september oktober november december
januari februari mars april maj juni juli augusti september oktober november december
januari februari maret april mei juni juli agustus september oktober november desember
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
янв фев мар апр май июн июл авг сен окт ноя дек
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
ledna února března dubna května června července srpna září října listopadu prosince
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου
ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου
يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר
जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर
जन फ़रवरी मार्च अप्रैल मई जून जुल अगस्त सितम्बर अक्तूबर नवम्बर दिसम्बर
มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน
กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม
"""
_MONTHS: dict[str, int] = {}
for _number, _name in enumerate(_NAMES.split()):
    _MONTHS.setdefault(normalize("NFKC", _name), _number % 12 + 1)
"""Each twelve names are the months of a year."""

_ERAS = {
    "明治": 1867,
    "大正": 1911,
    "昭和": 1925,
    "平成": 1988,
    "令和": 2018,
    "民國": 1911,
    "民国": 1911,
}
"""The year before the first one of an era."""

_IN_HEBREW = "ב"
"""“In”, which is written together with the month."""

_BUDDHIST = 543
_THAI = late(r"[\u0e00-\u0e7f]")
_ERA = late(rf"({'|'.join(_ERAS)})\s?(\d{{1,3}}|元)\s?年")
_NUMERALS = late(r"[〇零一二三四五六七八九十]+(?=[年月日号號])")
_MONTH_ALONE = late(r"(?<=\d )(1[0-2]|[1-9])月(?= \d{4})")
"""As Java writes the date of a mail in China and Japan: `06 五月 2024`."""

_ENGLISH = _NAMES.split()[:12]
_DIGITS = {**{digit: str(number) for number, digit in enumerate("〇一二三四五六七八九")}, "零": "0"}
_CLOCK = late(
    r"T?(?:(?P<part>[AaPp]\.?[Mm]\.?|上午|午前|오전|凌晨|早上|下午|午後|오후|晚上)\s?)?(?<!\d)(?P<hour>\d{1,2})"
    r"(?:\s?[時时点點시](?:\s?(?P<minutes>\d{1,2})\s?[分분])?|[:h](?P<minute>\d{2})(?:[:m](?P<second>\d{2}))?)"
    r"(?!\d)(?:\s?(?P<half>[AaPp])\.?[Mm]\b\.?)?"
)
_AFTERNOON = ("下午", "午後", "오후", "晚上")
_OFFSET = late(r"(?:(?<=[\s\d])|UTC|GMT)([+−-])(\d{2}):?(\d{2})(?!\d)(?:\s*\([^()]*\))?")
_PLACE = late(r"\[?\b((?:Africa|America|Asia|Atlantic|Australia|Europe|Pacific)/[A-Za-z_/]+)\]?")
_OF_MAIL = {
    **{"UTC": 0, "GMT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6},
    **{"PST": -8, "PDT": -7, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "JST": 9, "KST": 9},
}
"""Hours from UTC of the zones of RFC 5322, section 4.3, and of those that have one meaning."""

_ZONE = late(rf"\b({'|'.join(_OF_MAIL)})\b")
_OF_EAST = late(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일]")
_DAY_FIRST = late(
    r"(?<![\w./-])(\d{1,2})(?:(?P<slash>[/-])(\d{1,2})(?P=slash)|\.\s?(\d{1,2})\.\s?)(\d{4})(?![A-Za-z\d])"
)
_YEAR_FIRST = late(
    r"(?<![\w./-])(\d{4})(?:\.\s?|[/–-])(\d{1,2})(?:\.\s?|[/–-])(\d{1,2})(?![A-Za-z\d])"
)
_WORD = late(r"[^\s\d.,;:/()<>\[\]+'’“”–-]+")
_NUMBER = late(r"\d+")
_OTHER_WORDS = 3
"""So many words may stand beside a day, a month and a year: a weekday and particles."""


def in_words(text: str) -> datetime | None:
    """The date in a text, naive if the text names no zone; None if it has no evident date. Raises
    ValueError for a day that does not exist.
    """
    text = normalize("NFKC", text)
    text = _ERA.sub(_year_of_era, _NUMERALS.sub(_digits, text))
    text = _MONTH_ALONE.sub(lambda found: _ENGLISH[int(found[1]) - 1], text)
    zone, text = _zone(text)
    clock, text = _clock(text)
    day = _day(text)
    return datetime(*day, *clock, tzinfo=zone) if day else None


def _year_of_era(found: re.Match[str]) -> str:
    year = 1 if found[2] == "元" else int(found[2])
    return f"{_ERAS[found[1]] + year}年"


def _digits(found: re.Match[str]) -> str:
    """A Chinese numeral below forty, or a year written digit by digit, in digits."""
    tens, ten, ones = found[0].rpartition("十")
    if ten:
        return str(10 * int(_DIGITS.get(tens, "1")) + int(_DIGITS.get(ones, "0")))
    return "".join(_DIGITS[one] for one in ones)


def _zone(text: str) -> tuple[tzinfo | None, str]:
    """The zone that a text names, and the text without it."""
    if found := _OFFSET.search(text):
        away = timedelta(hours=int(found[2]), minutes=int(found[3]))
        return timezone(away if found[1] == "+" else -away), _without(text, found)
    if found := _PLACE.search(text):
        from zoneinfo import ZoneInfo  # few dates name a place, and it takes long to import

        try:
            return ZoneInfo(found[1]), _without(text, found)
        except (ValueError, OSError, KeyError):  # there is no such zone, or no data of zones
            return None, text
    if found := _ZONE.search(text):
        return timezone(timedelta(hours=_OF_MAIL[found[1]])), _without(text, found)
    return None, text


def _clock(text: str) -> tuple[tuple[int, int, int], str]:
    """Hour, minute and second, 0 if there are none, and the text without them."""
    found = _CLOCK.search(text)
    if not found:
        return (0, 0, 0), text
    hour, half = int(found["hour"]), (found["half"] or found["part"] or "").lower()
    if half[:1] in ("a", "p") and hour > 12:
        raise ValueError(hour)
    if half[:1] == "p" or half in _AFTERNOON:
        hour += 12 * (hour < 12)
    elif half and hour == 12:
        hour = 0
    minute = int(found["minutes"] or found["minute"] or 0)
    return (hour, minute, int(found["second"] or 0)), _without(text, found)


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _day(text: str) -> tuple[int, int, int] | None:
    """Year, month and day."""
    words = [word for word in _WORD.findall(text) if len(word) > 1 or word.isascii()]
    numbers = [int(number) for number in _NUMBER.findall(text)]
    if len(numbers) == 3 and len(words) <= _OTHER_WORDS and all(len(word) > 1 for word in words):
        if found := _OF_EAST.search(text) or _YEAR_FIRST.search(text):
            return int(found[1]), int(found[2]), int(found[3])
        found = _DAY_FIRST.search(text)
        return _of_numbers(found) if found else None
    return _of_names(words, numbers, text)


def _of_numbers(found: re.Match[str]) -> tuple[int, int, int] | None:
    """The day in three numbers with the year last. With points the day is first, as in all
    languages that write so; with other marks it must be evident which number the month is.
    """
    first, second, year = int(found[1]), int(found[3] or found[4]), int(found[5])
    if not found["slash"] or first > 12:
        return year, second, first
    return (year, first, second) if second > 12 else None


def _of_names(words: list[str], numbers: list[int], text: str) -> tuple[int, int, int] | None:
    """The day in one name of a month, a day of it and a year."""
    names = [word.lower() for word in words]
    names += [name.removeprefix(_IN_HEBREW) for name in names if name[:1] == _IN_HEBREW]
    months = {month for name in names if (month := _MONTHS.get(name))}
    if len(months) != 1 or len(numbers) != 2 or len(words) > _OTHER_WORDS + 1:
        return None
    day, year = sorted(numbers)
    if _THAI.search(text) and year > _BUDDHIST + 1800:
        year -= _BUDDHIST
    return (year, months.pop(), day) if year > 999 else None
