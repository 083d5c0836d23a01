"""The lines that Chinese news pages put around an article, in one table.

Each rule says what a line is, how it reads and where it may stand; above it stands what it rests on.
A rule takes whole blocks, so a sentence that merely mentions a source or a disclaimer is the
article's. Rules are tried in order, a site's own before these. A group ``source`` or ``authors`` hands
its text to that field of the article.
"""

from __future__ import annotations

from crawler.sites.base import FooterRule

_L, _R = r"\s*[（(【\[]?\s*", r"\s*[）)】\]]?\s*"
_IS = r"\s*[:：丨|/／]\s*"
_NAME = r"(?!\w*(?:编辑|记者|报道|责编|校对))[\w·•]{2,20}"
_NAMES = rf"(?P<authors>{_NAME}(?:[\s、，,/]+{_NAME}){{0,5}})"
_CRAFTS = "编辑|责编|校对|审核|审校|监制|统筹|主编|编审|排版|制图|美编"

BRACKETS = "（(【["
"""One of them begins whatever a common rule takes from ``inside`` a block."""

COMMON: tuple[FooterRule, ...] = (
    # （文章来源：财联社）: under 22 of 23 Eastmoney bodies, last but for an editor's line.
    FooterRule(
        kind="source",
        where="anywhere",
        pattern=r"\s*[（(]\s*文章来源\s*[:：]\s*(?P<source>.{0,60}?)\s*[）)]\s*",
    ),
    FooterRule(
        kind="source",
        where="inside",
        pattern=r"[（(]\s*文章来源\s*[:：]\s*(?P<source>[^（）()]{0,60}?)\s*[）)]$",
    ),
    # 来源：新华社, 稿源：...: above or below the text of most portals, in brackets or not.
    FooterRule(
        kind="source",
        where="ends",
        pattern=_L
        + r"(?:(?:文章|稿件|新闻|本文)?来源|稿源)\s*[:：]\s*(?P<source>[^。！？；：:，（(]{1,30}?)"
        + _R,
    ),
    # （责任编辑：张三）: below the source line in other captures of this upstream.
    FooterRule(
        kind="editor",
        where="anywhere",
        pattern=r"\s*[（(【\[]\s*(?:责任编辑|责编|值班编辑)\s*[:：].{0,40}[）)】\]]\s*",
    ),
    FooterRule(
        kind="editor",
        where="inside",
        pattern=r"[（(【\[]\s*(?:责任编辑|责编)\s*[:：][^（）()【】]{0,40}[）)】\]]$",
    ),
    # 编辑：张三 校对：李四, 编辑 张三, 责任编辑/张三: portals and newspapers.
    FooterRule(
        kind="editor",
        pattern=_L
        + r"(?:责任|值班|本期|视觉|图片|网络|文字|每经)?"
        + rf"(?:{_CRAFTS})(?:{_IS}|\s+)[^。！？；]{{1,50}}",
    ),
    # 每经记者 张三 每经编辑 李四, 本报记者 张三: the first or last line of newspapers.
    FooterRule(
        kind="author",
        where="ends",
        pattern=_L
        + rf"(?:\w{{1,8}})?记者(?:{_IS}|\s+){_NAMES}?"
        + rf"(?:\s*\w{{0,6}}报道)?(?:\s*[|丨]?\s*\w{{0,4}}编辑(?:{_IS}|\s+)[\w·、，,\s]{{2,30}})?"
        + _R,
    ),
    # 作者：张三, 文/张三, （作者：张三）: columns and magazines.
    FooterRule(kind="author", where="ends", pattern=_L + rf"(?:(?:本文)?作者|撰文|文){_IS}{_NAMES}" + _R),
    # 原标题：...: above or below reprinted articles.
    FooterRule(kind="original_title", where="ends", pattern=_L + r"(?:文章)?原标题\s*[:：].{1,80}"),
    # (声明：文章内容仅供参考，不构成投资建议。...): 1 of 23 bodies, ahead of the source line.
    FooterRule(
        kind="disclaimer",
        where="anywhere",
        pattern=_L
        + r"(?:特别|免责|郑重|重要|风险)?(?:声明|提示|提醒)\s*[:：].{0,300}"
        + r"(?:不构成.{0,12}(?:建议|依据)|仅供参考|风险自担|自行承担|后果自负|立场无关|据此操作).{0,100}",
    ),
    # 免责声明：, 郑重声明：, 版权声明：, whatever follows.
    FooterRule(kind="disclaimer", pattern=_L + r"(?:免责|郑重|法律)声明\s*[:：]?.*"),
    # 东方财富发布此内容旨在传播更多信息，与本站立场无关: other captures of this upstream.
    FooterRule(
        kind="disclaimer", where="anywhere", pattern=r".{0,10}发布此(?:内容|信息).{0,30}传播更多信息.*"
    ),
    # 以上内容仅供参考，不构成投资建议; 本文仅代表作者观点; bracketed notes of the same meaning.
    FooterRule(
        kind="disclaimer",
        pattern=_L
        + r"(?:注\s*[:：]\s*)?(?:以上|上述|本文|文中|文章|文内|本报告|本资讯|本内容).{0,60}"
        + r"(?:不构成.{0,12}(?:建议|依据)|仅供.{0,4}参考|仅代表.{0,8}(?:作者|个人)"
        + r"|不代表.{0,20}(?:立场|观点)|据此操作).{0,100}",
    ),
    FooterRule(kind="disclaimer", pattern=r"\s*[（(].{0,60}(?:不构成.{0,12}建议|据此操作).{0,60}[）)]\s*"),
    # 风险提示及免责条款, 市场有风险，投资需谨慎; a list of an industry's risks is the article's.
    FooterRule(kind="disclaimer", pattern=_L + r"风险提示(?:及|与|和)免责(?:条款|声明)" + _R),
    FooterRule(
        kind="disclaimer",
        pattern=_L
        + r"(?:风险提示\s*[:：]\s*)?(?:股市|市场|投资|理财|入市)有风险[，,\s]{1,3}.{0,12}"
        + r"(?:谨慎|慎重).{0,150}",
    ),
    # 未经授权不得转载, 如需转载请注明出处, 版权声明：..., 版权所有: newspapers and magazines.
    FooterRule(
        kind="copyright",
        pattern=_L
        + r"(?:(?:本文|本稿|以上)?[^。！？]{0,20}(?:版权|原创)[^。！？]{0,20})?"
        + r"未经.{0,16}(?:授权|许可|同意|允许).{0,12}(?:转载|镜像|摘编).{0,80}",
    ),
    FooterRule(kind="copyright", pattern=_L + r"(?:如需|欢迎)?转载(?:请|须|时).{0,80}"),
    FooterRule(kind="copyright", pattern=_L + r"(?:本文|作品)?版权(?:声明|所有|归).{0,200}"),
    # （本文来自某报，更多原创资讯请下载“某报”APP）: reprints.
    FooterRule(
        kind="copyright",
        pattern=_L + r"本文(?:首发|来自|转载自|转自|为).{0,60}(?:公众号|原创|授权|APP|客户端).{0,60}",
    ),
    # （点击阅读报告全文）: inside a paragraph in 2 of 23 bodies; its link is another article's.
    FooterRule(
        kind="promotion",
        where="inside",
        pattern=r"[（(【]\s*点击(?:此处|这里)?\s*(?:阅读|查看|下载|进入|观看|了解)[^（）()【】]{0,30}[）)】]",
    ),
    FooterRule(
        kind="promotion",
        pattern=_L + r"点击(?:此处|这里)?\s*(?:阅读|查看|下载|进入|观看|了解)[^。！？]{0,40}",
    ),
    # 在东方财富看资讯行情，选东方财富证券一站式开户交易>>: other captures of this upstream.
    FooterRule(kind="promotion", where="anywhere", pattern=r"[^。！？]{0,60}一站式开户[^。！？]{0,10}"),
    # 打开东方财富APP查看更多, 更多精彩内容尽在某APP, 获取更多资讯请下载某客户端.
    FooterRule(
        kind="promotion",
        pattern=_L + r"(?:打开|下载)[^。！？，]{1,20}(?:APP|App|客户端)[^。！？]{0,40}[。！]?" + _R,
    ),
    FooterRule(
        kind="promotion",
        pattern=_L
        + r"(?:(?:想|欲)?(?:获取|了解|查看|知)?更多|海量|精彩)[^。！？]{0,30}"
        + r"(?:尽在|请(?:下载|关注|点击|登录|扫)|敬请关注|欢迎(?:下载|关注|扫))[^。！？]{0,40}[。！]?"
        + _R,
    ),
    # 扫码关注公众号, 长按识别二维码, 欢迎关注微信公众号“某报”.
    FooterRule(
        kind="promotion",
        pattern=_L
        + r"(?:请|可|微信|欢迎|立即|赶快|马上)?(?:扫码|扫一扫|扫描[^。！？，]{0,8}(?:二维码|小程序码)"
        + r"|长按[^。！？，]{0,8}(?:识别|二维码))[^。！？]{0,60}[。！]?"
        + _R,
    ),
    FooterRule(
        kind="promotion",
        pattern=_L
        + r"(?:(?:欢迎|请|敬请|微信|搜索)*关注(?![到了着])[^。！？，]{0,20}公众号"
        + r"|(?:官方)?(?:微信)?公众号\s*[:：])"
        + r"[^。！？]{0,60}[。！]?"
        + _R,
    ),
    # 相关报道>>>, and the lines of links under it.
    FooterRule(
        kind="related",
        pattern=_L
        + r"(?:相关|延伸|推荐|更多|往期|热门)(?:报道|阅读|新闻|链接|文章|推荐|资讯|专题)"
        + r"\s*[:：]?\s*[>＞》]*"
        + _R,
    ),
    # Ways on from the page.
    FooterRule(
        kind="navigation",
        linked=True,
        pattern=r"\W*(?:(?:返回|回到)(?:首页|顶部|列表)|[上下]一[篇页条].{0,60}|(?:阅读|查看)(?:原文|全文))\W*",
    ),
)
"""Rules that hold on any Chinese news site."""
