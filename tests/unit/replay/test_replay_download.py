"""The replaying download handler gives what Scrapy's own gave when the page was received."""

from __future__ import annotations

import asyncio
import gzip
from datetime import UTC, datetime

import pytest
from scrapy import Request, Spider
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest, ResponseDataLossError
from scrapy.http import HtmlResponse
from scrapy.utils.test import get_crawler

from crawler.errors import NotArchivedError
from crawler.exchange import Exchange, Spool
from crawler.replay.download import ReplayDownloadHandler
from crawler.warc.reader import read_record
from crawler.warc.writer import WarcWriter

URL = "https://news.example/a"
PAGE = "<html><head><meta charset='gbk'></head>一则消息</html>".encode("gbk")
CODED = gzip.compress(PAGE)
CHUNKED = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nContent-Encoding: gzip\r\n"
    b"Transfer-Encoding: chunked\r\n"
    b"Set-Cookie: a=1\r\nConnection: keep-alive\r\nset-cookie: b=2\r\n\r\n%x;ext=1\r\n%s\r\n0\r\n\r\n"
    % (len(CODED), CODED)
)


@pytest.fixture
def fetch(archive):
    """Archives one exchange, and asks the handler for a URL."""

    def run(request, response=CHUNKED, settings=None, **facts):
        spool = Spool()
        spool.write(response)
        known = {"url": URL, "method": "GET", "request": b"GET /a HTTP/1.1\r\n\r\n", "address": "192.0.2.1"}
        known |= {"protocols": ("http/1.1", "tls/1.3"), "started": datetime(2022, 2, 14, tzinfo=UTC)}
        writer = WarcWriter(archive, "job")
        ref = writer.write(Exchange(response=spool, response_end=len(spool), **(known | facts)))
        writer.close()
        return asyncio.run(ask(request, settings or {})), ref

    async def ask(request, settings):
        crawler = get_crawler(Spider, {"DATA_DIR": str(archive), "ARCHIVE_DIR": str(archive)} | settings)
        handler = ReplayDownloadHandler.from_crawler(crawler)
        assert ReplayDownloadHandler.from_crawler(crawler) is handler, "one for both schemes"
        try:
            return await handler.download_request(request)
        finally:
            await handler.close()
            await handler.close()

    return run


def test_a_response_has_the_fields_and_the_coded_body_of_the_message(fetch, archive):
    request = Request(f"{URL}#part", meta={"capture": "an earlier one"})
    response, ref = fetch(request)
    assert (response.url, response.status, response.protocol) == (request.url, 200, "HTTP/1.1")
    assert str(response.ip_address) == "192.0.2.1"
    assert response.body == CODED
    assert response.headers.getlist("Set-Cookie") == [b"a=1", b"b=2"]
    assert not {b"Transfer-Encoding", b"Connection"} & set(response.headers)
    assert request.meta["capture"] == ref
    assert read_record(archive, request.meta["capture"]).payload == CODED


def test_scrapy_s_middlewares_make_text_of_it(fetch):
    request = Request(URL)
    response, _ = fetch(request)
    middleware = HttpCompressionMiddleware.from_crawler(get_crawler(Spider))
    page = middleware.process_response(request, response)
    assert isinstance(page, HtmlResponse)
    assert "一则消息" in page.text


def test_a_head_brings_no_body(fetch):
    response, _ = fetch(Request(URL, method="HEAD"))
    assert (response.status, response.body) == (200, b"")


def test_a_page_cut_short_fails_as_in_a_crawl_unless_told_otherwise(fetch):
    with pytest.raises(ResponseDataLossError, match=r"\.warc\.gz has it cut short \(disconnect\)"):
        fetch(Request(URL), truncated="disconnect")
    response, _ = fetch(Request(URL), truncated="disconnect", settings={"DOWNLOAD_FAIL_ON_DATALOSS": False})
    assert response.flags == ["dataloss"]


def test_a_robots_txt_that_was_never_captured_is_passed_over_and_any_other_page_is_missed(fetch):
    robots = "https://news.example/robots.txt"
    with pytest.raises(IgnoreRequest):
        fetch(Request(robots, meta={"dont_obey_robotstxt": True}))
    with pytest.raises(NotArchivedError, match=robots):
        fetch(Request(robots))
