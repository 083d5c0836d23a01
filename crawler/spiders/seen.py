"""Which listed pages need no fetching, because the store has read them lately."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from crawler.store.queries import Known


async def read_lately(
    known: Known | None, urls: Collection[str], at: datetime, refetch: timedelta
) -> set[str]:
    """Those of ``urls`` that were fetched less than ``refetch`` before ``at``; none without a store.

    It is the store that knows, not a file of the crawl's own, which would forget what a crash cut short.
    """
    fetched = await known(urls) if known and urls and refetch else {}
    return {url for url, when in fetched.items() if at - when < refetch}
