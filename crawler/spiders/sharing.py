"""The way from a share page, a shell without text, to the JSON behind it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.errors import PageError
from crawler.items import WarcRef
from crawler.pages.share import data_url
from crawler.sites.base import Site
from crawler.spiders.base import NewsSpider

PRIORITY = 15
"""Ahead of further articles: an article that was begun is finished first."""


class SharingSpider(NewsSpider):
    """A spider that can read articles from their share pages."""

    def share_request(self, site: Site, url: str) -> Request:
        """A request for the share page ``url``, which leads to the article."""
        known = {"site": site}
        return Request(url, self.parse_share, errback=self.share_failed, cb_kwargs=known, priority=PRIORITY)

    def data_request(self, site: Site, url: str, captures: list[WarcRef]) -> Request:
        """A request for an article's JSON itself.

        :param captures: of the share page that led to it, if one did.
        """
        known = {"site": site, "captures": captures}
        return Request(url, self.parse_data, errback=self.share_failed, cb_kwargs=known, priority=PRIORITY)

    def parse_share(self, response: Response, site: Site) -> Iterator[Any]:
        """From the shell to its JSON."""
        try:
            url = data_url(site, response.url)
        except PageError as error:
            self.failed("share", response.url, error)
            return
        yield self.data_request(site, url, self.capture(response, "share"))

    def parse_data(self, response: Response, site: Site, captures: list[WarcRef]) -> Iterator[Any]:
        """From the JSON to the article."""
        if article := self.read("data", response, site):
            article.captures = [*captures, *article.captures]
            yield article

    def share_failed(self, failure: Failure) -> None:
        """The share page, or the JSON, could not be had."""
        self.undelivered("share", failure)
