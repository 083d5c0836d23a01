"""An entry of a feed as it stands there, before anything is known of it."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_ENTRIES = 50_000
"""Entries of one feed that are read at most: as many as a sitemap may have (sitemaps.org)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEntry:
    """The texts of one entry; what it lacks is empty."""

    code: str = ""
    """A share code, or an article's key."""
    url: str = ""
    """As written: may be relative."""
    base: str = ""
    """What `url` is relative to (``xml:base``), if not to the feed."""
    title: str = ""
    digest: str = ""
    media: str = ""
    published: str | float = ""
    """A text, or a count of seconds or milliseconds since 1970."""
    changed: str = ""
    """When it was last changed."""


@dataclass(slots=True)
class RawFeed:
    """The entries of one feed."""

    entries: list[RawEntry] = field(default_factory=list)
    parts: list[RawEntry] = field(default_factory=list)
    """The sitemaps that a sitemap index names."""
    malformed: int = 0
    """Entries that were passed over: what stands there is none."""
