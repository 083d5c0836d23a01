"""generic: any page of a site that nobody has declared, read by `crawler.pages.generic`.

It is no declared site: `crawler.sites.names` leaves it out, and a URL is its only if a crawl is told so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from crawler.sites.base import ArticleLayout, Category, FooterRule, Listing, Match, Politeness, Site
from crawler.urls import absolute, canonical

_NOWHERE = "generic.invalid"
"""A host that does not exist (RFC 2606, section 2): the pages are those that a crawl is given."""


@dataclass(frozen=True, kw_only=True)
class UndeclaredSite(Site):
    """Any http(s) URL is an article's; its key is the canonical URL without scheme and credentials."""

    def match(self, url: str) -> Match | None:
        """The article at ``url``; None when it is no absolute http(s) URL."""
        if not url.lower().startswith(("http://", "https://")) or absolute(url, url) is None:
            return None
        authority, slash, rest = canonical(url).partition("://")[2].partition("/")
        return Match(kind="article", key=authority.rpartition("@")[2] + slash + rest)

    def visiting(self, urls: Iterable[str]) -> UndeclaredSite:
        """The site with the hosts of ``urls``, as far as they are URLs: to be visited as politely."""
        found = {(urlsplit(canonical(url)).hostname or "") for url in urls if self.match(url)}
        return replace(self, hosts=(_NOWHERE, *sorted(filter(None, found))))


_NAMES = r"[\w·•]{1,12}(?:[\s、，,/|&]+[\w·•]{1,12}){0,6}"
_CRAFT = (
    r"(?:总|执行|本期|责任|值班|视觉|文字|微信|新媒体|见习|实习|网络|栏目)?\s*(?:监\s*制|审\s*[读核校签定]|主\s*编|"
    r"编\s*[辑审发]|策\s*划|统\s*筹|校\s*[对阅]|制\s*[作图]|责\s*编|设\s*计|运\s*营|摄\s*[影像]|撰\s*[稿文]|供\s*稿|"
    r"采\s*写|记\s*者|通讯员|供\s*图|图片|剪\s*辑|文|图)"
)

FOOTER = (
    # 总监制：某某, 审 读：某某, 摄影/某某 编辑/某某: those who made it, one or several to a line.
    FooterRule(
        kind="editor",
        pattern=rf"[（(【\[]?\s*(?:[\w、]{{2,20}}供稿\s+)?(?:{_CRAFT}(?:[／/:：|丨]|\s{{1,3}})\s*{_NAMES}\s*)+[）)】\]]?",
    ),
    # 某报·某网记者 某某 来源：某报: newspapers' own pages.
    FooterRule(
        kind="source",
        where="ends",
        pattern=r"[\w·]{0,16}记者\s+[\w·\s、]{2,30}?\s*(?:文章|稿件)?来源\s*[:：]\s*(?P<source>\w{2,20})",
    ),
    # 来源 | 综合某报、某报, （资料来源：某报、某网等）, 本文来源：某报 责任编辑：某某.
    FooterRule(
        kind="source", pattern=r"[（(【]?\s*(?:本文|文章|综合)?来源\s*[|丨:：]\s*[^。！？]{2,40}[）)】]?"
    ),
    FooterRule(
        kind="source",
        pattern=r"[（(【]?\s*(?:资料|信息|综合|素材|数据|部分)来(?:源|自)\s*[:：][^。！？]{2,60}[）)】]?",
    ),
    # 图片均来自网络, 信息来源于网络, 经某某重新编排.
    FooterRule(
        kind="source",
        pattern=r"[（(*※]?\s*(?:本文|文中|文内|部分|以上)?(?:图片|图文|信息|资料|素材|内容|数据|文字|视频)?(?:均|部分|皆)?"
        r"(?:图片)?(?:来自|来源于|来源|源自|取自|转自)(?:互联)?网络?.{0,24}",
    ),
    FooterRule(kind="editor", pattern=r"经(?:过)?\w{0,8}(?:重新)?(?:编排|整理|编辑)"),
    # 《某报》（2024年05月20日 03版）: where it was printed.
    FooterRule(
        kind="source",
        pattern=r"[（(]?\s*《\s*(?P<source>[\w·]{2,20})\s*》\s*[（(]?\s*\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日.{0,20}",
    ),
    # 本文首发于某公众号, 某网专稿，未经书面授权请勿转载, 特别声明：以上作品内容…, 平台声明：….
    FooterRule(
        kind="copyright", pattern=r"[（(【*※]?\s*本文(?:首发|原载|原刊|刊载|转载|选自|摘自|授权).{2,80}"
    ),
    FooterRule(
        kind="copyright",
        pattern=r".{0,60}未经.{0,12}(?:授权|许可|允许|同意).{0,12}(?:转载|使用|复制|摘编).{0,100}",
    ),
    FooterRule(
        kind="disclaimer",
        pattern=r"[（(【“\"*※]?\s*(?:特别|平台|版权|免责|郑重|本站|作者|重要)?(?:声明|提示|说明)\s*[:：].{4,400}",
    ),
    # 作者 某某 某某, 关注公众号：某某, 分享让更多人看到.
    FooterRule(kind="author", pattern=rf"作者\s+(?P<authors>{_NAMES})"),
    FooterRule(
        kind="promotion", pattern=r"关注(?:微信)?公众号[^。！？]{0,30}|分享让更多人看到|分享到.{0,40}"
    ),
    # 相关资讯请关注:某专区, 推荐阅读：某文, 返回某网，查看更多, 举报/反馈.
    FooterRule(
        kind="promotion", pattern=r"(?:更多|相关|最新)[^。！？]{0,16}(?:请)?关注\s*[:：][^。！？]{0,40}"
    ),
    FooterRule(
        kind="related",
        pattern=r"(?:推荐|延伸|相关|往期|热门|更多)(?:阅读|推荐|新闻|链接|文章|报道|内容)\s*[:：>＞].{0,80}",
    ),
    FooterRule(
        kind="navigation",
        pattern=r"返回\w{1,6}[，,]?\s*查看更多.{0,10}|举报\s*[/／]?\s*反馈|点击展开全文|展开全文|阅读全文|加载更多\w{0,4}"
        r"|(?:首页|第一页)?\W*上一页[\W\d]*下一页\W*(?:尾页|末页)?\W*|[-—\s]*(?:END|The End|完)[-—\s]*",
    ),
    FooterRule(
        kind="promotion",
        pattern=r"(?:用|打开|请)?(?:微信|微博|APP|手机|客户端)[^。！？]{0,8}(?:扫|二维码)[^。！？]{0,20}",
    ),
)
"""Lines around the articles of any Chinese site, beyond the common ones; a declared site knows its own."""

SITE = UndeclaredSite(
    name="generic",
    title="undeclared sites",
    home=f"https://{_NOWHERE}/",
    hosts=(_NOWHERE,),
    timezone="Asia/Shanghai",
    urls=(("article", "(?P<key>.+)"),),
    categories=(Category(slug="none", name="", url=f"https://{_NOWHERE}/"),),
    listing=Listing(links="//a"),
    article=ArticleLayout(scope="/html", title=(), published=()),
    footer=FOOTER,
    politeness=Politeness(concurrency=1, delay=1.0),
)
