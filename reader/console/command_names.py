"""The names of the commands, from the modules in `commands/`, which are not imported for that."""

from __future__ import annotations

import os
from pathlib import Path


def names() -> list[str]:
    """The names of all commands, in alphabetical order."""
    names = os.listdir(Path(__file__).parents[1] / "commands")  # noqa: PTH208 (`iterdir` makes paths)
    return sorted(name[:-3] for name in names if name.endswith(".py") and name[0] != "_")
