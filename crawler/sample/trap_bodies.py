"""Hand-written articles whose body is the trap: charts, tags, odd paragraphs, footers."""

from __future__ import annotations

from dataclasses import replace

from crawler.sample import blocks
from crawler.sample.blocks import (
    Block,
    block,
    chart,
    footer,
    heading,
    invisible,
    markup,
    picture,
    source,
    stock,
)
from crawler.sample.desk import Desk
from crawler.sample.model import FINANCE, NEWS, SampleArticle

_AD = f'<p><a class="em_handle_adv_close" href="#"><img src="{NEWS}/download/ad.png"></a></p>'


def pictures_and_charts(desk: Desk) -> list[SampleArticle]:
    """Charts, pictures and a table."""
    return [
        desk.media(
            "jianganzhengquanbao",
            "石桥水泥：上半年预盈3.1亿元至3.6亿元",
            "chart blank_end_tag",
            chart("1.609901"),
            block("石桥水泥3月13日晚间公告，预计上半年盈利3.1亿元至3.6亿元。", close_tag="<br /></p >"),
            block("公司称，外省订单恢复和煤价下行是利润回升的两个原因。", close_tag="</p >"),
        ),
        desk.media(
            "meiriyangbenxinwen",
            "望潮港务回应：两座新泊位不并入上市公司",
            "chart_twice chart_bare",
            chart("0.009902"),
            block("有投资者在互动平台询问，望潮港务在建的两座泊位何时并表。"),
            chart("0.009902", anchor=False, hidden=False),
            block("望潮港务答复，泊位由控股股东投资，目前没有并入上市公司的安排。"),
        ),
        desk.media(
            "beilingyanjiuzhongxin",
            "一图看懂潮汐发电站怎样并网",
            "caption placeholder_alt small_picture",
            picture("D25755398094054190001_w552h310", caption="图片来源：望潮湾工程指挥部"),
            block("望潮湾的潮汐电站上周完成并网试验，六台机组轮流发电七十二小时。"),
            heading("为什么选在冬末"),
            block("冬末的潮差最稳，电网负荷也低，工程师有足够时间观察每一次切换。"),
            picture("D25755398094054190002_w276h155", alt="图片", full=False, kind="jpg"),
            block("并网之后，电站每年可为松原路园区供电九千万度。"),
        ),
        desk.media(
            "jianganzhengquanbao",
            "港口服务板块成交一览",
            "table",
            block("下表列出昨日成交居前的四家公司。"),
            blocks.table(
                (
                    ("证券代码", "证券简称", "成交额（亿元）"),
                    ("009902", "望潮港务", "12.60"),
                    ("609903", "海岬航运", "9.84"),
                    ("609904", "千帆物流", "7.15"),
                    ("009905", "白鹭环保", "3.02"),
                )
            ),
            block("四家公司合计成交三十二亿元，比前一日多出一成。"),
        ),
    ]


def tags(desk: Desk) -> list[SampleArticle]:
    """Stock tags, links and entities."""
    bridge = desk.rolling(
        "快讯：白鹭洲大桥恢复通车",
        "no_origin",
        "海岬通讯社",
        "白鹭洲大桥今晨六时恢复双向通车。",
        block("白鹭洲大桥今晨六时恢复双向通车，货车限行措施同时取消。"),
        origin="",
    )
    power = blocks.sector("90.BK9001", "潮汐发电")
    return [
        bridge,
        desk.rolling(
            "云岫电气中标海岬港岸电项目",
            "sector_tag cut_words",
            "海岬通讯社",
            "云岫电气3月14日公告，中标海岬港岸电改造项目，金额2.4亿元。",
            block(stock("1.609906", "云岫电气"), "3月14日公告，中标海岬港岸电改造项目，金额2.4亿元。"),
            block("公司此前参与过", power, "设备的供货，并与", stock("106.ZZQ", "赤岩"), "矿业有过合作。"),
            block(
                "海岬港贸易委员会（T",
                blocks.info("PPI"),
                "C）称，首批低",
                blocks.keyword("1.609907", "温阀"),
                "门已到港。",
            ),
        ),
        desk.rolling(
            "江岸市公布春季开工清单 四十八个项目本月动工",
            "cut_source media_differs",
            "江岸证券报",
            "江岸市春季开工清单共有四十八个项目，总投资三百一十亿元。（江岸证券报网站）",
            block("江岸市春季开工清单共有四十八个项目，总投资三百一十亿元。"),
            block("其中交通项目十七个，水利项目九个，其余为产业园区。"),
            source("江岸证券报", "江岸", blocks.keyword("90.BK9002", "证券"), "报"),
        ),
        desk.rolling(
            "青屿生物通过《春城公约》复审",
            "entities inner_link",
            "青屿客户端",
            "青屿生物通过了《春城公约》的复审，成为首家通过复审的企业。",
            block(
                "青屿生物通过了",
                markup("《&lt;春城公约&gt;第三修正案》", "《<春城公约>第三修正案》"),
                "的复审，成本 & 能耗均达标。",
            ),
            block(
                "此前一天，",
                blocks.link(f"{FINANCE}/a/{bridge.key}.html", "白鹭洲大桥恢复通车"),
                "，运输已不受影响。",
            ),
        ),
    ]


def paragraphs(desk: Desk) -> list[SampleArticle]:
    """Paragraphs and headings in every shape."""
    return [
        desk.media(
            "haijiatongxunshe",
            "海岬港引航站的最后一班夜岗",
            "crlf indents gb_prefix",
            block(
                markup(
                    "　　凌晨两点，引航员老周登上了当晚的最后一条船。",
                    "凌晨两点，引航员老周登上了当晚的最后一条船。",
                )
            ),
            block(
                markup("\t &nbsp;他说，风向变了， 船也就慢了。&nbsp;　", "他说，风向变了， 船也就慢了。")
            ),
            block(
                markup(
                    "　　天亮之后，引航站将改由岸上的值班员远程调度。\r\n",
                    "天亮之后，引航站将改由岸上的值班员远程调度。",
                )
            ),
            separator="\r\n",
        ),
        desk.media(
            "songyuanbao  songyuanAPP",
            "松原路园区的三笔账",
            "bold_sentence plain_heading brackets",
            heading("第一笔账 ", close_tag="</strong></p>"),
            block("园区去年用水量下降一成(松原报3月2日报道)，据记者了解，回用水是主要原因。"),
            block(
                "“省下来的水费，够多养一个班组。”园区的会计这样说。",
                open_tag="<p><strong>",
                close_tag="</strong></p>",
            ),
            block("第二笔账"),
            block(
                "用电的账更难算。有消息称来源：多家企业共用一台变压器，电表却只有一块（编者注：去年底已分装）。"
            ),
        ),
        desk.media(
            "qingyukehuduan",
            "青屿县的盐碱地里种出了什么",
            "comment blank_end_tag",
            invisible("<!--IMG#0-->"),
            block("三年前，这片盐碱地的收成还不够付水费。", close_tag="</p >"),
            invisible("<!--IMG#1-->"),
            block("今年春天，禾风种业在这里试种了十二个品种，活下来的有九个。", close_tag="</p >"),
        ),
        desk.rolling(
            "港口板块午后走强",
            "plain_body",
            "",
            "",
            _bare("港口板块午后多股走强，一场春天的行情要来了吗？"),
        ),
    ]


def _bare(text: str) -> Block:
    return replace(block(text), html=text, untagged=text)


def footers(desk: Desk) -> list[SampleArticle]:
    """What stands under an article."""
    return [
        desk.media(
            "jianganzhengquanbao",
            "种业公司密集披露春播订单",
            "disclaimer app_promotion",
            block("截至3月12日，已有六家种业公司披露了春播订单。"),
            block("其中禾风种业的订单金额最高，为4.2亿元。"),
            footer("disclaimer", "（声明：本文内容仅供参考，不构成投资建议。）"),
            footer("promotion", "在样本新闻看行情，选样本证券一站式开户交易>>"),
        ),
        _with_tail(
            desk.media(
                "meiriyangbenxinwen",
                "特种纸价格连涨五周",
                "editor related byline",
                blocks.byline("本报记者 林见 苏禾", "林见", "苏禾"),
                block("江岸市场的特种纸报价本周再涨三个百分点，为连续第五周上涨。"),
                block("长汀纸业称，木浆库存够用到五月，暂不调整出厂价。"),
            ),
            footer("editor", "（责任编辑：林见）"),
            footer("disclaimer", "郑重声明：样本新闻刊发此内容只为传播信息，与本站立场无关。"),
            footer("related", "相关报道>>>"),
            footer("related", blocks.link(f"{FINANCE}/a/202503103000337897.html", "纸价为何在春天上涨")),
            footer("related", blocks.link(f"{FINANCE}/a/202503093000289626.html", "木浆进口量的三种算法")),
        ),
        desk.media(
            "haijiatongxunshe",
            "一份报告算清了岸电的成本",
            "inner_promotion",
            blocks.promoted(
                "海岬港研究室昨天发表了岸电成本报告。",
                blocks.link(f"{FINANCE}/a/202503103000337897.html", "点击阅读报告全文"),
            ),
            block("报告认为，船舶停靠期间改用岸电，三年可以收回改造费用。"),
        ),
        _with_tail(
            desk.media(
                "qingyukehuduan",
                "冷链物流的最后一公里",
                "ad_context ad_picture follow_line",
                block("从海岬港到青屿县城，一箱冻鱼要换三次车。"),
                invisible(_AD),
                block("千帆物流打算把换车次数减到一次，代价是多修一座冷库。"),
                footer("promotion", "扫码关注青屿客户端公众号，第一时间获取资讯"),
            ),
            footer(
                "advertisement",
                "广告：样本证券开户",
                open_tag='<div class="ad_context3">',
                close_tag="</div>",
            ),
        ),
    ]


def _with_tail(article: SampleArticle, *tail: Block) -> SampleArticle:
    posts = tuple(replace(post, blocks=(*post.blocks, *tail)) for post in article.posts)
    return replace(article, posts=posts)
