"""The table in docs/archivist.md of what is taken more leniently than Scrapy does."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler

from tests.wire.cases import CASES, MAXSIZE, answer
from tests.wire.crawl import Job, run
from tests.wire.server import RawServer

DOCS = Path(__file__).parents[2] / "docs" / "archivist.md"
ROWS = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \| `(\w+)` \|$", DOCS.read_text("utf-8"), re.MULTILINE)
CASES_TOLD = sorted({case for *_, case in ROWS})
REFUSED = sorted({case for _, scrapy, _, case in ROWS if scrapy in ("fails", "drops the connection")})


@pytest.fixture(scope="module")
def visited():
    """What the spider gets of each case in the table, by our handler and by Scrapy's."""
    outcomes = {}
    for name, handler in (("ours", None), ("scrapy", HTTP11DownloadHandler)):
        with RawServer(answer) as server:
            origin = f"http://127.0.0.1:{server.port}"
            requests = [
                {"url": f"{origin}/{case}/1", "meta": {"download_timeout": 5}} for case in CASES_TOLD
            ]
            settings = {"ALLOW_PRIVATE_ADDRESSES": True, "DOWNLOAD_MAXSIZE": MAXSIZE}
            if handler:
                settings["DOWNLOAD_HANDLERS"] = {"http": handler}
            outcome = run(Job(requests, settings))
        outcomes[name] = {visit.url.split("/")[-2]: visit for visit in outcome.visits}
    return outcomes


def test_there_is_a_row_for_each_kind():
    assert len(ROWS) == 7


@pytest.mark.parametrize("case", CASES_TOLD)
def test_the_spider_gets_the_body(visited, case):
    assert visited["ours"][case].body == CASES[case](Random(f"{case}/1")).body


@pytest.mark.parametrize("case", REFUSED)
def test_scrapys_own_handler_does_not_give_it(visited, case):
    visit = visited["scrapy"][case]
    assert visit.error is not None or visit.body != CASES[case](Random(f"{case}/1")).body
