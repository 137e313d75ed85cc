"""Settings, and where things live. Defaults < TOML file < environment < flags.

Nothing is created here and nothing is read at import time; folders are made by whoever writes.
What reads TOML and time zones is imported on use: most readers set neither, and all wait for the
first screen.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

import platformdirs

from reader.errors import ConfigError

APP = "reader"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user can set.

    `library` are the folders opened when none is named; `timezone` an IANA name, or None for the
    system's; `text_width` the widest a line of an article gets, in cells; `preview`, whether the
    list shows the first key statement of each article.
    """

    library: tuple[Path, ...] = ()
    timezone: str | None = None
    text_width: int = 80
    preview: bool = False


def config_file() -> Path:
    """The TOML file, whether it exists or not."""
    return Path(platformdirs.user_config_dir(APP, appauthor=False)) / "config.toml"


def sites_file() -> Path:
    """The TOML file of the user's own site rules, whether it exists or not."""
    return config_file().with_name("sites.toml")


def journal_folder() -> Path:
    """The folder of the journals: the one thing that must not be lost."""
    return Path(platformdirs.user_data_dir(APP, appauthor=False)) / "journal"


def index_folder() -> Path:
    """The folder of the indexes: a cache, deleted without loss."""
    return Path(platformdirs.user_cache_dir(APP, appauthor=False)) / "index"


def local_zone(settings: Settings) -> tzinfo | None:
    """The zone of naive dates, and of dates on the screen; None is the system's own."""
    if settings.timezone is None:
        return None

    from zoneinfo import ZoneInfo

    return ZoneInfo(settings.timezone)


def load() -> Settings:
    """The settings in force.

    Raises ConfigError where the file cannot be read or holds a value that cannot be used.
    """
    path = config_file()
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return _checked({}, path)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The settings in {path} cannot be read: {error}.") from None

    import tomllib

    try:
        return _checked(tomllib.loads(text), path)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"The settings in {path} cannot be read: {error}.") from None


def _checked(values: dict[str, object], path: Path) -> Settings:
    unknown = sorted(values.keys() - {"library", "timezone", "text_width", "preview"})
    if unknown:
        raise ConfigError(f"There is no setting {unknown[0]!r} ({path}).")
    return Settings(
        library=_folders(values.get("library", []), path),
        timezone=_timezone(values.get("timezone"), path),
        text_width=_text_width(values.get("text_width", 80), path),
        preview=_yes_or_no("preview", values.get("preview", False), path),
    )


def _folders(value: object, path: Path) -> tuple[Path, ...]:
    if named := os.environ.get("READER_LIBRARY"):
        return tuple(Path(p).expanduser() for p in named.split(os.pathsep) if p)
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(p, str) for p in listed):
        raise ConfigError(f"'library' must be a folder or a list of folders ({path}).")
    if not all(listed):
        raise ConfigError(f"'library' names no folder ({path}).")
    return tuple(Path(p).expanduser() for p in listed)


def _timezone(value: object, path: Path) -> str | None:
    if value is None:
        return None

    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(str(value)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ConfigError(f"'timezone' names no time zone: {value!r} ({path}).") from None


def _text_width(value: object, path: Path) -> int:
    if not isinstance(value, int) or not 20 <= value <= 400:
        raise ConfigError(f"'text_width' must be a number from 20 to 400 ({path}).")
    return value


def _yes_or_no(name: str, value: object, path: Path) -> bool:
    if not isinstance(value, bool):
        raise ConfigError(f"'{name}' must be true or false ({path}).")
    return value
