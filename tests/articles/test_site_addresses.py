"""Addresses that a site's generator fills in lead where they would on the site."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.articles import producers
from reader.articles.body import blocks
from reader.articles.file import read_article
from reader.articles.links import targets
from reader.articles.site_addresses import filled
from reader.model import Block, file_of

JEKYLL = "title: Ours\nurl: https://blog.example.com\nbaseurl: /blog\n"
HUGO = 'title = "Ours"\nbaseURL = "https://h.example/blog/"\n'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with a site of Jekyll and one of Hugo, each with an article called b."""
    texts = {
        "j/_config.yml": JEKYLL, "j/_posts/2024-01-01-b.md": "---\ntitle: B\n---\nText.\n",
        "h/hugo.toml": HUGO, "h/content/posts/b/index.md": "+++\ntitle = 'B'\n+++\n## Part\n",
    }  # fmt: skip
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    producers.forget()
    return tmp_path


def shown(file: Path, text: str) -> list[Block]:
    file.write_text(f"---\ntitle: A\n---\n{text}\n", "utf-8")
    return list(blocks(read_article(file, None)))


def leads(file: Path, text: str) -> str | None:
    """Where the one link of a text leads: an address, or the name of a file."""
    (href,) = {span.href for block in shown(file, text) for span in block.spans}
    return str(path.name) if href and (path := file_of(href)) else href


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("{{ site.url }}/en/a/", "https://blog.example.com/en/a/"),
        ("{{site.url}}{{site.baseurl}}/a", "https://blog.example.com/blog/a"),
        ('{{ "/a.html" | absolute_url }}', "https://blog.example.com/blog/a.html"),
        ("{{ site.baseurl }}/2024/01/01/b.html", "2024-01-01-b.md"),
        ("{{ '/b/' | relative_url }}", "2024-01-01-b.md"),
        ("{% post_url 2024-01-01-b %}", "2024-01-01-b.md"),
        ("{{ site.baseurl }}{% post_url 2024-01-01-b %}", "2024-01-01-b.md"),
        ("{% link _posts/2024-01-01-b.md %}", "2024-01-01-b.md"),
        ("{% post_url 2024-01-01-none %}", None),
        ("{{ page.previous.url }}/elsewhere", None),
    ],
)
def test_addresses_of_jekyll(site: Path, address: str, expected: str | None) -> None:
    for text in (f"[x]({address})", f"[x][1]\n\n[1]: {address}"):
        assert leads(site / "j/_posts/2024-01-02-a.md", text) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ('{{< ref "b" >}}', "index.md"),
        ('{{< ref "b/index.md" >}}', "index.md"),
        ('{{% relref path="/posts/b#part" %}}', "index.md"),
        ("{{< relref posts/b >}}", "index.md"),
        ('{{< ref "none.md" >}}', None),
    ],
)
def test_addresses_of_hugo(site: Path, address: str, expected: str | None) -> None:
    for text in (f"[x]({address})", f"[x][1]\n\n[1]: {address}"):
        assert leads(site / "h/content/posts/a.md", text) == expected


def test_code_stays_as_it_is_written(site: Path) -> None:
    link = "[x]({{ site.url }}/a)"
    found = shown(site / "j/_posts/2024-01-02-a.md", f"`{link}`\n\n```\n{link}\n```")
    assert ["".join(span.text for span in block.spans) for block in found] == [link, link]


def test_what_links_to_an_article_knows_them_too(site: Path) -> None:
    file = site / "j/_posts/2024-01-02-a.md"
    shown(file, "[x]({% post_url 2024-01-01-b %})")
    found = targets(filled(read_article(file, None, site)), site)
    assert list(found) == [("b", "[[j/_posts/2024-01-01-b.md")]


@pytest.mark.parametrize(
    ("marker", "address"),
    [("pelicanconf.py", "{filename}c.md"), ("pelicanconf.py", "{filename}/c.md"),
     ("zola.toml", "@/c.md")],
)  # fmt: skip
def test_links_to_files_of_pelican_and_zola(tmp_path: Path, marker: str, address: str) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / marker).touch()
    (tmp_path / "content/c.md").write_text("# C", "utf-8")
    producers.forget()
    assert leads(tmp_path / "content/a.md", f"[x]({address})") == "c.md"
