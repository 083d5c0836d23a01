"""The ways to an article's text: the JSON behind its share page, else its own page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler import sites
from crawler.errors import PageError
from crawler.items import WarcRef
from crawler.pages.share import data_url
from crawler.sites.base import Site
from crawler.spiders.base import GONE, NewsSpider

PRIORITY = 15
"""Ahead of further articles: an article that was begun is finished first."""


class SharingSpider(NewsSpider):
    """A spider that can read articles from their share pages.

    Where a share page or its JSON is gone, and the article's own page is known, that one is read.
    """

    def share_request(self, site: Site, url: str, own_page: str = "") -> Request:
        """A request for the share page ``url``, which leads to the article.

        :param own_page: URL of the article's own page; empty when it is not known.
        """
        known = {"site": site, "own_page": own_page}
        return Request(url, self.parse_share, errback=self.share_failed, cb_kwargs=known, priority=PRIORITY)

    def data_request(self, site: Site, url: str, captures: list[WarcRef], own_page: str = "") -> Request:
        """A request for an article's JSON itself.

        :param captures: of the share page that led to it, if one did.
        :param own_page: URL of the article's own page; empty when it is not known.
        """
        known = {"site": site, "captures": captures, "own_page": own_page}
        return Request(url, self.parse_data, errback=self.share_failed, cb_kwargs=known, priority=PRIORITY)

    def page_request(self, site: Site, url: str) -> Request:
        """A request for the article's own page ``url``, which ``site`` reads."""
        known = {"site": site}
        return Request(url, self.parse_page, errback=self.page_failed, cb_kwargs=known, priority=PRIORITY)

    def parse_share(self, response: Response, site: Site, own_page: str) -> Iterator[Any]:
        """From the shell to its JSON."""
        try:
            url = data_url(site, response.url)
        except PageError as error:
            self.failed("share", response.url, error)
            yield from self._turn_to(own_page)
            return
        yield self.data_request(site, url, self.capture(response, "share"), own_page)

    def parse_data(
        self, response: Response, site: Site, captures: list[WarcRef], own_page: str
    ) -> Iterator[Any]:
        """From the JSON to the article."""
        if article := self.read("data", response, site):
            article.captures = [*captures, *article.captures]
            yield article
        else:
            yield from self._turn_to(own_page)

    def parse_page(self, response: Response, site: Site) -> Iterator[Any]:
        """From an article's own page to the article."""
        if article := self.read("article", response, site):
            yield article

    def share_failed(self, failure: Failure) -> Iterator[Any]:
        """The share page, or the JSON, could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined]
        error, own_page = failure.value, request.cb_kwargs["own_page"]
        if own_page and isinstance(error, HttpError) and error.response.status in GONE:
            self.passed_over("share", request.url, f"HTTP status {error.response.status}")
        else:
            self.undelivered("share", failure)
        yield from self._turn_to(own_page)

    def page_failed(self, failure: Failure) -> None:
        """An article's own page could not be had."""
        self.undelivered("article", failure)

    def own_page_request(self, url: str) -> Request | None:
        """A request for the article's own page, by the site that reads it; None when no site does."""
        found = sites.find(url)
        return self.page_request(found[0], url) if found and found[1].kind == "article" else None

    def _turn_to(self, own_page: str) -> Iterator[Request]:
        request = self.own_page_request(own_page)
        if request:
            yield request
