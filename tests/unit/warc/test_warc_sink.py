from __future__ import annotations

import asyncio
import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from scrapy import Spider
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.test import get_crawler

from crawler.errors import ArchiveError, SettingError
from crawler.warc import sink as sink_module
from crawler.warc.opening import find_warc
from crawler.warc.reader import iter_records, read_record
from crawler.warc.salvage import salvage
from crawler.warc.sink import WarcSink
from crawler.warc.warc_file import WarcFile


@pytest.fixture
def make_crawler(tmp_path):
    def make(**settings):
        crawler = get_crawler(Spider, {"DATA_DIR": str(tmp_path), **settings})
        crawler.spider = Spider(name="category")
        crawler.stats = MemoryStatsCollector(crawler)
        return crawler

    return make


def files(tmp_path):
    return sorted(path.name for path in tmp_path.glob("archive/*/*") if path.suffix != ".cdxj")


def test_all_that_is_written_at_once_is_durable_and_readable(make_crawler, make_exchange, page, tmp_path):
    crawler = make_crawler()

    async def crawl():
        sink = WarcSink.from_crawler(crawler)
        exchanges = [make_exchange(page, url=f"https://news.example/{n}") for n in range(300)]
        refs = await asyncio.gather(*map(sink.write, exchanges))
        for n, ref in enumerate(refs):
            assert read_record(tmp_path / "archive", ref).url == f"https://news.example/{n}"
        assert await sink.write(make_exchange(error="refused")) is None
        await sink.close()
        return refs

    refs = asyncio.run(crawl())
    assert len({ref.record_id for ref in refs}) == 300
    (name,) = files(tmp_path)
    assert name.endswith(".warc.gz")
    stats = crawler.stats.get_stats()
    assert stats["newsvault/archive/records"] == 2 + 300 * 3 + 2 + 1  # with configuration and log
    assert stats["newsvault/archive/bytes"] == (tmp_path / "archive" / refs[0].file).stat().st_size
    assert stats["newsvault/archive/files"] == 1
    assert stats["newsvault/archive/syncs"] < 10


@pytest.mark.parametrize(
    ("settings", "revisits"),
    [
        ({}, 40),
        ({"WARC_DEDUPLICATION": False}, 0),
        ({"WARC_DEDUPLICATION_SIZE": 1 << 20}, 0),
        ({"WARC_DEDUPLICATION_SIZE": 0}, 40),
    ],
)
def test_a_second_crawl_of_the_same_pages_writes_revisits(
    make_crawler, make_exchange, page, tmp_path, settings, revisits
):
    async def crawl(crawler):
        sink = WarcSink.from_crawler(crawler)
        refs = []
        for begin in range(0, 40, 8):  # the first batch is encoded by one thread, later ones by another
            numbers = range(begin, begin + 8)
            exchanges = [make_exchange(page + b"%d" % n, url=f"http://h/{n}", status=200) for n in numbers]
            refs += await asyncio.gather(*map(sink.write, exchanges))
        await sink.close()
        return refs

    asyncio.run(crawl(make_crawler(**settings)))
    again = make_crawler(**settings)
    refs = asyncio.run(crawl(again))
    assert again.stats.get_value("newsvault/archive/revisits") == revisits
    body = page.partition(b"\r\n\r\n")[2]
    assert [read_record(tmp_path / "archive", ref).payload for ref in refs] == [
        body + b"%d" % n for n in range(40)
    ]


class HeldSync:
    """Keeps the writer's thread in its first sync until it is released."""

    def __init__(self, monkeypatch):
        self.release = threading.Event()
        self.entered = asyncio.Event()
        self.count = 0
        loop, sync = asyncio.get_running_loop(), WarcFile.sync

        def held(file):
            loop.call_soon_threadsafe(self.entered.set)
            assert self.release.wait(10)
            self.count += 1
            sync(file)

        monkeypatch.setattr(WarcFile, "sync", held)


def test_a_write_returns_after_the_sync_and_one_sync_serves_all(
    make_crawler, make_exchange, page, monkeypatch
):
    async def crawl():
        held = HeldSync(monkeypatch)
        sink = WarcSink.from_crawler(make_crawler())
        first = asyncio.create_task(sink.write(make_exchange(page)))
        await held.entered.wait()
        others = [asyncio.create_task(sink.write(make_exchange(page))) for _ in range(20)]
        await asyncio.sleep(0)
        assert not first.done()
        held.release.set()
        await asyncio.gather(first, *others)
        assert held.count == 2
        await sink.close()

    asyncio.run(crawl())


def test_http_and_https_handlers_share_one_sink(make_crawler):
    crawler = make_crawler()
    assert WarcSink.from_crawler(crawler) is WarcSink.from_crawler(crawler)
    assert WarcSink.from_crawler(make_crawler()) is not WarcSink.from_crawler(crawler)


def test_without_a_write_there_is_no_file_and_closing_twice_is_fine(make_crawler, make_exchange, tmp_path):
    async def crawl():
        sink = WarcSink.from_crawler(make_crawler())
        await sink.close()
        await sink.close()
        with pytest.raises(ArchiveError, match="closed already"):
            await sink.write(make_exchange())

    asyncio.run(crawl())
    assert list((tmp_path / "archive").iterdir()) == []


def test_a_cancelled_write_is_archived_and_ends_when_it_is(
    make_crawler, make_exchange, page, tmp_path, monkeypatch
):
    async def crawl():
        held = HeldSync(monkeypatch)
        sink = WarcSink.from_crawler(make_crawler())
        task = asyncio.create_task(sink.write(make_exchange(page)))
        await held.entered.wait()
        for _ in range(2):
            task.cancel()
            await asyncio.sleep(0)
        assert not task.done()
        held.release.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        await sink.close()

    asyncio.run(crawl())
    (path,) = tmp_path.glob("archive/*/*.warc.gz")
    assert [record.get("WARC-Type") for record in iter_records(path)].count("response") == 1


def test_a_full_disk_reaches_every_waiting_and_later_write(
    make_crawler, make_exchange, page, tmp_path, monkeypatch
):
    flush = WarcFile.flush

    def failing(file):
        if file.size > 5000:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        flush(file)

    monkeypatch.setattr(WarcFile, "flush", failing)

    async def crawl():
        sink = WarcSink.from_crawler(make_crawler())
        stored = await sink.write(make_exchange(page))
        results = await asyncio.gather(
            *(sink.write(make_exchange(page)) for _ in range(30)), return_exceptions=True
        )
        results.append(stored)
        with pytest.raises(ArchiveError, match="No space left on device"):
            await sink.write(make_exchange(page))
        await sink.close()
        return results

    results = asyncio.run(crawl())
    refs = [result for result in results if not isinstance(result, ArchiveError)]
    assert 0 < len(refs) < 30
    assert all(read_record(tmp_path / "archive", ref).status == 200 for ref in refs)
    assert len(files(tmp_path)) == 1


def test_an_exchange_that_cannot_be_recorded_fails_alone(
    make_crawler, make_exchange, page, tmp_path, caplog
):
    async def crawl():
        sink = WarcSink.from_crawler(make_crawler())
        freed = make_exchange(page)
        length = len(freed.response)
        freed.response.close()
        freed.response_end = length
        results = await asyncio.gather(
            sink.write(make_exchange(page)),
            sink.write(freed),
            sink.write(make_exchange(page)),
            return_exceptions=True,
        )
        await sink.close()
        return results

    first, second, third = asyncio.run(crawl())
    assert isinstance(second, ArchiveError)
    assert "went missing" in str(second)
    assert (
        read_record(tmp_path / "archive", first).status
        == read_record(tmp_path / "archive", third).status
        == 200
    )


def test_one_that_cannot_be_encoded_fails_alone_in_an_open_file(
    make_crawler, make_exchange, page, tmp_path
):
    async def crawl():
        sink = WarcSink.from_crawler(make_crawler())
        await sink.write(make_exchange(page))
        freed = make_exchange(page)
        length = len(freed.response)
        freed.response.close()
        freed.response_end = length
        writes = [sink.write(each) for each in (make_exchange(page), freed, make_exchange(page))]
        results = await asyncio.wait_for(asyncio.gather(*writes, return_exceptions=True), 10)
        await sink.close()
        return results

    first, second, third = asyncio.run(crawl())
    assert isinstance(second, ArchiveError)
    assert {read_record(tmp_path / "archive", ref).status for ref in (first, third)} == {200}


def test_whatever_ends_the_writer_ends_the_crawl_with_an_error(
    make_crawler, make_exchange, page, monkeypatch, caplog
):
    async def crawl():
        sink = WarcSink.from_crawler(make_crawler())
        await sink.write(make_exchange(page))
        monkeypatch.setattr(WarcFile, "finish", lambda self: 1 / 0)
        await asyncio.wait_for(sink.close(), 10)

    asyncio.run(crawl())
    assert "the archive cannot be written: ZeroDivisionError" in caplog.text


def test_a_page_that_trips_our_reading_is_archived_all_the_same(
    make_crawler, make_exchange, page, tmp_path, monkeypatch, caplog
):
    monkeypatch.setattr("crawler.warc.page_facts.outlinks", lambda *_: 1 / 0)

    async def crawl():
        sink = WarcSink.from_crawler(make_crawler())
        refs = [await asyncio.wait_for(sink.write(make_exchange(page)), 10) for _ in range(2)]
        await sink.close()
        return refs

    for ref in asyncio.run(crawl()):
        assert read_record(tmp_path / "archive", ref).status == 200
    assert "Charset and links of https://" in caplog.text


def test_who_writes_too_much_waits_for_room(make_crawler, make_exchange, page, monkeypatch):
    monkeypatch.setattr(sink_module, "_WAITING_LIMIT", 2 * len(page))
    most = 0

    async def crawl():
        nonlocal most
        sink = WarcSink.from_crawler(make_crawler())

        async def write():
            nonlocal most
            await sink.write(make_exchange(page))
            most = max(most, sink._waiting)

        await asyncio.gather(*(write() for _ in range(50)))
        await sink.close()
        assert sink._waiting == 0

    asyncio.run(crawl())
    assert most <= 4 * len(page)


def test_leftovers_are_salvaged_before_the_first_write(make_crawler, make_exchange, page, tmp_path, caplog):
    async def crawl():
        sink = WarcSink.from_crawler(make_crawler())
        ref = await sink.write(make_exchange(page))
        await sink.close()
        return ref

    old = asyncio.run(crawl())
    path = tmp_path / "archive" / old.file
    path.rename(path.with_name(path.name + ".open"))
    assert find_warc(tmp_path / "archive", old.file).suffix == ".open"
    asyncio.run(crawl())
    assert find_warc(tmp_path / "archive", old.file) == path
    assert "6 records kept" in caplog.text


def test_an_aged_file_is_finished_without_a_further_write(
    make_crawler, make_exchange, page, tmp_path, monkeypatch
):
    async def crawl():
        loop, finish, finished = asyncio.get_running_loop(), WarcFile.finish, asyncio.Event()

        def told(file):
            finish(file)
            loop.call_soon_threadsafe(finished.set)

        monkeypatch.setattr(WarcFile, "finish", told)
        sink = WarcSink.from_crawler(make_crawler(WARC_MAX_AGE=0.05))
        await sink.write(make_exchange(page))
        await asyncio.wait_for(finished.wait(), 10)
        (name,) = files(tmp_path)
        assert name.endswith(".gz")
        await sink.close()

    asyncio.run(crawl())


def test_a_folder_that_cannot_be_written_is_named_at_once(make_crawler, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(
        ArchiveError, match=r"archive folder .*/file/archive: cannot be written: .*ARCHIVE_DIR"
    ):
        WarcSink.from_crawler(make_crawler(DATA_DIR=str(tmp_path / "file")))


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("WARC_DIGEST", "md5"),
        ("WARC_MAX_SIZE", "big"),
        ("WARC_MAX_SIZE", 0),
        ("WARC_MAX_AGE", -1),
        ("WARC_MAX_AGE", "nan"),
        ("WARC_COMPRESSION_LEVEL", 10),
        ("WARC_COMPRESSION_LEVEL", 0),
        ("WARC_DEDUPLICATION_SIZE", -1),
        ("WARC_DEDUPLICATION_SIZE", "all"),
    ],
)
def test_a_wrong_setting_is_named_at_once(make_crawler, setting, value):
    with pytest.raises(SettingError, match=setting):
        WarcSink.from_crawler(make_crawler(**{setting: value}))


def test_the_warcinfo_says_who_wrote_it_and_how(make_crawler, make_exchange, page, tmp_path):
    async def crawl():
        sink = WarcSink.from_crawler(
            make_crawler(
                CONTACT="a@news.example", USER_AGENT="newsvault", ROBOTSTXT_OBEY=True, WARC_DIGEST="sha256"
            )
        )
        ref = await sink.write(make_exchange(page))
        await sink.close()
        return ref

    ref = asyncio.run(crawl())
    assert ref.payload_digest.startswith("sha256:")
    info = next(iter_records(tmp_path / "archive" / ref.file))
    fields = dict(line.split(": ", 1) for line in b"".join(info.block).decode().splitlines())
    assert fields["software"].startswith("newsvault/")
    assert fields["operator"] == "a@news.example"
    assert fields["http-header-user-agent"] == "newsvault"
    assert fields["robots"] == "obey"
    assert fields["isPartOf"] == ref.file.split("/")[0]
    assert fields["format"] == "WARC File Format 1.1"
    assert "Proxy-Authorization" in fields["description"]


KILLED = """
import asyncio, os, sys
from datetime import UTC, datetime
from scrapy import Spider
from scrapy.utils.test import get_crawler
from crawler.exchange import Exchange, Spool
from crawler.warc.sink import WarcSink

async def writing(sink):
    while True:
        spool = Spool()
        spool.write(b"HTTP/1.1 200 OK\\r\\n\\r\\n" + os.urandom(10_000))
        exchange = Exchange(
            url="http://h/", method="GET", started=datetime.now(UTC), request=b"GET / HTTP/1.1\\r\\n\\r\\n",
            response=spool, response_end=len(spool),
        )
        print((await sink.write(exchange)).record_id, flush=True)

async def crawl():
    crawler = get_crawler(Spider, {"DATA_DIR": sys.argv[1], "WARC_MAX_SIZE": 300_000})
    crawler.spider = Spider(name="category")
    sink = WarcSink.from_crawler(crawler)
    await asyncio.gather(*(writing(sink) for _ in range(32)))

asyncio.run(crawl())
"""


@pytest.mark.parametrize("acknowledged", [1, 97, 300])
def test_after_kill_9_amid_concurrent_writes_every_acknowledged_record_is_there(tmp_path, acknowledged):
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3])
    ids = {process.stdout.readline().strip() for _ in range(acknowledged)}
    process.kill()
    ids |= {line.strip() for line in process.stdout if line.endswith("\n")}
    process.stdout.close()
    process.wait()
    salvage(tmp_path / "archive")
    paths = list(tmp_path.glob("archive/*/*.warc.gz"))
    assert {record.get("WARC-Record-ID") for path in paths for record in iter_records(path)} >= ids
    assert not list(tmp_path.glob("archive/*/*.open"))
