"""The documentation says all that there is, and nothing that is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reader.articles.frontmatter.dialects import FIELDS
from reader.config import Settings
from reader.console import command_names, man_page
from reader.console.parser import module, parser_of
from reader.console.template import FIELDS as TEMPLATE_FIELDS
from reader.library.index.scan_progress import Summary
from reader.library.query import language
from reader.library.query.stats import Stats

HOME = Path(__file__).parents[1]
PAGES = sorted(f"docs/{path.name}" for path in (HOME / "docs").glob("*.md"))
COMMANDS = {name: (module(name), parser_of(name)) for name in command_names.names()}


def text(name: str) -> str:
    return (HOME / name).read_text("utf-8")


def test_the_readme_is_short() -> None:
    assert len(text("README.md").splitlines()) <= 150


@pytest.mark.parametrize(
    ("name", "made"), [("reader.1", man_page.page), ("commands.md", man_page.markdown)]
)
def test_the_pages_of_commands_are_those_of_the_parser(name: str, made: object) -> None:
    """Write them anew: `python -m reader.console.man_page docs`."""
    assert callable(made)
    assert text(f"docs/{name}") == made()
    assert not re.search(r"default: *(\||$)", text(f"docs/{name}"), re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_has_examples_and_says_its_fields(command: str) -> None:
    of, parser = COMMANDS[command]
    assert of.SUMMARY
    assert f"`reader {command}" in text("README.md")
    assert len(of.EXAMPLES) >= 2
    assert all(f"reader {command}" in line for line, _ in of.EXAMPLES)
    assert ("--json" in parser._option_string_actions or command == "show") == (
        hasattr(of, "FIELDS")
    ) or command == "digest"
    for action in parser._actions:
        assert action.help, action.dest


def test_nothing_is_said_of_commands_that_are_not_there() -> None:
    named = set(re.findall(r"`reader ([a-z]+)\b", text("README.md")))
    assert named <= set(COMMANDS)


def test_every_option_in_the_examples_is_there() -> None:
    known = {option for _, parser in COMMANDS.values() for option in parser._option_string_actions}
    for of, _ in COMMANDS.values():
        for line, _ in of.EXAMPLES:
            assert set(re.findall(r"(?<= )--[a-z-]+", line)) <= known, line


def test_options_that_the_readme_names_are_there() -> None:
    known = {option for _, parser in COMMANDS.values() for option in parser._option_string_actions}
    assert set(re.findall(r"`(--[a-z-]+)", text("README.md"))) <= {*known, "--help"}


def test_the_fields_of_figures_are_documented() -> None:
    assert set(COMMANDS["stats"][0].FIELDS) == {*Stats._fields}
    assert set(COMMANDS["index"][0].FIELDS) == {*Summary._fields}


def test_every_field_of_a_template_is_in_the_help() -> None:
    _, parser = COMMANDS["list"]
    said = str(parser._option_string_actions["--format"].help)
    assert f"fields: {' '.join(TEMPLATE_FIELDS)};" in said


def test_every_field_of_a_query_is_documented() -> None:
    page = text("docs/query.md")
    assert set(re.findall(r"`-?([a-z]+):", page)) == set(language.FIELDS)
    assert set(re.findall(r"`is:([a-z]+)`", page)) == set(language.STATES)
    assert set(re.findall(r"`has:([a-z]+)`", page)) == set(language.PARTS)


def test_every_setting_is_documented() -> None:
    table = text("docs/configuration.md").partition("| setting |")[2].partition("\n\n")[0]
    documented = re.findall(r"^\| `\[*([a-z_]+)", table, re.M)
    assert documented == [name for name in Settings._fields if name in documented]
    assert {*Settings._fields} == {*documented, "problems", "lines", "wrong"}


def test_every_name_that_producers_have_is_documented_in_its_order() -> None:
    page = text("docs/formats.md")
    for field, names in FIELDS.items():
        row = re.search(rf"^\| {field} \| ([^;|]*)", page, re.M)
        assert row is not None, field
        assert re.findall(r"`([^`]+)`", row[1]) == list(names)


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", *PAGES])
def test_links_between_pages_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text(page)):
        assert (HOME / page).parent.joinpath(target).exists(), target
