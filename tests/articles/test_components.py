"""MDX, outlines of Logseq, clippings and links in Markdown: their text alone is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.articles.body import blocks
from reader.articles.file import read_article
from reader.articles.markdown.logseq import without_properties
from reader.articles.markdown.mdx import without_components
from reader.model import Article, file_of


def article(folder: Path, name: str, text: str) -> Article:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return read_article(path)


def lines(found: Article) -> list[str]:
    return [text for block in blocks(found) if (text := "".join(s.text for s in block.spans))]


def test_statements_comments_and_components_are_no_text(tmp_path: Path) -> None:
    found = article(
        tmp_path,
        "x.md",
        "import A, { B } from './a';\nimport {\n  C\n} from \"c\";\n\nexport const D = () => (\n"
        "  <p style={{color: 'red'}}>{1 > 0 ? 'a' : 'b'}</p>\n);\n\n{/* hidden\nlines */}\n\n"
        '<Tabs values={[{a: "<x>"}]} b>\n<A.Item label="One">\n\nText **in** it.\n\n</A.Item>\n'
        "</Tabs>\n\n<>\n\nLast words.\n\n</>\n",
    )
    assert lines(found) == ["Text in it.", "Last words."]


@pytest.mark.parametrize(
    "text",
    ["import duties rose by 3 %\n\nand exports fell.", "export is hard from here\n",
     "```jsx\nimport A from 'a';\n<B c={d} />\n```\n", "a < b and {c} > d", "Use `<B c={d}>`."],
)  # fmt: skip
def test_what_is_no_mdx_stays(text: str) -> None:
    assert without_components(text).strip() == text.strip()


def test_an_outline_has_no_properties_and_no_logbook() -> None:
    text = (
        "- A block\n  id:: 64a1b2c3\n\t- inner\n\t  collapsed:: true\n\t- DONE it\n\t  :LOGBOOK:\n"
        "\t  CLOCK: [2023-05-06 Sat]\n\t  :END:\n\t- std::vector stays\n\t- key:: stays"
    )
    assert without_properties(text).split() == (
        "- A block - inner - DONE it - std::vector stays - key:: stays".split()
    )
    prose = "Text with\n  key:: value\n"
    assert without_properties(prose) == prose


def test_bold_that_ends_on_the_next_line_is_bold_and_the_line_breaks(tmp_path: Path) -> None:
    text = "**What does it cost?\n**It is this.\n\n**Fine.**\n**Both.**\n"
    found = article(tmp_path, "x.md", text)
    assert lines(found) == ["What does it cost?\nIt is this.", "Fine. Both."]
    first, *_others = blocks(found)
    assert [span.text.strip() for span in first.spans if span.bold] == ["What does it cost?"]


def test_a_link_around_blocks_is_a_link_on_the_first_of_them(tmp_path: Path) -> None:
    text = "[\n\n### A headline\n\nIts text.\n\n](https://x.example/a)\n\nAfter.\n"
    (heading, *others) = blocks(article(tmp_path, "x.md", text))
    assert (heading.kind, heading.spans[0].text) == ("heading", "A headline")
    assert heading.spans[0].href == "https://x.example/a"
    assert ["".join(s.text for s in one.spans) for one in others] == ["Its text.", "After."]


def test_links_lead_to_files_of_the_folder_and_to_no_other(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("secret")
    root = tmp_path / "root"
    for name in ("b.md", "sub/with blank.md", "2024-01-02-dated.md", "sub/index.md"):
        article(root, name, "Text.")
    (root / "out.md").symlink_to(tmp_path / "secret.md")
    text = (
        "[r](b.md#part) [[b]] [[B|named]] [[sub/with blank]] [e](sub/with%20blank.md) [i](sub/)"
        " [n](none.md) [[none]] [up](../secret.md) [l](out.md) [[../secret]] [abs](/etc/hosts)"
        " [f](file:///etc/hosts) [reader](reader:b.md) [#](#part) [h](https://x.example/b.md)"
    )
    found = article(root, "a.md", text)
    (block,) = blocks(found)
    led = {span.text: file_of(span.href) for span in block.spans if span.href}
    assert led == {
        "r": root / "b.md", "b": root / "b.md", "named": root / "b.md",
        "sub/with blank": root / "sub/with blank.md", "e": root / "sub/with blank.md",
        "i": root / "sub/index.md", "h": None,
    }  # fmt: skip


def test_paths_of_a_site_lead_where_its_generator_would(tmp_path: Path) -> None:
    (tmp_path / "hugo.toml").write_text("baseURL = 'https://x.example/blog/'")
    article(tmp_path, "content/posts/b.md", "Text.")
    article(tmp_path, "content/posts/2024-01-02-c.md", "Text.")
    found = article(tmp_path, "content/a.md", "[b](/posts/b/) [c](/blog/posts/c.html) [d](/d/)")
    (block,) = blocks(found)
    led = [file_of(span.href).name for span in block.spans if span.href]
    assert led == ["b.md", "2024-01-02-c.md"]
