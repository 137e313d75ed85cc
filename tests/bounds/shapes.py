"""Pages of HTML that nobody wrote by hand, each of as many bytes as are asked for."""

from __future__ import annotations

from collections.abc import Callable

Shape = Callable[[int], str]


def _many(piece: str, before: str = "", after: str = "") -> Shape:
    """One piece, again and again."""

    def page(size: int) -> str:
        return before + piece * (size // len(piece.encode())) + after

    return page


def _numbered(piece: str, before: str = "", after: str = "") -> Shape:
    """The same, `%d` in the piece being its number."""

    def page(size: int) -> str:
        count = size // len((piece % 123_456).encode())
        return before + "".join([piece % number for number in range(count)]) + after

    return page


def _nested(start: str, end: str = "") -> Shape:
    """Elements in one another, a text in the innermost."""

    def page(size: int) -> str:
        count = size // len(start + end)
        return start * count + "x" + end * count

    return page


SHAPES: dict[str, Shape] = {
    "word": _many("x", "<p>", "</p>"),
    "wide word": _many("文", "<p>", "</p>"),
    "word of marks": _many("，", "<p>", "</p>"),
    "word of emoji": _many("👩‍👩‍👧", "<p>", "</p>"),
    "word of accents": _many("e\u0301", "<p>", "</p>"),
    "word of one accent": _many("\u0301", "<p>e", "</p>"),
    "word of joiners": _many("\u200d", "<p>e", "</p>"),
    "word of digits": _many("1.", "<p>", "</p>"),
    "word with an emoji": _many("x", "<p>👩", "</p>"),
    "right-to-left word": _many("א", "<p>", "</p>"),
    "words": _many("word ", "<p>", "</p>"),
    "wide words": _many("文字，文 ", "<p>", "</p>"),
    "blanks": _many(" ", "<p>a", "b</p>"),
    "wide blanks": _many("\u3000", "<p>a", "b</p>"),
    "hard blanks": _many("\xa0 ", "<p>a", "b</p>"),
    "newlines": _many("\n", "<p>a", "b</p>"),
    "line ends": _many("\r\n", "<p>a", "b</p>"),
    "wide lines": _many("文\n", "<p>", "</p>"),
    "bare text": _many("text 文 "),
    "less-than": _many("<"),
    "less-than in a paragraph": _many("< ", "<p>", "</p>"),
    "open tags": _many("<a ", "<p>x</p>"),
    "open quotes": _many('<a href="', "<p>x</p>"),
    "quotes": _many("<a b=\"'>", "<p>x</p>"),
    "unknown tags": _many("<value>"),
    "unknown tags apart": _numbered("<v%d>"),
    "paragraphs": _many("<p>x</p>"),
    "open paragraphs": _many("<p>x"),
    "empty paragraphs": _many("<p></p>", after="<p>x</p>"),
    "blank paragraphs": _many("<p>&nbsp;</p>\n", after="<p>x</p>"),
    "divisions": _many("<div>x</div>"),
    "empty divisions": _many("<div></div>", after="x"),
    "long paragraphs": _many(f"<p>{'Some words of a long text. ' * 100}</p>"),
    "br": _many("<br>", after="x"),
    "br in a paragraph": _many("<br>", "<p>a", "x</p>"),
    "lines by br": _many("x<br>", "<p>", "</p>"),
    "hr": _many("<hr>"),
    "hr apart": _many("<hr>a"),
    "wbr": _many("<wbr>a", "<p>", "</p>"),
    "bold": _many("<b>x</b>", "<p>", "</p>"),
    "bold apart": _many("<b>x</b> y ", "<p>", "</p>"),
    "spans": _many("<span>x</span>", "<p>", "</p>"),
    "open bold": _many("<b>x"),
    "open bold paragraphs": _many("<b><p>x"),
    "misnested": _many("<b><i>x</b></i>"),
    "fonts": _numbered("<font size=%d>x"),
    "headings": _many("<h2>x</h2>"),
    "long heading": _many("x ", "<h1>", "</h1>"),
    "links": _numbered('<a href="https://example.org/%d">x</a> ', "<p>", "</p>"),
    "one link": _many('<a href="https://example.org/">x</a>', "<p>", "</p>"),
    "links in links": _many("<a href=x>y"),
    "redirected links": _numbered(
        '<a href="https://link.zhihu.com/?target=https%%3A%%2F%%2Fa.b%%2F%d">x</a> '
    ),
    "wide hosts": _numbered('<a href="https://文%d.example/">x</a> '),
    "long address": _many("a", '<p>x</p><a href="https://example.org/', '">y</a>'),
    "images": _numbered('<img src="https://example.org/%d.png" alt="x">'),
    "images alike": _many('<img src="a.png" alt="picture">'),
    "images of nothing": _numbered('<img src="https://example.org/%d.png">'),
    "linked images": _numbered('<a href="https://example.org/%d"><img src=a.png alt=x></a>'),
    "pictures": _numbered('<picture><source srcset="a%d.webp"><img alt=x src=a.png></picture>'),
    "images of a pixel": _numbered('<img src="%d.png" width=1 height=1>', after="<p>x</p>"),
    "images in a sentence": _numbered('words, <img src="https://example.org/%d.png" alt=x>'),
    "long alt": _many("x ", '<img src="https://example.org/a.png" alt="', '">'),
    "data image": _many("iVBORw0K", '<p>x</p><img src="data:image/png;base64,', '"><p>y</p>'),
    "data images": _many(f'<img alt=x src="data:image/png;base64,{"iVBORw0K" * 100}">'),
    "srcset": _many("a.png 1x, ", '<p>x</p><img alt=y srcset="', '">'),
    "videos": _numbered('<video src="https://example.org/%d.mp4"></video>'),
    "frames": _numbered('<iframe src="https://example.org/%d"></iframe>'),
    "lists": _many("<ul><li>x</ul>"),
    "list": _many("<li>x", "<ul>", "</ul>"),
    "numbered list": _many("<li>x</li>", "<ol>", "</ol>"),
    "reversed lists": _many("<ol reversed><li>x</ol>"),
    "reversed list": _many("<li>x</li>", "<ol reversed>", "</ol>"),
    "items alone": _many("<li>x</li>"),
    "list of links": _numbered('<li><a href="https://example.org/%d">x</a></li>', "<ul>", "</ul>"),
    "deep lists": _nested("<ul><li>x"),
    "deep quotes": _nested("<blockquote>", "</blockquote>"),
    "deep divisions": _nested("<div>", "</div>"),
    "open divisions": _nested("<div>"),
    "deep spans": _nested("<span>", "</span>"),
    "deep bold": _nested("<b>", "</b>"),
    "deep tables": _nested("<table><tr><td>", "</td></tr></table>"),
    "deep tables, open": _nested("<table><tr><td>x"),
    "deep details": _nested("<details><summary>x</summary>", "</details>"),
    "deep ruby": _nested("<ruby>x<rt>", "</rt></ruby>"),
    "deep buttons": _nested("<button>"),
    "deep forms": _nested("<form>"),
    "deep objects": _nested("<object>"),
    "deep vector images": _nested("<svg>"),
    "deep math": _nested("<math>"),
    "deep formula": lambda size: f"<math>{_nested('<mrow>', '</mrow>')(size)}</math>",
    "deep roots": lambda size: f"<math>{_nested('<msqrt>', '</msqrt>')(size)}</math>",
    "deep templates": _nested("<template>"),
    "deep code": _nested("<pre>"),
    "dl": _many("<dt>x</dt><dd>y</dd>", "<dl>", "</dl>"),
    "open dl": _many("<dt>x<dd>y", "<dl>", "</dl>"),
    "dl of one": _many("<dd>y", "<dl>", "</dl>"),
    "terms alone": _many("<dt>x"),
    "open rows": _many("<tr><td>x<td>y", "<table>", "</table>"),
    "table": _many("<tr><td>x</td><td>y</td></tr>", "<table>", "</table>"),
    "wide table": lambda size: f"<table>{('<tr>' + '<td>x' * 1_000) * (size // 5_004)}</table>",
    "one row": _many("<td>x</td>", "<table><tr>", "</tr></table>"),
    "empty table": _many("<tr><td></td><td></td></tr>", "<table>", "</table>"),
    "tables in cells": _many("<tr><td><table><tr><td>x<td>y</table>", "<table>", "</table>"),
    "lists in cells": _many("<tr><td><ul><li>x</ul><td>y", "<table>", "</table>"),
    "tables in second cells": _nested("<table><tr><td>x</td><td>"),
    "tables": _many("<table><tr><td>x</td><td>y</td></tr></table>"),
    "layout tables": _many("<table><tr><td>x</td></tr></table>"),
    "layout table": _many("<tr><td><p>x</p></td></tr>", "<table><td><h1>x</h1>", "</table>"),
    "spans of columns": _many("<tr><td colspan=1000>x<td>y", "<table>", "</table>"),
    "spans of rows": _many("<tr><td rowspan=65534>x<td>y", "<table>", "</table>"),
    "spans of both": _many("<tr><td colspan=1000 rowspan=65534>x<td>y", "<table>", "</table>"),
    "long cell": _many("x ", "<table><tr><td>a<td>b<tr><td>c<td>", "</table>"),
    "prose in cells": _many(f"<tr><td>a<td>{'words of a cell ' * 30}", "<table>", "</table>"),
    "bodies of a table": _many("<tbody><tr><td>x<td>y</tbody>", "<table>", "</table>"),
    "columns": _many("<col>", "<table>", "<tr><td>x<td>y</table>"),
    "captions": _many("<caption>x</caption>", "<table>", "<tr><td>x<td>y</table>"),
    "text in a table": _many("x<tr>", "<table>", "</table>"),
    "pre": _many("a line of code\n", "<pre>", "</pre>"),
    "pre with a tab": _many("\tx\n", "<pre>", "</pre>"),
    "pre of tabs": _many("\t", "<pre>x", "</pre>"),
    "pre of one line": _many("code ", "<pre>", "</pre>"),
    "wide pre": _many("代码\n", "<pre>", "</pre>"),
    "pre of newlines": _many("\n", "<pre>x", "y</pre>"),
    "pre in a language": _many(
        "x = [1, 2]\n", '<pre><code class="language-python">', "</code></pre>"
    ),
    "pre of br": _many("x<br>", "<pre>", "</pre>"),
    "pre of spans": _many("<span class=k>x</span> ", "<pre>", "</pre>"),
    "pre of divisions": _many("<div>x</div>", "<pre>", "</pre>"),
    "pre of emoji": _many("👩‍👩‍👧", "<pre>", "</pre>"),
    "pres": _many("<pre>x</pre>"),
    "codes": _many("<code>x</code> ", "<p>", "</p>"),
    "codes of lines": _many("<code>x<br>y<br>z<br></code>"),
    "open pre": _many("x\n<pre>"),
    "code without an end": _many("x\n", "<code>"),
    "deep codes": _nested("<code>x\ny\nz\n"),
    "page in pre": _many("<p>x</p>", "<pre><html><body>", "</body></html></pre>"),
    "textareas": _many("<textarea>x</textarea>"),
    "entities": _many("&amp;", "<p>", "</p>"),
    "entities of no name": _many("&xyz;", "<p>", "</p>"),
    "ampersands": _many("&", "<p>", "</p>"),
    "numeric entities": _many("&#20013;", "<p>", "</p>"),
    "one numeric entity": _many("9", "<p>x</p><p>&#", ";</p>"),
    "invisible": _many("&#8203;", "<p>x", "</p>"),
    "ruby": _many("<ruby>漢<rt>kan</rt></ruby>", "<p>", "</p>"),
    "sup": _many("x<sup>2</sup>", "<p>", "</p>"),
    "open sup": _many("x<sup>2"),
    "q": _many("<q>x</q>", "<p>", "</p>"),
    "math": _many("<math><mi>x</mi><mo>=</mo><mn>1</mn></math> ", "<p>", "</p>"),
    "one formula": _many("<mi>x</mi>", "<math>", "</math>"),
    "fractions": _many("<mfrac><mi>x</mi><mn>1</mn></mfrac>", "<math><mrow>", "</mrow></math>"),
    "matrix": _many("<mtr><mtd>1</mtd></mtr>", "<math><mtable>", "</mtable></math>"),
    "scripts of a formula": _many("<msup><mi>x</mi>", "<math>", "</math>"),
    "svg": _many("<svg><text>x</text></svg>", after="<p>x</p>"),
    "svg titles": _many("<svg><title>x</title></svg>"),
    "svg uses": _many('<svg><use href="#a"/></svg>', after="<p>x</p>"),
    "svg of html": _many("<svg><foreignObject><p>x</p></foreignObject></svg>"),
    "svg groups": lambda size: f"<p>x</p><svg>{_nested('<g>', '</g>')(size)}</svg>",
    "one svg": _many("<path d='M0 0'/>", "<p>x</p><svg>", "</svg>"),
    "select": _many("<option>x", "<p>x</p><select>", "</select>"),
    "selects": _many("<select><option>x</select>", "<p>x</p>"),
    "script": _many("x=1;", "<p>x</p><script>", "</script>"),
    "scripts": _many("<script>x</script>", after="<p>x</p>"),
    "scripts in comments": _many("<!--<script>", "<p>x</p><script>", "</script>"),
    "scripts of data": _many('<script type="application/ld+json">{}</script>', after="<p>x</p>"),
    "open scripts": _many("<script>", after="<p>x</p>"),
    "open titles": _many("<title>", after="<p>x</p>"),
    "noscripts": _many("<noscript>x</noscript>"),
    "templates": _many("<template>x</template>", after="<p>x</p>"),
    "comment": _many("x", "<p>x</p><!--", "--><p>y</p>"),
    "comments": _many("<!--x-->", after="<p>x</p>"),
    "open comments": _many("<!--x", after="<p>x</p>"),
    "dashes": _many("-", "<!--", "<p>x</p>"),
    "processing": _many("<?x?>", after="<p>x</p>"),
    "end tags": _many("</b>", after="<p>x</p>"),
    "ends of paragraphs": _many("</p>", after="<p>x</p>"),
    "ends of br": _many("</br>", after="<p>x</p>"),
    "bodies": _many("<body a=b>", after="<p>x</p>"),
    "bodies apart": _numbered("<body a%d=b>", after="<p>x</p>"),
    "documents": _many("<html><head></head><body>x</body></html>"),
    "framesets": _many("<frameset>", after="<p>x</p>"),
    "plaintexts": _many("<plaintext>", after="<p>x</p>"),
    "attributes": _numbered(" a%d=b", "<p>x</p><p", ">y</p>"),
    "attributes of many": _many(f"<p{''.join([f' a{n}=b' for n in range(300)])}>x</p>"),
    "attributes in each": _many('<p class="a b c" id=d data-x=y title="z">x</p>'),
    "attributes empty": _many(" a", "<p>x</p><p", ">y</p>"),
    "one attribute": _many("x", '<p>x</p><p title="', '">y</p>'),
    "names of data": _numbered('<p data-x%d="y">x</p>'),
    "classes apart": _numbered('<p class="c%d">x</p>'),
    "classes": _many("a ", '<p>x</p><p class="', '">y</p>'),
    "styles": _numbered('<p style="font-weight:%d">x</p>'),
    "one style": _many("font-weight:bold;", '<p>x</p><p style="', '">y</p>'),
    "hidden": _many("<p hidden>x</p>", after="<p>x</p>"),
    "invisible paragraphs": _many('<p style="visibility:hidden">x</p>'),
    "undisplayed": _many('<p style="display:none">x</p>', after="<p>x</p>"),
    "sheet": _numbered("p.a%d{font-weight:bold}", "<p>x</p><style>", "</style><p>y</p>"),
    "sheets": _numbered("<style>.a%d{font-weight:bold}</style>", "<p>x</p>"),
    "selectors": _numbered(
        "p.a%d,", "<style>", f"b{{font-weight:bold}}</style>{'<p class=a1>x</p>' * 9_000}"
    ),
    "selectors and page": lambda size: (
        "<style>"
        + "".join([f"div p:not(.a{n}) b{{font-weight:bold}}" for n in range(3_000)])
        + "</style>"
        + "<div><p class=b>x <b>y</b></p></div>" * (size // 36)
    ),
    "wide selectors": lambda size: (
        "<style>"
        + "".join([f":not(.a{n}){{font-weight:bold;visibility:hidden}}" for n in range(500)])
        + "</style>"
        + "<i>x</i>" * (size // 8)
    ),
    "selectors of places": lambda size: (
        "<style>"
        + "".join([f"p:nth-child({n}n+1){{font-weight:bold}}" for n in range(1, 500)])
        + "</style>"
        + "<p>x</p>" * (size // 8)
    ),
    "selectors of siblings": lambda size: (
        "<style>"
        + "".join([f"b~i{{font-weight:{n}00}}" for n in range(1, 10)]) * 50
        + "</style>"
        + "<i>x</i>" * (size // 8)
    ),
    "selectors of children": lambda size: (
        "<style>"
        + "".join([f"div>div+p.a~i:not(.b{n}){{font-weight:bold}}" for n in range(3_000)])
        + "</style>"
        + "<div><div></div><p class=a>x</p><i>y</i></div>" * (size // 45)
    ),
    "selectors of parents": lambda size: (
        "<style>"
        + "".join([f"div:has(p:not(.a{n})) b{{display:none}}" for n in range(500)])
        + "</style>"
        + "<div><b>x</b>y</div>" * (size // 19)
    ),
    "selectors of attributes": lambda size: (
        "<style>"
        + "".join([f'[class*="a{n}"]{{font-weight:bold}}' for n in range(3_000)])
        + "</style>"
        + "<p class=zzzz>x</p>" * (size // 19)
    ),
    "one selector": lambda size: (
        f"<style>{'div ' * 2_000}{{font-weight:bold}}</style>" + "<div>x</div>" * (size // 12)
    ),
    "nested selectors": lambda size: (
        f"<p>x</p><style>{'p,' * 990}p{{{'a,' * (size // 2)}b{{font-weight:bold}}}}</style>"
    ),
    "brackets of selectors": lambda size: (
        "<p>x</p><style>"
        + f"{'a(' * 12_000}b{')' * 12_000}{{font-weight:bold}}" * (size // 36_020)
        + "</style>"
    ),
    "open brackets of a selector": _many("(", "<p>x</p><style>", "{font-weight:bold}</style>"),
    "open strings of a sheet": _many('"\\', "<p>x</p><style>font-weight{a:", "</style><p>y</p>"),
    "open addresses of a sheet": _many("url(", "<p>x</p><style>font{a:", "</style><p>y</p>"),
    "open comments of a sheet": _many("/*", "<p>x</p><style>font", "</style><p>y</p>"),
    "imports": _many('@import "a";', "<p>x</p><style>font", "</style>"),
    "blanks of media": lambda size: (
        "<p>x</p><style>"
        + f"@media (a:{' ' * 900}x{{b{{font-weight:bold}}}}" * (size // 935)
        + "</style><p>y</p>"
    ),
    "variables": lambda size: (
        "<style>:root{"
        + "".join([f"--a{n}:var(--a{n + 1});" for n in range(size // 60)])
        + "} p{font-weight:var(--a0)}</style>"
        + "<p>x</p>" * (size // 8)
    ),
    "braces": _many("{", "<p>x</p><style>font", "</style><p>y</p>"),
    "at-rules": _many("@media screen{", "<p>x</p><style>font", "</style><p>y</p>"),
    "details": _many("<details><summary>x</summary>y</details>"),
    "custom elements": _many("<x-a>x</x-a>"),
    "figures": _many(
        "<figure><img src=https://a.example/b.png><figcaption>x</figcaption></figure>"
    ),
    "credits": _many("<p>责任编辑：张三</p>"),
    "titles of lists": _many("<p>相关阅读</p>"),
    "nuls": _many("&#0;", "<p>x", "</p>"),
    "controls": _many("\x1b[31m", "<p>x", "</p>"),
}
