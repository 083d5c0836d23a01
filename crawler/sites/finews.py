"""finews: the mirror ``finews.withounder.com`` and the Eastmoney share pages and JSON behind it."""

from __future__ import annotations

from crawler.sites.base import (
    ArticleLayout,
    Discovery,
    FooterRule,
    Listing,
    Politeness,
    Share,
    Site,
)

_MIRRORS = r"finews\.(?:withounder\.com|zning\.me)"
_SHARE_HOSTS = r"(?:finews\.zning\.xyz|choicewzp1\.eastmoney\.com|app\.jg\.eastmoney\.com)"
_ARTICLE_HOSTS = r"(?:finance|stock|hk|forex)\.eastmoney\.com"

SITE = Site(
    name="finews",
    title="金融消息",
    home="https://finews.withounder.com/",
    hosts=(
        "finews.withounder.com",
        "finews.zning.me",
        "finews.zning.xyz",
        "choicewzp1.eastmoney.com",
        "app.jg.eastmoney.com",
        "finance.eastmoney.com",
        "stock.eastmoney.com",
        "hk.eastmoney.com",
        "forex.eastmoney.com",
    ),
    timezone="Asia/Shanghai",
    urls=(
        ("home", _MIRRORS + r"/(?:index\.html)?"),
        ("listing", _MIRRORS + r"/category/(?P<category>[^/]+)\.html"),
        ("feed", _MIRRORS + r"/feed\.xml"),
        (
            "article",
            _MIRRORS + r"/(?:(?P<category>[^/]+)/)?\d{4}/\d\d/\d\d/(?:NW)?(?P<key>\d{18})\.html",
        ),
        (
            "article",
            _MIRRORS + r"/(?P<key>(?P<category>[^/]+)/\d{4}/\d\d/\d\d/[^/]+)\.html",
        ),
        (
            "share",
            _SHARE_HOSTS + r"/html_News/NewsShare\.html\?(?:.*&)?infoCode=(?:NW)?(?P<key>\d{18})(?:&.*)?",
        ),
        (
            "data",
            _SHARE_HOSTS + r"/NewsData/GetNewsText\.do\?(?:.*&)?id=(?:NW)?(?P<key>\d{18})(?:&.*)?",
        ),
        ("alias", _ARTICLE_HOSTS + r"/news/\d+,(?P<key>\d{18})\.html(?:\?.*)?"),
        ("alias", _ARTICLE_HOSTS + r"/a/(?P<key>\d{18})\.html(?:\?.*)?"),
    ),
    categories=Discovery(
        links="//div[@class='wrapper']/section//li/a",
        slug=r"//[^/]+/(?P<slug>[^/]+)/\d{4}/\d\d/\d\d/",
        name="ancestor::ul[1]/preceding-sibling::h2[1]",
        url="https://finews.withounder.com/category/{slug}.html",
    ),
    listing=Listing(links="//div[@class='wrapper']/section//li/a"),
    article=ArticleLayout(
        scope="//div[@class='wrapper']/section",
        title=("./h1[1]",),
        published=("./small[1]",),
        media=("./small[starts-with(normalize-space(), 'tags:')]//em",),
        media_suffix="新闻",
        media_ignored=("东财滚动新闻", "站长消息"),
        digest="./blockquote[1]",
        excluded=("./h1[1]", "./small"),
    ),
    share=Share(
        page="http://finews.zning.xyz/html_News/NewsShare.html?infoCode={code}",
        data="{origin}/NewsData/GetNewsText.do?id={code}",
        code=r"(?:NW)?(?P<key>\d{18})",
        code_format="NW{key}",
    ),
    key_date=r"(?:[^/]+/)?(?P<year>(?:19|20)\d\d)/?(?P<month>0[1-9]|1[0-2])/?(?P<day>0[1-9]|[12]\d|3[01])",
    footer=(
        FooterRule(kind="navigation", pattern=r"返回[^｜|]*(?:[｜|]?\s*返回首页)?"),
        FooterRule(kind="navigation", pattern=r"<?>?(?:https?://\S+)?"),
    ),
    chart_hosts=("webquoteklinepic.eastmoney.com", "webquotepic.eastmoney.com"),
    politeness=Politeness(concurrency=4, delay=0.5),
)
