"""The records of runs, in the database."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from crawler.errors import NewsvaultError
from crawler.store.client import open_database
from crawler.store.use import uses_store

logger = logging.getLogger(__name__)


async def put_job(settings: Mapping[str, Any], document: dict[str, Any]) -> None:
    """Put a run's record into ``jobs``, in place of one with its ``_id``.

    A run whose pipelines leave the database alone does so here too. A failure is logged, not raised:
    the record also stands in the data folder.
    """
    if not uses_store(settings):
        return
    try:
        async with open_database(settings) as database:
            await replace_job(database, document)
    except (NewsvaultError, PyMongoError) as error:
        logger.error("The record of job %s is not in the database: %s", document["_id"], error)  # noqa: TRY400


async def replace_job(database: AsyncDatabase[dict[str, Any]], document: dict[str, Any]) -> None:
    """Put a run's record into ``jobs``, in place of one with its ``_id``."""
    await database["jobs"].replace_one({"_id": document["_id"]}, document, upsert=True)
