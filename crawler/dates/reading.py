"""What a text says of a time: the instant, how precisely, and whether it might be another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
DAY, WEEK, MONTH, YEAR = (timedelta(days=days) for days in (1, 7, 30, 365))


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a text as a time."""

    instant: datetime | None = None
    """The instant, aware and in UTC; None when the text names none, or none for certain. Of a day
    without a time it is the day's beginning in its zone."""
    precision: timedelta = SECOND
    """How precisely the text names it: a `SECOND`, `MINUTE`, `HOUR`, `DAY`, `WEEK`, `MONTH` or `YEAR`."""
    ambiguous: bool = False
    """Whether the text allows for two instants: 03/04/2022, two different dates, a day without its
    year that may lie ahead. Then `instant` is None."""

    @property
    def problems(self) -> list[str]:
        """What `crawler.items.Article.problems` says of a time that was read so."""
        if self.ambiguous:
            return ["date_ambiguous"]
        return ["date_approximate"] if self.instant and self.precision > MINUTE else []


NOTHING = Reading()
"""The reading of a text that names no time."""

AMBIGUOUS = Reading(ambiguous=True)
"""The reading of a text that allows for two."""


def reading(moment: datetime, precision: timedelta) -> Reading | None:
    """The reading of an aware ``moment``; None when UTC cannot tell it (the years 1 and 9999)."""
    try:
        return Reading(moment.astimezone(UTC), precision)
    except (ValueError, OverflowError):
        return None


def agreed(readings: Iterable[Reading]) -> Reading:
    """The one that all ``readings`` of a text allow, the most precise; ambiguous when they differ."""
    best = NOTHING
    for each in sorted(set(readings), key=lambda each: each.precision):
        if each.ambiguous or not (best is NOTHING or _holds(each, best)):
            return AMBIGUOUS
        best = each if best is NOTHING else best
    return best


def _holds(coarse: Reading, fine: Reading) -> bool:
    """Whether ``fine`` names an instant within what ``coarse`` names."""
    if coarse.instant is None or fine.instant is None:
        return False
    return coarse.instant <= fine.instant < coarse.instant + max(coarse.precision, SECOND)
