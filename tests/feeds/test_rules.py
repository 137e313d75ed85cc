"""`skip` and `only`: which entries become articles; what was left out can be brought in."""

from __future__ import annotations

from pathlib import Path
from shutil import rmtree

import pytest

from reader.config import config_file
from reader.feeds import aside, subscriptions
from reader.feeds.known import cache_file
from reader.library.library import Library
from tests.commands.conftest import Run, reader
from tests.feeds.conftest import Fetch, articles, item, rss, titles
from tests.feeds.server import Web

__all__ = ["reader"]


def feeds_toml(root: Path, url: str, *lines: str, shared: str = "") -> None:
    defaults = ["[defaults]", shared] if shared else []
    (root / "feeds.toml").write_text("\n".join([*defaults, "[[feed]]", f'url = "{url}"', *lines]))


FEED = rss(
    item(1, title="Sponsored: a mattress"),
    item(2, title="Rates rise", text="The central bank raised rates."),
    item(3, title="央行加息", text="这是一则广告。"),
)


@pytest.mark.parametrize(
    ("lines", "there"),
    [
        ((), ["Rates rise", "Sponsored: a mattress", "央行加息"]),
        (('skip = "title:sponsored"',), ["Rates rise", "央行加息"]),
        (('skip = ["title:sponsored", "广告"]',), ["Rates rise"]),
        (('only = "rates"',), ["Rates rise"]),
        (('only = ["rates", "加息"]', 'skip = "广告"'), ["Rates rise"]),
        (('skip = "is:read"',), ["Rates rise", "Sponsored: a mattress", "央行加息"]),
        (('only = "after:2026-11-03"',), ["Rates rise", "央行加息"]),
        (('skip = "site:weekly"',), []),
    ],
)
def test_rules_are_queries(
    web: Web, root: Path, fetch: Fetch, lines: tuple[str, ...], there: list[str]
) -> None:
    feeds_toml(root, web.put("/feed", FEED), *lines)
    (done,) = fetch().values()
    shown = [path for path in root.rglob("*.md") if ".reader" not in path.parts]
    library = Library([root])
    library.refresh()
    found = sorted(entry.title for entry in library.entries())
    library.close()
    assert found == there
    assert (
        (len(done.new), done.skipped) == (len(there), 3 - len(there)) == (len(shown), done.skipped)
    )


def test_what_all_feeds_skip_each_skips_beside_its_own(web: Web, root: Path, fetch: Fetch) -> None:
    url = web.put("/feed", FEED)
    feeds_toml(root, url, 'skip = "广告"', shared='skip = "title:sponsored"')
    fetch()
    assert [path.name[11:16] for path in root.rglob("*.md") if ".reader" not in path.parts] == [
        "rates"
    ]


def test_what_was_skipped_stays_so_and_follows_its_feed(web: Web, root: Path, fetch: Fetch) -> None:
    feeds_toml(root, web.put("/feed", FEED), 'skip = "title:sponsored"')
    fetch()
    web.put("/feed", FEED.replace("mattress", "better mattress"))
    (done,) = fetch().values()
    assert (done.new, done.skipped, done.changed) == ((), 0, 1)
    (one,) = aside.skipped(root)
    assert "better mattress" in one.file.read_text()


def test_it_can_be_listed_and_brought_in(web: Web, root: Path, fetch: Fetch, reader: Run) -> None:
    feeds_toml(root, web.put("/feed", FEED), 'skip = ["sponsored", "广告"]')
    assert reader("fetch", "-L", root).err == "1 feed: 1 new, 2 skipped.\n"
    listed = reader("feeds", "--skipped", "-L", root)
    assert listed.err.startswith("2 entries skipped")
    id = next(line for line in listed.out.splitlines() if "mattress" in line)[:8]
    done = reader("feeds", "--bring", id, "-L", root)
    assert (done.code, done.err) == (0, "1 entry brought in.\n")
    assert len([path for path in root.rglob("*.md") if ".reader" not in path.parts]) == 2
    web.put("/feed", FEED.replace("mattress", "better mattress"))
    assert next(iter(fetch().values())).changed == 1
    assert "Sponsored: a better mattress" in titles(root)
    assert reader("feeds", "--bring", "all", "-L", root).err == "1 entry brought in.\n"
    assert reader("feeds", "--skipped", "-L", root).code == 1
    assert reader("feeds", "--bring", "beef", "-L", root).code == 1


def test_without_a_cache_or_a_ledger_it_does_not_come_twice(
    web: Web, root: Path, fetch: Fetch
) -> None:
    feeds_toml(root, web.put("/feed", FEED), 'skip = "sponsored"')
    fetch()
    before = articles(root)
    cache_file().unlink()
    rmtree(root / ".reader" / "fetch")
    fetch()
    assert articles(root) == before
    assert len(aside.skipped(root)) == 1


def test_after_thirty_days_it_goes_for_good(web: Web, root: Path, fetch: Fetch) -> None:
    feeds_toml(root, web.put("/feed", FEED), 'skip = "sponsored"')
    fetch()
    (one,) = aside.skipped(root)
    made = one.file.stat().st_mtime
    aside.purge(root, made + 29 * 86_400)
    assert aside.skipped(root) == [one]
    aside.purge(root, made + 31 * 86_400)
    assert aside.skipped(root) == []
    web.put("/feed", FEED + "<!-- -->")
    assert next(iter(fetch().values())).skipped == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("skip = 3", "a value of skip that is neither a query nor a list"),
        ('only = "is:nothing"', "“is:nothing” in only"),
        ('keep = "soon"', "a keep that is not a number"),
        ("keep = 0", "a keep that is not a number"),
        ("keep = true", "a keep that is not a number"),
    ],
)
def test_a_rule_that_makes_no_sense_is_said(root: Path, line: str, said: str) -> None:
    feeds_toml(root, "https://a.example/", line)
    (problem,) = subscriptions.load(root).problems
    assert said in problem


def test_days_are_counted_in_the_zone_of_the_settings(web: Web, root: Path, reader: Run) -> None:
    """As in the list: ten in the evening in UTC is the next day in Shanghai."""
    late = item(1).replace("10:00:00", "22:00:00")
    feeds_toml(root, web.put("/feed", rss(late)), 'only = "after:2026-11-03"')
    file = config_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    for zone, there in (("UTC", 0), ("Asia/Shanghai", 1)):
        file.write_text(f'timezone = "{zone}"\n')
        rmtree(root / ".reader", ignore_errors=True)
        cache_file().unlink(missing_ok=True)
        reader("fetch", "--force", "-L", root)
        assert len(articles(root)) == there
        listed = reader("list", "--since", "2026-11-03", "--json", "-L", root).titles
        assert listed == ["Story 1"] * there
        assert len(articles(root)) == there
