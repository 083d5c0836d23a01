"""Which listed articles need no fetching, because the store has them and they are fresh."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta

Known = Callable[[Collection[str]], Awaitable[Mapping[str, datetime]]]
"""Asks the store: document ids in; out, for those it has, when they were last fetched (aware)."""


class Seen:
    """Decides by the store, not by a file of the crawl's own, which would forget what a crash cut short.

    :param known: the store's answer.
    :param refetch_after: age at which a stored article is fetched again; zero: always, and the store
        is not asked.
    """

    def __init__(self, known: Known, refetch_after: timedelta) -> None:
        self._known = known
        self._refetch_after = refetch_after

    async def fresh(self, ids: Collection[str]) -> set[str]:
        """Those of ``ids`` that are stored and not yet due to be fetched again."""
        if not self._refetch_after or not ids:
            return set()
        oldest = datetime.now(UTC) - self._refetch_after
        return {key for key, fetched in (await self._known(ids)).items() if fetched > oldest}
