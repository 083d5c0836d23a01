"""Reads every saved page under ``tests/sites/<site>/<case>/`` and compares all that it must yield.

A case is a folder and no code: ``meta.json`` (``url``; ``kind``: ``article``, ``data``, ``listing`` or
``home``; ``at``, when the page was captured, if that matters), the page (``page.html`` or ``page.json``)
and ``expected.json``. A case without its expectation fails, and shows what is read now, to be reviewed
and saved.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import pytest
from scrapy import Spider
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.test import get_crawler

from crawler.pages.article import read_article
from crawler.pages.listing import read_categories, read_listing
from crawler.pages.share import read_share_data
from crawler.sites import load, names
from pipelines.footer import FooterPipeline
from pipelines.paragraphs import ParagraphsPipeline
from pipelines.validate import ValidatePipeline

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/*/meta.json"))
REAL_SITES = sorted(set(names()) - {"sample"})
OF_THE_RUN = ("captures", "listings", "feeds", "fetched_at", "last_seen_at", "content_hash")
"""Fields that a page does not decide, and the hash, which tests of its own hold."""


def meta_of(case):
    return json.loads((case / "meta.json").read_text("utf-8"))


def read(case):
    meta, site = meta_of(case), load(case.parent.name)
    at = datetime.fromisoformat(meta["at"]) if "at" in meta else None
    if meta["kind"] == "data":
        return cleaned(read_share_data((case / "page.json").read_bytes(), meta["url"], site, at))
    html = (case / "page.html").read_bytes().decode("utf-8")
    if meta["kind"] == "home":
        return [asdict(category) for category in read_categories(html, meta["url"], site)]
    if meta["kind"] == "listing":
        return asdict(read_listing(html, meta["url"], site, at))
    return cleaned(read_article(html, meta["url"], site, at))


def cleaned(article):
    crawler = get_crawler(Spider)
    crawler.stats = MemoryStatsCollector(crawler)
    for pipeline in (ParagraphsPipeline, FooterPipeline, ValidatePipeline):
        article = pipeline.from_crawler(crawler).process_item(article)
    return {name: value for name, value in asdict(article).items() if name not in OF_THE_RUN}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_saved_page_is_read_as_reviewed(case):
    draft = json.dumps(read(case), ensure_ascii=False, indent=2, sort_keys=True, default=datetime.isoformat)
    expected = case / "expected.json"
    assert expected.exists(), f"no {expected}; when this is right, save it there:\n{draft}"
    assert json.loads(draft) == json.loads(expected.read_text("utf-8"))


def test_every_folder_of_a_site_is_a_case():
    folders = {path for path in HERE.glob("*/*") if path.is_dir() and path.name != "__pycache__"}
    assert folders == set(CASES)


@pytest.mark.parametrize("site", REAL_SITES)
def test_every_real_site_has_cases_of_its_articles_and_its_listings(site):
    kinds = Counter(meta_of(case)["kind"] for case in CASES if case.parent.name == site)
    assert kinds["article"] >= 3
    assert kinds["listing"] >= 1
