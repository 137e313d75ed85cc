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
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from rich.cells import cell_len

HERE = Path(__file__).parent
SAMPLES = HERE.parent.parent / "sample_articles"

TO_THE_TEA = "n n n n n n n n n n "
PICTURES = {
    "screen": ("120x34", TO_THE_TEA + "enter"),
    "key-statements": ("120x24", TO_THE_TEA + "enter B j"),
    "palette": ("120x24", "t t t colon a r t"),
    "light": ("120x24", "t d d s j j enter"),
    "narrow": ("60x24", TO_THE_TEA + "enter space"),
}
"""Name → columns and rows, and the keys that lead there."""

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


async def draw(folder: Path, columns: int, rows: int, keys: list[str]) -> str:
    """The screen on a folder, as SVG, after `keys` were pressed."""
    from reader.library.library import Library
    from reader.tui.app import ReaderApp

    library = Library([folder], UTC)
    library.refresh()
    app = ReaderApp(library, name=folder.name, zone=UTC, text_width=80)
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


def drawn(size: str, keys: str) -> str:
    """A picture of a fresh start, in a home of its own."""
    columns, rows = (int(number) for number in size.split("x"))
    with tempfile.TemporaryDirectory() as folder:
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            os.environ[f"XDG_{name}_HOME"] = f"{folder}/{name.lower()}"
        os.environ.pop("NO_COLOR", None)
        return asyncio.run(draw(dated(Path(folder)), columns, rows, keys.split()))


def main() -> None:
    if len(sys.argv) > 1:
        sys.stdout.write(drawn(sys.argv[1], " ".join(sys.argv[2:])))
        return
    for name, (size, keys) in PICTURES.items():
        (HERE / f"{name}.svg").write_text(drawn(size, keys), "utf-8")


if __name__ == "__main__":
    main()
