from __future__ import annotations

from dataclasses import replace

from scrapy.settings import Settings

from crawler import sites
from crawler.sites.base import Politeness
from crawler.spiders.base import keep_pace

FINEWS = sites.load("finews")


def test_a_host_of_two_sites_is_visited_as_the_gentler_one_asks():
    host = "finance.eastmoney.com"
    hasty = replace(FINEWS, politeness=Politeness(concurrency=9, delay=0.1))
    gentle = replace(
        FINEWS,
        hosts=(host, "finews.withounder.com"),
        feeds=(),
        politeness=Politeness(concurrency=1, delay=3.0),
    )
    for visited in ([hasty, gentle], [gentle, hasty]):
        settings = Settings()
        keep_pace(settings, visited)
        assert settings["DOWNLOAD_SLOTS"][host] == {"concurrency": 1, "delay": 3.0}
        assert settings["DOWNLOAD_SLOTS"]["hk.eastmoney.com"] == {"concurrency": 9, "delay": 0.1}
