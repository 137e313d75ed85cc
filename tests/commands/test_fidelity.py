"""What the tool beside the project measures, held: a browser's text, its bold, and no adverts."""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from tests.commands.conftest import Run
from tests.conftest import SHARED

LEAST = 0.9995


@pytest.fixture(scope="module")
def fidelity() -> ModuleType:
    path = SHARED / "tools" / "fidelity.py"
    if not path.is_file():
        pytest.skip(f"{path} is not here: nothing to measure with")
    spec = importlib.util.spec_from_file_location("fidelity", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("folder", "truths"),
    [("real", "truth"), pytest.param("pages", "pages-truth", marks=pytest.mark.slow)],
)
def test_what_a_browser_shows_is_shown_and_bold_where_it_is_bold(
    folder: str, truths: str, shared: Path, fidelity: ModuleType, reader: Run
) -> None:
    total, seen = Counter[str](), 0
    for path in sorted((shared / "corpus" / folder).glob("*.md")):
        truth = shared / "corpus" / truths / f"{path.stem}.json"
        if truth.exists():
            shown = reader("show", "--no-header", "--color", "always", "--width", 400, path)
            total.update(fidelity.score(json.loads(truth.read_text("utf-8")), shown.out))
            seen += 1
    assert seen >= 20
    assert total["text_hit"] >= LEAST * total["text"]
    assert total["bold_hit"] >= LEAST * total["bold"]
    assert total["out_bold_hit"] >= LEAST * total["out_bold"]
    assert (total["leak"], total["escapes"]) == (0, 0)
    assert min(total["text"], total["bold"], total["out_bold"]) > 1000
