"""Reads home pages and category pages: which categories there are, and which articles they list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from lxml import etree

from crawler.dates import read as read_date
from crawler.pages.characters import one_line
from crawler.pages.document import parse
from crawler.pages.selectors import elements, first_text, text_of
from crawler.sites.base import Category, Discovery, NextLink, PageNumber, Site
from crawler.urls import absolute, canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article as a listing names it."""

    url: str
    """Canonical absolute URL."""
    key: str
    """The article's key."""
    title: str
    """The link's text; may be empty or cut."""
    published_at: datetime | None
    """When the listing says it was published (UTC), if it says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingPage:
    """One page of a category's listing."""

    entries: list[Entry]
    """Its articles, each key once, in order."""
    next_url: str | None
    """Canonical absolute URL of the page after it, or None."""


def read_categories(html: str, url: str, site: Site) -> list[Category]:
    """The categories of ``site``, each slug once, in order; discovered on the home page ``html``, or fixed.

    Slugs are kept as they stand, blanks, brackets and case included.

    :param url: absolute URL of the home page.
    :raises PageError: when the page cannot be read.
    """
    if not isinstance(site.categories, Discovery):
        return list(site.categories)
    found: dict[str, Category] = {}
    for link in elements(parse(html), site.categories.links):
        category = _category(link, url, site, site.categories)
        if category:
            found.setdefault(category.slug, category)
    return list(found.values())


def read_listing(html: str, url: str, site: Site, at: datetime | None = None) -> ListingPage:
    """The articles that the category page ``html`` lists, and the page after it.

    Links that the site does not know as articles are passed over.

    :param url: absolute URL of the page.
    :param at: when it was captured, aware: what 3小时前 and days without a year are counted from.
    :raises PageError: when the page cannot be read.
    """
    root = parse(html)
    found: dict[str, Entry] = {}
    for link in elements(root, site.listing.links):
        entry = _entry(link, url, site, at)
        if entry:
            found.setdefault(entry.key, entry)
    return ListingPage(entries=list(found.values()), next_url=_next(root, url, site) if found else None)


def _category(link: etree._Element, base: str, site: Site, discovery: Discovery) -> Category | None:
    url = _target(link, base)
    slug = re.search(discovery.slug, unquote(url)) if url else None
    if slug is None:
        return None
    return Category(
        slug=slug["slug"],
        name=first_text(link, (discovery.name,)),
        url=site.fill(discovery.url, slug=slug["slug"]),
    )


def _entry(link: etree._Element, base: str, site: Site, at: datetime | None) -> Entry | None:
    url = _target(link, base)
    match = site.match(url) if url else None
    if url is None or match is None or match.kind != "article":
        return None
    date = first_text(link, (site.listing.date,)) if site.listing.date else ""
    return Entry(
        url=url,
        key=match.key,
        title=one_line(text_of(link)),
        published_at=read_date(date, site.timezone, at).instant,
    )


def _next(root: etree._Element, url: str, site: Site) -> str | None:
    here, found = canonical(url), None
    if isinstance(site.listing.pagination, NextLink):
        links = elements(root, site.listing.pagination.link)
        found = _target(links[0], url) if links else None
    elif isinstance(site.listing.pagination, PageNumber):
        found = _numbered(here, site, site.listing.pagination)
    known = found and found != here and site.match(found)
    return found if known else None


def _numbered(url: str, site: Site, pagination: PageNumber) -> str | None:
    """The page after ``url``: its number plus one, or the second page when it bears none."""
    match = site.match(url)
    if match is None:
        return None
    pattern = re.escape(site.fill(pagination.url, slug=match.category, page="-page-"))
    here = re.fullmatch(pattern.replace(re.escape("-page-"), r"(\d{1,9})"), url)
    page = int(here[1]) + 1 if here else pagination.first
    return canonical(site.fill(pagination.url, slug=match.category, page=page))


def _target(link: etree._Element, base: str) -> str | None:
    """Where ``link`` leads; None for no http(s) URL and for an unrendered template (``{{ post.url }}``)."""
    href = link.get("href", "")
    url = None if "{{" in href or not href.strip() else absolute(base, href)
    return canonical(url) if url else None
