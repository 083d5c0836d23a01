"""From a response back to the URL that the crawl asked for."""

from __future__ import annotations

from types import SimpleNamespace

from crawler.rebuild.exchanges import ArchivedExchange, Redirects


def exchange(url, hops, via=None):
    record = SimpleNamespace(get={"WARC-Target-URI": url}.get)
    return ArchivedExchange(record, {"hopsFromSeed": hops} | ({"via": via} if via else {}))


def test_redirects_lead_back_to_what_was_asked_for():
    redirects = Redirects()
    assert redirects.origin(exchange("http://a/1", "L", "http://a/list")) == "http://a/1"
    assert redirects.origin(exchange("http://a/2", "LR", "http://a/1#top")) == "http://a/1"
    assert redirects.origin(exchange("http://a/3", "LRR", "http://a/2#top")) == "http://a/1"


def test_a_link_is_no_redirect():
    assert Redirects().origin(exchange("http://a/2", "LL", "http://a/1")) == "http://a/2"
