"""Templates of sites, which look like pages and are none: told by what stands in them."""

from __future__ import annotations

from reader.articles.producers import producer_of
from reader.lazy_re import late
from reader.model import Article

_LOOKED_AT = 20_000
_PAGES = (".html", ".htm")
_SHOWN = late(r"<(pre|code|script|style|textarea|xmp)\b.*?</\1", 18)  # re.I | re.S
_TAG = late(
    r"\{\{-?\s*(?:define|template|partial|block|range|with|if|else|end|\$?\.[A-Za-z]|site\.|page\."
    r"|content\b|super\(|self\.)"
    r"|\{%-?\s*(?:extends|include|block|for|if|unless|macro|import|layout|render|set|assign|capture"
    r"|from)\b"
    r"|<%[-=#]?\s"
)


def is_template(article: Article) -> bool:
    """Whether an article is a template in HTML: it begins with a tag of one, or it lies in a site
    and has one outside of code.
    """
    if article.path.suffix.lower() not in _PAGES:
        return False
    text = article.body[:_LOOKED_AT]
    if "{{" not in text and "{%" not in text and "<%" not in text:
        return False
    text = _SHOWN.sub("", text)
    return bool(_TAG.match(text.lstrip())) or (
        _TAG.search(text) is not None and producer_of(article.path.parent) is not None
    )
