"""Obeys robots.txt also when several pages of a host are asked for while its robots.txt is on its way."""

from __future__ import annotations

import asyncio
from collections import defaultdict

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached


class OneByOneRobotsTxtMiddleware(RobotsTxtMiddleware):
    """Scrapy's, each host's robots.txt awaited by one request at a time.

    Scrapy lets all requests to a host await one Deferred. Only the first of them is told the rules; those
    after it are told None, and are let through.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of the request's host; None when it has none, or they cannot be had."""
        async with self._turns[urlparse_cached(request).netloc]:
            return await super().robot_parser(request)
