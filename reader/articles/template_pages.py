"""Tells templates of pages from articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.articles.producers import producer_of
from reader.lazy_re import late

if TYPE_CHECKING:
    from reader.model import Article

_LIMIT = 20_000
_PAGES = (".html", ".htm")
_CODE = late(r"<(pre|code|script|style|textarea|xmp)\b.*?</\1", 18)  # re.I | re.S
_TEMPLATE_TAG = late(
    r"\{\{-?\s*(?:define|template|partial|block|range|with|if|else|end|\$?\.[A-Za-z]|site\.|page\."
    r"|content\b|super\(|self\.)"
    r"|\{%-?\s*(?:extends|include|block|for|if|unless|macro|import|layout|render|set|assign|capture"
    r"|from)\b"
    r"|<%[-=#]?\s"
)


def is_template(article: Article) -> bool:
    """Whether an article is an HTML template: it begins with a template tag, or it is in a site and
    has such a tag outside code.
    """
    if article.path.suffix.lower() not in _PAGES:
        return False
    text = article.body[:_LIMIT]
    if "{{" not in text and "{%" not in text and "<%" not in text:
        return False
    text = _CODE.sub("", text)
    return bool(_TEMPLATE_TAG.match(text.lstrip())) or (
        _TEMPLATE_TAG.search(text) is not None and producer_of(article.path.parent) is not None
    )
