"""The command line, called as the tests of commands call it."""

from __future__ import annotations

from tests.commands.conftest import reader

__all__ = ["reader"]
