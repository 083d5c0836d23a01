"""Which other articles an article's body links to."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from crawler.items import Article
from crawler.sites.base import Match, Site
from crawler.urls import absolute, canonical

MOST_LINKED = 20
"""Articles linked from one body that are followed at most."""

_HREF = re.compile(r"""<a\s[^<>]{0,2000}?href\s*=\s*["']?([^"'<>]{1,2000})""", re.IGNORECASE)

Known = tuple[Site, Match]


def linked_articles(article: Article, find: Callable[[str], Known | None]) -> dict[str, str]:
    """The articles of the same site that the body links to: by key, the canonical URL of each.

    :param article: its `Article.html` as it stands on the page.
    :param find: what tells which site knows a URL (`crawler.sites.find`).
    """
    found: dict[str, str] = {}
    for href in dict.fromkeys(_HREF.findall(article.html)):
        url = absolute(article.url, unescape(href))
        known = find(url) if url else None
        if url is None or known is None or known[0].identity != article.site:
            continue
        key = known[1].key
        if key and key != article.key and len(found) < MOST_LINKED:
            found.setdefault(key, canonical(url))
    return found
