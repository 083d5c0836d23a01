"""Records that no exchange brought: a job's configuration and log, and conversions."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType
from scrapy import Spider
from scrapy.exceptions import DropItem, NotConfigured
from scrapy.settings import Settings
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.test import get_crawler
from warcio.archiveiterator import ArchiveIterator

from crawler.exchange import Spool
from crawler.items import Article
from crawler.job import Job
from crawler.secrecy import Secrets
from crawler.warc.addition import Addition
from crawler.warc.configuration import chosen_settings, configuration_of, warcinfo_fields
from crawler.warc.indexing import index_path
from crawler.warc.job_log import JobLog
from crawler.warc.parsing import digest_problems
from crawler.warc.reader import iter_records
from crawler.warc.records import addition_record
from crawler.warc.sink import WarcSink
from crawler.warc.verification.archive import Verification
from crawler.warc.writer import WarcWriter
from pipelines.conversion import ConversionPipeline

NOW = datetime(2022, 2, 14, 0, 21, 46, 5, tzinfo=UTC)
ARGUMENTS = {"url": "https://me:pw@h/", "api_key": "k-123456"}
JOB = Job(id="job", spider="share", site="", arguments=ARGUMENTS, started=NOW)


def addition(**fields):
    defaults = {
        "type": "resource",
        "url": "metadata://newsvault/job/a",
        "date": NOW,
        "content_type": "text/plain",
    }
    return Addition(**(defaults | {"block": (b"ab", b"c")} | fields))


def types(path):
    return [record.get("WARC-Type") for record in iter_records(path)]


@pytest.fixture
def crawler(tmp_path):
    def make(**settings):
        crawler = get_crawler(Spider, {"DATA_DIR": str(tmp_path), "LOG_LEVEL": "INFO", **settings})
        crawler.spider = Spider(name="category")
        crawler.stats = MemoryStatsCollector(crawler)
        return crawler

    return make


def test_an_addition_is_these_bytes(new_id):
    made = addition(type="conversion", url="https://news.example/甲", refers_to="<urn:uuid:9>")
    record = addition_record(made, warcinfo_id="<urn:uuid:0>", new_id=new_id)
    assert b"".join(record) == (
        b"WARC/1.1\r\n"
        b"WARC-Type: conversion\r\n"
        b"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        b"WARC-Warcinfo-ID: <urn:uuid:0>\r\n"
        b"WARC-Target-URI: https://news.example/%E7%94%B2\r\n"
        b"WARC-Date: 2022-02-14T00:21:46.000005Z\r\n"
        b"WARC-Refers-To: <urn:uuid:9>\r\n"
        b"WARC-Payload-Digest: sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5\r\n"
        b"WARC-Block-Digest: sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5\r\n"
        b"Content-Type: text/plain\r\n"
        b"Content-Length: 3\r\n"
        b"\r\n"
        b"abc"
        b"\r\n\r\n"
    )


def test_they_stand_after_the_first_warcinfo_and_at_the_end_of_the_last_file(tmp_path, make_exchange, page):
    closing = addition(url="metadata://newsvault/job/z")
    writer = WarcWriter(tmp_path, "job", opening=[addition()], closing=lambda: [closing])
    for number in range(2):
        writer.write(make_exchange(page, url=f"https://news.example/{number}"))
        writer._close_file()
    writer.close()
    first, second, third = (
        [r.get("WARC-Type") for r in iter_records(p)] for p in sorted(tmp_path.glob("job/*.gz"))
    )
    assert first == ["warcinfo", "resource", "response", "request", "metadata"]
    assert second == ["warcinfo", "response", "request", "metadata"]
    assert third == ["warcinfo", "resource"]


def test_a_job_that_archived_nothing_leaves_no_file(tmp_path):
    WarcWriter(tmp_path, "job", opening=[addition()], closing=lambda: [addition()]).close()
    assert not any(tmp_path.iterdir())


def test_the_index_is_that_of_cdxj_indexer(tmp_path, make_exchange, page):
    writer = WarcWriter(
        tmp_path, "job", opening=[addition()], closing=lambda: [addition(type="conversion")]
    )
    writer.write(make_exchange(page))
    writer.close()
    (path,) = tmp_path.glob("job/*.gz")
    code = "from cdxj_indexer.main import main; import sys; main(['-s', sys.argv[1]])"
    tool = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, path], check=True, capture_output=True
    )
    assert index_path(path).read_bytes() == tool.stdout
    assert b"metadata://newsvault/job/a" in tool.stdout


def test_a_job_tells_its_configuration_without_credentials():
    settings = Settings(
        {
            "DOWNLOAD_DELAY": 0.5,
            "MONGO_URI": "mongodb://me:secret@h/",
            "CONNECT_TO": "a=b:1",
            "DEFAULT_REQUEST_HEADERS": {"Accept": "*/*", "Cookie": "secret", "X-Api-Key": "secret"},
            "WARC_SECRET_URL": "https://me:secret@h/",
        }
    )
    made = configuration_of(settings, JOB, Secrets(settings))
    assert made.url == "metadata://newsvault/job/configuration.json"
    document = json.loads(b"".join(made.block))
    assert document["settings"]["DOWNLOAD_DELAY"] == 0.5
    assert document["settings"]["DEFAULT_REQUEST_HEADERS"] == {
        "Accept": "*/*",
        "Cookie": "***",
        "X-Api-Key": "***",
    }
    assert document["arguments"] == {"url": "https://me:***@h/", "api_key": "***"}
    told = json.dumps(document) + str(warcinfo_fields(settings, JOB, Secrets(settings)))
    assert "secret" not in told
    assert "me:pw" not in told
    assert "MONGO_URI" not in chosen_settings(settings, Secrets(settings))


def test_a_log_is_kept_from_its_level_on_in_utc_without_passwords():
    log = JobLog(Settings({"LOG_LEVEL": "ERROR"}), Secrets({"API_KEY": "k-123456"}))
    logger = logging.getLogger("crawler.test")
    logger.setLevel(logging.DEBUG)
    logger.debug("not told")
    logger.info("through http://me:secret@proxy:8080/ %s k-123456", "甲")
    log.end()
    logger.info("too late")
    text = b"".join(log.addition(JOB).block).decode()
    assert text.endswith(" [crawler.test] INFO: through http://me:***@proxy:8080/ 甲 ***\n")
    assert text[:20].endswith("Z")
    assert text.count("\n") == 1


def test_a_full_disk_ends_the_log_without_harm(monkeypatch, capsys):
    log = JobLog(Settings({"LOG_LEVEL": "INFO"}), Secrets({}))
    logger = logging.getLogger("crawler.test")
    logger.warning("first")
    with monkeypatch.context() as patch:
        patch.setattr(Spool, "write", full_disk)
        logger.warning("second")
    logger.warning("third")
    assert b"".join(log.addition(JOB).block).endswith(b"first\n")
    assert capsys.readouterr().err == ""


def full_disk(spool, data):
    raise OSError(28, "No space left on device")


def test_a_long_log_does_not_stay_in_memory():
    log = JobLog(Settings({"LOG_LEVEL": "ERROR"}), Secrets({"API_KEY": "k-123456"}))
    for _ in range(300):
        logging.getLogger("crawler.test").warning("x" * 1000)
    log.end()
    assert not log._spool._chunks
    assert sum(map(len, log.addition(JOB).block)) > 300_000


def test_an_articles_text_is_archived_durably_with_its_source(crawler, tmp_path, make_exchange, page):
    made = crawler(WARC_CONVERSION=True)

    async def crawl():
        sink = WarcSink.from_crawler(made)
        ref = await sink.write(make_exchange(page))
        article = Article(
            site="sample", key="1", url=ref.url, title="题", paragraphs=["一。", "二。"], captures=[ref]
        )
        pipeline = ConversionPipeline.from_crawler(made)
        assert await pipeline.process_item(article) is article
        assert await pipeline.process_item({"a": 1}) == {"a": 1}
        (open_file,) = tmp_path.glob("archive/*/*.open")
        assert b"conversion" in b"".join(
            b"".join(r.block) + str(r.fields).encode() for r in iter_records(open_file)
        )
        await sink.close()
        with pytest.raises(DropItem, match=r"sample:1 is not stored: .* closed already"):
            await pipeline.process_item(article)
        return ref

    ref = asyncio.run(crawl())
    (path,) = tmp_path.glob("archive/*/*.warc.gz")
    (record,) = (each for each in iter_records(path) if each.get("WARC-Type") == "conversion")
    assert b"".join(record.block).decode() == "题\n\n一。\n\n二。"
    assert record.get("WARC-Refers-To") == ref.record_id
    assert record.get("WARC-Target-URI") == ref.url
    assert record.get("Content-Type") == "text/plain; charset=utf-8"


def test_without_the_setting_there_is_no_conversion(crawler):
    with pytest.raises(NotConfigured):
        ConversionPipeline.from_crawler(crawler(WARC_CONVERSION=False))


@pytest.fixture(params=["sha1", "sha256"])
def path(request, crawler, tmp_path, make_exchange, page):
    """A finished file with one exchange, its conversion, and a log of several lines."""

    async def crawl():
        sink = WarcSink.from_crawler(crawler(WARC_DIGEST=request.param))
        ref = await sink.write(make_exchange(page))
        text = "题\n\n一。\r\n\r\n二。".encode()
        await sink.add(
            addition(type="conversion", url=ref.url, refers_to=ref.record_id, block=(text[:5], text[5:]))
        )
        logging.getLogger("crawler.test").warning("one\n\ntwo \udcff")
        await sink.close()

    asyncio.run(crawl())
    (path,) = tmp_path.glob("archive/*/*.warc.gz")
    return path


def test_the_log_is_without_the_secrets_of_settings_and_arguments_but_for_scrapy_s_own(
    crawler, tmp_path, make_exchange, page
):
    made = crawler(MY_TOKEN="t-123456")
    made.spider.arguments = {"api_key": "k-123456"}

    async def crawl():
        sink = WarcSink.from_crawler(made)
        await sink.write(make_exchange(page))
        logging.getLogger("crawler.test").warning("t-123456 k-123456 guest latin-1")
        await sink.close()

    asyncio.run(crawl())
    (path,) = tmp_path.glob("archive/*/*.warc.gz")
    *_, log = iter_records(path)
    assert made.settings["FTP_PASSWORD"] == "guest"
    assert b"".join(log.block).endswith(b" WARNING: *** *** guest latin-1\n")


def test_every_record_names_the_file_s_warcinfo_and_has_the_digests_that_it_states(path):
    records = list(iter_records(path))
    assert types(path) == [
        "warcinfo", "resource", "response", "request", "metadata", "conversion", "resource",
    ]  # fmt: skip
    infos = {record.get("WARC-Warcinfo-ID") for record in records[1:]}
    assert infos == {records[0].get("WARC-Record-ID")}
    assert [problem for record in records for problem in digest_problems(record)] == []
    assert b"".join(records[-1].block).endswith(b" WARNING: one\n\ntwo \\udcff\n")


def test_other_readers_have_the_same_blocks_and_find_the_digests_right(path):
    blocks = [b"".join(record.block) for record in iter_records(path)]
    with path.open("rb") as file:
        iterator = ArchiveIterator(file, no_record_parse=True)
        assert [record.raw_stream.read() for record in iterator] == blocks
    with path.open("rb") as file:
        fast = FastIterator(file, record_types=WarcRecordType.any_type, parse_http=False)
        assert [record.reader.read() for record in fast] == blocks
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", str(path)]
    assert "failed" not in subprocess.run(command, capture_output=True, text=True, check=True).stdout


def faults(path):
    verification = Verification([path], lambda url, instant, digest: False)
    found = [fault for report in verification.reports(1, lambda done: None) for fault in report.log.faults]
    return [fault.problem for fault in [*found, *verification.between()]]


def test_verification_finds_nothing_wrong(path):
    assert faults(path) == []


def test_verification_finds_a_conversion_whose_source_is_not_there(tmp_path):
    writer = WarcWriter(tmp_path, "job")
    writer.add(addition(type="conversion", refers_to="<urn:uuid:00000000-0000-4000-8000-000000000009>"))
    writer.close()
    (path,) = tmp_path.glob("job/*.gz")
    (fault,) = faults(path)
    assert "WARC-Refers-To" in fault
