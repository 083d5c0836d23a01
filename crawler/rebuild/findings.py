"""What the pages in a WARC file hold: readings of articles, listings, categories, share pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler import sites
from crawler.errors import ArchiveError, OriginalMissingError, PageError
from crawler.items import Article, WarcRef
from crawler.pages.feed import Named, Part, read_feed
from crawler.pages.listing import read_categories, read_listing
from crawler.pages.share import data_url
from crawler.rebuild.exchanges import ArchivedExchange, exchanges
from crawler.rebuild.reading import READ_ROLES, finish, read_page, text_of
from crawler.rebuild.selection import arguments_of
from crawler.sites.base import Category, Discovery, Feed, Match, Site
from crawler.store.documents import to_document
from crawler.urls import canonical
from crawler.warc.http import parse_head, split_head
from crawler.warc.naming import OPEN
from crawler.warc.reader import CapturedResponse, captured_response
from crawler.warc.resolver import Resolver, is_duplicate
from pipelines.validate import missing


@dataclass(frozen=True, slots=True)
class Reading:
    """A page that an article was read from."""

    role: str
    """``article`` or ``data``."""
    asked: str
    """`_id` of the article that was asked for; another than the document's where a redirect led on."""
    url: str
    """Canonical URL that was asked for."""
    linked: bool
    """Whether another page led to it."""
    document: dict[str, Any] | None
    """As `crawler.store.documents.to_document` makes it; None when the article was dropped."""


@dataclass(frozen=True, slots=True)
class SharePage:
    """A share page, whose article lies behind another URL."""

    data_url: str
    """Canonical."""
    capture: WarcRef


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a category."""

    site: str
    url: str
    """Canonical URL that was asked for."""
    keys: list[str]
    """Of the articles that it lists, in order."""
    next_url: str | None
    """Canonical."""
    capture: WarcRef


@dataclass(frozen=True, slots=True)
class Fed:
    """A feed, or a part of one."""

    site: str
    url: str
    """Canonical URL that was asked for."""
    named: list[Named]
    """The articles that it names, in order."""
    parts: list[Part]
    """The sitemaps that it names."""
    capture: WarcRef


@dataclass(frozen=True, slots=True)
class Home:
    """A home page."""

    categories: list[Category]


@dataclass(frozen=True, slots=True)
class Damage:
    """What of a file cannot be read."""

    problem: str


Known = tuple[Site, Match]
"""A site, and what a URL is to it."""

Finding = Reading | SharePage | Listed | Fed | Home | Damage


def findings(path: Path, archive: Path, tell: Callable[[int], None]) -> Iterator[Finding]:
    """Yield what the file's pages hold, in the order of the archive.

    Left out is what no spider makes anything of: other statuses than 2xx, exchanges that failed, pages
    that are not what their URL says.

    :param tell: told of the file's bytes, record by record.
    """
    file = path.relative_to(archive).as_posix().removesuffix(OPEN)
    generic = arguments_of(path).get("generic") == "1"
    try:
        with Resolver(archive) as resolver:
            for exchange in exchanges(path, tell):
                if not exchange.failed and not exchange.embedded:
                    known = sites.find(exchange.asked) or (_undeclared(exchange) if generic else None)
                    if known:
                        yield from _readable(exchange, known, file, resolver)
    except ArchiveError as error:
        yield Damage(str(error))


def _undeclared(exchange: ArchivedExchange) -> Known | None:
    """What a URL that no site knows is to a crawl with ``generic``: an article, if it was given."""
    is_given = not exchange.hops.strip("R")
    match = sites.UNDECLARED.match(exchange.asked) if is_given else None
    return (sites.UNDECLARED, match) if match else None


def _readable(exchange: ArchivedExchange, known: Known, file: str, resolver: Resolver) -> Iterator[Finding]:
    """What one exchange holds; nothing when it is not what was asked for."""
    try:
        yield from _found(exchange, known, file, resolver)
    except OriginalMissingError as error:
        yield Damage(str(error))
    except (PageError, ArchiveError, ValueError):
        return


def _found(exchange: ArchivedExchange, known: Known, file: str, resolver: Resolver) -> Iterator[Finding]:
    """What one exchange holds.

    :param known: what the URL is that was asked for, which decides what the spider took the response for.
    :raises OriginalMissingError: it is a revisit of what the archive lacks.
    :raises PageError: it is not what was asked for.
    :raises ArchiveError: its content is not in the coding that it names.
    :raises ValueError: the record lacks what it needs.
    """
    if not _is_success(exchange):
        return
    site, match = known
    original = resolver.original(exchange.record) if is_duplicate(exchange.record) else None
    capture = captured_response(exchange.record, original)
    url = canonical(exchange.asked)
    if match.kind in READ_ROLES:
        ref = exchange.reference(file, match.kind)
        document = _document(read_page(capture, match.kind, site), site, ref)
        yield Reading(match.kind, f"{site.identity}:{match.key}", url, "L" in exchange.hops, document)
    elif match.kind == "share":
        yield SharePage(data_url(site, capture.url), exchange.reference(file, "share"))
    elif match.kind == "feed":
        yield _fed(capture, url, site, exchange.reference(file, "feed"))
    else:
        yield from _categories(capture, url, match, site)
        if _is_listing(url, match, site):
            listed = read_listing(text_of(capture), capture.url, site, capture.date)
            keys = [entry.key for entry in listed.entries]
            ref = exchange.reference(file, "listing")
            yield Listed(site.name, url, keys, listed.next_url, ref)


def _is_success(exchange: ArchivedExchange) -> bool:
    """Whether Scrapy hands the response to its spider."""
    status = parse_head(split_head(exchange.record.block)[0]).status
    return status is not None and 200 <= status < 300


def _document(article: Article, site: Site, ref: WarcRef) -> dict[str, Any] | None:
    """The article as the pipelines hand it on; None when they drop it."""
    article.captures, article.fetched_at = [ref], ref.date
    try:
        finish(article, site)
    except PageError:
        return None
    return None if missing(article) else to_document(article)


def _fed(capture: CapturedResponse, url: str, site: Site, ref: WarcRef) -> Fed:
    declared = (feed for feed in site.feeds if canonical(feed.url) == url)
    feed = next(declared, Feed(name="", url=""))  # a part of one, which has no name of its own
    content_type = next((value for name, value in capture.headers if name.lower() == b"content-type"), b"")
    kind = content_type.decode("latin-1").strip()
    page = read_feed(capture.content, url, feed, site, ref.date, kind, base=capture.url)
    return Fed(site.name, url, page.named, page.parts, ref)


def _categories(capture: CapturedResponse, url: str, match: Match, site: Site) -> Iterator[Home]:
    if isinstance(site.categories, Discovery) and (match.kind == "home" or url == canonical(site.home)):
        yield Home(read_categories(text_of(capture), capture.url, site))


def _is_listing(url: str, match: Match, site: Site) -> bool:
    fixed = site.categories if isinstance(site.categories, tuple) else ()
    return match.kind == "listing" or any(canonical(category.url) == url for category in fixed)
