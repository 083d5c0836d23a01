"""From a response back to the URL that the crawl asked for."""

from __future__ import annotations

import pytest

from crawler.items import WarcRef
from crawler.rebuild.exchanges import ArchivedExchange

PLACE = {"file": "f", "offset": 0, "length": 1, "record_id": "", "payload_digest": "", "date": None}


class Stored:
    """A response record of ``http://a/2``."""

    get = {"WARC-Target-URI": "http://a/2"}.get

    def reference(self, file, role):
        return WarcRef(url="http://a/2", role=role, **(PLACE | {"file": file}))


def test_a_redirected_response_names_what_was_asked_for():
    exchange = ArchivedExchange(
        Stored(), {"hopsFromSeed": "LRR", "via": "http://a/1", "redirectedFrom": "http://a/0"}
    )
    assert exchange.asked == "http://a/0"
    assert exchange.reference("f", "article").redirected_from == "http://a/0"


@pytest.mark.parametrize(
    ("hops", "embedded"), [("LE", True), ("LER", True), ("EE", True), ("LLR", False), ("", False)]
)
def test_what_a_page_embeds_was_read_by_nobody(hops, embedded):
    assert ArchivedExchange(Stored(), {"hopsFromSeed": hops}).embedded is embedded


def test_a_link_is_no_redirect():
    exchange = ArchivedExchange(Stored(), {"hopsFromSeed": "LL", "via": "http://a/1"})
    assert exchange.asked == "http://a/2"
    assert exchange.reference("f", "article").redirected_from is None
