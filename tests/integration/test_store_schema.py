"""The collections: validated, indexed, described; made again without harm."""

from __future__ import annotations

import asyncio
from dataclasses import fields
from datetime import UTC, datetime

import pytest
from pymongo.errors import WriteError

from crawler import items
from crawler.items import Article, Image, Listing, Table, WarcRef
from crawler.store.client import open_database, open_database_sync
from crawler.store.documents import to_document
from crawler.store.item_schema import properties_of
from crawler.store.merge import merge
from crawler.store.schema import ARTICLES, COLLECTIONS, REVISIONS, ensure

NOW = datetime(2022, 2, 14, tzinfo=UTC)


def article(text: str = "一段。", minute: int = 0) -> dict:
    return to_document(
        Article(
            site="finews",
            key="1",
            url="https://x/1",
            published_at=NOW,
            paragraphs=[text],
            content_hash=text,
            fetched_at=NOW.replace(minute=minute),
            listings=[Listing(slug="a", name="", url="https://x/", seen_at=NOW)],
            images=[Image(url="https://x/1.jpg", full_url="https://x/1.jpg", caption="", position=0)],
            tables=[Table(rows=[["一", "二"]], position=1)],
            captures=[
                WarcRef(
                    url="https://x/1",
                    file="job/a.warc.gz",
                    offset=5_000_000_000,
                    length=1,
                    record_id=f"<{minute}>",
                    payload_digest="sha1:A",
                    date=NOW,
                )
            ],
        )
    )


STORED = merge(None, [], article()).document


@pytest.fixture
def made(store_settings):
    """Runs a coroutine function with a database whose collections are made."""

    def run(work):
        async def main():
            async with open_database(store_settings) as database:
                await ensure(database)
                return await work(database)

        return asyncio.run(main())

    return run


@pytest.fixture(scope="module")
def articles(mongo_folder):
    """The collection, in a database of the module's own."""
    settings = {"MONGO_URI": f"embedded://{mongo_folder}", "MONGO_DATABASE": "schema"}

    async def make():
        async with open_database(settings) as database:
            await ensure(database)

    asyncio.run(make())
    with open_database_sync(settings) as database:
        yield database["articles"]


def test_making_them_again_changes_nothing(made):
    async def work(database):
        async def state():
            return {
                name: (await database[name].options(), await database[name].index_information())
                for name in sorted(await database.list_collection_names())
            }

        before = await state()
        await ensure(database)
        assert await state() == before
        assert {each.name for each in COLLECTIONS} <= before.keys()
        for each in COLLECTIONS:
            options, indexes = before[each.name]
            assert (
                options["validator"]["$jsonSchema"]["properties"].keys() == each.schema["properties"].keys()
            )
            keys = {tuple(index["key"]) for index in indexes.values()}
            assert keys == {(("_id", 1),), *each.indexes}

    made(work)


def test_two_crawls_may_make_them_at_once(store_settings):
    async def main():
        async with open_database(store_settings) as database:
            await asyncio.gather(*(ensure(database) for _ in range(4)))
            assert {each.name for each in COLLECTIONS} <= set(await database.list_collection_names())

    asyncio.run(main())


def test_an_older_validator_is_brought_up_to_date(made):
    async def work(database):
        await database.command("collMod", "articles", validator={})
        await ensure(database)
        with pytest.raises(WriteError):
            await database["articles"].insert_one({"_id": "nothing else"})

    made(work)


def test_what_the_merge_makes_is_valid(made):
    async def work(database):
        edited = merge(STORED, [], article("另一段。", 5))
        await database["articles"].insert_one(STORED)
        await database["articles"].replace_one({"_id": STORED["_id"]}, edited.document)
        await database["revisions"].insert_many(edited.revisions)
        assert await database["articles"].find_one({"_id": STORED["_id"]}) == edited.document

    made(work)


@pytest.mark.parametrize(
    "wrong",
    [
        {"_id": 1},
        {"title": None},
        {"published_at": "2022-02-14"},
        {"paragraphs": "一段。"},
        {"paragraphs": [1]},
        {"listings": [{"slug": "a"}]},
        {"images": [STORED["images"][0] | {"position": "0"}]},
        {"tables": [{"rows": [[1]], "position": 0}]},
        {"captures": [STORED["captures"][0] | {"date": 5}]},
        {"revision": "1"},
        {"version": None},
        {"first_seen_at": None},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_what_is_wrong_is_refused(articles, wrong):
    with pytest.raises(WriteError) as refused:
        articles.insert_one(STORED | wrong)
    assert refused.value.code == 121


@pytest.mark.parametrize("name", sorted(STORED))
def test_no_field_may_lack(articles, name):
    left = {field: value for field, value in STORED.items() if field != name}  # pymongo adds an _id
    with pytest.raises(WriteError) as refused:
        articles.insert_one(left)
    assert name in str(refused.value.details)


def test_every_field_is_described_once():
    for collection in COLLECTIONS:
        for name, schema in collection.schema["properties"].items():
            assert schema["description"], f"{collection.name}.{name}"
    for field in fields(items.Article):
        if field.name != "last_seen_at":  # what a reading knows of it is less than what the store knows
            assert ARTICLES.schema["properties"][field.name] == properties_of(items.Article)[field.name]
    assert STORED.keys() == ARTICLES.schema["properties"].keys()
    revision = merge(STORED, [], article("另一段。", 5)).revisions[0]
    assert revision.keys() == REVISIONS.schema["properties"].keys()


def test_descriptions_are_the_docstrings_of_the_items():
    described = properties_of(items.Article)["title"]["description"]
    assert described == "Headline; empty when the page has none (then `problems` says so)."
