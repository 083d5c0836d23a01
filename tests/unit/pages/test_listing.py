from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.errors import PageError
from crawler.pages.listing import Entry, read_categories, read_listing
from crawler.sites import load
from crawler.sites.base import Category, Listing, NextLink, PageNumber

SITE = load("finews")
HOME = "https://finews.withounder.com/"
LIST = "https://finews.withounder.com/category/emnews.html"


def page(inner, leak=""):
    return (
        f'<html><head><meta property="og:description" content="{leak}"></head><body>'
        f'<div class="wrapper"><header><h1>站名</h1></header><section>{inner}</section></div></body></html>'
    )


def group(name, *paths):
    items = "".join(f'<li><a href="{path}">标题</a></li>' for path in paths)
    return f'<h2 id="{name}">{name}</h2><ul>{items}</ul><hr />'


def test_categories_are_discovered_from_the_articles_of_the_home_page():
    html = page(
        group(
            "甲报新闻",
            "/jiabao/2022/01/21/NW202201210000000001.html",
            "/jiabao/2022/01/20/NW202201200000000001.html",
        )
        + group("站长消息", "/sitenews/2021/12/01/init.html")
    )
    assert read_categories(html, HOME, SITE) == [
        Category(slug="jiabao", name="甲报新闻", url=HOME + "category/jiabao.html"),
        Category(slug="sitenews", name="站长消息", url=HOME + "category/sitenews.html"),
    ]


@pytest.mark.parametrize(
    ("slug", "path", "encoded"),
    [
        ("jiabao jiaAPP", "/jiabao%20jiaAPP/", "jiabao%20jiaAPP"),
        ("jiabao jiaAPP", "/jiabao jiaAPP/", "jiabao%20jiaAPP"),
        ("liang  kong", "/liang%20%20kong/", "liang%20%20kong"),
        ("zhengquan(xianggang)", "/zhengquan(xianggang)/", "zhengquan(xianggang)"),
    ],
)
def test_a_slug_keeps_its_blanks_and_brackets(slug, path, encoded):
    html = page(group("某报新闻", path + "2022/01/21/NW202201210000000001.html"))
    (category,) = read_categories(html, HOME, SITE)
    assert (category.slug, category.url) == (slug, f"{HOME}category/{encoded}.html")


def test_slugs_that_differ_in_case_alone_are_two_categories():
    html = page(
        group("甲", "/TechWeb/2022/01/21/NW202201210000000001.html")
        + group("乙", "/Techweb/2022/01/21/NW202201210000000002.html")
    )
    assert [category.slug for category in read_categories(html, HOME, SITE)] == ["TechWeb", "Techweb"]


def test_the_unrendered_template_in_the_description_is_no_category():
    leak = '{% for tag in site.tags %}<h2 id="{{ tag[0] }}">x</h2><li><a href="{{ post.url }}">y</a></li>'
    html = page(leak + group("甲报新闻", "/jiabao/2022/01/21/NW202201210000000001.html"), leak)
    assert [category.slug for category in read_categories(html, HOME, SITE)] == ["jiabao"]


def test_declared_categories_need_no_page():
    fixed = (Category(slug="a", name="甲", url=HOME + "category/a.html"),)
    assert read_categories("", HOME, replace(SITE, categories=fixed)) == list(fixed)


def test_a_listing_names_its_articles_once_and_nothing_else():
    html = page(
        '<ul><li><a href="/emnews/2022/05/30/202205300000000001.html#top"> 第一\n 篇 </a></li>'
        '<li><a href="/emnews/2022/05/30/202205300000000001.html">再一次</a></li>'
        '<li><a href="/category/emnews.html">本页</a></li><li><a href="https://elsewhere.example/a">外站</a></li>'
        '<li><a href="javascript:void(0)">无</a></li><li><a href="http://[">坏</a></li><li><a>空</a></li></ul>',
        leak='<ul><li><a href="/emnews/2022/05/30/202205300000000009.html">泄漏</a></li></ul>',
    )
    url = "https://finews.withounder.com/emnews/2022/05/30/202205300000000001.html"
    listed = read_listing(html, LIST, SITE)
    assert listed.entries == [Entry(url=url, key="202205300000000001", title="第一篇", published_at=None)]
    assert listed.next_url is None


def test_an_entry_bears_the_date_that_the_listing_prints():
    site = replace(SITE, listing=Listing(links="//li/a", date="following-sibling::span"))
    html = page(
        '<li><a href="/a/2022/05/30/202205300000000001.html">一</a><span>2022-05-30 22:00</span></li>'
    )
    assert read_listing(html, LIST, site).entries[0].published_at == datetime(
        2022, 5, 30, 14, 0, tzinfo=UTC
    )


def paginated(pagination):
    urls = (*SITE.urls, ("listing", r"finews\.withounder\.com/category/(?P<category>[^/]+)/page/\d+"))
    return replace(SITE, urls=urls, listing=Listing(links="//li/a", pagination=pagination))


ENTRY = '<li><a href="/a/2022/05/30/202205300000000001.html">一</a></li>'


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/category/emnews/page/2", HOME + "category/emnews/page/2"),
        ("emnews.html", None),
        ("https://elsewhere.example/2", None),
        ("{{ next }}", None),
    ],
)
def test_the_next_page_is_the_link_to_it_within_the_site(href, expected):
    site = paginated(NextLink(link="//a[@rel='next']"))
    assert (
        read_listing(page(ENTRY + f'<a rel="next" href="{href}">下一页</a>'), LIST, site).next_url
        == expected
    )


def test_the_next_page_is_counted():
    site = paginated(PageNumber(url=HOME + "category/{slug}/page/{page}"))
    second = read_listing(page(ENTRY), HOME + "category/liang%20kong.html", site).next_url
    assert second == HOME + "category/liang%20kong/page/2"
    assert read_listing(page(ENTRY), second, site).next_url == HOME + "category/liang%20kong/page/3"


def test_a_page_without_articles_has_no_next():
    site = paginated(PageNumber(url=HOME + "category/{slug}/page/{page}"))
    assert read_listing(page("<p>空</p>"), LIST, site).next_url is None


def test_an_empty_page_is_an_error():
    with pytest.raises(PageError, match="empty"):
        read_listing("", LIST, SITE)


def test_an_entry_without_its_year_is_counted_from_the_capture():
    site = replace(SITE, listing=Listing(links="//li/a", date="following-sibling::span"))
    html = page('<li><a href="/a/2022/05/30/202205300000000001.html">一</a><span>[12-30]</span></li>')
    at = datetime(2022, 1, 1, tzinfo=UTC)
    assert read_listing(html, LIST, site, at).entries[0].published_at == datetime(
        2021, 12, 29, 16, 0, tzinfo=UTC
    )
