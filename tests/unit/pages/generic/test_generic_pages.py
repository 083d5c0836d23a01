"""Pages of sites that nobody declared: the text, the title, the time and the medium of each layout."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.errors import PageError
from crawler.pages.article import read_article
from crawler.sites import UNDECLARED, load
from pipelines.furniture.taking import take_off
from pipelines.paragraphs import clean
from pipelines.validate import complete

URL = "https://news.example.test/2024/05/13/1.html"
AT = datetime(2024, 5, 20, tzinfo=UTC)


def read(html, url=URL):
    article = read_article(html, url, UNDECLARED, AT)
    clean(article)
    take_off(article, UNDECLARED.footer)
    complete(article, UNDECLARED)
    return article


def test_the_text_is_the_article_s_and_nothing_else(layout, sentences):
    assert read(layout).paragraphs == sentences


def test_the_title_is_the_headline_without_the_site(layout, title):
    assert read(layout).title == title


def test_the_time_is_right_to_the_minute(layout):
    assert read(layout).published_at.replace(second=0) == datetime(2024, 5, 13, 6, 30, tzinfo=UTC)


def test_the_medium_is_named(layout):
    assert read(layout).source == "示例日报"


def test_writers_are_named_where_the_page_names_them(layouts):
    assert read(layouts["portal_with_comments"]).authors == ["张三"]
    assert read(layouts["linked_data"]).authors == ["张三"]


def test_an_editor_s_line_goes_to_the_footer(layouts):
    assert [line.kind for line in read(layouts["newspaper"]).footer] == ["editor"]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("HTTPS://News.Example.test:443/a/../1.html#top", "news.example.test/a/../1.html"),
        ("http://news.example.test/1.html", "news.example.test/1.html"),
        ("https://user:secret@news.example.test/1.html?id=2", "news.example.test/1.html?id=2"),
    ],
)
def test_one_page_is_one_article(layouts, url, key):
    article = read(layouts["newspaper"], url)
    assert article.id == f"generic:{key}"
    assert article.reader == f"generic/{UNDECLARED.version}"


def test_a_time_in_the_text_is_not_the_article_s():
    sentence = "2019年2月27日下午，考察团一行到园区开展调研，并听取了相关负责人的汇报，随后参观了展厅。"
    article = read(f"<h1>考察团到园区调研</h1><div>{f'<p>{sentence}</p>' * 5}</div>")
    assert article.published_at is None


def test_a_page_without_running_text_holds_no_article():
    with pytest.raises(PageError, match="no running text"):
        read("<ul>" + "<li><a href=/x>一个栏目的名称</a></li>" * 50 + "</ul>")


def test_a_declared_site_s_page_without_its_layout_is_read_as_any_other(layouts, title, sentences):
    missed = []
    url = "https://finews.withounder.com/jiabao/2022/02/14/NW202202140000000001.html"
    article = read_article(layouts["newspaper"], url, load("finews"), AT, missed.append)
    assert (article.id, article.title) == ("finews:202202140000000001", title)
    assert all(sentence in article.html for sentence in sentences)
    assert article.problems == ["body_generic"]
    assert missed == ["body"]


def test_a_fact_that_a_selector_does_not_find_is_taken_from_what_the_page_states(title, sentences):
    missed = []
    url = "https://economy.caijing.com.cn/20240513/5000001.shtml"
    html = (
        f'<meta property="og:title" content="{title}_财经网"><meta name="source" content="示例日报">'
        '<meta name="publishdate" content="2024-05-13 14:30">'
        f"<div id=article><div id=the_content><p>{sentences[0]}</p></div></div>"
    )
    article = read_article(html, url, load("caijing"), AT, missed.append)
    assert (article.title, article.source) == (title, "示例日报")
    assert article.published_at == datetime(2024, 5, 13, 6, 30, tzinfo=UTC)
    assert article.problems == ["title_generic", "date_generic", "source_generic"]
    assert {"title", "published", "media"} <= set(missed)


def test_the_name_of_the_site_is_no_title(sentences):
    url = "https://economy.caijing.com.cn/20240513/5000001.shtml"
    html = (
        '<title>财经网</title><meta property="og:title" content="财经网">'
        f"<div id=article><div id=the_content><p>{sentences[0]}</p></div></div>"
    )
    article = read_article(html, url, load("caijing"), AT)
    assert (article.title, article.problems) == ("", [])


def test_what_the_selectors_find_is_not_asked_for_again(monkeypatch, title, sentences):
    monkeypatch.setattr("crawler.pages.generic.voter.stated_facts", lambda *_: pytest.fail("asked"))
    url = "https://economy.caijing.com.cn/20240513/5000001.shtml"
    html = (
        f"<div id=article><h2 id=cont_title>{title}</h2><span id=pubtime_baidu>2024-05-13 14:30</span>"
        f"<span id=source_baidu>示例日报</span><div id=the_content><p>{sentences[0]}</p></div></div>"
    )
    assert read_article(html, url, load("caijing"), AT).problems == []


def test_a_line_of_news_among_many_links_is_an_article(title):
    flash = "绿道今天贯通，全长十八公里。"
    links = "<li><a href=/x>另一篇文章的标题</a></li>" * 80
    article = read(
        f"<title>{title}</title><ul>{links}</ul><h1>{title}</h1><div><p>{flash}</p></div><ul>{links}</ul>"
    )
    assert article.paragraphs == [flash]


def test_the_name_of_the_site_in_a_heading_is_no_headline(sentences, title):
    body = "".join(f"<p>{each}</p>" for each in sentences)
    page = f"<title>示例新闻网</title><h1>示例新闻网</h1><h3>{title}</h3><div class=content>{body}</div>"
    assert read(page).title == title


def test_a_class_that_only_says_how_an_element_is_placed_sets_nothing_aside(sentences, title):
    body = "".join(f"<div class='relative preview'><p>{each}</p></div>" for each in sentences)
    page = f"<title>{title}</title><h1>{title}</h1><div class='relative flex'>{body}</div>"
    assert read(page).paragraphs == sentences


def test_a_time_of_another_article_does_not_stand_before_the_stated_one(sentences, title):
    body = "".join(f"<p>{each}</p>" for each in sentences)
    others = "<div>2023-01-01 08:00 另一篇文章</div>" * 3
    page = (
        f'<meta name=publishdate content="2024-05-13 14:30"><title>{title}</title><h1>{title}</h1>'
        f"<div id=content>{body}</div>{others}"
    )
    assert read(page).published_at == datetime(2024, 5, 13, 6, 30, tzinfo=UTC)
