"""Real posts of the source, where they are at hand: every fact of every post, against its gold reading.

They are not the project's to ship: without them this file is not collected, and the cases in ``finews/``
hold the same traps in sentences of our own.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crawler.pages.article import read_article
from crawler.pages.listing import read_categories, read_listing
from crawler.sites import load
from pipelines.furniture.taking import take_off
from pipelines.paragraphs import clean
from pipelines.validate import complete

SOURCE = Path(__file__).resolve().parents[3] / "shared" / "source"
ROOT = SOURCE / "site"
POSTS = sorted(ROOT.glob("**/20??/??/??/*.html"))
HOME = "https://finews.withounder.com/"
FURNITURE = re.compile("文章来源|责任编辑|NewsShare|返回首页|webquoteklinepic|em_media|点击阅读")
SITE = load("finews")


def text_of(path):
    return path.read_bytes().decode("utf-8")


def read(path):
    article = read_article(text_of(path), HOME + path.relative_to(ROOT).as_posix(), SITE)
    clean(article)
    take_off(article, SITE.footer)
    complete(article, SITE)
    return article


def gold_of(path):
    name = re.compile(r"\d{4}-\d\d-\d\d-" + re.escape(path.stem) + r"\.md")
    golds = json.loads((SOURCE / "samples.json").read_text("utf-8"))
    return next(gold for gold in golds if name.fullmatch(gold["file"]))


def told(article):
    """The paragraphs as the gold counts them: with the disclaimer that we keep in the footer."""
    return [*article.paragraphs, *(line.text for line in article.footer if line.kind == "disclaimer")]


@pytest.mark.parametrize("path", POSTS, ids=lambda path: path.stem)
def test_a_real_post_is_read_as_its_gold_says(path):
    article, gold = read(path), gold_of(path)
    paragraphs = told(article)
    assert (article.title, article.category) == (gold["title"], gold["category"])
    assert len(paragraphs) == gold["paragraphs"]
    assert (paragraphs[0][:12], paragraphs[-1][-12:]) == (gold["first12"], gold["last12"])
    assert len(article.images) == gold["content_images"]
    assert sum(bool(image.caption) for image in article.images) == gold["captions"]
    assert sum(ticker.found == "chart" for ticker in article.tickers) == gold["stock_images"]
    assert article.share_url == (gold["share_or_article_url"] or "")
    assert article.digest == (gold["digest"] or "")
    assert article.problems == []


@pytest.mark.parametrize("path", POSTS, ids=lambda path: path.stem)
def test_a_real_post_bears_the_time_that_its_page_prints(path):
    stated = gold_of(path)["date"]
    printed = re.search(r"(?:CST\) |date: )(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)", text_of(path))
    local = read(path).published_at.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%d %H:%M:%S")
    assert local == printed[1]
    if stated.endswith("+0800"):  # without a zone, the renderer took it for UTC
        assert local == stated.removesuffix(" +0800")


@pytest.mark.parametrize("path", POSTS, ids=lambda path: path.stem)
def test_a_real_post_names_its_medium_and_nothing_of_the_page_remains(path):
    article, gold = read(path), gold_of(path)
    medium = re.fullmatch("（文章来源：(.+)）", gold["em_media"] or "")
    assert article.source == (medium[1] if medium else "")
    for text in article.paragraphs:
        assert not FURNITURE.search(text)
    assert not FURNITURE.search(article.html)


@pytest.mark.parametrize(
    "path", [path for path in POSTS if path.stem.startswith("NW")], ids=lambda p: p.stem
)
def test_the_rolling_post_of_an_article_reads_as_the_same_text(path):
    key = path.stem.removeprefix("NW")
    for other in ROOT.glob(f"emnews/**/{key}.html"):
        assert read(other).content_hash == read(path).content_hash
        assert read(other).id == read(path).id


def test_the_real_home_page_leads_to_every_post_of_a_category():
    found = {}
    for category in read_categories(text_of(ROOT / "index.html"), HOME, SITE):
        listing = ROOT / category.url.removeprefix(HOME)
        for entry in read_listing(text_of(listing), category.url, SITE).entries:
            found[entry.url] = entry.title
    paths = [post.relative_to(ROOT) for post in POSTS]
    in_a_category = [path.as_posix() for path in paths if len(path.parts) == 5]
    assert sorted(found) == sorted(HOME + path for path in in_a_category)
    assert all(found.values())
