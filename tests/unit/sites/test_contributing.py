"""The site that CONTRIBUTING declares is one: it loads, and reads its page as is said there."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.pages.article import read_article
from crawler.pages.listing import read_listing
from pipelines.cleaning.body import read_body
from pipelines.furniture.taking import take_off

TEXT = (Path(__file__).resolve().parents[3] / "CONTRIBUTING.md").read_text("utf-8")
URL = "https://www.qingyu.example/n/20240510/17.html"


def block(language):
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    return found


@pytest.fixture(scope="module")
def site():
    names = {}
    exec(block("python"), names)
    return names["SITE"]


def test_its_page_is_read_as_is_said(site):
    article = read_article(block("html"), URL, site)
    body = read_body(article.html, article.url, site)
    article.paragraphs, article.html = body.paragraphs, body.html
    take_off(article, site.footer)
    assert (article.title, article.source, article.authors) == ("青屿港开港", "港报", ["王甲", "李乙"])
    assert article.published_at == datetime(2024, 5, 10, 0, 30, tzinfo=UTC)
    assert article.paragraphs == ["青屿港10日开港。"]
    assert [(line.kind, line.text) for line in article.footer] == [
        ("promotion", "下载青屿客户端，看更多新闻")
    ]


def test_its_listing_is_read(site):
    html = (
        f'<ul id="news"><li><a href="{URL}">青屿港开港</a><span>2024-05-10</span></li>'
        '<li><a href="/about.html">关于</a></li></ul><a class="next" href="2.html">下一页</a>'
    )
    listed = read_listing(html, "https://www.qingyu.example/port/", site)
    assert [(entry.key, entry.title) for entry in listed.entries] == [("20240510/17", "青屿港开港")]
    assert listed.next_url == "https://www.qingyu.example/port/2.html"


@pytest.mark.parametrize(
    "word", ["stored_as", "valid_until", "other_layouts", "excluded", "scope", "version"]
)
def test_what_it_names_is_there(site, word):
    fields = {*type(site).__dataclass_fields__, *type(site.article).__dataclass_fields__}
    assert f"`{word}`" in TEXT
    assert word in fields
