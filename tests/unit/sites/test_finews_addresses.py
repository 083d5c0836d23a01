"""Every address form of the source, on every host that serves it, is recognised with its key."""

from __future__ import annotations

from itertools import product

import pytest

from crawler import sites
from crawler.sites.finews import SITE

KEY = "202202142274984759"
SHARE_HOSTS = ("finews.zning.xyz", "choicewzp1.eastmoney.com", "app.jg.eastmoney.com")
CHANNELS = ("finance", "stock", "hk", "forex")
MIRRORS = ("finews.withounder.com", "finews.zning.me")
FORMS = [
    (SHARE_HOSTS, "/html_News/NewsShare.html?infoCode=NW{key}", "share", KEY),
    (SHARE_HOSTS, "/html_News/NewsShare.html?infoCode={key}", "share", KEY),
    (SHARE_HOSTS, "/html_News/NewsShare.html?cid=7&infoCode=NW{key}&from=app", "share", KEY),
    (SHARE_HOSTS, "/NewsData/GetNewsText.do?id=NW{key}", "data", KEY),
    (SHARE_HOSTS, "/NewsData/GetNewsText.do?id={key}&cid=1234567890", "data", KEY),
    (SHARE_HOSTS, "/NewsData/GetNewsText.do?cid=7&id=NW{key}", "data", KEY),
    (SHARE_HOSTS, "/web/webapi?type=102&count=100&newsid=1", "feed", ""),
    (SHARE_HOSTS, "/web/webapi?type=45&count=100&newsid=1", "feed", ""),
    (SHARE_HOSTS, "/information/newmarket/web/webapi?marketType=37&count=100", "feed", ""),
    (SHARE_HOSTS, "/information/newmarket/web/webapi?marketType=39&count=100", "feed", ""),
    ([f"{name}.eastmoney.com" for name in CHANNELS], "/news/1353,{key}.html", "alias", KEY),
    ([f"{name}.eastmoney.com" for name in CHANNELS], "/a/{key}.html", "alias", KEY),
    ([f"{name}.eastmoney.com" for name in CHANNELS], "/a/{key}.html?from=search", "alias", KEY),
    (MIRRORS, "/", "home", ""),
    (MIRRORS, "/index.html", "home", ""),
    (MIRRORS, "/feed.xml", "feed", ""),
    (MIRRORS, "/category/anxinguojizhengquan(xianggang).html", "listing", ""),
    (MIRRORS, "/category/21shijijingjibaodao%2021caijingAPP.html", "listing", ""),
    (MIRRORS, "/emnews/2022/02/14/{key}.html", "article", KEY),
    (MIRRORS, "/zqsb/2022/02/14/NW{key}.html", "article", KEY),
    (MIRRORS, "/21shijijingjibaodao%2021caijingAPP/2022/02/14/NW{key}.html", "article", KEY),
    (MIRRORS, "/2022/02/14/{key}.html", "article", KEY),
    (MIRRORS, "/zqsb/-{key}.html", "article", KEY),
    (MIRRORS, "/sitenews/2021/12/01/init.html", "article", "sitenews/2021/12/01/init"),
]
TABLE = [
    (f"{scheme}://{host}{form.format(key=KEY)}", kind, key)
    for hosts, form, kind, key in FORMS
    for scheme, host in product(("http", "https"), hosts)
]
NEARLY = [
    "http://finews.zning.xyz/html_News/NewsShare.html?infoCode=NW2022021422749847590",
    "http://finews.zning.xyz/html_News/NewsShare.html?infoCode=XX202202142274984759",
    "http://finews.zning.xyz/html_News/NewsShare.html?notinfoCode=NW202202142274984759",
    "http://finews.zning.xyz/NewsData/GetNewsText.do?cid=202202142274984759",
    "https://finance.eastmoney.com/a/20220214227498475.html",
    "https://finance.eastmoney.com/a/202202142274984759.html/x",
    "https://quote.eastmoney.com/a/202202142274984759.html",
    "https://eastmoney.com.example.com/a/202202142274984759.html",
    "https://finews.withounder.com/web/webapi?type=102",
    "ftp://finance.eastmoney.com/a/202202142274984759.html",
]


@pytest.mark.parametrize(("url", "kind", "key"), TABLE)
def test_each_form_on_each_host(url, kind, key):
    match = SITE.match(url)
    assert match is not None
    assert (match.kind, match.key) == (kind, key)


@pytest.mark.parametrize("url", NEARLY)
def test_what_only_looks_like_one_is_none(url):
    assert SITE.match(url) is None


@pytest.mark.parametrize("name", sites.names())
def test_each_feed_is_known_as_one(name):
    site = sites.load(name)
    for feed in site.feeds:
        match = site.match(feed.url)
        assert match is not None
        assert match.kind == "feed"
