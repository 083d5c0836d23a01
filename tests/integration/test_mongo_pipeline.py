"""The pipeline: an item that passes is stored; one that is not is dropped with a reason."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from pymongo.errors import AutoReconnect
from scrapy.exceptions import CloseSpider, DropItem
from scrapy.settings import Settings

from crawler.errors import SettingError
from crawler.items import Article, Listing, Sighting, Sightings
from crawler.store import bulk
from crawler.store.client import open_database
from pipelines.mongo import MongoPipeline

NOW = datetime(2022, 2, 14, tzinfo=UTC)
LISTING = Listing(slug="a", name="甲", url="https://x/", seen_at=NOW)


def article(key: str = "1", **fields) -> Article:
    values = {"paragraphs": ["一段。"], "content_hash": "sha256:a", "fetched_at": NOW, "rank": 20}
    return Article(site="finews", key=key, url=f"https://x/{key}", **(values | fields))


def sightings(*keys: str) -> Sightings:
    return Sightings(seen=[Sighting(site="finews", key=key, listing=LISTING) for key in keys])


class Stats(dict):
    def inc_value(self, name):
        self[name] = self.get(name, 0) + 1


@pytest.fixture
def piped(store_settings):
    """Runs a coroutine function between `open_spider` and `close_spider`."""

    def run(work, **settings):
        async def main():
            closed = []

            async def close_spider_async(*, reason):
                closed.append(reason)

            crawler = SimpleNamespace(
                settings=Settings(store_settings | settings),
                stats=Stats(),
                spider=SimpleNamespace(name="category", arguments={"site": "finews"}),
                engine=SimpleNamespace(close_spider_async=close_spider_async),
                closed=closed,
            )
            crawler = Weakly(**vars(crawler))
            pipeline = MongoPipeline.from_crawler(crawler)
            await pipeline.open_spider()
            try:
                return await work(pipeline, crawler)
            finally:
                await pipeline.close_spider()

        return asyncio.run(main())

    return run


class Weakly(SimpleNamespace):
    """A crawler that may stand in a weak dictionary, as Scrapy's."""

    __hash__ = object.__hash__


def test_an_item_that_passes_is_stored_and_counted(piped, store_settings):
    async def work(pipeline, crawler):
        items = [
            article(),
            article(),
            article(digest="摘要"),
            article(paragraphs=["新。"], content_hash="sha256:b", fetched_at=NOW.replace(hour=1)),
            sightings("1", "2"),
        ]
        for item in items:
            assert await pipeline.process_item(item) is item
        async with open_database(store_settings) as database:
            document = await database["articles"].find_one({"_id": "finews:1"})
            assert (document["revision"], document["listings"][0]["name"]) == (2, "甲")
        return crawler.stats

    counted = piped(work)
    events = ("new", "unchanged", "improved", "revised", "sighted", "unknown")
    assert counted == {f"newsvault/store/{event}": 1 for event in events}


def test_anything_else_passes_untouched(piped):
    async def work(pipeline, crawler):
        assert await pipeline.process_item({"a": 1}) == {"a": 1}
        assert crawler.stats == {}

    piped(work)


def test_a_rejected_item_is_dropped_alone_and_kept_in_a_file(piped, store_settings):
    async def work(pipeline, crawler):
        results = await asyncio.gather(
            pipeline.process_item(article("1", html=None)),
            pipeline.process_item(article("2")),
            pipeline.process_item(article("3", published_at=NOW.replace(tzinfo=None))),
            return_exceptions=True,
        )
        assert [type(each) for each in results] == [DropItem, Article, DropItem]
        assert crawler.stats["newsvault/store/rejected"] == 2
        return results

    results = piped(work)
    (kept,) = Path(store_settings["DATA_DIR"]).glob("jobs/*.rejected.jsonl")
    assert str(kept) in str(results[0])
    lines = {line["_id"]: line for line in map(json.loads, kept.read_text().splitlines())}
    assert set(lines) == {"finews:1", "finews:3"}
    assert "html" in lines["finews:1"]["reason"]
    assert lines["finews:1"]["document"]["paragraphs"] == ["一段。"]
    assert "bears no time zone" in lines["finews:3"]["reason"]


def test_a_database_that_goes_away_closes_the_crawl_once(piped, monkeypatch):
    async def away(self, entries):
        raise AutoReconnect("gone")

    async def work(pipeline, crawler):
        monkeypatch.setattr(bulk.BulkStore, "write", away)
        results = await asyncio.gather(
            *(pipeline.process_item(article(str(key))) for key in range(3)), return_exceptions=True
        )
        await asyncio.sleep(0)
        assert crawler.closed == ["store_unavailable"]
        for result in results:
            assert isinstance(result, DropItem)
            assert "the archive keeps it, and `scrapy rebuild` will bring it into the database" in str(
                result
            )
        assert crawler.stats == {}

    piped(work, MONGO_RETRY_SECONDS=0.2)


def test_a_database_that_is_not_there_keeps_the_crawl_from_starting(piped, caplog):
    async def work(pipeline, crawler):
        raise AssertionError("it was opened")

    with pytest.raises(CloseSpider) as closed:
        piped(work, MONGO_URI="mongodb://me:secret@127.0.0.1:9/?serverSelectionTimeoutMS=50")
    assert closed.value.reason == "store_unavailable"
    assert "me:***@127.0.0.1:9" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MONGO_BATCH_SIZE", 0),
        ("MONGO_BATCH_SIZE", 201),
        ("MONGO_BATCH_SECONDS", "soon"),
        ("MONGO_RETRY_SECONDS", None),
    ],
)
def test_a_wrong_setting_is_named(name, value):
    right = {"MONGO_BATCH_SIZE": "100", "MONGO_BATCH_SECONDS": "0.2", "MONGO_RETRY_SECONDS": 60}
    with pytest.raises(SettingError, match=f"setting {name}: {value!r}"):
        MongoPipeline(SimpleNamespace(settings=Settings(right | {name: value})))
