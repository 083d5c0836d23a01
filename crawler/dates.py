"""Times as Chinese news pages print them, read to UTC. What is not certain is None."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol
from zoneinfo import ZoneInfo

_TIME = re.compile(
    r"(?<!\d)(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})(?!\d)\s*日?"
    r"(?:\s*T?\s*(?P<hour>\d{1,2})[:：](?P<minute>\d\d)(?:[:：](?P<second>\d\d)(?:[.,]\d+)?)?(?!\d)"
    r"(?:\s*(?P<zone>Z|[+-]\d\d:?\d\d)(?!\d))?)?",
    re.IGNORECASE,
)


class Dated(Protocol):
    """What `from_key` must know of a site."""

    @property
    def key_date(self) -> str | None:
        """Regular expression with groups ``year``, ``month``, ``day``, matched at a key's start."""

    @property
    def timezone(self) -> str:
        """IANA zone of the site."""


def parse(text: str, tz: str) -> datetime | None:
    """The one instant that ``text`` names, aware and in UTC.

    Read are year-first dates with ``-``, ``/``, ``.`` or 年月日, with a time of day or without (then
    midnight), ISO 8601 included. None when there is no such date, when there are two different ones,
    or when it does not exist (30 February, 25:00).

    :param tz: IANA zone that holds where the text itself states no offset after the time.
    """
    found = {_instant(match, ZoneInfo(tz)) for match in _TIME.finditer(text)}
    return found.pop() if len(found) == 1 else None


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


def _instant(match: re.Match[str], zone: ZoneInfo) -> datetime | None:
    parts = [int(match[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")]
    try:
        moment = datetime(*parts, tzinfo=_offset(match["zone"]) or zone)  # type: ignore[arg-type, misc]
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _offset(text: str | None) -> timezone | None:
    if not text:
        return None
    if text in "Zz":
        return UTC
    ahead = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-ahead if text[0] == "-" else ahead)
