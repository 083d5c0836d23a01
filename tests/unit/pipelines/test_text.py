from __future__ import annotations

import pytest

from crawler.items import FooterLine, Image, Link, Span, Table, Ticker

CHART = "https://webquoteklinepic.eastmoney.com/GetPic.aspx?nid={}&amp;imageType=k"


@pytest.mark.parametrize(
    ("html", "paragraphs"),
    [
        ("<p>一。</p><p>二。</p>", ["一。", "二。"]),
        ("<p>一。</p>\r\n <p>二。</p>", ["一。", "二。"]),
        ("<p>　　一。 </p><p>\xa0二 \r\n</p>", ["一。", "二"]),
        ("<p>甲 乙　丙</p>", ["甲 乙　丙"]),
        ("<p>一。<br /></p>", ["一。"]),
        ("<p>一。<br/>　　二。</p>", ["一。", "二。"]),
        ("<p>一</p >二<p>三</p >", ["一", "二", "三"]),
        ("<p>《&lt;议定书&gt;修正案》&amp;lt;</p>", ["《<议定书>修正案》&lt;"]),
        ("<p>零\u200b宽\ufeff字\x07符</p>", ["零宽字符"]),
        ("<p>一</p><!--IMG#0--><!-- 注 -->二<?x y?>三", ["一", "二三"]),
        ("<script>a()</script><style>p{}</style><p>一</p><noscript>无</noscript>", ["一"]),
        ('<p style="display:none;height:1px"><br />藏</p><p hidden>藏</p><p>一</p>', ["一"]),
        ('<p><span style="DISPLAY : NONE">藏</span>见</p>', ["见"]),
        ("<ul><li>甲</li><li><p>乙</p></li></ul>", ["甲", "乙"]),
        ("<pre>第一行\n第二行</pre>", ["第一行", "第二行"]),
        ("<div>裸文<div>内</div>尾</div>", ["裸文", "内", "尾"]),
        ("没有标签的文字。", ["没有标签的文字。"]),
        ("<p>未闭合<p>又一段", ["未闭合", "又一段"]),
        ("<table><tr><td><p>版面表格。</p></td></tr></table>", ["版面表格。"]),
        ("", []),
        ("<p> </p><p>　</p><hr>", []),
        ("<p>一。<br><br>二。</p>", ["一。", "二。"]),
        ("<p>一。\r\n　　二。\n 　　三</p>", ["一。", "二。", "三"]),
        ("<p>一。　　二！”　　三</p>", ["一。", "二！”", "三"]),
        ("<p>一。<b>　　二。</b>　　三</p>", ["一。", "二。", "三"]),
        ("<p>张三　　李四</p>", ["张三　　李四"]),
        ("<p>换行的\n一句话。</p>", ["换行的一句话。"]),
        ("<p>two\r\nwords <b>and</b> <i>more</i></p>", ["two words and more"]),
        ("第一行。\n第二行，<b>粗</b>。\r\n\r\n　　第三行。", ["第一行。", "第二行，粗。", "第三行。"]),
        ("<blockquote><p>引文。</p></blockquote><p>一</p>", ["引文。", "一"]),
        ("<ol><li>甲<ul><li>乙</li></ul></li><li><p>丙</p><p>丁</p></li></ol>", ["甲", "乙", "丙", "丁"]),
        ("<dl><dt>问</dt><dd>答</dd></dl>", ["问", "答"]),
        ("<div><p>甲<div>乙</div>丙</div>丁", ["甲", "乙", "丙", "丁"]),
        ('<embed src="/a.swf" style="display:none"><p>甲</p>乙', ["甲", "乙"]),
        ("<video><source src=/a.mp4>放不了</video><p>长<wbr>词</p>", ["长词"]),
        ("<b><p>甲</b>乙</p><p>丙", ["甲乙", "丙"]),
        ("<p>&amp;amp; &#20013; &nbsp;&copy;&#8203;&#7;</p>", ["&amp; 中 \xa0©"]),
        ("<p>左\u202e右\u2066内\u2069尾\u200f</p>", ["左右内尾"]),
        (
            '<p style="font-size: 0px">藏</p><p style="opacity:0;">藏</p><p style="opacity:0.5">见</p>',
            ["见"],
        ),
        ('<p style="position:absolute;left:-9999px">藏</p><p style="font-size:0.9em">见</p>', ["见"]),
        ("<p><svg><title>标志</title><text>x</text></svg>见</p><dialog>见</dialog>", ["见", "见"]),
        ("<p><ruby>汉<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby></p>", ["汉hàn"]),
    ],
)
def test_each_block_of_text_is_a_paragraph(body, html, paragraphs):
    assert body(html).paragraphs == paragraphs


def test_text_that_tags_cut_is_joined_without_blanks(body):
    html = (
        '<p>某机构(C<span id="Info.1"><a href="http://data.example/ppi" class="infokey">PPI</a></span>B)'
        '买入<span id="stock_1.600001"><a href="http://quote.example/1.600001" class="keytip" '
        'data-code="1,600001">甲股份</a></span><span id="quote_1.600001"></span>，'
        '壮<span web="1" href="http://quote.example/x" '
        'class="em_stock_key_common" data-code="1,601519">大智慧</span>产品</p>'
    )
    found = body(html)
    assert found.paragraphs == ["某机构(CPPIB)买入甲股份，壮大智慧产品"]
    assert found.tickers == [
        Ticker(symbol="1.600001", code="600001", market="XSHG", name="甲股份", found="tag")
    ]
    assert found.links == []


@pytest.mark.parametrize(
    ("code", "market"),
    [
        ("0,002752", "XSHE"),
        ("0,300343", "XSHE"),
        ("1,600519", "XSHG"),
        ("116,00700", "XHKG"),
        ("105,PDD", "XNAS"),
        ("106,BABA", "XNYS"),
        ("107,SPY", "XASE"),
        ("100,HSI", "100"),
        ("0,830799", "0"),
    ],
)
def test_a_market_is_named_by_its_mic_where_it_has_one(body, code, market):
    (ticker,) = body(f'<p><a class="keytip" data-code="{code}">甲</a></p>').tickers
    assert (ticker.market, ticker.symbol) == (market, code.replace(",", "."))


@pytest.mark.parametrize("code", ["90,BK0493", "", "x", "1;2"])
def test_a_sector_or_a_broken_code_gives_no_ticker(body, code):
    found = body(f'<p><a class="keytip" href="http://q.example/" data-code="{code}">新能源</a></p>')
    assert (found.tickers, found.links, found.paragraphs) == ([], [], ["新能源"])


@pytest.mark.parametrize("anchor", [True, False])
def test_a_live_chart_is_removed_and_its_security_kept(body, anchor):
    chart = f'<img src="{CHART.format("0.002752")}" alt="K图 002752_0" />'
    if anchor:
        chart = f'<a href="http://quote.eastmoney.com/unify/r/0.002752" class="EmImageRemark">{chart}</a>'
    html = f'<!-- EM_StockImg_Start --><p align="center">{chart}</p><!-- EM_StockImg_End --><p>文。</p>'
    found = body(html * 2)
    assert (found.paragraphs, found.images, found.links) == (["文。", "文。"], [], [])
    assert found.tickers == [
        Ticker(symbol="0.002752", code="002752", market="XSHE", name="", found="chart")
    ]


def test_a_chart_of_a_sector_gives_no_ticker(body):
    assert body(f'<p><img src="{CHART.format("90.BK0473")}"></p>').tickers == []


def test_pictures_bear_their_full_size_and_their_place(body):
    found = body(
        '<p>一</p><center><img src="/a.jpg" width="580" orginial_src="/a_o.jpg" alt="Image"></center>'
        '<center><img src="//cdn.example/b.png"></center><p>二<img src="/c.jpg">三</p>'
    )
    host = "https://finews.withounder.com"
    assert found.images == [
        Image(url=f"{host}/a.jpg", full_url=f"{host}/a_o.jpg", width=580, caption="", position=1),
        Image(
            url="https://cdn.example/b.png", full_url="https://cdn.example/b.png", caption="", position=1
        ),
        Image(url=f"{host}/c.jpg", full_url=f"{host}/c.jpg", caption="", position=2),
    ]
    assert found.paragraphs == ["一", "二三"]


@pytest.mark.parametrize(
    ("image", "url", "full_url"),
    [
        ('<img src="/a.jpg" srcset="/a1.jpg 400w, /a3.jpg 1200w,/a2.jpg 800w">', "/a.jpg", "/a3.jpg"),
        ('<img src="/a.jpg" srcset="/a2.jpg?x=1,w_800 2x">', "/a.jpg", "/a2.jpg?x=1,w_800"),
        (
            '<picture><source srcset="/b.webp 1600w"><source srcset="/c.webp"><img src="/a.jpg"></picture>',
            "/a.jpg",
            "/b.webp",
        ),
        ('<img src="/img/loading.gif" data-src="/a.jpg">', "/a.jpg", "/a.jpg"),
        ('<img src="/blank.png" data-original="/b.jpg" data-src="/a.jpg">', "/a.jpg", "/b.jpg"),
        ('<a href="/b.jpg"><img src="/a.jpg"></a>', "/a.jpg", "/b.jpg"),
    ],
)
def test_the_largest_variant_of_a_picture_is_known(body, image, url, full_url):
    host = "https://finews.withounder.com"
    (found,) = body(f"<p>文</p>{image}").images
    assert (found.url, found.full_url) == (host + url, host + full_url)


@pytest.mark.parametrize(
    ("image", "size"),
    [
        ('<img src="/a_w552h310.jpg" width="580">', (552, 310)),
        ('<img src="/a-1080x720.jpg">', (1080, 720)),
        ('<img src="/a.jpg" width="580" height="300px">', (580, 300)),
        ('<img src="/a.jpg" style="max-width:100%; width: 550px;height:310.5px">', (550, 310)),
        ('<img src="/a.jpg" width="100%">', (None, None)),
        ('<img src="/a.jpg">', (None, None)),
    ],
)
def test_a_picture_has_the_size_that_the_page_states(body, image, size):
    found = body(image)
    assert (found.images[0].width, found.images[0].height) == size
    assert body(found.html).images == found.images


@pytest.mark.parametrize(
    "html",
    [
        '<img src="data:image/gif;base64,AAAA">',
        '<img src="/t.gif" width="1" height="1">',
        "<img>",
        '<img src="javascript:x">',
    ],
)
def test_what_is_no_picture_of_the_article_is_left_out(body, html):
    assert body(f"<p>文</p>{html}").images == []


def test_a_picture_that_loads_late_is_found(body):
    (image,) = body('<p><img src="data:image/gif;base64,AA" data-src="/late.jpg"></p>').images
    assert image.url == "https://finews.withounder.com/late.jpg"


PICTURE = '<center><img src="/a.jpg"></center>'


@pytest.mark.parametrize(
    "html",
    [
        PICTURE + '<p style="text-align:center;">图片来源：甲公司官网</p>',
        PICTURE + "<p>图片来源：甲公司官网</p>",
        PICTURE + '<p align="center">甲公司厂房一角</p>',
        '<figure><img src="/a.jpg"><figcaption>甲公司厂房一角</figcaption></figure>',
        '<center><img src="/a.jpg"><br>甲公司厂房一角</center>',
        PICTURE + '<div class="pic-desc">甲公司厂房一角</div>',
        f'<div class="img_wrapper">{PICTURE}<span class="img_descr">甲公司厂房一角</span></div>',
        PICTURE + '<p class="image_caption">甲公司厂房一角</p>',
        PICTURE + "<p>甲公司厂房一角。通讯员 张三 摄</p>",
        PICTURE + "<p>甲公司厂房一角（企业供图）</p>",
    ],
)
def test_the_line_under_a_picture_is_its_caption(body, html):
    found = body(html + "<p>正文。</p>")
    assert found.paragraphs == ["正文。"]
    assert found.images[0].caption.startswith("图片来源" if "图片来源" in html else "甲公司厂房")


@pytest.mark.parametrize(
    "html",
    [
        PICTURE + "<p>左对齐的一段正文。</p>",
        PICTURE + '<p style="text-align:center;"><strong>居中的小标题</strong></p>',
        PICTURE + '<p style="text-align:center;">（文章来源：甲报）</p>',
        PICTURE + '<p style="text-align:center;">' + "长" * 101 + "</p>",
        "<p>正文。</p>" + '<p style="text-align:center;">没有图片的居中行</p>',
        PICTURE + '<div class="pic-text">' + "长" * 101 + "</div>",
        PICTURE + '<p class="article-text">左对齐的一段正文。</p>',
    ],
)
def test_other_lines_are_no_captions(body, html):
    found = body(html)
    assert all(not image.caption for image in found.images)
    assert found.paragraphs


@pytest.mark.parametrize(
    ("html", "is_heading"),
    [
        ("<p><strong>三季度业绩情况</strong></p>", True),
        ("<p><strong>三季度</strong><b>业绩</b> </p>", True),
        ("<p><strong>发展<span class='em_stock_key_common'>绿色经济</span>，推动转型</strong></p>", True),
        ("<h3>三季度业绩情况。</h3>", True),
        ('<p><span style="font-weight: bold">三季度业绩情况</span></p>', True),
        ("<p><strong>这是加粗的一整句话。</strong></p>", False),
        ("<p><strong>以下为名单：</strong></p>", False),
        ("<p><strong>" + "长" * 41 + "</strong></p>", False),
        ("<p><strong>每经：</strong>此前如何</p>", False),
        ("<p>三季度业绩情况</p>", False),
    ],
)
def test_a_short_bold_paragraph_without_closing_mark_is_a_heading(body, html, is_heading):
    found = body("<p>首段。</p>" + html)
    assert found.headings == ([1] if is_heading else [])
    assert len(found.paragraphs) == 2


def test_a_table_gives_its_rows(body):
    found = body(
        '<p>一</p><table border="0"><caption>名单</caption><tbody>'
        "<tr><th>证券代码</th><th>简<br>称</th></tr>"
        '<tr><td>600001</td><td><a class="keytip" data-code="1,600001">甲股份</a> </td></tr>'
        "<tr></tr></tbody></table>"
    )
    assert found.paragraphs == ["一", "名单"]
    rows = [["证券代码", "简 称"], ["600001", "甲股份"]]
    assert found.tables == [Table(rows=rows, header_rows=1, position=2)]
    assert [ticker.symbol for ticker in found.tickers] == ["1.600001"]


def test_cells_that_span_keep_every_cell_in_its_column(body):
    found = body(
        "<table><thead><tr><td rowspan=2>公司</td><td colspan=2>业绩</td></tr>"
        "<tr><td>营收</td><td>利润</td></tr></thead><tr><th>甲</th><td>1</td><td rowspan='9'>2</td></tr>"
        "<tr></tr><tr><td>乙</td><td>3</td></tr></table>"
    )
    assert found.tables == [
        Table(
            rows=[["公司", "业绩", ""], ["", "营收", "利润"], ["甲", "1", "2"], ["乙", "3", ""]],
            header_rows=2,
            spans=[
                Span(row=0, column=0, rows=2, columns=1),
                Span(row=0, column=1, rows=1, columns=2),
                Span(row=2, column=2, rows=2, columns=1),
            ],
            position=0,
        )
    ]
    assert body(found.html).tables == found.tables


@pytest.mark.parametrize("span", ["0", "-1", "x", "", "9" * 5000, "1.5"])
def test_a_span_that_is_none_spans_nothing(body, span):
    (table,) = body(f'<table><tr><td colspan="{span}">甲</td><td>乙</td></tr></table>').tables
    assert (table.rows, table.spans) == ([["甲", "乙"]], [])


def test_spans_fill_no_memory(body):
    row = "<tr>" + "<td colspan=1000 rowspan=1000>甲</td>" * 50 + "</tr>"
    (table,) = body(f"<table>{row * 50}</table>").tables
    assert sum(map(len, table.rows)) <= 50 * 50 + 10_000
    assert sum(cell == "甲" for row in table.rows for cell in row) == 50 * 50


def test_pictures_and_links_in_a_table_are_kept(body):
    found = body('<table><tr><td><img src="/a.jpg">甲</td><td><a href="/b">乙</a></td></tr></table>')
    assert len(found.images) == 1
    assert found.links == [Link(url="https://finews.withounder.com/b", text="乙")]
    assert found.tables == [Table(rows=[["甲", "乙"]], position=0)]


def test_text_astray_in_a_table_is_a_paragraph(body):
    found = body("<table>走失<tr>又走失<td>甲</td><td>乙</td></tr></table>")
    assert sorted("".join(found.paragraphs)) == sorted("走失又走失")
    assert found.tables[0].rows == [["甲", "乙"]]


def test_cells_nested_by_broken_markup_lose_nothing(body):
    assert body("<table><td><div>甲</p><td>乙<tr><td>丙</table>").tables[0].rows == [["甲", "乙"], ["丙"]]


def test_links_are_kept_with_their_texts(body):
    found = body(
        '<p>见（<a href="/a?b=1&amp;c=2"> 全文 </a>）和<a href="javascript:x">脚本</a><a href="#n">锚</a>'
        '<a href="mailto:a@b.c">信</a><a href="/d"></a></p>'
    )
    assert found.links == [Link(url="https://finews.withounder.com/a?b=1&c=2", text="全文")]
    assert found.paragraphs == ["见（ 全文 ）和脚本锚信"]


def test_advertisements_and_controls_are_recorded(body):
    found = body(
        '<p>一</p><div class="ad_context3"><p>开户</p><p>有礼</p></div><button>展开</button>'
        '<p><a href="https://acttg.eastmoney.com/x"><img class="em_handle_adv_close" src="/ad.jpg"></a></p>'
    )
    assert (found.paragraphs, found.images, found.links) == (["一"], [], [])
    assert found.removed == [
        FooterLine(kind="advertisement", text="开户有礼"),
        FooterLine(kind="navigation", text="展开"),
    ]


def test_the_markup_is_safe_and_minimal(body):
    found = body(
        '<h2 onclick="x()">小 &lt;题&gt;</h2><p style="color:red">一<b>二</b>'
        '<a href="/a&quot;b" target=_blank>三</a>'
        '<img src="/c.jpg" onerror="x()"></p><p style="text-align:center">图 &amp; 注</p>'
        "<blockquote><p>引</p></blockquote>"
        "<table><tr><td onclick=x>1</td><td colspan=2>&lt;2&gt;</td></tr></table>"
        "<ul class=x><li>列 &amp; 项</li></ul>"
    )
    host = "https://finews.withounder.com"
    assert found.html.split("\n") == [
        "<h2>小 &lt;题&gt;</h2>",
        f'<p>一二<a href="{host}/a%22b">三</a></p>',
        f'<figure><img src="{host}/c.jpg"><figcaption>图 &amp; 注</figcaption></figure>',
        "<blockquote>引</blockquote>",
        '<table><tr><td>1</td><td colspan="2">&lt;2&gt;</td></tr></table>',
        "<ul><li>列 &amp; 项</li></ul>",
    ]
