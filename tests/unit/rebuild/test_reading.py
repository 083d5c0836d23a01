from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from crawler.rebuild.reading import read_again
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
