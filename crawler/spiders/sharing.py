"""The way from a share page, a shell without text, to the JSON behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.errors import PageError
from crawler.items import Article, WarcRef
from crawler.pages.share import data_url, read_share_data
from crawler.sites.base import Site
from crawler.spiders.base import NewsSpider


def completed(article: Article, other: Article | None) -> Article:
    """``article`` with its empty fields filled from ``other``, a lesser reading of the same article."""
    if other is None:
        return article
    fields = ("title", "source", "published_at", "published_tz", "category", "digest", "share_url")
    missing = {name: getattr(other, name) for name in fields if not getattr(article, name)}
    return replace(
        article,
        listings=other.listings,
        last_seen_at=other.last_seen_at,
        captures=[*other.captures, *article.captures],
        **missing,
    )


class SharingSpider(NewsSpider):
    """A spider that can read articles from their share pages.

    Each step may carry ``base``, what is known of the article so far: it completes the article, and
    is yielded in its place when the share page or its JSON fails.
    """

    def share_request(self, site: Site, url: str, base: Article | None = None) -> Request:
        """A request for the share page ``url``."""
        return self._step(url, self.parse_share, site, base, [])

    def data_request(self, site: Site, url: str) -> Request:
        """A request for an article's JSON itself."""
        return self._step(url, self.parse_data, site, None, [])

    def parse_share(
        self, response: Response, site: Site, base: Article | None, captures: list[WarcRef]
    ) -> Iterator[Any]:
        """From the shell to its JSON."""
        captures = [*captures, *self.capture(response, "share")]
        try:
            url = data_url(site, response.url)
        except PageError as error:
            self.failed("share", response.url, error)
            if base:
                yield base
            return
        yield self._step(url, self.parse_data, site, base, captures)

    def parse_data(
        self, response: Response, site: Site, base: Article | None, captures: list[WarcRef]
    ) -> Iterator[Any]:
        """From the JSON to the article."""
        try:
            article = read_share_data(response.body, response.url, site)
        except PageError as error:
            self.failed("data", response.url, error)
            if base:
                yield base
            return
        article.captures = [*captures, *self.capture(response, "data")]
        yield completed(article, base)

    def without_share(self, failure: Failure) -> Iterator[Any]:
        """What remains when the share page or the JSON cannot be had."""
        request: Request = failure.request  # type: ignore[attr-defined]
        self.undelivered("share", failure)
        if base := request.cb_kwargs["base"]:
            yield base

    def _step(
        self, url: str, callback: Any, site: Site, base: Article | None, captures: list[WarcRef]
    ) -> Request:
        known = {"site": site, "base": base, "captures": captures}
        return Request(url, callback, errback=self.without_share, cb_kwargs=known, priority=15)
