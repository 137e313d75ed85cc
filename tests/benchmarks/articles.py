"""What is measured: real articles where there are any beside the project, else its samples, and
articles made to a size.
"""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"

_HEAD = """
---
title: '{title}'
categories:
 - 金融
 - 新闻
date: 2022-04-22 10:00:00
---

"""
_SENTENCES = (
    "央行今天公布了第一季度的数据，余额比去年同期增长12.3%，",
    "分析人士认为“这是好消息”，后续如何仍待观察。",
    "The bank said on Tuesday that lending grew faster than expected. ",
)


def corpora() -> dict[str, list[Path]]:
    """The files of each collection of articles, by name."""
    found = {
        f"corpus/{name}": sorted(path for path in (CORPUS / name).glob("*") if path.is_file())
        for name in ("real", "pages")
    }
    found = {name: paths for name, paths in found.items() if paths}
    return found or {"samples": sorted((ROOT / "sample_articles").rglob("*.md"))}


def made(folder: Path, kind: str, size: int) -> Path:
    """Write an article of about `size` bytes, in HTML or in Markdown (`kind`), and return it."""
    part = _html() if kind == "html" else _markdown()
    body = part * (size // len(part.encode()) + 1)
    path = folder / f"{kind}-{size}.md"
    path.write_text(_HEAD.format(title="一篇文章") + body, "utf-8")
    return path


def _html() -> str:
    first, second, third = _SENTENCES
    paragraph = f"<p>　　{first}<strong>余额压降至4974亿。</strong>{second}</p>\n"
    linked = f'<p>{third * 3}<a href="https://news.example/1">The report</a> {first}</p>\n'
    return f"<h2>小标题</h2>\n{paragraph * 3}{linked * 2}<ul><li>甲</li><li>{third}</li></ul>\n"


def _markdown() -> str:
    first, second, third = _SENTENCES
    paragraph = f"{first}**余额压降至4974亿。**{second}\n\n"
    linked = f"{third * 3}[The report](https://news.example/1) {first}\n\n"
    return f"## 小标题\n\n{paragraph * 3}{linked * 2}- 甲\n- {third}\n\n"
