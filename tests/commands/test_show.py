"""`reader show`: one article on stdout."""

from __future__ import annotations

import json
import os
import re
import shlex
import stat
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest

from reader.articles.file import read_article
from reader.output.cells import width_of
from tests.commands.conftest import COMMAND, Run, Write

BODY = """<p><b>Said in bold.</b> Said <i>aside</i>, with a <a href="https://example.net/x">link</a>.</p>
<h2>A heading</h2><pre><code>code()</code></pre>"""

ROW: dict[str, type | tuple[type, ...]] = {
    "id": str, "path": str, "title": str, "published": str, "published_inferred": bool,
    "modified": str, "files": int,
    "categories": list, "category_paths": list, "site": str, "authors": list, "tags": list,
    "own_tags": list,
    "url": (str, type(None)),
    "draft": bool, "read": bool, "starred": bool, "muted": bool, "score": int, "progress": float,
    "problems": list,
}  # fmt: skip


@pytest.fixture
def article(write: Write) -> Path:
    return write("A title", body=BODY)


def test_it_prints_header_and_body(article: Path, reader: Run) -> None:
    shown = reader("show", article)
    assert shown.code == 0
    assert not shown.err
    lines = shown.out.splitlines()
    assert lines[0] == "A title"
    assert "新浪财经 · 金融" in lines[1]
    assert "Said in bold. Said aside, with a link." in lines
    assert "A heading" in lines


def test_it_prints_the_body_alone(article: Path, reader: Run) -> None:
    shown = reader("show", "--no-header", article)
    assert "A title" not in shown.out
    assert shown.out.lstrip().startswith("Said in bold.")


def test_text_has_no_style_whatever_is_asked_for(article: Path, reader: Run) -> None:
    shown = reader("show", "--format", "text", "--color", "always", article)
    assert "\x1b" not in shown.out
    assert "Said in bold." in shown.out


@pytest.mark.parametrize("width", [20, 33, 72, 200])
def test_no_line_is_wider_than_asked_for(width: int, write: Write, reader: Run) -> None:
    body = f"<p>{'四月二十二日，' * 60}{'words ' * 99}</p>"
    path = write("全国业务总量大幅压降" * 4, body=body, name="w")
    shown = reader("show", "--width", width, path)
    widths = [width_of(line) for line in shown.out.splitlines()]
    assert max(widths) <= width
    assert max(widths) >= min(width - 8, 80)


def test_json_has_the_fields_of_a_row_and_the_blocks(article: Path, reader: Run) -> None:
    shown = reader("show", "--format", "json", article)
    row = json.loads(shown.out)
    blocks = row.pop("blocks")
    assert row.pop("image") is None
    assert set(row) == set(ROW)
    assert all(isinstance(row[field], kind) for field, kind in ROW.items())
    assert row["title"] == "A title"
    assert row["published"] == "2022-04-22T10:00:00+00:00"
    assert row["categories"] == ["金融", "新浪财经"]
    assert row["path"] == str(article)
    assert (row["read"], row["starred"], row["progress"], row["problems"]) == (False, False, 0, [])
    assert [block["kind"] for block in blocks] == ["paragraph", "heading", "code"]
    for block in blocks:
        for span in block["spans"]:
            assert set(span) == {"text", "bold", "italic", "code", "href"}
    bold, _, italic, _, link, _ = blocks[0]["spans"]
    assert (bold["text"].strip(), bold["bold"]) == ("Said in bold.", True)
    assert (italic["text"], italic["italic"]) == ("aside", True)
    assert (link["text"], link["href"]) == ("link", "https://example.net/x")
    assert blocks[1]["level"] == 2


def test_a_row_without_a_date_of_its_own_says_so(write: Write, reader: Run) -> None:
    path = write("Undated", date="Invalid Date", name="2022-04-17-undated")
    row = json.loads(reader("show", "--format", "json", path).out)
    assert row["published_inferred"] is True
    assert row["published"].startswith("2022-04-17T")
    assert len(row["problems"]) == 1


def test_an_id_names_an_article_and_its_state(news: Path, reader: Run) -> None:
    [row] = [row for row in reader("list", "--json").rows if row["title"] == "Wine 7.14"]
    reader("mark", "starred", row["id"])
    for name in (row["id"], row["id"][:8]):
        shown = json.loads(reader("show", "--format", "json", name).out)
        assert shown["title"] == "Wine 7.14"
        assert shown["starred"] is True


def test_an_id_that_names_nothing_is_said(news: Path, reader: Run) -> None:
    shown = reader("show", "0123456789abcdef")
    assert shown.code == 1
    assert shown.err == "reader: There is no article “0123456789abcdef” in the library.\n"


def test_ids_that_begin_alike_are_told_apart(write: Write, root: Path, reader: Run) -> None:
    same: dict[str, int] = {}
    for number in range(3000):  # four digits of two of them are the same, sooner or later
        path = write(f"Number {number}", name="probe")
        first = read_article(path).id[:4]
        path.unlink()
        if first in same:
            write(f"Number {same[first]}")
            write(f"Number {number}")
            break
        same[first] = number
    shown = reader("show", "-L", root, first)
    assert shown.code == 1
    said = f"reader: Several articles have an id that begins with {first}: "
    assert shown.err.startswith(said)
    longer = re.findall(r"([0-9a-f]+) \(Number \d+\)", shown.err)
    assert len(set(longer)) == 2
    for one in longer:
        assert reader("show", "-L", root, one).code == 0


@pytest.mark.parametrize("name", ["a", "abc"])
def test_an_id_that_is_too_short_is_said(name: str, reader: Run) -> None:
    shown = reader("show", name)
    assert shown.code == 2
    assert shown.err == f"reader: There is no file “{name}”, and an id needs at least 4 digits.\n"


def test_an_article_comes_from_stdin(
    article: Path, reader: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=BytesIO(article.read_bytes())))
    assert reader("show", "-").out == reader("show", article).out


def test_an_empty_stdin_is_no_article(reader: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=BytesIO(b"\n")))
    shown = reader("show", "-")
    assert (shown.code, shown.err) == (1, "reader: stdin: it is empty.\n")


@pytest.fixture
def in_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], tuple[str, str]]:
    """Run a command line in a terminal of 24 rows: what it shows, and what the pager was given."""
    paged = tmp_path / "paged.txt"
    pager = tmp_path / "pager.py"
    pager.write_text(f"import sys; open({str(paged)!r}, 'w').write(sys.stdin.read())")
    monkeypatch.setenv("PAGER", f"{sys.executable} {pager}")

    def run(line: str) -> tuple[str, str]:
        words = [str(COMMAND), *shlex.split(line)]
        code = f"import pty, sys; sys.exit(pty.spawn({words!r}))"
        environment = {**os.environ, "LINES": "24", "COLUMNS": "80", "TERM": "xterm"}
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=False, timeout=120,
            stdin=subprocess.DEVNULL, env=environment,
        )  # fmt: skip
        return done.stdout.decode(), paged.read_text() if paged.exists() else ""

    return run


def test_what_is_longer_than_the_terminal_goes_to_the_pager(
    news: Path, in_a_terminal: Callable[[str], tuple[str, str]]
) -> None:
    shown, paged = in_a_terminal(f"show '{news}/金融/The long report.md'")
    assert "Paragraph 80" in paged
    assert "Paragraph 80" not in shown


@pytest.mark.parametrize("option", ["", "--no-pager"])
def test_what_fits_or_may_not_be_paged_is_printed(
    news: Path, option: str, in_a_terminal: Callable[[str], tuple[str, str]]
) -> None:
    name = "The long report" if option else "Rates rise"
    shown, paged = in_a_terminal(f"show {option} '{news}/金融/{name}.md'")
    assert name in shown
    assert not paged


# Files of their own


def test_html_is_a_page_and_without_its_header_a_fragment(article: Path, reader: Run) -> None:
    shown = reader("show", "--format", "html", article)
    assert shown.code == 0
    assert shown.out.startswith("<!doctype html>")
    assert "<title>A title</title>" in shown.out
    bare = reader("show", "--format", "html", "--no-header", article).out
    assert bare.startswith("<p><strong>Said in bold.</strong> Said <em>aside</em>, with a <a href=")
    assert bare in shown.out


def test_markdown_has_front_matter_and_without_its_header_none(article: Path, reader: Run) -> None:
    shown = reader("show", "--format", "markdown", article)
    bare = reader("show", "--format", "markdown", "--no-header", article).out
    assert shown.out == (
        '---\ntitle: "A title"\ndate: 2022-04-22T10:00:00+00:00\nsite: "新浪财经"\n'
        'author:\n  - "新浪财经"\ncategories:\n  - "金融"\n  - "新浪财经"\n---\n\n' + bare
    )
    assert bare == (
        "**Said in bold.** Said *aside*, with a [link](https://example.net/x).\n\n"
        "## A heading\n\n```\ncode()\n```\n"
    )


def test_exported_markdown_is_read_back(article: Path, tmp_path: Path, reader: Run) -> None:
    back = tmp_path / "back.md"
    back.write_text(reader("show", "--format", "markdown", article).out, "utf-8")
    first, second = (
        json.loads(reader("show", "--format", "json", path).out) for path in (article, back)
    )
    for field in ("title", "published", "published_inferred", "url", "tags", "problems"):
        assert first[field] == second[field]


# Colour


def test_colour_is_for_terminals_alone(article: Path, reader: Run) -> None:
    assert "\x1b" not in reader("show", article).out
    assert "\x1b" not in reader("show", "--color", "never", article).out
    assert "\x1b[" in reader("show", "--color", "always", article).out


@pytest.fixture
def on_a_terminal(reader: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stdout, as the tests catch it, says that it is a terminal."""
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _stream: True)


COLOURED = re.compile(r"\x1b\[[\d;]*3[0-8]")


@pytest.mark.usefixtures("on_a_terminal")
def test_a_terminal_gets_bold_and_colours(article: Path, reader: Run) -> None:
    shown = reader("show", article)
    assert re.search(r"\x1b\[[\d;]*1m[^\x1b]*Said in bold\.", shown.out)
    assert COLOURED.search(shown.out)
    assert "\x1b" not in reader("show", "--color", "never", article).out


@pytest.mark.usefixtures("on_a_terminal")
def test_no_color_leaves_bold(article: Path, reader: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    shown = reader("show", article)
    assert "\x1b[1m" in shown.out
    assert not COLOURED.search(shown.out)
    assert COLOURED.search(reader("show", "--color", "always", article).out)


@pytest.mark.usefixtures("on_a_terminal")
def test_a_dumb_terminal_gets_text(
    article: Path, reader: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b" not in reader("show", article).out


def test_what_an_article_says_to_a_terminal_is_not_passed_on(write: Write, reader: Run) -> None:
    path = write("x", body="y", name="nasty")
    text = path.read_text("utf-8").replace("'x'", "'a\x1b]0;owned\x07b'")
    path.write_text(text.replace("y</div>", "c\x9b2Jd</div>"), "utf-8")
    for form in ("terminal", "json", "text", "markdown", "html"):
        shown = reader("show", "--format", form, path)
        assert shown.code == 0
        assert not set("\x1b\x07\x9b") & set(shown.out)


# What cannot be shown


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)


UNREADABLE: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: None,
    "empty": lambda path: path.touch(),
    "blank": lambda path: path.write_text(" \n\n"),
    "binary": lambda path: path.write_bytes(bytes(range(256)) * 20),
    "directory": lambda path: path.mkdir(),
    "fifo": lambda path: os.mkfifo(path),
    "sparse": sparse,
    "dangling": lambda path: path.symlink_to("nowhere"),
    "loop": lambda path: path.symlink_to(path),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_cannot_be_shown_is_said_in_one_sentence(
    kind: str, tmp_path: Path, reader: Run
) -> None:
    path = tmp_path / f"{kind}.md"
    UNREADABLE[kind](path)
    shown = reader("show", path)
    assert shown.code == 1
    assert not shown.out
    assert re.fullmatch(rf"reader: .*{kind}\.md: [a-z][^\n]*\.\n", shown.err)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_said_in_one_sentence(article: Path, reader: Run) -> None:
    article.chmod(0)
    shown = reader("show", article)
    article.chmod(stat.S_IRUSR)
    assert shown.code == 1
    assert shown.err == f"reader: {article}: permission denied.\n"


def test_a_process_says_it_as_well(tmp_path: Path, process: Run) -> None:
    shown = process("show", tmp_path / "missing.md")
    assert shown.code == 1
    assert not shown.out
    assert shown.err.count("\n") == 1
    assert "Traceback" not in shown.err


@pytest.mark.parametrize("width", ["19", "10001", "wide", "-1"])
def test_a_width_that_is_none_is_wrong_usage(width: str, article: Path, reader: Run) -> None:
    shown = reader("show", "--width", width, article)
    assert shown.code == 2
    assert "is not a number from 20 to 10,000" in shown.err


@pytest.mark.parametrize(
    "words", [[], ["--format", "pdf", "x"], ["--color", "red", "x"], ["a", "b"]]
)
def test_wrong_usage_is_code_2(words: list[str], reader: Run) -> None:
    shown = reader("show", *words)
    assert shown.code == 2
    assert not shown.out
    assert shown.err.startswith("usage: reader ")


def test_a_rule_of_the_user_applies_and_a_bad_one_is_said(
    article: Path, reader: Run, a_home_of_its_own: Path
) -> None:
    file = a_home_of_its_own / "config" / "reader" / "sites.toml"
    file.parent.mkdir(parents=True)
    file.write_text('[default]\ntext_drop = ["Said in.*", "("]\n')
    shown = reader("show", "--no-header", article)
    assert "Said" not in shown.out
    assert "A heading" in shown.out
    assert shown.err.startswith("reader: A site rule was skipped: “(” is not a valid")
    assert shown.err.endswith(f"({file}, line 2).\n")


def test_links_are_numbered_where_that_is_asked_for(article: Path, reader: Run) -> None:
    shown = reader("show", "--links", "--format", "text", article)
    assert "with a link[1]." in shown.out
    assert shown.out.splitlines()[-2:] == ["", "[1] https://example.net/x"]


def test_links_are_numbered_in_text_only(article: Path, reader: Run) -> None:
    shown = reader("show", "--links", "--format", "json", article)
    assert shown.code == 2
    assert not shown.out
    assert "--links" in shown.err


def test_code_stands_in_a_box_where_no_colours_tell_it_from_the_text(
    article: Path, reader: Run
) -> None:
    assert "│ code() │" in reader("show", article).out
    assert "│" not in reader("show", "--color", "always", article).out


# Key points

POINTS = f"""<h2>A title</h2><p><b>Said in bold,</b> and <strong>again.</strong> Then not.</p>
<h3>A * heading</h3><ul><li>One <b>[point]</b></li></ul><p>{"Plain words. " * 20}</p>"""


@pytest.fixture
def pointed(write: Write) -> Path:
    return write("A title", body=POINTS)


def test_key_points_are_headings_and_bold_statements(pointed: Path, reader: Run) -> None:
    shown = reader("show", "--key-points", "--no-header", pointed)
    assert (shown.code, shown.err) == (0, "")
    assert shown.out == "• Said in bold, and again.\n\nA * heading\n• One [point]\n"
    whole = reader("show", "--key-points", "--format", "text", pointed).out
    assert whole.startswith("A title\n新浪财经 · 金融")
    assert whole.endswith(shown.out)


def test_key_points_have_a_hanging_bullet(write: Write, reader: Run) -> None:
    path = write("Long", body=f"<p><b>{'要点很长，' * 12}</b></p><p>{'其余。' * 90}</p>")
    lines = reader("show", "--key-points", "--no-header", "--width", "30", path).out.splitlines()
    assert len(lines) > 3
    assert lines[0].startswith("• ")
    assert all(line[:2] == "  " != line[1:3] for line in lines[1:])
    assert max(map(width_of, lines)) <= 30


def test_key_points_as_markdown_and_json(pointed: Path, reader: Run) -> None:
    bare = reader("show", "--key-points", "--format", "markdown", "--no-header", pointed).out
    assert (
        bare == "- **Said in bold,** and **again.**\n\n### A \\* heading\n\n- One **\\[point\\]**\n"
    )
    row = json.loads(reader("show", "--key-points", "--format", "json", pointed).out)
    found = row.pop("statements")
    assert set(row) == set(ROW)
    blocks = json.loads(reader("show", "--format", "json", pointed).out)["blocks"]
    assert found[1] == {"kind": "heading", "text": "A * heading", "block": 2, "level": 3}
    for one in found:
        said = "".join(span["text"] for span in blocks[one["block"]]["spans"])
        assert one["text"] in said


@pytest.mark.parametrize("style", ["terminal", "text", "markdown"])
def test_an_article_without_key_points_is_code_1(style: str, write: Write, reader: Run) -> None:
    path = write("Plain", body="<p>Nothing bold.</p>")
    shown = reader("show", "--key-points", "--no-header", "--format", style, path)
    assert (shown.code, shown.out) == (1, "")
    assert shown.err == f"reader: {path}: there are no key statements in it.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "html"], "reader: --key-points has no HTML"),
        (["--links"], "reader: --key-points prints no links"),
    ],
)
def test_key_points_have_no_html_and_no_links(
    words: list[str], said: str, pointed: Path, reader: Run
) -> None:
    shown = reader("show", "--key-points", *words, pointed)
    assert (shown.code, shown.out) == (2, "")
    assert shown.err.startswith(said)
