"""Scores of the generic reader on real pages of many sites, if they are there; nothing of them is declared.

They are not the project's to ship: without them this file is not collected, and the layouts written for
the project (`tests/unit/pages/generic`) hold the same behaviour.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from html import unescape
from pathlib import Path
from statistics import mean

import pytest

from crawler.pages.article import read_article
from crawler.pages.decoding import decoded
from crawler.sites import UNDECLARED
from pipelines.furniture.taking import take_off
from pipelines.paragraphs import clean

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "zh"
GOLD = [json.loads(line) for line in (CORPUS / "corpus.jsonl").read_text("utf-8").splitlines()]
SAVED = datetime(2026, 1, 1, tzinfo=UTC)


@cache
def readings():
    found = []
    for gold in GOLD:
        html = decoded((CORPUS / gold["html"]).read_bytes(), None)
        article = read_article(html, gold["url"] or "https://saved.test/", UNDECLARED, SAVED)
        clean(article)
        take_off(article, UNDECLARED.footer)
        found.append((gold, article))
    return found


def text_of(article):
    """All that the cleaned article shows: paragraphs, captions, cells."""
    return unescape(re.sub(r"<[^>]+>", "", article.html))


def letters(text):
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text))


def grams(text):
    return Counter(text[at : at + 4] for at in range(len(text) - 3))


def share(name, right):
    """On how many of the pages whose gold has ``name`` the reading is ``right``."""
    return mean(bool(right(gold, article)) for gold, article in readings() if gold.get(name))


def test_the_text_is_nearly_all_there_and_nearly_nothing_else():
    precision, recall = [], []
    for gold, article in readings():
        wanted, found = grams(letters(gold["text"])), grams(letters(text_of(article)))
        same = (wanted & found).total()
        precision.append(same / max(1, found.total()))
        recall.append(same / wanted.total())
    f1 = 2 * mean(precision) * mean(recall) / (mean(precision) + mean(recall))
    assert f1 > 0.99


def test_titles():
    assert share("title", lambda gold, article: letters(article.title) == letters(gold["title"])) > 0.97


def test_times_to_the_minute():
    def right(gold, article):
        stated, found = datetime.fromisoformat(gold["published"]), article.published_at
        if "T" not in gold["published"]:
            return found and str(found.astimezone(UTC).date() - stated.date()) in (
                "-1 day, 0:00:00",
                "0:00:00",
            )
        return found and found.replace(second=0) == stated.replace(second=0)

    assert share("published", right) > 0.97


def test_media():
    assert share("source", lambda gold, article: article.source == gold["source"]) > 0.93


def test_no_line_of_the_page_remains_in_the_text():
    def left(gold, article):
        return any(letters(line) in letters(text_of(article)) for line in gold["footers"])

    assert share("footers", left) < 0.05


@pytest.mark.parametrize("fold", range(5))
def test_no_part_of_the_pages_is_read_much_worse_than_the_others(fold):
    scores = []
    for gold, article in readings()[fold::5]:
        wanted, found = grams(letters(gold["text"])), grams(letters(text_of(article)))
        scores.append(2 * (wanted & found).total() / (wanted.total() + found.total()))
    assert mean(scores) > 0.98
