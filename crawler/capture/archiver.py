"""Getting exchanges into the archive, and ending the crawl when that cannot be done."""

from __future__ import annotations

import logging

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.misc import build_from_crawler, load_object

from crawler.capture.sink import Sink
from crawler.errors import ArchiveError, NewsvaultError
from crawler.exchange import Exchange
from crawler.items import WarcRef

logger = logging.getLogger(__name__)

CLOSE_REASON = "archive_unavailable"


class Archiver:
    """Writes exchanges to the sink that the setting ``CAPTURE_SINK`` names, and counts them.

    When the sink cannot be made, or cannot write, the spider closes with reason
    ``archive_unavailable``: nothing is fetched that would not be archived.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._problem: NewsvaultError | None = None
        self._closing = False
        self._sink: Sink | None = None
        try:
            self._sink = build_from_crawler(load_object(crawler.settings["CAPTURE_SINK"]), crawler)
        except NewsvaultError as error:
            self._problem = error
            crawler.signals.connect(self.spider_opened, signals.spider_opened)

    def spider_opened(self) -> None:
        """End the crawl before its first request. :raises CloseSpider: always."""
        logger.error("Nothing is fetched, since nothing can be archived: %s", self._problem)
        raise CloseSpider(CLOSE_REASON)

    def check(self) -> None:
        """:raises ArchiveError: the archive is known to be unavailable."""
        if self._problem is not None:
            raise self._failed(ArchiveError(str(self._problem)))

    async def write(self, exchanges: list[Exchange]) -> WarcRef | None:
        """Make ``exchanges`` durable and free their memory; the place of the last one's response.

        :raises ArchiveError: one of them could not be written.
        """
        try:
            references = [await self._write(exchange) for exchange in exchanges]
        except ArchiveError as error:
            raise self._failed(error) from error.__cause__
        finally:
            for exchange in exchanges:
                exchange.response.close()
        return references[-1]

    async def close(self) -> None:
        """Complete the archive; called once, when nothing is under way any more."""
        if self._sink is not None:
            await self._sink.close()

    def count(self, event: str) -> None:
        """Add one to ``newsvault/capture/<event>``."""
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value(f"newsvault/capture/{event}")

    async def _write(self, exchange: Exchange) -> WarcRef | None:
        if self._sink is None:
            raise ArchiveError(str(self._problem))
        reference = await self._sink.write(exchange)
        self.count("exchanges")
        if exchange.truncated:
            self.count(f"truncated/{exchange.truncated}")
        if not len(exchange.response):
            self.count("no_response")
        return reference

    def _failed(self, error: ArchiveError) -> ArchiveError:
        self.count("failed")
        self._problem = error
        if not self._closing:
            self._closing = True
            logger.error("Closing the spider, since captures cannot be archived: %s", error)
            deferred_from_coro(self._crawler.engine.close_spider_async(reason=CLOSE_REASON))
        return error
