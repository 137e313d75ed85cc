"""What a search finds, where, in which order, and what it costs."""

from __future__ import annotations

import random
import re
import sqlite3
import threading
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reader.articles.body import blocks
from reader.articles.file import read_article
from reader.errors import QueryError
from reader.library.index.tokens import fold
from reader.library.library import Library, Match
from reader.library.query import entries
from reader.library.query import found as found_rows
from reader.library.query.full_text import Stopped
from reader.library.query.language import parse
from reader.library.query.placed_hits import gather
from reader.library.query.snippets import marked, snippet
from reader.library.query.statement import Order, statement
from reader.library.scan import known_folders
from tests.library.conftest import Open, Write
from tests.states import set_state

SAMPLES = Path(__file__).parents[3] / "sample_articles"


@pytest.fixture
def library(write: Write, open_library: Open) -> Library:
    write(
        "a.md",
        "央行下调利率",
        "2022-04-20",
        ("金融", "新浪财经"),
        "<p>全国网<b>贷</b>余额，下降。</p>",
    )
    write(
        "b.md", "Interest rates", "2022-04-21", ("World", "Reuters"), "<p>Gold and 利率 fell.</p>"
    )
    write("c.md", "Golden week", "2022-04-22", ("World", "旅行"), "<table><tr><td>1<td>2</tr>"
          "<tr><td>网</td><td>贷</td></tr></table><p style='display:none'>secret</p>")  # fmt: skip
    library = open_library()
    set_state(library, [library.find("b.md")], read=True)
    set_state(library, [library.find("c.md")], starred=True, progress=0.5)
    return library


def found(library: Library, text: str, order: Order = "newest") -> str:
    return "".join(match.entry.path.stem for match in library.matches(parse(text), order))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("利率", "ba"),
        ("网贷", "a"),
        ("余额下降", ""),
        ("余额 下降", "a"),
        ("gold", "cb"),
        ("GOLD", "cb"),
        ('"gold"', "b"),
        ("ｇｏｌｄ", "cb"),
        ('"gold and 利率"', "b"),
        ("利率 -gold", "a"),
        ("-利率", "c"),
        ("secret", ""),
        ("title:利率", "a"),
        ("title:rates gold", "b"),
        ("site:新浪", ""),
        ("author:somebody", "cba"),
        ("category:金融", "a"),
        ("category:world", "cb"),
        ("-category:world", "a"),
        ("category:world category:旅行", "c"),
        ("gold category:旅行", "c"),
        ("gold -category:旅行", "b"),
        ("is:unread", "ca"),
        ("-is:unread", "b"),
        ("is:starred", "c"),
        ("is:started", "c"),
        ("gold is:read", "b"),
        ("has:table", "c"),
        ("-has:table", "ba"),
        ("on:2022-04-21", "b"),
        ("after:2022-04-21", "cb"),
        ("before:2022-04-21 利率", "ba"),
        ("nothing", ""),
    ],
)
def test_a_query_finds_what_it_says(library: Library, text: str, names: str) -> None:
    assert found(library, text) == names
    assert found(library, text, "oldest") == names[::-1]
    searcher = library.searcher()
    assert searcher.count(parse(text)) == len(names)
    searcher.close()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("folder:金融", "eca"),
        ("folder:金融/DEEP", "c"),
        ("folder:/金融/deep/", "c"),
        ("folder:金融/Été", "e"),
        ("folder:金", ""),
        ("folder:deep", ""),
        ("folder:.", "fedcba"),
        ("-folder:金融", "fdb"),
        ("-folder:金融/deep", "fedba"),
        ("folder:金融 -folder:金融/deep body", "ea"),
        ("category:world folder:金融 folder:金融/deep", "c"),
    ],
)
def test_a_folder_is_found_with_all_that_lies_in_it(
    write: Write, open_library: Open, text: str, names: str
) -> None:
    summer = unicodedata.normalize("NFD", "ÉTÉ")
    folders = ("金融", ".", "金融/deep", "金融0", f"金融/{summer}", "金融.d")
    for name, folder in zip("abcdef", folders, strict=True):
        date = f"2022-04-{ord(name) - 77}"
        write(f"{folder}/{name}.md", f"Title {name}", date, ("World",), f"<p>A body of {name}.</p>")
    library = open_library()
    assert found(library, text) == names
    searcher = library.searcher()
    assert searcher.count(parse(text)) == len(names)
    searcher.close()


def test_relevance_puts_titles_first(library: Library) -> None:
    assert found(library, "利率") == "ba"
    assert found(library, "利率", "relevance") == "ab"


@pytest.mark.parametrize("order", ["newest", "oldest", "title", "relevance"])
@pytest.mark.parametrize("text", ["利率", "category:world", "after:2022"])
def test_no_more_are_found_than_are_wanted(library: Library, text: str, order: Order) -> None:
    every = list(library.entries(parse(text), order))
    for count in range(4):
        assert list(library.entries(parse(text), order, count)) == every[:count]


@pytest.mark.parametrize("text", ["", "body", "category:金融", "after:2022", 'site:="x"'])
def test_copies_that_hide_are_found_by_nothing(write: Write, open_library: Open, text: str) -> None:
    for name in ("one.md", "two.md"):
        path = write(name, "Twice", body="<p>One body.</p>")
        path.write_text(path.read_text("utf-8").replace("author:", "site: x\nauthor:"), "utf-8")
    library = open_library()
    assert [entry.duplicates for entry in library.entries(parse(text))] == [2]
    assert [match.entry.duplicates for match in library.matches(parse(text), limit=1)] == [2]
    searcher = library.searcher()
    assert searcher.count(parse(text)) == len(list(searcher.places(parse(text), "all", True))) == 1
    searcher.close()


def test_what_changes_is_found_anew_and_what_goes_is_gone(library: Library, write: Write) -> None:
    write("a.md", "央行不动", "2022-04-20", body="<p>黄金</p>")
    write("b.md", "Interest rates", "2020-01-01", body="<p>Silver.</p>")
    library.find("c.md").path.unlink()
    library.refresh()
    assert (found(library, "网贷"), found(library, "gold"), found(library, "黄金")) == ("", "", "a")
    assert (found(library, "silver"), found(library, "category:world")) == ("b", "")
    assert found(library, "after:2000") == "ab"
    db = library._index.db
    for table in ("text", "words", "entry"):
        assert db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] == 2
    db.execute("INSERT INTO words (words) VALUES ('integrity-check')")


def test_a_match_shows_where_it_was_found(library: Library) -> None:
    (match,) = library.matches(parse("网贷"))
    assert match == Match(
        match.entry,
        (("央行下调利率", False),),
        (("全国", False), ("网贷", True), ("余额，下降。", False)),
    )
    (match,) = library.matches(parse("title:interest 利率"))
    assert match.title == (("Interest", True), (" rates", False))
    assert ("利率", True) in match.snippet


@pytest.mark.parametrize(
    ("text", "query", "hits"),
    [
        ("用 iPhone拍，用ＩＰＨＯＮＥ 拍", "iphone拍", ["iPhone拍", "ＩＰＨＯＮＥ 拍"]),
        ("Café CAFÉ cafés", '"cafe"', ["Café", "CAFÉ"]),
        ("state, start, art", "art", ["art"]),
        ("P2P网贷 p2p", "p2p", ["P2P", "p2p"]),
        ("中国，中 国", "中国", ["中国"]),
        ("a.b", '"a b"', ["a.b"]),
        ("x", "y", []),
    ],
)
def test_hits_are_marked_in_the_text_as_it_is_written(
    text: str, query: str, hits: list[str]
) -> None:
    parts = marked(text, parse(query))
    assert [part for part, is_hit in parts if is_hit] == hits
    assert "".join(part for part, _hit in parts) == text


def test_a_snippet_is_cut_around_the_first_hit() -> None:
    text = "前" * 300 + "\n" + "中" * 100 + "目标" + "后" * 300
    parts = snippet(text, parse("目标"))
    assert parts[0] == parts[-1] == ("…", False)
    assert ("目标", True) in parts
    assert len("".join(part for part, _hit in parts)) < 100


@given(st.text(max_size=80), st.text(max_size=12))
def test_marking_loses_nothing(text: str, query: str) -> None:
    try:
        asked = parse(query)
    except QueryError:
        return
    assert "".join(part for part, _hit in marked(text, asked)) == text
    snippet(text, asked)


HOSTILE = [
    '"', "NEAR(", "*", "a*", "^a", "a OR", "AND", "NOT x", "{title}: x", "title : x", "a + b", "((",
    "x" * 10_000, "中" * 900, "-" * 500, '"' * 999, "a\0b", "\ud800x", "'; DROP TABLE entry; --",
    "NEAR(a b, 5)", "words:x", "rowid:1", "-a -b", "\ue000", "ﷺ" * 50, "e\u0301", "%_", "a:b:c",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_queries_find_or_are_refused_in_a_sentence(library: Library, text: str) -> None:
    said = "."
    try:
        found(library, text)
        found(library, text, "relevance")
    except QueryError as error:
        said = str(error)
    assert said.endswith(".")


@given(st.text(max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_no_text_makes_the_search_fail(library: Library, text: str) -> None:
    try:
        list(library.matches(parse(text), limit=3))
    except QueryError:
        return


def test_a_search_can_be_stopped_from_another_thread(library: Library) -> None:
    searcher = library.searcher()
    assert searcher.count(parse("gold")) == 2
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT MAX(x) FROM n"
    outcome: list[type[BaseException]] = []

    def run() -> None:
        try:
            list(searcher._run(endless, ()))
        except Stopped as error:
            outcome.append(type(error))

    thread = threading.Thread(target=run)
    thread.start()
    while thread.is_alive():
        searcher.stop()
        thread.join(0.05)
    assert outcome == [Stopped]
    assert searcher.count(parse("gold")) == 2
    searcher.close()


def plan(library: Library, text: str) -> list[str]:
    asked = statement(parse(text), date(2022, 5, 1))
    db: sqlite3.Connection = library._index.db
    sql = f"EXPLAIN QUERY PLAN {asked.in_order(entries._COLUMNS, 'newest')} LIMIT 50"
    return [row[3] for row in db.execute(sql, asked.values)]


@pytest.mark.parametrize(
    "text",
    ["利率", "gold rates", "title:利率", "利率 -gold", "gold category:world", "gold is:unread",
     "gold after:2022", "category:world", "category:world is:unread", "after:2022 before:2023",
     "tag:later", "gold tag:later -tag:投资", "site:=x", "category:金融/新浪财经"],
)  # fmt: skip
def test_the_newest_hits_come_without_a_sort_or_a_scan(library: Library, text: str) -> None:
    steps = plan(library, text)
    assert not [step for step in steps if "TEMP B-TREE" in step]
    assert not [step for step in steps if step.startswith("SCAN entry") or "SCAN label" in step]


@pytest.mark.parametrize("order", ["newest", "oldest"])
@pytest.mark.parametrize("text", ["利率", "gold is:unread", "category:world", 'site:="x"'])
def test_the_first_rows_of_a_search_come_without_a_sort(
    library: Library, text: str, order: Order
) -> None:
    asked = statement(parse(text), date(2022, 5, 1))
    for sql in asked.rows(entries._COLUMNS, order):
        steps = library._index.db.execute(f"EXPLAIN QUERY PLAN {sql} LIMIT 50", asked.values)
        assert not [step[3] for step in steps if "TEMP B-TREE" in step[3]]


@pytest.mark.parametrize("state", ["starred", "started"])
def test_the_few_starred_rows_have_an_index(library: Library, state: str) -> None:
    (step,) = plan(library, f"is:{state}")
    assert f"entry_{state}" in step


def shown(path: Path) -> str:
    """All that an article shows, a line for each block, as the Document has it."""
    article = read_article(path)
    lines = [article.title, article.site, *article.authors]
    for block in blocks(article):
        lines.append("".join(span.text for span in block.spans))
        lines += ["".join(s.text for s in cell.spans) for row in block.rows for cell in row]
    return fold("\n".join(lines))


def check_samples(root: Path, count: int) -> None:
    library = Library([root])
    library.refresh()
    texts = {entry.path: shown(entry.path) for entry in library.entries()}
    chance = random.Random(5)
    pool = sorted(texts.values())
    words: set[str] = set()
    while len(words) < count:
        runs = re.findall(r"[一-鿿]{2,}", chance.choice(pool)) or ["中国"]
        run = chance.choice(runs)
        at = chance.randrange(len(run) - 1)
        words.add(run[at : at + chance.randint(2, 4)])
    for word in words:
        hits = {entry.path for entry in library.entries(parse(word))}
        assert hits == {path for path, text in texts.items() if word in text}, word
    latin = {
        w for text in pool for w in re.findall(r"(?<![^\W一-鿿])[a-z]{2,}(?![^\W一-鿿])", text)
    }
    for word in chance.sample(sorted(latin), min(len(latin), count)):
        hits = {entry.path for entry in library.entries(parse(f'"{word}"'))}
        whole = re.compile(rf"(?<![^\W\u3041-\u30ff一-鿿]){word}(?![^\W\u3041-\u30ff一-鿿])")
        assert hits == {path for path, text in texts.items() if whole.search(text)}, word
    library.close()


def test_every_word_of_the_samples_finds_exactly_the_articles_that_show_it() -> None:
    check_samples(SAMPLES, 150)


@pytest.mark.slow
def test_every_word_of_real_articles_finds_exactly_the_articles_that_show_it(
    shared: Path, tmp_path: Path
) -> None:
    for name in ("real", "pages"):
        for path in (shared / "corpus" / name).glob("*.md"):
            (tmp_path / "both").mkdir(exist_ok=True)
            (tmp_path / "both" / f"{name}-{path.name}").write_bytes(path.read_bytes())
    check_samples(tmp_path / "both", 300)


def test_what_was_found_is_a_listing_like_the_library_s_own(
    write: Write, open_library: Open
) -> None:
    for number in range(60):
        word = "gold" if number % 3 else "iron"
        date = f"2022-04-{number % 5 + 1:02} {number % 4:02}:00:00"
        write(f"{number}.md", f"{word} {number}", date, (("金融", "World")[number % 2], "甲"))
    library = open_library()
    set_state(library, list(library.entries())[::4], read=True)
    searcher = library.searcher()
    for grouping in ("category", "date", "site", "flat"):
        for newest in (True, False):
            order: Order = "newest" if newest else "oldest"
            own = library.listing(grouping, newest=newest)
            hits = library.found(gather(searcher, parse("gold"), grouping, "all", order))
            expected = [
                (
                    node.path,
                    node.depth,
                    [e.key for e in own.window(n, 0, 99) if "gold" in e.title],
                )
                for n, node in enumerate(own.nodes)
            ]
            expected = [place for place in expected if place[2]]
            drawn = [
                (node.path, node.depth, [e.key for e in hits.window(n, 0, 99)])
                for n, node in enumerate(hits.nodes)
            ]
            assert drawn == expected
            assert hits.total == 40
            assert hits.complete
            for number, (_path, _depth, keys) in enumerate(drawn):
                assert [hits.locate(key) for key in keys] == [(number, n) for n in range(len(keys))]
    unread = library.found(gather(searcher, parse("gold"), "flat", "unread", "newest"))
    rows = [
        (g, n, e) for g in range(len(unread.nodes)) for n, e in enumerate(unread.window(g, 0, 99))
    ]
    assert rows
    assert not any(entry.read for _g, _n, entry in rows)
    first = rows[0][2]
    set_state(library, [first], read=True)
    assert unread.window(0, 0, 1)[0].read, "a row stays while its listing lives"
    assert unread.nodes[0].unread == unread.nodes[0].total - 1
    assert unread.next_unread(0, -1) == rows[1][:2]
    assert unread.next_unread(*rows[-1][:2], 1) is None
    assert unread.next_unread(*rows[-1][:2], -1) == rows[-2][:2]
    assert not gather(searcher, parse("gold"), "flat", "all", "newest", limit=5).hits.complete
    searcher.close()


def test_damage_met_by_a_search_is_one_sentence(library: Library, root: Path) -> None:
    file = library.index_file
    assert file is not None
    library.close()
    db = sqlite3.connect(file)
    statement = "SELECT rootpage FROM sqlite_master WHERE name = 'words_data'"
    (page,) = db.execute(statement).fetchone()
    db.close()
    with file.open("r+b") as stream:
        stream.seek((page - 1) * 4096)
        stream.write(b"\xff" * 4096)
    damaged = Library([root])
    assert not list(damaged.matches(parse("gold")))
    assert ["damaged" in notice for notice in damaged.notices] == [True]
    damaged.refresh()
    assert found(damaged, "gold") == "cb"
    damaged.close()


@pytest.mark.parametrize("statement", [found_rows._ROWS, found_rows._UNREAD])
def test_rows_of_hits_are_looked_up_by_their_keys(library: Library, statement: str) -> None:
    steps = [
        row[3] for row in library._index.db.execute(f"EXPLAIN QUERY PLAN {statement}", ("[1]",))
    ]
    assert "SEARCH entry USING INTEGER PRIMARY KEY (rowid=?)" in steps
    assert not [step for step in steps if step.startswith("SCAN entry")]


def test_what_a_scan_compares_comes_from_an_index_alone(library: Library) -> None:
    (step,) = library._index.db.execute(f"EXPLAIN QUERY PLAN {known_folders._KNOWN}", (1,))
    assert step[3] == "SEARCH entry USING COVERING INDEX entry_by_place (folder=?)"
