"""The ways to an article's text: the JSON behind its share page, or its own page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler import sites
from crawler.capture.connect_to import ConnectTo
from crawler.dates import from_key
from crawler.errors import PageError
from crawler.items import Article, WarcRef
from crawler.pages.linked import linked_articles
from crawler.pages.share import data_url, share_url
from crawler.sites.base import Site
from crawler.spiders.base import GONE, NewsSpider, reason_of
from crawler.spiders.seen import read_lately
from crawler.spiders.waiting import Awaited
from crawler.store.queries import known_by

PRIORITY = 15
"""Ahead of further articles: an article that was begun is finished first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way to one article."""

    site: Site
    """The site that reads the page at `url`."""
    key: str
    """The article's key."""
    url: str
    """Canonical URL that the way begins at: a share page, or the article's own page."""
    own_page: str = ""
    """URL of the article's own page, read where a share page or its JSON cannot be had; empty when it is
    not known."""
    depth: int = 0
    """How many links from body to body led here."""


class SharingSpider(NewsSpider):
    """A spider that reads articles from their share pages or their own, and those that bodies link to."""

    NAMED_BY_USER: ClassVar[bool] = False
    """Whether the articles were asked for one by one: then it is a failure when one is no more."""

    since: date | None = None
    """Articles published before this day, in the site's zone, are left out."""
    limit: int | None = None
    """How many articles are fetched at most."""

    def __init__(self, values: dict[str, Any], given: dict[str, str]) -> None:
        super().__init__(values, given)
        self.since = values.get("since")
        self.limit = values.get("limit")
        self.requested = 0
        self.awaited = Awaited()

    @classmethod
    def from_crawler(cls, crawler: Crawler, **given: str) -> Self:
        """As of any spider, which is also told what becomes of its articles."""
        spider = super().from_crawler(crawler, **given)
        crawler.signals.connect(spider.awaited.stored, signals.item_scraped)
        for lost in (signals.item_dropped, signals.item_error):
            crawler.signals.connect(spider.awaited.dropped, lost)
        return spider

    # -- ways

    def way(
        self, site: Site, key: str, page: str = "", *, follow: str = "share", depth: int = 0
    ) -> Way | None:
        """The way to an article that this run may take; None when there is none.

        :param page: URL of its own page; empty when it is not known.
        :param follow: which of the two is preferred (`crawler.sites.base.Feed.follow`).
        """
        sharing = sites.load(site.identity)
        share, own = self._share_page(sharing, key), self._own_page(page)
        if share and not (own and follow == "page"):
            return Way(site=sharing, key=key, url=share, own_page=own[1] if own else "", depth=depth)
        return Way(site=own[0], key=key, url=own[1], depth=depth) if own else None

    def request(self, way: Way) -> Request | None:
        """The request that takes the way; None when it was taken already, or the limit is reached."""
        if way.url in self.awaited.asked or self.full:
            return None
        self.requested += 1
        self.awaited.ask(way.key, way.url)
        match = way.site.match(way.url)
        begin = self.share_request if match and match.kind == "share" else self.page_request
        return begin(way).replace(dont_filter=True)  # a request that vanished would be waited for

    def share_request(self, way: Way) -> Request:
        """A request for a share page, which leads to the article."""
        known = {"way": way}
        return Request(
            way.url, self.parse_share, errback=self.share_failed, cb_kwargs=known, priority=PRIORITY
        )

    def data_request(self, way: Way, url: str, captures: list[WarcRef]) -> Request:
        """A request for an article's JSON itself.

        :param captures: of the share page that led to it, if one did.
        """
        known = {"way": way, "captures": captures}
        return Request(url, self.parse_data, errback=self.share_failed, cb_kwargs=known, priority=PRIORITY)

    def page_request(self, way: Way) -> Request:
        """A request for the article's own page.

        Where no site is declared, hosts are those of the URLs given and of what they redirect to.
        """
        known = {"way": way}
        anywhere = {"allow_offsite": True} if way.site.name == sites.UNDECLARED.name else None
        return Request(
            way.url,
            self.parse_page,
            errback=self.page_failed,
            cb_kwargs=known,
            priority=PRIORITY,
            meta=anywhere,
        )

    # -- callbacks

    def parse_share(self, response: Response, way: Way) -> Iterator[Any]:
        """From the shell to its JSON."""
        try:
            url = data_url(way.site, response.url)
        except PageError as error:
            self.failed("share", response.url, error)
            yield from self._turn_to_own_page(way)
            return
        request = self.data_request(way, url, self.capture(response, "share"))
        request.dont_filter = response.request.dont_filter if response.request else False
        yield request

    async def parse_data(self, response: Response, way: Way, captures: list[WarcRef]) -> AsyncIterator[Any]:
        """From the JSON to the article."""
        article = self.read("data", response, way.site)
        if article and not article.html and way.own_page:
            self.passed_over("data", response.url, "it holds no text")
            article = None
        if article:
            article.captures = [*captures, *article.captures]
            async for each in self.deliver(article, way, "data"):
                yield each
        else:
            for request in self._turn_to_own_page(way):
                yield request

    async def parse_page(self, response: Response, way: Way) -> AsyncIterator[Any]:
        """From an article's own page to the article."""
        if article := self.read("article", response, way.site):
            async for each in self.deliver(article, way, "article"):
                yield each
        else:
            for sightings in self.give_up(way):
                yield sightings

    def share_failed(self, failure: Failure) -> Iterator[Any]:
        """The share page, or the JSON, could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined]
        error, way = failure.value, request.cb_kwargs["way"]
        spared = way.own_page or way.depth or not self.NAMED_BY_USER
        if spared and isinstance(error, HttpError) and error.response.status in GONE:
            self.passed_over("share", request.url, reason_of(error))
        else:
            self.undelivered("share", failure)
        yield from self._turn_to_own_page(way)

    def page_failed(self, failure: Failure) -> Iterator[Any]:
        """An article's own page could not be had."""
        self.undelivered("article", failure)
        yield from self.give_up(failure.request.cb_kwargs["way"])  # type: ignore[attr-defined]

    # -- arrivals

    async def deliver(self, article: Article, way: Way, kind: str) -> AsyncIterator[Any]:
        """An article that was read, with what was seen of it, and the articles that its body links to.

        :param kind: ``data`` or ``article``: what it was read from.
        """
        waiting = self.awaited.arrived(way.key, way.url)
        if self.leaves_out(article, kind):
            for sightings in waiting.alone():
                yield sightings
            return
        self.awaited.hand_over(way.key, waiting, article)
        yield article
        async for request in self.linked(article, way.depth):
            yield request

    def leaves_out(self, article: Article, kind: str) -> bool:
        """Whether an article that was read is too old after all: its page may be the first to tell."""
        return kind == "article" and self.too_old(
            article.published_at, article.key, sites.stored(article.site)
        )

    def give_up(self, way: Way) -> Iterator[Any]:
        """The article does not come this way; that it was seen remains true."""
        yield from self.awaited.given_up(way.key, way.url).alone()

    async def linked(self, article: Article, depth: int) -> AsyncIterator[Request]:
        """Requests for the articles that a body links to, unless they were asked for or read lately.

        :param depth: how many such links led to the article itself.
        """
        if depth >= self.settings.getint("LINKED_DEPTH") or self.full:
            return
        site = sites.stored(article.site)
        found = {
            key: url
            for key, url in linked_articles(article, sites.find).items()
            if key not in self.awaited.keys and not self.too_old(None, key, site)
        }
        ways = [
            way
            for key, url in found.items()
            if (way := self.way(site, key, url, depth=depth + 1)) and self._connect_to.may_lead_to(way.url)
        ]
        at = max((each.date for each in article.captures), default=None)
        lately = await self.read_lately([way.url for way in ways], at) if ways and at else set()
        for way in ways:
            if way.url not in lately and (request := self.request(way)):
                self.crawler.stats.inc_value("newsvault/linked/requested")
                yield request

    # -- what is not fetched

    async def read_lately(self, urls: Collection[str], at: datetime) -> set[str]:
        """Those of ``urls`` that were fetched less than ``REFETCH_HOURS`` before ``at``."""
        refetch = timedelta(hours=self.settings.getfloat("REFETCH_HOURS"))
        return await read_lately(known_by(self.settings), urls, at, refetch)

    def too_old(self, published: datetime | None, key: str, site: Site) -> bool:
        """Whether an article is left out by `since`: by its time, else by the date in its key."""
        if self.since is None:
            return False
        published = published or from_key(key, site)
        return published is not None and published.astimezone(ZoneInfo(site.timezone)).date() < self.since

    @property
    def full(self) -> bool:
        """Whether the limit is reached."""
        return self.limit is not None and self.requested >= self.limit

    def _share_page(self, site: Site, key: str) -> str:
        try:
            url = share_url(site, key)
        except PageError:  # there are none, or not for this article
            return ""
        return url if self._may_visit(url) else ""

    def _own_page(self, url: str) -> tuple[Site, str] | None:
        """The site that reads the page, and its URL."""
        found = sites.find(url) if url else None
        return (found[0], url) if found and found[1].kind == "article" and self._may_visit(url) else None

    def _may_visit(self, url: str) -> bool:
        return urlsplit(url).hostname in self.allowed_domains

    @cached_property
    def _connect_to(self) -> ConnectTo:
        return ConnectTo.from_settings(self.settings)

    def _turn_to_own_page(self, way: Way) -> Iterator[Any]:
        own = self._own_page(way.own_page)
        if own is None:
            yield from self.give_up(way)
            return
        # Awaited under the way's first address until it arrives, by whichever page.
        request = self.page_request(replace(way, site=own[0], own_page=""))
        yield request.replace(url=own[1])
