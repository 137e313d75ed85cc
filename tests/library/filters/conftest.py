"""Filters in the settings of a test."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from reader.config import config_file

Give = Callable[..., None]


@pytest.fixture
def give(a_home_of_its_own: object) -> Give:
    """Write filters into the settings, each a dictionary, in place of those before."""

    def give(*filters: dict[str, object]) -> None:
        lines = []
        for number, one in enumerate(filters):
            lines.append("[[filter]]")
            told = {"name": f"f{number}"} | one
            lines += [f"{name} = {json.dumps(value)}" for name, value in told.items()]
        config_file().parent.mkdir(parents=True, exist_ok=True)
        config_file().write_text("\n".join(lines), "utf-8")

    return give
