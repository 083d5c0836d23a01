"""What others ask the database."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from crawler.errors import StoreUnavailableError
from crawler.items import Article, WarcRef
from crawler.store import client
from crawler.store.client import check, open_database
from crawler.store.documents import to_document
from crawler.store.jobs import put_job
from crawler.store.queries import find_pages, iterate_articles, known_by
from crawler.store.schema import ensure
from crawler.store.writer import StoreWriter

START = datetime(2022, 2, 14, tzinfo=UTC)


def article(key: int, job: str = "job", seconds: int = 0) -> dict:
    url = f"https://x/{key}.html"
    capture = WarcRef(
        url=url,
        file=f"{job}/a.warc.gz",
        offset=key,
        length=9,
        record_id=f"<urn:uuid:{key}>",
        payload_digest="sha1:A",
        date=START + timedelta(seconds=seconds),
    )
    return to_document(
        Article(
            site="finews",
            key=str(key),
            url=url,
            paragraphs=["段"],
            fetched_at=capture.date,
            captures=[capture],
        )
    )


def store(settings, documents):
    async def main():
        async with open_database(settings) as database:
            await ensure(database)
            writer = StoreWriter(database, "job", batch_seconds=0)
            await asyncio.gather(*(writer.put(document) for document in documents))
            await writer.close()

    asyncio.run(main())


def test_pages_that_articles_were_read_from_are_known(store_settings):
    store(store_settings, [article(key, seconds=key) for key in range(3)])
    asked = [f"https://x/{key}.html" for key in range(500)]
    found = asyncio.run(find_pages(store_settings, asked))
    assert found == {f"https://x/{key}.html": START + timedelta(seconds=key) for key in range(3)}
    assert asyncio.run(known_by(store_settings)(asked)) == found


def test_a_run_that_stores_nothing_asks_nothing(store_settings):
    assert known_by(store_settings | {"ITEM_PIPELINES": {}}) is None
    assert known_by(store_settings | {"ITEM_PIPELINES": {"pipelines.mongo.MongoPipeline": None}}) is None
    asyncio.run(put_job({"ITEM_PIPELINES": {}}, {"_id": "job"}))


@pytest.mark.parametrize("count", [0, 1, 450])
def test_every_article_is_iterated_once_in_order(store_settings, count):
    store(store_settings, [article(key, seconds=key // 210) for key in range(count)])
    read = list(iterate_articles(store_settings))
    assert len({each["_id"] for each in read}) == len(read) == count
    assert [each["fetched_at"] for each in read] == sorted(each["fetched_at"] for each in read)
    later = list(iterate_articles(store_settings, START + timedelta(seconds=1)))
    assert len(later) == max(count - 210, 0)


def test_a_job_is_put_in_place_of_its_earlier_record(store_settings):
    job = {"_id": "job", "spider": "category", "arguments": {}, "started_at": START, "outcome": "running"}
    counts = {"counts": {"a.b": 1}, "dropped_by_reason": {"no body. $x": 2}}

    async def main():
        async with open_database(store_settings) as database:
            await ensure(database)
            await put_job(store_settings, job)
            await put_job(store_settings, job | {"outcome": "finished"} | counts)
            return [each async for each in database["jobs"].find()]

    assert asyncio.run(main()) == [job | {"outcome": "finished"} | counts]


def test_a_job_that_cannot_be_put_is_logged_and_no_more(store_settings, caplog):
    settings = store_settings | {"MONGO_URI": "mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=50"}
    asyncio.run(put_job(settings, {"_id": "job"}))
    assert "The record of job job is not in the database" in caplog.text


def test_those_who_use_a_database_at_the_same_time_share_a_client(store_settings):
    async def main():
        async with open_database(store_settings) as one, open_database(store_settings) as two:
            assert one.client is two.client
        async with open_database(store_settings) as three:
            assert three.client is not one.client
        assert client._shared == {}

    asyncio.run(main())


def test_a_client_that_cannot_be_opened_is_not_kept(store_settings, tmp_path):
    (tmp_path / "file").touch()

    async def main():
        for _ in range(2):
            with pytest.raises(StoreUnavailableError):
                async with open_database(
                    store_settings | {"MONGO_URI": f"embedded://{tmp_path}/file/mongo"}
                ):
                    pass
        assert client._shared == {}

    asyncio.run(main())


def test_a_check_of_a_database_that_answers_says_nothing(store_settings):
    check(store_settings)


def test_a_query_of_a_database_that_does_not_answer_is_a_sentence(store_settings):
    settings = store_settings | {"MONGO_URI": "mongodb://me:pw@127.0.0.1:9/?serverSelectionTimeoutMS=50"}
    for ask in (
        lambda: check(settings),
        lambda: list(iterate_articles(settings)),
        lambda: asyncio.run(find_pages(settings, ["https://x/"])),
    ):
        with pytest.raises(StoreUnavailableError, match=r"mongodb://me:\*\*\*@127.0.0.1:9/.* does not"):
            ask()
