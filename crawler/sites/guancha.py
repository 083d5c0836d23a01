"""guancha: 观察者网."""

from __future__ import annotations

from crawler.sites.base import (
    ArticleLayout,
    Category,
    FooterRule,
    Listing,
    PageNumber,
    Politeness,
    Site,
    beside,
    has_class,
)

_LISTS = (
    ("GuoJi·ZhanLue", "国际"),
    ("ZhongGuoWaiJiao", "中国外交"),
    ("JunShi", "军事"),
    ("CaiJing", "财经"),
    ("ChanJing", "产经"),
    ("GongYe·KeJi", "科技"),
    ("qiche", "汽车"),
)
_FACTS = f"./div[{has_class('time')}]/span"

SITE = Site(
    name="guancha",
    title="观察者网",
    home="https://www.guancha.cn/",
    hosts=("www.guancha.cn",),
    timezone="Asia/Shanghai",
    urls=(
        ("home", r"www\.guancha\.cn/"),
        ("listing", r"www\.guancha\.cn/(?P<category>[^/]+)/list_\d+\.shtml"),
        (
            "article",
            r"www\.guancha\.cn/(?P<category>[^/]+)/(?P<key>\d{4}_\d\d_\d\d_\d+)(?:_s)?\.shtml(?:\?.*)?",
        ),
    ),
    categories=tuple(
        Category(
            slug=slug, name=name, url=f"https://www.guancha.cn/{slug.replace('·', '%C2%B7')}/list_1.shtml"
        )
        for slug, name in _LISTS
    ),
    listing=Listing(
        links=f"//h4[{has_class('module-title')}]/a",
        date=beside(has_class("module-interact"), then="/span"),
        pagination=PageNumber(url="https://www.guancha.cn/{slug}/list_{page}.shtml"),
        max_pages=20,
    ),
    article=ArticleLayout(
        scope=f"//*[{has_class('left-main')}]",
        body=f"./div[{has_class('all-txt')}]|./ul[{has_class('article-other')}]/li",
        title=("./h3",),
        published=(f"{_FACTS}[1]",),
        media=(f"substring-after({_FACTS}[contains(., '来源')], '：')",),
        authors=(f".//p/a[ancestor::ul[{has_class('author')}]]",),
    ),
    key_date=r"(?P<year>(?:19|20)\d\d)_(?P<month>0[1-9]|1[0-2])_(?P<day>0[1-9]|[12]\d|3[01])_",
    footer=(
        FooterRule(kind="author", pattern=r"【文/(?:\S+\s+)?(?P<authors>[\w·]{2,12})】", where="head"),
        FooterRule(kind="editor", pattern=r"责任编辑\s*[:：]\s*\w{1,12}"),
        FooterRule(kind="copyright", pattern=r"请支持独立网站.{0,6}转发请注明本文链接.*"),
        FooterRule(
            kind="copyright",
            pattern=r"本文系观察者网独家稿件，文章内容纯属作者个人观点，不代表平台观点，未经授权，不得转载.*",
        ),
    ),
    politeness=Politeness(concurrency=2, delay=1.0),
)
