"""Reads real pages of the declared sites, if they are there, and compares with what a person read.

They are not the project's to ship: without them this file is not collected, and the cases written for the
project hold the same layouts.
"""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler import sites
from crawler.pages.article import read_article
from crawler.pages.decoding import decoded
from pipelines.footer import take_off
from pipelines.paragraphs import clean
from pipelines.validate import complete

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "zh"
SAVED_WITHOUT_ADDRESS = {
    "gne/people/1": "http://culture.people.com.cn/n1/2019/0615/c1013-31153719.html",
    "gne/guancha/guancha": "https://www.guancha.cn/WangWen/2019_09_07_516891.shtml",
    "gne/guancha/2": "https://www.guancha.cn/industry-science/2019_09_07_516923.shtml",
    "gne/guancha/3": "https://www.guancha.cn/economy/2019_09_09_517110.shtml",
}
"""Pages that were saved without their address, by their own links; the last one's number is not known."""

GOLD = [json.loads(line) for line in (CORPUS / "corpus.jsonl").read_text("utf-8").splitlines()]
PAGES = {
    gold["id"]: gold | {"url": url}
    for gold in GOLD
    if sites.find(url := SAVED_WITHOUT_ADDRESS.get(gold["id"], gold["url"]))
}

ODD_TITLES = {"magic-zh/1e20e027"}
"""Pages that print one title and are listed under another."""

each_page = pytest.mark.parametrize("gold", PAGES.values(), ids=list(PAGES))


def read(gold):
    site, _ = sites.find(gold["url"])
    html = decoded((CORPUS / gold["html"]).read_bytes(), None)
    article = read_article(html, gold["url"], site, captured(gold))
    clean(article)
    take_off(article, site.footer)
    complete(article, site)
    return article


def captured(gold):
    """About when the page was saved: pages of the same layout were published up to then."""
    day = re.search(r"20\d\d-\d\d-\d\d", gold.get("published") or "2024-05-31")[0]
    return datetime.fromisoformat(day).replace(hour=23, tzinfo=UTC)


def letters(text):
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text))


def told(article):
    """All the text that the reading keeps, of paragraphs, tables and captions, in the page's order."""
    parts = [(index, "~", text) for index, text in enumerate(article.paragraphs)]
    parts += [(image.position, "", image.caption) for image in article.images]
    parts += [(table.position, "", "".join(map("".join, table.rows))) for table in article.tables]
    return letters("".join(text for *_, text in sorted(parts, key=lambda part: part[:2])))


def overlap(first, second, size=4):
    """The share of the letters' four-grams that both texts have: 1 when they are the same."""
    grams = [{text[i : i + size] for i in range(len(text) - size + 1)} for text in (first, second)]
    return 2 * len(grams[0] & grams[1]) / (len(grams[0]) + len(grams[1]))


@each_page
def test_the_text_of_a_real_page_is_the_one_that_a_person_read(gold):
    assert overlap(told(read(gold)), letters(gold["text"])) > 0.985


@each_page
def test_the_facts_of_a_real_page_are_those_that_a_person_read(gold):
    article = read(gold)
    if gold["id"] not in ODD_TITLES:
        assert letters(article.title) == letters(gold["title"])
    if gold.get("published"):
        stated = datetime.fromisoformat(gold["published"])
        assert article.published_at.replace(second=0) == stated.replace(second=0)
    if gold.get("source"):
        assert article.source == gold["source"]


@each_page
def test_no_line_of_the_page_around_a_real_article_remains(gold):
    remaining = told(read(gold))
    assert [line for line in gold["footers"] if letters(line) and letters(line) in remaining] == []
