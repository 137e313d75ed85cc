"""Reads dates in the forms of all producers: in front matter, in names of files, in folders.

Only unambiguous dates are read: `03/04/2020` is not one, `13/04/2020` is. A year or a month alone
means its first day. The caller marks such dates, and those from names and folders, as inferred.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from pathlib import Path

from reader.lazy_re import late

_ISO_LIKE = late(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:$|[T ])")
_MAIL_LIKE = late(r"(?:[A-Z][a-z]{2},\s*)?\d{1,2} [A-Z][a-z]{2} (?:\d{2}){1,2} \d{1,2}:\d{2}")
_FEED = late(  # the form of all feeds; parsing it as a date of mail takes four times as long
    r"[A-Z][a-z]{2}, (\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) (?:GMT|\+0000)"
)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
_FULL_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_DAY = r"(?P<day>\d{1,2})"
_YEAR = r"(?P<year>\d{4})"
_WEEKDAY = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?,?\s+)?"
_TIME = (
    r"(?:(?:[T,]?\s*|\s+at\s+)(?:(?P<part>上午|凌晨|早上|中午|下午|晚上)\s?)?(?P<hour>\d{1,2})[:：](?P<minute>\d{2})"
    r"(?:[:：](?P<second>\d{2})(?:[.,]\d{1,9})?)?(?:\s?(?P<half>[AaPp])\.?[Mm]\.?)?"
    r"(?:\s?(?P<zone>Z|\(?(?:UTC|GMT)?\s?(?:(?P<sign>[+-])(?P<away>\d{1,2})(?::?(?P<rest>\d{2}))?"
    r")?\)?))?)?"
)
_FORMS = (
    late(rf"{_YEAR}(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark){_DAY}{_TIME}"),
    late(rf"{_YEAR}\s?年\s?(?P<month>\d{{1,2}})\s?月\s?{_DAY}\s?日{_TIME}"),
    late(rf"{_WEEKDAY}{_MONTH}\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}{_TIME}"),
    late(rf"{_WEEKDAY}{_DAY}(?:st|nd|rd|th)?[\s-]+{_MONTH},?[\s-]+{_YEAR}{_TIME}"),
    late(r"(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)" + _TIME),
    late(
        r"(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)T?(?P<hour>[0-2]\d)"
        r"(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?"
        r"(?P<zone>Z|(?P<sign>[+-])(?P<away>\d\d)(?P<rest>\d\d))?"
    ),
)
_PARTS = (
    late(rf"{_YEAR}"),
    late(rf"{_YEAR}[-/.](?P<month>\d{{1,2}})"),
    late(rf"{_YEAR}\s?年(?:\s?(?P<month>\d{{1,2}})\s?月)?"),
    late(rf"{_MONTH},?\s+{_YEAR}"),
)
_TWO_WAYS = late(r"\d{1,2}([/-])\d{1,2}\1(?:\d{4}|\d{2})(?:\D.*)?")
_EPOCH = late(r"(\d{9,10})(\d{3})?(?:\.\d{1,9})?")
_FIRST_SECOND, _LAST_SECOND = 631_152_000, 4_102_444_800
"""The years 1990 and 2100; a bare number between them is a time."""

_LONGEST = 80
_FIRST_YEAR, _LAST_YEAR = 1000, 2999
_NAMED_YEARS = range(1900, 2101)
"""The years that a name or a folder may mean."""

_IN_NAME = late(
    r"(?<![A-Za-z0-9])(?<!\d[._-])(\d{4})([-_.])(\d{1,2})\2(\d{1,2})(?![0-9A-SU-Za-z]|T(?!\d\d))(?!\.\d)"
)
_RUN_IN_NAME = late(
    r"(?<![A-Za-z0-9])(?<!\d[._-])((?:19|20)\d\d)([01]\d)([0-3]\d)"
    r"(?:T?(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?)?(?![0-9A-Za-z])"
)
_EAST_IN_NAME = late(r"(?<!\d)(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일]")
_POINTS_IN_NAME = late(r"(?<![\w.])([0-3]?\d)\.([01]?\d)\.((?:19|20)\d\d)(?![\w.]\w|\w)")
_WORDS_IN_NAME = late(
    r"(?<![^\W_])(?:(\d{1,2})(?:st|nd|rd|th)?[ _.-]+)?"
    r"((?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6})[ _.-]+"
    r"(?(1)|(\d{1,2})(?:st|nd|rd|th)?,?[ _-]+)((?:19|20)\d\d)(?![^\W_])",
    re.IGNORECASE,
)
_NUMBERED = late(r"\.\d")
BEFORE_NAME = late(
    r"(?:\d{4}([-_.])\d{1,2}\1\d{1,2}(?:T\d\d(?:[-_.:]?\d\d){0,2}Z?)?(?!\d)"
    r"|(?:19|20)\d\d[01]\d[0-3]\d(?:T?[0-2]\d[0-5]\d(?:[0-5]\d)?)?(?!\d)"
    r"|[0-3]?\d\.[01]?\d\.(?:19|20)\d\d(?!\d)"
    r"|\d{4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日号號일])"
    r"(?:\.\d{1,3}(?=[-_ ]))?[-_ ]+(?=\S)"
)
"""A date before a file's name, with the number that may follow it for several files of one day."""

_IN_PATH = late(
    r"(?:^|/)((?:19|20)\d\d)/(0?[1-9]|1[0-2])(?:/(0?[1-9]|[12]\d|3[01])(?![^/]))?(?=/|$)"
)
_CHINESE_IN_PATH = late(
    r"(?:^|/)((?:19|20)\d\d)年(?:/(?:(?:19|20)\d\d年)?|)(0?[1-9]|1[0-2])月"
    r"(?:/(?:\d{1,2}月)?(0?[1-9]|[12]\d|3[01])[日号](?![^/]))?(?=/|$)"
)
_MONTH_FOLDER = late(r"((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])")
_DATE_FOLDER = late(
    r"(?:19|20)\d\d(?:[-_.]?\d{2}){0,2}|(?:0?[1-9]|[12]\d|3[01])"
    r"|(?:19|20)\d\d年(?:\d{1,2}月)?(?:\d{1,2}[日号])?|\d{1,2}月(?:\d{1,2}[日号])?|\d{1,2}[日号]"
)

_INDEX = late(r"_?index(?:\.[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?)?")


def parse_date(text: str, zone: tzinfo | None) -> datetime | None:
    """An aware date in one of the forms in use: RFC 2822, ISO 8601, `2022-04-22 13:29` with or
    without `-0500` or `(UTC +08:00)`, `2022/4/2`, `2022年4月2日`, `April 2, 2022`, `2 Apr 2022`,
    `20220402`, seconds or milliseconds since 1970. It does not guess: anything else is None. Dates
    without a zone are in `zone` (None: the system's).
    """
    for form in (_parse, _in_words):
        try:
            if (when := _aware(form(text), zone)) or form is _in_words:
                return when
        except (ValueError, TypeError, OverflowError, OSError):
            continue
    return None


def first_day(text: str, zone: tzinfo | None) -> datetime | None:
    """The first day of a year or a month; None for anything else."""
    for form in _PARTS:
        if found := form.fullmatch(text.strip()):
            try:
                return _aware(_midnight(int(found["year"]), _month(found), 1), zone)
            except (ValueError, OverflowError, OSError):
                return None
    return None


def is_ambiguous(text: str) -> bool:
    """Whether a text can be read as two dates, such as `03/04/2020`."""
    return _TWO_WAYS.fullmatch(text.strip()) is not None


def of_name(path: Path, zone: tzinfo | None) -> datetime | None:
    """The date in a file's name, or first in that of its folder if the file is an `index`; or None.

    Eight digits are a date if they are a valid day and are separate, so that versions and ids are
    not taken for dates.
    """
    name = path.parent.name if is_index(path) else path.name
    found = _of_text(name, zone)
    if found is None and is_index(path):
        return _of_text(path.name, zone)
    return found


def of_folders(path: Path, zone: tzinfo | None) -> datetime | None:
    """The date in the names of folders: `2024/05/06`, `2024/05`, `2024-05`, `2024-05-06`,
    `2024年/5月`; or None.
    """
    for found in reversed(list(_CHINESE_IN_PATH.finditer(path.with_suffix("").as_posix()))):
        if when := _day(found[1], found[2], found[3] or "1", zone):
            return when
    return of_address(path.parent.as_posix(), zone) or next(
        (day for name in reversed(path.parts[:-1]) if (day := _of_folder(name, zone))), None
    )


def of_address(address: str, zone: tzinfo | None) -> datetime | None:
    """The date in a path such as `2023/12/15/name`, the last one if there are several; or None."""
    for found in reversed(list(_IN_PATH.finditer(address))):
        if when := _day(found[1], found[2], found[3] or "1", zone):
            return when
    return None


def is_index(path: Path) -> bool:
    """Whether the folder of a file is one article: `index.md`, `index.de.md`."""
    return _INDEX.fullmatch(path.stem) is not None


def is_date_folder(name: str) -> bool:
    """Whether the name of a folder is a year, a month or a day."""
    return _DATE_FOLDER.fullmatch(name) is not None


def _of_text(name: str, zone: tzinfo | None) -> datetime | None:
    for found in _IN_NAME.finditer(name):
        two_digits = len(found[3]) == len(found[4]) == 2
        if (two_digits or found[2] != ".") and (when := _day(found[1], found[3], found[4], zone)):
            return when
    for found in _RUN_IN_NAME.finditer(name):
        if found.start() and _NUMBERED.match(name, found.end()):
            continue  # a version
        if when := _day(found[1], found[2], found[3], zone):
            return when
    return _written_in(name, zone)


def _written_in(name: str, zone: tzinfo | None) -> datetime | None:
    """The date in a name with units, with points, or with the name of a month."""
    for found in _EAST_IN_NAME.finditer(name) if "年" in name or "년" in name else ():
        if when := _day(found[1], found[2], found[3], zone):
            return when
    for found in _POINTS_IN_NAME.finditer(name) if "." in name else ():
        if when := _day(found[3], found[2], found[1], zone):
            return when
    for found in _WORDS_IN_NAME.finditer(name):
        month = next(
            (at for at, one in enumerate(_FULL_MONTHS, 1) if one.startswith(found[2].lower())), 0
        )
        if when := _day(found[4], str(month), found[1] or found[3], zone):
            return when
    return None


def _of_folder(name: str, zone: tzinfo | None) -> datetime | None:
    if month := _MONTH_FOLDER.fullmatch(name):
        return _day(month[1], month[2], "1", zone)
    return _of_text(name, zone) if is_date_folder(name) else None


def _day(year: str, month: str, day: str, zone: tzinfo | None) -> datetime | None:
    try:
        if int(year) not in _NAMED_YEARS:
            return None
        return _aware(_midnight(int(year), int(month), int(day)), zone)
    except (ValueError, OverflowError, OSError):
        return None


def _midnight(year: int, month: int, day: int) -> datetime:
    return datetime.combine(date(year, month, day), time.min)


def _aware(when: datetime | None, zone: tzinfo | None) -> datetime | None:
    if when is None or not _FIRST_YEAR <= when.year <= _LAST_YEAR:
        return None
    if when.tzinfo is None:
        return when.replace(tzinfo=zone) if zone else when.astimezone()
    return when.astimezone(UTC)


def _parse(text: str) -> datetime | None:
    if (feed := _FEED.fullmatch(text)) and feed[2] in _MONTHS:
        clock = int(feed[4]), int(feed[5]), int(feed[6])
        return datetime(int(feed[3]), _MONTHS[feed[2]], int(feed[1]), *clock, tzinfo=UTC)
    if _MAIL_LIKE.match(text):
        from email.utils import parsedate_to_datetime

        return parsedate_to_datetime(text)
    if _ISO_LIKE.match(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
    for form in _FORMS:
        if found := form.fullmatch(text):
            return _written(found)
    return _moment(text)


def _in_words(text: str) -> datetime | None:
    """A date in another language or in a rare form, or with a comment of YAML after it."""
    from reader.articles.frontmatter.dates_in_words import in_words

    return in_words(text.partition(" #")[0]) if len(text) < _LONGEST else None


def _written(found: re.Match[str]) -> datetime:
    parts = found.groupdict("")
    hour, half = int(parts["hour"] or 0), parts.get("half", "")
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + 12 * (half in "Pp")
    if parts.get("part") in ("中午", "下午", "晚上") and hour < (
        10 if parts["part"] == "中午" else 12
    ):
        hour += 12
    away = timedelta(hours=int(parts.get("away") or 0), minutes=int(parts.get("rest") or 0))
    offset = timezone(-away if parts.get("sign") == "-" else away) if parts.get("zone") else None
    clock = hour, int(parts["minute"] or 0), int(parts["second"] or 0)
    return datetime(int(parts["year"]), _month(found), int(parts["day"]), *clock, tzinfo=offset)


def _month(found: re.Match[str]) -> int:
    written = found.groupdict().get("month") or "1"
    if written.isdecimal():
        return int(written)
    if len(written) == 4 and written.lower() == "sept":
        return 9
    for number, name in enumerate(_FULL_MONTHS, 1):
        if written.lower() in (name, name[:3]):
            return number
    raise ValueError(written)


def _moment(text: str) -> datetime | None:
    """The time in a text of seconds or milliseconds since 1970, or None."""
    found = _EPOCH.fullmatch(text)
    if found is None or not _FIRST_SECOND <= int(found[1]) < _LAST_SECOND:
        return None
    return datetime.fromtimestamp(int(found[1]), UTC)
