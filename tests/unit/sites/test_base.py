"""A site's declaration is checked when it is made; the error names the field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from crawler import sites
from crawler.errors import SiteDefinitionError
from crawler.sites.base import Category, FooterRule, PageNumber, Politeness, Share

FINEWS = sites.load("finews")

WRONG = [
    ("name", {"name": "Fi News"}),
    ("hosts", {"hosts": ()}),
    ("hosts", {"hosts": ("finews.withounder.com", "Finews.zning.xyz")}),
    ("hosts", {"hosts": ("finews.withounder.com:80",)}),
    ("home", {"home": "ftp://finews.withounder.com/"}),
    ("home", {"home": "https://example.com/"}),
    ("timezone", {"timezone": "Asia/Nowhere"}),
    ("urls[0]", {"urls": (("post", "x"),)}),
    ("urls[0]", {"urls": (("article", "(?P<key>"),)}),
    ("urls[0]", {"urls": (("article", "no group"),)}),
    ("urls", {"urls": (("home", "x"),)}),
    ("listing.links", {"listing": replace(FINEWS.listing, links="//a[")}),
    ("listing.max_pages", {"listing": replace(FINEWS.listing, max_pages=0)}),
    ("listing.pagination.url", {"listing": replace(FINEWS.listing, pagination=PageNumber(url="x"))}),
    ("article.scope", {"article": replace(FINEWS.article, scope="//")}),
    ("article.title[1]", {"article": replace(FINEWS.article, title=("//h1", "]"))}),
    ("article.body", {"article": replace(FINEWS.article, body="div[")}),
    ("article.authors[0]", {"article": replace(FINEWS.article, authors=("]",))}),
    ("article.valid_until", {"article": replace(FINEWS.article, valid_until=date(2022, 1, 1))}),
    ("other_layouts[0].valid_until", {"other_layouts": (replace(FINEWS.article, valid_until="2022"),)}),
    ("other_layouts[0].scope", {"other_layouts": (replace(FINEWS.article, scope="//"),)}),
    ("other_layouts[0]", {"other_layouts": (replace(FINEWS.article, title=("./h2",)),)}),
    ("other_layouts[1]", {"other_layouts": (replace(FINEWS.article, valid_until=date(2022, 1, 1)),) * 2}),
    ("categories", {"categories": ()}),
    ("categories", {"categories": (Category(slug="a", name="", url="https://example.com/"),)}),
    ("share.code", {"share": replace(FINEWS.share, code="x")}),
    ("share.data", {"share": Share(page="{code}", data="{code}", code="(?P<key>x)")}),
    ("key_date", {"key_date": "(?P<year>x)"}),
    ("footer[0].pattern", {"footer": (FooterRule(kind="source", pattern="("),)}),
    ("footer[0].where", {"footer": (FooterRule(kind="source", pattern="x", where="top"),)}),
    ("politeness", {"politeness": Politeness(concurrency=0)}),
]


@pytest.mark.parametrize(("field", "change"), WRONG)
def test_a_wrong_field_is_named(field, change):
    with pytest.raises(SiteDefinitionError) as caught:
        replace(FINEWS, **change)
    assert caught.value.field == field
    assert repr(change.get("name", "finews")) in str(caught.value)


KNOWN = [
    ("https://finews.withounder.com/", "home", ""),
    ("https://finews.withounder.com/category/emnews.html", "listing", ""),
    ("https://finews.withounder.com/category/anxinguojizhengquan(xianggang).html", "listing", ""),
    (
        "https://finews.withounder.com/emnews/2022/05/30/202205302396671291.html",
        "article",
        "202205302396671291",
    ),
    (
        "https://finews.withounder.com/21shijijingjibaodao%2021caijingAPP/2022/01/24/NW202201242259229980.html",
        "article",
        "202201242259229980",
    ),
    ("https://finews.zning.me/2021/12/08/202112082206928461.html", "article", "202112082206928461"),
    ("https://finews.withounder.com/sitenews/2021/12/01/init.html", "article", "sitenews/2021/12/01/init"),
    (
        "http://finews.zning.xyz/html_News/NewsShare.html?infoCode=NW202202142274984759",
        "share",
        "202202142274984759",
    ),
    (
        "https://app.jg.eastmoney.com/NewsData/GetNewsText.do?id=NW202202142274984759&cid=1",
        "data",
        "202202142274984759",
    ),
    ("http://finance.eastmoney.com/news/1353,202205302396671645.html", "alias", "202205302396671645"),
    ("https://hk.eastmoney.com/a/202205302396506117.html", "alias", "202205302396506117"),
    ("https://finews.withounder.com/feed.xml", "feed", ""),
]


@pytest.mark.parametrize(("url", "kind", "key"), KNOWN)
def test_finews_knows_its_addresses(url, kind, key):
    found = FINEWS.match(url)
    assert found is not None
    assert (found.kind, found.key) == (kind, key)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/emnews/2022/05/30/202205302396671291.html",
        "https://finews.withounder.com.example.com/emnews/2022/05/30/202205302396671291.html",
        "https://finews.withounder.com/assets/css/style.css",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "",
        "https://[::1/",
    ],
)
def test_finews_knows_no_other_address(url):
    assert FINEWS.match(url) is None


def test_every_declared_site_loads():
    assert {"finews", "sample"} <= set(sites.names())
    for name in sites.names():
        assert sites.load(name).name == name
