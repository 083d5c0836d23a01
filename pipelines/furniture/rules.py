"""The lines that Chinese news pages put around an article, in one table.

Each rule says what a line is, how it reads and where it may stand; above it stands what it rests on.
A rule takes whole blocks, so a sentence that merely mentions a source or a disclaimer is the
article's. Rules are tried in order, a site's own before these; lines that credit people and media are
read by `pipelines.furniture.credits` besides. Every repetition in a pattern is bounded.
"""

from __future__ import annotations

from crawler.sites.parts import FooterRule

_L, _R = r"\s{0,4}[（(【\[“\"*※★▍■●—-]{0,3}\s{0,4}", r"\s{0,4}[）)】\]”\"*—-]{0,3}\s{0,4}"
_END = r"[。！!~～]?" + _R
_APP = r"(?:APP|App|app|客户端|小程序)"
_ADVICE = (
    r"(?:不构成.{0,12}(?:建议|依据|意见|邀约|要约)|仅供.{0,6}参考|(?:风险|责任)自[担负]"
    r"|自行承担|后果自负|据此.{0,4}(?:操作|入市|买卖))"
)
_VIEWS = (
    r"(?:(?:仅|只)?代表.{0,10}(?:作者|个人|嘉宾|机构|本人|发布者)"
    r"|不代表.{0,24}(?:立场|观点|意见|赞同)|立场无关|与本.{0,4}无关)"
)
_RIGHTS = r"(?:侵权|版权|转载|传播|删除|存储|原创|真实性|授权|赞同|登载此文)"
_READ = (
    r"(?:阅读|查看|下载|进入|观看|了解|参与|订阅|获取|领取|试用|预约|报名|直达"
    r"|此处|这里|链接|图片|下方|上方|[“\"「《【])"
)
_FOLLOW = (
    r"(?:尽在|请(?:下载|关注|点击|登录|扫|加)|敬请关注|欢迎(?:下载|关注|扫)|扫[码描]"
    r"|关注(?:[^。！？]{0,12}(?:公众号|微信|微博)|我们))"
)
_ACCOUNT = r"(?:公众号|视频号|微信号|服务号|官微|我们(?![\u4e00-\u9fff]))"
_TOOL = (
    r"(?:分享(?:到|至)?|微信|微博|QQ空间|QQ|朋友圈|收藏|打印|关闭|本页|窗口|纠错|举报|点赞|我要评论"
    r"|评论|字体|字号|[大中小](?!\w)|复制链接|返回顶部|返回首页)"
)

COMMON: tuple[FooterRule, ...] = (
    # （文章来源：财联社）: under 22 of 23 Eastmoney bodies, last but for an editor's line.
    FooterRule(
        kind="source",
        where="anywhere",
        pattern=r"\s{0,4}[（(]\s{0,4}文章来源\s{0,4}[:：]\s{0,4}(?P<source>.{0,60}?)\s{0,4}[）)]\s{0,4}",
    ),
    FooterRule(
        kind="source",
        where="inside",
        pattern=r"[（(]\s{0,4}文章来源\s{0,4}[:：]\s{0,4}(?P<source>[^（）()]{0,60}?)\s{0,4}[）)]$",
    ),
    # 《某某日报》（2024年05月10日 04版）, （原载于《某刊》2024年第3期）: reprints of newspapers.
    FooterRule(
        kind="source",
        where="ends",
        pattern=_L
        + r"(?:原载于?|来源|刊于|据)?\s{0,4}[:：]?《\s?(?P<source>[^《》]{2,20}?)\s?》"
        + r"\s{0,4}[（(]?\s{0,4}\d{4}\s?年[^。！？；《》]{2,30}"
        + _R,
    ),
    # （责任编辑：张三）: below the source line in other captures of this upstream.
    FooterRule(
        kind="editor",
        where="anywhere",
        pattern=r"\s{0,4}[（(【\[]\s{0,4}(?:责任编辑|责编|值班编辑)\s{0,4}[:：].{0,40}[）)】\]]\s{0,4}",
    ),
    FooterRule(
        kind="editor",
        where="inside",
        pattern=r"[（(【\[]\s{0,4}(?:责任编辑|责编)\s{0,4}[:：][^（）()【】\[\]]{0,40}[）)】\]]$",
    ),
    # 原标题：...: above or below reprinted articles.
    FooterRule(
        kind="original_title",
        where="ends",
        pattern=_L
        + r"(?:文章|本文)?原(?:标题|题|文标题)(?:为)?\s{0,4}[:：]\s{0,4}(?P<original_title>.{1,100}?)"
        + _R,
    ),
    # (声明：文章内容仅供参考，不构成投资建议。...): 1 of 23 bodies, ahead of the source line.
    FooterRule(
        kind="disclaimer",
        where="anywhere",
        pattern=_L
        + r"(?:特别|免责|郑重|重要|风险)?(?:声明|提示|提醒)\s{0,4}[:：].{0,300}"
        + rf"(?:{_ADVICE}|立场无关).{{0,200}}",
    ),
    # 免责声明：, 郑重声明：, 特别声明：, whatever follows: every portal.
    FooterRule(
        kind="disclaimer", pattern=_L + r"(?:免责|郑重|法律|特别|重要)(?:声明|条款)\s{0,4}[:：]?.{0,1000}"
    ),
    FooterRule(
        kind="disclaimer",
        pattern=_L + rf"(?!版权).{{0,6}}声明\s{{0,4}}[:：].{{0,200}}(?:{_VIEWS}|{_RIGHTS}).{{0,300}}",
    ),
    # 东方财富发布此内容旨在传播更多信息，与本站立场无关: other captures of this upstream.
    FooterRule(
        kind="disclaimer",
        where="anywhere",
        pattern=r".{0,10}发布此(?:内容|信息).{0,30}传播更多信息.{0,300}",
    ),
    # 以上内容仅供参考，不构成投资建议; 本文仅代表作者观点; 本内容来自某平台创作者，不代表...
    FooterRule(
        kind="disclaimer",
        pattern=_L
        + r"(?:注\s{0,4}[:：]\s{0,4})?"
        + r"(?:以上|上述|本文|文[中章内]|本(?:报告|资讯|内容|信息|材料)|图文|内容)"
        + rf".{{0,80}}(?:{_ADVICE}|{_VIEWS}).{{0,200}}",
    ),
    FooterRule(
        kind="disclaimer",
        pattern=_L
        + r"(?:本(?:平台|站|网站|网|号|公司)|平台)(?:仅|只|不|所|对).{0,40}"
        + r"(?:存储(?:空间)?服务|存储空间|不承担.{0,12}责任|不负责|真实性|立场|传播).{0,200}",
    ),
    FooterRule(kind="disclaimer", pattern=rf"\s{{0,4}}[（(].{{0,60}}{_ADVICE}.{{0,60}}[）)]\s{{0,4}}"),
    # 风险提示及免责条款, 市场有风险，投资需谨慎; a list of an industry's risks is the article's.
    FooterRule(kind="disclaimer", pattern=_L + r"风险提示(?:及|与|和)免责(?:条款|声明)\s{0,4}[:：]?" + _R),
    FooterRule(
        kind="disclaimer",
        where="ends",
        pattern=_L
        + r"(?:风险提示\s{0,4}[:：]\s{0,4})?"
        + r"(?:股市|市场|投资|理财|入市|基金|期货)有风险[，,；;\s]{1,3}.{0,12}"
        + r"(?:谨慎|慎重).{0,150}",
    ),
    # 未经授权不得转载, 某网原创内容，未经授权...: newspapers and magazines.
    FooterRule(
        kind="copyright",
        pattern=_L
        + r"(?:[^。！？]{0,40}(?:版权|原创|独家)[^。！？]{0,40})?"
        + r"[，。；]?\s{0,4}未经.{0,24}(?:授权|许可|同意|允许).{0,24}"
        + r"(?:转载|镜像|摘编|复制|使用|违者).{0,200}",
    ),
    FooterRule(
        kind="copyright",
        pattern=_L
        + r"(?:(?:如需|欢迎|如要|若需)?(?:转载|转发)(?:本文)?[，,]?(?:请(?!求)|须|时|需|务必|必须)"
        + r"|(?:请勿|严禁|禁止)(?:转载|转发)).{0,120}",
    ),
    FooterRule(
        kind="copyright",
        pattern=_L + r"(?:本文|作品|图片|文章)?(?:版权|著作权)(?:声明|所有|归|属|说明|问题).{0,300}",
    ),
    FooterRule(kind="copyright", pattern=_L + r"(?:©|Copyright\b|All Rights Reserved).{0,200}"),
    FooterRule(
        kind="copyright",
        pattern=_L
        + r"[^。！？]{0,60}(?:[如若]有侵权|如涉及?侵权|侵权必究|侵删|(?:联系|立即|及时)删除)[^。！？]{0,80}"
        + _END,
    ),
    # （本文来自某报，更多原创资讯请下载“某报”APP）, 本文首发于某公众号, 经授权转载: reprints.
    FooterRule(
        kind="copyright",
        pattern=_L
        + r"(?:本文|原文|文章)(?:首发|来自|转载自|转自|为|系|由|已|经).{0,60}"
        + rf"(?:公众号|微信号|原创|授权|{_APP}|首发|独家|专栏).{{0,80}}",
    ),
    FooterRule(
        kind="copyright",
        pattern=_L + r"(?:已获|经)[^。！？]{0,20}授权(?:转载|发布|刊发)[^。！？]{0,40}" + _END,
    ),
    # （点击阅读报告全文）: inside a paragraph in 2 of 23 bodies; its link is another article's.
    FooterRule(
        kind="promotion",
        where="inside",
        pattern=r"[（(【]\s{0,4}点击(?:此处|这里)?\s{0,4}(?:阅读|查看|下载|进入|观看|了解)[^（）()【】]{0,30}[）)】]",
    ),
    FooterRule(
        kind="promotion",
        where="ends",
        pattern=_L
        + r"(?:戳|点击)(?:文末|左下角|右上角|上方|下方)?\s{0,4}"
        + rf"{_READ}[^。！？]{{0,40}}[。！？>＞↓]{{0,4}}"
        + _R,
    ),
    # 在东方财富看资讯行情，选东方财富证券一站式开户交易>>: other captures of this upstream.
    FooterRule(kind="promotion", where="anywhere", pattern=r"[^。！？]{0,60}一站式开户[^。！？]{0,10}"),
    FooterRule(
        kind="promotion",
        where="ends",
        pattern=_L + r"[^。！？]{0,40}(?:立即|马上|免费|极速|在线|点此|线上)\s?开户[^。！？]{0,30}" + _END,
    ),
    # 炒股就看某某研报，助您挖掘潜力主题机会！: above the text of a portal.
    FooterRule(
        kind="promotion",
        where="ends",
        pattern=_L
        + r"(?:炒股|选基金?|看行情|看财经|看新闻)[，,]?就?[看上用来选][^。？]{1,60}"
        + rf"(?:{_APP}|研报|机会|财经|证券)[^。？]{{0,30}}"
        + _END,
    ),
    # 打开东方财富APP查看更多, 更多精彩内容尽在某APP, 海量资讯、精准解读，尽在某财经APP.
    FooterRule(
        kind="promotion",
        pattern=_L
        + rf"(?:打开|下载|安装|登录|扫码下载)[^。！？，]{{1,20}}{_APP}[^。！？]{{0,40}}[>＞]{{0,3}}"
        + _END,
    ),
    FooterRule(
        kind="promotion",
        pattern=_L
        + r"(?:(?:想|欲)?(?:获取|了解|查看|知|看|掌握)?(?:更多|最新|最全)|海量|精彩|24小时滚动)"
        + rf"[^。！？]{{0,50}}{_FOLLOW}[^。！？]{{0,60}}"
        + _END,
    ),
    # 扫码关注公众号, 长按识别二维码, 用微信扫描二维码, 微信扫码分享, APP二维码.
    FooterRule(
        kind="promotion",
        pattern=_L
        + r"(?:请|可|用|微信|欢迎|立即|赶快|马上|手机|打开){0,4}"
        + r"(?:扫码|扫一扫|扫描[^。！？，]{0,8}(?:二维码|小程序码)"
        + r"|长按[^。！？，]{0,8}(?:识别|二维码|图片|关注))"
        + rf"(?:[^。！？]{{0,20}}(?:{_READ}|关注|加|群|分享|咨询)[^。！？]{{0,40}})?"
        + _END,
    ),
    FooterRule(
        kind="promotion",
        pattern=_L
        + r"(?:微信|微博|官方|APP|App|手机|客户端|公众号|关注|下载|视频号|抖音|网站){1,3}(?:二维码|扫一扫)"
        + _R,
    ),
    # 欢迎关注微信公众号“某报”, 关注某财经（某ID），获取更多机会, 微信号：...
    FooterRule(
        kind="promotion",
        pattern=_L
        + r"(?:欢迎|请|敬请|微信|搜索|点击|长按|记得|赶快|快来){0,4}"
        + rf"关注(?![到了着])[^。！？，]{{0,24}}{_ACCOUNT}[^。！？]{{0,60}}"
        + _END,
    ),
    FooterRule(
        kind="promotion",
        pattern=_L
        + r"(?:官方)?(?:微信)?(?:公众号|微信号|视频号|微信搜索|微信ID|(?:新浪|官方)微博)"
        + r"\s{0,4}[:：][^。！？]{0,60}"
        + _END,
    ),
    FooterRule(
        kind="promotion",
        pattern=_L
        + r"(?:欢迎|请|敬请){0,3}关注[^。！？，]{1,24}[（(][^（）()]{2,40}[）)][^。！？]{0,30}"
        + _END,
    ),
    # 相关资讯请关注：某某专区.
    FooterRule(kind="promotion", pattern=_L + r"[^。！？，]{2,12}请关注\s{0,4}[:：][^。！？]{1,40}" + _R),
    # 点赞、在看、转发: public accounts.
    FooterRule(
        kind="promotion",
        pattern=_L
        + r"[^。！？]{0,24}(?:点(?:个赞|个?在看)|点赞(?:关注|收藏|转发|(?!\w))|点亮(?:在看|小心心)"
        + r"|分享[到至给]?(?:朋友圈|好友|更多人|身边)|一键三连|设为?星标|加星标)[^。！？]{0,40}"
        + _END,
    ),
    # 商务合作请联系, 投稿邮箱：, 新闻热线：, 爆料.
    FooterRule(
        kind="promotion",
        pattern=_L
        + r"(?:(?:商务|内容|广告|版权)合作|广告(?:热线|投放)|投稿(?:邮箱|请|信箱|热线)?"
        + r"|(?:新闻|[报爆]料|采访|服务|举报|维权|读者|投诉|咨询|客服)(?:线索)?(?:热线|电话|邮箱|平台|通道)"
        + r"|联系(?:我们|邮箱|电话))\s{0,4}(?:[:：/，,]|请)\s{0,4}[^。！？]{2,100}"
        + _END,
    ),
    # 请支持独立网站，转发请注明本文链接：...
    FooterRule(
        kind="copyright",
        pattern=_L + r"请支持[^。！？]{2,12}[，,][^。！？]{0,20}(?:转发|转载)请[^。！？]{0,120}" + _END,
    ),
    # 相关报道>>>, 推荐阅读：某标题, and the lines of links under it.
    FooterRule(
        kind="related",
        pattern=_L
        + r"(?:相关|延伸|推荐|更多|往期|热门|精彩|编辑|猜你|热点|深度)"
        + r"(?:报道|阅读|新闻|链接|文章|推荐|资讯|专题|回顾|内容|喜欢|视频|稿件)"
        + r"\s{0,4}(?:[:：>＞》↓]{0,4}|[:：]\s{0,4}.{2,80})"
        + _R,
    ),
    FooterRule(
        kind="related",
        pattern=_L
        + r"(?:关键[词字]|标\s?签|TAGS?|Tags?|相关(?:话题|股票|个股|板块|标签))\s{0,4}[:：][^。！？]{0,80}",
    ),
    # Ways on from the page: 返回首页, 上一篇：..., 点击进入专题>>.
    FooterRule(
        kind="navigation",
        linked=True,
        pattern=r"\W{0,6}(?:(?:返回|回到)(?:首页|顶部|列表)|[上下]一[篇页条].{0,60}|(?:阅读|查看)(?:原文|全文)"
        r"|[^。！？>＞]{2,30}[>＞]{2,4})\W{0,6}",
    ),
    # 【1】【2】【3】, 分享到：微信 微博, 【打印】【关闭】.
    FooterRule(
        kind="navigation",
        pattern=r"\s{0,4}(?:[【\[（(]\s?(?:\d{1,2}|[上下首尾末]一?页)\s?[】\]）)]\s{0,4}){2,30}",
    ),
    FooterRule(
        kind="navigation",
        pattern=rf"[【\[（(\s]{{0,2}}(?:{_TOOL}[\s|｜/、：:】\[\]【（()）]{{0,4}}){{2,10}}",
    ),
    FooterRule(
        kind="navigation",
        pattern=_L
        + r"(?:分享[到至]|打印本页|关闭窗口|复制链接|返回顶部|(?:阅读|查看)原文)\s{0,4}[:：]?"
        + _R,
    ),
    # END, （完）, 全文完: where the article ends.
    FooterRule(
        kind="navigation",
        pattern=r"[\s（(【\[—–=*·.-]{0,8}(?:END|The End|End|完|全文完|本文完)[\s）)】\]—–=*·.-]{0,8}",
    ),
)
"""Rules that hold on any Chinese news site."""
