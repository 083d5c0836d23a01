"""What names of classes and ids, and the wording of lines, say of their place on a Chinese news page."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

_BOUND = r"(?:^|[\s_\-\d])"
_ASIDE = re.compile(
    r"comment|pinglun|discuss|reply|disqus|related|relation|relate[-_]?(?:news|list|article)|xiangguan|xgyd|xgxw|tuijian|recommend|guess|maylike|hotnews|hot-|"
    r"side(?:bar|-|_)|aside|(?:^|[\s_-])right(?:$|[\s_-])|(?:^|[\s_-])(?:nav|menu|crumbs?|location|position|weizhi|dqwz)(?:$|[\s_-])|"
    r"breadcrumb|navi|foot(?:er)?(?:$|[\s_-])|copyright|copyinfo|share|fenxiang|bdsharebuttonbox|social|qrcode|erweima|"
    r"weixin|tool(?:bar|s|box)?(?:$|[\s_-])|pager|paging|pagination|page-?nav|(?:^|[\s_-])prev(?:$|[\s_-])|(?:^|[\s_-])next|shangyipian|"
    r"disclaim|declare|shengming|statement|mzsm|advert|(?:^|[\s_-])ads?(?:$|[\s_-])|adbox|adsense|banner|guanggao|"
    r"login|regist|vote|dianzan|digg|praise|rank|paihang|hot_?list|keyword|(?:^|[\s_-])tags?(?:$|[\s_-])|"
    r"subscribe|download|app-(?:down|guide|qr)|popup|modal|mask|toast|dialog|feedback|(?:^|[\s_-])report(?:$|[\s_-])|jubao|copyr|"
    r"author-?(?:info|card|box)|user-?(?:info|card)|zuozhe|attention|follow|more-?(?:news|list)|news_?list|list_?news",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"(?:^|[\s_-])(?:js_content|rich_media_content|trs_editor|ucap-content|articlebody|article_body|article-body|"
    r"articlecontent|article-?content|article_content|content-?article|post-?content|entry-?content|news_?content|"
    r"newscontent|main_?content|main-content|artical_real|artibody|endtext|post_text|post_body|text_con|"
    r"detail_?content|content_?detail|detail-?content|zoom|zw|zhengwen|content_?text|content|article|text|"
    r"news_?txt|txt|con_?txt|cont|detail|bodytext|body-?content|view_?content|vsb_content\w*|rm_txt_con|u-mainText)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"版权所有|copyright|©|ICP[备证]|公网安备|许可证|举报(?:电话|邮箱|中心)|不良信息|网站地图|关于我们|联系我们|"
    r"网友评论|发表评论|文明上网|登录后|自律公约|广告服务|法律顾问|技术支持|主办单位|承办单位|网站标识码|"
    r"未经.{0,12}授权|仅代表作者|不代表.{0,12}(?:立场|观点)|客服|版权与免责|凡本网|凡注明|浏览器",
    re.IGNORECASE,
)


_SECTION = re.compile(
    r"[\W_]*(?:相关|延伸|推荐|更多|往期|热门|热点|精彩|最新|猜你|大家都在|今日|编辑|图片|本周|24小时|为[您你]|频道|广告|网友|我要|发表|最热)"
    r"\w{0,2}(?:报道|阅读|新闻|链接|文章|推荐|资讯|专题|评论|排行|喜欢|看|热点|要闻|视频|内容|搜索|点击|精选|话题|回复|图集)\w{0,3}[\W_]*"
)


def is_section(text: str) -> bool:
    """Whether ``text`` is the heading of what follows an article: 相关新闻, 网友评论."""
    return len(text) <= 14 and _SECTION.fullmatch(text) is not None


def is_aside(element: etree._Element) -> bool:
    """Whether its name says that ``element`` is no part of an article's text."""
    return element.tag in ("nav", "aside", "footer", "form", "fieldset") or _aside(_name(element))


def is_body(element: etree._Element) -> bool:
    """Whether its name says that ``element`` holds an article's text."""
    return element.get("itemprop") == "articleBody" or _body(_name(element))


def is_furniture(text: str) -> bool:
    """Whether ``text`` is worded as what stands on every page of a site."""
    return _FURNITURE.search(text) is not None


def _name(element: etree._Element) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"[:200]


@lru_cache(maxsize=4096)
def _aside(name: str) -> bool:
    return _ASIDE.search(name) is not None


@lru_cache(maxsize=4096)
def _body(name: str) -> bool:
    return _BODY.search(name) is not None
