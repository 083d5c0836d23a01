"""eastmoney: the finance pages of 东方财富, where the articles of `finews` first stand."""

from __future__ import annotations

from crawler.sites import finews
from crawler.sites.base import (
    ArticleLayout,
    Category,
    Listing,
    PageNumber,
    Politeness,
    Site,
    beside,
    has_class,
)

_CHANNELS = ("finance", "stock", "hk", "forex", "futures", "fund", "bond", "global")
_HOSTS = rf"(?:{'|'.join(_CHANNELS)})\.eastmoney\.com"
_INFOS = f".//div[{has_class('infos')}]/div[{has_class('item')}]"

SITE = Site(
    name="eastmoney",
    title="东方财富网",
    home="https://finance.eastmoney.com/",
    hosts=tuple(f"{channel}.eastmoney.com" for channel in _CHANNELS),
    timezone="Asia/Shanghai",
    stored_as="finews",
    urls=(
        ("home", r"finance\.eastmoney\.com/"),
        ("listing", r"finance\.eastmoney\.com/a/(?P<category>c[a-z]+)(?:_\d+)?\.html"),
        ("article", _HOSTS + r"/a/(?P<key>\d{18})\.html(?:\?.*)?"),
        ("article", _HOSTS + r"/news/\d+,(?P<key>\d{18})\.html(?:\?.*)?"),
    ),
    categories=tuple(
        Category(slug=slug, name=name, url=f"https://finance.eastmoney.com/a/{slug}.html")
        for slug, name in (
            ("ccjdd", "财经导读"),
            ("cywjh", "要闻精华"),
            ("czqyw", "证券要闻"),
            ("cgnjj", "国内经济"),
            ("cgjjj", "国际经济"),
            ("cssgs", "上市公司"),
            ("ccyts", "产业透视"),
        )
    ),
    listing=Listing(
        links=f"//ul[@id='newsListContent']/li/div/p[{has_class('title')}]/a",
        date=beside(has_class("time")),
        pagination=PageNumber(url="https://finance.eastmoney.com/a/{slug}_{page}.html"),
        max_pages=25,
    ),
    article=ArticleLayout(
        scope=f"//body[.//div[{has_class('infos')}]]",
        body=".//div[@id='ContentBody']",
        title=(
            f".//*[{has_class('title')}][ancestor::div[{has_class('topbox')}]]",
            f".//*[{has_class('title')}][ancestor::div[{has_class('contentwrap')}]]",
            ".//h1",
        ),
        published=(f"{_INFOS}[1]",),
        media=(f"substring-after({_INFOS}[contains(., '来源')], '：')",),
        authors=(f"substring-after({_INFOS}[contains(., '作者')], '：')",),
        digest=f".//div[{has_class('txt')}][ancestor::div[{has_class('abstract')}]]",
    ),
    other_layouts=(
        ArticleLayout(
            scope=f"//div[{has_class('newsContent')}]",
            body=".//div[@id='ContentBody']",
            title=("./h1",),
            published=(f".//div[{has_class('time')}]",),
            media=(
                f".//div[{has_class('source')}]/@data-source",
                f"substring-after(.//div[{has_class('source')}], '：')",
            ),
            authors=(f"substring-after(.//div[{has_class('author')}][contains(., '作者')], '：')",),
            digest=f".//div[{has_class('b-review')}]",
            excluded=(f".//div[{has_class('b-review')}]",),
        ),
    ),
    key_date=finews.SITE.key_date,
    markup=finews.SITE.markup,
    chart_hosts=finews.SITE.chart_hosts,
    politeness=Politeness(concurrency=2, delay=1.0),
)
