"""Title and text of any HTML document."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.pages.excerpt import LONGEST_TITLE, excerpt


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        ("<title>港口新闻</title>".encode(), "text/html; charset=utf-8"),
        ("<title>港口新闻</title>".encode("gbk"), "text/html; charset=gbk"),
        ('<meta charset="gb2312"><title>港口新闻</title>'.encode("gbk"), "text/html"),
        ('<meta charset="gb2312"><title>港口新闻</title>'.encode(), "text/html; charset=gb2312"),
        ("<title>港口新闻</title>".encode("gb18030"), None),
        ("\ufeff<title>港口新闻</title>".encode(), None),
        ("<title>港口新闻</title>".encode("utf-16"), "text/html; charset=utf-16"),
    ],
)
def test_the_title_is_read_in_any_charset(content, content_type):
    assert excerpt(content, content_type, text=False).title == "港口新闻"


def test_big5_is_read_when_it_is_declared():
    assert excerpt(
        "<title>港口新聞</title>".encode("big5"), "text/html; charset=big5", text=False
    ).title == ("港口新聞")


@pytest.mark.parametrize(
    "page",
    [
        "<title> 一则\n 消息 </title>",
        "<svg><title>标志</title></svg><title>一则消息</title>",
        '<title></title><meta property="og:title" content="一则消息">',
        "<h1>一则<b>消息</b></h1>",
    ],
)
def test_the_title_is_on_one_line_wherever_it_stands(page):
    assert excerpt(page.encode(), None, text=False).title == "一则消息"


def test_a_title_has_a_largest_length():
    assert len(excerpt(b"<title>" + b"x" * 10_000, None, text=False).title) == LONGEST_TITLE


def test_text_is_what_a_browser_shows():
    page = "<title>t</title><p>港<b>口</b>新<!-- x -->闻</p><script>no()</script><p>a<br>b</p>end"
    assert excerpt(page.encode(), None, text=True).text == "港口新闻 a b end"
    assert excerpt(page.encode(), None, text=False).text == ""


@given(st.binary(max_size=300))
def test_any_bytes_give_an_excerpt(content):
    found = excerpt(content, "text/html", text=True)
    assert found.title == found.title.strip()
    assert "\n" not in found.title + found.text
