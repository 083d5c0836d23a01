from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.errors import PageError
from crawler.pages.share import data_url, read_share_data, share_url
from crawler.sites import load

SITE = load("finews")
SHARE = "http://finews.zning.xyz/html_News/NewsShare.html?infoCode=NW202202142274984759"
DATA = "http://finews.zning.xyz/NewsData/GetNewsText.do?id=NW202202142274984759"
TEXT = "<p>正文。</p>"


def read(value, url=DATA):
    body = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
    return read_share_data(body, url, SITE)


@pytest.mark.parametrize("code", ["NW202202142274984759", "202202142274984759"])
def test_a_code_with_or_without_letters_gives_one_share_page(code):
    assert share_url(SITE, code) == SHARE


@pytest.mark.parametrize("code", ["", "NW2022", "XX202202142274984759", "NW202202142274984759 "])
def test_what_is_no_code_is_an_error(code):
    with pytest.raises(PageError, match="no share code of site 'finews'"):
        share_url(SITE, code)


def test_the_data_is_asked_of_the_host_of_the_share_page():
    other = SHARE.replace("finews.zning.xyz", "app.jg.eastmoney.com") + "&cid=7"
    assert data_url(SITE, SHARE) == DATA
    assert data_url(SITE, other) == DATA.replace("finews.zning.xyz", "app.jg.eastmoney.com")


def test_only_a_share_page_has_data():
    with pytest.raises(PageError, match="no share page of site 'finews'"):
        data_url(SITE, DATA)


def test_a_site_without_share_pages_says_so():
    with pytest.raises(PageError, match="has no share pages"):
        share_url(replace(SITE, share=None), "NW202202142274984759")


def test_reads_the_facts_of_the_data():
    article = read(
        {
            "Title": "标题 &amp; 副题",
            "ShowTime": "2022-02-14 08:21:46",
            "MediaName": "甲报",
            "content": TEXT,
            "text": "x",
        }
    )
    assert (article.key, article.title, article.source) == ("202202142274984759", "标题 & 副题", "甲报")
    assert article.published_at == datetime(2022, 2, 14, 0, 21, 46, tzinfo=UTC)
    assert (article.url, article.share_url, article.rank, article.html) == (SHARE, SHARE, 30, TEXT)


def test_every_host_gives_the_same_address():
    other = "http://choicewzp1.eastmoney.com/NewsData/GetNewsText.do?cid=1&id=NW202202142274984759"
    assert read({"content": TEXT}, other).url == SHARE


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf" + json.dumps({"text": TEXT}).encode(),
        b'jQuery123_4({"text": "<p>\xe6\xad\xa3\xe6\x96\x87\xe3\x80\x82</p>"});',
        b'var news = {"text": "<p>\xe6\xad\xa3\xe6\x96\x87\xe3\x80\x82</p>"}',
        json.dumps({"text": TEXT}, ensure_ascii=False).encode("gbk"),
        json.dumps({"text": "&lt;p&gt;正文。&lt;/p&gt;"}).encode(),
        json.dumps({"text": TEXT, "content": None}).encode(),
        json.dumps({"code": 0, "data": [{"TEXT": TEXT}]}).encode(),
        b'{"text": "<p>\xe6\xad\xa3\n\xe6\x96\x87\xe3\x80\x82</p>"}',
    ],
    ids=["bom", "jsonp", "script", "gbk", "escaped", "null", "nested", "raw line break"],
)
def test_reads_the_text_however_it_is_wrapped(body):
    assert read(body).html.replace("\n", "") == TEXT


def test_the_lines_of_a_text_without_tags_are_paragraphs():
    assert read({"text": "一。\r\n　二&amp;三。\n\n"}).html == "<p>一。</p><p>　二&amp;三。</p>"


def test_an_escaped_sign_in_marked_up_text_stays_escaped():
    assert read({"content": "<p>《&lt;p&gt;》</p>"}).html == "<p>《&lt;p&gt;》</p>"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "is no JSON"),
        (b"<html>502 Bad Gateway</html>", "is no JSON"),
        (b"null", "no field 'content' or 'text'"),
        (b"[]", "no field 'content' or 'text'"),
        (b'{"text": 5}', "no field 'content' or 'text'"),
        (b"[" * 100_000, "is no JSON"),
    ],
)
def test_anything_else_is_an_error_that_names_the_url(body, problem):
    with pytest.raises(PageError, match=problem) as error:
        read(body)
    assert str(error.value).startswith(DATA)


def test_an_article_whose_text_is_empty_has_none():
    missed = []
    body = b'{"data": {"text": "", "content": null, "title": "T"}}'
    article = read_share_data(body, DATA, SITE, missed=missed.append)
    assert (article.title, article.html) == ("T", "")
    assert "body" in missed


@settings(max_examples=100, deadline=None)
@given(st.binary() | st.text().map(lambda text: json.dumps({"text": text}).encode()))
def test_any_bytes_give_an_article_or_a_page_error(body):
    with suppress(PageError):  # a clear refusal is an answer
        assert read(body).key == "202202142274984759"


@pytest.mark.parametrize(
    ("given", "missed"),
    [
        ({"title": "题", "showtime": "2022-02-14 08:21:46", "medianame": "甲报"}, []),
        ({"title": " ", "showtime": "", "medianame": None}, ["title", "published", "media"]),
        ({"title": "题", "showtime": "没有时间", "source": "甲报"}, ["published"]),
    ],
)
def test_a_field_that_the_data_lacks_is_told(given, missed):
    told = []
    read_share_data(json.dumps({"content": TEXT} | given).encode(), DATA, SITE, None, told.append)
    assert told == missed
