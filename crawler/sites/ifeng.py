"""ifeng: 凤凰网, news and finance."""

from __future__ import annotations

from datetime import date

from crawler.sites.base import (
    ArticleLayout,
    Category,
    FooterRule,
    Listing,
    Markup,
    Politeness,
    Site,
    beside,
    has_class,
)

_CHANNELS = (
    *("news", "finance", "tech", "ent", "mil", "culture", "history", "pl", "nb", "sports", "health"),
    *("auto", "house", "fashion", "travel", "guoxue", "fo", "book", "games", "gongyi"),
)
_HOSTS = rf"(?:{'|'.join(_CHANNELS)})\.ifeng\.com"
_LISTS = (
    ("finance", "1-66-", "财经滚动"),
    ("finance", "1-62-", "股票"),
    ("finance", "1-69-", "港股"),
    ("news", "3-35201-", "社会"),
)


def _named(name: str) -> str:
    """The condition that an element has the class ``name``, to which the page's build adds a suffix."""
    return f"starts-with(@class, '{name}')"


SITE = Site(
    name="ifeng",
    title="凤凰网",
    home="https://www.ifeng.com/",
    hosts=("www.ifeng.com", *(f"{channel}.ifeng.com" for channel in _CHANNELS)),
    timezone="Asia/Shanghai",
    urls=(
        ("home", r"www\.ifeng\.com/"),
        ("listing", r"(?:news|finance)\.ifeng\.com/shanklist/(?P<category>[\d-]+)/?"),
        ("article", _HOSTS + r"/c/(?P<key>[0-9A-Za-z]{11})(?:\?.*)?"),
        ("article", _HOSTS + r"/a/(?P<key>\d{8}/\d+)_0\.shtml(?:\?.*)?"),
    ),
    categories=tuple(
        Category(slug=slug, name=name, url=f"https://{channel}.ifeng.com/shanklist/{slug}/")
        for channel, slug, name in _LISTS
    ),
    listing=Listing(
        links="//h2/a[ancestor::li]",
        date=beside("self::time") + "|" + beside("time", then="/time"),
    ),
    # Seen from 2022 to 2024. Text and editor's line are marked by classes such as index_text_D0U1y.
    article=ArticleLayout(
        scope=f"//div[{_named('index_artical_')}][./h1|./div/h1]",
        body=f".//div[{_named('index_text_')}]|.//p[{_named('index_author_')}]",
        title=(".//h1",),
        published=(f".//div[{_named('index_timeBref_')}]", "//meta[@name='og:time ']/@content"),
        media=(f".//div[{_named('index_sourceTitleText_')}]",),
    ),
    other_layouts=(
        ArticleLayout(  # columns: pl.ifeng.com
            scope=f"//div[{_named('index_content_')}][./div[{_named('index_caption_')}]]",
            body=f".//div[{_named('index_text_')}]|.//p[{_named('index_author_')}]",
            title=(".//h1",),
            published=(f".//span[{_named('index_date_')}]",),
            media=(f".//span[{_named('index_source_')}]",),
        ),
        ArticleLayout(  # seen in 2019; replaced by June 2022
            scope=f"//div[{_named('artical-')}]",
            body=f".//div[{_named('text-')}]|.//p[{_named('author-')}]",
            title=(".//h1",),
            published=(f".//p[{_named('time-')}]/span[1]",),
            media=(f".//span[{_named('source-')}]",),
            valid_until=date(2022, 6, 1),
        ),
        ArticleLayout(  # pages that end in .shtml, seen in 2020
            scope="//div[@id='artical']",
            body=f".//div[@id='main_content']|.//p[{has_class('iphone_none')}][contains(., '编辑')]",
            title=("./h1",),
            published=(f".//span[{has_class('ss01')}]",),
            media=(f".//span[{has_class('ss03')}]",),
        ),
    ),
    key_date=r"(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])/",
    footer=(
        FooterRule(kind="editor", pattern=r"(?:总监制|监\s*制|审\s*读|责\s*编)\s*[:：]\s*[\w\s]{2,30}"),
        FooterRule(kind="author", pattern=r"文丨\S*评论员\s+(?P<authors>[\w·]{2,12})", where="head"),
        FooterRule(kind="author", pattern=r"作者\s+(?P<authors>\w{2,4}(?:\s+\w{2,4}){0,4})"),
        FooterRule(kind="disclaimer", pattern=r"[“\"]?特别声明[:：]以上作品内容.*凤凰网旗下自媒体平台.*"),
    ),
    markup=Markup(full_size=("data-lazyload", "data-original", "data-src")),
    politeness=Politeness(concurrency=2, delay=1.0),
)
