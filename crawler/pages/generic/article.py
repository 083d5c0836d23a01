"""Reads the article on a page of a site that is not declared."""

from __future__ import annotations

from datetime import datetime

from lxml import etree

from crawler.errors import PageError
from crawler.items import Article
from crawler.pages.generic.reader import Found, read_page
from crawler.sites.base import Match, Site

RANK = 20
"""`Article.rank` of a page: above feeds, below share data."""


def read_undeclared(
    root: etree._Element, url: str, match: Match, site: Site, at: datetime | None = None
) -> Article:
    """The article on a page, its `Article.html` the body's own markup, not yet cleaned.

    :param url: canonical.
    :param match: what the URL is to ``site``.
    :param at: when the page was captured, aware.
    :raises PageError: when there is no running text on the page.
    """
    found = read_page(root, site.timezone, at)
    if not found.html:
        raise PageError(f"{url} holds no article: there is no running text on the page")
    return article_of(found, url, match, site)


def article_of(found: Found, url: str, match: Match, site: Site) -> Article:
    """What was found on a page, as the article of ``site`` that ``url`` names."""
    return Article(
        site=site.identity,
        key=match.key,
        url=url,
        title=found.title,
        source=found.source,
        authors=found.authors,
        published_at=found.published.instant,
        published_tz=site.timezone if found.published.instant else "",
        category=match.category,
        html=found.html,
        rank=RANK,
        reader=f"{site.name}/{site.version}",
        problems=found.published.problems,
    )
