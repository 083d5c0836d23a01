from __future__ import annotations

import pytest
from scrapy import Request

from crawler.capture.provenance import hops, redirected_from, referrer


@pytest.mark.parametrize(
    ("url", "meta", "steps"),
    [
        ("/", {}, ""),
        ("/a", {"depth": 2}, "LL"),
        ("/a", {"depth": 1, "redirect_times": 2}, "LRR"),
        ("/robots.txt", {"dont_obey_robotstxt": True}, "P"),
        ("/robots.txt", {"dont_obey_robotstxt": True, "redirect_times": 1}, "PR"),
        ("/robots.txt", {"depth": 1}, "L"),
        ("/a.png", {"depth": 3, "embeds": 1}, "LLE"),
        ("/a.png", {"depth": 2, "embeds": 2, "redirect_times": 1}, "EER"),
    ],
)
def test_hops_tell_links_redirects_and_prerequisites(url, meta, steps):
    assert hops(Request(f"http://a.example{url}", meta=meta)) == steps


def test_the_referrer_is_the_page_that_linked_or_redirected():
    headers = {"Referer": "http://a.example/list"}
    assert referrer(Request("http://a.example/")) is None
    assert referrer(Request("http://a.example/", headers=headers)) == "http://a.example/list"
    meta = {"redirect_urls": ["http://a.example/1", "http://a.example/2"]}
    assert referrer(Request("http://a.example/", headers=headers, meta=meta)) == "http://a.example/2"


def test_the_first_of_several_redirects_is_known():
    assert redirected_from(Request("http://a.example/")) is None
    meta = {"redirect_urls": ["http://a.example/1#top", "http://a.example/2"]}
    assert redirected_from(Request("http://a.example/", meta=meta)) == "http://a.example/1"
