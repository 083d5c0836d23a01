"""``scrapy crawl category``: from a site's categories to its articles."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import sites
from crawler.errors import ArgumentError, PageError
from crawler.items import Article, Listing, Sighting
from crawler.pages.listing import Entry, read_categories, read_listing
from crawler.pages.share import share_url
from crawler.sites.base import Category, Site
from crawler.spiders.arguments import Argument, day, flag, positive, words
from crawler.spiders.sharing import SharingSpider, Way
from crawler.spiders.waiting import Waiting

HOME, FIRST_PAGE, ARTICLE, FURTHER_PAGE = 30, 20, 10, 0
"""Priorities: first pages tell where an article is listed; a further page waits until the articles of
the page before it are through, so that the queue does not grow with the site."""


class CategorySpider(SharingSpider):
    """Yields an `Article` for each page of an article, once however many categories list it, with every
    listing known by then. Of the entries of a listing that are not fetched `Sightings` are yielded: the
    articles are stored already, too old, or beyond the limit; the store keeps those of articles it has.
    """

    name = "category"
    ARGUMENTS: ClassVar[tuple[Argument, ...]] = (
        Argument("site", str, "name of the site (`scrapy sites` lists them)", required=True),
        Argument("category", words, "slugs of categories, separated by commas; without it, all"),
        Argument("since", day, "leave out articles published before this day, YYYY-MM-DD"),
        Argument("limit", positive, "fetch at most this many articles"),
        Argument("follow_share", flag, "1: read each article from its share page and JSON"),
    )

    def __init__(self, values: dict[str, Any], given: dict[str, str]) -> None:
        super().__init__(values, given)
        self.site = sites.load(values["site"])
        self.wanted: tuple[str, ...] = values.get("category", ())
        self.follow_share: bool = values.get("follow_share", False)

    @classmethod
    def read_arguments(cls, given: dict[str, str]) -> dict[str, Any]:
        """Check the site too, and the categories where the site declares them.

        :raises crawler.errors.ArgumentError: naming the wrong argument and the valid values.
        """
        values = super().read_arguments(given)
        site = sites.load(values["site"])
        declared = site.categories if isinstance(site.categories, tuple) else ()
        unknown = choose(declared, values.get("category", ()))[1]
        if declared and unknown:
            raise ArgumentError("category", no_category(unknown, site, declared))
        if values.get("follow_share") and site.share is None:
            raise ArgumentError("follow_share", f"site {site.name!r} has no share pages")
        return values

    def sites(self) -> list[Site]:
        """The one site that is crawled."""
        return [self.site]

    async def start(self) -> AsyncIterator[Any]:
        """The home page, where categories are discovered; otherwise the listings."""
        if isinstance(self.site.categories, tuple):
            for category in choose(self.site.categories, self.wanted)[0]:
                yield self._listing_request(category)
            return
        yield Request(self.site.home, self.parse_home, errback=self.home_failed, priority=HOME)

    def parse_home(self, response: Response) -> Iterator[Any]:
        """From the home page to its categories."""
        try:
            found = read_categories(self.text(response), response.url, self.site)
        except PageError as error:
            self.unread("home", response.url, self.site, "categories", error)
            return
        if not found:
            reason = "no category found: its layout has changed"
            self.unread("home", response.url, self.site, "categories", reason)
            return
        self.readings.add(self.site.name, "home", response.url)
        chosen, unknown = choose(found, self.wanted)
        if unknown:
            self.failed("home", response.url, no_category(unknown, self.site, found))
        for category in chosen:
            yield self._listing_request(category)

    async def parse_listing(self, response: Response, category: Category, page: int) -> AsyncIterator[Any]:
        """From a listing to its articles, and to its next page while there is news."""
        seen_at = self.fetched_at(response)
        try:
            listed = read_listing(self.text(response), response.url, self.site, seen_at)
        except PageError as error:
            self.unread("listing", response.url, self.site, "links", error)
            return
        if page == 1:
            self.readings.add(self.site.name, "listing", response.url, () if listed.entries else ("links",))
        captures = self.capture(response, "listing")
        listing = Listing(slug=category.slug, name=category.name, url=category.url, seen_at=seen_at)
        wanted = await self._wanted(listed.entries, seen_at)
        known = Waiting()
        for entry in listed.entries:
            request = self._request(entry) if entry.url in wanted else None
            sighting = Sighting(site=self.site.identity, key=entry.key, listing=listing, captures=captures)
            self.awaited.see(sighting, known)
            if request:
                yield request
        for sightings in known.alone():
            yield sightings
        if listed.next_url and wanted and page < self.site.listing.max_pages and not self.full:
            yield self._listing_request(category, listed.next_url, page + 1)

    async def deliver(self, article: Article, way: Way, kind: str) -> AsyncIterator[Any]:
        """An article that was read, and the request for its share page, if that is to be followed."""
        async for each in super().deliver(article, way, kind):
            yield each
            if each is article and kind == "article" and (share := self._behind(article)):
                self.awaited.asked.add(share)
                yield self.share_request(Way(site=self.site, key=article.key, url=share))

    def home_failed(self, failure: Failure) -> None:
        """The home page could not be had: nothing to crawl."""
        self.undelivered("home", failure)

    def listing_failed(self, failure: Failure) -> None:
        """A listing could not be had."""
        self.undelivered("listing", failure)

    def _request(self, entry: Entry) -> Request | None:
        """The request for an entry's page; None when it was made already, or the limit is reached."""
        request = self.request(Way(site=self.site, key=entry.key, url=entry.url))
        return request.replace(priority=ARTICLE) if request else None

    def _listing_request(self, category: Category, url: str = "", page: int = 1) -> Request:
        return Request(
            url or category.url,
            self.parse_listing,
            errback=self.listing_failed,
            cb_kwargs={"category": category, "page": page},
            priority=FIRST_PAGE if page == 1 else FURTHER_PAGE,
            dont_filter=page == 1,
        )

    async def _wanted(self, entries: Sequence[Entry], at: datetime) -> set[str]:
        """The URLs among ``entries`` that are news: not read lately, not too old."""
        urls = {e.url for e in entries if not self.too_old(e.published_at, e.key, self.site)}
        unmet = sorted(urls - self.awaited.asked)
        return urls - (await self.read_lately(unmet, at) if unmet else set())

    def _behind(self, article: Article) -> str:
        """URL of the article's share page, where it is to be followed and was not yet; else empty."""
        if not self.follow_share:
            return ""
        known = self.site.match(article.share_url)
        url = article.share_url if known and known.kind == "share" else ""
        if not url:
            try:
                url = share_url(self.site, article.key)
            except PageError:  # a notice of the mirror's own: there is nothing behind it
                return ""
        return "" if url in self.awaited.asked else url


def choose(categories: Sequence[Category], wanted: Sequence[str]) -> tuple[list[Category], list[str]]:
    """The categories whose slugs are wanted (all when none is), and the slugs that none bears."""
    if not wanted:
        return list(categories), []
    by_slug = {category.slug: category for category in categories}
    return [by_slug[slug] for slug in wanted if slug in by_slug], [s for s in wanted if s not in by_slug]


def no_category(unknown: Sequence[str], site: Site, categories: Sequence[Category]) -> str:
    """The sentence about categories that a site does not have."""
    names = ", ".join(sorted(category.slug for category in categories))
    return f"site {site.name!r} has no category {', '.join(map(repr, unknown))}; its categories are {names}"
