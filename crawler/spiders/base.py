"""What every spider shares: checked arguments, the site's politeness, captures, a record of failures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar, Self

import scrapy
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

import crawler
from crawler import sites
from crawler.capture.failure import in_words
from crawler.capture.provenance import redirected_from
from crawler.drift.readings import Readings
from crawler.errors import PageError
from crawler.items import DAMAGED, Article, WarcRef
from crawler.pages.article import read_article
from crawler.pages.decoding import decoded
from crawler.pages.share import read_share_data
from crawler.sites.base import Politeness, Site
from crawler.spiders import arguments
from crawler.spiders.arguments import Argument
from crawler.warc.content import Damaged

GONE = (404, 410)
"""Statuses that say the page is no more: a fact about the site, not a failure of the crawl."""


class NewsSpider(scrapy.Spider):
    """Base of the spiders.

    A page that cannot be fetched or read is archived as far as it came, counted and reported
    (`failed`), and the crawl goes on.
    """

    ARGUMENTS: ClassVar[tuple[Argument, ...]] = ()
    """The ``-a`` arguments it takes."""
    MAX_FAILURES: ClassVar[int] = 100
    """Failures that are kept with URL and reason for the job record; all are counted and logged."""

    allowed_domains: list[str]

    def __init__(self, values: dict[str, Any], given: dict[str, str]) -> None:
        super().__init__()
        self.values = values
        self.arguments = given
        self.failures: list[tuple[str, str]] = []
        self.readings = Readings()

    @classmethod
    def read_arguments(cls, given: dict[str, str]) -> dict[str, Any]:
        """The values of the arguments. :raises crawler.errors.ArgumentError: naming the wrong one."""
        return arguments.parse(cls.name, cls.ARGUMENTS, given)

    @classmethod
    def from_crawler(cls, crawler: Crawler, **given: str) -> Self:
        """Make the spider from its ``-a`` arguments. :raises crawler.errors.ArgumentError: as above."""
        spider = cls(cls.read_arguments(given), given)
        spider._set_crawler(crawler)
        visited = spider.sites()
        spider.allowed_domains = [host for site in visited for host in site.hosts]
        be_polite(crawler.settings, visited)
        return spider

    def sites(self) -> list[Site]:
        """The sites this run may visit."""
        return [sites.load(name) for name in sites.names()]

    def capture(self, response: Response, role: str) -> list[WarcRef]:
        """The response's own capture, under ``role``; empty when the archive is off."""
        ref = response.meta.get("capture")
        if not isinstance(ref, WarcRef):
            return []
        assert response.request  # noqa: S101 - it was fetched
        return [replace(ref, role=role, redirected_from=redirected_from(response.request))]

    def fetched_at(self, response: Response) -> datetime:
        """When the page was fetched: its capture's WARC-Date; now, when the archive is off."""
        ref = response.meta.get("capture")
        return ref.date if isinstance(ref, WarcRef) else datetime.now(UTC)

    def read(self, kind: str, response: Response, site: Site) -> Article | None:
        """The article on a page of its own (``article``) or in its JSON (``data``), with its capture.

        None when the page holds none, which is accounted for.
        """
        at, missed = self.fetched_at(response), list[str]()
        try:
            if kind == "data":
                article = read_share_data(response.body, response.url, site, at, missed.append)
            else:
                article = read_article(self.text(response), response.url, site, at, missed.append)
        except PageError as error:
            self.unread(kind, response.url, site, "body", error)
            return None
        self._note(site, kind, response.url, missed)
        if isinstance(response.body, Damaged):
            article.problems.append(DAMAGED)
        article.captures = self.capture(response, kind)
        return article

    def text(self, response: Response) -> str:
        """The page as text (`crawler.pages.decoding.decoded`). :raises PageError: when it is no text."""
        content_type = (response.headers.get(b"Content-Type") or b"").decode("latin-1")
        if not isinstance(response, TextResponse):
            raise PageError(f"{response.url}: not a text page (Content-Type {content_type or 'none'})")
        return decoded(response.body, content_type or None)

    def failed(self, what: str, url: str, reason: object) -> None:
        """Count and report ``url``, a ``what`` (home, listing, article...) that could not be had."""
        self.crawler.stats.inc_value(f"newsvault/pages/failed/{what}")
        self.logger.error("The %s %s failed: %s", what, url, reason)
        self._remember(url, f"{what}: {reason}")

    def unread(self, kind: str, url: str, site: Site, field: str, reason: object) -> None:
        """Count and report a page that came, and does not hold what it is read for: the ``field``."""
        self._note(site, kind, url, (field,))
        self.crawler.stats.inc_value(f"newsvault/pages/unread/{kind}")
        self.failed(kind, url, reason)

    def passed_over(self, what: str, url: str, reason: object) -> None:
        """Count and mention ``url``, which the site itself withholds: no failure of the crawl."""
        self.crawler.stats.inc_value(f"newsvault/pages/passed_over/{what}")
        self.logger.warning("The %s %s is passed over: %s", what, url, reason)
        self._remember(url, f"{what}: {reason}")

    def parse_requisite(self, response: Response) -> Sequence[scrapy.Request]:
        """What a page embeds is in the archive now: that is all that was wanted."""
        return ()

    def requisite_failed(self, failure: Failure) -> None:
        """What a page embeds could not be had; the page is whole without it."""
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]
        error: BaseException = failure.value  # type: ignore[assignment]
        self.crawler.stats.inc_value("newsvault/requisites/failed")
        self.logger.info("%s, which a page embeds, could not be had: %s", request.url, reason_of(error))

    def undelivered(self, what: str, failure: Failure) -> None:
        """Account for a request without a usable response."""
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]
        error: BaseException = failure.value  # type: ignore[assignment]
        if isinstance(error, HttpError) and error.response.status in GONE and what == "article":
            self.passed_over(what, request.url, reason_of(error))
        elif isinstance(error, IgnoreRequest) and not isinstance(error, HttpError):
            self.passed_over(what, request.url, error)
        else:
            self.failed(what, request.url, reason_of(error))

    def _note(self, site: Site, kind: str, url: str, missed: Sequence[str]) -> None:
        """Count a page for the judgement of drift; those of sites that declare nothing cannot drift."""
        if site.name != sites.UNDECLARED.name:
            self.readings.add(site.name, kind, url, missed)

    def _remember(self, url: str, reason: str) -> None:
        if len(self.failures) < self.MAX_FAILURES:
            self.failures.append((url, reason))


def reason_of(error: BaseException) -> str:
    """Why a request has no usable response."""
    return f"HTTP status {error.response.status}" if isinstance(error, HttpError) else in_words(error)


def be_polite(settings: BaseSettings, visited: list[Site]) -> None:
    """Set Scrapy's download slots to what each site's `Politeness` allows, and name the crawler.

    A USER_AGENT that is set anywhere stands above ours.
    """
    if settings.getbool("POLITENESS"):
        keep_pace(settings, visited)
    if settings.getpriority("USER_AGENT") == SETTINGS_PRIORITIES["default"]:
        settings.set("USER_AGENT", user_agent(settings), priority="spider")


def user_agent(settings: BaseSettings) -> str:
    """The crawler, its version and, where ``CONTACT`` names one, its operator (RFC 9110, 10.1.5)."""
    contact = settings.get("CONTACT")
    return f"{settings['BOT_NAME']}/{crawler.__version__}" + (f" (+{contact})" if contact else "")


def keep_pace(settings: BaseSettings, visited: list[Site]) -> None:
    """Requests at once and delay for each host; what the command line sets stands above them.

    A host of several sites is visited as the gentlest of them asks.
    """
    delay = max((site.politeness.delay for site in visited), default=0.0)
    settings.set("DOWNLOAD_DELAY", delay, priority="spider")
    settings.set("AUTOTHROTTLE_START_DELAY", delay, priority="spider")
    chosen = settings.getpriority("DOWNLOAD_DELAY") or 0
    by_host: dict[str, list[Politeness]] = {}
    for site in visited:
        for host in site.hosts:
            by_host.setdefault(host, []).append(site.politeness)
    slots = {
        host: {
            "concurrency": min(each.concurrency for each in asked),
            "delay": settings.getfloat("DOWNLOAD_DELAY")
            if chosen > SETTINGS_PRIORITIES["spider"]
            else max(each.delay for each in asked),
        }
        for host, asked in by_host.items()
    }
    settings.set("DOWNLOAD_SLOTS", slots, priority="spider")
