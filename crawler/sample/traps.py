"""Articles written by hand, each showing traps that real pages set; `TRAPS` names them all."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

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
from crawler.sample.model import (
    FINANCE,
    NEWS,
    Delivery,
    Post,
    SampleArticle,
    column,
    moment,
    new_key,
    post_path,
)
from crawler.sample.ordinary import media_post, rolling_post

TRAPS = {
    "ad_context": "a div that holds an advertisement",
    "ad_picture": "an advertisement's picture, which is none of the article's",
    "also_listed": "the same post in the listing of another category",
    "app_promotion": "a line that praises an app",
    "blank_end_tag": "end tags with a blank, which some parsers take for text",
    "bold_sentence": "a whole sentence in bold, which is no heading",
    "brackets": "brackets that are part of the text though they look like a source or a note",
    "caption": "a caption in the paragraph after a picture",
    "chart": "a live chart of a security",
    "chart_bare": "a chart without link and without the hidden paragraph before it",
    "chart_twice": "the same chart twice",
    "comment": "comments that stand for pictures",
    "crlf": "paragraphs parted by CRLF",
    "cut_source": "a source line cut by stock tags",
    "cut_words": "stock tags inside words",
    "disclaimer": "a disclaimer in a paragraph of its own",
    "duplicate": "the same article as rolling post and as the medium's post",
    "edited": "an article whose text changes",
    "editor": "the editor's name after the source line",
    "entities": "escaped angle brackets that belong to the text",
    "follow_line": "a line asking to scan a code or to follow an account",
    "forbidden": "a listed page that robots.txt keeps robots away from",
    "gbk_header": "a page in GBK that says so in its header",
    "gbk_meta": "a page in GBK that says so in its markup only",
    "gb_prefix": "a paragraph with tabs, a glued blank and non-breaking blanks around it",
    "heals": "a page that first answers 503",
    "indents": "full-width indents",
    "inner_link": "a link inside the text, to another article",
    "legacy_ending": "the links back in two lines, on an old host",
    "media_differs": "a digest that names another medium than the source line",
    "no_body": "a page without any body",
    "no_category": "a URL without category",
    "no_date": "a page without date",
    "no_ending": "a page without links at its end",
    "no_origin": "a page whose origin is empty",
    "no_title": "a page without title",
    "not_found": "a listed page that is gone",
    "notice": "a post of the site itself, whose URL holds no digits",
    "placeholder_alt": "a picture whose alternative text says nothing",
    "plain_body": "a body of bare text",
    "plain_heading": "a heading without markup, which is read as a paragraph",
    "raw_href": "a link with blanks that are not percent-encoded",
    "redirected": "a listing that still gives the post's old URL",
    "related": "a list of related articles",
    "sector_tag": "a tag on a sector, which is no security",
    "small_picture": "a picture without a larger variant",
    "table": "a table",
    "until_close": "a page that ends with its connection",
}


class _Desk:
    """Numbers the articles as they are written."""

    def __init__(self) -> None:
        self._serial = count(5000)

    def media(
        self, slug: str, title: str, traps: str, *body: Block, status: str = "ok", **post: object
    ) -> SampleArticle:
        """An article in a medium's post, its source line added."""
        serial = next(self._serial)
        published = moment(13, serial % 700 + 480)
        key, medium = new_key(published, serial), column(slug).media
        page = media_post(column(slug), key, published, (*body, source(medium)), **post)
        return SampleArticle(
            key=key,
            title=title,
            published=published,
            media=medium,
            posts=(page,),
            status=status,
            traps=frozenset(traps.split()),
        )

    def rolling(
        self, title: str, traps: str, media: str, digest: str, *body: Block, **post: object
    ) -> SampleArticle:
        """An article in a rolling post, its source line added unless it has none or brings its own."""
        serial = next(self._serial)
        published = moment(14, serial % 700 + 480)
        key = new_key(published, serial)
        cut = any(line.kind == "source" for part in body for line in part.footer)
        whole = body if cut or not media else (*body, source(media))
        page = rolling_post(key, published, whole, digest=digest, **post)
        return SampleArticle(
            key=key,
            title=title,
            published=published,
            media=media,
            posts=(page,),
            traps=frozenset(traps.split()),
        )


def traps() -> list[SampleArticle]:
    """All of them."""
    desk = _Desk()
    return [
        *_pictures_and_charts(desk),
        *_tags(desk),
        *_paragraphs(desk),
        *_footers(desk),
        *_pages(desk),
        *_deliveries(desk),
        *_outcomes(desk),
        *_several_ways(desk),
        _notice(),
    ]


def _pictures_and_charts(desk: _Desk) -> list[SampleArticle]:
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
            picture("D25755398094054190002_w276h155", alt="图片", full=False),
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


def _tags(desk: _Desk) -> list[SampleArticle]:
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


def _paragraphs(desk: _Desk) -> list[SampleArticle]:
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


def _footers(desk: _Desk) -> list[SampleArticle]:
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
                "editor related",
                block("江岸市场的特种纸报价本周再涨三个百分点，为连续第五周上涨。"),
                block("长汀纸业称，木浆库存够用到五月，暂不调整出厂价。"),
            ),
            footer("editor", "（责任编辑：林见）"),
            footer("disclaimer", "郑重声明：样本新闻刊发此内容只为传播信息，与本站立场无关。"),
        ),
        _with_tail(
            desk.media(
                "qingyukehuduan",
                "冷链物流的最后一公里",
                "ad_context ad_picture follow_line",
                block("从海岬港到青屿县城，一箱冻鱼要换三次车。"),
                invisible(
                    '<p><a class="em_handle_adv_close" href="#"><img src="'
                    + NEWS
                    + '/download/ad.png"></a></p>'
                ),
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


def _pages(desk: _Desk) -> list[SampleArticle]:
    dateless = desk.media(
        "Techdaily",
        "控制芯片的两种封装路线",
        "no_date",
        block("拾光半导体选择了成本更低的路线，星渡软件的工程师并不认同。"),
        block("两家公司约定，夏天之前各拿出一千片样片来比。"),
    )
    return [
        replace(dateless, published=None),
        desk.rolling(
            "",
            "no_title",
            "TechDaily",
            "星渡软件发布新一代港口调度系统。",
            block("星渡软件发布新一代港口调度系统，称其排班速度提高四成。"),
            block("该系统已在望潮湾试运行两个月。"),
        ),
        _uncategorised(
            desk.rolling(
                "轻型叉车出口排产已到六月",
                "no_category",
                "海岬通讯社",
                "轻型叉车出口订单排到六月，北岭重机加开夜班。",
                block("轻型叉车出口订单排到六月，北岭重机从本周起加开夜班。"),
            )
        ),
        desk.media(
            "anxin guoji(xianggang)",
            "安心国际：港口服务业估值仍有修复空间",
            "raw_href legacy_ending",
            block("安心国际(香港)发表报告，认为港口服务业的估值低于十年均值。"),
            block("报告把望潮港务的目标价上调了一成。"),
            ending="lines",
        ),
        desk.media(
            "beilingyanjiuzhongxin",
            "北岭周评：产能出清走到哪一步",
            "no_ending",
            block("过去一周，精细化工行业又有两条老线停产。"),
            block("我们判断，出清的速度会在第二季度放慢。"),
            ending="none",
        ),
    ]


def _uncategorised(article: SampleArticle) -> SampleArticle:
    published = article.order
    posts = tuple(replace(p, slug="", path=post_path("", published, article.key)) for p in article.posts)
    return replace(article, posts=posts)


def _deliveries(desk: _Desk) -> list[SampleArticle]:
    wide = "这一页以国标码传送，读错了字符集，满篇都会是乱码。"
    return [
        desk.media(
            "haijiatongxunshe",
            "海岬港开通第三条近洋航线",
            "gbk_header",
            block("海岬港周四开通第三条近洋航线，每周两班，单程四十小时。"),
            block(wide),
            delivery=Delivery(charset="gbk", coding="gzip"),
        ),
        desk.media(
            "haijiatongxunshe",
            "老码头改造留下一座吊机",
            "gbk_meta",
            block("老码头的七座吊机拆了六座，留下的一座将改成观景台。"),
            block(wide),
            delivery=Delivery(charset="gbk", declared="meta"),
        ),
        desk.media(
            "TechDaily",
            "工业软件的订单为何总在年底",
            "until_close",
            block("买工业软件的钱多半来自技改预算，而技改预算多半在年底花完。"),
            delivery=Delivery(framing="close"),
        ),
        desk.media(
            "TechDaily",
            "星渡软件把机房搬到了水下",
            "heals",
            block("星渡软件把一组服务器沉到了望潮湾二十米深的海床上。"),
            block("海水替它省下了四成的制冷用电。"),
        ),
    ]


def _outcomes(desk: _Desk) -> list[SampleArticle]:
    empty = desk.media("qingyukehuduan", "这一页没有正文", "no_body", status="no_body", ending="none")
    secret = desk.media(
        "qingyukehuduan",
        "内部通讯：请勿收录",
        "forbidden",
        block("这一页不对机器人开放。"),
        status="forbidden",
    )
    private = tuple(
        replace(p, slug="private", path="/private" + p.path[p.path.index("/", 1) :]) for p in secret.posts
    )
    return [
        desk.media(
            "qingyukehuduan",
            "这一页已经撤下",
            "not_found",
            block("撤下之前，它只有这一句。"),
            status="not_found",
        ),
        replace(empty, posts=tuple(replace(post, blocks=()) for post in empty.posts)),
        replace(secret, posts=private),
    ]


def _several_ways(desk: _Desk) -> list[SampleArticle]:
    edited = desk.media(
        "jianganzhengquanbao",
        "白鹭环保签下三年供货合同",
        "edited",
        block("白鹭环保3月13日与青屿县签下供货合同，为期三年，总价1.8亿元。"),
        block("首批可降解薄膜将于四月交付。"),
    )
    correction = (
        block("白鹭环保3月13日与青屿县签下供货合同，为期三年，总价1.6亿元。"),
        block("首批可降解薄膜将于四月交付。"),
        block("更正：本文初稿把合同总价误写为1.8亿元。"),
        source("江岸证券报"),
    )
    moved = desk.media(
        "meiriyangbenxinwen",
        "晨雾饮品在石桥新区扩建灌装线",
        "redirected",
        block("晨雾饮品将在石桥新区扩建两条灌装线，年底前投产。"),
    )
    relisted = desk.media(
        "beilingyanjiuzhongxin",
        "北岭观察：海运价格的五个信号",
        "also_listed",
        block("第一个信号来自空箱，第二个信号来自保险费率，其余三个都在油价里。"),
        listed=("beilingyanjiuzhongxin", "haijiatongxunshe"),
    )
    return [replace(edited, edited=correction), _moved(moved), relisted, _duplicate(desk)]


def _moved(article: SampleArticle) -> SampleArticle:
    old = f"/meiriyangben{article.order:/%Y/%m/%d}/{article.key}.html"
    return replace(article, posts=tuple(replace(post, old_path=old) for post in article.posts))


def _duplicate(desk: _Desk) -> SampleArticle:
    opening = "拾光半导体3月14日与云岫电气约定，共同建设一座封装厂。"
    article = desk.rolling(
        "拾光半导体与云岫电气共建封装厂",
        "duplicate",
        "江岸证券报",
        opening,
        block(
            stock("0.009908", "拾光半导体"),
            "3月14日与",
            stock("1.609906", "云岫电气"),
            "约定，共同建设一座封装厂。",
        ),
        block("封装厂选址松原路园区，两家各出资一半。"),
    )
    media = column("jianganzhengquanbao")
    post = media_post(media, article.key, article.order, _untagged(article.posts[0]), separator="\r\n")
    return replace(article, posts=(*article.posts, post))


def _untagged(post: Post) -> tuple[Block, ...]:
    return tuple(replace(part, html=part.untagged, tickers=()) for part in post.blocks)


def _notice() -> SampleArticle:
    published = moment(1, 1293)
    post = Post(
        slug="sitenews",
        path=post_path("sitenews", published, "kaizhan"),
        tag="站长消息",
        blocks=(block("样本新闻今日开站，祝各位读得明白。"),),
        ending="none",
        listed=("sitenews",),
    )
    return SampleArticle(
        key=post.path.removesuffix(".html").lstrip("/"),
        title="开站启事",
        published=published,
        media="",
        posts=(post,),
        traps=frozenset({"notice"}),
    )
