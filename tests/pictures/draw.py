"""Draw the README's pictures of the screen from the sample articles.

    python tests/pictures/draw.py [COLUMNSxROWS [KEYS]]  > picture.svg

Without arguments it writes the pictures that the README shows, beside this file. Everything the
program keeps goes to a temporary folder, so they are the same on every machine.
"""

from __future__ import annotations

import asyncio
import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from rich.cells import cell_len

HERE = Path(__file__).parent
SAMPLES = HERE.parent.parent / "sample_articles"

TO_THE_TEA = "n n n n n n n n n n "
STORY = "story"
PICTURES = {
    "screen": ("120x34", TO_THE_TEA + "enter"),
    "key-statements": ("120x24", TO_THE_TEA + "enter B j"),
    "palette": ("120x24", "t t t colon r e a d"),
    "light": ("120x24", "t d s s j j enter"),
    "narrow": ("60x24", TO_THE_TEA + "enter space"),
    STORY: ("120x24", "n l enter equals_sign"),
}
"""Name → columns and rows, and the keys that lead there."""

TOLD = "Schoolchildren_Map_*.md"
RETOLD = {
    "Harbour Wire": ("Pupils' moss map shows where a town stays cool", 4, ""),
    "Saltmarsh Gazette": (
        "What 9,412 patches of moss say about a street",
        7,
        "<p>Nine other towns have asked for the method since, and two have begun. The forms fit on "
        "one sheet of paper, which the school prints for whoever sends an envelope.</p>",
    ),
}
"""Papers that tell the sample article too: their titles, how many of its lines they print, and what
they add.
"""

WRITTEN = datetime(2022, 8, 9, 12, tzinfo=UTC).timestamp()

_INDEXING = re.compile(r"indexing&#160;\d")
"""What the first start says for a moment on a busy machine."""

_TEXT = re.compile(r'(<text [^>]*textLength=")([\d.]+)("[^>]*>)([^<]*)(</text>)')


def dated(folder: Path) -> Path:
    """A copy of the samples whose files are all of one day: some articles have no other date."""
    copy = shutil.copytree(SAMPLES, folder / SAMPLES.name)
    for path in copy.rglob("*.md"):
        os.utime(path, (WRITTEN, WRITTEN))
    return copy


def retold(folder: Path) -> None:
    """Add versions of a sample article by other papers."""
    [path] = folder.rglob(TOLD)
    head, _, body = path.read_text("utf-8").partition("<div>")
    for number, (site, (title, lines, more)) in enumerate(RETOLD.items(), 1):
        told = re.sub(r"title: .*", f'title: "{title}"', head).replace("Lamplight Science", site)
        told = told.replace("10:15", f"1{number}:30")
        parts = body.split("\n")
        kept = "\n".join([*parts[:3], more, *parts[3:lines]])
        (folder / f"{site}.md").write_text(f"{told}<div>{kept}</div>\n", "utf-8")


async def draw(folder: Path, columns: int, rows: int, keys: list[str], *, folded: bool) -> str:
    """The screen on a folder, as SVG, after `keys` were pressed."""
    from reader.config import Settings
    from reader.library.library import Library
    from reader.tui.app import ReaderApp

    library = Library([folder], UTC)
    library.refresh()
    settings = Settings(stories="fold" if folded else "mark")
    app = ReaderApp(library, name=folder.name, zone=UTC, text_width=80, settings=settings)
    async with app.run_test(size=(columns, rows)) as pilot:
        await pilot.pause(0.3)
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.15)
        await pilot.pause(0.2)
        while _INDEXING.search(picture := app.export_screenshot(title="reader")):
            await pilot.pause(0.2)
        return widened(picture)


def widened(svg: str) -> str:
    """Rich gives every character one cell; wide ones need two, or they are drawn squashed."""

    def measured(text: re.Match[str]) -> str:
        plain = html.unescape(text[4])
        if plain.isascii() or not plain:
            return text[0]
        width = float(text[2]) / len(plain) * cell_len(plain)
        return f"{text[1]}{width:g}{text[3]}{text[4]}{text[5]}"

    return _TEXT.sub(measured, svg)


def drawn(size: str, keys: str, *, folded: bool = False) -> str:
    """A picture of a fresh start, in a home of its own."""
    columns, rows = (int(number) for number in size.split("x"))
    with tempfile.TemporaryDirectory() as folder:
        at_home(folder)
        library = dated(Path(folder))
        if folded:
            retold(library)
        return asyncio.run(draw(library, columns, rows, keys.split(), folded=folded))


def briefed(picture: Path) -> None:
    """Write a picture of a briefing, as Chromium shows its page."""
    from reader.cli import main as command
    from reader.library.library import Library

    with tempfile.TemporaryDirectory() as folder, redirect_stdout(StringIO()) as page:
        at_home(folder)
        library = dated(Path(folder))
        retold(library)
        Library([library], UTC).refresh()
        command(["digest", "-L", str(library), "--since", "2022-03-01", "--limit", "14",
                 "--format", "html"])  # fmt: skip
        file = Path(folder) / "briefing.html"
        file.write_text(page.getvalue(), "utf-8")
        subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--window-size=760,840", f"--screenshot={picture}", file.as_uri()],
            check=True, capture_output=True,
        )  # fmt: skip


def at_home(folder: str) -> None:
    """Let everything that the program keeps be in a folder."""
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        os.environ[f"XDG_{name}_HOME"] = f"{folder}/{name.lower()}"
    os.environ.pop("NO_COLOR", None)


def main() -> None:
    if len(sys.argv) > 1:
        sys.stdout.write(drawn(sys.argv[1], " ".join(sys.argv[2:])))
        return
    for name, (size, keys) in PICTURES.items():
        (HERE / f"{name}.svg").write_text(drawn(size, keys, folded=name == STORY), "utf-8")
    if shutil.which("chromium"):
        briefed(HERE / "briefing.png")


if __name__ == "__main__":
    main()
