"""Settings, and the paths of the program's own files. Defaults < TOML file < environment < flags.

A value that cannot be used is reported in a sentence with its line, and the default applies: a
misplaced comma must not keep the program from starting. Nothing is created here, and nothing is
read at import time. The modules that read TOML and time zones are imported on use: few users need
them, and they would delay the first screen.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, tzinfo
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, get_args

from reader.entities import toml_flaw
from reader.lazy_re import late
from reader.lazy_tuple import NamedTuple
from reader.own_folders import own_folder
from reader.regular_files import read_text

if TYPE_CHECKING:  # few users have an account, filters, or commands of their own
    from reader.accounts import Account
    from reader.filter_settings import FilterSetting
    from reader.own_commands import OwnCommand

GroupingName = Literal["category", "date", "site", "tag", "folder", "feed", "flat"]
SortName = Literal["newest", "oldest", "unread", "title", "site", "length", "score"]
MarkRead = Literal["open", "end", "never"]
StoriesName = Literal["mark", "fold", "off"]
StoriesRead = Literal["one", "all"]

NARROWEST, WIDEST = 20, 400
"""Limits of `text_width`, in cells."""

THEMES = ("evening", "light", "contrast", "sepia", "terminal")


class GivenKeys(NamedTuple):
    """The keys that the settings assign to the binding `id`, on `line` of the file."""

    id: str
    keys: str
    line: int


class Settings(NamedTuple):
    """The user's settings; `settings.toml` explains each.

    `timezone` is an IANA name, or None for the system's; `fetch_every` is a span, or '' for never.
    `problems` are sentences about values that cannot be used; `lines` maps each setting in the file
    to its line, `wrong` each one that cannot be used.
    """

    library: tuple[Path, ...] = ()
    timezone: str | None = None
    text_width: int = 80
    preview: bool = False
    theme: str = THEMES[0]
    grouping: GroupingName = "category"
    sort: SortName = "newest"
    mark_read: MarkRead = "open"
    fetch_at_start: bool = False
    fetch_every: str = ""
    date_format: str = "%a %-d %b %Y, %H:%M"
    day_format: str = "%a %-d %B %Y"
    ignore: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    drafts: bool = True
    stories: StoriesName = "mark"
    stories_read: StoriesRead = "one"
    kept_frame: bool = True
    searches: tuple[tuple[str, str], ...] = ()
    keys: tuple[GivenKeys, ...] = ()
    commands: tuple[OwnCommand, ...] = ()
    filter: tuple[FilterSetting, ...] = ()
    account: tuple[Account, ...] = ()
    problems: tuple[str, ...] = ()
    lines: Mapping[str, int] = MappingProxyType({})
    wrong: Mapping[str, int] = MappingProxyType({})


def config_file() -> Path:
    """The TOML file, whether it exists or not."""
    return Path(own_folder("config")) / "config.toml"


def sites_file() -> Path:
    """The TOML file of the user's own site rules, whether it exists or not."""
    return config_file().with_name("sites.toml")


def journal_folder() -> Path:
    """The folder of the journals, the only data that cannot be rebuilt."""
    return Path(own_folder("data")) / "journal"


def index_folder() -> Path:
    """The folder of the indexes, a cache that can be deleted without loss."""
    return Path(own_folder("cache")) / "index"


def state_folder() -> Path:
    """The folder of the state of the screen."""
    return Path(own_folder("state"))


def news_folder() -> Path:
    """The folder of a new library: `News` in the user's documents folder, or in the home folder if
    the system has none.
    """
    import platformdirs

    documents = platformdirs.user_documents_path()
    try:
        has_documents = documents.is_dir()
    except OSError:  # on a drive that is gone
        has_documents = False
    return (documents if has_documents else Path.home()) / "News"


def expanded(path: str | Path) -> Path:
    """A path with `~` and `~user` replaced by the home folder; an unknown user's stays as it is."""
    try:
        return Path(path).expanduser()
    except RuntimeError:  # there is no such user
        return Path(path)


def local_zone(settings: Settings) -> tzinfo | None:
    """The time zone of naive dates and of dates on the screen; None is the system's."""
    if settings.timezone is None:
        return None

    from zoneinfo import ZoneInfo

    return ZoneInfo(settings.timezone)


def load() -> Settings:
    """The settings in force; their `problems` say what is wrong with the file."""
    try:
        text = read_text(config_file())
    except FileNotFoundError:
        return _environment(Settings())
    except OSError as error:
        return _environment(_unreadable((error.strerror or str(error)).lower()))
    return _environment(parse(text))


def parse(text: str) -> Settings:
    """The settings in a TOML text."""
    import tomllib

    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        return _unreadable(toml_flaw(error))
    lines = lines_of(text)
    taken: dict[str, Any] = {}
    problems: list[str] = []
    for name, value in values.items():
        try:
            taken[name] = _taken(name, value, lines, problems)
        except KeyError:
            problems.append(f"There is no setting “{name}”{place(lines.get(name))}{_guess(name)}.")
        except ValueError as error:
            problems.append(f"`{name}` {error}{place(lines.get(name))}; {_instead(name)}.")
    given = {name: line for name, line in lines.items() if name.partition(".")[0] in taken}
    wrong = {name: lines.get(name, 0) for name in values if name not in taken}
    return Settings(**taken, problems=tuple(problems), lines=given, wrong=wrong)


def _guess(name: str) -> str:
    """That the setting with the nearest name may be meant; '' if none is near."""
    from difflib import get_close_matches

    near = get_close_matches(name, Settings._fields, 1)
    return f"; `{near[0]}` may be meant" if near else ""


def _taken(name: str, value: object, lines: Mapping[str, int], problems: list[str]) -> object:
    """The value of a setting. Raises KeyError if there is none of its name, ValueError for a value
    that cannot be used; `problems` gets what is wrong with a part of it.
    """

    def line_of(inner: str) -> int:
        return lines.get(inner, lines.get(name, 0))

    def ending(end: str) -> Callable[[str, int], object]:
        return lambda flaw, line: problems.append(f"{flaw}{place(line)}; {end}.")

    match name:
        case "keys":
            return _keys(value, lines)
        case "commands":
            from reader.own_commands import own_commands

            return own_commands(
                value, lambda inner: line_of(f"commands.{inner}"), ending("it cannot be run")
            )
        case "filter":
            from reader.filter_settings import filter_settings

            return filter_settings(
                value, lambda number: line_of(f"filter {number}"), ending("it is left out")
            )
        case "account":
            from reader.accounts import accounts_of

            return accounts_of(
                value, lambda number: line_of(f"account {number}"), ending("it is not used")
            )
        case "searches":
            return _searches(
                value, lambda inner: line_of(f"searches.{inner}"), ending("it is left out")
            )
        case _:
            return _CHECKS[name](value)


def _environment(settings: Settings) -> Settings:
    if named := os.environ.get("READER_LIBRARY"):
        folders = tuple(expanded(p) for p in named.split(os.pathsep) if p)
        return settings._replace(library=folders)
    return settings


def _unreadable(flaw: str) -> Settings:
    said = f"The settings in {config_file()} cannot be read, so the defaults apply: {flaw}."
    return Settings(problems=(said,))


_SPAN = late(r"\s*(\d{1,6})\s*(m|min|h|d|w)\s*")
_SECONDS = {"m": 60, "min": 60, "h": 3600, "d": 86_400, "w": 604_800}

_LINE = late(r"""\s*(?:\[{1,2}\s*(?P<table>[^\[\]]+?)\s*\]|["']?(?P<name>[\w. -]+?)["']?\s*=)""")


def lines_of(text: str) -> dict[str, int]:
    """The lines of a TOML text by what is in them: those of a table are named "table.name", and in
    a list of tables also "table 0" and "table 0.name". Only problems use them, so it does no harm
    that a line of a multi-line string may be taken for a setting.
    """
    return dict(_lines(text))


def _lines(text: str) -> Iterator[tuple[str, int]]:
    table = numbered = ""
    tables: Counter[str] = Counter()
    for number, line in enumerate(text.splitlines(), 1):
        found = _LINE.match(line)
        if found and found["table"]:
            name = re.sub(r"[\"']", "", found["table"])
            table = f"{name}."
            yield name, number
            numbered = f"{name} {tables[name]}"
            yield numbered, number
            tables[name] += 1
        elif found:
            yield f"{table}{found['name']}", number
            if numbered:
                yield f"{numbered}.{found['name']}", number


def place(line: int | None) -> str:
    """The settings file, and a line in it if it is known, in brackets after a blank."""
    path = config_file()
    return f" ({path}, line {line})" if line else f" ({path})"


def _instead(name: str) -> str:
    if name == "keys":
        return "all keys keep their defaults"
    if name in ("account", "filter", "commands"):
        return "there are none"
    default = getattr(Settings(), name)
    if isinstance(default, bool):
        return f"using {str(default).lower()}"
    if isinstance(default, str):
        return f'using "{default}"'
    return f"using {default}" if isinstance(default, int) else "it is ignored"


def _folders(value: object) -> tuple[Path, ...]:
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(p, str) for p in listed):
        raise ValueError("must be a folder or a list of folders")
    if not all(listed) or "\0" in "".join(listed):
        raise ValueError("names no folder")
    return tuple(expanded(p) for p in listed)


def _globs(value: object) -> tuple[str, ...]:
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(glob, str) for glob in listed):
        raise ValueError('must be a list of globs, such as ["drafts/", "*.txt"]')
    return tuple(listed)


def _timezone(value: object) -> str:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(str(value)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f'must be a time zone such as "Asia/Tokyo", not “{value}”') from None


def _text_width(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not NARROWEST <= value <= WIDEST:
        raise ValueError(f"must be a number from {NARROWEST} to {WIDEST}")
    return value


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def span(text: str) -> int:
    """The seconds in a span such as "30m", "1h" or "2d". Raises ValueError for anything else."""
    found = _SPAN.fullmatch(text)
    if not found or not int(found[1]):
        raise ValueError(f"“{text}” is not a span of time such as 30m, 1h or 2d")
    return int(found[1]) * _SECONDS[found[2]]


def _span(value: object) -> str:
    if value == "":
        return ""
    try:
        span(value if isinstance(value, str) else "")
    except ValueError:
        raise ValueError('must be a span of time such as "30m", "1h" or "2d", or ""') from None
    return str(value)


def _one_of(*names: str) -> Callable[[object], str]:
    def check(value: object) -> str:
        if value not in names:
            raise ValueError(f"must be one of {', '.join(names)}")
        return str(value)

    return check


def _date_format(value: object) -> str:
    if not isinstance(value, str) or "\n" in value or not value.strip():
        raise ValueError("must be a format such as '%d %b %Y'")
    try:
        date(2022, 4, 22).strftime(value.replace("%-d", "%d"))
    except ValueError:
        raise ValueError(f"is not a date format: “{value}”") from None
    return value


def _searches(
    value: object, line_of: Callable[[str], int], say: Callable[[str, int], object]
) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict):
        raise ValueError('must be a table of names and queries, such as "Rates" = "利率 is:unread"')
    for name, text in value.items():
        if not isinstance(text, str):
            say(f"The saved search “{name}” has a query that is not a text", line_of(name))
    return tuple((name, text) for name, text in value.items() if isinstance(text, str))


def _keys(value: object, lines: Mapping[str, int]) -> tuple[GivenKeys, ...]:
    if not isinstance(value, dict):
        raise ValueError('must be a table: a line [keys], and below it lines such as help = "?"')
    return tuple(_remapped(value, "", lines))


def _remapped(
    table: Mapping[str, object], under: str, lines: Mapping[str, int]
) -> Iterator[GivenKeys]:
    """The keys of each binding. TOML reads an id without quotes, such as mark.read, as a table in a
    table.
    """
    for name, keys in table.items():
        at = f"{under}{name}"
        line = lines.get(f"keys.{at}", lines.get("keys", 0))
        if isinstance(keys, dict):
            yield from _remapped(keys, f"{at}.", lines)
        elif isinstance(keys, list) and all(isinstance(key, str) for key in keys):
            yield GivenKeys(at, ",".join(keys), line)
        else:
            yield GivenKeys(at, keys if isinstance(keys, str) else "", line)


_CHECKS: Mapping[str, Callable[[object], object]] = {
    "library": _folders,
    "include": _globs,
    "ignore": _globs,
    "drafts": _yes_or_no,
    "timezone": _timezone,
    "text_width": _text_width,
    "preview": _yes_or_no,
    "theme": _one_of(*THEMES),
    "grouping": _one_of(*get_args(GroupingName)),
    "sort": _one_of(*get_args(SortName)),
    "mark_read": _one_of(*get_args(MarkRead)),
    "fetch_at_start": _yes_or_no,
    "fetch_every": _span,
    "date_format": _date_format,
    "day_format": _date_format,
    "stories": _one_of(*get_args(StoriesName)),
    "stories_read": _one_of(*get_args(StoriesRead)),
    "kept_frame": _yes_or_no,
}
