"""`reader list --format`: lines as a template has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.console.template import FIELDS
from tests.commands.conftest import Run, Write


def test_a_template_says_what_a_line_has(news: Path, reader: Run) -> None:
    shown = reader("list", "--limit", "2", "--format", r"{date}\t{title:6}|{site} {{x}}")
    assert shown.out == "2022-04-22\tRates…|新浪财经 {x}\n2022-04-22\tBonds…|新浪财经 {x}\n"


def test_a_search_has_templates_too(news: Path, reader: Run) -> None:
    shown = reader("search", "wine", "--format", "{time} {category} {date:%d.%m.}")
    assert shown.out == "07:00 编程 21.04.\n"


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_has_a_value(field: str, news: Path, reader: Run) -> None:
    shown = reader("list", "--limit", "1", "--format", f"<{{{field}}}>")
    assert shown.code == 0
    assert shown.out.startswith("<")


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{titel}", "There is no field {titel}. Did you mean title?"),
        ("{x}", "There is no field {x}. There are id, short, date,"),
        ("{}", "There is no field {}. There are"),
        ("{title", "cannot be read"),
        ("{title!r}", "a number of cells"),
        ("{title:>9}", "a number of cells"),
        ("{title:99999}", "a number of cells"),
        ("{title.x}", "There is no field {title.x}."),
    ],
)
def test_a_template_that_cannot_be_used_is_said(
    template: str, said: str, news: Path, reader: Run
) -> None:
    shown = reader("list", "--format", template)
    assert (shown.code, shown.out) == (2, "")
    assert said in shown.err


def test_nothing_that_a_terminal_obeys_is_in_a_line(write: Write, root: Path, reader: Run) -> None:
    write("A&#27;]0;title", name="x")
    assert "\x1b" not in reader("list", "-L", root, "--format", "{title} {path}").out
