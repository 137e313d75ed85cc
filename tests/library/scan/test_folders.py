"""Folders as people have them: what their owner sees is what the list shows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reader import config
from reader.articles.file import fingerprint
from reader.entry import Entry
from reader.library.library import Library, parse
from tests.library.conftest import Open
from tests.states import set_state

HEAD = "---\ntitle: {}\ndate: 2024-05-01\n---\nText.\n"


def laid(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def listed(root: Path, library: Library) -> dict[str, Entry]:
    return {entry.path.relative_to(root).as_posix(): entry for entry in library.entries()}


def ignored(root: Path, library: Library) -> dict[str, str]:
    return {path.relative_to(root).as_posix(): why for path, why in library.passed_over()}


def settings(text: str) -> None:
    config.config_file().parent.mkdir(parents=True, exist_ok=True)
    config.config_file().write_text(text, "utf-8")


def test_folders_are_categories_where_articles_name_none(root: Path, open_library: Open) -> None:
    laid(
        root,
        {
            "1_finance/europe/a.md": HEAD.format("A"),
            "content/posts/2024/05/money/b.md": HEAD.format("B"),
            "travel/by-train/index.de.md": HEAD.format("C"),
            "travel/named.md": "---\ntitle: D\ncategories: [own]\n---\nText.",
            "e.md": HEAD.format("E"),
        },
    )
    library = open_library()
    found = {name: entry.categories for name, entry in listed(root, library).items()}
    assert found == {
        "1_finance/europe/a.md": ("1_finance", "europe"),
        "content/posts/2024/05/money/b.md": ("money",),
        "travel/by-train/index.de.md": ("travel",),
        "travel/named.md": ("own",),
        "e.md": (),
    }
    assert [e.title for e in library.entries(parse("category:money"))] == ["B"]
    assert {e.title for e in library.entries(parse("folder:1_finance"))} == {"A"}
    assert {e.title for e in library.entries(parse("folder:travel/"))} == {"C", "D"}
    assert {e.title for e in library.entries(parse("folder:tra"))} == set()
    assert {e.title for e in library.entries(parse("-folder:travel"))} == {"A", "B", "E"}


def test_what_has_no_date_stands_last_and_in_no_span_of_days(
    root: Path, open_library: Open
) -> None:
    laid(root, {"b.md": HEAD.format("Dated"), "a.md": "# Undated\n\nText."})
    library = open_library()
    assert [entry.title for entry in library.entries()] == ["Dated", "Undated"]
    assert [entry.title for entry in library.entries(parse("after:1990"))] == ["Dated"]
    undated = listed(root, library)["a.md"]
    assert undated.published is None
    assert undated.modified is not None
    assert library.undated() == []


TEMPLATES = {
    "Hugo": (
        {"hugo.toml": "title='S'", "content/a.md": HEAD},
        ["README.md", "layouts/x.html", "archetypes/d.md", "themes/t/README.md", "public/a.html"],
    ),
    "Jekyll": (
        {"_config.yml": "title: S", "_posts/2024-05-01-a.md": HEAD, "about.md": "# About"},
        ["_layouts/x.html", "_includes/y.html", "_site/a.html", "LICENSE.md"],
    ),
    "Hexo": (
        {"_config.yml": "title: S", "source/_posts/a.md": HEAD, "source/README.md": "# In it"},
        ["scaffolds/post.md", "themes/t/layout/x.html", "CHANGELOG.md", "public/a.html"],
    ),
    "Zola": (
        {"config.toml": "base_url='https://x.example'", "content/a.md": HEAD},
        ["templates/x.html", "themes/t/y.html", "CODE_OF_CONDUCT.md"],
    ),
    "MkDocs": (
        {"mkdocs.yml": "site_name: S\ndocs_dir: text", "text/a.md": HEAD, "text/README.md": "# R"},
        ["overrides/main.html", "src/partials/x.html", "site/a.html", "CONTRIBUTING.md"],
    ),
    "Docusaurus": (
        {"docusaurus.config.ts": "", "blog/a.mdx": HEAD, "docs/b.md": HEAD},
        ["docs/_part.mdx", "build/a.html", "README.md"],
    ),
    "mdBook": (
        {"book.toml": "[book]\ntitle = 'S'", "src/a.md": "# A", "src/README.md": "# R"},
        ["src/SUMMARY.md", "book/a.html", "theme/x.md", "README.md"],
    ),
    "Quarto": (
        {"_quarto.yml": "website:\n  title: S", "posts/a/index.md": HEAD, "about.md": "# A"},
        ["_site/posts/a/index.html", "_extensions/x/README.md", "_freeze/a.md"],
    ),
    "Obsidian": (
        {".obsidian/templates.json": '{"folder": "Forms/Notes"}', "a.md": HEAD, "README.md": "# R"},
        ["Forms/Notes/x.md", "Templates/y.md"],
    ),
    "Astro": (
        {"package.json": '{"dependencies": {"astro": "4"}}', "src/content/blog/a.md": HEAD},
        ["README.md", "src/layouts/x.md"],
    ),
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_belongs_to_a_generator_is_no_article(
    name: str, root: Path, open_library: Open
) -> None:
    texts, others = TEMPLATES[name]
    texts = {one: text.replace("{}", one) for one, text in texts.items()}
    laid(root, texts | dict.fromkeys(others, "# {{ title }}\n"))
    library = open_library()
    told = ignored(root, library)
    shown = set(listed(root, library))
    for other in others:
        assert other not in shown
        parents = [other, *(p.as_posix() for p in Path(other).parents)]
        assert any(name in told.get(one, "") for one in parents), (other, told)
    assert shown == {one for one in texts if one.endswith((".md", ".mdx"))}
    assert not any(entry.problems for entry in library.entries())


def test_without_a_generator_all_of_it_is_articles(root: Path, open_library: Open) -> None:
    laid(root, {"README.md": "# R", "layouts/a.md": "# A", "templates/LICENSE.md": "# L"})
    assert set(listed(root, open_library())) == {
        "README.md", "layouts/a.md", "templates/LICENSE.md",
    }  # fmt: skip


def test_a_template_in_html_is_told_by_what_is_in_it(root: Path, open_library: Open) -> None:
    laid(
        root,
        {
            "list.html": '{{ define "main" }}<ul>{{ range .Pages }}</ul>{{ end }}',
            "page.html": "<h1>On templates</h1><p>Write</p><pre>{% for a in b %}</pre>",
        },
    )
    library = open_library()
    assert set(listed(root, library)) == {"page.html"}
    assert "template" in dict(library.skipped())[root / "list.html"]


def test_a_readerignore_and_the_settings_overrule(root: Path, open_library: Open) -> None:
    laid(
        root,
        {
            "hugo.toml": "", "content/a.md": "# A", "content/drafts/b.md": "# B",
            "layouts/about.md": "# C", "layouts/x.md": "# D", "notes/n.md": "# N",
            "notes/old/o.md": "# O", "notes/old/keep.md": "# K",
            ".readerignore": "# mine\ndrafts/\n/notes/old/*\n!keep.md\n",
        },
    )  # fmt: skip
    settings('include = ["layouts/about.md"]\nignore = ["n.md"]\n')
    library = open_library()
    assert set(listed(root, library)) == {
        "content/a.md", "layouts/about.md", "notes/old/keep.md",
    }  # fmt: skip
    told = ignored(root, library)
    assert told["notes/n.md"] == "The settings ignore it."
    assert told["content/drafts"] == "A .readerignore names it."
    assert "templates of Hugo" in told["layouts/x.md"]


def test_rules_that_come_and_go_are_followed_where_no_folder_changed(
    root: Path, open_library: Open
) -> None:
    laid(root, {"a/layouts/x.md": "# X", "a/content/b.md": "# B", "a/y.txt": "words"})
    library = open_library()
    assert len(listed(root, library)) == 3
    laid(root, {"a/hugo.toml": "title = 'S'"})
    library.refresh(full=False)
    assert set(listed(root, library)) == {"a/content/b.md"}
    assert listed(root, library)["a/content/b.md"].site == "S"
    (root / "a/hugo.toml").unlink()
    library.refresh(full=False)
    assert len(listed(root, library)) == 3
    laid(root, {".readerignore": "content"})
    library.refresh(full=False)
    assert set(listed(root, library)) == {"a/layouts/x.md", "a/y.txt"}


def test_drafts_are_marked_count_as_read_and_stand_last(root: Path, open_library: Open) -> None:
    laid(
        root,
        {
            "shown.md": HEAD.format("Shown"),
            "_drafts/a.md": HEAD.format("In _drafts"),
            "b.md": "---\ntitle: B\ndate: 2024-06-01\npublished: false\n---\nText.",
            "c.md": "---\ntitle: C\ndate: 2024-06-01\ndraft: true\n---\nText.",
            "d.md": "Title: D\nDate: 2024-06-01\nStatus: hidden\n\nText.",
            "e.md": "---\ntitle: E\ndate: 2020-06-01\nexpiryDate: 2021-01-01\n---\nText.",
            "f.md": "---\ntitle: F\ndate: 2023-06-01\nhidden: false\nstatus: done\n---\nText.",
        },
    )
    library = open_library()
    found = listed(root, library)
    drafts = {"_drafts/a.md", "b.md", "c.md", "d.md", "e.md"}
    assert {name for name, entry in found.items() if entry.draft} == drafts
    assert [entry.title for entry in library.entries()][:2] == ["Shown", "F"]
    assert {entry.title for entry in library.entries(parse("is:unread"))} == {"Shown", "F"}
    assert len(list(library.entries(parse("is:draft")))) == 5
    assert library.counts().unread == 2
    assert library.flaws() == []
    set_state(library, [found["c.md"]], read=False)
    assert library.counts().unread == 2
    laid(root, {"c.md": "---\ntitle: C\ndate: 2024-06-01\n---\nText."})
    library.refresh()
    assert [entry.title for entry in library.entries(parse("is:unread"))] == ["C", "Shown", "F"]
    assert library.flaws() == []
    settings("drafts = false\n")
    library.refresh()
    assert len(list(library.entries())) == 3
    assert "draft" in dict(library.skipped())[root / "b.md"]


def test_chinese_names_and_folders_have_dates(root: Path, open_library: Open) -> None:
    names = {
        "2020年1月2日 新年.md": ("新年", "2020-01-02"),
        "日记/2020年3月4日.md": ("2020年3月4日", "2020-03-04"),
        "日记/2020年/5月/6日.md": ("6日", "2020-05-06"),
        "日记/2020年7月/八.md": ("八", "2020-07-01"),
        "2020年13月1日.md": ("2020年13月1日", ""),
    }
    laid(root, {name: f"正文 {number}" for number, name in enumerate(names)})
    found = listed(root, open_library())
    assert {
        name: (one.title, one.published.strftime("%Y-%m-%d") if one.published else "")
        for name, one in found.items()
    } == names
    assert {one.categories for one in found.values()} == {(), ("日记",)}
    assert all(one.published_inferred for one in found.values() if one.published)


def test_chinese_keys_and_times_are_read(root: Path, open_library: Open) -> None:
    keys = "标题: 甲\n日期: 2020年11月12日 {}\n作者: 张三\n标签: 乙、丙\n分类: 生活"
    head = f"---\n{keys}\n---\n正文 {{}}\n"
    times = {"下午3:04": "15:04", "上午3:04": "03:04", "中午12:30": "12:30", "晚上11:05": "23:05"}
    laid(root, {f"{n}.md": head.format(time, n) for n, time in enumerate(times)})
    for name, one in listed(root, open_library()).items():
        assert one.published is not None
        assert one.published.strftime("%H:%M") == list(times.values())[int(name[0])]
        assert (one.title, one.categories, one.tags) == ("甲", ("生活",), ("乙", "丙"))


def test_what_eleventy_writes(root: Path, open_library: Open) -> None:
    laid(
        root,
        {
            "a.md": '---js\n{\n  title: "A of js",\n  date: "2022-02-03"\n}\n---\nText A.',
            "b.md": '---json\n{"title": "B of json", "date": "2022-02-03"}\n---\nText B.',
            "c.md": "---\ntitle: C\ndate: git Last Modified\n---\nText C.",
            "d.md": "---toml\ntitle = 'D of toml'\ndate = 2022-02-03\n---\nText D.",
        },
    )
    found = listed(root, open_library())
    titles = {"a.md": "A of js", "b.md": "B of json", "c.md": "C", "d.md": "D of toml"}
    assert {name: one.title for name, one in found.items()} == titles
    assert {name for name, one in found.items() if one.published is None} == {"c.md"}
    assert not any(one.problems for one in found.values())


def test_a_name_that_is_a_date_alone_is_the_title(root: Path, open_library: Open) -> None:
    laid(root, {"2021-05-07.md": "- a", "2022_03_04.md": "- b", "week-of-2020-10-11.md": "- c"})
    titles = {one.title for one in open_library().entries()}
    assert titles == {"2021-05-07", "2022-03-04", "week of 2020-10-11"}


def test_tags_that_are_tables_are_their_labels(root: Path, open_library: Open) -> None:
    tags = (
        "tags:\n  - one\n  - {label: Two, permalink: /two}\n  - label: Three\n    permalink: /3\n"
    )
    laid(root, {"a.md": f"---\ntitle: A\n{tags}---\nText"})
    assert next(open_library().entries()).tags == ("one", "Two", "Three")


def test_pages_of_a_site_that_are_no_articles(root: Path, open_library: Open) -> None:
    laid(
        root,
        {
            "j/_config.yml": "title: J", "j/404.html": "<h1>404</h1>", "j/a.md": "Text",
            "j/_recipes/soup.md": "Soup",
            "o/.obsidian/app.json": "{}", "o/Plan.excalidraw.md": "# Excalidraw Data",
        },
    )  # fmt: skip
    library = open_library()
    found = {name: one.categories for name, one in listed(root, library).items()}
    assert found == {"j/a.md": ("j",), "j/_recipes/soup.md": ("j", "recipes")}
    assert set(ignored(root, library)) == {
        "j/404.html", "o/.obsidian", "o/Plan.excalidraw.md"
    }  # fmt: skip


def test_other_endings_are_read_or_named(root: Path, open_library: Open) -> None:
    laid(
        root,
        {
            "a.mdx": HEAD.format("A"), "b.mkd": "# B", "c.mdown": "# C", "d.qmd": "# D",
            "e.Rmd": "# E", "f.txt": "F is plain.", "g.rst": "G\n=", "h.org": "* H",
            "i.ipynb": "{}", "requirements.txt": "textual",
        },
    )  # fmt: skip
    library = open_library()
    assert {entry.title for entry in library.entries()} == {"A", "B", "C", "D", "E", "f"}
    told = ignored(root, library)
    assert "reStructuredText" in told["g.rst"]
    assert set(told) == {"g.rst", "h.org", "i.ipynb", "requirements.txt"}
    assert library.unread_formats() == (
        "3 texts are in formats that are not read (.ipynb, .org, .rst); `reader doctor` names them."
    )


def test_links_are_found_from_both_ends(root: Path, open_library: Open) -> None:
    laid(
        root,
        {
            "a.md": "See [b](notes/b.md#part) and [[c|there]].\n",
            "notes/b.md": "Back to [a](../a.md), out to [no](../../../etc/passwd).",
            "notes/c.md": "Of <https://x.example/b.md> and [[b]].",
        },
    )
    library = open_library()
    for name, found in {"b": {"a.md", "c.md"}, "c": {"a.md"}, "a": {"b.md"}}.items():
        rows = library.entries(parse(f"link:{name}"))
        assert {entry.path.name for entry in rows} == found
    assert {e.path.name for e in library.entries(parse("link:notes/b.md"))} == {"a.md", "c.md"}
    assert list(library.entries(parse("link:passwd"))) == []


def test_links_to_pictures_and_in_running_text_lead_to_no_article(
    root: Path, open_library: Open
) -> None:
    text = "![p](b.md) [![i](c.md)](d.md)\n\nSee [1]: e.md\n\n  [2]: <f.md>\n"
    laid(root, {"a.md": text} | {f"{name}.md": f"Text {name}" for name in "bcdef"})
    library = open_library()
    found = {name for name in "bcdef" if list(library.entries(parse(f"link:{name}")))}
    assert found == {"d", "f"}


def test_what_was_read_stays_read_where_a_head_is_read_better(
    root: Path, open_library: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An old version took the head for text: its journal, and one that is written on by it."""
    text = "Title: Moved\nDate: 2013-08-08\n\nText.\n"
    laid(root, {"a.md": text, "b.md": text.replace("Moved", "Stayed")})
    texts = {name: (root / name).read_text("utf-8") for name in ("a.md", "b.md")}
    old = {name: fingerprint("", written, name) for name, written in texts.items()}
    folder = config.journal_folder()
    folder.mkdir(parents=True)

    def told(device: str, *events: tuple[int, str, str, bool]) -> None:
        with (folder / f"{device}.jsonl").open("a", encoding="utf-8") as journal:
            for t, name, field, value in events:
                line = {"t": t, "a": old[name], "root": root.name, "path": name}
                journal.write(json.dumps(line | {"set": {field: value}}) + "\n")

    told("here", (2**50, "a.md", "read", True))
    told("there", (2**50 + 1, "b.md", "starred", True))
    library = open_library()
    found = listed(root, library)
    assert {entry.title: entry.id in old.values() for entry in found.values()} == {
        "Moved": False, "Stayed": False,
    }  # fmt: skip
    assert (found["a.md"].read, found["a.md"].starred) == (True, False)
    assert (found["b.md"].read, found["b.md"].starred) == (False, True)
    set_state(library, [found["b.md"]], read=True)
    told("there", (2**59, "a.md", "starred", True))  # the old version goes on elsewhere
    library.poll()
    again = listed(root, library)
    assert (again["a.md"].read, again["a.md"].starred) == (True, True)
    assert (again["b.md"].read, again["b.md"].starred) == (True, True)
