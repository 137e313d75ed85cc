"""The examples of docs/filters.md do what the page says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from reader.cli import main
from reader.config import config_file, parse
from reader.library.filters.active import filters_of

PAGE = (Path(__file__).parents[1] / "docs" / "filters.md").read_text("utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.S)
COMMANDS = re.findall(r"^reader (filters [^#\n]*?)\s+#", PAGE, re.M)

ARTICLES = {
    "rates": ("财经", "Nobody", "利率 is up"),
    "sport": ("体育", "Nobody", "a match, and 利率"),
    "olympics": ("体育", "Nobody", "奥运 begins"),
    "Sponsored watch": ("财经", "Nobody", "buy"),
    "vulnerable": ("财经", "Nobody", "a vulnerability in it"),
    "weekly": ("周报", "Nobody", "a vulnerability, too"),
    "bank": ("财经", "人民银行", "央行 and the Fed said"),
    "episode": ("Podcasts", "Nobody", "listen"),
}


@pytest.fixture
def rows(root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """The articles as `reader list` has them, which came after the filters of the page."""
    config_file().parent.mkdir(parents=True)
    config_file().write_text("".join(EXAMPLES), "utf-8")
    monkeypatch.setenv("READER_LIBRARY", str(root))
    assert main(["index", "--quiet"]) == 0
    for title, (category, author, body) in ARTICLES.items():
        head = (
            f"---\ntitle: {title}\ndate: 2022-04-22\ncategories: [{category}]\nauthor: {author}\n"
        )
        (root / f"{title}.md").write_text(f"{head}---\n\n{body}\n", "utf-8")
    assert main(["index", "--quiet"]) == 0
    capsys.readouterr()

    def rows(*arguments: str) -> dict[str, dict[str, object]]:
        main(["list", "--json", *arguments])
        told = map(json.loads, capsys.readouterr().out.splitlines())
        return {row["title"]: row for row in told}

    return rows


def test_all_can_be_used_and_each_setting_has_an_example() -> None:
    settings = parse("".join(EXAMPLES))
    found = filters_of(settings)
    assert (settings.problems, found.problems) == ((), ())
    assert len(found.all) == "".join(EXAMPLES).count("[[filter]]") > 8
    documented = set(re.findall(r"^\| `([a-z]+)` \|", PAGE, re.M))
    used = set(re.findall(r"^([a-z]+) = ", "".join(EXAMPLES), re.M))
    assert (
        documented == used == {"name", "query", "mute", "score", "highlight", "tag", "star", "read"}
    )


def test_they_do_what_the_page_says(rows) -> None:
    found = rows()
    assert {title for title, row in found.items() if row["muted"]} == {"Sponsored watch"}
    scores = {title: row["score"] for title, row in found.items() if row["score"]}
    assert scores == {"rates": 3, "vulnerable": 2}
    assert {title for title, row in found.items() if row["read"]} == {"sport"}
    assert {title for title, row in found.items() if row["starred"]} == {"bank"}
    tags = {title: row["own_tags"] for title, row in found.items() if row["own_tags"]}
    assert tags == {"bank": ["central bank", "货币"], "episode": ["listen"]}
    assert set(rows("--unread")) == set(ARTICLES) - {"Sponsored watch", "sport"}
    assert list(rows("--sort", "score"))[:2] == ["rates", "vulnerable"]


def test_the_commands_of_the_page_run(rows, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(COMMANDS) == 3
    for command in COMMANDS:
        assert main(command.split()) == 0
    assert "Podcasts: 0 tagged listen." in capsys.readouterr().out
