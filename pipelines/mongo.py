"""Stores articles in MongoDB; an item that passes is stored durably."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from contextlib import AsyncExitStack
from typing import Any, Self

from pymongo.errors import PyMongoError
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DropItem
from scrapy.settings import BaseSettings

from crawler.errors import DocumentRejectedError, NewsvaultError, SettingError, StoreUnavailableError
from crawler.items import Article, FeedSighting, Sighting, Sightings
from crawler.job import job_of
from crawler.locations import jobs_dir
from crawler.store.client import open_database, unavailable
from crawler.store.documents import sighting_document, to_document
from crawler.store.rejected import keep_rejected
from crawler.store.schema import ensure
from crawler.store.writer import StoreWriter

logger = logging.getLogger(__name__)

UNAVAILABLE = "store_unavailable"
"""Close reason of a crawl whose database went away."""
MOST_AT_ONCE = 200
"""The embedded server reads larger ``$in`` lists slowly."""


class MongoPipeline:
    """Passes an item on once its batch is acknowledged as durable, so that ``item_scraped`` means stored.

    A response counts as active until its items are stored: a slow database slows the crawl down.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.settings = crawler.settings
        self._options = writer_options(crawler.settings)
        self._stack = AsyncExitStack()
        self._closing: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy. :raises SettingError: when one of its settings is wrong."""
        return cls(crawler)

    async def open_spider(self) -> None:
        """Connect, and make collections, validators and indexes.

        :raises CloseSpider: when the database does not answer.
        """
        try:
            database = await self._stack.enter_async_context(open_database(self.settings))
            await ensure(database)
        except (NewsvaultError, PyMongoError) as error:
            await self._stack.aclose()
            sentence = unavailable(self.settings, error) if isinstance(error, PyMongoError) else error
            logger.error("%s", sentence)  # noqa: TRY400 - a sentence, not a traceback
            raise CloseSpider(UNAVAILABLE) from error
        self._job = job_of(self.crawler)
        self._writer = StoreWriter(database, self._job.id, **self._options)
        self._stack.push_async_callback(self._writer.close)

    async def close_spider(self) -> None:
        """Disconnect."""
        await self._stack.aclose()

    async def process_item(self, item: Any) -> Any:
        """Store an `Article` or `Sightings`; pass anything else on.

        :raises DropItem: when it is not stored, with the reason. One sighting that is not stored takes
            no other along.
        """
        try:
            if isinstance(item, Article):
                await self._store(item)
            elif isinstance(item, Sightings):
                await self._store_all(item.seen)
        except StoreUnavailableError as error:
            self._close_spider(error)
            raise DropItem(
                f"{item.id} is not stored, the database being away; the archive keeps it, and "
                "`scrapy rebuild` will bring it into the database"
            ) from error
        return item

    async def _store_all(self, seen: Sequence[Sighting | FeedSighting]) -> None:
        """Store each sighting; the first error is raised once all are through."""
        outcomes = await asyncio.gather(*map(self._store, seen), return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    async def _store(self, item: Article | Sighting | FeedSighting) -> None:
        document: dict[str, Any] = {}
        written: Awaitable[str]
        try:
            if isinstance(item, Sighting | FeedSighting):
                document = sighting_document(item)
                written = self._writer.sight(document)
            else:
                document = to_document(item)
                written = self._writer.put(document)
            self._count(await written)
        except (DocumentRejectedError, ValueError) as error:
            raise self._rejected(item, error, document) from error

    def _rejected(
        self, item: Article | Sighting | FeedSighting, error: Exception, document: dict[str, Any]
    ) -> DropItem:
        self._count("rejected")
        if not isinstance(error, DocumentRejectedError):
            error = DocumentRejectedError(item.id, str(error))
        path = jobs_dir(self.settings) / f"{self._job.id}.rejected.jsonl"
        try:
            keep_rejected(path, error, document)
        except OSError as failure:
            return DropItem(f"{error}; it could not be kept in {path}: {failure.strerror}")
        return DropItem(f"{error}; it is kept in {path}")

    def _close_spider(self, error: StoreUnavailableError) -> None:
        if self._closing is None:
            logger.error("%s", error)
            engine = self.crawler.engine
            assert engine is not None  # noqa: S101 - it runs
            self._closing = asyncio.ensure_future(engine.close_spider_async(reason=UNAVAILABLE))

    def _count(self, event: str) -> None:
        assert self.crawler.stats is not None  # noqa: S101 - the crawl has begun
        self.crawler.stats.inc_value(f"newsvault/store/{event}")


def writer_options(settings: BaseSettings) -> dict[str, Any]:
    """The writer's options from the settings. :raises SettingError: when a value cannot be used."""
    return {
        "batch_size": _number(settings, "MONGO_BATCH_SIZE", int, 1, MOST_AT_ONCE),
        "batch_seconds": _number(settings, "MONGO_BATCH_SECONDS", float, 0, 60),
        "retry_seconds": _number(settings, "MONGO_RETRY_SECONDS", float, 0, 86_400),
    }


def _number(settings: BaseSettings, name: str, kind: type[int | float], low: int, high: int) -> float:
    try:
        value = kind(settings[name])
    except (TypeError, ValueError):
        value = low - 1
    if not low <= value <= high:
        raise SettingError(name, f"{settings[name]!r} is not a number from {low} to {high}")
    return value
