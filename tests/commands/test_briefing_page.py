"""The briefing as a page: one file without scripts, light or dark, that a browser shows."""

from __future__ import annotations

import random
import re
import shutil
import struct
import subprocess
import zlib
from pathlib import Path

import pytest

from tests.commands.conftest import Run, Write

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
CHANCE = random.Random(4)
REPORT = "".join(
    f"<p>{''.join(chr(CHANCE.randrange(0x4E00, 0x5E00)) for _ in range(30))}。</p>"
    for _ in range(10)
)


@pytest.fixture
def page(write: Write, root: Path, reader: Run, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("READER_LIBRARY", str(root))
    bold = "<p><b>The rates rise.</b></p>"
    urls = {
        write("Rates <rise>", ("News", "World", "Sina"), "2022-04-22 10:00", f"{bold}{REPORT}"):
            "https://example.com/rates?a=1&b=2",
        write("As others say", ("Papers", "Sohu"), "2022-04-22 09:00", REPORT):
            "https://b.example/",
        write("Alone", ("Sport",), "2022-04-22 08:00", "<p>Alone</p>"): "javascript:alert(1)",
    }  # fmt: skip
    for path, url in urls.items():
        path.write_text(path.read_text("utf-8").replace("author:", f"url: {url}\nauthor:"), "utf-8")
    close = "<p><b>It was</b> close.<script>x()</script></p>"
    assert reader("index", "--quiet").code == 0
    write("A match", ("Sport",), "2022-04-22 08:00", close)
    shown = reader("digest", "--format", "html")
    assert shown.code == 0
    return shown.out


def test_it_is_one_file_that_loads_and_runs_nothing(page: str) -> None:
    assert not re.search(
        r"<(script|link|img|iframe|object)|\son\w+=|javascript:|url\(|@import", page
    )
    assert "prefers-color-scheme: dark" in page


def test_it_has_each_story_once_with_its_sources_and_links(page: str) -> None:
    assert '<h3><a href="https://example.com/rates?a=1&amp;b=2">Rates &lt;rise&gt;</a></h3>' in page
    assert 'also in <a href="https://b.example/">Sohu</a>' in page
    assert "As others say" not in page
    assert "3 stories from" in page
    assert '<p class="path">World</p>' in page
    assert "Titles alone: Alone" in page


def test_it_is_of_the_day_that_was_asked_for(page: str, reader: Run) -> None:
    of_the_day = reader("digest", "--format", "html", "--date", "2022-04-22").out
    assert "<title>Briefing, Fri 22 April 2022</title>" in of_the_day
    assert "<title>Briefing, Fri 22 April 2022</title>" not in page, "it was made later"


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed")
@pytest.mark.parametrize(("scheme", "paper"), [(1, (253, 253, 251)), (0, (23, 23, 26))])
def test_a_browser_shows_it_light_or_dark(
    page: str, tmp_path: Path, scheme: int, paper: tuple[int, int, int]
) -> None:
    file, picture = tmp_path / "briefing.html", tmp_path / "page.png"
    file.write_text(page, "utf-8")
    words = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             f"--user-data-dir={tmp_path / 'profile'}",
             f"--blink-settings=preferredColorScheme={scheme}")  # fmt: skip
    subprocess.run(
        [CHROMIUM, *words, f"--screenshot={picture}", file.as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert first_pixel(picture.read_bytes()) == paper
    dom = subprocess.run(
        [CHROMIUM, *words, "--dump-dom", file.as_uri()],
        check=True, capture_output=True, timeout=120,
    ).stdout.decode()  # fmt: skip
    assert dom.count("<h3>") == 2
    assert "The rates rise." in dom


def first_pixel(png: bytes) -> tuple[int, ...]:
    """The colour of the pixel at the top left; filters change nothing there."""
    data, at = b"", 8
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + size]
        at += 12 + size
    return tuple(zlib.decompress(data)[1:4])
