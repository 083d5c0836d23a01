"""caijing: 财经网, its macroeconomic pages."""

from __future__ import annotations

from crawler.sites.base import (
    ArticleLayout,
    Category,
    FooterRule,
    Listing,
    NextLink,
    Politeness,
    Site,
    beside,
    has_class,
)

_CHANNELS = ("economy", "finance", "stock", "industry", "tech", "politics", "estate", "auto", "www")
_LISTS = (
    ("observation", "观察"),
    ("economics", "经济"),
    ("region", "区域"),
    ("headline", "政策"),
    ("data", "数据"),
)

SITE = Site(
    name="caijing",
    title="财经网",
    home="https://www.caijing.com.cn/",
    hosts=tuple(f"{channel}.caijing.com.cn" for channel in _CHANNELS),
    timezone="Asia/Shanghai",
    urls=(
        ("home", r"www\.caijing\.com\.cn/"),
        (
            "listing",
            r"economy\.caijing\.com\.cn/(?P<category>[a-z]+)/(?:index(?:-\d+)?\.html)?",
        ),
        (
            "article",
            rf"(?:{'|'.join(_CHANNELS)})\.caijing\.com\.cn/(?P<key>\d{{8}}/\d+)\.shtml(?:\?.*)?",
        ),
    ),
    categories=tuple(
        Category(slug=slug, name=name, url=f"https://economy.caijing.com.cn/{slug}/")
        for slug, name in _LISTS
    ),
    listing=Listing(
        links=f"//div[{has_class('wzbt')}]/a",
        date=beside(has_class("time")),
        pagination=NextLink(link="//a[contains(., '下一页')]"),
        max_pages=20,
    ),
    article=ArticleLayout(
        scope="//div[@id='article']",
        body="./div[@id='the_content']",
        title=("./h2[@id='cont_title']",),
        published=(".//span[@id='pubtime_baidu']",),
        media=(".//span[@id='source_baidu']",),
        digest=f"./div[{has_class('summary')}]",
        excluded=(f".//div[{has_class('ar_keywords')}]",),
    ),
    key_date=r"(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])/",
    footer=(FooterRule(kind="editor", pattern=r"[(（]编辑\s*[:：]\s*\w{2,10}[)）]"),),
    politeness=Politeness(concurrency=2, delay=1.0),
)
