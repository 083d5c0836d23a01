"""Reads every saved page under ``tests/sites/<site>/<case>/`` and compares all that it must yield.

A case is a folder and no code: ``meta.json`` (``url``, and ``kind``: ``article`` or ``data``), the page
(``page.html`` or ``page.json``) and ``expected.json``. A case without its expectation fails, and shows
what is read now, to be reviewed and saved.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from scrapy import Spider
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.test import get_crawler

from crawler.pages.article import read_article
from crawler.pages.share import read_share_data
from crawler.sites import load
from pipelines.footer import FooterPipeline
from pipelines.paragraphs import ParagraphsPipeline
from pipelines.validate import ValidatePipeline

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/*/meta.json"))
OF_THE_RUN = ("captures", "listings", "fetched_at", "last_seen_at", "content_hash")
"""Fields that a page does not decide, and the hash, which tests of its own hold."""


def read(case):
    meta = json.loads((case / "meta.json").read_text("utf-8"))
    site = load(case.parent.name)
    if meta["kind"] == "data":
        return read_share_data((case / "page.json").read_bytes(), meta["url"], site)
    return read_article((case / "page.html").read_bytes().decode("utf-8"), meta["url"], site)


def plain(article):
    kept = {name: value for name, value in asdict(article).items() if name not in OF_THE_RUN}
    return json.loads(json.dumps(kept, ensure_ascii=False, default=lambda time: time.isoformat()))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_saved_page_is_read_as_reviewed(case):
    crawler = get_crawler(Spider)
    crawler.stats = MemoryStatsCollector(crawler)
    article = read(case)
    for pipeline in (ParagraphsPipeline, FooterPipeline, ValidatePipeline):
        article = pipeline.from_crawler(crawler).process_item(article)
    found = plain(article)
    expected = case / "expected.json"
    draft = json.dumps(found, ensure_ascii=False, indent=2, sort_keys=True)
    assert expected.exists(), f"no {expected}; when this is right, save it there:\n{draft}"
    assert found == json.loads(expected.read_text("utf-8"))


def test_every_folder_of_a_site_is_a_case():
    folders = {path for path in HERE.glob("*/*") if path.is_dir() and path.name != "__pycache__"}
    assert folders == set(CASES)
