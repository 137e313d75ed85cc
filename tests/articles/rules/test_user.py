"""The user's own site rules: they are added, and what is wrong with one is said with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader import config
from reader.articles.html.clean import clean
from reader.articles.rules import lookup
from reader.articles.rules.lookup import rules_for
from tests.articles.written import written


def own(text: str | bytes) -> tuple[str, ...]:
    """Write the file of rules; what is wrong with it."""
    file = config.sites_file()
    file.parent.mkdir(parents=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    lookup.read_anew()
    return lookup.problems()


def cleaned(page: str, site: str = "", address: str | None = None) -> str:
    return written(clean(page, rules_for(site, address)))


def test_without_a_file_nothing_is_wrong() -> None:
    assert lookup.problems() == ()
    assert rules_for("").redirects is None


def test_rules_are_added_for_every_site_for_one_and_by_host() -> None:
    found = own(
        """
        [default]
        drop = [".x"]
        text_drop = ["广告.*"]
        [sites."某站"]
        mute = [".y"]
        [sites."b.example"]
        bold = [".y"]
        """
    )
    page = '<p class="x">一</p><p>广告位</p><p class="y">二</p><p class="copy-btn">三</p>'
    assert found == ()
    assert cleaned(page) == "paragraph: 二\n"
    assert cleaned(page, "某站") == "paragraph: {二}\n"
    assert cleaned(page, address="https://www.b.example/1") == "paragraph: **二**\n"


def test_rules_are_added_to_those_that_a_site_has() -> None:
    assert own('[sites."新浪财经"]\ncredit = [".x"]') == ()
    page = '<p class="x">一</p><p class="show_author">二</p>'
    assert cleaned(page, "新浪财经") == "credit: 一\ncredit: 二\n"


def test_redirects_are_added() -> None:
    assert own('[redirects]\n"www.go.example/to" = "u"\n"href.li" = "x"') == ()
    link = '<a href="https://{}?{}=https%3A%2F%2Fb.example%2F">甲</a>'
    assert cleaned(link.format("go.example/to", "u")) == "paragraph: [甲](https://b.example/)\n"
    assert cleaned(link.format("href.li/", "x")) == "paragraph: [甲](https://b.example/)\n"
    assert cleaned(link.format("href.li/", "")) != "paragraph: [甲](https://b.example/)\n"
    assert cleaned(link.format("link.zhihu.com/", "target")) == (
        "paragraph: [甲](https://b.example/)\n"
    )


@pytest.mark.parametrize(
    ("text", "line", "flaw"),
    [
        ('[default]\ndrop = [".good", "p[["]', 2, "“p[[” is not a CSS selector"),
        ('[default]\ndrop = [\n  ".good",\n  "p[[",\n]', 4, "“p[[” is not a CSS selector"),
        ('[default]\ndrop = [".good", ""]', 2, "is not a CSS selector"),
        (
            '[default]\ntext_drop = ["(a"]\ndrop = [".good"]',
            2,
            "“(a” is not a valid regular",
        ),
        (
            '[default]\ndrop = [".good"]\ntext_drop = ["\\\\d("]',
            3,
            "is not a valid",
        ),
        (
            '[default]\ndrop = [".good"]\ntext_drop = ["a{99999999999}"]',
            3,
            "is not a valid",
        ),
        ("[default]\ndrop = [\".good\"]\ntext_credit = ['(a)\\1']", 3, "refers back"),
        ("[default]\ndrop = [\".good\"]\ntext_credit = ['(?P<a>b)']", 3, "names a group"),
        ('[default]\ndrop = [".good"]\nhide = [".x"]', 3, "there is no rule “hide”"),
        ('[default]\ndrop = [".good"]\nmute = ".x"', 3, "“mute” must be a list of texts"),
        ('[default]\ndrop = [".good", 7]', 2, "“drop” must be a list of texts, but “7” is not one"),
        ('default.drop = [".good"]\nsites.a.hide = []', 2, "there is no rule “hide”"),
        ('sites.a = 1\n[default]\ndrop = [".good"]', 1, "“a” must be a table"),
        ('sites = 1\n[default]\ndrop = [".good"]', 1, "“sites” must be a table"),
        ('[default]\ndrop = [".good"]\n[site]\nx = 1', 3, "there is no table “site”"),
        ('[default]\ndrop = [".good"]\n[sites."a b"]\nx = 1', 4, "there is no rule “x”"),
        ('[default]\ndrop = [".good"]\n[redirects]\n"https://a.example" = "u"', 4, "without https"),
        ('[default]\ndrop = [".good"]\n[redirects]\n"a.example" = 1', 4, "must name a field"),
        ('default = { drop = [".good"], hide = [] }', 1, "there is no rule “hide”"),
    ],
)
def test_a_bad_rule_is_said_with_its_line_and_the_others_apply(
    text: str, line: int, flaw: str
) -> None:
    (problem,) = own(text)
    assert flaw in problem
    assert problem.endswith(f"({config.sites_file()}, line {line}).")
    assert cleaned('<p class="good">一</p><p>二</p>') == "paragraph: 二\n"


@pytest.mark.parametrize(
    ("text", "flaw"),
    [('[default]\ndrop = [".x"]\n[oops', "line 3"), (b"\xff", "utf-8"), ("[default]\nx", "line 2")],
)
def test_a_file_that_cannot_be_read_gives_one_sentence_and_no_rules(
    text: str | bytes, flaw: str
) -> None:
    (problem,) = own(text)
    assert flaw in problem
    assert problem.startswith(f"The rules in {config.sites_file()} cannot be read: ")
    assert rules_for("") == rules_for("某站")


def test_the_file_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    own('[default]\ndrop = [".x"]')
    monkeypatch.setattr(Path, "read_text", None)
    assert rules_for("", None).drop[-1] == ".x"


def test_a_part_without_links_has_none_in_it_and_none_around_it() -> None:
    assert own('[default]\nunlink = [".k"]') == ()
    link = '<a href="https://a.example/">{}</a>'
    page = link.format('甲<i class="k">乙</i>') + f'<b class="k">{link.format("丙")}</b>'
    assert cleaned(page) == "paragraph: [甲](https://a.example/)_乙_**丙**\n"
