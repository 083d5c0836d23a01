"""sina: 新浪财经."""

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

_LISTS = (("56592", "财经要闻"), ("57568", "大盘走势"), ("56588", "个股点评"))
_FACTS = f".//div[{has_class('date-source')}]"

SITE = Site(
    name="sina",
    title="新浪财经",
    home="https://finance.sina.com.cn/",
    hosts=("finance.sina.com.cn",),
    timezone="Asia/Shanghai",
    urls=(
        ("home", r"finance\.sina\.com\.cn/"),
        ("listing", r"finance\.sina\.com\.cn/roll/index\.d\.html\?cid=(?P<category>\d+)(?:&page=\d+)?"),
        (
            "article",
            r"finance\.sina\.com\.cn/(?:[\w-]+/)*(?P<key>\d{4}-\d\d-\d\d/doc-[a-z]+\d+)\.shtml(?:\?.*)?",
        ),
    ),
    categories=tuple(
        Category(
            slug=slug, name=name, url=f"https://finance.sina.com.cn/roll/index.d.html?cid={slug}&page=1"
        )
        for slug, name in _LISTS
    ),
    listing=Listing(
        links=f"//div[{has_class('listBlk')}]/ul/li/a",
        date=beside("self::span", of=".", within=1),
        pagination=NextLink(link=f"//span[{has_class('pagebox_next')}]/a"),
        max_pages=20,
    ),
    article=ArticleLayout(
        scope="//body[.//div[@id='artibody']]",
        body=".//div[@id='artibody']",
        title=(f".//h1[{has_class('main-title')}]",),
        published=(f"{_FACTS}/span[{has_class('date')}]",),
        media=(f"{_FACTS}/*[{has_class('source')}]",),
        excluded=(f".//div[{has_class('appendQr_wrap')}]",),
    ),
    key_date=r"(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])/",
    footer=(
        FooterRule(kind="promotion", pattern=r"炒股就看金麒麟分析师研报.*", where="ends"),
        FooterRule(kind="disclaimer", pattern=r"新浪声明\s*[:：].*"),
        FooterRule(kind="editor", pattern=r"责任编辑\s*[:：]\s*[\w·]{2,10}\s*(?:[A-Z]{2}\d{3})?"),
    ),
    politeness=Politeness(concurrency=1, delay=2.0),  # it refuses a client for minutes that asks often
)
