"""What a site's declaration may say. Everything is frozen, and checked when it is made.

Selectors are XPath 1.0 expressions. Those of a listing or a home page are evaluated against the
document; those of an article against the document too, but only inside the scope element.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from string import Formatter
from typing import ClassVar, NoReturn
from urllib.parse import quote, unquote, urlsplit
from zoneinfo import ZoneInfo

from lxml import etree

from crawler.errors import SiteDefinitionError

KINDS = ("home", "listing", "article", "share", "data", "alias", "feed")
"""What a URL of a site can be. An ``alias`` names an article whose text is read from its share data."""

PLACES = ("head", "tail", "ends", "anywhere", "inside")
"""Where a footer rule may hold."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Category:
    """A category as declared, or as discovered on the home page."""

    slug: str
    """The name it bears in URLs, decoded: may hold spaces and parentheses."""
    name: str
    """The name the site prints; may be empty."""
    url: str
    """Absolute URL of the first page of its listing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Discovery:
    """How categories are found on the home page."""

    links: str
    """XPath of ``a`` elements that each belong to one category."""
    slug: str
    """Regular expression with a group ``slug``, searched in the link's absolute, decoded URL."""
    name: str
    """XPath, relative to the link, of the category's name."""
    url: str
    """Template of a category's first listing page; ``{slug}`` is replaced, percent-encoded."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NextLink:
    """Pagination by following a link."""

    link: str
    """XPath of the ``a`` element that leads to the next page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PageNumber:
    """Pagination by counting."""

    url: str
    """Template of the pages after the first: ``{slug}`` and ``{page}`` are replaced."""
    first: int = 2
    """The number that the second page bears."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """How a category page is read."""

    links: str
    """XPath of the ``a`` elements that lead to articles."""
    date: str | None = None
    """XPath, relative to the link, of the entry's date, where the listing prints one."""
    pagination: NextLink | PageNumber | None = None
    """How further pages are reached; None when there is only one."""
    max_pages: int = 100
    """Pages of one category that are read at most in one run."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleLayout:
    """How an article page is read. Each field is a tuple of XPaths, the first that yields text wins."""

    scope: str
    """XPath of the one element that holds the whole article; its last match is taken."""
    body: str | None = None
    """XPath, relative to the scope, of the elements that hold the text, where the scope holds more. A page
    without any has another layout."""
    title: tuple[str, ...]
    """The headline."""
    published: tuple[str, ...]
    """The time of publication, as text."""
    media: tuple[str, ...] = ()
    """The medium's name."""
    media_suffix: str = ""
    """Stripped exactly once from the end of the medium's name: ``新闻``."""
    media_ignored: tuple[str, ...] = ()
    """Values of `media` (before stripping) that name no medium."""
    authors: tuple[str, ...] = ()
    """The writers' names, with or without a word such as 记者 before them."""
    digest: str | None = None
    """XPath, relative to the scope, of the editor's summary ahead of the text."""
    category: tuple[str, ...] = ()
    """The category's slug, where the URL does not name it."""
    excluded: tuple[str, ...] = ()
    """XPaths, relative to the scope, of elements that are no part of the body (title, date, tags)."""
    valid_until: date | None = None
    """The last day, in the site's zone, on which pages were seen to have it; None while the site uses it.
    It reads no page that was captured later, and is the first to be tried on one that was not: so a page
    captured then is always read as it was then."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Markup:
    """How the markup inside a body is understood, beyond what HTML says."""

    advertisements: tuple[str, ...] = ()
    """Classes of elements that are advertisements: taken out, their text recorded."""
    stock_tags: tuple[str, ...] = ()
    """Classes of ``a`` elements that mark a security in running text, named by their attribute
    ``data-code`` (``<market>,<code>``): tickers, not links."""
    word_tags: tuple[str, ...] = ()
    """Classes of ``a`` elements set on any word of a glossary: neither tickers nor links."""
    chart_code: str = r"[?&]nid=(?P<market>\d+)\.(?P<code>[\w.-]+)"
    """Regular expression, searched in a live chart's URL, with groups ``market`` and ``code``."""
    markets: tuple[tuple[str, str], ...] = ()
    """Pairs of the start of a symbol (``1.``, or ``0.3`` where a market number has several) and the
    market's MIC (ISO 10383); the first that fits is taken."""
    sectors: tuple[str, ...] = ()
    """Numbers of markets that hold sectors, not securities: no tickers."""
    full_size: tuple[str, ...] = ("data-original", "data-src")
    """Attributes of ``img`` that name a larger variant, best first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """Share pages: a shell whose script loads the article as JSON."""

    page: str
    """Template of a share page's URL for a code: ``{code}``."""
    data: str
    """Template of the JSON's URL: ``{origin}`` (scheme and host of the share page) and ``{code}``."""
    code: str
    """Regular expression that a code must match in full, with a group ``key``."""
    code_format: str = "{key}"
    """How the code is written from the key: ``NW{key}``."""
    body: tuple[str, ...] = ("content", "text")
    """JSON fields with the article's HTML, best first."""
    title: tuple[str, ...] = ("title",)
    """JSON fields with the headline."""
    published: tuple[str, ...] = ("showtime", "datetime")
    """JSON fields with the time of publication; names are compared without case."""
    media: tuple[str, ...] = ("medianame", "from", "source")
    """JSON fields with the medium's name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FooterRule:
    """A line of text that belongs to the page's furniture, not to the article.

    A rule takes a whole block (but for ``inside``): the pattern must match the block's full text.
    """

    kind: str
    """The `crawler.items.FooterLine.kind` it is recorded under."""
    pattern: str
    """Regular expression that the block's whole text must match; a group ``source`` or ``authors``
    hands its text to that field of the article."""
    where: str = "tail"
    """``head`` or ``tail`` of the article, ``ends`` for either, ``anywhere`` for a block wherever it
    stands, or ``inside`` for a part of a block, the only one that is not a whole block."""
    linked: bool = False
    """Whether the block must consist of links, with nothing but punctuation between them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Politeness:
    """How gently the site is crawled; becomes Scrapy's ``DOWNLOAD_SLOTS`` entry of each host."""

    concurrency: int = 4
    """Requests at once to one host."""
    delay: float = 0.5
    """Seconds between two requests to one host."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """What a URL is to a site."""

    kind: str
    """One of `KINDS`."""
    key: str = ""
    """The article's key, for ``article``, ``share``, ``data`` and ``alias``."""
    category: str = ""
    """The slug in the URL, if there is one."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """A news site, declared. :raises SiteDefinitionError: naming the wrong field."""

    name: str
    """Identifier: lower-case letters, digits and underscores; the first part of every ``_id``."""
    title: str
    """What people call it."""
    home: str
    """Absolute URL of the home page."""
    hosts: tuple[str, ...]
    """Hosts that may be fetched for it; nothing else is."""
    timezone: str
    """IANA zone of the times it prints."""
    urls: tuple[tuple[str, str], ...]
    """Pairs of kind (one of `KINDS`) and regular expression, tried in order against
    ``host/path?query`` with the path decoded; groups ``key`` and ``category`` fill the `Match`."""
    listing: Listing
    """How its category pages are read."""
    article: ArticleLayout
    """How its article pages are read."""
    categories: tuple[Category, ...] | Discovery
    """Its categories, fixed or discovered."""
    share: Share | None = None
    """Its share pages, if it has any."""
    key_date: str | None = None
    """Regular expression with groups ``year``, ``month``, ``day``, matched at the start of a key."""
    footer: tuple[FooterRule, ...] = ()
    """Rules of its own, tried before those common to Chinese news."""
    other_layouts: tuple[ArticleLayout, ...] = ()
    """Other layouts of its article pages: those still in use are tried after `article`, in order; those
    with a `ArticleLayout.valid_until` before it, the earliest first."""
    markup: Markup = field(default_factory=Markup)
    """How the markup inside its bodies is understood."""
    chart_hosts: tuple[str, ...] = ()
    """Hosts of live chart pictures: removed from the article, their security kept as a ticker."""
    politeness: Politeness = field(default_factory=Politeness)
    """How gently it is crawled."""
    version: int = 1
    """Raised whenever the declaration reads pages differently; part of `Article.reader`."""

    NAME: ClassVar[re.Pattern[str]] = re.compile(r"[a-z][a-z0-9_]*")

    def __post_init__(self) -> None:
        self._check()

    def match(self, url: str) -> Match | None:
        """What ``url`` is to this site, or None when the site does not know it."""
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").lower()
        except ValueError:
            return None
        if parts.scheme not in ("http", "https") or host not in self.hosts:
            return None
        target = host + unquote(parts.path or "/") + ("?" + parts.query if parts.query else "")
        for kind, pattern in self._patterns:
            if found := pattern.fullmatch(target):
                groups = found.groupdict()
                return Match(kind=kind, key=groups.get("key") or "", category=groups.get("category") or "")
        return None

    def fill(self, template: str, **values: str | int) -> str:
        """``template`` with its fields replaced, percent-encoded (``origin`` excepted)."""
        return template.format_map(
            {k: str(v) if k == "origin" else quote(str(v), safe="()") for k, v in values.items()}
        )

    @cached_property
    def _patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((kind, re.compile(pattern)) for kind, pattern in self.urls)

    def _check(self) -> None:
        self._check_identity()
        self._check_urls()
        self._check_selectors()
        self._check_categories()
        self._check_share()
        self._check_footer()
        if self.key_date is not None:
            self._regex("key_date", self.key_date, "year", "month", "day")
        if self.politeness.concurrency < 1 or self.politeness.delay < 0:
            self._wrong("politeness", "concurrency is at least 1 and delay at least 0")

    def _check_identity(self) -> None:
        if not isinstance(self.name, str) or not self.NAME.fullmatch(self.name):
            self._wrong("name", f"{self.name!r} is not lower-case letters, digits and underscores")
        if not self.hosts:
            self._wrong("hosts", "at least one is needed")
        for host in self.hosts:
            if host != host.lower() or "/" in host or ":" in host:
                self._wrong("hosts", f"{host!r} is not a lower-case host name without port")
        home = urlsplit(self.home)
        if home.scheme not in ("http", "https") or home.hostname not in self.hosts:
            self._wrong("home", f"{self.home!r} is not an http(s) URL on one of the site's hosts")
        try:
            ZoneInfo(self.timezone)
        except (KeyError, ValueError, OSError):
            self._wrong("timezone", f"{self.timezone!r} is not an IANA time zone")

    def _check_footer(self) -> None:
        for index, rule in enumerate(self.footer):
            self._regex(f"footer[{index}].pattern", rule.pattern)
            if rule.where not in PLACES:
                self._wrong(f"footer[{index}].where", f"{rule.where!r} is none of {', '.join(PLACES)}")

    def _check_urls(self) -> None:
        for index, (kind, pattern) in enumerate(self.urls):
            if kind not in KINDS:
                self._wrong(f"urls[{index}]", f"kind {kind!r} is none of {', '.join(KINDS)}")
            groups = ("key",) if kind in ("article", "share", "data", "alias") else ()
            self._regex(f"urls[{index}]", pattern, *groups)
        if "article" not in {kind for kind, _ in self.urls}:
            self._wrong("urls", "no pattern of kind 'article'")

    def _check_selectors(self) -> None:
        listing = self.listing
        self._xpath("listing.links", listing.links)
        self._xpath("listing.date", listing.date)
        if isinstance(listing.pagination, NextLink):
            self._xpath("listing.pagination.link", listing.pagination.link)
        elif isinstance(listing.pagination, PageNumber):
            self._template("listing.pagination.url", listing.pagination.url, {"page"}, {"slug"})
        if listing.max_pages < 1:
            self._wrong("listing.max_pages", "is at least 1")
        self._check_layouts()
        self._regex("markup.chart_code", self.markup.chart_code, "market", "code")

    def _check_layouts(self) -> None:
        if self.article.valid_until is not None:
            self._wrong("article.valid_until", "the layout in use has no end: move it to other_layouts")
        named = {f"other_layouts[{index}]": layout for index, layout in enumerate(self.other_layouts)}
        known: dict[tuple[object, ...], str] = {}
        for name, layout in {"article": self.article, **named}.items():
            self._check_layout(name, layout)
            pages = (layout.scope, layout.body, layout.valid_until)
            if pages in known:
                self._wrong(name, f"is never used: {known[pages]} reads the same pages until the same day")
            known[pages] = name

    def _check_layout(self, name: str, layout: ArticleLayout) -> None:
        if layout.valid_until is not None and type(layout.valid_until) is not date:
            self._wrong(f"{name}.valid_until", f"{layout.valid_until!r} is not a datetime.date")
        self._xpath(f"{name}.scope", layout.scope)
        self._xpath(f"{name}.body", layout.body)
        self._xpath(f"{name}.digest", layout.digest)
        for part in ("title", "published", "media", "authors", "category", "excluded"):
            for index, path in enumerate(getattr(layout, part)):
                self._xpath(f"{name}.{part}[{index}]", path)

    def _check_categories(self) -> None:
        if isinstance(self.categories, Discovery):
            self._xpath("categories.links", self.categories.links)
            self._xpath("categories.name", self.categories.name)
            self._regex("categories.slug", self.categories.slug, "slug")
            self._template("categories.url", self.categories.url, {"slug"})
            return
        slugs = [category.slug for category in self.categories]
        if not slugs:
            self._wrong("categories", "at least one is needed")
        if len(set(slugs)) < len(slugs):
            self._wrong("categories", "two have the same slug")
        for category in self.categories:
            if urlsplit(category.url).hostname not in self.hosts:
                self._wrong("categories", f"{category.url!r} is on none of the site's hosts")

    def _check_share(self) -> None:
        if self.share is None:
            return
        self._regex("share.code", self.share.code, "key")
        self._template("share.page", self.share.page, {"code"})
        self._template("share.data", self.share.data, {"origin", "code"})
        self._template("share.code_format", self.share.code_format, {"key"})

    def _xpath(self, name: str, path: str | None) -> None:
        if path is None:
            return
        try:
            etree.XPath(path, namespaces={"re": "http://exslt.org/regular-expressions"})
        except etree.XPathSyntaxError as error:
            self._wrong(name, f"{path!r} is not an XPath expression: {error}")

    def _regex(self, name: str, pattern: str, *groups: str) -> None:
        try:
            compiled = re.compile(pattern)
        except re.error as error:
            self._wrong(name, f"{pattern!r} is not a regular expression: {error}")
        for group in groups:
            if group not in compiled.groupindex:
                self._wrong(name, f"{pattern!r} lacks the group {group!r}")

    def _template(
        self, name: str, template: str, needed: set[str], allowed: AbstractSet[str] = frozenset()
    ) -> None:
        found = {field for _, field, _, _ in Formatter().parse(template) if field is not None}
        if needed - found or found - needed - allowed:
            self._wrong(name, f"{template!r} must hold {', '.join(sorted(needed))} and no other")

    def _wrong(self, name: str, problem: str) -> NoReturn:
        raise SiteDefinitionError(str(self.name), name, problem)
