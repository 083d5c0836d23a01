"""Asks the page in general where the declaration of its site finds nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from lxml import etree

from crawler.items import Article
from crawler.pages.generic.article import article_of
from crawler.pages.generic.reader import read_page, stated_facts
from crawler.sites.base import ArticleLayout, Match, Site

LEAST = 100
"""Characters of the shortest text that is taken for an article's on a page of none of the site's layouts:
a page that says that something is gone has fewer."""

_FIELDS = ("title", "published", "media")


def fill_in(
    article: Article, found: Mapping[str, object], layout: ArticleLayout, scope: etree._Element, site: Site
) -> None:
    """Complete ``article``, where a selector found nothing, by what the page states for machines.

    `Article.problems` names each field that was filled in.

    :param found: what the selectors found, by field.
    """
    lacking = [name for name in _FIELDS if getattr(layout, name) and not found[name]]
    if not lacking:
        return
    facts = stated_facts(scope.getroottree().getroot(), site.timezone, (site.title,))
    if "title" in lacking and facts.title:
        article.title = facts.title
        article.problems.append("title_generic")
    if "published" in lacking and facts.published.instant:
        article.published_at, article.published_tz = facts.published.instant, site.timezone
        dated = [each for each in article.problems if not each.startswith("date_")]
        article.problems = [*dated, *facts.published.problems, "date_generic"]
    if "media" in lacking and facts.source:
        article.source = facts.source
        article.problems.append("source_generic")


def read_without_layout(
    root: etree._Element, url: str, match: Match, site: Site, at: datetime | None
) -> Article | None:
    """The article on a page that has none of its site's layouts, read as if the site were not declared.

    None when the page is too short, or lacks a title or a time, to be told for an article.
    """
    found = read_page(root, site.timezone, at)
    if not (found.title and found.published.instant and found.text_length >= LEAST):
        return None
    article = article_of(found, url, match, site)
    article.problems.append("body_generic")
    return article
