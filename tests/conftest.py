"""What every test gets: a home of its own, and none of the developer's settings.

`--write-golden` writes the expected files of `tests/articles/golden` anew; read `git diff` then.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings

from reader import screen_state
from reader.articles.rules import lookup
from reader.library.scan import reader_pool
from reader.output import date_text
from tests import newsstand
from tests.feeds.server import Web
from tests.reading import ReadersHere

# The same examples at every run; `--hypothesis-profile=search` tries others, and more of them where
# a test sets no number. No deadlines: a busy machine is no failure.
settings.register_profile("repeated", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile("repeated")

SHARED = Path(__file__).parents[2] / "shared"

_UNSET = (
    "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "COLORTERM", "COLUMNS", "LINES",
    "EDITOR", "VISUAL", "PAGER", "BROWSER", "PYTHONDONTWRITEBYTECODE",
)  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-golden", action="store_true", help="write the golden files anew")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Half as many again as there are cores: tests of the screen wait as long as they compute."""
    return (os.cpu_count() or 1) * 3 // 2 or 1


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name long values by their argument: packed bytes hold the time, and all processes of a run
    must give a test the same name.
    """
    is_long = isinstance(val, bytes | str) and len(val) > (16 if isinstance(val, bytes) else 60)
    return argname if is_long else None


@pytest.fixture(autouse=True)
def a_home_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """HOME and the XDG folders in a temporary place; returns it. Nothing in it exists yet, and
    what an earlier test's settings made global is forgotten.
    """
    home = tmp_path / "home"
    live_in(home, monkeypatch)
    monkeypatch.setattr(date_text, "_formats", dict(date_text._formats))
    monkeypatch.setattr(screen_state._Access, "reach", None)
    monkeypatch.setattr(screen_state._Access, "known", None)
    lookup.read_anew()
    yield home
    lookup.read_anew()


@pytest.fixture(autouse=True)
def _readers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scans read in this process, unless the test is marked with `real_readers`."""
    if request.node.get_closest_marker("real_readers") is None:
        monkeypatch.setattr(reader_pool, "Readers", ReadersHere)


@pytest.fixture(scope="module")
def module_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The same for what the tests of a module share; each of them has its own home nevertheless."""
    home = tmp_path_factory.mktemp("module") / "home"
    with pytest.MonkeyPatch.context() as patch:
        live_in(home, patch)
        yield home


def live_in(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let HOME and the XDG folders be in a place, and forget the developer's own environment."""
    for name in [name for name in os.environ if name.startswith(("READER_", "XDG_"))]:
        monkeypatch.delenv(name)
    for name in _UNSET:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(home / "run"))
    monkeypatch.setenv("TERM", "xterm-256color")
    be_in_zone("UTC", monkeypatch)


def be_in_zone(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the local time, here and in commands that are started, be that of a zone."""
    monkeypatch.setenv("TZ", name)
    time.tzset()


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Now, in a zone where it is between noon and one, which the test is in: hours before and after
    are of the same day.
    """
    now = datetime.now(UTC)
    be_in_zone(f"NOON{now.hour - 12}", monkeypatch)  # POSIX: hours to add to come to UTC
    return now.astimezone()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An empty folder for articles."""
    folder = tmp_path / "news"
    folder.mkdir()
    return folder


@pytest.fixture
def write(root: Path) -> Callable[..., Path]:
    """Write an article into `root`; see `newsstand.write`."""
    return partial(newsstand.write, root)


@pytest.fixture
def news(root: Path) -> Path:
    """Ten articles in three categories, in `root`; see `newsstand.ten`."""
    return newsstand.ten(root)


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A named pipe that nobody writes to or reads from."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes here")
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


@pytest.fixture
def web() -> Iterator[Web]:
    """A server on the loopback, which answers with what is put there."""
    server = Web()
    yield server
    server.close()


@pytest.fixture
def shared() -> Path:
    """The folder of measuring tools and real articles beside the project, where there is one."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is not here: no real articles to measure with")
    return SHARED
