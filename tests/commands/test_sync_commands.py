"""`account` and `sync`: from an empty home to articles that are read everywhere, in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reader import config
from tests.commands.conftest import Outcome, Run
from tests.feeds.conftest import item, rss
from tests.feeds.server import Web
from tests.sync.greader_server import READ, GreaderServer


@pytest.fixture
def server() -> Iterator[GreaderServer]:
    """A server with three unread articles."""
    server, web = GreaderServer(), Web()
    server.subscribed(web.put("/weekly", rss(*map(item, range(1, 4)))), folder="News")
    yield server
    server.close()
    web.close()


@pytest.fixture
def home(server: GreaderServer, reader: Run) -> GreaderServer:
    """The same with an account here."""
    assert add(reader, server).code == 0
    return server


def add(reader: Run, server: GreaderServer, printed: str = GreaderServer.password) -> Outcome:
    """Add an account, with what its command prints as the password."""
    told = f"echo {printed}"
    words = ("--url", server.url, "--user", server.user, "--password-command", told)
    return reader("account", "add", "home", *words)


def test_from_an_empty_home_to_articles(
    home: GreaderServer, reader: Run, a_home_of_its_own: Path
) -> None:
    done = reader("sync")
    news = a_home_of_its_own / "News"
    assert done.code == 0
    assert done.err.splitlines() == [
        f"The library is {news} from now on.",
        "home: 3 new; 0 marks came from there, 0 went there.",
    ]
    rows = reader("list", "--json").rows
    assert [row["title"] for row in rows] == ["Story 3", "Story 2", "Story 1"]
    assert rows[0]["categories"] == ["News", "Example Weekly"]
    reader("mark", "read", rows[0]["id"])
    assert reader("sync").err == "home: 0 new; 0 marks came from there, 1 went there.\n"
    assert len(home.ids(READ)) == 1


def test_an_account_is_added_checked_listed_and_removed(server: GreaderServer, reader: Run) -> None:
    config.config_file().parent.mkdir(parents=True)
    config.config_file().write_text('# mine\ntheme = "light"\n')
    done = add(reader, server)
    assert (done.code, done.err) == (
        0, "home: 1 feed, 3 unread. `reader sync` brings what is there.\n"
    )  # fmt: skip
    assert server.password not in config.config_file().read_text().split("[[account]]")[0]
    assert add(reader, server).err == "reader: There is an account “home” already.\n"
    assert reader("account", "check").err == "home: 1 feed, 3 unread.\n"
    assert reader("account", "list", "--json").rows == [
        {"name": "home", "kind": "greader", "url": server.url, "user": "mei", "insecure": False}
    ]
    assert reader("account", "remove", "home").code == 0
    assert config.config_file().read_text().rstrip() == '# mine\ntheme = "light"'


def test_what_is_wrong_is_said_in_a_sentence(server: GreaderServer, reader: Run) -> None:
    web = Web()
    wrong = add(reader, server, "wrong")
    assert (wrong.code, wrong.err) == (
        1, "reader: 127.0.0.1 does not accept this name and password.\n"
    )  # fmt: skip
    words = ("account", "add", "x", "--user", "mei", "--password-command")
    none = reader(*words, "echo secret", "--url", web.url)
    assert none.err == "reader: 127.0.0.1 answers 501, there is no interface at this address.\n"
    open_ = reader(*words, "echo secret", "--url", "http://rss.example.com")
    assert "without TLS" in open_.err
    failed = reader(*words, "false", "--url", server.url)
    assert failed.err == "reader: false ends with 1: x has no password.\n"
    assert reader(*words, "no-such-command", "--url", server.url).code == 1
    assert reader("account", "add").err == "reader: `reader account add` needs --url.\n"
    assert "reader account add" in reader("sync").err
    assert not config.config_file().exists()
    web.close()


def test_a_certificate_that_does_not_count_is_named(reader: Run) -> None:
    web = Web(secure=True)
    done = reader("account", "add", "x", "--url", web.url, "--user", "mei",
                  "--password-command", "echo secret")  # fmt: skip
    assert (done.code, "certificate" in done.err) == (1, True)
    web.close()


def test_a_dry_run_says_and_does_nothing(
    home: GreaderServer, reader: Run, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READER_LIBRARY", str(root))
    done = reader("sync", "--dry-run")
    assert done.err == "home: 3 would come; 0 marks would come from there, 0 would go there.\n"
    assert not list(root.rglob("*.md"))


def test_steps_are_json_lines(
    home: GreaderServer, reader: Run, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READER_LIBRARY", str(root))
    rows = reader("sync", "--json").rows
    assert [row["step"] for row in rows] == ["asking", "bringing", "done"]
    assert rows[-1]["new"] == ["Story 3", "Story 2", "Story 1"]
    assert (rows[-1]["came"], rows[-1]["went"], rows[-1]["failed"]) == (0, 0, False)


def test_a_server_that_asks_for_a_pause_gets_it(
    home: GreaderServer, reader: Run, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READER_LIBRARY", str(root))
    home.status = (503, {"Retry-After": "600"})
    done = reader("sync")
    assert (done.code, "asks for a pause until" in done.err) == (1, True)
    home.status, asked = None, len(home.asked)
    assert "asked for a pause until" in reader("sync").err
    assert len(home.asked) == asked


def test_subscriptions_may_be_on_the_server(
    home: GreaderServer, reader: Run, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READER_LIBRARY", str(root))
    web = Web()
    feed = web.put("/other", rss(item(9), title="Other"))
    dry = reader("subscribe", feed, "--account", "home", "--dry-run")
    assert (dry.code, len(home.feeds)) == (0, 1)
    assert reader("subscribe", feed, "--account", "home", "--folder", "A").code == 0
    assert reader("subscribe", feed, "--account", "no").code == 1
    assert not (root / "feeds.toml").exists()
    reader("sync")
    rows = {row["title"]: row for row in reader("feeds", "--json").rows}
    assert (rows["Other"]["account"], rows["Other"]["articles"]) == ("home", 1)
    assert (rows["Other"]["folder"], rows["Other"]["due"]) == (["A"], None)
    assert "on home" in reader("feeds").out
    assert reader("unsubscribe", "Other").code == 0
    assert [one.title for one in home.feeds.values()] == ["Example Weekly"]
    assert "Other" not in reader("feeds").out
    assert reader("list", "--json", "--site", "Other").rows
    web.close()
