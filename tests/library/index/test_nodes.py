"""The nodes below which articles are listed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from reader.library.index.nodes import AGAIN
from reader.library.index.schema import HIDDEN
from reader.library.library import Library
from reader.library.query.language import parse
from tests.library.conftest import Open, Write


def placed(library: Library, kind: str) -> dict[str, set[str]]:
    """By the name of a node, the titles of its articles."""
    found: dict[str, set[str]] = {}
    rows = library._index.db.execute(
        "SELECT node.name, entry.title FROM node JOIN placed ON placed.node = node.key "
        "JOIN entry ON entry.key = placed.key WHERE kind = ?",
        (kind,),
    )
    for name, title in rows.fetchall():
        found.setdefault(name.replace("\x1f", "/"), set()).add(title)
    return found


def titles(library: Library, text: str) -> set[str]:
    return {entry.title for entry in library.entries(parse(text))}


def test_flat_lists_are_one_path_and_lists_of_lists_several(root: Path, open_library: Open) -> None:
    root.mkdir(exist_ok=True)
    (root / "one.md").write_text("---\ntitle: one\ncategories: [A, B]\n---\nx", "utf-8")
    (root / "two.md").write_text(
        "---\ntitle: two\ncategories:\n- [A, C]\n- [D]\n- E\n---\ny", "utf-8"
    )
    library = open_library()
    assert placed(library, "category") == {
        "A/B": {"one"},
        "A/C": {"two"},
        "D": {"two"},
        "E": {"two"},
    }
    assert titles(library, "category:A") == {"one", "two"}
    assert titles(library, "category:A/C") == {"two"}
    assert titles(library, "category:E") == {"two"}
    (two,) = library.entries(parse("category:D"))
    assert two.categories == ("A", "C", "D", "E"), "as it was"
    assert two.category_paths == (("A", "C"), ("D",), ("E",))


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ("hugo.toml", {"A", "B"}),
        ("zola.toml", {"A", "B"}),
        ("_config.yml", {"A", "B"}),
        ("pelicanconf.py", {"A", "B"}),
        ("README", {"A/B"}),
    ],
)
def test_some_generators_have_no_paths(
    root: Path, write: Write, open_library: Open, settings: str, names: set[str]
) -> None:
    write("content/one.md", categories=("A", "B"))
    (root / settings).write_text("", "utf-8")
    assert set(placed(open_library(), "category")) == names


def test_spellings_are_one_node_which_a_query_finds(write: Write, open_library: Open) -> None:
    write("one.md", categories=("linux", "x"), date="2022-01-01")
    write("two.md", categories=("Linux", "X"), date="2022-01-02")
    library = open_library()
    assert placed(library, "category") == {"Linux/X": {"one", "two"}}
    assert titles(library, "category:/linux") == {"one", "two"}


def test_an_outermost_category_is_not_one_that_lies_deeper(
    write: Write, open_library: Open
) -> None:
    write("one.md", categories=("A", "B"))
    write("two.md", categories=("B", "C"))
    library = open_library()
    assert titles(library, "category:B") == {"one", "two"}
    assert titles(library, "category:/B") == {"two"}
    assert titles(library, "-category:/B") == {"one"}
    assert titles(library, "category:/B/C body") == {"two"}
    assert titles(library, "category:/B/D") == set()


def test_rows_are_placed_by_site_tag_folder_and_feed(root: Path, open_library: Open) -> None:
    (root / "Deep" / "er").mkdir(parents=True)
    head = "title: one\nsite: S\nfeed: https://example.org/feed\ntags: [t, u]"
    (root / "Deep" / "er" / "one.md").write_text(f"---\n{head}\n---\nx", "utf-8")
    (root / "two.md").write_text("---\ntitle: two\n---\ny", "utf-8")
    library = open_library()
    assert placed(library, "site") == {"S": {"one"}, "": {"two"}}
    assert placed(library, "tag") == {"t": {"one"}, "u": {"one"}, "": {"two"}}
    assert placed(library, "folder") == {"Deep/er": {"one"}, "": {"two"}}
    assert placed(library, "feed") == {"S": {"one"}, "": {"two"}}
    assert titles(library, "feed:s") == {"one"}


def test_user_tags_and_removed_files_move_rows(write: Write, open_library: Open) -> None:
    path = write("one.md")
    write("two.md", categories=(), body="other")
    library = open_library()
    (entry,) = library.entries(parse("title:one"))
    library.marks.tag([entry], ["later"])
    assert placed(library, "tag") == {"later": {"one"}, "": {"two"}}
    (entry,) = library.entries(parse("title:one"))
    library.marks.tag([entry], remove=["later"])
    assert placed(library, "tag") == {"": {"one", "two"}}
    assert library.flaws() == []
    path.unlink()
    library.refresh()
    assert placed(library, "tag") == {"": {"two"}}
    assert library.flaws() == []


def test_a_node_above_several_paths_has_a_twin(root: Path, open_library: Open) -> None:
    root.mkdir(exist_ok=True)
    head = "title: one\ncategories: [[A, B], [A, C], [A, C, D], [E]]"
    (root / "one.md").write_text(f"---\n{head}\n---\nx", "utf-8")
    db: sqlite3.Connection = open_library()._index.db
    rows = db.execute(
        "SELECT path, total FROM node JOIN tally ON tally.kind = 'node' "
        "AND tally.name = CAST(node.key AS TEXT) WHERE node.kind = ?",
        (AGAIN,),
    )
    assert dict(rows.fetchall()) == {"a": 2, "a\x1fc": 1}


def test_rows_are_placed_where_a_transaction_leaves_them(write: Write, open_library: Open) -> None:
    for name in ("one", "two"):
        write(f"{name}.md", title=name, categories=("A", "B"))
    library = open_library()
    index = library._index
    before = index.db.execute("SELECT title, key, nodes, day FROM entry").fetchall()
    (_one, one, nodes, day), (_two, two, *_rest) = sorted(before)
    with index.write() as db:
        for value in ("[1, 9]", "[8, 8]", nodes, "[8, 8]", "[8]"):
            db.execute("UPDATE entry SET nodes = ? WHERE key = ?", (value, one))
        for value in ("", HIDDEN, day):
            db.execute("UPDATE entry SET day = ? WHERE key = ?", (value, two))
    assert library.flaws() == []
    found = index.db.execute("SELECT node FROM placed WHERE key = ?", (one,))
    assert found.fetchall() == [(8,)]
    found = index.db.execute("SELECT COUNT(*), MIN(day) FROM placed WHERE key = ?", (two,))
    assert found.fetchone() == (5, day)
