"""Articles into the database: in batches, durably, without losing what another crawl writes."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from time import monotonic

from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from crawler.errors import StoreUnavailableError
from crawler.store.batch import Entry
from crawler.store.bulk import BulkStore, Rest
from crawler.store.facts import Document
from crawler.store.rejection import brief

logger = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
"""Seconds between two attempts on a database that fails: doubled each time."""


class StoreWriter:
    """Writes articles and sightings; each `put` and `sight` returns once its batch is durable.

    All writes are idempotent: a batch whose fate is unknown, because the connection broke, is written
    again.

    :param database: where to; its collections are made (`crawler.store.schema.ensure`).
    :param name: names this writer; another at work at the same time needs another name.
    :param batch_size: articles written at once at most.
    :param batch_seconds: how long an article waits for others.
    :param retry_seconds: how long a database may be away.
    """

    def __init__(
        self,
        database: AsyncDatabase[Document],
        name: str,
        *,
        batch_size: int = 100,
        batch_seconds: float = 0.2,
        retry_seconds: float = 60.0,
    ) -> None:
        self._store = BulkStore(database, name)
        self._size, self._seconds, self._retry_seconds = batch_size, batch_seconds, retry_seconds
        self._waiting: list[Entry] = []
        self._full = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def put(self, document: Document) -> str:
        """Store a reading (`crawler.store.documents.to_document`).

        Returns ``new``, ``revised``, ``improved`` or ``unchanged`` (`crawler.store.merge.Merge`).

        :raises DocumentRejectedError: when the database takes everything but this document.
        :raises StoreUnavailableError: when the database stayed away for too long.
        """
        return await self._add(document, sighting=False)

    async def sight(self, document: Document) -> str:
        """Store a sighting (`crawler.store.documents.sighting_document`).

        Returns ``sighted``, or ``unknown`` when its article is not stored; raises as `put` does.
        """
        return await self._add(document, sighting=True)

    async def close(self) -> None:
        """Wait for what is under way, and leave nothing of the writer's own behind."""
        if self._task is not None:
            await self._task
        with suppress(PyMongoError):
            await self._store.close()

    async def _add(self, document: Document, *, sighting: bool) -> str:
        done: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting.append(Entry(document, sighting, done, monotonic()))
        if len(self._waiting) >= self._size:
            self._full.set()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return await done

    async def _run(self) -> None:
        """Write batch after batch while something waits."""
        while self._waiting:
            rest = self._waiting[0].since + self._seconds - monotonic()
            if rest > 0 and len(self._waiting) < self._size:
                self._full.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._full.wait(), rest)
            batch, self._waiting = self._waiting[: self._size], self._waiting[self._size :]
            try:
                await self._write(batch)
            except Exception as error:  # noqa: BLE001 - whoever waits must be told, whatever it is
                for entry in batch:
                    entry.fail(error)

    async def _write(self, entries: list[Entry]) -> None:
        """Write until each entry is stored or has failed."""
        while entries:
            rest = await self._persist(entries)
            for entry in rest.apart:
                await self._write([entry])
            entries = rest.again

    async def _persist(self, entries: list[Entry]) -> Rest:
        """Try until the database answers. :raises StoreUnavailableError: when it does not in time."""
        pause, deadline = FIRST_PAUSE, monotonic() + self._retry_seconds
        while True:
            try:
                return await self._store.write(entries)
            except PyMongoError as error:
                if monotonic() + pause > deadline:
                    raise StoreUnavailableError(
                        f"the database has been away for {self._retry_seconds:g} s: {brief(error)}"
                    ) from error
                logger.warning("The database fails; trying again in %.1f s: %s", pause, brief(error))
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
