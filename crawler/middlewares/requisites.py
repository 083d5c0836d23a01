"""Archives what pages embed, so that they can be seen as they were."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import HtmlResponse, Response, TextResponse
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

from crawler.capture.connect_to import ConnectTo
from crawler.items import Article
from crawler.pages.requisites import requisites, requisites_of_style

MOST = 200
"""Requisites of one page at most."""
LARGEST = 16 * 1024 * 1024
"""Bytes of a requisite at most, and never more than of a page."""

AT_ONCE = 2
"""Requests at a time to a host that no site declares."""

_STEPS = 3  # from a page over its stylesheet and one that this imports to a picture
_REMEMBERED = 10_000  # of the URLs that were asked for: the site's own stand on each of its pages


class PageRequisitesMiddleware:
    """Spider middleware: asks for the pictures, stylesheets and icons of each page that a spider reads.

    They go into the archive, ahead of further pages and each once, as far back as is remembered; and no
    further. One that cannot be had is no failure of the crawl. They may lie on any host: its robots.txt and
    the guard against private addresses hold for them too, and a site's pace for what lies on its hosts. To
    be set next to the spider: others complete the requests.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._connect_to = ConnectTo.from_settings(crawler.settings)
        most = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._largest = min(LARGEST, most) if most else LARGEST
        self._asked: dict[str, bool] = {}
        self._declared = frozenset(crawler.settings.getdict("DOWNLOAD_SLOTS"))
        self._delay = _delay(crawler.settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy, if ``PAGE_REQUISITES`` is on."""
        if not crawler.settings.getbool("PAGE_REQUISITES"):
            raise NotConfigured
        return cls(crawler)

    async def process_spider_output(
        self, response: Response, result: AsyncIterator[Any]
    ) -> AsyncIterator[Any]:
        """What the spider makes of a page, then the requests for what the page embeds."""
        bodies = []
        async for each in result:
            if isinstance(each, Article):
                bodies.append(each.html)
            yield each
        for url in self._requisites(response, bodies):
            if self._is_new(url) and self._connect_to.may_lead_to(url):
                yield self._request(url, response)

    def _requisites(self, response: Response, bodies: Iterable[str]) -> list[str]:
        """What is embedded in a page, in the bodies of articles that came as data, or in a stylesheet."""
        steps, url = response.meta.get("embeds", 0), response.url
        if not steps and isinstance(response, HtmlResponse):
            return requisites(self._text(response), url, MOST)
        if not steps:
            return [each for body in bodies for each in requisites(body, url, MOST)]
        is_style = (response.headers.get(b"Content-Type") or b"").lower().startswith(b"text/css")
        if is_style and steps < _STEPS and isinstance(response, TextResponse):
            return requisites_of_style(self._text(response), url, MOST)
        return []

    def _text(self, response: TextResponse) -> str:
        spider: Any = self._crawler.spider
        return str(spider.text(response))

    def _is_new(self, url: str) -> bool:
        is_new = self._asked.pop(url, True)
        self._asked[url] = False  # the latest stand last
        if len(self._asked) > _REMEMBERED:
            del self._asked[next(iter(self._asked))]
        return is_new

    def _request(self, url: str, response: Response) -> Request:
        assert self._crawler.stats is not None  # noqa: S101 - the crawl has begun
        self._crawler.stats.inc_value("newsvault/requisites/requested")
        assert response.request is not None  # noqa: S101 - it was asked for
        spider: Any = self._crawler.spider
        return Request(
            url,
            spider.parse_requisite,
            errback=spider.requisite_failed,
            dont_filter=True,  # a page that names another as its picture would keep that from being read
            priority=response.request.priority + 1,  # they would fill the queue if they came last
            meta={
                "embeds": response.meta.get("embeds", 0) + 1,
                "allow_offsite": True,
                "max_retry_times": 1,
                "give_up_log_level": logging.INFO,
                "download_maxsize": self._largest,
                "autothrottle_dont_adjust_delay": self._set_pace(urlsplit(url).hostname or ""),
            },
        )

    def _set_pace(self, host: str) -> bool:
        """Give a host a pace of its own, and say so; not to one that a site declares."""
        if self._delay is None or host in self._declared:
            return False
        assert self._crawler.engine is not None  # noqa: S101 - it runs
        slots = self._crawler.engine.downloader.per_slot_settings
        slots[host] = {"concurrency": AT_ONCE, "delay": self._delay}
        return True


def _delay(settings: BaseSettings) -> float | None:
    """Seconds between requests to a host that no site declares; None for what Scrapy's settings say."""
    if (settings.getpriority("DOWNLOAD_DELAY") or 0) > SETTINGS_PRIORITIES["spider"]:
        return None
    return min(settings.getfloat("PAGE_REQUISITES_DELAY"), settings.getfloat("DOWNLOAD_DELAY"))
