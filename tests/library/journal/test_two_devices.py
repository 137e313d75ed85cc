"""Two devices that share a folder agree, whatever is copied when, and whatever their clocks say."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from reader.library.index.index_file import Index, open_index
from reader.library.journal import adoption, journal, maintenance
from reader.library.journal.fold import Fold
from reader.library.journal.journal import Batch, Journal, Mark

ARTICLES = ("aa", "bb", "cc")
NAMES = ("one", "two")
NOW = 1_700_000_000_000_000
YEAR = 365 * 86_400_000_000

NAME = st.sampled_from(NAMES)
ARTICLE = st.sampled_from(ARTICLES)
FIELD = st.sampled_from(["read", "starred", "tag:later", "tag:投资"])


class Device:
    """A journal folder with an index beside it."""

    def __init__(self, folder: Path, name: str) -> None:
        (folder / name).mkdir()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("READER_DEVICE", name)
            patch.setenv("READER_INDEX", str(folder / f"index-{name}"))
            self.book = Journal(folder / name / "journal")
            self.index: Index = open_index((folder / name,), [])
        self.fold = Fold(self.index, self.book.folder)
        self.clock = NOW

    @property
    def state(self) -> dict[tuple[str, str], float]:
        return {
            (article, field): value
            for article in ARTICLES
            for field, value in adoption.known(self.index, article).fields.items()
        }


class TwoDevices(RuleBasedStateMachine):
    """Marks here and there, wrong clocks, torn lines, compaction, and copies in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.home = tempfile.TemporaryDirectory()
        folder = Path(self.home.name)
        self.devices = {name: Device(folder, name) for name in NAMES}
        self.old: list[tuple[str, bytes]] = []
        self.patch = pytest.MonkeyPatch()

    def teardown(self) -> None:
        one, two = self.devices.values()
        for source, target in ((one, two), (two, one)):
            for file in source.book.folder.glob(f"{source.book.device}.jsonl"):
                target.book.folder.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, target.book.folder)
        one.fold.run()
        two.fold.run()
        assert one.state == two.state
        for device in (one, two):
            whole = maintenance.folded(device.book.folder)[0].state
            assert device.state == {key: value for key, (_t, _device, value) in whole.items()}
            device.book.close()
            device.index.close()
        self.patch.undo()
        self.home.cleanup()

    @rule(name=NAME, article=ARTICLE, field=FIELD, value=st.booleans())
    def mark(self, name: str, article: str, field: str, value: bool) -> None:
        device = self._at(name)
        after = adoption.known(device.index, article).last
        device.book.append([Mark(article, "news", "a.md", {field: value}, None, after)])
        device.fold.run()
        assert device.state[article, field] == value, "the last mark is the one that holds"

    @rule(name=NAME, field=FIELD, value=st.booleans())
    def mark_all(self, name: str, field: str, value: bool) -> None:
        device = self._at(name)
        after = max(adoption.known(device.index, article).last for article in ARTICLES)
        of = [(article, f"{article}.md") for article in ARTICLES]
        device.book.append([Batch("news", "x", of, {field: value}, None, after)])
        device.fold.run()
        assert all(device.state[article, field] == value for article in ARTICLES)

    @rule(name=NAME, change=st.sampled_from([-YEAR, -1_000_000, 1_000_000, YEAR]))
    def set_clock(self, name: str, change: int) -> None:
        self.devices[name].clock += change

    @rule(name=NAME)
    def tear(self, name: str) -> None:
        """What a kill leaves of a mark that was never acknowledged."""
        device = self.devices[name]
        if device.book.file.exists():
            with device.book.file.open("ab") as stream:
                stream.write(b'{"t":1,"a":"aa","ro')

    @rule(name=NAME)
    def compact(self, name: str) -> None:
        maintenance.compact(self.devices[name].book)
        self.devices[name].fold.run()

    @rule(name=NAME)
    def keep_a_copy(self, name: str) -> None:
        file = self.devices[name].book.file
        if file.exists():
            self.old.append((name, file.read_bytes()))

    @rule(data=st.data(), is_conflict=st.booleans())
    def an_old_copy_arrives(self, data: st.DataObject, is_conflict: bool) -> None:
        """A sync tool may bring what was long ago, in part, and twice."""
        if not self.old:
            return
        name, content = data.draw(st.sampled_from(self.old))
        other = self.devices[NAMES[1 - NAMES.index(name)]]
        other.book.folder.mkdir(parents=True, exist_ok=True)
        mark = ".sync-conflict-20240101-1" if is_conflict else ""
        cut = data.draw(st.integers(0, len(content)))
        (other.book.folder / f"{name}{mark}.jsonl").write_bytes(content[:cut])
        other.fold.run()

    @rule(name=NAME)
    def the_index_is_lost(self, name: str) -> None:
        device = self.devices[name]
        before = maintenance.folded(device.book.folder)[0].state
        device.index.rebuild()
        device.fold = Fold(device.index, device.book.folder)
        device.fold.run()
        assert device.state == {key: value for key, (_t, _device, value) in before.items()}

    @invariant()
    def what_is_folded_is_what_the_files_say(self) -> None:
        for device in self.devices.values():
            whole = maintenance.folded(device.book.folder)[0].state
            device.fold.run()
            assert device.state == {key: value for key, (_t, _device, value) in whole.items()}

    def _at(self, name: str) -> Device:
        device = self.devices[name]
        self.patch.setattr(journal.time, "time_ns", lambda: device.clock * 1000)
        device.clock += 1
        return device


TwoDevices.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
test_two_devices_agree_in_the_end = TwoDevices.TestCase
