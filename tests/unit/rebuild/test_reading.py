from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from crawler import sites
from crawler.rebuild.reading import read_again, read_page
from crawler.warc.reader import CapturedResponse

PAGE = (
    '<html><body><div class="wrapper"><section><small>3小时前</small><h1>一则标题</h1><p>正文。</p>'
    "<small>tags: <em>甲报新闻</em></small></section></div></body></html>"
)
DATA = json.dumps({"title": "一则标题", "showtime": "3小时前", "content": "<p>正文。</p>"})


@pytest.mark.parametrize(
    ("role", "url", "text"),
    [
        ("article", "https://finews.withounder.com/jiabao/2022/02/14/NW202202140000000001.html", PAGE),
        ("data", "http://finews.zning.xyz/NewsData/GetNewsText.do?id=NW202202140000000001", DATA),
    ],
)
def test_relative_times_are_counted_from_the_capture_however_late_it_is_read(role, url, text):
    capture = CapturedResponse(
        url=url,
        date=datetime(2022, 2, 14, 3, 0, tzinfo=UTC),
        record_headers=[],
        status=200,
        headers=[(b"Content-Type", b"text/html; charset=utf-8")],
        payload=text.encode(),
    )
    article = read_again(capture, role, "finews")
    assert article.published_at == datetime(2022, 2, 14, 0, 0, tzinfo=UTC)
    assert article.problems == ["date_approximate"]


@pytest.mark.parametrize(("day", "title"), [(14, "旧版标题"), (15, "新版标题")])
def test_a_capture_is_read_by_the_layout_of_its_day_however_late_it_is_read(day, title):
    finews = sites.load("finews")
    new = replace(finews.article, title=(".//h2",))
    old = replace(finews.article, valid_until=date(2022, 2, 14))
    text = PAGE.replace("<h1>一则标题</h1>", "<h1>旧版标题</h1><h2>新版标题</h2>")
    capture = CapturedResponse(
        url="https://finews.withounder.com/jiabao/2022/02/14/NW202202140000000001.html",
        date=datetime(2022, 2, day, 3, 0, tzinfo=UTC),
        record_headers=[],
        status=200,
        headers=[(b"Content-Type", b"text/html; charset=utf-8")],
        payload=text.encode(),
    )
    site = replace(finews, article=new, other_layouts=(old,), version=2)
    assert read_page(capture, "article", site).title == title
