"""Retention: old articles go to the trash, never one that the reader did something with."""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reader import config
from reader.articles.file import read_article
from reader.errors import FetchError
from reader.feeds import aside, fetching, retention, subscriptions, trash, writing
from reader.feeds.fetching import Options, fetch
from reader.feeds.http import Client
from reader.feeds.known import cache_file
from reader.feeds.parse import parse
from reader.library.journal.journal import Journal, Mark
from reader.library.library import Library
from tests.commands.conftest import Run, reader
from tests.conftest import live_in
from tests.feeds.conftest import item, rss
from tests.feeds.server import Web

__all__ = ["reader"]


@pytest.fixture
def feed(web: Web, root: Path) -> str:
    """A feed of ten entries, fetched; its address."""
    url = web.put("/feed", rss(*map(item, range(1, 11))))
    keep(root, url, "3")
    fetched(root)
    return url


def keep(root: Path, url: str, value: str) -> None:
    (root / "feeds.toml").write_text(f'[[feed]]\nurl = "{url}"\ntitle = "A"\nkeep = {value}\n')


def fetched(root: Path) -> None:
    feeds = subscriptions.load(root).feeds
    fetch(root, feeds, Options(force=True), lambda *_: None, Client(deadline=5))


def pruned(root: Path, **more: bool) -> list[str]:
    feeds = subscriptions.load(root).feeds
    return names(retention.prune(root, config.journal_folder(), feeds, **more))


def shown(root: Path) -> list[str]:
    return names(path for path in root.rglob("*.md") if ".reader" not in path.parts)


def names(paths: object) -> list[str]:
    """Stories by their numbers, which stand in the names of their files."""
    return sorted((path.name.split("-")[4] for path in paths), key=int)


def last(root: Path) -> trash.Prune | None:
    return trash.next_to("undo", [root], lambda _verb: None)


def story(root: Path, number: int) -> Path:
    (path,) = root.rglob(f"*-story-{number}-*.md")
    return path


def mark(root: Path, number: int, **fields: float | bool) -> None:
    path = story(root, number)
    journal = Journal(config.journal_folder())
    name = path.relative_to(root).as_posix()
    wanted = {key.replace("_", ":"): value for key, value in fields.items()}
    journal.append([Mark(read_article(path).id, root.name, name, wanted)])


def test_the_newest_stay_and_the_rest_goes_to_the_trash(root: Path, feed: str) -> None:
    assert pruned(root, dry=True) == [str(n) for n in range(1, 8)]
    assert len(shown(root)) == 10
    assert pruned(root) == [str(n) for n in range(1, 8)]
    assert shown(root) == ["8", "9", "10"]
    assert len(list((root / aside.TRASH).rglob("*.md"))) == 7
    assert pruned(root) == []


def test_what_is_removed_does_not_return(web: Web, root: Path, feed: str) -> None:
    pruned(root)
    fetched(root)
    web.put("/feed", rss(*(item(n, text="changed") for n in range(1, 11))))
    fetched(root)
    assert shown(root) == ["8", "9", "10"]


@pytest.mark.parametrize(
    "fields", [{"starred": True}, {"tag_later": True}, {"tag_投资": True}, {"progress": 0.4}]
)
def test_what_the_reader_did_something_with_stays(
    root: Path, feed: str, fields: dict[str, float]
) -> None:
    mark(root, 2, **fields)
    mark(root, 3, read=True, progress=1.0)
    assert pruned(root) == ["1", "3", "4", "5", "6", "7"]


def test_what_was_edited_or_moved_stays(root: Path, feed: str) -> None:
    edited = story(root, 1)
    edited.write_text(edited.read_text() + "mine")
    moved = story(root, 2)
    moved.rename(root / moved.name)
    assert "1" not in (gone := pruned(root))
    assert "2" not in gone


def test_a_star_holds_though_the_feed_changed_the_text_since(
    web: Web, root: Path, feed: str
) -> None:
    mark(root, 1, starred=True)
    web.put("/feed", rss(*(item(n, text="changed") for n in range(1, 11))))
    fetched(root)
    mark(root, 1, read=True)
    assert pruned(root) == ["2", "3", "4", "5", "6", "7"]


def test_a_star_holds_under_another_name_of_the_library(
    web: Web, root: Path, tmp_path: Path, feed: str
) -> None:
    linked = tmp_path / "by another name"
    linked.symlink_to(root)
    mark(linked, 1, starred=True)
    web.put("/feed", rss(*(item(n, text="changed") for n in range(1, 11))))
    fetched(root)
    assert "1" not in pruned(root)


def test_a_span_counts_from_the_day_that_an_article_came(root: Path, feed: str) -> None:
    keep(root, feed, '"90d"')
    assert pruned(root) == []
    keep(root, feed, '"forever"')
    assert pruned(root) == []


def test_an_article_older_than_the_span_goes(
    root: Path, feed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(root, feed, '"90d"')
    later = time.time() + 91 * 86_400
    monkeypatch.setattr(retention.time, "time", lambda: later)
    assert len(pruned(root)) == 10


def test_where_a_journal_cannot_be_read_nothing_goes(root: Path, feed: str) -> None:
    folder = config.journal_folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "other.jsonl").write_text('{"journal": 9}\n')
    with pytest.raises(FetchError, match="newer version"):
        pruned(root)
    (folder / "other.jsonl").unlink()
    (folder / "other.jsonl").mkdir()
    with pytest.raises(FetchError, match="Nothing is removed"):
        pruned(root)
    assert len(shown(root)) == 10


def test_a_star_from_elsewhere_brings_it_back(root: Path, feed: str) -> None:
    id = read_article(story(root, 1)).id
    pruned(root)
    Journal(config.journal_folder()).append([Mark(id, "", "", {"starred": True})])
    back = retention.bring_back(root, config.journal_folder())
    assert names(back) == ["1"]
    assert shown(root) == ["1", "8", "9", "10"]
    assert pruned(root) == []


def test_undo_brings_all_of_it_back(root: Path, feed: str, reader: Run) -> None:
    done = reader("fetch", "--prune", "-L", root)
    assert done.code == 0
    assert done.err.startswith("7 articles moved to the trash")
    assert len(done.out.splitlines()) == 7
    assert reader("undo", "-L", root).err == "Undone: 7 articles back from the trash.\n"
    assert len(shown(root)) == 10
    assert reader("undo", "-L", root).code == 1


def test_undo_goes_back_prune_by_prune(root: Path, feed: str, reader: Run) -> None:
    reader("fetch", "--prune", "-L", root)
    keep(root, feed, "1")
    reader("fetch", "--prune", "-L", root)
    assert shown(root) == ["10"]
    assert reader("undo", "-L", root).err == "Undone: 2 articles back from the trash.\n"
    assert reader("undo", "-L", root).err == "Undone: 7 articles back from the trash.\n"
    assert reader("undo", "-L", root).code == 1


def test_what_undo_brought_back_stays_until_it_is_asked_for_again(
    root: Path, feed: str, reader: Run
) -> None:
    reader("fetch", "--prune", "-L", root)
    reader("undo", "-L", root)
    reader("fetch", "--force", "-L", root)
    assert len(shown(root)) == 10
    assert reader("fetch", "--prune", "-L", root).err.startswith("7 articles moved")
    assert shown(root) == ["8", "9", "10"]


def test_redo_removes_again_what_undo_brought_back(root: Path, feed: str, reader: Run) -> None:
    reader("fetch", "--prune", "-L", root)
    keep(root, feed, "1")
    reader("fetch", "--prune", "-L", root)
    assert reader("undo", "--redo", "-L", root).code == 1
    reader("undo", "-L", root)
    reader("undo", "-L", root)
    redone = reader("undo", "--redo", "-L", root)
    assert (redone.code, redone.err) == (0, "Redone: 7 articles moved to the trash.\n")
    assert shown(root) == ["8", "9", "10"]
    assert reader("undo", "--redo", "-L", root).err == "Redone: 2 articles moved to the trash.\n"
    assert shown(root) == ["10"]
    assert reader("undo", "--redo", "-L", root).code == 1
    assert reader("undo", "-L", root).err == "Undone: 2 articles back from the trash.\n"


def test_redo_leaves_what_was_starred_or_edited_since(root: Path, feed: str, reader: Run) -> None:
    reader("fetch", "--prune", "-L", root)
    reader("undo", "-L", root)
    mark(root, 1, starred=True)
    edited = story(root, 2)
    edited.write_text(edited.read_text().replace("---\n", "---\nmood: mine\n", 1))
    assert reader("undo", "--redo", "-L", root).err == "Redone: 5 articles moved to the trash.\n"
    assert shown(root) == ["1", "2", "8", "9", "10"]


def test_redo_is_over_when_something_was_done_since(
    root: Path, feed: str, reader: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader("fetch", "--prune", "-L", root)
    reader("undo", "-L", root)
    later = time.time() + 60
    monkeypatch.setattr("reader.library.journal.marker.time.time", lambda: later)
    reader("mark", "read", story(root, 9), "-L", root)
    assert reader("undo", "--redo", "-L", root).code == 1
    assert len(shown(root)) == 10


def test_redo_of_a_prune_stays_over_when_what_was_done_since_is_undone(
    root: Path, feed: str, reader: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader("fetch", "--prune", "-L", root)
    reader("undo", "-L", root)
    later = time.time() + 60
    monkeypatch.setattr("reader.library.journal.marker.time.time", lambda: later)
    reader("mark", "starred", story(root, 9), "-L", root)
    assert "marked starred" in reader("undo", "-L", root).err
    assert "marked starred" in reader("undo", "--redo", "-L", root).err
    assert len(shown(root)) == 10


def test_a_prune_that_was_undone_before_another_is_not_redone(
    root: Path, feed: str, reader: Run
) -> None:
    reader("fetch", "--prune", "-L", root)
    reader("undo", "-L", root)
    keep(root, feed, "1")
    assert reader("fetch", "--prune", "-L", root).err.startswith("9 articles")
    reader("undo", "-L", root)
    assert reader("undo", "--redo", "-L", root).err == "Redone: 9 articles moved to the trash.\n"


def test_marks_and_prunes_are_redone_in_the_order_in_which_they_were_done(
    root: Path, feed: str, reader: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = time.time() - 60
    with monkeypatch.context() as patch:
        patch.setattr("reader.library.journal.marker.time.time", lambda: earlier)
        reader("mark", "read", story(root, 9), "-L", root)
    reader("fetch", "--prune", "-L", root)
    assert "from the trash" in reader("undo", "-L", root).err
    assert "marked read" in reader("undo", "-L", root).err
    assert "marked read" in reader("undo", "--redo", "-L", root).err
    assert "to the trash" in reader("undo", "--redo", "-L", root).err


def test_undo_undoes_what_was_done_last(
    root: Path, feed: str, reader: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader("fetch", "--prune", "-L", root)
    later = time.time() + 60
    monkeypatch.setattr("reader.library.journal.marker.time.time", lambda: later)
    reader("mark", "read", story(root, 9), "-L", root)
    assert "marked read" in reader("undo", "-L", root).err
    assert "from the trash" in reader("undo", "-L", root).err


def test_a_fetch_tidies_up_and_a_dry_run_names_what_would_go(
    root: Path, feed: str, reader: Run
) -> None:
    said = reader("fetch", "--prune", "--dry-run", "-L", root)
    assert said.err == "7 articles would go to the trash.\n"
    assert len(shown(root)) == 10
    assert "7 moved to the trash" in reader("fetch", "--force", "-L", root).err
    keep(root, feed, '"forever"')
    rows = reader("fetch", "--prune", "--keep", "1", "--json", "-L", root).rows
    assert [list(row) for row in rows] == [["path"], ["path"]]
    assert reader("fetch", "--prune", "--keep", "soon", "-L", root).code == 2


def test_what_is_in_the_trash_does_not_return_where_all_else_is_forgotten(
    root: Path, feed: str
) -> None:
    pruned(root)
    shutil.rmtree(root / ".reader" / "fetch")
    cache_file().unlink()
    fetched(root)
    assert shown(root) == ["8", "9", "10"]
    found = last(root)
    assert found is not None
    assert trash.undo(found) == 7


DAY = 86_400


def test_a_clock_that_jumps_removes_nothing_until_it_has_been_right_for_a_day(
    root: Path, feed: str, reader: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = time.time()

    def at(seconds: float) -> list[str]:
        """What is shown after a fetch at that time."""
        monkeypatch.setattr("reader.commands.fetch.time.time", lambda: start + seconds)
        monkeypatch.setattr(retention.time, "time", lambda: start + seconds)
        reader("fetch", "--force", "-L", root)
        return shown(root)

    keep(root, feed, '"1w"')
    assert len(at(0)) == 10
    assert len(at(400 * DAY)) == 10, "the clock jumped"
    assert len(at(60)) == 10, "and went back"
    assert len(at(8 * DAY)) == 10, "it may have jumped again"
    assert len(at(9.5 * DAY)) == 0, "it goes on"
    assert len(list((root / aside.TRASH).rglob("*.md"))) == 10
    at(400 * DAY)
    at(400.5 * DAY)
    assert len(list((root / aside.TRASH).rglob("*.md"))) == 10
    at(401.5 * DAY)
    assert list((root / aside.TRASH).rglob("*.md")) == []


def test_after_thirty_days_the_trash_is_empty(root: Path, feed: str) -> None:
    pruned(root)
    aside.purge(root, time.time() + 29 * 86_400)
    assert len(list((root / aside.TRASH).rglob("*.md"))) == 7
    aside.purge(root, time.time() + 31 * 86_400)
    assert list((root / aside.TRASH).rglob("*.md")) == []


class _Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("moves", range(8))
def test_killed_at_any_moment_no_article_is_lost(
    root: Path, feed: str, monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    whole = {path.name: path.read_bytes() for path in root.rglob("*.md")}
    real, left = aside.move, iter(range(moves))

    def move(file: Path, path: Path) -> bool:
        if next(left, None) is None:
            raise _Killed
        return real(file, path)

    with monkeypatch.context() as patch:
        patch.setattr(retention.aside, "move", move)
        with suppress(_Killed):
            pruned(root)
    assert {path.name: path.read_bytes() for path in root.rglob("*.md")} == whole
    assert len(shown(root)) == 10 - min(moves, 7)
    if found := last(root):
        assert trash.undo(found) == min(moves, 7)
    assert len(shown(root)) == 10


class _Here:
    """Parses in this process, which is quicker than starting one."""

    def hand(
        self, data: bytes, *, url: str, content_type: str | None, then: writing.Writing
    ) -> writing.Outcome:
        writing._lying_in.cache_clear()
        return then(parse(data, url=url, content_type=content_type))

    def close(self) -> None:
        pass


class _Two:
    """Two devices that share a library at once, and their journals when they synchronise."""

    def __init__(self, place: Path, patch: pytest.MonkeyPatch) -> None:
        self.place, self.root, self._patch = place, place / "news", patch
        self.root.mkdir()
        self.touched: set[int] = set()
        (self.root / "feeds.toml").write_text('[[feed]]\nurl = "https://a.example/"\ntitle = "A"\n')
        self.on("a")
        self.fetch(0)

    def on(self, device: str) -> None:
        """Be at a device from now on."""
        live_in(self.place / device, self._patch)
        self._patch.setenv("READER_DEVICE", device)

    def star(self, n: int) -> None:
        self._mark(n, starred=True)

    def tag(self, n: int) -> None:
        self._mark(n, tag_x=True)

    def begin(self, n: int) -> None:
        self._mark(n, progress=0.5)

    def edit(self, n: int) -> None:
        for path in self._there(n):
            path.write_text(path.read_text() + "mine")
            self.touched.add(n)

    def prune(self, n: int) -> None:
        feeds = [replace(one, keep=n or 1) for one in subscriptions.load(self.root).feeds]
        retention.prune(self.root, config.journal_folder(), feeds)

    def fetch(self, n: int) -> None:
        """What is in the feed changes at some fetches."""
        (one,) = subscriptions.load(self.root).feeds
        found = rss(*(item(k, text=f"of version {n % 3}") for k in range(1, 7)))
        fetching.saved(self.root, found.encode(), one)

    def undo(self, _n: int) -> None:
        if found := last(self.root):
            trash.undo(found)

    def redo(self, _n: int) -> None:
        if found := trash.next_to("redo", [self.root], lambda _verb: None):
            retention.retrace(found, config.journal_folder())

    def sync(self, _n: int) -> None:
        for device, other in (("a", "b"), ("b", "a")):
            for file in (self.place / device).rglob(f"journal/{device}.jsonl"):
                copy = self.place / other / file.relative_to(self.place / device)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, copy)

    def bring_back(self, _n: int) -> None:
        retention.bring_back(self.root, config.journal_folder())

    def _mark(self, n: int, **fields: float) -> None:
        if self._there(n):
            mark(self.root, n, **fields)
            self.touched.add(n)

    def _there(self, n: int) -> list[Path]:
        files = self.root.rglob(f"*-story-{n}-*.md")
        return [path for path in files if ".reader" not in path.parts]


_VERBS = (
    "star", "tag", "begin", "edit", "prune", "prune", "fetch", "sync", "undo", "redo", "bring_back",
)  # fmt: skip
ACTIONS = st.lists(
    st.tuples(st.sampled_from(_VERBS), st.sampled_from("ab"), st.integers(1, 6)), max_size=16
)


@settings(max_examples=60)
@given(actions=ACTIONS)
@example(actions=[("prune", "b", 1), ("star", "a", 6), ("prune", "b", 1)])
@example(actions=[("star", "a", 1), ("fetch", "a", 2), ("prune", "b", 1)])
def test_in_any_order_on_two_devices_nothing_is_lost_that_was_touched(
    tmp_path_factory: pytest.TempPathFactory, actions: list[tuple[str, str, int]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fetching, "Workers", _Here)
        two = _Two(tmp_path_factory.mktemp("two"), patch)
        for verb, device, number in actions:
            two.on(device)
            getattr(two, verb)(number)
        for device in "ab":  # in the end all is known everywhere
            two.on(device)
            two.sync(0)
            two.bring_back(0)
            two.prune(1)
        assert {str(n) for n in two.touched} <= set(shown(two.root))
        assert len({path.name for path in two.root.rglob("*.md")}) == 6


def test_the_library_sees_what_went_and_what_came_back(root: Path, feed: str) -> None:
    library = Library([root])
    library.refresh()
    pruned(root)
    library.refresh(full=False)
    assert library.counts().total == 3
    found = last(root)
    assert found is not None
    trash.undo(found)
    library.refresh(full=False)
    assert library.counts().total == 10
    library.close()
