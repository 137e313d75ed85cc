"""What help, the manual page and docs/commands.md say beyond the options: examples and fields.

One source: `--help` of each command ends with its part, `python -m reader.console.man_page docs`
writes the manual page and docs/commands.md, and a test finds each of them in the documentation.
"""

from __future__ import annotations

from argparse import RawDescriptionHelpFormatter
from collections.abc import Mapping
from textwrap import indent, wrap

from reader.commands import feeds, fetch, subscribe, unsubscribe
from reader.console.parser import ArgumentParser

EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "open": (
        ("reader open article.md", "one article on the screen"),
        ("reader open *.md", "several, one after the other"),
    ),
    "show": (
        ("reader show article.md --width 72", "an article, 72 cells wide"),
        ("curl -s URL | reader show - --key-points", "what a page says in bold"),
    ),
    "list": (
        ("reader list --unread --category 金融", "what is not read yet of a category"),
        ("reader list --tag later", "what has a tag, the file's or your own"),
        ("reader list --json | jq -r .url", "the addresses of all articles"),
    ),
    "search": (
        ("reader search 数字货币 after:2022-04", "what holds the word, since April"),
        ("reader search 'is:starred has:table' --json", "starred articles with a table"),
    ),
    "digest": (
        ("reader digest --date yesterday", "what yesterday's articles say in bold"),
        ("reader digest --format markdown > digest.md", "the newest day's, as a file"),
    ),
    "mark": (
        ("reader mark read 3f9c", "the article whose id begins so"),
        ("reader mark read --all --until 2022-04-20", "all up to that day"),
    ),
    "tag": (
        ("reader tag later,投资 3f9c", "two tags for the article whose id begins so"),
        ("reader tag later --remove --all --read", "away from all that was read"),
    ),
    "undo": (
        ("reader undo", "what was marked last, on the screen or here"),
        ("reader undo --redo", "what was undone last, once more"),
    ),
    "state": (
        ("reader state export > state.jsonl", "what was read, as JSON Lines"),
        ("reader state import --newsboat ~/.newsboat/cache.db", "what newsboat knows"),
    ),
    "index": (
        ("reader index -L ~/news", "bring the index up to date, with a bar"),
        ("reader index --watch --quiet &", "keep it so"),
    ),
    **{one.NAME: one.EXAMPLES for one in (subscribe, unsubscribe, feeds, fetch)},
    "unpack": (
        ("reader unpack wallabag.json ~/news", "a file for each article of an export"),
        ("reader unpack entries.jsonl .", "the same of JSON Lines, into this folder"),
    ),
    "stats": (
        ("reader stats", "figures and charts of the library"),
        ("reader stats --json | jq .unread", "how many are not read"),
    ),
    "doctor": (
        ("reader doctor", "where things are and what is wrong"),
        ("reader doctor --json | jq '.skipped[].path'", "the files that are left out"),
    ),
    "config": (
        ("reader config show", "what is in force, and where it comes from"),
        ("reader config edit", "the settings in your editor"),
    ),
    "completions": (
        ("reader completions bash > ~/.local/share/bash-completion/completions/reader", "for bash"),
        ('reader completions zsh > "${fpath[1]}/_reader"', "for zsh"),
    ),
}
"""A line to type and what it gives, two at the least for each command."""

ROW: dict[str, str] = {
    "id": "24 hex digits, which copies of an article share",
    "path": "the file",
    "title": "text",
    "published": "ISO 8601 with a zone, or null",
    "published_inferred": "true: the date is the file's name's or its time",
    "categories": "a list, from wide to narrow",
    "site": "the site's name, or '' where nothing names it",
    "authors": "a list",
    "tags": "a list: those that the file names",
    "own_tags": "a list: those that you gave it",
    "url": "where it was published, or null",
    "read": "true or false",
    "starred": "true or false",
    "progress": "how far it was read, from 0 to 1",
    "problems": "a list of sentences about the file",
}
_COUNT = "each with name, total, unread and starred"

JSON: dict[str, dict[str, str]] = {
    "list": ROW,
    "search": ROW | {"snippet": "a list of pieces: text, and hit, whether it was looked for"},
    "digest": ROW | {"statements": "a list: kind, text, block (its number), level of a heading"},
    "show": ROW
    | {
        "image": "the picture that the front matter names, or null",
        "blocks": "a list: kind, spans (text, bold, italic, code, href), and where they say "
        "something level, quote, depth, marker, language, medium, href, rows",
        "statements": "with --key-points instead of blocks: as in a digest",
    },
    "index": {
        "added": "files that are new",
        "changed": "files that were changed in place",
        "moved": "files that are elsewhere",
        "removed": "files that went",
        "skipped": "files that are no articles",
    },
    "feeds": feeds.FIELDS,
    "fetch": fetch.FIELDS,
    "stats": {
        "total": "articles",
        "unread": "of them not read",
        "starred": "of them starred",
        "undated": "articles that have no date at all, not even their file's",
        "skipped": "files that are no articles",
        "categories": f"a list, the largest first, {_COUNT}",
        "sites": f"a list, the largest first, {_COUNT}",
        "own_tags": f"the tags that you gave, a list, the largest first, {_COUNT}",
        "days": f"a list, the newest first, {_COUNT}; the name is the day",
    },
    "doctor": {
        "versions": "of this program and of what it needs",
        "places": "settings, journal, index: paths",
        "library": "the folders",
        "articles": "how many there are",
        "terminal": "what it says of itself",
        "warnings": "sentences about what is in the way",
        "skipped": "files that are no articles: path and reason",
        "passed_over": "what no scan looks into: path and reason",
        "journal_flaws": "what cannot be read in the journals: path, line (0: all) and reason",
        "notices": "sentences of the index",
    },
}
"""The fields of `--json` by command: lists print an object a line, the others one object."""


def dress(commands: Mapping[str, ArgumentParser]) -> None:
    """Give each command its examples and its fields, below its options."""
    for name, parser in commands.items():
        parser.formatter_class = RawDescriptionHelpFormatter
        if not parser.description:
            parser.description = ""
        parser.epilog = "\n".join([_examples(name), *_fields(name)])


def _examples(name: str) -> str:
    lines = (f"  {line}\n      {meaning}" for line, meaning in EXAMPLES.get(name, ()))
    return "\n".join(["examples:", *lines])


def _fields(name: str) -> list[str]:
    if name not in JSON:
        return []
    lines = (
        indent("\n".join(wrap(f"{field}: {meaning}", 74, subsequent_indent="  ")), "  ")
        for field, meaning in JSON[name].items()
    )
    return ["", "fields of JSON:", *lines]
