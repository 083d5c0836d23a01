"""An article of finews and its page on eastmoney: one document, whichever way it was read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pymongo import MongoClient

from tests.integration.answering import answering

SAVED = Path(__file__).parents[1] / "sites" / "eastmoney"
KEY = "202303142300000101"
PAGE = f"http://finance.eastmoney.com/a/{KEY}.html"
SHARE = f"/html_News/NewsShare.html?infoCode=NW{KEY}"
DATA = f"/NewsData/GetNewsText.do?id=NW{KEY}"
SHARES: dict[str, bytes] = {}
"""What the share host has, by request target; set by each test."""


def upstream(_: str, target: str) -> bytes | None:
    """The saved pages of eastmoney, and whatever `SHARES` holds."""
    if target == f"/a/{KEY}.html":
        return (SAVED / "plain_article" / "page.html").read_bytes()
    if target == "/a/ccjdd.html":
        return (SAVED / "listing" / "page.html").read_bytes()
    return SHARES.get(target)


@pytest.fixture(scope="module")
def there() -> Iterator[dict[str, object]]:
    """The settings that lead the crawl to a server of ours."""
    with answering(upstream, "text/html; charset=utf-8") as here:
        yield {
            "CONNECT_TO": f"finance.eastmoney.com=plain://{here},finews.zning.xyz={here}",
            "ROBOTSTXT_OBEY": False,
            "DOWNLOAD_DELAY": 0,
        }


def dump(project, name="newsvault"):
    uri = project.run("store", "uri").stdout.strip()
    with MongoClient(uri, tz_aware=True) as client:
        return list(client[name].articles.find())


def by_url(project, there, *words, code=0):
    return project.run("crawl", "share", "-a", f"url={PAGE}", *words, code=code, **there)


def test_its_own_page_is_read_when_its_share_page_is_gone(project, there):
    SHARES.clear()
    done = by_url(project, there)
    (document,) = dump(project)
    assert (document["_id"], document["reader"]) == (f"finews:{KEY}", "eastmoney/1")
    assert [capture["role"] for capture in document["captures"]] == ["article"]
    assert f"NewsShare.html?infoCode=NW{KEY} is passed over: HTTP status 404" in done.stderr


def test_its_own_page_is_read_when_what_stands_behind_its_share_page_is_no_json(project, there):
    SHARES.update({SHARE: b"<html>shell</html>", DATA: b"no JSON"})
    by_url(project, there, "-a", "site=finews", code=3)  # the page that holds no article is reported
    (document,) = dump(project)
    assert document["reader"] == "eastmoney/1"


def test_the_share_data_go_ahead_of_its_own_page_and_complete_the_same_document(project, there):
    text = '{"content": "<p>\\u6765\\u81ea\\u4e0a\\u6e38\\u7684\\u6b63\\u6587\\u3002</p>"}'
    SHARES.update({SHARE: b"<html>shell</html>", DATA: text.encode()})
    by_url(project, there)
    (document,) = dump(project)
    assert (document["reader"], document["paragraphs"]) == ("finews/1", ["来自上游的正文。"])
    assert document["title"] == "样片股份：拟投2.6亿元新建包装线"  # of its own page


def test_a_listing_of_eastmoney_is_a_sighting_of_the_article_of_finews(project, there):
    words = ("-a", "site=eastmoney", "-a", "category=ccjdd", "-a", "limit=1")
    project.run("crawl", "category", *words, code=None, REFETCH_HOURS=24, **there)
    document = next(each for each in dump(project) if each["key"] == KEY)
    assert [listing["slug"] for listing in document["listings"]] == ["ccjdd"]


def test_a_rebuild_gives_the_same_document_and_every_text_is_proven(project, there):
    project.run("rebuild", "--into", "rebuilt", "--processes", "1")
    assert dump(project, "rebuilt") == dump(project)
    project.run("verify", "--articles")
