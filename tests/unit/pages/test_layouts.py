"""A layout that changed reads the pages of its time, and no later ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from crawler.errors import PageError
from crawler.pages.article import read_article
from crawler.pages.document import parse
from crawler.pages.layouts import laid_out, layouts_at
from crawler.sites import load

FINEWS = load("finews")
URL = "https://finews.withounder.com/jiabao/2022/02/14/NW202202140000000001.html"
NOW = replace(FINEWS.article, scope="//article", title=("./h2",), published=("./time",), media=())
OLD = replace(NOW, title=("./h1",), valid_until=date(2022, 3, 31))
OLDEST = replace(NOW, title=("./h3",), valid_until=date(2020, 12, 31))
ALSO = replace(NOW, scope="//main")
SITE = replace(FINEWS, article=NOW, other_layouts=(OLD, ALSO, OLDEST))
PAGE = "<article><h1>旧版</h1><h2>新版</h2><h3>最旧</h3><time>2022-02-14</time><p>文。</p></article>"

LAST_MOMENT = datetime(2022, 3, 31, 15, 59, 59, tzinfo=UTC)  # 23:59:59 in Shanghai
NEXT_DAY = datetime(2022, 3, 31, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "title"),
    [
        (datetime(2020, 6, 1, tzinfo=UTC), "最旧"),
        (datetime(2021, 6, 1, tzinfo=UTC), "旧版"),
        (LAST_MOMENT, "旧版"),
        (NEXT_DAY, "新版"),
        (None, "新版"),
    ],
)
def test_a_page_is_read_by_the_layout_that_was_valid_when_it_was_captured(at, title):
    assert read_article(PAGE, URL, SITE, at).title == title


def test_a_new_layout_leaves_the_reading_of_an_old_capture_as_it_was():
    before = replace(FINEWS, article=replace(OLD, valid_until=None), other_layouts=())
    at = datetime(2022, 1, 1, tzinfo=UTC)
    assert read_article(PAGE, URL, SITE, at) == read_article(PAGE, URL, before, at)


def test_a_page_captured_after_the_end_of_its_layout_is_not_read_by_it():
    gone = replace(OLD, scope="//section")
    site = replace(FINEWS, article=NOW, other_layouts=(gone,))
    html = "<section><h1>旧版</h1><p>文。</p></section>"
    assert read_article(html, URL, site, LAST_MOMENT).title == "旧版"
    with pytest.raises(PageError, match=r"valid_until is 2022-03-31, before its capture.*finews\.py"):
        read_article(html, URL, site, NEXT_DAY)


def test_layouts_in_use_are_tried_in_order_after_those_that_were_replaced():
    assert layouts_at(SITE, datetime(2020, 6, 1, tzinfo=UTC)) == [OLDEST, OLD, NOW, ALSO]
    assert layouts_at(SITE, NEXT_DAY) == [NOW, ALSO]


def test_a_page_of_unknown_time_may_have_any_layout_those_in_use_first():
    assert layouts_at(SITE) == [NOW, ALSO, OLD, OLDEST]


def test_a_body_inside_another_is_read_once():
    layout = replace(NOW, body=".//div")
    root = parse("<article><div><p>一</p><div>二</div></div><div>三</div></article>")
    found = laid_out(root, replace(FINEWS, article=layout, other_layouts=()))
    assert [body.xpath("string()") for body in found.bodies] == ["一二", "三"]
