"""Every post of the sample site, read and cleaned as a crawl does, against what the catalogue states."""

from __future__ import annotations

import pytest

from crawler.items import Article, FooterLine
from crawler.pages.article import read_article
from crawler.pages.share import read_share_data
from crawler.sample.articles import catalogue
from crawler.sample.feeds import article_json
from crawler.sample.model import SHARE, SampleArticle
from crawler.sample.pages import post_page
from crawler.sites import load
from pipelines.footer import take_off
from pipelines.paragraphs import clean
from pipelines.validate import complete, missing

SITE = load("sample")
BODY = ("paragraphs", "headings", "images", "tables", "tickers", "links", "authors", "source")
FACTS = ("key", "url", "share_url", "title", "category", "digest", "published_at", "published_tz")
ALL = (*FACTS, *BODY, "problems")
STORED = [article for article in catalogue() if article.status == "ok"]


def cleaned(article: Article) -> Article:
    clean(article)
    take_off(article, SITE.footer)
    complete(article, SITE)
    return article


def values(article: Article, names: tuple[str, ...]) -> dict[str, object]:
    return {name: getattr(article, name) for name in names}


def lines(footer: list[FooterLine]) -> list[tuple[str, str]]:
    return sorted((line.kind, line.text) for line in footer)


@pytest.mark.parametrize("article", STORED, ids=lambda article: article.key)
def test_a_post_reads_as_it_was_written(article: SampleArticle) -> None:
    for index, post in enumerate(article.posts):
        read = cleaned(read_article(post_page(article, post), post.url, SITE))
        truth = article.expected(index)
        assert values(read, ALL) == values(truth, ALL)
        assert lines(read.footer) == lines(truth.footer)


@pytest.mark.parametrize("article", [a for a in STORED if a.numbered], ids=lambda article: article.key)
def test_share_data_reads_as_it_was_written(article: SampleArticle) -> None:
    url = f"{SHARE}/NewsData/GetNewsText.do?id=NW{article.key}"
    read = cleaned(read_share_data(article_json(article).encode(), url, SITE))
    assert values(read, BODY) == values(article.expected(), BODY)


def test_the_edited_article_reads_as_it_was_edited() -> None:
    (article,) = (a for a in catalogue(edited=True) if a.edited)
    post = article.posts[0]
    read = cleaned(read_article(post_page(article, post), post.url, SITE))
    assert read.paragraphs == article.expected().paragraphs


def test_only_the_article_without_body_lacks_one() -> None:
    lacking = {}
    for article in catalogue():
        post = article.posts[0]
        read = read_article(post_page(article, post), post.url, SITE)
        clean(read)
        take_off(read, SITE.footer)
        lacking[article.status] = missing(read)
    assert lacking == {"ok": "", "not_found": "", "forbidden": "", "no_body": "body"}


def test_links_inside_articles_lead_to_articles_of_the_site() -> None:
    keys = {article.key for article in catalogue()}
    links = [link for article in catalogue() for link in article.expected().links]
    assert links
    for link in links:
        match = SITE.match(link.url)
        assert match is not None
        assert match.key in keys
