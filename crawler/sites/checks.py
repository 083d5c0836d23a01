"""Checks a site's declaration: the first wrong field is named."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from datetime import date
from string import Formatter
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lxml import etree

from crawler.errors import SiteDefinitionError
from crawler.sites.parts import FOLLOWS, KINDS, PLACES, ArticleLayout, Discovery, NextLink, PageNumber

if TYPE_CHECKING:
    from crawler.sites.base import Site

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FEED_NAME = re.compile(r"[a-z0-9_-]+")


def check(site: Site) -> None:
    """Check every field. :raises SiteDefinitionError: naming the wrong one."""
    _check_identity(site)
    _check_urls(site)
    _check_selectors(site)
    _check_categories(site)
    _check_share(site)
    _check_feeds(site)
    _check_footer(site)
    if site.key_date is not None:
        _regex(site, "key_date", site.key_date, "year", "month", "day")
    if site.politeness.concurrency < 1 or site.politeness.delay < 0:
        _wrong(site, "politeness", "concurrency is at least 1 and delay at least 0")


def _check_identity(site: Site) -> None:
    if not isinstance(site.name, str) or not _NAME.fullmatch(site.name):
        _wrong(site, "name", f"{site.name!r} is not lower-case letters, digits and underscores")
    if site.stored_as == site.name:
        _wrong(site, "stored_as", "names the site itself: leave it empty")
    if not site.hosts:
        _wrong(site, "hosts", "at least one is needed")
    for host in site.hosts:
        if host != host.lower() or "/" in host or ":" in host:
            _wrong(site, "hosts", f"{host!r} is not a lower-case host name without port")
    home = urlsplit(site.home)
    if home.scheme not in ("http", "https") or home.hostname not in site.hosts:
        _wrong(site, "home", f"{site.home!r} is not an http(s) URL on one of the site's hosts")
    try:
        ZoneInfo(site.timezone)
    except (KeyError, ValueError, OSError):
        _wrong(site, "timezone", f"{site.timezone!r} is not an IANA time zone")


def _check_footer(site: Site) -> None:
    for index, rule in enumerate(site.footer):
        _regex(site, f"footer[{index}].pattern", rule.pattern)
        if rule.where not in PLACES:
            _wrong(site, f"footer[{index}].where", f"{rule.where!r} is none of {', '.join(PLACES)}")


def _check_urls(site: Site) -> None:
    for index, (kind, pattern) in enumerate(site.urls):
        if kind not in KINDS:
            _wrong(site, f"urls[{index}]", f"kind {kind!r} is none of {', '.join(KINDS)}")
        groups = ("key",) if kind in ("article", "share", "data", "alias") else ()
        _regex(site, f"urls[{index}]", pattern, *groups)
    if "article" not in {kind for kind, _ in site.urls}:
        _wrong(site, "urls", "no pattern of kind 'article'")


def _check_selectors(site: Site) -> None:
    listing = site.listing
    _xpath(site, "listing.links", listing.links)
    _xpath(site, "listing.date", listing.date)
    if isinstance(listing.pagination, NextLink):
        _xpath(site, "listing.pagination.link", listing.pagination.link)
    elif isinstance(listing.pagination, PageNumber):
        _template(site, "listing.pagination.url", listing.pagination.url, {"page"}, {"slug"})
    if listing.max_pages < 1:
        _wrong(site, "listing.max_pages", "is at least 1")
    _check_layouts(site)
    _regex(site, "markup.chart_code", site.markup.chart_code, "market", "code")


def _check_layouts(site: Site) -> None:
    if site.article.valid_until is not None:
        _wrong(site, "article.valid_until", "the layout in use has no end: move it to other_layouts")
    named = {f"other_layouts[{index}]": layout for index, layout in enumerate(site.other_layouts)}
    known: dict[tuple[object, ...], str] = {}
    for name, layout in {"article": site.article, **named}.items():
        _check_layout(site, name, layout)
        pages = (layout.scope, layout.body, layout.valid_until)
        if pages in known:
            _wrong(site, name, f"is never used: {known[pages]} reads the same pages until the same day")
        known[pages] = name


def _check_layout(site: Site, name: str, layout: ArticleLayout) -> None:
    if layout.valid_until is not None and type(layout.valid_until) is not date:
        _wrong(site, f"{name}.valid_until", f"{layout.valid_until!r} is not a datetime.date")
    _xpath(site, f"{name}.scope", layout.scope)
    _xpath(site, f"{name}.body", layout.body)
    _xpath(site, f"{name}.digest", layout.digest)
    _xpath(site, f"{name}.continued", layout.continued)
    for part in ("title", "published", "media", "authors", "category", "excluded"):
        for index, path in enumerate(getattr(layout, part)):
            _xpath(site, f"{name}.{part}[{index}]", path)


def _check_categories(site: Site) -> None:
    if isinstance(site.categories, Discovery):
        _xpath(site, "categories.links", site.categories.links)
        _xpath(site, "categories.name", site.categories.name)
        _regex(site, "categories.slug", site.categories.slug, "slug")
        _template(site, "categories.url", site.categories.url, {"slug"})
        return
    slugs = [category.slug for category in site.categories]
    if not slugs:
        _wrong(site, "categories", "at least one is needed")
    if len(set(slugs)) < len(slugs):
        _wrong(site, "categories", "two have the same slug")
    for category in site.categories:
        if urlsplit(category.url).hostname not in site.hosts:
            _wrong(site, "categories", f"{category.url!r} is on none of the site's hosts")


def _check_share(site: Site) -> None:
    if site.share is None:
        return
    _regex(site, "share.code", site.share.code, "key")
    _template(site, "share.page", site.share.page, {"code"})
    _template(site, "share.data", site.share.data, {"origin", "code"})
    _template(site, "share.code_format", site.share.code_format, {"key"})


def _check_feeds(site: Site) -> None:
    names = [feed.name for feed in site.feeds]
    for index, feed in enumerate(site.feeds):
        field = f"feeds[{index}]"
        if not _FEED_NAME.fullmatch(feed.name) or names.count(feed.name) > 1:
            _wrong(site, f"{field}.name", f"{feed.name!r} is not a name of its own in a-z, 0-9, - and _")
        match = site.match(feed.url)
        if match is None or match.kind != "feed":
            _wrong(site, f"{field}.url", f"{feed.url!r} matches no pattern of kind 'feed' in urls")
        if feed.follow not in FOLLOWS:
            _wrong(site, f"{field}.follow", f"{feed.follow!r} is none of {', '.join(FOLLOWS)}")
        if feed.fields and not (feed.fields.entries and (feed.fields.code or feed.fields.url)):
            _wrong(site, f"{field}.fields", "names of the entries, and of a code or URL, are needed")


def _xpath(site: Site, name: str, path: str | None) -> None:
    if path is None:
        return
    try:
        etree.XPath(path, namespaces={"re": "http://exslt.org/regular-expressions"})
    except etree.XPathSyntaxError as error:
        _wrong(site, name, f"{path!r} is not an XPath expression: {error}")


def _regex(site: Site, name: str, pattern: str, *groups: str) -> None:
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        _wrong(site, name, f"{pattern!r} is not a regular expression: {error}")
    for group in groups:
        if group not in compiled.groupindex:
            _wrong(site, name, f"{pattern!r} lacks the group {group!r}")


def _template(
    site: Site, name: str, template: str, needed: set[str], allowed: AbstractSet[str] = frozenset()
) -> None:
    found = {field for _, field, _, _ in Formatter().parse(template) if field is not None}
    if needed - found or found - needed - allowed:
        _wrong(site, name, f"{template!r} must hold {', '.join(sorted(needed))} and no other")


def _wrong(site: Site, name: str, problem: str) -> NoReturn:
    raise SiteDefinitionError(str(site.name), name, problem)
