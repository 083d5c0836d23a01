"""Puts together what the pages of one job say of each other: what its crawl yielded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from crawler import sites
from crawler.items import FeedSighting, Listing, Sighting, WarcRef
from crawler.rebuild.findings import Fed, Finding, Home, Listed, Reading, SharePage
from crawler.sites.base import Category
from crawler.store.documents import sighting_document, to_milliseconds
from crawler.urls import canonical

Document = dict[str, Any]
Seen = Sighting | FeedSighting


class Assembly:
    """One job, its findings added in the order of the archive.

    :param since: the job's argument of that name: articles of earlier days were left out.
    """

    def __init__(self, since: date | None = None) -> None:
        self._since = since
        self._categories: dict[str, Category] = {}
        self._share_pages: dict[str, WarcRef] = {}
        self._feeds: dict[str, str] = {}
        self._of_feeds = False
        self._sightings: dict[str, list[Seen]] = {}
        self._dropped: dict[str, list[Seen]] = {}

    def add(self, finding: Finding) -> Document | None:
        """Take a finding in; a reading that was stored comes back as its document."""
        match finding:
            case Home():
                self._name(finding.categories)
            case SharePage():
                self._share_pages.setdefault(finding.data_url, finding.capture)
            case Listed():
                self._list(finding)
            case Fed():
                self._feed(finding)
            case Reading():
                return self._read(finding)
        return None

    def sightings(self) -> list[Document]:
        """Where its listings and feeds named articles that were not read after it, each with its proof."""
        return [sighting_document(each) for group in self._sightings.values() for each in group]

    def _name(self, categories: Iterable[Category]) -> None:
        for category in categories:
            self._categories.setdefault(canonical(category.url), category)

    def _list(self, listed: Listed) -> None:
        site = sites.load(listed.site)
        if isinstance(site.categories, tuple):
            self._name(site.categories)
        category = self._categories.get(listed.url)
        if category is None:
            return
        if listed.next_url:
            self._categories.setdefault(listed.next_url, category)
        listing = Listing(
            slug=category.slug, name=category.name, url=category.url, seen_at=listed.capture.date
        )
        for key in listed.keys:
            sighting = Sighting(site=site.identity, key=key, listing=listing, captures=[listed.capture])
            self._sightings.setdefault(sighting.id, []).append(sighting)

    def _feed(self, fed: Fed) -> None:
        """Take what a feed names; a sitemap bears the name of the feed that is the index of it."""
        site = sites.load(fed.site)
        self._of_feeds = True
        for feed in site.feeds:
            self._feeds.setdefault(canonical(feed.url), feed.name)
        name = self._feeds.get(fed.url)
        if name is None:
            return
        for part in fed.parts:
            self._feeds.setdefault(part.url, name)
        for named in fed.named:
            entry = replace(named.entry, feed=name)
            sighting = FeedSighting(site=site.identity, key=named.key, entry=entry, captures=[fed.capture])
            self._sightings.setdefault(sighting.id, []).append(sighting)

    def _read(self, reading: Reading) -> Document | None:
        if reading.role == "data":
            self._add_share_page(reading)
            if not self._of_feeds:  # its post had its sightings already
                return reading.document
        if reading.document and self._is_too_old(reading.document):
            return None
        waiting = self._sightings.pop(reading.asked, [])
        if reading.document is None:  # its sightings went with it, unless another page of it was stored
            self._dropped.setdefault(reading.asked, []).extend(waiting)
            return None
        _add_sightings(reading.document, [*self._dropped.pop(reading.asked, []), *waiting])
        return reading.document

    def _add_share_page(self, reading: Reading) -> None:
        capture = self._share_pages.get(reading.url) if reading.linked else None
        if reading.document and capture:
            shell = asdict(capture) | {"date": to_milliseconds(capture.date)}
            reading.document["captures"] = [shell, *reading.document["captures"]]

    def _is_too_old(self, document: Document) -> bool:
        published: datetime | None = document["published_at"]
        if self._since is None or published is None:
            return False
        zone = ZoneInfo(sites.of_reader(document["reader"]).timezone)
        return published.astimezone(zone).date() < self._since


def _add_sightings(document: Document, sightings: Iterable[Seen]) -> None:
    """Give a reading what was known of its listings and feeds when it was read."""
    for each in map(sighting_document, sightings):
        where, place = ("feeds", each["entry"]) if "entry" in each else ("listings", each["listing"])
        document[where].append(place)
        document["captures"] += each["captures"]
        seen_at = place["seen_at"]
        document["last_seen_at"] = max(document["last_seen_at"] or seen_at, seen_at)
