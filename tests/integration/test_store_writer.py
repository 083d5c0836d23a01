"""Articles are written in batches, durably, and never at the cost of another's."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest
from pymongo.errors import AutoReconnect

from crawler.errors import DocumentRejectedError, StoreUnavailableError
from crawler.items import Article, Listing, Sighting, WarcRef
from crawler.store import bulk
from crawler.store.client import connect, open_database
from crawler.store.documents import sighting_document, to_document
from crawler.store.embedded import find, resolve, stop
from crawler.store.merge import version
from crawler.store.schema import ensure
from crawler.store.writer import StoreWriter

START = datetime(2022, 2, 14, tzinfo=UTC)


def article(key: int, text: str = "一段。", minutes: int = 0, **fields) -> dict:
    url = f"https://finews.withounder.com/{key}.html"
    capture = WarcRef(
        url=url,
        file="job/a.warc.gz",
        offset=key,
        length=9,
        record_id=f"<urn:uuid:{key}-{minutes}>",
        payload_digest="sha1:A",
        date=START + timedelta(minutes=minutes),
    )
    values = {
        "title": "题",
        "paragraphs": [text],
        "content_hash": f"sha256:{text}",
        "fetched_at": capture.date,
        "captures": [capture],
        "rank": 20,
        "reader": "finews/1",
    }
    return to_document(Article(site="finews", key=str(key), url=url, **(values | fields)))


def sighting(key: int, slug: str = "a", minutes: int = 5) -> dict:
    seen = START + timedelta(minutes=minutes)
    listing = Listing(slug=slug, name="", url=f"https://x/{slug}", seen_at=seen)
    return sighting_document(Sighting(site="finews", key=str(key), listing=listing))


@pytest.fixture
def written(store_settings):
    """Runs a coroutine function with a database and what makes writers for it."""

    def run(work, **options):
        async def main():
            async with open_database(store_settings) as database:
                await ensure(database)
                writers = []

                def writer(name="job", **more):
                    chosen = {"batch_seconds": 0.01, "retry_seconds": 10} | options | more
                    writers.append(StoreWriter(database, name, **chosen))
                    return writers[-1]

                try:
                    return await work(database, writer)
                finally:
                    for each in writers:
                        await each.close()

        return asyncio.run(main())

    return run


async def all_of(collection):
    return {each["_id"]: each async for each in collection.find()}


def test_each_item_is_told_what_became_of_it(written):
    async def work(database, writer):
        store = writer()
        assert await store.put(article(1)) == "new"
        assert await store.put(article(1, minutes=1)) == "unchanged"
        assert await store.put(article(1, digest="摘要", minutes=2)) == "improved"
        assert await store.put(article(1, "改。", 3)) == "revised"
        assert await store.sight(sighting(1)) == "sighted"
        assert await store.sight(sighting(2)) == "unknown"
        assert set(await all_of(database["articles"])) == {"finews:1"}
        (old,) = (await all_of(database["revisions"])).values()
        assert (old["article"], old["revision"]) == ("finews:1", 1)

    written(work)


def test_items_given_at_once_are_written_together(written, monkeypatch):
    batches = []
    write = bulk.BulkStore.write

    async def counted(self, entries):
        batches.append(len(entries))
        return await write(self, entries)

    monkeypatch.setattr(bulk.BulkStore, "write", counted)

    async def work(database, writer):
        store = writer(batch_size=40, batch_seconds=5)
        began = monotonic()
        await asyncio.gather(*(store.put(article(key)) for key in range(80)))
        assert monotonic() - began < 4  # a full batch does not wait
        assert await database["articles"].count_documents({}) == 80

    written(work)
    assert batches == [40, 40]


def test_an_item_waits_no_longer_than_it_must(written):
    async def work(_database, writer):
        store = writer(batch_seconds=0.05)
        began = monotonic()
        await store.put(article(1))
        assert monotonic() - began < 2

    written(work)


def test_readings_of_one_article_in_one_batch_are_merged_in_order(written):
    async def work(database, writer):
        store = writer()
        outcomes = await asyncio.gather(
            store.sight(sighting(1)),
            store.put(article(1, "旧。", 0)),
            store.sight(sighting(1)),
            store.put(article(1, "新。", 1)),
            store.put(article(1, "新。", 1)),
        )
        assert outcomes == ["unknown", "new", "sighted", "revised", "unchanged"]
        (document,) = (await all_of(database["articles"])).values()
        (old,) = (await all_of(database["revisions"])).values()
        assert (document["paragraphs"], document["revision"]) == (["新。"], 2)
        assert (old["revision"], old["paragraphs"]) == (1, ["旧。"])
        assert document["version"] == version(document)

    written(work)


def test_a_revision_that_is_current_again_is_removed(written):
    async def work(database, writer):
        store = writer()
        for minutes, text in enumerate("甲乙甲"):
            await store.put(article(1, text, minutes))
        (old,) = (await all_of(database["revisions"])).values()
        assert old["paragraphs"] == ["乙"]

    written(work)


def test_crawls_at_the_same_time_lose_nothing(written):
    async def work(database, writer):
        stores = [writer(f"job{n}", batch_size=7) for n in range(4)]
        jobs = [
            store.put(article(key, "文。", n, listings=[listing(f"slug{n}")]))
            for n, store in enumerate(stores)
            for key in range(20)
        ]
        await asyncio.gather(*jobs)
        for document in (await all_of(database["articles"])).values():
            assert {each["slug"] for each in document["listings"]} == {f"slug{n}" for n in range(4)}
            assert len(document["captures"]) == 4

    def listing(slug):
        return Listing(slug=slug, name="", url="https://x/", seen_at=START)

    written(work)


def test_edits_read_by_crawls_at_the_same_time_are_all_kept(written):
    async def work(database, writer):
        stores = [writer(f"job{n}") for n in range(5)]
        await asyncio.gather(*(store.put(article(1, f"文{n}", n)) for n, store in enumerate(stores)))
        (document,) = (await all_of(database["articles"])).values()
        old = sorted((await all_of(database["revisions"])).values(), key=lambda each: each["revision"])
        assert (document["paragraphs"], document["revision"], document["revisions"]) == (["文4"], 5, 4)
        assert [each["paragraphs"] for each in old] == [[f"文{n}"] for n in range(4)]
        assert [each["revision"] for each in old] == [1, 2, 3, 4]

    written(work)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"title": 7}, "title"),
        ({"paragraphs": ["\ud800"]}, "surrogates not allowed"),
        ({"text_length": 1 << 70}, "8-byte ints"),
        ({"html": "x" * (17 << 20)}, "larger than MongoDB's 16 MiB"),
        ({"captures": [{"role": "article"}]}, "date"),
    ],
)
def test_a_document_that_is_refused_is_refused_alone(written, wrong, reason):
    async def work(database, writer):
        store = writer()
        bad = article(1) | wrong
        good = [store.put(article(key)) for key in range(2, 6)]
        results = await asyncio.gather(store.put(bad), *good, return_exceptions=True)
        assert isinstance(results[0], DocumentRejectedError)
        assert reason in results[0].reason
        assert results[0].name == "finews:1"
        assert results[1:] == ["new"] * 4
        assert set(await all_of(database["articles"])) == {f"finews:{key}" for key in range(2, 6)}

    written(work)


def test_a_refused_reading_takes_no_other_of_its_article_with_it(written):
    async def work(database, writer):
        store = writer()
        results = await asyncio.gather(
            store.put(article(1, minutes=0)),
            store.put(article(1, minutes=9) | {"language": 7}),
            store.put(article(1, minutes=2)),
            return_exceptions=True,
        )
        assert results[0] == "new"
        assert isinstance(results[1], DocumentRejectedError)
        assert results[2] == "unchanged"
        (document,) = (await all_of(database["articles"])).values()
        assert [each["record_id"] for each in document["captures"]] == ["<urn:uuid:1-0>", "<urn:uuid:1-2>"]

    written(work)


def test_a_batch_whose_fate_is_unknown_is_written_again_and_told_once(written, monkeypatch):
    failures = iter([True, True, False])
    put = bulk.BulkStore._put_articles

    async def cut_off(self, plans):
        refused = await put(self, plans)
        if next(failures, False):
            raise AutoReconnect("the connection broke after the write")
        return refused

    monkeypatch.setattr(bulk.BulkStore, "_put_articles", cut_off)

    async def work(database, writer):
        assert await writer().put(article(1)) == "new"
        assert (await database["articles"].find_one({"_id": "finews:1"}))["revision"] == 1

    written(work)


def test_no_mark_is_left_behind(written):
    async def work(database, writer):
        store = writer("a job")
        await store.put(article(1))
        assert set(await all_of(database["write_marks"])) == {"a job"}
        await store.close()
        assert await all_of(database["write_marks"]) == {}

    written(work)


def test_a_database_that_is_away_for_too_long_is_told():
    async def main():
        client = connect("mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=50")
        store = StoreWriter(client["db"], "job", batch_seconds=0, retry_seconds=0.3)
        results = await asyncio.gather(
            *(store.put(article(key)) for key in range(3)), return_exceptions=True
        )
        await store.close()
        await client.close()
        return results

    for error in asyncio.run(main()):
        assert isinstance(error, StoreUnavailableError)
        assert "has been away for 0.3 s" in str(error)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "mongo"
    yield made
    stop(made)


def test_a_server_that_is_killed_in_the_middle_is_waited_for(folder):
    async def main():
        uri = resolve(f"embedded://{folder}")
        client = connect(uri)
        await ensure(client["db"])
        store = StoreWriter(client["db"], "job", batch_size=20, batch_seconds=0.01, retry_seconds=30)
        puts = [asyncio.ensure_future(store.put(article(key))) for key in range(200)]
        await asyncio.wait(puts, return_when=asyncio.FIRST_COMPLETED)
        os.kill(find(folder).pid, signal.SIGKILL)
        assert await asyncio.gather(*puts) == ["new"] * 200
        assert await client["db"]["articles"].count_documents({}) == 200
        await store.close()
        await client.close()

    asyncio.run(main())


WRITE_FOR_EVER = """
import asyncio, sys
sys.path[:0] = sys.argv[2:]
from test_store_writer import *
async def main():
    client = connect(sys.argv[1])
    await ensure(client["db"])
    store = StoreWriter(client["db"], "job", batch_size=10, batch_seconds=0.001, retry_seconds=0)
    async def one(key):
        await store.put(article(key))
        print(key, flush=True)
    for start in range(0, 100000, 50):
        await asyncio.gather(*(one(key) for key in range(start, start + 50)))
asyncio.run(main())
"""


def test_nothing_that_was_acknowledged_is_lost_when_the_server_is_killed(folder):
    uri = resolve(f"embedded://{folder}") + "&serverSelectionTimeoutMS=100"
    here = str(Path(__file__).parent)
    command = [sys.executable, "-c", WRITE_FOR_EVER, uri, here, str(Path(here).parents[1])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as writing:
        acknowledged = {writing.stdout.readline().strip() for _ in range(130)}
        running = find(folder)
        os.kill(running.supervisor, signal.SIGKILL)
        os.kill(running.pid, signal.SIGKILL)
        acknowledged |= {line.strip() for line in writing.stdout}
    assert len(acknowledged) >= 130

    async def main():
        client = connect(resolve(f"embedded://{folder}"))
        stored = {each["key"] async for each in client["db"]["articles"].find({}, {"key": 1})}
        await client.close()
        return stored

    assert acknowledged <= asyncio.run(main())
