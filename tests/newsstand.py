"""Articles in the form of the dumps, for tests that need a folder of them."""

from __future__ import annotations

from pathlib import Path

FINANCE, CODE, GAMES = ("金融", "新浪财经"), ("编程", "OSChina"), ("游戏", "3DM")

LONG = "The long report"

TITLES = [
    "Rates rise", "Bonds fall", LONG, "Ports reopen", "Tea loans",
    "Queues in Go", "Wine 7.14", "Pip mirrors",
    "A patch", "A console",
]  # fmt: skip
"""The articles of `ten` as the list has them, grouped by category and newest first."""

NEWEST = [
    "Rates rise", "Bonds fall", "Queues in Go", "A patch", LONG,
    "Wine 7.14", "Ports reopen", "Pip mirrors", "Tea loans", "A console",
]  # fmt: skip
"""The same, newest first."""


def write(
    root: Path,
    title: str,
    categories: tuple[str, ...] = FINANCE,
    date: str = "2022-04-22 10:00:00",
    body: str = "<p>A body.</p>",
    name: str = "",
) -> Path:
    """Write an article into the folder of its first category; the last one is its site."""
    path = root / categories[0] / f"{name or title}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    listed = "".join(f"\n - {category}" for category in categories)
    head = f"title: '{title}'\ncategories:{listed}\nauthor: {categories[-1]}\n"
    path.write_text(f"\n---\n{head}date: {date}\n---\n\n<div>{body}</div>\n", "utf-8")
    return path


def ten(root: Path) -> Path:
    """Ten articles in three categories; one is long, and every fifth of its paragraphs begins
    with bold words; one has wide code. Returns the folder.
    """
    begun = (
        f"<b>Paragraph {n}: bold words.</b> And" if n % 5 == 0 else f"Paragraph {n}:"
        for n in range(1, 81)
    )
    long = "".join(f"<p>{begin} {'many words, ' * 20}and an end.</p>" for begin in begun)
    write(root, "Rates rise", FINANCE, "2022-04-22 10:00:00")
    write(root, "Bonds fall", FINANCE, "2022-04-22 09:00:00")
    write(root, LONG, FINANCE, "2022-04-21 08:00:00", long)
    write(root, "Ports reopen", FINANCE, "2022-04-20 08:00:00")
    write(root, "Tea loans", FINANCE, "2022-04-19 08:00:00")
    wide = f"<p>A body.</p><pre><code>{'x' * 100}END\ny</code></pre>"
    write(root, "Queues in Go", CODE, "2022-04-22 08:00:00", wide)
    write(root, "Wine 7.14", CODE, "2022-04-21 07:00:00")
    write(root, "Pip mirrors", CODE, "2022-04-20 07:00:00")
    write(root, "A patch", GAMES, "2022-04-22 07:00:00")
    write(root, "A console", GAMES, "2022-04-18 07:00:00")
    return root
