"""What is installed: the wheel has all that the program reads, and the sdist all that builds it."""

from __future__ import annotations

import ast
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

HOME = Path(__file__).parents[1]
BEYOND = {"fcntl", "termios", "pwd", "grp", "resource", "pty", "tty", "msvcrt", "winreg"}
"""Modules of one system alone."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder)],
        cwd=HOME, check=True, capture_output=True,
    )  # fmt: skip
    return folder


def test_the_wheel_has_samples_styles_settings_and_manual(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        names = wheel.namelist()
    samples = [name for name in names if name.startswith("reader/sample_articles/")]
    assert len(samples) == len(list((HOME / "sample_articles").rglob("*.md")))
    for path in (HOME / "reader").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert path.relative_to(HOME).as_posix() in names
    assert any(name.endswith("share/man/man1/reader.1") for name in names)
    assert not [name for name in names if name.startswith("tests/")]


def test_the_sdist_has_what_the_tests_need(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as source:
        names = {name.partition("/")[2] for name in source.getnames()}
    assert {"README.md", "CONTRIBUTING.md", "LICENSE", "pyproject.toml", "docs/reader.1"} <= names
    assert "tests/test_wheel.py" in names
    assert any(name.startswith("sample_articles/") for name in names)


def test_no_module_needs_one_system_alone() -> None:
    for path in (HOME / "reader").rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        tried = [node for node in ast.walk(tree) if isinstance(node, ast.Try)]
        guarded = {one for node in tried for part in node.body for one in ast.walk(part)}
        for node in set(ast.walk(tree)) - guarded:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names.append(node.module or "")
            assert not BEYOND & {name.partition(".")[0] for name in names}, path
