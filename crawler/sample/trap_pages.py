"""Hand-written articles whose page, delivery or way into the site is the trap."""

from __future__ import annotations

from dataclasses import replace

from crawler.sample.blocks import Block, block, source, stock
from crawler.sample.columns import column
from crawler.sample.desk import Desk
from crawler.sample.model import Delivery, Post, SampleArticle, moment, post_path
from crawler.sample.ordinary import media_post


def pages(desk: Desk) -> list[SampleArticle]:
    """Pages that lack what others have."""
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


def deliveries(desk: Desk) -> list[SampleArticle]:
    """Pages that travel in odd ways."""
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


def outcomes(desk: Desk) -> list[SampleArticle]:
    """Pages that no article comes of."""
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


def several_ways(desk: Desk) -> list[SampleArticle]:
    """Articles that change, move, or are found in several places."""
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
    posts = tuple(replace(post, old_path=post.path.replace("/NW", "/")) for post in article.posts)
    return replace(article, posts=posts)


def _duplicate(desk: Desk) -> SampleArticle:
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


def notice() -> SampleArticle:
    """A post of the site itself."""
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
