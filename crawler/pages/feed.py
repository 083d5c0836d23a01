"""Reads a feed: which articles it names, and what it says of each."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape

from crawler.dates import Reading, from_epoch
from crawler.dates import read as read_date
from crawler.errors import PageError
from crawler.items import FeedEntry
from crawler.pages.characters import one_line
from crawler.pages.document import LONGEST
from crawler.pages.excerpt import excerpt
from crawler.pages.feed_entry import RawEntry
from crawler.pages.feed_json import read_json_feed
from crawler.pages.feed_xml import read_xml_feed
from crawler.pages.share import share_url
from crawler.sites.base import Feed, Site
from crawler.urls import absolute, canonical

LONGEST_DIGEST = 1000
"""Characters of the longest summary; what is longer is the article's text, not a summary of it."""

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
_ARTICLES = ("article", "share", "data", "alias")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An article that a feed names."""

    key: str
    """The article's key."""
    url: str
    """Canonical absolute URL that the feed gives; empty when it gives a code alone."""
    changed_at: datetime | None
    """When the feed says it was last changed (UTC), if it says so: not the time of publication."""
    entry: FeedEntry
    """What the feed says of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A sitemap that a sitemap index names."""

    url: str
    """Canonical absolute URL, known to the site as that of a feed."""
    changed_at: datetime | None
    """When it was last changed (UTC), if the index says so."""


@dataclass(slots=True, kw_only=True)
class FeedPage:
    """What one feed holds."""

    named: list[Named] = field(default_factory=list)
    """Its articles, each key once, in order."""
    parts: list[Part] = field(default_factory=list)
    """The sitemaps that it names, in order."""
    malformed: int = 0
    """Entries without a code or a URL."""
    foreign: int = 0
    """Entries that are no articles of the site: other pages, other sites."""


def read_feed(
    body: bytes,
    url: str,
    feed: Feed,
    site: Site,
    at: datetime,
    content_type: str | None = None,
    *,
    base: str = "",
) -> FeedPage:
    """What the feed ``body`` holds. An entry that cannot be read is passed over, and counted.

    :param body: in any charset; gzip, as sitemaps are often sent, is undone.
    :param url: absolute URL that was asked for: that of the feed, or of a part of it.
    :param at: when it was captured, aware.
    :param base: absolute URL that it came from, where redirects led elsewhere.
    :raises PageError: when it is no such feed, or too large to be read.
    """
    body = _inflated(body, url)
    own = canonical(url) == canonical(feed.url)
    if own and feed.fields:
        raw = read_json_feed(body, url, feed.fields)
    else:
        raw = read_xml_feed(body, content_type, url)
    page = FeedPage(malformed=raw.malformed)
    found: dict[str, Named] = {}
    for each in raw.entries:
        named = _named(each, base or url, url, feed, site, at)
        if named:
            found.setdefault(named.key, named)
        elif each.code or each.url:
            page.foreign += 1
        else:
            page.malformed += 1
    page.named = list(found.values())
    page.parts = [part for each in raw.parts if own and (part := _part(each, base or url, site, at))]
    page.foreign += len(raw.parts) - len(page.parts)
    return page


def _named(raw: RawEntry, base: str, url: str, feed: Feed, site: Site, at: datetime) -> Named | None:
    link = _target(raw, base)
    match = site.match(link) if link else None
    known = match is not None and match.kind in _ARTICLES
    key = (_key(raw.code, site) if raw.code else "") or (match.key if match and known else "")
    if not key:
        return None
    published = _published(raw.published, site, at)
    upstream = match is not None and match.kind in ("share", "alias") and match.key == key
    entry = FeedEntry(
        feed=feed.name,
        url=canonical(url),
        seen_at=at,
        title=_line(raw.title),
        source=_line(raw.media),
        digest=_digest(raw.digest),
        published_at=published,
        published_tz=site.timezone if published else "",
        share_url=link if upstream else "",
    )
    changed = read_date(raw.changed, site.timezone, at).instant
    own = match is not None and match.key == key
    return Named(key=key, url=link if own else "", changed_at=changed, entry=entry)


def _part(raw: RawEntry, url: str, site: Site, at: datetime) -> Part | None:
    link = _target(raw, url)
    match = site.match(link) if link else None
    if match is None or match.kind != "feed" or link == canonical(url):
        return None
    return Part(url=link, changed_at=read_date(raw.changed, site.timezone, at).instant)


def _target(raw: RawEntry, url: str) -> str:
    base = (absolute(url, raw.base) if raw.base else None) or url
    found = absolute(base, raw.url) if raw.url else None
    return canonical(found) if found else ""


def _key(code: str, site: Site) -> str:
    """The key in a share code or key; empty when it is none."""
    try:
        match = site.match(share_url(site, code))
    except PageError:
        return ""
    return match.key if match else ""


def _published(value: str | float, site: Site, at: datetime) -> datetime | None:
    """The time of publication, when it is certain to the minute."""
    reading: Reading
    if isinstance(value, str):
        counted = value.isascii() and value.isdecimal() and len(value) in (10, 13)
        reading = from_epoch(int(value)) if counted else read_date(value, site.timezone, at)
    else:
        reading = from_epoch(value)
    return None if reading.problems else reading.instant


def _line(text: str) -> str:
    """A title or name on one line, without tags; escaped twice, as some feeds do, or once."""
    return one_line(_TAG.sub("", unescape(text)))


def _digest(text: str) -> str:
    """A summary without markup; empty when it is none."""
    markup = text[: 100 * LONGEST_DIGEST]
    if "<" in markup or "&" in markup:
        plain = excerpt(f"<body>{markup}".encode(), "text/html; charset=utf-8", text=True).text
    else:
        plain = one_line(markup)
    return plain if len(plain) <= LONGEST_DIGEST else ""


def _inflated(body: bytes, url: str) -> bytes:
    """``body`` without gzip, if it has any. :raises PageError: it is broken, or too large."""
    if body.startswith(b"\x1f\x8b"):
        inflater = zlib.decompressobj(wbits=31)
        try:
            body = inflater.decompress(body, LONGEST + 1)
        except zlib.error as error:
            raise PageError(f"{url}: the gzip data is broken: {error}") from error
    if len(body) > LONGEST:
        raise PageError(f"{url}: the feed has more than {LONGEST} bytes, and is not read")
    return body
