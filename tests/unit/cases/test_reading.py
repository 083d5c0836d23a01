"""A saved page is read as a crawl reads it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.cases.page import SavedPage
from crawler.cases.reading import OF_THE_RUN, reading
from crawler.sites import load

SITE = load("finews")
URL = "https://finews.withounder.com/emnews/2022/02/14/202202140000000001.html"
CAPTURED = datetime(2022, 2, 14, 4, 0, tzinfo=UTC)


def page(title="一则标题", date="2022-02-14 08:21:46", text="<p>正文的第一段，说的是一件小事。</p>"):
    return (
        f'<html><body><div class="wrapper"><section><small>(CST) {date}</small><h1>{title}</h1>\n{text}\n'
        "<small>tags: <em>甲报新闻</em></small></section></div></body></html>"
    )


def read(html, charset="utf-8", **facts):
    facts = {"kind": "article", "url": URL} | facts
    return reading(SavedPage(content=html.encode(charset), **facts), SITE)


def test_all_fields_that_the_page_decides_are_told():
    found = read(page(), at=CAPTURED)
    assert (found["title"], found["source"]) == ("一则标题", "甲报")
    assert found["published_at"] == "2022-02-14T00:21:46+00:00"
    assert found["paragraphs"] == ["正文的第一段，说的是一件小事。"]
    assert found["problems"] == []
    assert not found.keys() & set(OF_THE_RUN)


@pytest.mark.parametrize(
    ("charset", "content_type"),
    [
        ("utf-8", None),
        ("gbk", "text/html; charset=gbk"),
        ("gb18030", "text/html"),
        ("big5", "text/html; charset=big5"),
    ],
)
def test_the_bytes_are_decoded_as_in_a_crawl(charset, content_type):
    html = page(title="一則標題", text="<p>這是一個小時前的消息，他們說的是實話。</p>")
    if charset == "gb18030":
        html = html.replace("<html>", '<html><meta charset="gb2312">')
    html = html.replace("报新闻", "報")
    assert read(html, charset, content_type=content_type)["title"] == "一則標題"


def test_times_are_counted_from_the_capture():
    assert read(page(date="3小时前"), at=CAPTURED)["published_at"] == "2022-02-14T01:00:00+00:00"
    late = read(page(date="2022-03-01 08:00:00"), at=CAPTURED)
    assert late["problems"] == ["date_in_future"]


def test_what_is_not_read_is_told_with_the_reason():
    assert "field 'scope'" in read("<html><p>另一种版式</p>")["refused"]
    assert read(page(text=""))["refused"] == f"{URL}: no body"


def test_a_listing_and_a_home_page_are_read_too():
    link = '<a href="/emnews/2022/02/14/202202140000000001.html">一则标题</a>'
    html = f'<div class="wrapper"><section><h2>新闻</h2><ul><li>{link}</li></ul></section></div>'
    site = "https://finews.withounder.com/"
    listing = read(html, kind="listing", url=f"{site}category/emnews.html")
    assert listing == {
        "entries": [{"url": URL, "key": "202202140000000001", "title": "一则标题", "published_at": None}],
        "next_url": None,
    }
    assert read(html, kind="home", url=site) == {
        "categories": [{"slug": "emnews", "name": "新闻", "url": f"{site}category/emnews.html"}]
    }
