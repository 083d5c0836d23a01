"""finews: the mirror ``finews.withounder.com`` and the Eastmoney share pages and JSON behind it."""

from __future__ import annotations

from crawler.sites.base import (
    ArticleLayout,
    Discovery,
    Feed,
    FooterRule,
    JsonFields,
    Listing,
    Markup,
    Politeness,
    Share,
    Site,
)

_MIRRORS = r"finews\.(?:withounder\.com|zning\.me)"
_SHARE_HOSTS = r"(?:finews\.zning\.xyz|choicewzp1\.eastmoney\.com|app\.jg\.eastmoney\.com)"
_CHANNELS = ("finance", "stock", "hk", "forex", "futures", "fund", "bond", "global")
_ARTICLE_HOSTS = rf"(?:{'|'.join(_CHANNELS)})\.eastmoney\.com"

_WEBAPI = "http://choicewzp1.eastmoney.com"
"""The host of the JSON feeds: the source's notes name their paths alone. All share hosts serve the same
paths (`urls`); this one is upstream's own, where finews.zning.xyz only hands them on."""
_MARKETS = (37, 38, 39)

_TAGS = "(.//small[starts-with(normalize-space(), 'tags:')])[last()]"
_NO_MEDIA = ("东财滚动新闻", "站长消息")
_FRONT_MATTER = "./p[starts-with(., 'layout: post\n')]"

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
        *(f"{channel}.eastmoney.com" for channel in _CHANNELS),
    ),
    timezone="Asia/Shanghai",
    urls=(
        ("home", _MIRRORS + r"/(?:index\.html)?"),
        ("listing", _MIRRORS + r"/category/(?P<category>[^/]+)\.html"),
        ("feed", _MIRRORS + r"/feed\.xml"),
        ("feed", _SHARE_HOSTS + r"/(?:information/newmarket/)?web/webapi\?.+"),
        (
            "article",
            _MIRRORS + r"/(?:(?P<category>[^/]+)/)?\d{4}/\d\d/\d\d/(?:NW)?(?P<key>\d{18})\.html",
        ),
        (  # a post whose front matter has no date
            "article",
            _MIRRORS + r"/(?!category/)(?:(?P<category>[^/]+)/)?-?(?:NW)?(?P<key>\d{18})\.html",
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
        links="//li/a[ancestor::section[parent::div[@class='wrapper']]]",
        slug=r"//[^/]+/(?P<slug>[^/]+)/\d{4}/\d\d/\d\d/",
        name="ancestor::ul[1]/preceding-sibling::h2[1]",
        url="https://finews.withounder.com/category/{slug}.html",
    ),
    listing=Listing(links="//li/a[ancestor::section[parent::div[@class='wrapper']]]"),
    article=ArticleLayout(
        scope="//div[@class='wrapper']/section",
        title=("./h1[1]",),
        published=("./small[1]",),
        media=(f"{_TAGS}//em",),
        media_suffix="新闻",
        media_ignored=_NO_MEDIA,
        digest="./blockquote[not(preceding-sibling::*[not(self::small or self::h1)])]",
        excluded=("./h1[1]", "./small[not(preceding-sibling::*)]", _TAGS),
    ),
    # A post whose front matter does not start its file is rendered without a layout, front matter first.
    other_layouts=(
        ArticleLayout(
            scope=f"//body[{_FRONT_MATTER}]",
            title=(f"substring-before(substring-after({_FRONT_MATTER}, 'title: “'), '”\ndate:')",),
            published=(f"substring-before(substring-after({_FRONT_MATTER}, '\ndate: '), '\n')",),
            media=(f"substring-before(substring-after({_FRONT_MATTER}, '\ntags: '), '\n')",),
            media_suffix="新闻",
            media_ignored=_NO_MEDIA,
            category=(f"substring-before(substring-after({_FRONT_MATTER}, '\ncategories: '), '\n')",),
            digest=f"{_FRONT_MATTER}/following-sibling::*[1][self::blockquote]",
            excluded=(_FRONT_MATTER,),
        ),
    ),
    share=Share(
        page="http://finews.zning.xyz/html_News/NewsShare.html?infoCode={code}",
        data="{origin}/NewsData/GetNewsText.do?id={code}",
        code=r"(?:NW)?(?P<key>\d{18})",
        code_format="NW{key}",
    ),
    feeds=(
        Feed(
            name="rolling",
            url=f"{_WEBAPI}/web/webapi?type=102&count=100&newsid=1",
            fields=JsonFields(),
        ),
        Feed(
            name="headlines",
            url=f"{_WEBAPI}/web/webapi?type=45&count=100&newsid=1",
            fields=JsonFields(),
        ),
        *(
            Feed(
                name=f"market{market}",
                url=f"{_WEBAPI}/information/newmarket/web/webapi?marketType={market}&count=100",
                fields=JsonFields(),
            )
            for market in _MARKETS
        ),
        Feed(name="mirror", url="https://finews.withounder.com/feed.xml", follow="page"),
    ),
    key_date=r"(?:[^/]+/)?(?P<year>(?:19|20)\d\d)/?(?P<month>0[1-9]|1[0-2])/?(?P<day>0[1-9]|[12]\d|3[01])",
    footer=(
        FooterRule(
            kind="navigation",
            pattern=r"返回[^｜|]{1,40}?(?:新闻|消息)\s*[｜|]?\s*(?:返回首页)?|返回首页",
            linked=True,
        ),
        FooterRule(kind="navigation", pattern=r"https?://\S+", linked=True),
        FooterRule(kind="navigation", pattern=r"<>"),  # the link of a post whose address is unknown
    ),
    markup=Markup(
        advertisements=("em_handle_adv_close", "em_xuangu", "ad_context3"),
        stock_tags=("keytip",),
        word_tags=("infokey",),
        markets=(
            *(("0." + first, "XSHE") for first in "0123"),  # market 0 with 4, 8 or 9 is Beijing's
            ("1.", "XSHG"),
            ("116.", "XHKG"),
            ("105.", "XNAS"),
            ("106.", "XNYS"),
            ("107.", "XASE"),
        ),
        sectors=("90",),
        full_size=("orginial_src", "data-original", "data-src"),  # the first as the source spells it
    ),
    chart_hosts=("webquoteklinepic.eastmoney.com", "webquotepic.eastmoney.com"),
    politeness=Politeness(concurrency=4, delay=0.5),
)
