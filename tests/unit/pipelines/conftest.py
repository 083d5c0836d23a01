from __future__ import annotations

import pytest
from scrapy import Spider
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.test import get_crawler

from crawler.items import Article
from crawler.sites import load
from pipelines.cleaning.body import read_body
from pipelines.furniture.taking import take_off
from pipelines.paragraphs import clean

BASE = "https://finews.withounder.com/jiabao/2022/02/14/NW202202140000000001.html"


@pytest.fixture(scope="session")
def site():
    return load("finews")


@pytest.fixture(scope="session")
def body(site):
    return lambda html: read_body(html, BASE, site)


@pytest.fixture
def article():
    return lambda html, **known: Article(
        **{
            "site": "finews",
            "key": "202202140000000001",
            "url": BASE,
            "html": html,
            "reader": "finews/1",
            **known,
        }
    )


@pytest.fixture
def cleaned(article, site):
    def cleaned(html, *rules, **known):
        found = article(html, **known)
        clean(found)
        take_off(found, (*rules, *site.footer))
        return found

    return cleaned


@pytest.fixture
def crawler():
    crawler = get_crawler(Spider)
    crawler.stats = MemoryStatsCollector(crawler)
    return crawler
