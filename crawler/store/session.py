"""A database opened for writing what the archive holds, without a crawl."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from crawler.store.client import open_database, unavailable
from crawler.store.facts import Document
from crawler.store.jobs import replace_job
from crawler.store.queries import MOST_IDS
from crawler.store.schema import ensure
from crawler.store.sightings import text_captures
from crawler.store.writer import StoreWriter


class Session:
    """Writes through `writer`, and asks what is stored."""

    def __init__(self, database: AsyncDatabase[Document], writer: StoreWriter) -> None:
        self._database = database
        self.writer = writer
        """Writes articles and sightings."""

    async def text_captures(self, ids: Collection[str]) -> dict[str, list[Document]]:
        """Of the articles that are stored, by ``_id``: the captures of all their texts."""
        found: dict[str, list[Document]] = {}
        wanted = list(ids)
        for start in range(0, len(wanted), MOST_IDS):
            window = {"_id": {"$in": wanted[start : start + MOST_IDS]}}
            revised = []
            async for each in self._database["articles"].find(window, {"captures": 1, "revisions": 1}):
                found[each["_id"]] = text_captures(each["captures"])
                if each["revisions"]:
                    revised.append(each["_id"])
            earlier = {"article": {"$in": revised}}
            async for each in self._database["revisions"].find(earlier, {"article": 1, "captures": 1}):
                found[each["article"]] += text_captures(each["captures"])
        return found

    async def put_job(self, document: Document) -> None:
        """Put a run's record into ``jobs``, in place of one with its ``_id``."""
        await replace_job(self._database, document)


@asynccontextmanager
async def open_session(settings: Mapping[str, Any], name: str, **options: Any) -> AsyncIterator[Session]:
    """The settings' database, its collections made.

    :param name: names the writer; another at work at the same time needs another name.
    :param options: of the `StoreWriter`.
    :raises StoreUnavailableError: when the database does not answer.
    :raises SettingError: when ``MONGO_URI`` or ``MONGO_DATABASE`` is wrong.
    """
    try:
        async with open_database(settings) as database:
            await ensure(database)
            writer = StoreWriter(database, name, **options)
            try:
                yield Session(database, writer)
            finally:
                await writer.close()
    except PyMongoError as error:
        raise unavailable(settings, error) from error
