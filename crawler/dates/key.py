"""The day that an article's key starts with."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Protocol
from zoneinfo import ZoneInfo


class Dated(Protocol):
    """What `from_key` must know of a site."""

    @property
    def key_date(self) -> str | None:
        """Regular expression with groups ``year``, ``month``, ``day``, matched at a key's start."""

    @property
    def timezone(self) -> str:
        """IANA zone of the site."""


def from_key(key: str, site: Dated) -> datetime | None:
    """Midnight, in the site's zone, of the day that an article's key starts with; in UTC, or None."""
    match = re.match(site.key_date, key) if site.key_date else None
    if match is None:
        return None
    try:
        year, month, day = (int(match[name]) for name in ("year", "month", "day"))
        return datetime(year, month, day, tzinfo=ZoneInfo(site.timezone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
