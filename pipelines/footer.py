"""Pipeline: takes the page's furniture off an article's text, into `Article.footer`."""

from __future__ import annotations

from typing import Any

from scrapy.crawler import Crawler
from scrapy.statscollectors import StatsCollector

from crawler import sites
from crawler.items import Article
from pipelines.furniture.taking import take_off


class FooterPipeline:
    """Does what `take_off` does, and counts the lines of each kind."""

    def __init__(self, stats: StatsCollector) -> None:
        self.stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FooterPipeline:
        """Made by Scrapy."""
        assert crawler.stats  # noqa: S101 - set before pipelines are made
        return cls(crawler.stats)

    def process_item(self, item: Any) -> Any:
        """Clean an article; let anything else pass."""
        if isinstance(item, Article):
            take_off(item, sites.of_reader(item.reader).footer)
            for line in item.footer:
                self.stats.inc_value(f"newsvault/footer/{line.kind}")
        return item
