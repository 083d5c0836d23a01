from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.errors import PageError
from crawler.pages.article import read_article
from crawler.sites import load

SITE = load("finews")
URL = "https://finews.withounder.com/jiabao/2022/02/14/NW202202140000000001.html"


def page(body, *, title="一则标题", date="2022-02-14 08:21:46", tag="甲报新闻", leak=""):
    return (
        f'<html><head><meta property="og:description" content="{leak}"><title>别的标题</title></head><body>'
        '<div class="wrapper"><header><h1><a href="/">站名</a></h1></header><section>\n'
        f"<small>(GMT+8, Asia/Shanghai, CST) {date}</small>\n<h1>{title}</h1>\n\n{body}\n\n"
        f"<small>tags: <em>{tag}</em></small>\n</section><footer><p>页脚</p></footer></div></body></html>"
    )


def test_reads_the_facts_of_the_page():
    article = read_article(page("<p>正文。</p>"), URL + "#top", SITE)
    assert (article.site, article.key, article.url) == ("finews", "202202140000000001", URL)
    assert (article.title, article.source, article.category) == ("一则标题", "甲报", "jiabao")
    assert article.published_at == datetime(2022, 2, 14, 0, 21, 46, tzinfo=UTC)
    assert (article.published_tz, article.rank, article.reader) == ("Asia/Shanghai", 20, "finews/1")
    assert article.html == "<p>正文。</p>"


def test_the_copy_of_the_article_in_the_description_is_not_read():
    body = '<p class="x">正文。</p><p class="em_media">（文章来源：甲报）</p>'
    assert read_article(page(body, leak=body), URL, SITE).html == body


@pytest.mark.parametrize(
    ("tag", "media"),
    [("每日甲新闻新闻", "每日甲新闻"), ("东财滚动新闻", ""), ("站长消息", ""), ("", ""), ("甲报", "甲报")],
)
def test_one_suffix_is_stripped_from_the_medium(tag, media):
    assert read_article(page("<p>文</p>", tag=tag), URL, SITE).source == media


def test_a_quote_ahead_of_the_text_is_the_digest_and_no_part_of_the_body():
    article = read_article(
        page("<blockquote>\n <p>摘要。（甲报）</p>\n</blockquote>\n<p>正文。</p>"), URL, SITE
    )
    assert (article.digest, article.html) == ("摘要。（甲报）", "<p>正文。</p>")


def test_a_quote_in_the_text_stays_in_the_body():
    body = "<p>他说：</p><blockquote><p>引文。</p></blockquote>"
    article = read_article(page(body), URL, SITE)
    assert (article.digest, article.html) == ("", body)


def test_small_print_in_the_body_stays():
    assert (
        read_article(page("<p>正文。</p><small>小字。</small>"), URL, SITE).html
        == "<p>正文。</p><small>小字。</small>"
    )


def test_text_between_excluded_elements_stays():
    assert "裸文本" in read_article(page("裸文本<p>正文。</p>"), URL, SITE).html


def test_an_empty_title_and_date_stay_empty():
    article = read_article(page("<p>正文。</p>", title="", date=""), URL, SITE)
    assert (article.title, article.published_at, article.published_tz) == ("", None, "")


@pytest.mark.parametrize(
    "link",
    [
        "http://finews.zning.xyz/html_News/NewsShare.html?infoCode=NW202202140000000001",
        "http://finance.eastmoney.com/news/1353,202202140000000001.html",
    ],
)
def test_the_link_to_its_share_page_is_kept(link):
    other = "https://finance.eastmoney.com/a/202202140000000002.html"
    body = f'<p><a href="{other}">别文</a></p><p><a href="{link}">x</a></p>'
    assert read_article(page(body), URL, SITE).share_url == link


def test_a_link_to_another_article_is_not_its_share_page():
    body = '<p><a href="https://finance.eastmoney.com/a/202202140000000002.html">别文</a></p>'
    assert read_article(page(body), URL, SITE).share_url == ""


def test_a_page_without_scope_is_an_error_that_names_the_declaration():
    with pytest.raises(PageError, match=r"field 'scope'.*crawler/sites/finews\.py"):
        read_article("<html><body><p>另一种版面</p></body></html>", URL, SITE)


def test_a_page_with_a_scope_and_no_body_is_an_error_that_names_the_body():
    site = replace(SITE, article=replace(SITE.article, body=".//article"), other_layouts=())
    with pytest.raises(PageError, match=r"field 'body' \(\.//article\) finds nothing"):
        read_article(page("<p>正文。</p>"), URL, site)


def test_a_url_of_no_article_is_an_error():
    with pytest.raises(PageError, match="no article address of site 'finews'"):
        read_article(page("<p>文</p>"), "https://finews.withounder.com/category/emnews.html", SITE)


def test_another_layout_is_read_when_the_first_one_is_not_there():
    other = replace(SITE.article, scope="//article", title=("./h2",), published=("./time",), media=())
    site = replace(SITE, other_layouts=(other,))
    html = "<article><h2>旧版标题</h2><time>2022-02-14 08:21</time><p>正文。</p></article>"
    assert read_article(html, URL, site).title == "旧版标题"
    assert read_article(page("<p>正文。</p>"), URL, site).title == "一则标题"


def test_only_the_body_is_the_text_and_the_facts_may_stand_anywhere_in_the_scope():
    layout = replace(SITE.article, body=".//div[@class='text']", authors=("./p[@class='by']",))
    text = '<div class="text"><p>一。</p></div><p>推荐</p><div class="text"><p>二。</p></div>'
    html = page('<p class="by">本报记者 甲乙 丙丁</p>' + text)
    article = read_article(html, URL, replace(SITE, article=layout))
    assert (article.title, article.authors) == ("一则标题", ["甲乙", "丙丁"])
    assert article.html == '<div class="text"><p>一。</p></div>\n<div class="text"><p>二。</p></div>'


def test_an_article_that_goes_on_elsewhere_says_so():
    site = replace(SITE, article=replace(SITE.article, continued="./p[@class='pages']/a"))
    html = page('<p>一。</p><p class="pages"><a href="2.html">2</a></p>')
    assert read_article(html, URL, site).problems == ["continued"]
    assert read_article(page("<p>一。</p>"), URL, site).problems == []


def test_a_page_whose_scope_holds_no_body_has_another_layout():
    site = replace(SITE, article=replace(SITE.article, body=".//article"), other_layouts=(SITE.article,))
    assert read_article(page("<p>正文。</p>"), URL, site).html == "<p>正文。</p>"


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_any_body_gives_an_article_or_a_page_error(body):
    with suppress(PageError):  # a clear refusal is an answer
        assert read_article(page(body), URL, SITE).key == "202202140000000001"


def test_a_time_without_its_day_is_counted_from_the_capture():
    at = datetime(2022, 2, 14, 3, 0, tzinfo=UTC)
    article = read_article(page("<p>正文。</p>", date="昨天 08:21"), URL, SITE, at)
    assert (article.published_at, article.problems) == (datetime(2022, 2, 13, 0, 21, tzinfo=UTC), [])
    assert read_article(page("<p>正文。</p>", date="昨天 08:21"), URL, SITE).published_at is None


@pytest.mark.parametrize(
    ("date", "problem"), [("03/04/2022", "date_ambiguous"), ("2022-02-14", "date_approximate")]
)
def test_an_uncertain_date_is_told(date, problem):
    assert read_article(page("<p>正文。</p>", date=date), URL, SITE).problems == [problem]


def test_the_first_path_that_names_a_time_gives_it():
    published = ("./h1[1]", "./small[1]")
    site = replace(SITE, article=replace(SITE.article, published=published))
    assert read_article(page("<p>正文。</p>"), URL, site).published_at is not None


@pytest.mark.parametrize(
    ("given", "missed"),
    [
        ({}, ["digest"]),
        ({"title": " "}, ["title", "digest"]),
        ({"date": ""}, ["published", "digest"]),
        ({"date": "昨日某时"}, ["published", "digest"]),
        ({"tag": ""}, ["media", "digest"]),
        ({"tag": "站长消息"}, ["digest"]),  # it names no medium, but it is there
    ],
)
def test_a_declared_field_that_the_page_lacks_is_told(given, missed):
    told = []
    read_article(page("<p>正文。</p>", **given), URL, SITE, None, told.append)
    assert told == missed


def test_a_field_that_the_layout_does_not_declare_is_not_missed():
    told = []
    layout = replace(SITE.article, media=(), digest=None)
    read_article(page("<p>正文。</p>", tag=""), URL, replace(SITE, article=layout), None, told.append)
    assert told == []
