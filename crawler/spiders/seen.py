"""What the store knows of listed articles: which need no fetching, and which are only sighted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

Known = Callable[[Collection[str]], Awaitable[Mapping[str, datetime]]]
"""Asks the store: document ids in; out, for those it has, when they were last fetched (aware)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The answer for one listing.

    It is the store that knows, not a file of the crawl's own, which would forget what a crash cut short.
    """

    stored: frozenset[str]
    """Ids that are stored."""
    fresh: frozenset[str]
    """Ids that are stored, and fetched so lately that they need no fetching."""


async def look(known: Known | None, ids: Collection[str], at: datetime, refetch: timedelta) -> Seen:
    """What the store knows of ``ids`` at the instant ``at``; nothing without a store."""
    fetched = await known(ids) if known and ids else {}
    fresh = frozenset(key for key, when in fetched.items() if at - when < refetch)
    return Seen(frozenset(fetched), fresh)
