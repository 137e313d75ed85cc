"""What a reader does with an article outside of the screen: browser, editor, clipboard, files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from time import monotonic, sleep

import pytest
from textual.widgets import Input

from reader.articles.file import read_article
from reader.errors import ReaderError
from reader.tui.article.browser import open_address, shown_host
from reader.tui.article.export import CopyError, as_text, free_name, write_copy
from tests.tui.room import DEADLINE, Room, Screen, Write


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a browser of our own writes what it was given."""
    file = tmp_path / "opened"
    program = tmp_path / "browser"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{file}.new"\nmv "{file}.new" "{file}"\n')
    program.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(program))
    return file


def given_to_browser(file: Path) -> str:
    end = monotonic() + DEADLINE
    while not file.exists() and monotonic() < end:
        sleep(0.01)
    return file.read_text()


@pytest.mark.parametrize(
    ("href", "given", "host"),
    [
        ("https://example.net/a;rm -rf $(x)", "https://example.net/a;rm-rf$(x)", "example.net"),
        ("http://bücher.example/ü", "http://xn--bcher-kva.example/ü", "xn--bcher-kva.example"),
        ("http://bank.example@evil.example/", None, "evil.example"),
        ("http://evil.example\\@bank.example/", "http://evil.example/@bank.example/", None),
        ("mailto:a@example.net", "mailto:a@example.net", "mailto:a@example.net"),
    ],
)
def test_an_address_is_opened_and_its_host_said(
    href: str, given: str | None, host: str | None, opened: Path
) -> None:
    said = open_address(href)
    assert given_to_browser(opened) == f"{given or href}\n"
    assert (host or "evil.example") in said
    assert (host or "evil.example") == shown_host(href)


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "file:///etc/passwd", "ftp://example.net/", "x", "http://[::"]
)
def test_other_addresses_are_not_opened(href: str, opened: Path) -> None:
    with pytest.raises(ReaderError, match="Only http, https and mailto"):
        open_address(href)
    assert not opened.exists()


@pytest.mark.parametrize("named", ["", 'firefox "--new'])
def test_without_a_browser_there_is_a_sentence(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BROWSER", named)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ReaderError, match=r"No browser found for example\.net"):
        open_address("https://example.net/")


def test_a_browser_may_name_the_place_of_the_address(
    opened: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER", f"nowhere:{os.environ['BROWSER']} --new '<%s>'")
    open_address("https://example.net/")
    assert given_to_browser(opened) == "--new\n<https://example.net/>\n"


async def test_a_click_on_a_link_opens_it(write: Write, screen: Screen, opened: Path) -> None:
    write("Links", body='<p>Before <a href="https://example.net/x">a link</a>.</p>')
    async with screen() as room:
        await room.open("Links")
        y = next(y for y, row in enumerate(room.article_rows) if "a link" in row)
        x = room.article_strips[y].text.index("a link")
        await room.pilot.click(room.pane, offset=(x - 3, y))
        assert not room.foot
        await room.pilot.click(room.pane, offset=(x + 1, y))
        await room.until(lambda: room.foot == "Opening example.net in the browser.", "a word")
    assert given_to_browser(opened) == "https://example.net/x\n"


async def test_the_link_of_a_row_is_opened_or_copied_from_the_list(
    write: Write, screen: Screen, opened: Path
) -> None:
    file = write("Linked")
    file.write_text(
        file.read_text("utf-8").replace("\ndate:", "\nurl: https://example.net/x\ndate:")
    )
    write("No link")
    async with screen() as room:
        await room.to("Linked")
        await room.press("o")
        await room.until(lambda: "Opening example.net" in room.status, "a word about the browser")
        assert given_to_browser(opened) == "https://example.net/x\n"
        await room.press("y")
        await room.until(lambda: "Copied https://example.net/x" in room.status, "a word about it")
        assert room.copied == "https://example.net/x"
        assert not room.reading
        assert "2 unread of 2" in room.bars[0]
        await room.to("No link")
        await room.press("o")
        await room.until(lambda: "has no link" in room.status, "a word about no link")


@pytest.mark.parametrize("key", ["r", "s", "m", "T", "X", "equals_sign", "v", "o", "y"])
async def test_a_key_for_an_article_says_so_on_a_heading(
    key: str, write: Write, screen: Screen
) -> None:
    write("One")
    async with screen() as room:
        await room.press("g", key)
        await room.until(lambda: "Go to an article first." in room.status, "what is missing")


@contextmanager
def editor(room: Room, tmp_path: Path, script: str) -> Iterator[None]:
    program = tmp_path / "editor"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VISUAL", f"{program} --wait")
        patch.setattr(type(room.app), "suspend", suspended)
        yield


@contextmanager
def suspended(_app: object) -> Iterator[None]:
    yield


async def test_what_was_edited_is_shown(write: Write, screen: Screen, tmp_path: Path) -> None:
    write("Draft", body="<p>A body.</p>")
    async with screen() as room:
        await room.open("Draft")
        with editor(room, tmp_path, """sed -i 's/A body/Another body/' "$2" """):
            await room.press("e")
            await room.until(lambda: "Another body." in room.article, "the new text")
        assert room.reading
        with editor(room, tmp_path, "exit 3"):
            await room.press("e")
            await room.until(lambda: room.foot.endswith("ended with code 3."), "a word")


async def test_a_long_copy_says_what_terminals_take(write: Write, screen: Screen) -> None:
    write("Long", body=f"<p>{'字' * 30_000}</p>")
    async with screen() as room:
        await room.open("Long")
        await room.press("y", "t")
        await room.until(lambda: room.foot.startswith("Copied 90 kB"), "a word")


def test_a_copy_is_never_written_over_another_file(write: Write, tmp_path: Path) -> None:
    article = read_article(write("One", body="<p>A body.</p>"), UTC)
    for ending, words in ((".md", "A body."), (".html", "<p>A body.</p>"), (".txt", "A body.\n")):
        path = free_name(tmp_path, "What: a/b?", ending)
        assert path.name == f"What a b{ending}"
        write_copy(article, path, UTC)
        assert words in path.read_text("utf-8")
        with pytest.raises(CopyError, match="file exists already"):
            write_copy(article, path, UTC)
        assert free_name(tmp_path, "What: a/b?", ending).name == f"What a b 2{ending}"
    with pytest.raises(CopyError, match=r"must end in one of \.html, "):
        write_copy(article, tmp_path / "x.doc", UTC)
    with pytest.raises(CopyError, match="cannot be written"):
        write_copy(article, tmp_path / "none" / "x.md", UTC)


def test_paragraphs_are_copied_whole(write: Write) -> None:
    article = read_article(write("One", body=f"<p>{'word ' * 100}</p><hr><p>End</p>"), UTC)
    text = as_text(article, UTC)
    assert ("word " * 100).strip() in text
    assert max(map(len, text.split("\n"))) < 600


async def test_a_path_that_no_system_takes_is_a_sentence(write: Write, screen: Screen) -> None:
    write("One")
    async with screen() as room:
        await room.press("enter")
        await room.until(lambda: room.reading, "the article open")
        await room.press("E")
        await room.until(lambda: room.prompt, "a question")
        for path in (f"/{'x' * 300}", f"/{'x' * 300}.md", f"/{'x/' * 3000}x.md"):
            room.app.screen.query_one(Input).value = path
            await room.press("enter")
            await room.until(
                lambda: room.prompts("cannot be written") or room.prompts("must end in one of"),
                "why",
            )
            assert room.prompts("Save as")


async def test_an_error_about_a_copy_leaves_room_to_type(
    write: Write, screen: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write("One")
    async with screen(size=(60, 20)) as room:
        await room.press("enter")
        await room.until(lambda: room.reading, "the article open")
        await room.press("E")
        await room.until(lambda: room.prompt, "a question")
        field = room.app.screen.query_one(Input)
        field.value = "/nowhere/at all/one.md"
        await room.press("enter")
        await room.until(lambda: room.prompts("It cannot be written"), "the error")
        await room.until(lambda: field.size.width >= 30, "room for the answer")
        assert room.prompts("Save as")
