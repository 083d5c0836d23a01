"""stcn: 证券时报网."""

from __future__ import annotations

from crawler.sites.base import (
    ArticleLayout,
    Category,
    FooterRule,
    Listing,
    Politeness,
    Site,
    beside,
    has_class,
)

_LISTS = (
    ("yw", "要闻"),
    ("gs", "股市"),
    ("company", "公司"),
    ("fund", "基金"),
    ("finance", "金融"),
    ("comment", "评论"),
    ("cj", "产经"),
)
_INFO = f".//div[{has_class('detail-info')}]/span"

SITE = Site(
    name="stcn",
    title="证券时报网",
    home="https://www.stcn.com/",
    hosts=("www.stcn.com", "stcn.com"),
    timezone="Asia/Shanghai",
    urls=(
        ("home", r"(?:www\.)?stcn\.com/"),
        ("listing", r"(?:www\.)?stcn\.com/article/list/(?P<category>\w+)\.html"),
        ("article", r"(?:www\.)?stcn\.com/article/detail/(?P<key>\d+)\.html(?:\?.*)?"),
    ),
    categories=tuple(
        Category(slug=slug, name=name, url=f"https://www.stcn.com/article/list/{slug}.html")
        for slug, name in _LISTS
    ),
    listing=Listing(
        links=f"//div[{has_class('tt')}]/a[ancestor::ul[{has_class('infinite-list')}]]",
        date=beside(has_class("info")),
    ),
    article=ArticleLayout(
        scope=f"//body[.//div[{has_class('detail-title')}]]",
        body=f".//div[{has_class('detail-content')}]|.//div[{has_class('detail-content-editor')}]",
        title=(f".//div[{has_class('detail-title')}]",),
        published=(f"{_INFO}[last()]",),
        media=(f"substring-after({_INFO}[contains(., '来源')], '：')",),
        authors=(f"substring-after({_INFO}[contains(., '作者')], '：')",),
    ),
    footer=(
        FooterRule(kind="editor", pattern=r"(?:责任编辑|校对|排版)\s*[:：]\s*[\w·]{2,10}"),
        FooterRule(kind="disclaimer", pattern=r"声明\s*[:：]证券时报力求信息真实、准确.*"),
    ),
    politeness=Politeness(concurrency=2, delay=1.0),
)
