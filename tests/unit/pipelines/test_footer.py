from __future__ import annotations

import pytest

from crawler.items import FooterLine, Link, Sighting
from crawler.sites.base import FooterRule
from pipelines.footer import FooterPipeline
from pipelines.furniture.taking import take_off

SHARE = "http://finews.zning.xyz/html_News/NewsShare.html?infoCode=NW202202140000000001"
BACK = (
    '<p><a href="//finews.withounder.com/category/jiabao.html">返回甲报新闻</a>｜'
    '<a href="//finews.withounder.com/">返回首页</a></p>'
)


def kinds(article):
    return [line.kind for line in article.footer]


def test_the_end_of_a_page_is_taken_off_line_by_line(cleaned):
    article = cleaned(
        '<p>正文。</p><p>(声明：仅供参考，不构成投资建议。)</p><p class="em_media">（文章来源：甲报）</p>'
        f'<p>（责任编辑：张三）</p><p><a href="{SHARE}">{SHARE}</a></p>{BACK}'
    )
    assert article.paragraphs == ["正文。"]
    assert kinds(article) == ["disclaimer", "source", "editor", "navigation", "navigation"]
    assert (article.source, article.links, article.html) == ("甲报", [], "<p>正文。</p>")


@pytest.mark.parametrize("line", ["返回舱着陆。", "返回甲报新闻", "http://example.com/公告"])
def test_words_that_are_no_links_are_no_way_back(cleaned, line):
    assert cleaned(f"<p>正文。</p><p>{line}</p>").paragraphs == ["正文。", line]


def test_the_empty_link_of_a_post_without_address_goes(cleaned):
    assert kinds(cleaned(f"<p>正文。</p><p>&lt;&gt;</p>{BACK}")) == ["navigation", "navigation"]


def test_the_two_lines_of_older_pages_go(cleaned):
    back = BACK.replace("｜", "\n")
    assert cleaned(f"<p>正文。</p>{back}").paragraphs == ["正文。"]


def test_positions_and_indexes_move_with_the_lines_taken_out(cleaned):
    article = cleaned(
        "<p>来源：乙报</p><p>一。</p><p><strong>小标题</strong></p><center><img src='/a.jpg'></center>"
        "<p>（责任编辑：张三）</p><p>二。</p><table><tr><td>1</td><td>2</td></tr></table><p>（文章来源：甲报）</p>"
    )
    assert article.paragraphs == ["一。", "小标题", "二。"]
    assert article.headings == [1]
    assert (article.images[0].position, article.tables[0].position) == (2, 3)
    assert [line.split(">")[0] for line in article.html.split("\n")] == [
        "<p",
        "<h2",
        "<figure",
        "<p",
        "<table",
    ]


def test_a_picture_below_the_text_does_not_hide_the_footer(cleaned):
    article = cleaned("<p>正文。</p><p>扫码关注公众号</p><center><img src='/code.jpg'></center>")
    assert article.paragraphs == ["正文。"]


@pytest.mark.parametrize(
    ("known", "digest", "line", "source"),
    [
        ("央行网站", "", "（文章来源：央行）", "央行"),
        ("甲报", "", "", "甲报"),
        ("", "摘要一句。（中国甲报）", "", "中国甲报"),
        ("", "摘要一句。（中国甲报）", "（文章来源：乙社）", "乙社"),
        ("", "公布榜单（附名单）", "", ""),
        ("", "甲公司（600001）", "", ""),
        ("甲报", "", "（文章来源：）", "甲报"),
    ],
)
def test_the_medium_is_named_by_the_text_then_the_page_then_the_digest(
    cleaned, known, digest, line, source
):
    assert cleaned(f"<p>正文。</p><p>{line}</p>", source=known, digest=digest).source == source


def test_authors_are_read_from_the_byline(cleaned):
    article = cleaned("<p>每经记者 张三 李四 每经编辑 王五</p><p>正文。</p>")
    assert (article.authors, article.paragraphs) == (["张三", "李四"], ["正文。"])
    assert kinds(article) == ["author"]


@pytest.mark.parametrize(
    ("lines", "fields"),
    [
        (["（原标题：另一个标题）"], {"original_title": "另一个标题"}),
        (["责任编辑：张三 李四 PK155"], {"editors": ["张三", "李四"]}),
        (["（责任编辑：张三）"], {"editors": ["张三"]}),
        (["每经记者 张三 每经编辑 李四"], {"authors": ["张三"], "editors": ["李四"]}),
        (
            ["来源：乙报 作者：张三", "编辑：李四 校对：王五"],
            {"source": "乙报", "authors": ["张三"], "editors": ["李四"]},
        ),
        (["作者：Tom Smith、阿依古丽·买买提"], {"authors": ["Tom Smith", "阿依古丽·买买提"]}),
        (["作者：高 明 张三"], {"authors": ["高明", "张三"]}),
        (["作者：未知", "来源：网络"], {"authors": [], "source": "甲报"}),
        (["《乙报》（2024年05月10日 04版）"], {"source": "乙报"}),
        (["来源：乙报 2022-02-14 08:21"], {"source": "乙报"}),
        (["来源：乙证券（香港）"], {"source": "乙证券（香港）"}),
        (["文/某某网专栏作者 张三"], {"authors": ["张三"]}),
    ],
)
def test_lines_fill_the_fields_they_name(cleaned, lines, fields):
    article = cleaned("<p>正文。</p>" + "".join(f"<p>{line}</p>" for line in lines), source="甲报")
    assert article.paragraphs == ["正文。"]
    assert {name: getattr(article, name) for name in fields} == fields


@pytest.mark.parametrize(
    ("ending", "kinds_"),
    [
        ("（记者 张三）", ["author"]),
        ("（记者张三、李四）", ["author"]),
        ("（作者：张三）（来源：乙报）", ["author", "source"]),
        ("责任编辑：张三", ["editor"]),
        ("　来源：乙报", ["source"]),
    ],
)
def test_a_credit_at_the_end_of_the_text_goes(cleaned, ending, kinds_):
    article = cleaned(f"<p>首段。{ending}</p><p>末段。{ending}</p><p>扫码关注公众号</p>")
    assert (article.paragraphs[-1], kinds(article)) == ("末段。", [*kinds_, "promotion"])
    assert article.paragraphs[0].startswith("首段。")
    assert article.html.endswith("<p>末段。</p>")


@pytest.mark.parametrize(
    "line",
    [
        "正文（作者系某大学教授）",
        "正文（附：名单）",
        "他说：“来源：未知”",
        "（记者 张三）",
        "正文。（下称甲公司）",
    ],
)
def test_other_endings_stay(cleaned, line):
    assert cleaned(f"<p>正文。</p><p>{line}</p><p>（文章来源：甲报）</p>").paragraphs[-1] in (
        line,
        "正文。",
    )


def test_a_dateline_names_the_writers_and_stays(cleaned):
    line = "某某社北京2月14日电（记者张三、李四）会议14日举行。"
    article = cleaned(f"<p>{line}</p><p>正文。</p>")
    assert (article.authors, article.paragraphs[0], article.footer) == (["张三", "李四"], line, [])


def test_a_promotion_inside_the_text_leaves_its_link(cleaned):
    link = "https://finance.eastmoney.com/a/202205302396506117.html"
    article = cleaned(f'<p>支持。（<a href="{link}">点击阅读报告全文</a>）</p>')
    assert article.links == [Link(url=link, text="点击阅读报告全文")]
    assert article.html == "<p>支持。</p>"


def test_brackets_one_behind_the_other_all_go(cleaned):
    article = cleaned("<p>正文。（责任编辑：张三） （文章来源：甲报）</p>")
    assert (article.paragraphs, kinds(article)) == (["正文。"], ["source", "editor"])


def test_the_links_under_related_articles_go_with_them(cleaned):
    article = cleaned(
        '<p>正文。</p><p>相关报道&gt;&gt;&gt;</p><p><a href="/1">甲文</a></p><p><a href="/2">乙文</a></p>'
    )
    assert (article.paragraphs, article.links) == (["正文。"], [])
    assert article.footer == [
        FooterLine(kind="related", text=text) for text in ("相关报道>>>", "甲文", "乙文")
    ]


def test_links_at_the_end_of_the_text_stay_when_nothing_above_them_is_furniture(cleaned):
    article = cleaned('<p>正文。</p><p><a href="/1">甲文</a></p>')
    assert (article.paragraphs, len(article.links)) == (["正文。", "甲文"], 1)


def test_a_site_rule_is_tried_before_the_common_ones(cleaned):
    rule = FooterRule(kind="copyright", pattern="（文章来源：甲报）")
    assert kinds(cleaned("<p>正文。</p><p>（文章来源：甲报）</p>", rule)) == ["copyright"]


def test_an_article_of_furniture_alone_keeps_it_in_the_footer(cleaned):
    article = cleaned(f"<p>（文章来源：甲报）</p>{BACK}")
    assert (article.paragraphs, article.html, len(article.footer)) == ([], "", 2)


def test_a_hostile_paragraph_of_brackets_is_read_in_time(article, site):
    found = article("")
    found.paragraphs = ["（责任编辑：a）" * 20_000 + "（" * 20_000]
    found.html = f"<p>{found.paragraphs[0]}</p>"
    take_off(found, site.footer)
    assert found.paragraphs


def test_the_pipeline_counts_kinds_and_lets_other_items_pass(article, crawler):
    pipeline = FooterPipeline.from_crawler(crawler)
    found = article("<p>正文。</p>\n<p>（文章来源：甲报）</p>")
    found.paragraphs = ["正文。", "（文章来源：甲报）"]
    assert pipeline.process_item(found) is found
    assert crawler.stats.get_value("newsvault/footer/source") == 1
    sighting = Sighting(site="finews", key="1", listing=None)
    assert pipeline.process_item(sighting) is sighting
