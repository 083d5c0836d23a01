"""One attempt at a batch: read what is stored, merge, write it back, make it durable."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from bson import ObjectId
from pymongo import DeleteOne, InsertOne, ReplaceOne, UpdateOne, WriteConcern
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import BulkWriteError

from crawler.errors import DocumentRejectedError
from crawler.store.batch import Entry, Plan, by_article, is_other, plan
from crawler.store.facts import Document
from crawler.store.rejection import DUPLICATE_KEY, TRANSIENT, explain
from crawler.store.schema import MARKS
from crawler.store.sightings import text_captures

Operation = InsertOne[Document] | ReplaceOne[Document] | UpdateOne | DeleteOne
Refusals = dict[str, Document]
"""Write errors by the ``_id`` of the article concerned."""


@dataclass(slots=True)
class Rest:
    """What an attempt left undone."""

    again: list[Entry] = field(default_factory=list)
    """To be tried again: another writer was faster."""
    apart: list[Entry] = field(default_factory=list)
    """To be tried one by one: together with others of the same article they were refused."""


class BulkStore:
    """Writes batches. What another writer changes between reading and writing is left undone, not lost.

    :param database: where to.
    :param name: names the mark that makes a batch durable.
    """

    def __init__(self, database: AsyncDatabase[Document], name: str) -> None:
        # On a replica set what a majority has outlives a change of primary; elsewhere it is w:1.
        database = database.with_options(write_concern=WriteConcern(w="majority"))
        self._articles, self._revisions = database["articles"], database["revisions"]
        self._pages = database["pages"]
        # One journal takes all in order: when this small write is on disk, so is what came before it.
        # j:true for the batch itself costs the embedded server an fsync for each of its writes.
        self._marks = database.get_collection(MARKS, write_concern=WriteConcern(w="majority", j=True))
        self._name = name
        self._contested: set[str] = set()

    async def write(self, entries: Collection[Entry]) -> Rest:
        """Write the entries; each is resolved once durable, or has failed, or is in the `Rest`.

        :raises pymongo.errors.PyMongoError: when the database failed; nothing is known of any then,
            and all may be written again.
        """
        plans = await self._plan(entries)
        refused = await self._put_revisions(plans)
        refused |= await self._put_articles([each for each in plans if each.name not in refused])
        stored = [each for each in plans if each.name not in refused]
        await self._remove_revisions(stored)
        await self._put_pages(stored)
        await self._marks.update_one({"_id": self._name}, {"$set": {"batch": ObjectId()}}, upsert=True)
        for each in stored:
            self._contested.discard(each.name)
            for entry in each.entries:
                entry.resolve()
        return self._rest([each for each in plans if each.name in refused], refused)

    async def close(self) -> None:
        """Remove the mark."""
        await self._marks.delete_one({"_id": self._name})

    async def _plan(self, entries: Collection[Entry]) -> list[Plan]:
        grouped = by_article(entries)
        stored = {each["_id"]: each async for each in self._articles.find({"_id": {"$in": list(grouped)}})}
        revised = {name for name, document in stored.items() if document["revisions"]}
        revisions: dict[str, dict[str, Document]] = {}
        if wanted := (revised | self._contested) & grouped.keys():
            async for each in self._revisions.find({"article": {"$in": list(wanted)}}):
                revisions.setdefault(each["article"], {})[each["_id"]] = each
        return [
            plan(name, group, stored.get(name), revisions.get(name, {})) for name, group in grouped.items()
        ]

    async def _put_revisions(self, plans: Sequence[Plan]) -> Refusals:
        """Before the article's document: the text that it drops must be in place."""
        return await _bulk(
            self._revisions,
            [
                (each.name, _put(each.loaded.get(document["_id"]), document))
                for each in plans
                for document in each.changed_revisions
            ],
        )

    async def _put_articles(self, plans: Sequence[Plan]) -> Refusals:
        return await _bulk(
            self._articles,
            [
                (each.name, _put(each.stored, each.document))
                for each in plans
                if each.document and is_other(each.stored, each.document)
            ],
        )

    async def _remove_revisions(self, plans: Sequence[Plan]) -> None:
        await _bulk(
            self._revisions,
            [(each.name, DeleteOne(_seen(old))) for each in plans for old in each.removed_revisions],
        )

    async def _put_pages(self, plans: Sequence[Plan]) -> None:
        """Note the pages that were read, so that no crawl need fetch them again too soon."""
        await _bulk(
            self._pages,
            [
                (each.name, _note_page(url, each.name, entry.document["site"], capture))
                for each in plans
                for entry in each.entries
                if not entry.sighting
                for capture in text_captures(entry.document["captures"])
                for url in (capture["url"], capture["redirected_from"])
                if url
            ],
        )

    def _rest(self, plans: Sequence[Plan], refused: Refusals) -> Rest:
        rest = Rest()
        for each in plans:
            error = refused[each.name]
            if error["code"] == DUPLICATE_KEY:
                self._contested.add(each.name)
                rest.again += each.entries
            elif len(each.entries) > 1:
                rest.apart += each.entries
            else:
                for entry in each.entries:
                    entry.fail(DocumentRejectedError(each.name, explain(error)))
        return rest


def _put(stored: Document | None, document: Document) -> Operation:
    """Write a document in place of the one that was read. If another is there by now, the server finds
    none to replace, tries to insert, and says that the key is taken: so each loser is known.
    """
    if stored is None:
        return InsertOne(document)
    return ReplaceOne(_seen(stored), document, upsert=True)


def _seen(stored: Document) -> Document:
    """The filter that a document passes as long as nobody has written it since it was read."""
    return {"_id": stored["_id"], "version": stored["version"]}


def _note_page(url: str, article: str, site: str, capture: Document) -> Operation:
    return UpdateOne(
        {"_id": url},
        {
            "$setOnInsert": {"site": site, "kind": capture["role"]},
            "$set": {"article": article},
            "$max": {"fetched_at": capture["date"]},
        },
        upsert=True,
    )


async def _bulk(
    collection: AsyncCollection[Document], operations: Sequence[tuple[str, Operation]]
) -> Refusals:
    """Run the operations, unordered; give back the errors of those that were refused.

    :raises BulkWriteError: when the server could not do its work.
    """
    if not operations:
        return {}
    try:
        await collection.bulk_write([operation for _, operation in operations], ordered=False)
    except BulkWriteError as error:
        errors = error.details["writeErrors"]
        if error.details["writeConcernErrors"] or any(each["code"] in TRANSIENT for each in errors):
            raise
        return {operations[each["index"]][0]: each for each in errors}
    return {}
