"""What is loaded for what: the screen's and the index's weight is carried by those who need it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[1] / "sample_articles"

REPORT = """
import sys
{code}
print(*sorted({{name.partition(".")[0] for name in sys.modules}}), file=sys.stderr)
"""


def loaded(code: str) -> set[str]:
    """The top-level modules that are loaded when some code has run in a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", REPORT.format(code=code)], capture_output=True, text=True, check=True
    )
    return set(done.stderr.splitlines()[-1].split())


def running(*arguments: str) -> str:
    return f"from reader.cli import main\nmain({list(arguments)!r})"


@pytest.fixture
def article() -> str:
    return str(sorted(SAMPLES.rglob("*.md"))[0])


@pytest.mark.parametrize(
    "module", ["reader.library.library", "reader.articles.body", "reader.output.terminal",
               "reader.output.formats.json", "reader.cli"]
)  # fmt: skip
def test_no_module_but_the_screen_loads_textual(module: str) -> None:
    assert "textual" not in loaded(f"import {module}")


@pytest.mark.parametrize("module", ["reader.articles.body", "reader.output.terminal"])
def test_articles_and_output_load_no_database(module: str) -> None:
    assert "sqlite3" not in loaded(f"import {module}")


def test_the_screen_loads_no_parser_of_feeds() -> None:
    modules = loaded("import reader.tui.app, reader.commands.open")
    assert "textual" in modules
    assert "feedparser" not in modules


def test_a_feed_is_parsed_without_the_database_and_the_screen() -> None:
    modules = loaded("import reader.feeds.parse, reader.feeds.workers")
    assert "feedparser" in modules
    assert not {"textual", "sqlite3"} & modules


@pytest.mark.parametrize("style", ["terminal", "text", "json", "html"])
def test_showing_a_file_loads_neither_screen_nor_database(article: str, style: str) -> None:
    modules = loaded(running("show", article, "--format", style))
    assert "selectolax" in modules
    assert not {"textual", "sqlite3", "html2text", "comrak"} & modules


def test_markdown_is_written_with_html2text_and_without_the_screen(article: str) -> None:
    modules = loaded(running("show", article, "--format", "markdown"))
    assert "html2text" in modules
    assert not {"textual", "sqlite3"} & modules


@pytest.mark.parametrize(
    "words", [("list", "--limit", "3"), ("search", "the"), ("stats",), ("doctor",)]
)
def test_rows_and_figures_load_neither_screen_nor_parsers(words: tuple[str, ...]) -> None:
    modules = loaded(running(words[0], "-L", str(SAMPLES), *words[1:]))
    assert "sqlite3" in modules
    assert not {"textual", "selectolax", "yaml", "frontmatter", "comrak"} & modules


def test_the_version_loads_nothing_of_the_program() -> None:
    code = "import sys; from reader.__main__ import main; sys.argv[1:] = ['--version']; main()"
    assert not {"argparse", "dataclasses", "pathlib", "re", "sqlite3", "typing"} & loaded(code)


HEAVY = {
    "textual",
    "asyncio",
    "html2text",
    "markdown_it",
    "comrak",
    "pygments",
    "shtab",
    "email",
    "tomllib",
}


@pytest.mark.parametrize(
    ("words", "beyond"),
    [
        (["--version"], {"sqlite3", "selectolax", "yaml", "rich", "platformdirs", "json"}),
        (
            ["list", "-L", str(SAMPLES)],
            {"selectolax", "yaml", "html", "logging", "zoneinfo", "dataclasses", "locale"},
        ),
        (
            ["show"],
            {"sqlite3", "subprocess", "pickle", "zoneinfo", "shutil", "dataclasses", "inspect"},
        ),
    ],
)
def test_a_start_loads_only_what_it_needs(words: list[str], beyond: set[str], article: str) -> None:
    arguments = [*words, article] if words == ["show"] else words
    code = f"from reader.cli import main\ntry: main({arguments!r})\nexcept SystemExit: pass"
    loaded(code)  # where there is no index yet, it is made
    assert not (HEAVY | beyond) & loaded(code)


MARKDOWN = str(Path(__file__).parent / "articles" / "golden" / "markdown_cjk_emphasis.md")


def test_a_markdown_file_needs_its_parser_and_little_else() -> None:
    modules = loaded(running("show", MARKDOWN))
    assert "comrak" in modules
    beyond = {"textual", "sqlite3", "html2text", "pygments", "shtab", "json", "email", "tomllib"}
    assert not (beyond | {"asyncio", "subprocess", "zoneinfo"}) & modules


NETWORK = re.compile(
    r"^\s*(?:import|from) (socket|ssl|http\.client|http|urllib3?|requests|aiohttp|httpx2?|ftplib)\b"
    r"(?!\.parse\b)",
    re.MULTILINE,
)
ASKS = {
    "feeds/connections.py": {"socket", "ssl", "http.client"},
    "feeds/failures.py": {"socket", "ssl", "http.client"},  # which errors there are
    "feeds/http.py": {"ssl", "http.client", "urllib"},
    "feeds/logins.py": {"http", "urllib"},  # the standard library's jar for a file of cookies
    "feeds/requests.py": {"urllib"},  # this and http.py: which proxies the environment names
}
"""The modules that know of the network, and what of it."""


def test_only_the_modules_for_it_know_the_network() -> None:
    package = SAMPLES.parent / "reader"
    found = {
        path.relative_to(package).as_posix(): set(NETWORK.findall(path.read_text("utf-8")))
        for path in package.rglob("*.py")
    }
    assert {name: modules for name, modules in found.items() if modules} == ASKS


@pytest.mark.parametrize("module", ["reader.tui.app", "reader.commands.open"])
def test_the_screen_loads_neither_network_nor_feeds(module: str) -> None:
    code = f"import {module}, sys; print([n for n in sys.modules if n.startswith('reader.feeds')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
    assert not {"tomlkit", "feedparser", "http"} & loaded(f"import {module}")


def test_the_contracts_of_imports_are_kept() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    if not linter.exists():
        pytest.skip("import-linter is not installed")
    done = subprocess.run(
        [linter, "--no-cache"], cwd=SAMPLES.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
