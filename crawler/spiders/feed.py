"""``scrapy crawl feed``: from a site's feeds to its articles."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import sites
from crawler.errors import ArgumentError, PageError
from crawler.items import Article, FeedSighting
from crawler.pages.feed import FeedPage, Named, Part, read_feed
from crawler.sites.base import Feed, Site
from crawler.spiders.arguments import Argument, day, positive, words
from crawler.spiders.sharing import SharingSpider, Way
from crawler.spiders.waiting import Waiting
from crawler.urls import canonical

FEED, PART = 30, 20
"""Priorities, ahead of articles: feeds tell what is to be read."""

MOST_PARTS = 50
"""Sitemaps of one index that are read at most, the latest changed first."""


class FeedSpider(SharingSpider):
    """Yields an `Article` for each article that a feed names, with what the feeds say of it.

    Of entries that are not followed `Sightings` are yielded: the articles are stored already, too old, or
    beyond the limit; the store keeps those of articles it has. An entry alone makes no article.
    """

    name = "feed"
    ARGUMENTS: ClassVar[tuple[Argument, ...]] = (
        Argument(
            "site", str, "name of the site (`scrapy sites` lists them and their feeds)", required=True
        ),
        Argument("feed", words, "names of feeds, separated by commas; without it, all"),
        Argument("since", day, "leave out articles published before this day, YYYY-MM-DD"),
        Argument("limit", positive, "fetch at most this many articles"),
    )

    def __init__(self, values: dict[str, Any], given: dict[str, str]) -> None:
        super().__init__(values, given)
        self.site = sites.load(values["site"])
        self.feeds = [feed for feed in self.site.feeds if feed.name in values.get("feed", (feed.name,))]

    @classmethod
    def read_arguments(cls, given: dict[str, str]) -> dict[str, Any]:
        """Check the site and the feeds too.

        :raises crawler.errors.ArgumentError: naming the wrong argument and the valid values.
        """
        values = super().read_arguments(given)
        site = sites.load(values["site"])
        names = [feed.name for feed in site.feeds]
        if not names:
            with_feeds = ", ".join(name for name in sites.names() if sites.load(name).feeds)
            raise ArgumentError(
                "site", f"site {site.name!r} has no feeds; sites with feeds are {with_feeds}"
            )
        if unknown := [name for name in values.get("feed", ()) if name not in names]:
            said = ", ".join(map(repr, unknown))
            raise ArgumentError(
                "feed", f"site {site.name!r} has no feed {said}; its feeds are {', '.join(names)}"
            )
        return values

    def sites(self) -> list[Site]:
        """The site, and the one that its articles are stored as."""
        return [sites.load(name) for name in dict.fromkeys((self.site.name, self.site.identity))]

    async def start(self) -> AsyncIterator[Any]:
        """The feeds."""
        for feed in self.feeds:
            yield self._feed_request(feed, canonical(feed.url), FEED)

    async def parse_feed(self, response: Response, feed: Feed, url: str) -> AsyncIterator[Any]:
        """From a feed to its articles, and to its parts."""
        at = self.fetched_at(response)
        content_type = (response.headers.get(b"Content-Type") or b"").decode("latin-1")
        try:
            page = read_feed(response.body, url, feed, self.site, at, content_type, base=response.url)
        except PageError as error:
            self.unread("feed", response.url, self.site, "entries", error)
            return
        self._account(page, response.url)
        for part in self._chosen(page.parts, response.url):
            yield self._feed_request(feed, part.url, PART)
        ways = await self._ways(page.named, feed, at)
        known, captures = Waiting(), self.capture(response, "feed")
        for named in page.named:
            way = ways.get(named.key)
            request = self.request(way) if way else None
            sighting = FeedSighting(
                site=self.site.identity, key=named.key, entry=named.entry, captures=captures
            )
            self.awaited.see(sighting, known)
            if request:
                yield request
        for sightings in known.alone():
            yield sightings

    def feed_failed(self, failure: Failure) -> None:
        """A feed could not be had."""
        self.undelivered("feed", failure)

    def leaves_out(self, article: Article, kind: str) -> bool:
        """Whether an article that was read is too old after all; here its JSON may tell, too."""
        return self.too_old(article.published_at, article.key, sites.stored(article.site))

    async def _ways(self, named: list[Named], feed: Feed, at: datetime) -> dict[str, Way]:
        """The ways to the articles that are news: not read lately, not too old."""
        ways = {
            each.key: way
            for each in named
            if not self._is_old(each)
            if (way := self.way(self.site, each.key, each.url, follow=feed.follow))
        }
        unmet = sorted({way.url for way in ways.values()} - self.awaited.asked)
        lately = await self.read_lately(unmet, at) if unmet else set()
        return {key: way for key, way in ways.items() if way.url not in lately}

    def _is_old(self, named: Named) -> bool:
        """What was last changed before the day was published before it, too."""
        return self.too_old(named.entry.published_at, named.key, self.site) or (
            named.changed_at is not None and self.too_old(named.changed_at, named.key, self.site)
        )

    def _chosen(self, parts: list[Part], url: str) -> list[Part]:
        """The parts of a sitemap index that are read: the latest first, none that is too old."""
        fresh = [
            part for part in parts if not (part.changed_at and self.too_old(part.changed_at, "", self.site))
        ]
        latest = sorted(fresh, key=lambda part: -part.changed_at.timestamp() if part.changed_at else 0.0)
        if len(latest) > MOST_PARTS:
            self.logger.warning("%s names %d sitemaps; %d are read", url, len(latest), MOST_PARTS)
        return latest[:MOST_PARTS]

    def _account(self, page: FeedPage, url: str) -> None:
        """Count what the feed holds, and say what of it is none."""
        found = page.named or page.parts
        self.readings.add(self.site.name, "feed", url, () if found else ("entries",))
        for event, count in (
            ("entries", len(page.named)),
            ("malformed", page.malformed),
            ("foreign", page.foreign),
        ):
            self.crawler.stats.inc_value(f"newsvault/feed/{event}", count)
        if page.malformed:
            self.logger.warning("%s: %d entries are malformed, and passed over", url, page.malformed)

    def _feed_request(self, feed: Feed, url: str, priority: int) -> Request:
        known = {"feed": feed, "url": url}
        return Request(
            url,
            self.parse_feed,
            errback=self.feed_failed,
            cb_kwargs=known,
            priority=priority,
            dont_filter=priority == FEED,
        )
