"""Pipeline: from the body's markup to paragraphs, pictures, tables, tickers, links and clean markup."""

from __future__ import annotations

from typing import Any

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.statscollectors import StatsCollector

from crawler import sites
from crawler.errors import PageError
from crawler.items import Article
from pipelines.cleaning.body import read_body


class ParagraphsPipeline:
    """Reads `Article.html` as `pipelines.cleaning.body.read_body` does and fills the article from it."""

    def __init__(self, stats: StatsCollector) -> None:
        self.stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ParagraphsPipeline:
        """Made by Scrapy."""
        assert crawler.stats  # noqa: S101 - set before pipelines are made
        return cls(crawler.stats)

    def process_item(self, item: Any) -> Any:
        """Clean an article; let anything else pass.

        :raises DropItem: when its markup cannot be read whole.
        """
        if isinstance(item, Article):
            try:
                clean(item)
            except PageError as error:
                self.stats.inc_value("newsvault/paragraphs/unreadable")
                raise DropItem(f"{item.url}: {error}") from error
            self.stats.inc_value("newsvault/paragraphs/articles")
            self.stats.inc_value("newsvault/paragraphs/paragraphs", len(item.paragraphs))
        return item


def clean(article: Article) -> None:
    """Fill ``article`` from its markup, which clean markup replaces.

    :raises PageError: when the markup is too long or too deeply nested.
    """
    body = read_body(article.html, article.url, sites.of_reader(article.reader))
    article.paragraphs, article.headings = body.paragraphs, body.headings
    article.images, article.tables = body.images, body.tables
    article.tickers, article.links = body.tickers, body.links
    article.footer = [*article.footer, *body.removed]
    article.html = body.html
