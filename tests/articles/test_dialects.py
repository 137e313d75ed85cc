"""What each producer writes becomes the fields that we have: a sample and a golden file each.

A sample's golden file is beside it, as `.golden`. To write them anew after a change, and read the
difference: `python -m pytest tests/articles/test_dialects.py --write-golden; git diff`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from reader.articles.body import blocks
from reader.articles.file import read_article
from reader.errors import ArticleError
from reader.library.library import Library
from reader.model import Article

SAMPLES = Path(__file__).parent / "dialects"
FILES = sorted(
    path for path in SAMPLES.rglob("*") if path.suffix in (".md", ".markdown", ".html", ".json")
)
SHANGHAI = timezone(timedelta(hours=8))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(SAMPLES).as_posix())
def test_a_producer_s_file_becomes_our_fields(file: Path, request: pytest.FixtureRequest) -> None:
    found = "".join(f"{line}\n" for line in _lines(read_article(file, SHANGHAI)))
    expected = file.with_suffix(".golden")
    if request.config.getoption("--write-golden"):
        expected.write_text(found, "utf-8")
    assert found == expected.read_text("utf-8")


def _lines(article: Article) -> Iterator[str]:
    when = str(article.published and article.published.isoformat())
    yield f"title: {article.title}"
    yield f"published: {when}{' (inferred)' if article.published_inferred else ''}"
    yield f"categories: {' > '.join(article.categories)}"
    yield f"site: {article.site}"
    yield f"authors: {' & '.join(article.authors)}"
    yield f"tags: {' '.join(f'<{tag}>' for tag in article.tags)}"
    yield f"url: {article.url}"
    yield f"image: {article.image}"
    if article.draft:
        yield "draft"
    for problem in article.problems:
        yield f"problem: {problem}"
    text = " / ".join("".join(span.text for span in block.spans) for block in blocks(article))
    yield f"text: {text[:100]}"


def test_a_mixed_folder_lists_them_all() -> None:
    library = Library([SAMPLES], SHANGHAI)
    library.refresh()
    listed = {entry.path: entry for entry in library.entries()}
    assert sorted(listed) == FILES
    assert not library.skipped()
    for path, entry in listed.items():
        article = read_article(path, SHANGHAI, SAMPLES)
        assert (entry.title, entry.categories) == (article.title, article.categories)
        when = article.published
        assert entry.published == (when and when.replace(microsecond=0))
    library.close()


def read(tmp_path: Path, head: str, name: str = "a.md", body: str = "text") -> Article:
    path = tmp_path / name
    path.write_text(f"---\n{head}\n---\n{body}\n", "utf-8")
    return read_article(path, SHANGHAI)


@pytest.mark.parametrize(
    ("head", "field", "expected"),
    [
        ("title: true\nheadline: x", "title", "x"),
        ("title: null", "title", "text"),
        ("title: No", "title", "No"),
        ("author: false\nbyline: Jo", "authors", ("Jo",)),
        ("author: undefined", "authors", ()),
        ("author: https://x.example/jo", "authors", ()),
        ("authors:\n - name: 'Jo Lind'\n   url: https://x.example\n - name: Al", "authors",
         ("Jo Lind", "Al")),
        ("author: Doe, Jane", "authors", ("Doe, Jane",)),
        ("categories: false\ncategory: A b", "categories", ("A b",)),
        ("categories: a b", "categories", ("a", "b")),
        ("categories: a b, c", "categories", ("a b", "c")),
        ("categories: [a b]", "categories", ("a b",)),
        ("categories: 中文、分类", "categories", ("中文", "分类")),
        ("tags: '#a #b'", "tags", ("a", "b")),
        ("tags: a b", "tags", ("a", "b")),
        ("keywords: a b, c", "tags", ("a b", "c")),
        ("tags: []\nkeywords: x", "tags", ("x",)),
        ("tags: ['# a', '## b']", "tags", ("a", "b")),
        ("url: /a/b/\nlink: https://x.example/", "url", "https://x.example/"),
        ("url: ftp://x.example/", "url", None),
        ("url: 'javascript:alert(1)'", "url", None),
        ("url: 'http://'", "url", None),
        ("url: 'http://[x'", "url", None),
        ("source: 新浪", "site", "新浪"),
        ("source: https://www.x.example/a", "site", "x.example"),
        ("author: A - B\nurl: https://x.example/\ncategories: [C, A - B]", "site", "A"),
        ("author: Jo\nurl: https://x.example/", "site", "x.example"),
        ("cover: https://picsum.photos/1\nthumbnail: https://x.example/a.jpg", "image",
         "https://x.example/a.jpg"),
        ("cover: https://x.example/undefined", "image", None),
        ("cover: /img/a.jpg", "image", None),
    ],
)  # fmt: skip
def test_the_first_valid_value_wins(
    tmp_path: Path, head: str, field: str, expected: object
) -> None:
    article = read(tmp_path, head)
    assert getattr(article, field) == expected
    assert article.problems == ()


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("date: 2022-04-22", "2022-04-22T00:00:00+08:00"),
        ("date: 2022-04-22 08:00:00 -0500", "2022-04-22T13:00:00+00:00"),
        ("date: 2022-04-22T08:00:00 (UTC +08:00)", "2022-04-22T00:00:00+00:00"),
        ("date: 2022/4/2 7:05", "2022-04-02T07:05:00+08:00"),
        ("date: Fri, 22 Apr 2022 13:29:05 GMT", "2022-04-22T13:29:05+00:00"),
        ("date: Fri, 22 Apr 2022 13:29:05 +0800", "2022-04-22T05:29:05+00:00"),
        ("published: true\ncreated: 2022-01-02", "2022-01-02T00:00:00+08:00"),
        ("date: Invalid Date\npubDate: 2022-01-02", "2022-01-02T00:00:00+08:00"),
        ("updated: 2022-02-02\ncreated: 2022-01-02", "2022-01-02T00:00:00+08:00"),
    ],
)
def test_a_date_is_the_first_that_can_be_read(tmp_path: Path, head: str, expected: str) -> None:
    article = read(tmp_path, head)
    assert article.published == datetime.fromisoformat(expected)
    assert not article.published_inferred
    assert article.problems == ()


@pytest.mark.parametrize("switch", ["true", "false", "null", "~"])
def test_a_switch_of_jekyll_s_is_no_problem(tmp_path: Path, switch: str) -> None:
    article = read(tmp_path, f"published: {switch}", name="2021-05-06-a-post.md")
    assert article.published == datetime(2021, 5, 6, tzinfo=SHANGHAI)
    assert article.published_inferred
    assert article.title == "a post"
    assert article.problems == ()


def test_folders_above_posts_are_none_without_a_site(tmp_path: Path) -> None:
    folder = tmp_path / "x" / "_posts"
    folder.mkdir(parents=True)
    assert read(folder, "category: y").categories == ("y",)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "not valid JSON"),
        ('{"name": "x"}', "not an article"),
        ("[" * 100_000, "not valid JSON"),
        ("[]", "not an article"),
        (
            '[{"title": "a", "content": ""}, {"title": "b", "content": ""}]',
            "it contains 2 articles",
        ),
    ],
)
def test_json_that_is_no_single_article_is_refused(
    tmp_path: Path, text: str, sentence: str
) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, "utf-8")
    with pytest.raises(ArticleError, match=sentence):
        read_article(path)


@pytest.mark.parametrize(
    "text",
    ["[a link](https://x.example)", '"A quotation" opens it.\n;;;', "{{< shortcode >}}", "{ braces",
     "Note: this\n---\nis a heading", "title\n---\nis a heading", ";;; three", "{" * 50_000,
     '"a":' + "\n" * 60_000 + ";;;", "title: x\n" * 6_000, "# Metadata\n" + "- - " * 9_000],
)  # fmt: skip
def test_text_that_looks_like_a_head_is_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(text, "utf-8")
    article = read_article(path)
    assert article.body == text
    assert article.head == ""


def test_broken_json_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text('"title": "A "quoted" one",\n"date": "2022/4/2"\n;;;\ntext', "utf-8")
    article = read_article(path, SHANGHAI)
    assert article.title == 'A "quoted" one'
    assert article.published == datetime(2022, 4, 2, tzinfo=SHANGHAI)
    assert "not valid JSON" in article.problems[0]


def test_an_id_is_of_the_title_as_it_was_written(tmp_path: Path) -> None:
    """Ids hold what was read: they must not change with the names that we know."""
    known = read(tmp_path, "title:   A   title", body="text")
    assert known.id == read(tmp_path, "headline: B\ntitle: A title", body="text").id


def test_a_head_without_its_first_fence_is_yaml_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "title: 'A: b'\ncategories:\n- [城市, 桥]\ntags: [x, 'y z']\n---\ntext\n", "utf-8"
    )
    article = read_article(path)
    assert (article.title, article.categories) == ("A: b", ("城市", "桥"))
    assert (article.tags, article.problems) == (("x", "y z"), ())
