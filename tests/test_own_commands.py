"""Commands of one's own in the settings: what they may say, and the arguments that come of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.config import parse
from reader.own_commands import PLACEHOLDERS, OwnCommand


def test_a_command_has_all_that_the_settings_say_of_it() -> None:
    settings = parse(
        'theme = "light"\n[commands."read aloud"]\nrun = ["say", "-v", "{title}"]\nkey = "f6"\n'
        'stdin = "text"\noutput = "ignore"\n'
    )
    assert not settings.problems
    assert settings.commands == (
        OwnCommand("read aloud", ("say", "-v", "{title}"), "f6", "text", "ignore", line=2),
    )


def test_only_its_command_line_is_required() -> None:
    (command,) = parse('[commands]\nx = { run = ["true"] }\n').commands
    assert (command.key, command.stdin, command.output) == ("", "nothing", "status")


@pytest.mark.parametrize(
    ("table", "flaw"),
    [
        ('key = "f6"', "needs its command line as a list"),
        ('run = "mail {url}"', "needs its command line as a list"),
        ("run = []", "needs its command line as a list"),
        ('run = ["x", 3]', "needs its command line as a list"),
        ('run = [" "]', "names no program"),
        ('run = ["x\\u0000"]', "names no program"),
        ('run = ["{path}"]', "has a placeholder for its program"),
        ('run = ["x", "{titel}"]', "has {titel} in its command line, but there are only {path},"),
        (
            'run = ["x"]\nstdin = "yaml"',
            "needs one of markdown, text,",
        ),
        ('run = ["x"]\noutput = 3', "needs one of page, status, ignore, terminal as its `output`"),
        ('run = ["x"]\nkey = 3', "needs a text as its `key`"),
        ('run = ["x"]\nshell = true', "has no setting “shell”, only run, key, stdin, output"),
    ],
)
def test_a_command_that_cannot_be_used_is_said_with_its_line_and_others_stay(
    table: str, flaw: str
) -> None:
    settings = parse(f'[commands.good]\nrun = ["true"]\n[commands.bad]\n{table}\n')
    assert [one.name for one in settings.commands] == ["good"]
    (problem,) = settings.problems
    assert problem.startswith(f"The command “bad” {flaw}")
    line = 3 + len(table.splitlines()) if "run" in table else 3
    assert f"line {line})" in problem


def test_commands_that_are_no_table_are_said() -> None:
    assert "`commands` must be a table" in parse('commands = ["mail"]\n').problems[0]
    assert "must be a table with its command line" in parse("[commands]\nx = 3\n").problems[0]


def test_placeholders_are_replaced_wherever_they_are_and_other_braces_stay() -> None:
    command = OwnCommand("x", ("p", "--a={title}, {url}", "{{title}}", "{ {} {Title} {1}", "~/n"))
    assert command.placeholders == {"title", "url"}
    assert command.arguments("/home/me", {"title": "{url}", "url": "u"}) == [
        "p", "--a={url}, u", "{title}", "{ {} {Title} {1}", "/home/me/n",
    ]  # fmt: skip


@given(st.dictionaries(st.sampled_from(PLACEHOLDERS), st.text()), st.data())
def test_no_value_adds_an_argument_or_changes_another(
    values: dict[str, str], data: st.DataObject
) -> None:
    values = dict.fromkeys(PLACEHOLDERS, "") | values
    parts = data.draw(st.lists(st.sampled_from([f"{{{name}}}" for name in PLACEHOLDERS])))
    made = OwnCommand("x", ("p", *parts)).arguments("/home", values)
    assert made == ["p", *(values[part[1:-1]] for part in parts)]


@pytest.mark.parametrize("name", ["", " ", "x" * 41, "a\\tb"])
def test_a_name_must_fit_in_a_message(name: str) -> None:
    (problem,) = parse(f'[commands."{name}"]\nrun = ["true"]\n').problems
    assert "needs a name that can be printed, of at most 40 characters" in problem
