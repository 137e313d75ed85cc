"""Draw the README's picture of the screen from the sample articles.

    python tests/pictures/draw.py [COLUMNSxROWS [KEYS]]  > picture.svg

Without arguments it writes the picture that the README shows, beside this file. Everything the
program keeps goes to a temporary folder, so the picture is the same on every machine.
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
SIZE, KEYS = "120x34", "n n n n n n n n n n n enter"

WRITTEN = datetime(2022, 8, 9, 12, tzinfo=UTC).timestamp()

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
        return widened(app.export_screenshot(title="reader"))


def widened(svg: str) -> str:
    """Rich gives every character one cell; wide ones need two, or they are drawn squashed."""

    def measured(text: re.Match[str]) -> str:
        plain = html.unescape(text[4])
        if plain.isascii() or not plain:
            return text[0]
        width = float(text[2]) / len(plain) * cell_len(plain)
        return f"{text[1]}{width:g}{text[3]}{text[4]}{text[5]}"

    return _TEXT.sub(measured, svg)


def main() -> None:
    size, *keys = sys.argv[1:] or (SIZE, KEYS)
    columns, rows = (int(number) for number in size.split("x"))
    with tempfile.TemporaryDirectory() as folder:
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            os.environ[f"XDG_{name}_HOME"] = f"{folder}/{name.lower()}"
        samples = dated(Path(folder))
        svg = asyncio.run(draw(samples, columns, rows, " ".join(keys).split()))
    if len(sys.argv) > 1:
        sys.stdout.write(svg)
    else:
        (HERE / "screen.svg").write_text(svg, "utf-8")


if __name__ == "__main__":
    main()
