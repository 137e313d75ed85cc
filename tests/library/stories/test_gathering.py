"""Articles find their stories as files come, change and go."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from reader.library.index.tokens import packed
from reader.library.library import Library, parse
from reader.library.stories import gathering, phase, window
from reader.library.stories.gathering import ComparedSoFar, Gathering
from reader.library.stories.novelty import KnownText, new_paragraphs
from reader.library.stories.shingles import MOST, inner_shingles, shingles
from tests.benchmarks.library import sentences
from tests.benchmarks.planted import planted
from tests.benchmarks.stories import figures, found
from tests.library.conftest import Open, Write


def paragraphs(seed: int) -> list[str]:
    """A report of twelve paragraphs, in characters that mean nothing."""
    chance = random.Random(seed)
    text = "".join(chr(chance.randrange(0x4E00, 0x5E00)) for _ in range(12 * 20))
    return [f"<p>{text[start : start + 20]}。</p>" for start in range(0, len(text), 20)]


REPORT, OTHER = paragraphs(1), paragraphs(2)


def versions(library: Library) -> dict[str, int]:
    library.refresh()
    return {one.path.stem: one.versions for one in library.entries(parse(""))}


@pytest.fixture
def told(write: Write) -> None:
    """One report in three papers, shortened in one and reordered in another, and another report."""
    write("a.md", "利率", "2022-04-22 10:00", ("财经",), "".join(REPORT), "新浪")
    write("b.md", "央行数据", "2022-04-23 09:00", ("财经",), "".join(REPORT[:8]), "搜狐")
    write("c.md", "余额增长", "2022-04-24 09:00", ("财经",), "".join(reversed(REPORT)), "网易")
    write("d.md", "Ships", "2022-04-22 11:00", ("财经",), "".join(OTHER), "BBC")


def test_versions_in_other_papers_are_one_story(told: None, open_library: Open) -> None:
    assert versions(open_library()) == {"a": 2, "b": 2, "c": 2, "d": 0}


def test_a_story_is_told_within_three_days(told: None, write: Write, open_library: Open) -> None:
    write("late.md", "利率", "2022-04-28 10:00", ("财经",), "".join(REPORT), "凤凰")
    assert versions(open_library())["late"] == 0


def test_without_a_date_only_an_equal_text_is_a_version(
    told: None, write: Write, open_library: Open
) -> None:
    write("equal.md", "旧闻", "", ("财经",), "".join(REPORT), "凤凰")
    write("like.md", "旧闻二", "", ("财经",), "".join(REPORT[:9]), "环球")
    assert versions(open_library()) == {"a": 3, "b": 3, "c": 3, "d": 0, "equal": 3, "like": 0}


def test_issues_of_a_series_are_no_versions(write: Write, open_library: Open) -> None:
    for day in range(1, 4):
        write(
            f"{day}.md",
            f"日报 5月{day}日",
            f"2022-05-0{day} 09:00",
            ("财经",),
            "".join(REPORT) + "9" * day,
        )
    assert set(versions(open_library()).values()) == {0}


def test_what_comes_later_joins_what_is_there(
    told: None, root: Path, write: Write, open_library: Open
) -> None:
    library = open_library()
    write("before.md", "快讯", "2022-04-21 08:00", ("财经",), "".join(REPORT[:10]), "凤凰")
    assert versions(library) == {"a": 3, "b": 3, "c": 3, "d": 0, "before": 3}
    (root / "a.md").unlink()
    (root / "before.md").unlink()
    assert versions(library) == {"b": 1, "c": 1, "d": 0}


def test_a_changed_text_leaves_its_story(told: None, write: Write, open_library: Open) -> None:
    library = open_library()
    write(
        "a.md",
        "利率",
        "2022-04-22 10:00",
        ("财经",),
        "".join(OTHER) + "<p>And one more.</p>",
        "新浪",
    )
    assert versions(library) == {"a": 1, "b": 1, "c": 1, "d": 1}


def test_most_planted_versions_are_found_and_nothing_else() -> None:
    made = planted(1, 280, sentences(), days=20)
    pairs, _seconds = found(made.articles)
    for name, figure, least in figures(made, pairs):
        assert figure >= least - 0.03, name


def test_of_a_long_text_only_the_beginning_is_compared() -> None:
    text = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(MOST))
    assert shingles(text) == shingles(text + "，".join(REPORT) * 100)
    found = new_paragraphs([text, *OTHER], KnownText(text))
    assert found == [], "what is not compared is not new"


def test_what_changes_while_it_is_compared_is_compared_again(
    told: None, open_library: Open
) -> None:
    db = open_library()._index.db
    a, b = (key for (key,) in db.execute("SELECT key FROM entry ORDER BY key LIMIT 2"))
    batch = Gathering(db, [a, b], ComparedSoFar())
    batch.read()
    db.execute("UPDATE text SET body = ? WHERE key = ?", (packed("另一篇。"), a))
    assert batch.write() == [b]


def test_a_story_ends_after_a_few_days_though_each_article_is_like_the_one_before(
    write: Write, open_library: Open
) -> None:
    for day in range(1, 19, 2):
        text = "".join(REPORT) + f"<p>{day}</p>"
        write(f"{day:02}.md", f"第{day}版", f"2022-05-{day:02} 09:00", ("财经",), text, f"报{day}")
    library = open_library()
    found = list(library.entries(parse("")))
    for one in found:
        times = [other.published for other in library.versions(one) or [one] if other.published]
        assert (max(times) - min(times)).days <= 6
    assert max(one.versions for one in found) == 3


def test_an_article_is_compared_with_the_first_that_has_a_date(
    write: Write, open_library: Open
) -> None:
    write("undated.md", "利率", "", ("财经",), "".join(REPORT), "环球")
    write("a.md", "利率", "2022-04-22 10:00", ("财经",), "".join(REPORT), "新浪")
    library = open_library()
    changed = [part[:14] + "新" + part[15:] for part in REPORT[:10]] + OTHER[:2]
    write("b.md", "利率", "2022-04-22 11:00", ("财经",), "".join(changed), "搜狐")
    assert versions(library) == {"undated": 2, "a": 2, "b": 2}


def test_a_story_has_not_more_than_so_many_articles(
    write: Write, open_library: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "LARGEST", 3)
    for number in range(8):
        write(f"{number}.md", f"错误{number}", "", ("财经",), "".join(REPORT), f"报{number}")
    assert max(versions(open_library()).values()) == 2


def test_bands_of_another_version_are_compared_again_without_reading_texts(
    told: None, open_library: Open
) -> None:
    library = open_library()
    stories = versions(library)
    texts = library._index.db.execute("SELECT * FROM text").fetchall()
    with library._index.write() as db:
        db.execute("UPDATE compared SET story = key, bands = x'00'")
        library._index.set_meta("bands", 1)
    assert versions(library) == stories
    assert library._index.db.execute("SELECT * FROM text").fetchall() == texts


@pytest.mark.parametrize("batch", [1, 2, 500])
def test_batches_find_what_one_batch_finds(
    told: None, write: Write, open_library: Open, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    """Also where a batch has only texts that are too short to be compared."""
    monkeypatch.setattr(phase, "_BATCH", batch)
    for day in (24, 25):
        write(
            f"short{day}.md", f"短讯{day}", f"2022-04-{day} 12:00", ("财经",), "<p>短。</p>", "网易"
        )
    library = open_library()
    short = {"short24": 0, "short25": 0}
    assert versions(library) == {"a": 2, "b": 2, "c": 2, "d": 0, **short}
    write("after.md", "快讯", "2022-04-25 08:00", ("财经",), "".join(REPORT[:10]), "凤凰")
    assert versions(library) == {"a": 3, "b": 3, "c": 3, "d": 0, "after": 3, **short}


def test_a_phrase_of_hundreds_of_articles_hides_no_version(
    write: Write, open_library: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "_MOST_OF_BAND", 2)
    for number in range(12):
        text = "".join(REPORT[:3] + paragraphs(100 + number))
        write(f"{number:02}.md", f"第{number}", "2022-04-22 10:00", ("财经",), text, f"报{number}")
    text = "".join(REPORT[:3] + paragraphs(111))
    write("again.md", "又", "2022-04-22 12:00", ("财经",), text, "凤凰")
    assert {name for name, more in versions(open_library()).items() if more} == {"11", "again"}


def test_punctuation_blanks_case_and_what_surrounds_a_paragraph_do_not_count() -> None:
    plain = (
        "The bank said on Tuesday that lending grew faster. 央行今天公布了第一季度的数据，余额增长"
    )
    other = (
        "THE BANK said on Tuesday, that lending　grew faster…"
        "央行今天“公布”了第一季度的数据余额 增长。"
    )
    assert shingles(plain) == shingles(other)
    assert len(inner_shingles(plain)) >= 10
    assert inner_shingles(plain) <= shingles(f"Before that, {plain} and after，之后")


def test_a_short_text_is_found_in_a_long_one(write: Write, open_library: Open) -> None:
    long = "".join(part for seed in range(1, 4) for part in paragraphs(seed))
    write("long.md", "长", "2022-04-22 10:00", ("财经",), long, "新浪")
    write("short.md", "短", "2022-04-22 12:00", ("财经",), "".join(REPORT), "搜狐")
    assert versions(open_library()) == {"long": 1, "short": 1}
