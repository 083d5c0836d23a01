"""sample: the project's own news site (`crawler.sample`), laid out as finews is."""

from __future__ import annotations

from dataclasses import replace

from crawler.sites import finews
from crawler.sites.base import Discovery, Feed, FooterRule, JsonFields, NextLink, Politeness, Share, Site

_NEWS = r"news\.sample\.newsvault\.test"
_SHARE = r"share\.sample\.newsvault\.test"
_FINANCE = r"finance\.sample\.newsvault\.test"
_DAY = r"\d{4}/\d\d/\d\d"

SITE = Site(
    name="sample",
    title="样本新闻",
    home="https://news.sample.newsvault.test/",
    hosts=(
        "news.sample.newsvault.test",
        "share.sample.newsvault.test",
        "finance.sample.newsvault.test",
    ),
    timezone="Asia/Shanghai",
    urls=(
        ("home", _NEWS + r"/(?:index\.html)?"),
        ("listing", _NEWS + r"/category/(?P<category>[^/]+)(?:\.html|/(?:page\d+\.html)?)"),
        ("feed", _NEWS + r"/(?:feed|rss|sitemap|sitemap-\w+)\.xml"),
        ("feed", _SHARE + r"/(?:information/newmarket/)?web/webapi\?.+"),
        ("article", _NEWS + rf"/(?:(?P<category>[^/]+)/)?{_DAY}/(?:NW)?(?P<key>\d{{18}})\.html"),
        ("article", _NEWS + rf"/(?P<key>(?P<category>[^/]+)/{_DAY}/[^/]+)\.html"),
        ("share", _SHARE + r"/html_News/NewsShare\.html\?(?:.*&)?infoCode=(?:NW)?(?P<key>\d{18})(?:&.*)?"),
        ("data", _SHARE + r"/NewsData/GetNewsText\.do\?(?:.*&)?id=(?:NW)?(?P<key>\d{18})(?:&.*)?"),
        ("alias", _FINANCE + r"/(?:a/|news/\d+,)(?P<key>\d{18})\.html(?:\?.*)?"),
    ),
    categories=Discovery(
        links="//li/a[ancestor::section[parent::div[@class='wrapper']]]",
        slug=r"//[^/]+/(?P<slug>[^/]+)/\d{4}/\d\d/\d\d/",
        name="ancestor::ul[1]/preceding-sibling::h2[1]",
        url="https://news.sample.newsvault.test/category/{slug}.html",
    ),
    listing=replace(
        finews.SITE.listing,
        pagination=NextLink(link="//a[@class='next'][ancestor::section]"),
        max_pages=1000,
    ),
    article=replace(finews.SITE.article, media_ignored=("滚动新闻", "站长消息")),
    share=Share(
        page="http://share.sample.newsvault.test/html_News/NewsShare.html?infoCode={code}",
        data="{origin}/NewsData/GetNewsText.do?id={code}",
        code=r"(?:NW)?(?P<key>\d{18})",
        code_format="NW{key}",
    ),
    feeds=(
        *(
            Feed(
                name=name,
                url=f"http://share.sample.newsvault.test/{path}&count=100",
                fields=JsonFields(),
            )
            for name, path in (
                ("rolling", "web/webapi?type=102"),
                ("headlines", "web/webapi?type=45"),
                ("market37", "information/newmarket/web/webapi?marketType=37"),
                ("market38", "information/newmarket/web/webapi?marketType=38"),
                ("market39", "information/newmarket/web/webapi?marketType=39"),
            )
        ),
        Feed(name="atom", url="https://news.sample.newsvault.test/feed.xml", follow="page"),
        Feed(name="rss", url="https://news.sample.newsvault.test/rss.xml"),
        Feed(name="sitemap", url="https://news.sample.newsvault.test/sitemap.xml", follow="page"),
    ),
    key_date=finews.SITE.key_date,
    footer=(
        *finews.SITE.footer,
        FooterRule(kind="promotion", pattern=r"在样本新闻看行情.*开户交易>*"),
    ),
    markup=finews.SITE.markup,
    chart_hosts=("webquoteklinepic.sample.newsvault.test",),
    politeness=Politeness(concurrency=16, delay=0.0),
)
