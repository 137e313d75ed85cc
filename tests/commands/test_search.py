"""`reader search`: articles by their words."""

from __future__ import annotations

from pathlib import Path

from reader.library.index.pending import TEXTS
from reader.library.library import Library
from reader.library.scan.lock import alone
from tests.commands.conftest import Run, Write


def test_articles_are_found_by_their_words_newest_first(news: Path, reader: Run) -> None:
    shown = reader("search", "many", "words", "--json")
    assert shown.titles == ["The long report"]
    (row,) = shown.rows
    assert {"text": "many words", "hit": True} not in row["snippet"]
    assert {"text": "many", "hit": True} in row["snippet"]
    assert "".join(part["text"] for part in row["snippet"]).startswith("Paragraph 1: many")


def test_filters_and_the_query_s_own_fields_go_together(news: Path, reader: Run) -> None:
    assert reader("search", "body", "--category", "金融", "--limit", "2", "--json").titles == [
        "Rates rise",
        "Bonds fall",
    ]
    assert reader("search", "body category:游戏", "--sort", "oldest", "--json").titles == [
        "A console",
        "A patch",
    ]
    asked = ("search", "body", "--since", "2022-04-21", "--until", "2022-04-21", "--json")
    assert reader(*asked).titles == ["Wine 7.14"]
    assert reader("search", "body", "--site", "OSChina", "--json").titles[0] == "Queues in Go"
    assert reader("search", "--sort", "relevance", "rates", "--json").titles == ["Rates rise"]
    reader("mark", "read", news / "金融" / "Rates rise.md")
    assert "Rates rise" not in reader("search", "body", "--unread", "--json").titles


def test_a_row_has_the_place_below_it(news: Path, reader: Run) -> None:
    lines = reader("search", "pip").out.splitlines()
    assert len(lines) == 2
    assert lines[0].endswith("Pip mirrors")
    assert lines[1] == " " * 10 + "A body."


def test_nothing_found_is_code_1(news: Path, reader: Run) -> None:
    shown = reader("search", "nowhere")
    assert (shown.code, shown.out) == (1, "")
    assert shown.err == "reader: No article matches.\n"


def test_a_query_that_makes_no_sense_is_a_sentence(news: Path, reader: Run) -> None:
    shown = reader("search", "gold", "is:odd")
    assert (shown.code, shown.out) == (2, "")
    assert "character 6" in shown.err
    assert reader("search", "*").code == 2


def test_a_query_may_begin_with_a_dash(news: Path, reader: Run) -> None:
    assert "Pip mirrors" not in reader("search", "--json", "--", "-pip", "body").titles


def test_escapes_in_a_text_do_not_reach_the_terminal(write: Write, news: Path, reader: Run) -> None:
    write("Escape", body="<p>needle &#27;[31m red</p>")
    assert "\x1b" not in reader("search", "needle").out


def test_words_that_were_found_keep_the_blanks_beside_them(news: Path, reader: Run) -> None:
    assert "many words, many words" in reader("search", "words").out


def test_a_search_says_how_many_texts_it_searches_while_another_process_reads_them(
    news: Path, reader: Run
) -> None:
    library = Library([news])
    library.refresh(texts="leave")
    with alone(library._index, TEXTS):
        some = reader("search", "body", "-L", news)
        rows = reader("search", "is:unread", "-L", news)
    library.close()
    assert (some.code, some.out) == (1, "")
    assert "Searching 0 % of the texts; the others are still being read.\n" in some.err
    assert (rows.code, rows.err) == (0, "")
    then = reader("search", "body", "-L", news)
    assert (then.code, then.err) == (0, "")


def test_a_list_leaves_the_texts_to_the_first_search(news: Path, reader: Run) -> None:
    assert len(reader("list", "--json", "-L", news).rows) == 10
    assert _share_of_texts(news) == 0
    assert reader("search", "body", "--json", "-L", news).rows
    assert _share_of_texts(news) == 1


def _share_of_texts(root: Path) -> float:
    library = Library([root])
    share = library.share_of_texts()
    library.close()
    return share
