"""JSON on stdout: one document, or one a line."""

from __future__ import annotations

import json
import sys


def print_json(value: object, indent: int | None = None) -> None:
    """Print a value, its characters as they are; escaped where stdout cannot take them all."""
    whole = (sys.stdout.encoding or "").lower().startswith("utf")
    print(json.dumps(value, ensure_ascii=not whole, indent=indent))
