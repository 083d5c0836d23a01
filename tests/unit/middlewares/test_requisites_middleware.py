"""What pages embed is asked for, once, and nothing comes of it but an archived capture."""

from __future__ import annotations

import asyncio
import logging
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import HtmlResponse, Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.test import get_crawler
from twisted.python.failure import Failure

import crawler.middlewares.requisites as requisites_middleware
from crawler.items import Article
from crawler.middlewares.requisites import AT_ONCE, MOST, PageRequisitesMiddleware
from crawler.spiders.share import ShareSpider

PAGE = "https://news.example/a.html"


def crawler_of(**settings):
    slots = {"news.example": {"concurrency": 1, "delay": 2.0}}
    known = {"PAGE_REQUISITES": True, "DOWNLOAD_SLOTS": slots}
    crawler = get_crawler(ShareSpider, known | settings)
    crawler.spider = ShareSpider(ShareSpider.read_arguments({"url": PAGE, "generic": "1"}), {})
    crawler.spider._set_crawler(crawler)
    crawler.engine = SimpleNamespace(downloader=SimpleNamespace(per_slot_settings=dict(slots)))
    return crawler


@pytest.fixture
def crawler():
    return crawler_of()


@pytest.fixture
def asked(crawler):
    middleware = PageRequisitesMiddleware.from_crawler(crawler)
    return lambda response, *made: asked_by(middleware, response, *made)


def asked_by(middleware, response, *made):
    async def results():
        for each in made:
            yield each

    async def collect():
        return [each async for each in middleware.process_spider_output(response, results())]

    out = asyncio.run(collect())
    assert out[: len(made)] == list(made)
    return out[len(made) :]


def page(body, url=PAGE, kind=HtmlResponse, content_type="text/html", **meta):
    headers = {"Content-Type": content_type}
    return kind(
        url,
        body=body.encode(),
        headers=headers,
        encoding="utf-8",
        request=Request(url, meta=meta, priority=15),
    )


def urls(requests):
    return [request.url for request in requests]


def test_a_pages_pictures_and_styles_are_asked_for_ahead_of_further_pages(asked):
    article = Article(site="sample", key="1", url=PAGE, reader="sample/1", html="<img src=c.png>")
    found = asked(page("<link rel=stylesheet href=a.css><img src=b.png>"), article)
    assert urls(found) == ["https://news.example/a.css", "https://news.example/b.png"]
    for request in found:
        assert request.priority == 16
        assert request.meta["embeds"] == 1
        assert request.meta["allow_offsite"]
        assert request.dont_filter


def test_each_is_asked_for_once(asked, crawler):
    assert len(asked(page("<img src=a.png>"))) == 1
    assert asked(page("<img src=/a.png>", url="https://news.example/b.html")) == []
    assert crawler.stats.get_value("newsvault/requisites/requested") == 1


def test_only_so_many_are_remembered_the_latest_seen(asked, monkeypatch):
    monkeypatch.setattr(requisites_middleware, "_REMEMBERED", 2)
    for number in (1, 2, 1, 3):
        asked(page(f"<img src={number}.png>"))
    assert asked(page("<img src=1.png>")) == []
    assert len(asked(page("<img src=2.png>"))) == 1


def test_so_are_the_pictures_of_an_article_that_came_as_json(asked):
    article = Article(site="sample", key="1", url=PAGE, reader="sample/1", html="<img src=/a.png>")
    found = asked(page("{}", kind=TextResponse, content_type="application/json"), article)
    assert urls(found) == ["https://news.example/a.png"]


def test_a_stylesheet_leads_on_and_nothing_else_that_is_embedded(asked):
    css = page("@import 'b.css';", "https://news.example/a.css", TextResponse, "Text/CSS; x", embeds=1)
    (found,) = asked(css)
    assert found.meta["embeds"] == 2
    html = page("<img src=c.png><a href=d.html>", embeds=1)
    assert asked(html) == []
    far = page("@import 'e.css';", "https://news.example/d.css", TextResponse, "text/css", embeds=3)
    assert asked(far) == []
    assert (
        asked(
            Response(
                "https://news.example/p.css", headers={"Content-Type": "text/css"}, request=css.request
            )
        )
        == []
    )


def test_a_page_that_embeds_thousands_does_not_fill_the_queue(asked):
    assert len(asked(page("".join(f"<img src={n}.png>" for n in range(3 * MOST))))) == MOST


def test_a_crawl_that_is_led_to_a_replica_stays_on_it():
    crawler = crawler_of(CONNECT_TO="news.example=plain://127.0.0.1:1")
    middleware = PageRequisitesMiddleware.from_crawler(crawler)
    found = asked_by(middleware, page("<img src=a.png><img src=https://cdn.example/b.png>"))
    assert urls(found) == ["https://news.example/a.png"]


def test_hosts_of_pictures_have_a_pace_of_their_own_and_a_sites_host_has_the_sites():
    crawler = crawler_of(PAGE_REQUISITES_DELAY=0.25)
    crawler.settings.frozen = False
    crawler.settings.set("DOWNLOAD_DELAY", 2.0, priority="spider")
    middleware = PageRequisitesMiddleware.from_crawler(crawler)
    found = asked_by(
        middleware, page("<img src=a.png><img src=//cdn.example/b.png><img src=//cdn.example/c.png>")
    )
    assert [request.meta["autothrottle_dont_adjust_delay"] for request in found] == [False, True, True]
    slots = crawler.engine.downloader.per_slot_settings
    assert slots["news.example"] == {"concurrency": 1, "delay": 2.0}
    assert slots["cdn.example"] == {"concurrency": AT_ONCE, "delay": 0.25}


def test_a_delay_that_is_set_for_the_run_holds_for_all():
    crawler = crawler_of(PAGE_REQUISITES_DELAY=0.25)
    crawler.settings.frozen = False
    crawler.settings.set("DOWNLOAD_DELAY", 5.0, priority="cmdline")
    middleware = PageRequisitesMiddleware.from_crawler(crawler)
    (found,) = asked_by(middleware, page("<img src=//cdn.example/b.png>"))
    assert not found.meta["autothrottle_dont_adjust_delay"]
    assert "cdn.example" not in crawler.engine.downloader.per_slot_settings


def test_it_can_be_left_out():
    with pytest.raises(NotConfigured):
        PageRequisitesMiddleware.from_crawler(get_crawler(ShareSpider, {"PAGE_REQUISITES": False}))


@pytest.mark.parametrize(
    "lost", [IgnoreRequest("Forbidden by robots.txt"), TimeoutError("no answer"), None]
)
def test_one_that_cannot_be_had_is_counted_and_no_failure(crawler, caplog, lost):
    request = Request("https://news.example/a.png")
    error = lost or HttpError(Response(request.url, status=404))
    failure = Failure(error)
    failure.request = request
    with caplog.at_level(logging.INFO):
        crawler.spider.requisite_failed(failure)
    (record,) = caplog.records
    assert record.levelno == logging.INFO
    assert record.getMessage().startswith(
        "https://news.example/a.png, which a page embeds, could not be had: "
    )
    assert crawler.stats.get_value("newsvault/requisites/failed") == 1
    assert crawler.spider.failures == []
