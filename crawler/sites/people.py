"""people: 人民网, the pages of its channels."""

from __future__ import annotations

from datetime import date

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

_CHANNELS = (
    "finance",
    "politics",
    "world",
    "society",
    "health",
    "culture",
    "opinion",
    "theory",
    "military",
)
_HOSTS = rf"(?:{'|'.join(_CHANNELS)})\.people\.com\.cn"
_LISTS = (
    ("finance", "1004", "经济·科技"),
    ("politics", "1024", "高层动态"),
    ("politics", "1027", "中央部委"),
    ("world", "157278", "国际滚动新闻"),
    ("world", "1030", "国际观察"),
)
_MEDIA = "substring-after(//meta[@name='source']/@content, '来源：')"
_PAGER = f".//div[{has_class('zdfy')}]"
_PAGES = f".//a[ancestor::div[{has_class('zdfy')}]]"
_NEXT_PAGE = ".//center[table//img[contains(@src, 'next_page')]]"

SITE = Site(
    name="people",
    title="人民网",
    home="http://www.people.com.cn/",
    hosts=("www.people.com.cn", *(f"{channel}.people.com.cn" for channel in _CHANNELS)),
    timezone="Asia/Shanghai",
    urls=(
        ("home", r"www\.people\.com\.cn/"),
        ("listing", _HOSTS + r"/GB/(?:\d+/)*?(?P<category>\d+)/(?:index\d*\.html)?"),
        ("article", _HOSTS + r"/n1/\d{4}/\d{4}/c(?P<category>\d+)-(?P<key>\d+)\.html(?:\?.*)?"),
    ),
    categories=tuple(
        Category(slug=slug, name=name, url=f"http://{channel}.people.com.cn/GB/{slug}/index.html")
        for channel, slug, name in _LISTS
    ),
    listing=Listing(
        links=f"//div[{has_class('ej_list_box')}]/ul/li/a",
        date=beside("self::em", of=".", within=1),
        pagination=NextLink(link=f"//a[contains(., '下一页')][ancestor::div[{has_class('page_n')}]]"),
        max_pages=20,
    ),
    article=ArticleLayout(
        scope=f"//div[{has_class('rm_txt')}]/div[{has_class('col-1')}]",
        body=f"./div[{has_class('rm_txt_con')}]",
        title=("./h1",),
        published=(f"./div[{has_class('channel')}]/div[1]",),
        media=(
            f"substring-before(concat({_MEDIA}, ' 原创稿'), ' 原创稿')",
            f"./div[{has_class('channel')}]/div/a",
        ),
        authors=(f"./div[{has_class('author')}]",),
        continued=_PAGES,
        excluded=(
            f".//div[{has_class('bza')}]",
            f".//div[{has_class('tjewm')}]",
            f".//p[{has_class('paper_num')}]",
            _PAGER,
            _NEXT_PAGE,
        ),
    ),
    other_layouts=(
        ArticleLayout(  # health.people.com.cn
            scope=f"//div[{has_class('articleCont')}]",
            body=f"./div[{has_class('artDet')}]|./div[{has_class('editor')}]",
            title=(f"./div[{has_class('title')}]/h2",),
            published=(f"./div[{has_class('artOri')}]",),
            media=(f"./div[{has_class('artOri')}]/a",),
            continued=_PAGES,
            excluded=(_PAGER, _NEXT_PAGE),
        ),
        ArticleLayout(  # seen in 2019; replaced by May 2024
            scope=f"//body[./div[{has_class('text_title')}]]",
            body=".//div[@id='rwb_zw']",
            title=(f"./div[{has_class('text_title')}]/h1",),
            published=(f"./div[{has_class('text_title')}]/div/div[{has_class('fl')}]",),
            media=(f"substring-before(concat({_MEDIA}, ' 原创稿'), ' 原创稿')",),
            authors=(f"./div[{has_class('text_title')}]/p[{has_class('author')}]",),
            continued=_PAGES,
            excluded=(_PAGER, _NEXT_PAGE),
            valid_until=date(2024, 5, 9),
        ),
    ),
    footer=(
        FooterRule(kind="source", pattern=r"《\s*(?P<source>[^》]{2,12}?)\s*》\s*（.{8,30}版\s*）"),
        FooterRule(kind="promotion", pattern=r"点击进入“[^”]{2,20}”>*", where="head"),
    ),
    politeness=Politeness(concurrency=2, delay=1.0),
)
