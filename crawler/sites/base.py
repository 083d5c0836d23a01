"""What a site's declaration may say: a `Site` made of parts, frozen, and checked when it is made."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote, unquote, urlsplit

from crawler.sites.checks import check
from crawler.sites.parts import (
    ArticleLayout,
    Category,
    Discovery,
    Feed,
    FooterRule,
    JsonFields,
    Listing,
    Markup,
    Match,
    NextLink,
    PageNumber,
    Politeness,
    Share,
    beside,
    has_class,
)

__all__ = [
    "ArticleLayout",
    "Category",
    "Discovery",
    "Feed",
    "FooterRule",
    "JsonFields",
    "Listing",
    "Markup",
    "Match",
    "NextLink",
    "PageNumber",
    "Politeness",
    "Share",
    "Site",
    "beside",
    "has_class",
]


@dataclass(frozen=True, kw_only=True)
class Site:
    """A news site, declared. :raises SiteDefinitionError: naming the wrong field."""

    name: str
    """Identifier: lower-case letters, digits and underscores."""
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
    feeds: tuple[Feed, ...] = ()
    """Its feeds, if it has any."""
    stored_as: str = ""
    """Name of the site that has the same articles under the same keys, when they are stored as that site's:
    one article stays one document, whichever site it was read on. Empty: they are its own."""
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

    def __post_init__(self) -> None:
        check(self)

    @property
    def identity(self) -> str:
        """Name of the site that its articles are stored under: the first part of their ``_id``."""
        return self.stored_as or self.name

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
