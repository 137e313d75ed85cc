"""Fetches the full text of an article in the background, by `reader full`."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the first screen does without
    from reader.entry import Entry
    from reader.library.library import Library


async def fetched(library: Library, entry: Entry) -> str:
    """Write the full text of an article into its file. Returns '', or why that failed.

    It takes as long as the page takes to load; nothing waits for it.
    """
    from reader.library.scan.background import start_command

    roots = [word for root in library.roots for word in ("-L", os.fspath(root))]
    process = start_command(["full", os.fspath(entry.path), *roots], {})
    _out, said = await asyncio.to_thread(process.communicate)
    if not process.returncode:
        return ""
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[-1].removeprefix("reader: ") if lines else "The full text could not be fetched."
