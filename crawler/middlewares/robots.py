"""Obeys robots.txt also when several pages of a host are asked for while its robots.txt is on its way."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred

from crawler.capture.failure import in_words

logger = logging.getLogger(__name__)

_AS_ITS_PAGE = ("max_retry_times", "give_up_log_level", "autothrottle_dont_adjust_delay")
"""A robots.txt is sought no harder than its page, and at its pace."""


class OneByOneRobotsTxtMiddleware(RobotsTxtMiddleware):
    """Scrapy's, each host's robots.txt awaited by one request at a time.

    Scrapy lets all requests to a host await one Deferred. Only the first of them is told the rules; those
    after it are told None, and are let through. And of a robots.txt that cannot be had, Scrapy logs the
    traceback; here it is a sentence.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of the request's host; None when it has none, or they cannot be had."""
        url = urlparse_cached(request)
        async with self._turns[url.netloc]:
            if url.netloc not in self._parsers:
                await self._fetch(f"{url.scheme}://{url.netloc}/robots.txt", url.netloc, request)
            return self._parsers[url.netloc]  # type: ignore[return-value] # a Deferred only during `_fetch`

    async def _fetch(self, robots_url: str, netloc: str, request: Request) -> None:
        """Put the rules at ``robots_url`` into ``_parsers``, where Scrapy's methods expect a Deferred."""
        self._parsers[netloc] = Deferred()
        asked = Request(
            robots_url,
            priority=self.DOWNLOAD_PRIORITY,
            meta={"dont_obey_robotstxt": True}
            | {name: request.meta[name] for name in _AS_ITS_PAGE if name in request.meta},
            callback=NO_CALLBACK,
        )
        self._stats.inc_value("robotstxt/request_count")
        try:
            response = await self.crawler.engine.download_async(asked)
            await self._parse_robots(response, netloc, request)
        except Exception as error:  # noqa: BLE001 - whatever a download may fail with
            if not isinstance(error, IgnoreRequest):
                reason = in_words(error)
                level = logging.INFO if request.meta.get("embeds") else logging.ERROR
                logger.log(
                    level, "The robots.txt %s failed, so nothing is forbidden: %s", robots_url, reason
                )
            self._robots_error(error, netloc)
