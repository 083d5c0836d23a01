"""Pipeline: lets what was seen of an article go on once the article itself is through."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.items import Article, Sightings


@dataclass(slots=True)
class _UnderWay:
    """The items of one article that are in the pipelines."""

    items: int = 0
    none_left: asyncio.Event = field(default_factory=asyncio.Event)


class InOrderPipeline:
    """Holds sightings back while an article that they are of is in the pipelines.

    The store keeps the sightings of the articles that it has. A listing that is read while an article is
    being archived or written would else be forgotten, and a rebuild, which reads the archive in order,
    would find it.
    """

    def __init__(self) -> None:
        self._articles: dict[str, _UnderWay] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> InOrderPipeline:
        """Made by Scrapy."""
        pipeline = cls()
        for ended in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(pipeline.through, ended)
        return pipeline

    async def process_item(self, item: Any) -> Any:
        """Note an article; return sightings when none of theirs is on its way."""
        if isinstance(item, Article):
            self._articles.setdefault(item.id, _UnderWay()).items += 1
        elif isinstance(item, Sightings):
            await self._until_through([each.id for each in item.seen])
        return item

    def through(self, item: Any) -> None:
        """An item was stored, dropped, or has failed."""
        if isinstance(item, Article) and (under_way := self._articles.get(item.id)):
            under_way.items -= 1
            if not under_way.items:
                del self._articles[item.id]
                under_way.none_left.set()

    async def _until_through(self, ids: Sequence[str]) -> None:
        for each in ids:
            while under_way := self._articles.get(each):
                await under_way.none_left.wait()
