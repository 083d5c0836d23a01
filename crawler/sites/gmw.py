"""gmw: 光明网, politics and news."""

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

_CHANNELS = ("news", "politics", "economy", "world", "tech", "culture", "guancha", "edu", "theory")
_HOSTS = rf"(?:{'|'.join(_CHANNELS)})\.gmw\.cn"
_LISTS = (
    ("politics", "9844", "要闻"),
    ("news", "4108", "新闻"),
    ("guancha", "86599", "光明观察"),
)

SITE = Site(
    name="gmw",
    title="光明网",
    home="https://www.gmw.cn/",
    hosts=("www.gmw.cn", *(f"{channel}.gmw.cn" for channel in _CHANNELS)),
    timezone="Asia/Shanghai",
    urls=(
        ("home", r"www\.gmw\.cn/"),
        ("listing", _HOSTS + r"/node_(?P<category>\d+)(?:_\d+)?\.htm"),
        ("article", _HOSTS + r"/(?P<key>\d{4}-\d\d/\d\d/content_\d+)\.htm(?:\?.*)?"),
    ),
    categories=tuple(
        Category(slug=node, name=name, url=f"https://{channel}.gmw.cn/node_{node}.htm")
        for channel, node, name in _LISTS
    ),
    listing=Listing(
        links=f"//ul[{has_class('channel-newsGroup')}]/li/span/a|//ul[{has_class('channel-newsGroup')}]/li/a",
        date=beside(has_class("channel-newsTime")),
        pagination=NextLink(link="//a[contains(., '下一页')][ancestor::div[@id='displaypagenum']]"),
        max_pages=20,
    ),
    article=ArticleLayout(
        scope=f"//div[{has_class('g-main')}]",
        body=f".//div[{has_class('u-mainText')}]",
        title=(f".//h1[{has_class('u-title')}]",),
        published=(f".//span[{has_class('m-con-time')}]",),
        media=(f"substring-after(.//span[{has_class('m-con-source')}], '来源：')",),
    ),
    key_date=r"(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])/(?P<day>0[1-9]|[12]\d|3[01])/",
    footer=(
        FooterRule(kind="editor", pattern=r"\[\s*责编\s*[:：]\s*[\w、\s]{2,20}\]"),
        FooterRule(kind="source", pattern=r"[（(]?《(?P<source>光明日报)》?\s*（.{8,30}版）[）)]?"),
    ),
    politeness=Politeness(concurrency=2, delay=1.0),
)
