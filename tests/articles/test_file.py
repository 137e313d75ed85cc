"""One file becomes one article, whatever its bytes; what cannot be read is one sentence."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reader.articles.body import blocks
from reader.articles.file import SIZE_LIMIT, fingerprint, read_article
from reader.errors import ArticleError, ReaderError
from reader.model import Article

LINES = (
    "---", "+++", "title: 甲", "title: \"'x\"", "date: 2022-04-22", "date: Invalid Date", "- a: b",
    "categories:", " - 金融", "\t- x", "x: [a, {b", "a: &b c", "d: *b", "key: |", "? k", "%x", "@",
    "t: !!python/name:os.system x", "title = 'x'", "date = 9999-99-99", "<p>甲</p>", "", "  n: 1:2",
)  # fmt: skip
lines = st.one_of(st.sampled_from(LINES), st.text(max_size=20))
sources = st.one_of(
    st.binary(max_size=200),
    st.lists(lines, max_size=12).map(lambda some: "\n".join(some).encode("utf-8", "surrogatepass")),
    st.lists(lines, max_size=8).map(
        lambda some: "\n---\n".join(["", *some, ""]).encode("utf-8", "ignore")
    ),
    st.text("甲乙丙，。---\n: ", max_size=60).map(lambda text: text.encode("gb18030", "ignore")),
    st.text(max_size=60).map(lambda text: text.encode("utf-16", "ignore")),
)


@given(sources)
@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_raise_anything_but_a_reader_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(data)
    try:
        article = read_article(path, UTC)
    except ReaderError as error:
        refusal = str(error)
    else:
        assert_whole(article)
        refusal = f"{path}: none."
    assert refusal.startswith(str(path))
    assert refusal.endswith(".")


def assert_whole(article: Article) -> None:
    assert article.title.strip()
    for text in (*article.categories, *article.authors, *article.tags, article.site, article.body):
        assert isinstance(text, str)
    assert all(article.categories)
    if article.published is not None:
        assert article.published.tzinfo is not None
    assert all(problem.endswith(".") for problem in article.problems)
    list(blocks(article))


def write(tmp_path: Path, head: str, body: str = "<p>正文</p>", name: str = "a.md") -> Path:
    path = tmp_path / name
    path.write_text(f"\n---\n{head}\n---\n\n<div>{body}</div>\n            ", "utf-8")
    return path


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("title: '标题'", "标题"),
        ("title: 2021", "2021"),
        ("title: 12:30", "12:30"),
        ("title: No", "No"),
        ("title: a # b", "a # b"),
        ("title: &#123;x&#125;", "{x}"),
        ('title: "\'It\'s "ok"\'"', 'It\'s "ok"'),
        ('title: """""""\'甲\'"""""""', "甲"),
        ("title: @foo: [x", "@foo: [x"),
        ("title: %x", "%x"),
        ('title: "Foo" and "Bar"', '"Foo" and "Bar"'),
        ("title: one\ntitle: two", "two"),
        ("Title: x", "x"),
        ("title:\n", "正文"),
    ],
)
def test_titles_are_text_as_it_was_written(tmp_path: Path, head: str, title: str) -> None:
    assert read_article(write(tmp_path, head)).title == title


@pytest.mark.parametrize(
    "layout",
    ["categories: \n - 金融\n - 24小时: x", "categories:\n    - 金融\n    - 24小时: x",
     "categories: \n\t- 金融\n\t- 24小时: x", "categories: [金融, '24小时: x']"],
)  # fmt: skip
def test_categories_are_read_in_every_layout(tmp_path: Path, layout: str) -> None:
    head = f"title: x\n{layout}\nheadimg: ''"
    assert read_article(write(tmp_path, head)).categories == ("金融", "24小时: x")


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Fri, 22 Apr 2022 13:29:05 GMT", datetime(2022, 4, 22, 13, 29, 5, tzinfo=UTC)),
        ("2022-04-22T13:29:05Z", datetime(2022, 4, 22, 13, 29, 5, tzinfo=UTC)),
        ("2022-04-22 13:29:05", datetime(2022, 4, 22, 13, 29, 5, tzinfo=UTC)),
        ("2022/4/2", datetime(2022, 4, 2, tzinfo=UTC)),
        ("2022-04-22T13:29:05+08:00", datetime(2022, 4, 22, 5, 29, 5, tzinfo=UTC)),
        ("20220422", datetime(2022, 4, 22, tzinfo=UTC)),
        ("202204221329", datetime(2022, 4, 22, 13, 29, tzinfo=UTC)),
        ("20220422132905", datetime(2022, 4, 22, 13, 29, 5, tzinfo=UTC)),
        ("1650634145", datetime(2022, 4, 22, 13, 29, 5, tzinfo=UTC)),
        ("1650634145000", datetime(2022, 4, 22, 13, 29, 5, tzinfo=UTC)),
        ("2022.04.22", datetime(2022, 4, 22, tzinfo=UTC)),
        ("2022年4月22日", datetime(2022, 4, 22, tzinfo=UTC)),
        ("2022年4月22日 13:29", datetime(2022, 4, 22, 13, 29, tzinfo=UTC)),
        ("April 22, 2022", datetime(2022, 4, 22, tzinfo=UTC)),
        ("Apr. 22nd, 2022 at 1:29 PM", datetime(2022, 4, 22, 13, 29, tzinfo=UTC)),
        ("22 Apr 2022", datetime(2022, 4, 22, tzinfo=UTC)),
        ("Friday, 22 April 2022 12:05 am", datetime(2022, 4, 22, 0, 5, tzinfo=UTC)),
        ("2022-04-22 01:29:05 PM", datetime(2022, 4, 22, 13, 29, 5, tzinfo=UTC)),
        ("2022-04-22 13:29:05 +9", datetime(2022, 4, 22, 4, 29, 5, tzinfo=UTC)),
        ("2022-04-22 13:29:05 UTC-03:00", datetime(2022, 4, 22, 16, 29, 5, tzinfo=UTC)),
        ("20220422T132905Z", datetime(2022, 4, 22, 13, 29, 5, tzinfo=UTC)),
        ("2022-04-22 # a comment", datetime(2022, 4, 22, tzinfo=UTC)),
        ("2022-04-22T13:29:05+08:00[Asia/Shanghai]", datetime(2022, 4, 22, 5, 29, 5, tzinfo=UTC)),
        ("Fri Apr 22 2022 13:29:05 GMT+0800 (CST)", datetime(2022, 4, 22, 5, 29, 5, tzinfo=UTC)),
        ("Fri Apr 22 13:29:05 2022", datetime(2022, 4, 22, 13, 29, 5, tzinfo=UTC)),
        ("Fri Apr 22 13:29:05 -0700 2022", datetime(2022, 4, 22, 20, 29, 5, tzinfo=UTC)),
        ("Fri, 22 Apr 22 13:29:05 +0000", datetime(2022, 4, 22, 13, 29, 5, tzinfo=UTC)),
        ("22.04.2022", datetime(2022, 4, 22, tzinfo=UTC)),
        ("02.04.2022 13:29 Uhr", datetime(2022, 4, 2, 13, 29, tzinfo=UTC)),
        ("22/4/2022", datetime(2022, 4, 22, tzinfo=UTC)),
        ("4/22/2022", datetime(2022, 4, 22, tzinfo=UTC)),
        ("5. März 2022", datetime(2022, 3, 5, tzinfo=UTC)),
        ("1er août 2022 à 10h30", datetime(2022, 8, 1, 10, 30, tzinfo=UTC)),
        ("martes, 5 de abril de 2022", datetime(2022, 4, 5, tzinfo=UTC)),
        ("5 апреля 2022 г.", datetime(2022, 4, 5, tzinfo=UTC)),
        ("5 เมษายน 2565", datetime(2022, 4, 5, tzinfo=UTC)),
        ("الثلاثاء، ٥ أبريل ٢٠٢٢", datetime(2022, 4, 5, tzinfo=UTC)),
        ("5 באפריל 2022", datetime(2022, 4, 5, tzinfo=UTC)),
        ("5 अप्रैल 2022", datetime(2022, 4, 5, tzinfo=UTC)),
        ("2022년 4월 5일 화요일 오후 3:04", datetime(2022, 4, 5, 15, 4, tzinfo=UTC)),
        ("2022. 4. 5.", datetime(2022, 4, 5, tzinfo=UTC)),
        ("2022年4月5日（火） 午前10時30分", datetime(2022, 4, 5, 10, 30, tzinfo=UTC)),
        ("週二, 05 四月 2022 10:30:00 +0800", datetime(2022, 4, 5, 2, 30, tzinfo=UTC)),
        ("火, 05 4月 2022 10:30:00 +0900", datetime(2022, 4, 5, 1, 30, tzinfo=UTC)),
        ("令和4年4月5日", datetime(2022, 4, 5, tzinfo=UTC)),
        ("二〇二二年十二月三十一日", datetime(2022, 12, 31, tzinfo=UTC)),
    ],
)
def test_dates_are_read_in_every_form(tmp_path: Path, date: str, expected: datetime) -> None:
    article = read_article(write(tmp_path, f"title: x\ndate: {date}"), UTC)
    assert (article.published, article.published_inferred) == (expected, False)


@pytest.mark.parametrize(
    "date",
    ["Invalid Date", "0001-01-01 00:00:00", "9999-99-99", "Fri, 31 Dec 2999 23:59:59 +2400",
     "yesterday", "2022-04-22" + " " * 100 + "x", "20221322", "12345678", "03/04/2022",
     "2022-04-22 13:29 PM", "31.02.2022", "v1.2.2022", "3/5/22",
     "12 Monkeys in 2022 and march on", "192.168.1.2022", "99999999999", "Smarch 3, 2022"],
)  # fmt: skip
def test_a_date_that_is_none_is_the_file_s_and_says_so(tmp_path: Path, date: str) -> None:
    path = write(tmp_path, f"title: x\ndate: {date}", name="2021-05-06-x.md")
    article = read_article(path, UTC)
    assert article.published == datetime(2021, 5, 6, tzinfo=UTC)
    assert article.published_inferred
    assert article.problems


def test_a_year_or_a_month_alone_is_its_first_day_and_inferred(tmp_path: Path) -> None:
    for date, expected in (
        ("2022", datetime(2022, 1, 1, tzinfo=UTC)),
        ("2022-04", datetime(2022, 4, 1, tzinfo=UTC)),
        ("April 2022", datetime(2022, 4, 1, tzinfo=UTC)),
        ("2022年4月", datetime(2022, 4, 1, tzinfo=UTC)),
    ):
        article = read_article(write(tmp_path, f"title: x\ndate: {date}"), UTC)
        assert (article.published, article.published_inferred) == (expected, True)


def test_a_date_of_two_meanings_is_named(tmp_path: Path) -> None:
    article = read_article(write(tmp_path, "title: x\ndate: 03/04/2022"), UTC)
    assert article.published is None
    assert article.problems == ("The date “03/04/2022” can be read in two ways.",)


def test_without_any_date_there_is_none(tmp_path: Path) -> None:
    path = write(tmp_path, "title: x")
    os.utime(path, (1_650_000_000, 1_650_000_000))
    article = read_article(path)
    assert (article.published, article.published_inferred) == (None, False)
    assert article.modified == datetime.fromtimestamp(1_650_000_000, UTC)


def test_a_broken_head_is_salvaged_and_the_body_shows(tmp_path: Path) -> None:
    path = write(tmp_path, "title: 'it's'\ncategories:\n - @x\n - `y`\nauthor: 'A - B'")
    article = read_article(path)
    assert (article.title, article.categories, article.site) == ("it's", ("@x", "`y`"), "A")
    assert "line by line" in article.problems[0]
    assert [block.spans[0].text for block in blocks(article)] == ["正文"]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Lamps: who lights them: and why", "Lamps: who lights them: and why"),
        ("It's late: says the clock  ", "It's late: says the clock"),
        ("Then:", "Then:"),
        ("@home, they said", "@home, they said"),
        ("100: a number", "100: a number"),
    ],
)
def test_quotes_that_a_template_forgot_are_no_problem(
    tmp_path: Path, written: str, title: str
) -> None:
    path = write(tmp_path, f"title: {written}\ntags: [a, 'b, c']\ndescription: |\n  x: y: z")
    article = read_article(path)
    assert (article.title, article.tags) == (title, ("a", "b, c"))
    assert article.problems == ()


@pytest.mark.parametrize("end", ["\r", ": &", "  stray: a: b", "[x", "x: 'y"])
def test_what_more_than_forgotten_quotes_ails_is_said(tmp_path: Path, end: str) -> None:
    article = read_article(write(tmp_path, f"title: a: b\n{end}"))
    assert article.title == "a: b"
    assert ("line 1" in "".join(article.problems)) == (end != "\r")


@pytest.mark.parametrize(
    "head",
    ["title: x\na: &a [1]\nb: *a", "title: x\nt: !!python/object/apply:os.system [x]",
     "title: x\ny: " + "[" * 20_000, "title: x\n<<: *y", "- a\n- list"],
)  # fmt: skip
def test_tricks_of_yaml_are_not_done(tmp_path: Path, head: str) -> None:
    article = read_article(write(tmp_path, head))
    assert article.title in ("x", "a")
    assert article.problems


def test_only_the_first_fences_count(tmp_path: Path) -> None:
    article = read_article(write(tmp_path, "title: x", body="甲\n---\n乙"))
    assert [block.spans[0].text for block in blocks(article)] == ["甲 --- 乙"]


def test_toml_is_front_matter_too(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        '+++\ntitle = "甲"\ndate = 2022-04-22T13:29:05Z\ntags = ["x"]\n+++\n<p>乙</p>', "utf-8"
    )
    article = read_article(path)
    assert (article.title, article.tags) == ("甲", ("x",))
    assert not article.problems


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_encodings_are_told_apart(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(f"---\ntitle: 标题\n---\n{'<p>中文内容</p>' * 9}".encode(encoding))
    assert read_article(path).title == "标题"


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        ("Crème brûlée à l’été: déjà vu, “naïve”, 5 €", "cp1252", "Windows-1252"),
        ("café", "latin-1", "Windows-1252"),
        ("A long text in plain English. " * 9 + "café", "latin-1", "Windows-1252"),
        ("Größe, Übermaß und Öl", "latin-1", "Windows-1252"),
        ("中文内容，有数字2021和English words", "gb18030", "GB18030"),
        ("镕喆堃 and 囧 in English words, 甲", "gb18030", "GB18030"),
        ("标题", "gb18030", "GB18030"),
        ("台灣總統今天宣布新的經濟政策，股市上漲。", "big5", "Big5"),
        ("政府は今日、新しい経済政策を発表した。", "shift_jis", "Shift_JIS"),
        ("政府は今日、新しい経済政策を発表した。", "euc_jp", "EUC-JP"),
        ("정부는 오늘 새로운 경제 정책을 발표했다.", "cp949", "EUC-KR"),
        ("Президент подписал закон", "cp1251", "Windows-1251"),
        ("Президент подписал закон", "koi8-r", "KOI8-R"),
        ("Η κυβέρνηση ανακοίνωσε νέα μέτρα", "cp1253", "Windows-1253"),
        ("הממשלה הודיעה על תוכנית כלכלית חדשה", "cp1255", "Windows-1255"),
        ("أعلنت الحكومة اليوم عن خطة اقتصادية", "cp1256", "Windows-1256"),
        ("รัฐบาลประกาศแผนเศรษฐกิจใหม่วันนี้", "cp874", "Windows-874"),
    ],
)
def test_letters_of_one_byte_are_told_from_those_of_two(
    tmp_path: Path, text: str, encoding: str, name: str
) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(f"---\ntitle: x\n---\n<p>{text}</p>".encode(encoding))
    article = read_article(path)
    assert article.body.strip() == f"<p>{text}</p>"
    assert article.problems[0] == f"The file is not UTF-8; it was read as {name}."


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("shift_jis", "Shift_JIS"),
        ("euc_jp", "x-euc-jp"),
        ("cp1251", "windows-1251"),
        ("big5", "Big5"),
        ("iso8859-2", "ISO-8859-2"),
    ],
)
def test_a_page_is_in_the_encoding_that_it_declares(
    tmp_path: Path, encoding: str, name: str
) -> None:
    text = {"cp1251": "Закон", "big5": "國內", "iso8859-2": "Łódź"}.get(encoding, "トヨタ")
    kind = f"<meta http-equiv=Content-Type content='text/html; charset={name}'>"
    path = tmp_path / "a.html"
    path.write_bytes(f"<html><head>{kind}<title>{text}</title></head></html>".encode(encoding))
    article = read_article(path)
    assert (article.title, article.problems) == (text, ())


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32"])
def test_wide_characters_are_told_without_a_mark_too(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.md"
    path.write_bytes("---\ntitle: 标题\n---\n内容\n".encode(encoding))
    article = read_article(path)
    assert (article.title, article.body.strip(), article.problems) == ("标题", "内容", ())


def test_lines_may_end_with_a_carriage_return_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"---\rtitle: One\rtags: [a]\r---\rFirst.\r\rSecond.\r")
    article = read_article(path)
    assert (article.title, article.tags) == ("One", ("a",))
    assert article.body.strip() == "First.\n\nSecond."


def test_a_few_bad_bytes_show_in_place(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(f"---\ntitle: 甲\n---\n{'文字' * 99}XX".encode().replace(b"XX", b"\xff\xfe"))
    article = read_article(path)
    assert article.body.endswith("文字\ufffd\ufffd")
    assert "not UTF-8" in article.problems[0]


def unreadable(tmp_path: Path, kind: str) -> Path:
    path = tmp_path / f"{kind}.md"
    match kind:
        case "empty":
            path.write_text("\n \n")
        case "binary":
            path.write_bytes(b"a\0b")
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "huge":
            with path.open("wb") as file:
                file.truncate(SIZE_LIMIT + 1)
    return path


@pytest.mark.parametrize("kind", ["empty", "binary", "folder", "pipe", "huge", "missing"])
def test_what_is_no_article_is_refused_in_a_sentence(tmp_path: Path, kind: str) -> None:
    path = unreadable(tmp_path, kind)
    with pytest.raises(ArticleError, match=r"\.md: .+\.$"):
        read_article(path)


def test_the_id_is_of_title_and_body_and_not_of_the_place(tmp_path: Path) -> None:
    first = read_article(write(tmp_path, "title: x\ndate: 2022-01-01"))
    moved = read_article(write(tmp_path, "title:   x\ndate: 2023-01-01", name="b.md"))
    other = read_article(write(tmp_path, "title: x", body="<p>其他</p>"))
    assert first.id == moved.id != other.id
    assert fingerprint("a", "b\r\nc", "n") == fingerprint("a", "b\nc", "n")
    assert fingerprint("", "", "n") != fingerprint("", "", "m")


@pytest.mark.parametrize(
    ("body", "title"),
    [("<p>x</p><h2>A <b>B</b></h2>", "A B"), ("# 甲 #\n", "甲"), ("<h1></h1><h2>乙</h2>", "乙"),
     ("<h1>" * 20_000, "a"), ("# a" + " #" * 30_000 + " b", "a")],
    ids=range(5),
)  # fmt: skip
def test_an_article_without_title_is_named_by_its_heading(
    tmp_path: Path, body: str, title: str
) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"---\nauthor: x\n---\n{body}", "utf-8")
    assert read_article(path).title.startswith(title)
