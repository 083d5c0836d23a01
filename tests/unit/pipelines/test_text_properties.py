from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from dataclasses import asdict
from html import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.errors import PageError
from crawler.items import Article
from crawler.pages.article import read_article
from crawler.pages.characters import visible
from crawler.sites import load
from pipelines.cleaning.body import read_body
from pipelines.furniture.taking import take_off
from pipelines.paragraphs import clean
from pipelines.validate import complete

SITE = load("finews")
BASE = "https://news.example.com/a/1.html"
TEXTS = st.text(alphabet="甲乙丙。，：（）() 　\xa0\n\t\u200b\ufeffAb1<>&\"'", max_size=12)
LINES = st.sampled_from(
    [
        "（文章来源：甲报）",
        "（责任编辑：张三）",
        "来源：乙报",
        "图片来源：丙",
        "正文一段。",
        "一段。　　二段！ 　　三段",
        "一行\n　　又一行\n 　 　第三行",
        "声明：仅供参考",
        "点击查看",
    ]
)
TAGS = st.sampled_from(
    [
        *(
            "p",
            "p",
            "p",
            "div",
            "span",
            "strong",
            "b",
            "a",
            "a",
            "em",
            "center",
            "blockquote",
            "h2",
            "section",
        ),
        *("ul", "li", "table", "thead", "tr", "tr", "td", "td", "th", "pre", "figure", "figcaption"),
    ]
)
ATTRIBUTES = st.sampled_from(
    [
        "",
        ' href="/b.html"',
        ' style="text-align:center"',
        ' class="keytip" data-code="1,600001"',
        ' align="center"',
        ' class="pic-desc"',
        ' colspan="2"',
        ' rowspan="3"',
        ' rowspan="2" colspan="999"',
    ]
)
VOID = st.sampled_from(
    [
        '<img src="/c.jpg">',
        '<img src="/d_w552h310.png" orginial_src="/d_o.png">',
        '<img width="300" srcset="/e.png 1x, /e2.png 2x">',
        "<br>",
        "<hr>",
        "<!-- x -->",
    ]
)


@st.composite
def markup(draw):
    """Markup, and the texts in it."""
    parts, texts = [], []
    for _ in range(draw(st.integers(0, 25))):
        choice = draw(st.integers(0, 5))
        if choice <= 1:
            text = draw(TEXTS | LINES)
            texts.append(text)
            parts.append(escape(text))
        elif choice <= 3:
            parts.append(f"<{draw(TAGS)}{draw(ATTRIBUTES)}>")
        elif choice == 4:
            parts.append(f"</{draw(TAGS)}>")
        else:
            parts.append(draw(VOID))
    return "".join(parts), "".join(texts)


def ink(*texts):
    return Counter(character for text in texts for character in visible(text) if not character.isspace())


def texts_of(body, footer):
    return [
        *body.paragraphs,
        *(image.caption for image in body.images),
        *(cell for table in body.tables for row in table.rows for cell in row),
        *(line.text for line in footer),
    ]


@settings(max_examples=150, deadline=None)
@given(markup())
def test_no_visible_character_is_lost_or_made(case):
    html, text = case
    body = read_body(html, BASE, SITE)
    assert ink(*texts_of(body, body.removed)) == ink(text)


@settings(max_examples=150, deadline=None)
@given(markup())
def test_no_character_is_lost_between_text_and_footer(case):
    html, text = case
    article = Article(site="finews", reader="finews/1", key="1", url=BASE, html=html)
    clean(article)
    take_off(article, SITE.footer)
    assert ink(*texts_of(article, article.footer)) == ink(text)
    assert all(0 <= index < len(article.paragraphs) for index in article.headings)
    assert all(0 <= each.position <= len(article.paragraphs) for each in (*article.images, *article.tables))


@settings(max_examples=150, deadline=None)
@given(markup())
def test_cleaning_is_idempotent(case):
    first = read_body(case[0], BASE, SITE)
    again = read_body(first.html, BASE, SITE)
    assert again.html == first.html
    assert (again.paragraphs, again.headings, again.tables) == (
        first.paragraphs,
        first.headings,
        first.tables,
    )
    assert (again.images, again.links) == (first.images, first.links)


@settings(max_examples=100, deadline=None)
@given(markup())
def test_taking_the_footer_off_is_idempotent(case):
    article = Article(site="finews", reader="finews/1", key="1", url=BASE, html=case[0])
    clean(article)
    take_off(article, SITE.footer)
    before = (article.html, list(article.paragraphs), list(article.footer))
    take_off(article, SITE.footer)
    assert (article.html, article.paragraphs, article.footer) == before


@settings(max_examples=150, deadline=None)
@given(markup() | st.text().map(lambda text: (text, text)))
def test_texts_are_clean_and_the_markup_agrees_with_them(case):
    with suppress(PageError):
        body = read_body(case[0], BASE, SITE)
        for text in (*body.paragraphs, *(image.caption for image in body.images)):
            assert text == visible(text).strip()
            assert not re.search(r"[\n\r\t]|  ", text)
        assert all(body.paragraphs)
        lines = [
            line
            for line in body.html.split("\n")
            if line.startswith(("<p>", "<h2>", "<blockquote>", "<ul>"))
        ]
        plain = [re.sub("<[^>]*>", "", line) for line in lines]
        assert plain == [escape(text) for text in body.paragraphs]


@settings(max_examples=100, deadline=None)
@given(st.binary())
def test_any_bytes_give_a_body_or_a_page_error(data):
    with suppress(PageError):
        read_body(data.decode("latin-1"), BASE, SITE)


PAGE = (
    '<html><body><div class="wrapper"><section><small>2022-02-14 08:21</small><h1>题</h1>'
    "<blockquote>{}</blockquote>{}<small>tags: <em>甲报新闻</em></small></section></div></body></html>"
)
POST = "https://finews.withounder.com/jiabao/2022/02/14/NW202202140000000001.html"


def strings(value):
    """Every text in an article, but for its markup and its addresses."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in ("html", "url", "full_url", "share_url"):
                yield from strings(part)


@settings(max_examples=150, deadline=None)
@given(
    TEXTS, st.lists(st.tuples(st.sampled_from(["p", "h3", "li", "td", "b"]), TEXTS | LINES), max_size=12)
)
def test_no_text_of_a_page_is_lost_and_none_holds_more_than_text(digest, parts):
    body = "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in parts)
    article = read_article(PAGE.format(escape(digest), body), POST, SITE)
    clean(article)
    take_off(article, SITE.footer)
    complete(article, SITE)
    texts = [article.digest, *texts_of(article, article.footer)]
    assert ink(*texts) == ink(digest, *(text for _, text in parts))
    for text in strings(asdict(article)):
        assert text == visible(text).strip()
        assert not re.search(r"[\n\r\t]|  ", text)
