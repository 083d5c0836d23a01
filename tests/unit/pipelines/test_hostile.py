"""Whatever a page holds, reading it ends, with an article or with a sentence."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.errors import PageError
from crawler.pages.article import read_article
from crawler.pages.decoding import decoded
from crawler.pages.document import MOST_TAGS
from crawler.sites import load
from pipelines.furniture.credits import credit
from pipelines.furniture.rules import COMMON
from pipelines.furniture.taking import take_off
from pipelines.paragraphs import clean
from pipelines.validate import complete

SITE = load("finews")
URL = "https://finews.withounder.com/jiabao/2022/02/14/NW202202140000000001.html"
HEAD = '<html><body><div class="wrapper"><section><small>2022-02-14 08:21</small><h1>题</h1>'


def read(content):
    article = read_article(decoded(content, "text/html"), URL, SITE)
    clean(article)
    take_off(article, SITE.footer)
    complete(article, SITE)
    return article


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("<p>" * (MOST_TAGS + 1), "more than 400000 tags"),
        ("<div>" * 5000 + "文", "nested too deeply"),
        ("<p " + " ".join(f"a{n}" for n in range(100_000)) + ">文</p>", "more than 2000 attributes"),
        ("文" * (33 * 1024 * 1024), "characters; at most"),
    ],
    ids=["tags", "depth", "attributes", "length"],
)
def test_what_cannot_be_read_whole_is_told_in_a_sentence(body, problem):
    with pytest.raises(PageError, match=problem):
        read((HEAD + body).encode())


@pytest.mark.parametrize(
    "body",
    [
        "<p>文" * 10_000,
        "<br>" * 30_000 + "文",
        "<p>文" + "\n" * 300_000 + "　　文",
        "<p>文" + "\n 　" * 100_000 + "文",
        "<p>文" + "　" * 300_000 + "文",
        "一段。　　" * 20_000,
        "<p>" + "（责任编辑：" * 20_000 + "文",
        "<p>来源：甲报</p>" * 3000 + "文",
        "<p>文</p>" + "<p>编辑：张三 校对：李四</p>" * 3000,
        "<table><tr>" + "<td colspan=1000 rowspan=60000>文" * 10_000,
        "<table>" + "<tr><td rowspan=60000>文<td>文" * 5000,
        "<table><tr><td>" * 80 + "文",
        '<img src="/a.jpg" srcset="/a.jpg 1x, /b.jpg 2x">' * 5000 + "文",
        '<img srcset="' + "a" * 200_000 + " b c" + '">文',
        '<p class="' + "pic-" * 100_000 + '">文',
        '<p style="' + "display :" * 100_000 + '">文',
        "<!--" + "x" * 500_000 + "-->文",
        "&lt;" * 200_000 + "文",
    ],
    ids=lambda body: body[:16],
)
def test_a_page_out_of_proportion_is_read(body):
    article = read((HEAD + body).encode())
    assert "文" in str((article.paragraphs, article.tables, article.footer)) or "一段" in article.html


@settings(max_examples=100, deadline=None)
@given(st.binary(), st.booleans())
def test_any_bytes_give_an_article_or_a_sentence(content, wrapped):
    with suppress(PageError):
        read(HEAD.encode() + content if wrapped else content)


UNITS = (
    *(
        " ",
        "　",
        "。",
        "一",
        "(",
        "（",
        "来源：",
        "点击查看",
        "关注",
        "微信",
        "（责任编辑：",
        "更多",
        "【1】",
    ),
    *(
        "未经授权",
        "声明：",
        "（文章来源：",
        "编辑/",
        "记者 张三 ",
        "分享到 ",
        "END ",
        "《甲》2022年",
        "仅供参考",
    ),
)


@pytest.mark.parametrize("unit", UNITS)
def test_every_rule_reads_a_long_line_in_one_go(unit):
    for length in (150, 1000, 50_000):
        line = (unit * length)[:length]
        for text in (line, f"（{line}", f"{line}x。", f"{line}）"):
            credit(text)
            for rule in COMMON:
                if rule.where == "inside":
                    assert sum(1 for _ in re.finditer(rule.pattern, text)) <= length
                else:
                    found = re.fullmatch(rule.pattern, text)
                    assert found is None or len(text) <= 1200
