"""The bytes of a feed → its text."""

from __future__ import annotations

import pytest

from reader.feeds.decode import decoded

CHINESE = "第一条新闻的标题：市场今天收高"
JAPANESE = "新しいニュースの見出しです"
RUSSIAN = "Заголовок первой новости"
GERMAN = "Ärger über Größe – „Zitat“"


def document(text: str, declared: str | None = None) -> str:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return f"{head}<rss><title>{text}</title></rss>"


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (CHINESE, "gb18030", "GB2312"),
        (CHINESE, "gbk", "x-gbk"),
        ("繁體中文的新聞標題", "big5", "Big5"),
        (JAPANESE, "shift_jis", "Shift_JIS"),
        (JAPANESE + "①", "cp932", "windows-31j"),
        (JAPANESE, "euc_jp", "EUC-JP"),
        (JAPANESE, "iso2022_jp", "ISO-2022-JP"),
        ("새로운 뉴스", "cp949", "ks_c_5601-1987"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "koi8-r", "KOI8-R"),
        (GERMAN, "cp1252", "ISO-8859-1"),
        ("Ça va", "iso8859-15", "ISO-8859-15"),
        (CHINESE, "utf-8", "utf-8"),
    ],
)
def test_a_declared_encoding_is_read_whoever_declares_it(
    text: str, encoding: str, name: str
) -> None:
    data = document(text, name).encode(encoding)
    assert decoded(data, None) == document(text, name)
    bare = document(text).encode(encoding)
    assert decoded(bare, f'text/xml; charset="{name}"') == document(text)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(CHINESE, "gb18030"), (JAPANESE, "shift_jis"), (JAPANESE, "euc_jp"), (RUSSIAN, "cp1251")],
)
def test_letters_tell_an_encoding_that_is_not_declared(text: str, encoding: str) -> None:
    assert decoded(document(text).encode(encoding), None) == document(text)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_wide_or_marked_document_says_itself_what_it_is(encoding: str) -> None:
    data = document(CHINESE, "iso-8859-1").encode(encoding)
    assert decoded(data, "text/xml; charset=ascii") == document(CHINESE, "iso-8859-1")


@pytest.mark.parametrize(
    ("declared", "content_type"),
    [
        ("iso-8859-1", None),
        ("gb2312", "text/xml; charset=us-ascii"),
        ("utf-16", "text/xml; charset=no-such-thing"),
        (None, "text/xml; charset=windows-1252"),
        ("zip", "text/xml; charset=unicode_escape"),
        ("idna", None),
    ],
)
def test_utf_8_is_known_whatever_is_said(declared: str | None, content_type: str | None) -> None:
    text = document(f"{GERMAN} \\x41", declared)
    assert decoded(text.encode(), content_type) == text


def test_a_server_that_says_latin_1_of_everything_is_not_believed() -> None:
    data = document(CHINESE, "gb2312").encode("gb18030")
    assert decoded(data, "text/xml; charset=ISO-8859-1") == document(CHINESE, "gb2312")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "shift_jis", "euc_jp"])
def test_a_character_that_is_cut_costs_a_character_and_no_tag(encoding: str) -> None:
    data = f"<a>{JAPANESE if 'j' in encoding else '新聞'}</a><b>中</b>".encode(encoding)
    cut = data.replace(b"</a>", b"\x00</a>").replace(b"\x00", b"", 1)
    at = cut.index(b"</a>")
    text = decoded(cut[: at - 1] + cut[at:], f"text/xml; charset={encoding}")
    assert text.endswith("</a><b>中</b>")
    assert text.count("\ufffd") == 1


def test_damage_in_utf_8_does_not_make_it_latin_1() -> None:
    data = document(CHINESE).encode() + b"\xff"
    assert decoded(data, "text/xml; charset=iso-8859-1") == document(CHINESE) + "\ufffd"
