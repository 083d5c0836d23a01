"""Pipeline: drops what is no article, and says of the others what is wrong with them."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.statscollectors import StatsCollector

from crawler import sites
from crawler.dates import from_key
from crawler.items import Article
from crawler.sites.base import Site

OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
"""No Chinese news site is older: an earlier date is an error of the page."""

AHEAD = timedelta(days=1)
"""How far ahead of its capture a date may lie: zones and schedules, but no more."""

_BLANKS = re.compile(r"\s+")


class ValidatePipeline:
    """Drops articles without key or body; completes and flags the others."""

    def __init__(self, stats: StatsCollector) -> None:
        self.stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ValidatePipeline:
        """Made by Scrapy."""
        assert crawler.stats  # noqa: S101 - set before pipelines are made
        return cls(crawler.stats)

    def process_item(self, item: Any) -> Any:
        """Check an article; let anything else pass.

        :raises DropItem: with the reason, when it has no key or no body.
        """
        if isinstance(item, Article):
            lacking = missing(item)
            if lacking:
                self.stats.inc_value(f"newsvault/validate/no_{lacking}")
                raise DropItem(_REASONS[lacking].format(item=item))
            complete(item, sites.of_reader(item.reader))
            for problem in item.problems:
                self.stats.inc_value(f"newsvault/validate/{problem}")
        return item


_REASONS = {
    "key": "{item.url}: no article key; mend the patterns in 'urls' of crawler/sites/{item.site}.py",
    "body": (
        "{item.url}: no paragraph, table or picture in the article; if the page shows one, mend "
        "'article.scope' of crawler/sites/{item.site}.py and rebuild from the archive"
    ),
}


def missing(article: Article) -> str:
    """What an article must have and this one lacks: ``key``, ``body``, or nothing (empty)."""
    if not article.key:
        return "key"
    return "" if article.paragraphs or article.tables or article.images else "body"


def complete(article: Article, site: Site) -> None:
    """Fill the length, the hash and a missing date, and list the problems."""
    problems = [] if article.title else ["title_missing"]
    if article.published_at is None:
        article.published_at = from_key(article.key, site)
        article.published_tz = site.timezone if article.published_at else ""
        problems.append("date_from_key" if article.published_at else "date_missing")
    problems += _wrong_date(article)
    article.problems = [*article.problems, *(each for each in problems if each not in article.problems)]
    article.text_length = sum(map(len, article.paragraphs))
    article.content_hash = content_hash(article)


def content_hash(article: Article) -> str:
    """``sha256:<hex>`` over the text: the paragraphs, then the tables' cells, without any blank.

    Equal for every reading of one text: how it is split into paragraphs, which medium's page it stood
    on and whether that page has a title make no difference. Borders between cells do.
    """
    text = [_BLANKS.sub("", each) for each in article.paragraphs]
    for table in article.tables:
        text += ["\n" + "\t".join(_BLANKS.sub("", cell) for cell in row) for row in table.rows]
    return "sha256:" + hashlib.sha256("".join(text).encode("utf-8", "surrogatepass")).hexdigest()


def _wrong_date(article: Article) -> list[str]:
    if article.published_at is None:
        return []
    captured = max((each.date for each in article.captures), default=datetime.now(UTC))
    if article.published_at > captured + AHEAD:
        return ["date_in_future"]
    return ["date_too_old"] if article.published_at < OLDEST else []
