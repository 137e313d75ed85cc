"""Addresses that a site's generator fills in: `{{ site.url }}/a/`, `{% post_url 2024-05-01-b %}`,
`{{< ref "b.md" >}}`.

They are filled in where they stand in a link, outside of code, and all of it is known: the site's
address from its settings, an article by its file, which becomes `[[path`.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from reader.articles.links import resolved, root_of
from reader.articles.producers import Producer, producer_of
from reader.lazy_re import late
from reader.model import Article

_TAG = r"\{\{[^{}\n]{1,300}\}\}|\{%[^%\n]{1,300}%\}"
_TAGGED = late(
    r"(?P<code>^ {0,3}(?P<fence>`{3}|~{3})[^\n]*\n(?:[^\n]*\n)*? {0,3}(?P=fence)"
    r"|(?P<ticks>`{1,3})(?!`)[^`\n]*(?P=ticks))"
    r"|(?P<before>\]\([ \t]*<?|^ {0,3}\[[^\]\n]{1,200}\]:[ \t]*<?|\bhref[ ]?=[ ]?[\"'])"
    rf"(?P<address>(?:[^\s(){{}}<>\"']{{0,200}}(?:{_TAG})){{1,5}})",
    re.M,
)
_ONE = late(_TAG)
_FILTERED = late(
    r"[\"']([^\"'|]*)[\"']\s*\|\s*(relative_url|absolute_url|prepend:\s*site\.baseurl)"
)
_POST = late(r"[\"']?([^\s\"']+)[\"']?")
_REFERENCE = late(r"(?:path\s*=\s*)?[\"'`]?([^\s\"'`]+)")
_MARGIN = "{}%<>- \t"


def filled(article: Article) -> Article:
    """The article with the addresses of its site in its links."""
    if "{{" not in article.body and "{%" not in article.body:
        return article
    producer = producer_of(article.path.parent)
    if producer is None:
        return article

    def in_link(found: re.Match[str]) -> str:
        if found["code"]:
            return found[0]
        address = _filled(found["address"], article, producer)
        return found[0] if address is None else f"{found['before']}{address}"

    return article._replace(body=_TAGGED.sub(in_link, article.body))


def _filled(address: str, article: Article, producer: Producer) -> str | None:
    """An address with what its tags stand for; None where that is not known of all."""
    pieces, at = list[str](), 0
    for tag in _ONE.finditer(address):
        value = _value(tag[0].strip(_MARGIN), article, producer)
        if value is None:
            return None
        if value.startswith("[["):
            return value
        pieces += [address[at : tag.start()], value]
        at = tag.end()
    return "".join([*pieces, address[at:]])


def _value(said: str, article: Article, producer: Producer) -> str | None:
    host = producer.url.rstrip("/") if "://" in producer.url else ""
    if said == "site.url":
        return host
    if said in ("site.baseurl", "site.base_url"):
        return producer.base
    if found := _FILTERED.fullmatch(said):
        return f"{host if found[2] == 'absolute_url' else ''}{producer.base}/{found[1].lstrip('/')}"
    name, _, given = said.partition(" ")
    if name in ("post_url", "link", "post_path") and (post := _POST.match(given.strip())):
        return _file(post[1], article)
    if name in ("ref", "relref") and (post := _REFERENCE.match(given.strip())):
        return _file(post[1], article)
    return None


def _file(named: str, article: Article) -> str | None:
    """An article of the site, by its path from the library's folder, as links know it."""
    name, mark, part = named.partition("#")
    path: Path | None = article.path
    if name:
        path = resolved(article, name) or resolved(article, f"[[{name.strip('/')}")
    if path is None:
        return None
    below = os.path.relpath(path, root_of(article)).replace(os.sep, "/")
    return f"[[{below}{mark}{part}".replace(" ", "%20")
