"""Every hostile file of the measuring tools does what the line of its manifest says is good.

The table has an entry for each; `why` is said where we do otherwise than the manifest would like.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path

import pytest

from reader.articles.body import blocks
from reader.articles.file import read_article
from reader.errors import ReaderError
from reader.model import Article, Block
from reader.output.cells import width_of
from reader.output.ink import Line
from reader.output.safe import safe
from reader.output.terminal import lines
from tests.commands.conftest import Run
from tests.conftest import SHARED
from tests.fuzz.trial import OBEYED

NOT_YAML = "not valid YAML"
HEAVY = 25_000
"""Lines; an article of more is looked at no further."""

_WRITTEN = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x00-\x1f\x7f-\x9f]*\x1b\\")


@dataclass(frozen=True)
class Shown:
    """An article and what is shown of it, at 80 cells."""

    article: Article
    blocks: list[Block]
    lines: list[Line]

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @property
    def bold(self) -> str:
        return "|".join(
            safe(span.text) for block in self.blocks for span in block.spans if span.bold
        )

    @property
    def links(self) -> list[tuple[str, str]]:
        spans = [span for block in self.blocks for span in block.spans]
        return [(span.text, span.href) for span in spans if span.href]

    @property
    def kinds(self) -> list[str]:
        return [block.kind for block in self.blocks]


@dataclass(frozen=True)
class Good:
    """What is good: None is not asked for. `body` is the whole text, `holds` and `not_in` parts of
    it, `problem` a part of what is said of the file, `refused` of why it is not shown.
    """

    body: str | None = None
    holds: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()
    bold: str | None = None
    title: str | None = None
    categories: tuple[str, ...] | None = None
    dated: str | None = None
    problem: str | None = None
    refused: str | None = None
    also: Callable[[Shown], bool] | None = None
    why: str = ""


def is_undated(shown: Shown) -> bool:
    return shown.article.published is None


def every_word(shown: Shown) -> list[str]:
    """The words of all blocks, those of tables' cells too."""
    cells = (cell.spans for block in shown.blocks for row in block.rows for cell in row)
    spans = chain.from_iterable([*cells, *(block.spans for block in shown.blocks)])
    return " ".join(span.text for span in spans).split()


def links(*expected: tuple[str, str], shown: Shown) -> bool:
    return shown.links == list(expected)


def kinds(*expected: str, shown: Shown) -> bool:
    return shown.kinds == list(expected)


P = "正文第一段。\n\n正文第二段重点。完"
BOLD = "重点。"
CATEGORIES = ("金融", "新浪财经", "国內")
CELLS = [f"{row}.{column}" for row in range(2000) for column in range(50)]
DATE = "2022-04-22T13:29:05+00:00"

TABLE = {
    # front matter
    "a01_empty.md": Good(
        refused="it is empty",
        why="not listed: there is nothing to read in it; `reader index` says so",
    ),
    "a02_only_newlines.md": Good(refused="it is empty"),
    "a03_no_front_matter.md": Good(P, bold=BOLD, title="a03 no front matter", problem=""),
    "a04_unclosed_front_matter.md": Good(
        P, bold=BOLD, title="x", dated="2021-10-10T11:06:15+00:00", problem="no closing fence"
    ),
    "a05_toml.md": Good(
        P, title="TOML 标题", categories=("金融",), dated="2022-04-22T13:29:05+00:00", problem=""
    ),
    "a06_json_front.md": Good(
        P, title="JSON 标题", dated="2022-04-22T00:00:00+00:00", problem="", why="as Hugo writes it"
    ),
    "a07_title_both_quotes.md": Good(
        P,
        title='It\'s "ok"',
        problem=NOT_YAML,
        also=lambda shown: '"It\'s "ok""' in shown.article.head,
    ),
    "a12_title_missing.md": Good(
        P,
        title="重点。",
        why="an empty title: the first key statement; without the key, it would be the file's name",
    ),
    "a13_title_very_long.md": Good(
        P, problem="too long", also=lambda shown: len(shown.article.head) <= 64 * 1024
    ),
    "a14_title_newline_dashes.md": Good(
        holds=("b'", "国內", "正文第一段。"), title="a", problem=NOT_YAML
    ),
    "a15_cat_mapping.md": Good(P, categories=("24小时: x", "@foo", "%bar")),
    "a17_cat_brace_escaped.md": Good(P, categories=("{foo}", "[x", "`y`")),
    "a18_cat_tabs.md": Good(P, categories=("金融", "新浪")),
    "a24_date_year1.md": Good(P, title="标题", problem="cannot be read", also=is_undated),
    "a25_date_future_tz.md": Good(P, title="标题", problem="cannot be read", also=is_undated),
    "a27_yaml_deep_flow.md": Good(P, title="deep", problem=NOT_YAML),
    "a28_yaml_python_tag.md": Good(
        P,
        title="!!python/object/apply:os.system ['echo pwned']",
        dated="2022-01-01T00:00:00+00:00",
        problem=NOT_YAML,
    ),
    "a29_yaml_merge_dup.md": Good(P, title="one"),
    "a30_head_2mb.md": Good(
        P,
        title="big head",
        problem="too long",
        also=lambda shown: len(shown.article.head) <= 64 * 1024,
    ),
    "a36_front_matter_not_mapping.md": Good(
        P,
        title="a36 front matter not mapping",
        problem=NOT_YAML,
        also=lambda shown: shown.article.head.split() == ["-", "just", "-", "a", "list"],
    ),
    # bold and inline
    "b01_bold_across_p.md": Good("甲。\n\n乙。\n\n丙", bold="甲。|乙。"),
    "b05_bold_over_br.md": Good("第一行\n第二行\n\n第三行", bold="第一行\n第二行|第三行"),
    "b06_bold_space_only.md": Good("甲 乙　丙丁", bold=""),
    "b07_bold_punct_only.md": Good("甲。乙“丙——", bold="。|“|——"),
    "b12_markdown_chars.md": Good(
        r"2*3*4 _a_b_ `x` [y](z) # 1. - + | ~~s~~ \ <b>不是标签</b> &lt;", bold=""
    ),
    "b13_rich_markup_chars.md": Good(
        r"[bold red]不是样式[/bold red] [link=http://x]y[/link] [/] \[x] :smile:",
        title="[red]标题[/red] [/x]",
        bold="",
    ),
    "b14_ruby_sub_sup.md": Good("漢(かん)字(じ) H_2O x^10"),
    "b15_lost_entities.md": Good(
        holds=(
            "{ w: <value>, j: <boolean> }",
            "对<PID,Partition>做缓存 <document> XStream < 1.4.16 a<b",
        ),
        also=partial(lambda shown: kinds("code", "paragraph", shown=shown)),
    ),
    "b16_image_only_bold.md": Good("[image]", bold=""),
    # boilerplate and comments
    "c01_sina_comment.md": Good("甲\n\n乙"),
    "c02_comment_full_adlist.md": Good("甲\n\n乙"),
    "c03_comment_unclosed.md": Good(
        "甲\n\n乙\n\n丙",
        why="no warning: nothing is lost, and problems are the file's and its head's",
    ),
    "c04_comment_bogus.md": Good("甲\n\n乙\n\n戊"),
    "c05_comment_dashes.md": Good("甲\n\n乙\n\n丙"),
    "c06_conditional_comment.md": Good("甲\n\n乙"),
    "c08_style_escaped_in_text.md": Good("甲\n\n乙"),
    "c09_script_variants.md": Good(
        "甲\n\n[image]",
        why="the picture in <noscript> stays: where pictures are loaded late it is the only one",
    ),
    "c10_title_textarea_unclosed.md": Good("甲\n\n乙\n\n丙"),
    "c11_plaintext_tag.md": Good("甲\n\n乙"),
    "c13_credit_in_body.md": Good(
        holds=("责任编辑：是一个职业", "请看详情。"),
        also=lambda shown: set(shown.kinds) == {"paragraph"},
    ),
    "c14_tracking_pixels.md": Good("甲"),
    "c16_empty_paragraphs.md": Good("甲\n\n乙"),
    "c17_br_paragraphs.md": Good("甲\n\n乙\n丙\n\n[image]\n\n丁"),
    "c18_only_boilerplate.md": Good("(no text in this article)"),
    # structure and size
    "d01_pre_wraps_article.md": Good(
        "甲\n\n乙", bold="", why="the heading says the title once more, behind a banner"
    ),
    "d03_pre_literal_html.md": Good(
        holds=("<html>", "<head><title>404</title></head>", "<body><h1>404</h1></body></html>"),
        bold="",
        also=lambda shown: shown.kinds == ["code", "paragraph"] and shown.text.endswith("\n乙"),
    ),
    "d04_code_copy_button.md": Good(
        not_in=("复制代码",),
        also=lambda shown: (
            [(block.spans[0].text, block.language) for block in shown.blocks] == [("x=1;", "js")]
        ),
    ),
    "d05_layout_table.md": Good("甲\n\n乙\n\n丙", bold="乙"),
    "d07_table_huge.md": Good(also=lambda shown: every_word(shown) == CELLS),
    "d09_nest_div_100k.md": Good("深"),
    "d10_nest_blockquote_ul.md": Good(
        holds=("深",), also=lambda shown: max(map(len, shown.text.splitlines())) < 40
    ),
    "d11_nest_inline.md": Good("深"),
    "d13_noah_b.md": Good("\n\n".join("甲" * 300)),
    "d15_long_line.md": Good(also=lambda shown: shown.text.count("无空格的超长段落") > 1000),
    "d16_200k_paragraphs.md": Good(also=lambda shown: shown.text.count("段") == HEAVY // 2),
    "d17_data_uri_2mb.md": Good("甲\n\n[image: 内嵌图 (png, 1.5 MiB)]\n\n乙", not_in=("iVBOR",)),
    "d18_url_1mb.md": Good(
        "链接", also=lambda shown: all(len(href) <= 2048 for _, href in shown.links)
    ),
    "d20_heading_abuse.md": Good(
        holds=("甲",),
        also=lambda shown: (
            shown.text.count("甲") == 1
            and "".join(shown.text.split()).count("一段非常长的正文内容") == 1
            and all(span.bold for block in shown.blocks for span in block.spans)
        ),
        why="three equal blocks, one behind the other, are shown once",
    ),
    "d21_svg_math.md": Good(
        "图中字\n\n外\n\nx = 1\n\n乙", why="the words of a drawing are words of the article"
    ),
    "d22_svg_template_crash.md": Good("(no text in this article)"),
    "d25_whole_document.md": Good("甲\n\n乙"),
    "d26_frameset.md": Good("甲"),
    "d27_lt_flood.md": Good(also=lambda shown: "".join(shown.text.split()) == "<" * 200_000 + "甲"),
    "d29_50mb.md": Good(refused="too large"),
    # encoding
    "e01_gbk.md": Good(holds=(P, "编码测试：中文内容"), title="标题", problem="read as GB18030"),
    "e02_big5.md": Good(title="這是繁體中文的新聞內容", problem="read as Big5"),
    "e03_latin1.md": Good("naïve résumé", title="café", problem="read as Windows-1252"),
    "e04_invalid_utf8.md": Good("甲\ufffd\ufffd\ufffd\ufffd乙", title="标题", problem="4 places"),
    "e06_overlong_surrogate.md": Good("甲\ufffd\ufffd\ufffd\ufffd\ufffd乙", problem="5 places"),
    # terminal and security
    "f01_osc_title.md": Good("甲]0;PWNED乙]52;c;cm0gLXJm丙[2J[1;1H丁"),
    "f02_esc_in_title.md": Good(P),
    "f03_esc_yaml_escape.md": Good(P),
    "f06_esc_in_alt_href_code.md": Good(holds=("[image: a]0;x]", "覆盖")),
    "f07_bidi_override.md": Good("文件gpj.exe 请看 isolate"),
    "f08_zero_width.md": Good(
        "甲乙丙丁戊 👨\u200d👩\u200d👧 می\u200cخواهم", not_in=("\u2060", "\xad", "\U000e0041")
    ),
    "f10_js_links.md": Good(
        "abcdefghijk",
        also=partial(
            lambda shown: links(
                ("g", "https://h.example/p"), ("j", "http://b.example/"), shown=shown
            )
        ),
    ),
    "f11_ssrf_images.md": Good(
        not_in=("etc", "smb"),
        also=lambda shown: (
            {block.href for block in shown.blocks} <= {"http://127.0.0.1:9/x.png", None}
        ),
    ),
    "f12_homograph.md": Good(
        also=partial(
            lambda shown: links(
                ("https://www.apple.com/", "https://www.xn--pple-43d.com/"), shown=shown
            )
        )
    ),
    "f14_sql_fts.md": Good(P, title='"; DROP TABLE x;-- NEAR(a* OR', categories=CATEGORIES),
    "f17_xml_entities.md": Good(holds=("&x;&b;甲",), not_in=("root:", "bbbb甲")),
    # what stands in a folder
    "g01_directory.md": Good(refused="directory"),
    "g05_fifo.md": Good(refused="not a regular file"),
    "g07_unreadable.md": Good(refused="permission denied"),
    "g08_名字 with spaces\u202e & 'quotes'\".md": Good(P, dated=DATE),
    os.fsdecode(b"g09_bad_\xff\xfe_name.md"): Good(P, dated=DATE),
    "g10_newline\nname.md": Good(P, dated=DATE),
    "g11_no_extension": Good(P, dated=DATE),
    "g12_sparse_5gb.md": Good(refused="too large"),
}

FORMATS = ("terminal", "text", "json", "markdown", "html")
ALIKE = (
    "a18_cat_tabs.md",
    "g07_unreadable.md",
    *(name for name, good in TABLE.items() if name.startswith("g") and good.dated and "." in name),
)
"""Files with one text, which are one row."""
HUGE = ("d07_table_huge.md", "d15_long_line.md", "d16_200k_paragraphs.md", "d27_lt_flood.md")
"""Files whose export takes seconds; their text is looked at all the same."""

SENT = [
    pytest.param(name, marks=pytest.mark.slow) if name == "d16_200k_paragraphs.md" else name
    for name in TABLE
]


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of hostile files."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is not here: no hostile files to show")
    folder = tmp_path_factory.mktemp("nasty") / "files"
    tool = SHARED / "tools" / "nasty.py"
    subprocess.run([sys.executable, tool, folder, "--big"], check=True, stdout=subprocess.DEVNULL)
    return folder


def test_every_file_of_the_manifest_has_an_entry_and_every_entry_a_file(nasty: Path) -> None:
    manifest = json.loads((nasty / "MANIFEST.json").read_text("utf-8"))
    assert {_decoded(name) for name in manifest} == set(TABLE)


def _decoded(name: str) -> str:
    """A name as it stands in the folder: the manifest has lone surrogates as JSON escapes."""
    return os.fsdecode(os.fsencode(name))


def file(nasty: Path, name: str) -> Path:
    path = nasty / name
    if not os.path.lexists(path):
        pytest.skip("this file system takes no such name")
    if name.startswith("g07") and os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    return path


@pytest.mark.parametrize("name", TABLE, ids=ascii)
def test_a_hostile_file_does_what_is_good(name: str, nasty: Path) -> None:
    good, path = TABLE[name], file(nasty, name)
    if good.refused is not None:
        with pytest.raises(ReaderError, match=good.refused):
            read_article(path)
        return
    article = read_article(path)
    body = list(islice(blocks(article), HEAVY))
    shown = Shown(article, body, list(islice(lines(body, 80), HEAVY)))
    assert max((width_of(line.text) for line in shown.lines), default=0) <= 80
    _assert_head(good, article)
    if good.body is not None:
        assert re.sub("\n{3,}", "\n\n", shown.text.strip("\n")) == good.body
    assert [part for part in good.holds if part not in shown.text] == []
    assert [part for part in good.not_in if part in shown.text] == []
    if good.bold is not None:
        assert shown.bold == good.bold
    assert good.also is None or good.also(shown)


def _assert_head(good: Good, article: Article) -> None:
    if good.title is not None:
        assert article.title == good.title
    if good.categories is not None:
        assert article.categories == good.categories
    if good.dated is not None:
        assert article.published is not None
        assert (article.published.isoformat(), article.published_inferred) == (good.dated, False)
    if good.problem == "":
        assert article.problems == ()
    elif good.problem is not None:
        assert any(good.problem in sentence for sentence in article.problems)


@pytest.mark.parametrize("style", FORMATS)
@pytest.mark.parametrize("name", SENT, ids=ascii)
def test_the_command_sends_nothing_that_a_terminal_obeys(
    name: str, style: str, nasty: Path, reader: Run
) -> None:
    path = file(nasty, name)
    if name in HUGE and style != "terminal":
        pytest.skip("it takes seconds, and nothing in it differs")
    outcome = reader("show", "--color", "always", "--format", style, path)
    assert outcome.code == (1 if TABLE[name].refused is not None else 0)
    out = outcome.out.replace("\t", "") if style == "json" else outcome.out
    for text in (_WRITTEN.sub("", out) if style == "terminal" else out, outcome.err):
        found = OBEYED.search(text)
        assert found is None, text[max(found.start() - 30, 0) : found.end() + 30]
    if outcome.code:
        assert outcome.out == ""
        assert outcome.err.startswith("reader: ")
        assert len(outcome.err.splitlines()) == 1
    elif style == "json":
        assert set(json.loads(outcome.out)) >= {"title", "path", "blocks"}


def test_a_title_without_end_takes_a_few_lines(nasty: Path, reader: Run) -> None:
    shown = reader("show", "--width", 80, nasty / "a13_title_very_long.md")
    head = shown.out.partition("正文第一段")[0]
    assert head.startswith("长长长")
    assert len(head.splitlines()) < 20


def test_titles_are_shown_without_what_a_terminal_obeys(nasty: Path, reader: Run) -> None:
    titles = {
        "f02_esc_in_title.md": "标题]0;PWNED[31m",
        "f03_esc_yaml_escape.md": "']0;PWNED[31m",
        "f07_bidi_override.md": "abcdef",
    }
    for name, title in titles.items():
        assert reader("show", nasty / name).out.splitlines()[0] == title


def test_a_link_that_goes_in_a_circle_is_refused(tmp_path: Path, reader: Run) -> None:
    path = tmp_path / "loop.md"
    path.symlink_to(path)
    outcome = reader("show", path)
    assert (outcome.code, outcome.out) == (1, "")
    assert "too many levels of symbolic links" in outcome.err


def test_binary_data_are_refused_and_utf_16_is_read(tmp_path: Path, reader: Run) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"\x7fELF\0\0\x01")
    assert "binary data" in reader("show", path).err
    path.write_bytes("---\ntitle: 标题\n---\n<p>正文</p>".encode("utf-16"))
    shown = reader("show", "--no-header", path)
    assert (shown.code, shown.out.strip()) == (0, "正文")


def test_a_name_of_two_lines_is_one_row(nasty: Path, tmp_path: Path, reader: Run) -> None:
    copy = tmp_path / file(nasty, "g10_newline\nname.md").name
    copy.write_bytes((nasty / copy.name).read_bytes())
    assert [row["path"] for row in reader("list", "-L", tmp_path, "--json").rows] == [str(copy)]
    plain = reader("list", "-L", tmp_path).out
    assert len(plain.splitlines()) == 1
    assert OBEYED.search(plain) is None


def test_the_folder_of_hostile_files_is_listed_one_a_row(nasty: Path, reader: Run) -> None:
    index = reader("index", "-L", nasty)
    assert index.code == 0
    assert "a01_empty.md: it is empty" in index.err
    assert "g12_sparse_5gb.md: it is too large" in index.err
    outcome = reader("list", "-L", nasty, "--json")
    names = [Path(row["path"]).name for row in outcome.rows]
    assert len(names) == len(set(names))
    assert {"c01_sina_comment.md", "f14_sql_fts.md"} <= set(names)
    alike = [name for name in ALIKE if os.path.lexists(nasty / name)]
    assert [row["files"] for row in outcome.rows if Path(row["path"]).name in alike] == [
        sum(os.access(nasty / name, os.R_OK) for name in alike)
    ]
    assert not {"a01_empty.md", "g01_directory.md", "g05_fifo.md", "g11_no_extension"} & set(names)
    plain = reader("list", "-L", nasty)
    for text in (*names, plain.out, index.err):
        assert OBEYED.search(text) is None
    assert len(plain.out.splitlines()) == len(names)
