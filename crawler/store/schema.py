"""The collections: what their documents hold, checked by the server, and their indexes."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import OperationFailure

from crawler.items import Article
from crawler.store.item_schema import Schema, object_of, properties_of

logger = logging.getLogger(__name__)

NAMESPACE_EXISTS = 48
COMMAND_NOT_FOUND = 59

Keys = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Collection:
    """A collection of the database."""

    name: str
    """Its name."""
    about: str
    """What one of its documents is."""
    schema: Schema
    """Its ``$jsonSchema``."""
    indexes: tuple[Keys, ...]
    """The keys of its indexes, ``_id`` left out."""


def _field(bson_type: str | list[str], description: str, **further: Any) -> Schema:
    return {"bsonType": bson_type, "description": description, **further}


def _string(description: str) -> Schema:
    return _field("string", description)


def _whole(description: str) -> Schema:
    return _field(["int", "long"], description)


def _time(description: str) -> Schema:
    return _field("date", description)


_READING: Schema = object_of(
    {
        "url": _string("Absolute URL of the page."),
        "rank": _whole("Trust in the page: feed 10, mirror page 20, share data 30."),
        "fetched_at": _field(["date", "null"], "When it was fetched (its capture's WARC-Date)."),
        "reader": _string("Which reader read it: `<site>/<version>`."),
        "text": _field("bool", "Whether the page held the text, and not only facts about the article."),
    },
    optional=("reader", "text"),
)

_TEXT: dict[str, Schema] = {
    "readings": _field(
        "array", "The pages that bore this text, each as last read with it.", items=_READING
    ),
    "parts_from": _field(
        "object", "For `images`, `links` and `footer`: the reading they come from, if not this one."
    ),
    "facts_from": _field(
        "object",
        "For each fact (`title`, `source`...) that comes from another page: the reading it is from.",
    ),
    "first_seen_at": _time("The earliest capture that names or holds it."),
    "last_seen_at": _time("The latest capture that names or holds it."),
    "version": _string("Digest of all other fields: changes with every change of the document."),
}

ARTICLES = Collection(
    "articles",
    "One article: its most trusted text, completed by facts from other readings.",
    object_of(
        {
            "_id": _string("`<site>:<key>`."),
            **properties_of(Article),
            **_TEXT,
            "revision": _whole("1, and 1 more for each earlier text that was edited away."),
            "revisions": _whole("How many documents of `revisions` belong to it."),
        }
    ),
    (
        (("published_at", DESCENDING),),
        (("fetched_at", ASCENDING),),
        (("source", ASCENDING), ("published_at", DESCENDING)),
        (("listings.slug", ASCENDING), ("published_at", DESCENDING)),
        (("tickers.symbol", ASCENDING), ("published_at", DESCENDING)),
        (("captures.file", ASCENDING),),
    ),
)

REVISIONS = Collection(
    "revisions",
    "Another text that was read of an article: an earlier one, or that of a page which differs.",
    object_of(
        {
            "_id": _string("`<article _id>#<start of the content hash>`."),
            "article": _string("`_id` of the article."),
            "revision": _whole("Its number in time order; 0 when it is the text of a page that differs."),
            **{
                name: of for name, of in properties_of(Article).items() if name not in ("listings", "feeds")
            },
            **_TEXT,
        }
    ),
    ((("article", ASCENDING), ("revision", ASCENDING)), (("captures.file", ASCENDING),)),
)

PAGES = Collection(
    "pages",
    "A page that an article was read from, or what redirected there: no crawl asks for it again too soon.",
    object_of(
        {
            "_id": _string("The absolute URL, without fragment."),
            "site": _string("Name of the site."),
            "kind": _string("What the page is: `article`, `share` or `data`."),
            "article": _string("`_id` of the article."),
            "fetched_at": _time("When it was last fetched (WARC-Date)."),
        },
    ),
    ((("article", ASCENDING),), (("fetched_at", ASCENDING),)),
)

JOBS = Collection(
    "jobs",
    "One run of one spider.",
    object_of(
        {
            "_id": _string("`<UTC time>-<spider>-<site>-<random>`: also the name of its archive folder."),
            "spider": _string("Name of the spider."),
            "site": _string("Name of the site; empty when it takes several."),
            "arguments": _field("object", "The arguments as given."),
            "started_at": _time("When it began."),
            "finished_at": _time("When it ended."),
            "outcome": _string("`finished`, `errors`, `degraded`, `stopped` or `running`."),
            "reason": _string("Why it ended, in words."),
            "exit_code": _whole("The exit code of the command."),
            "counts": _field("object", "Its figures, by name."),
            "readings": _field("object", "Pages read and fields missed, by site and kind of page."),
            "drift": _field("array", "Fields that used to be there and are missing."),
        },
        optional=("site", "finished_at", "reason", "exit_code", "counts", "readings", "drift"),
    ),
    ((("started_at", DESCENDING),),),
)

COLLECTIONS = (ARTICLES, REVISIONS, PAGES, JOBS)

MARKS = "write_marks"
"""Collection of one small document for each writer at work: writing it makes the batch before durable."""


async def ensure(database: AsyncDatabase[dict[str, Any]]) -> None:
    """Make the collections, validators and indexes as they are declared here. Idempotent.

    A server that knows no validators is used without; everything else is an error.

    :raises pymongo.errors.PyMongoError: when the database fails, or forbids it.
    """
    existing = {each["name"]: each.get("options", {}) async for each in await database.list_collections()}
    for collection in COLLECTIONS:
        if collection.name not in existing:
            await _create(database, collection)
        elif existing[collection.name].get("validator") != _validator(collection):
            await _modify(database, collection)
        await database[collection.name].create_indexes(
            [IndexModel(list(keys)) for keys in collection.indexes]
        )


def _validator(collection: Collection) -> Schema:
    return {"$jsonSchema": {"title": collection.about, **collection.schema}}


async def _create(database: AsyncDatabase[dict[str, Any]], collection: Collection) -> None:
    try:
        await database.command("create", collection.name, validator=_validator(collection))
    except OperationFailure as error:
        if error.code != NAMESPACE_EXISTS:  # another crawl has just made it
            raise


async def _modify(database: AsyncDatabase[dict[str, Any]], collection: Collection) -> None:
    try:
        await database.command("collMod", collection.name, validator=_validator(collection))
    except OperationFailure as error:
        if error.code != COMMAND_NOT_FOUND:
            raise
        logger.warning("the server cannot change the validator of %s: %s", collection.name, error)
