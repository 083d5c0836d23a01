"""What others ask the database, in plain documents.

Every query has a narrow indexed window: the embedded server reads everything for ranges on ``_id``,
top-level ``$or``, and sorts without an indexed filter.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from pymongo.errors import PyMongoError

from crawler.store.client import Document, open_database, open_database_sync, unavailable
from crawler.store.facts import NEVER
from crawler.store.use import uses_store

MOST_IDS = 200
"""Ids asked for at once: larger ``$in`` lists are slow on the embedded server."""

PAGE = 200
"""Articles read at once."""

Known = Callable[[Collection[str]], Awaitable[Mapping[str, datetime]]]
"""Asks the store: URLs in; out, for those whose pages it has, when they were last fetched (aware)."""


def known_by(settings: Mapping[str, Any]) -> Known | None:
    """What tells which pages articles were read from, and when each was last fetched; None when the run
    uses no database.
    """
    if not uses_store(settings):
        return None

    async def known(urls: Collection[str]) -> Mapping[str, datetime]:
        return await find_pages(settings, urls)

    return known


async def find_pages(settings: Mapping[str, Any], urls: Collection[str]) -> dict[str, datetime]:
    """Of the pages of these URLs, those that articles were read from, and when each was last fetched (UTC).

    :raises StoreUnavailableError: when the database does not answer.
    """
    found: dict[str, datetime] = {}
    wanted = list(urls)
    try:
        async with open_database(settings) as database:
            for start in range(0, len(wanted), MOST_IDS):
                query = {"_id": {"$in": wanted[start : start + MOST_IDS]}}
                async for each in database["pages"].find(query, {"fetched_at": 1}):
                    found[each["_id"]] = each["fetched_at"]
    except PyMongoError as error:
        raise unavailable(settings, error) from error
    return found


def iterate_articles(settings: Mapping[str, Any], since: datetime = NEVER) -> Iterator[Document]:
    """Every article fetched at ``since`` or later, by that time. Each once, even when articles are
    written meanwhile.

    :raises StoreUnavailableError: when the database does not answer.
    """
    with open_database_sync(settings) as database:
        given: set[str] = set()  # those fetched at the very instant `since`
        while True:
            window = {"fetched_at": {"$gte": since}}
            page = list(database["articles"].find(window).sort("fetched_at").limit(PAGE + len(given)))
            fresh = [document for document in page if document["_id"] not in given]
            if not fresh:
                return
            yield from fresh
            last = fresh[-1]["fetched_at"]
            given = {each["_id"] for each in fresh if each["fetched_at"] == last} | (
                given if last == since else set()
            )
            since = last
