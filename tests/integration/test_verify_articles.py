"""``scrapy verify --articles`` after a real crawl: every stored text follows from its captures."""

from __future__ import annotations

import pytest

from crawler.sample.server import SampleServer


@pytest.fixture(scope="module")
def crawled(project):
    with SampleServer() as server:
        words = ("crawl", "category", "-a", "site=sample", "-a", "limit=25")
        project.run(*words, code=None, CONNECT_TO=server.connect_to, LOG_LEVEL="ERROR")
    return project


def test_a_crawl_is_proven_and_each_altered_text_is_named(crawled):
    done = crawled.run("verify", "--articles", "--jobs", "2")
    assert ", 0 faults\n" in done.stdout
    count = int(done.stdout.splitlines()[-1].split()[0])
    articles = crawled.database()["articles"]
    assert count >= articles.count_documents({}) > 10
    article = articles.find_one({"captures.role": "article"})
    articles.update_one({"_id": article["_id"]}, {"$set": {"content_hash": "sha256:" + "0" * 64}})
    done = crawled.run("verify", "--articles", code=1)
    (fault,) = [line for line in done.stdout.splitlines() if line.startswith(article["_id"])]
    assert "its content_hash is sha256:000" in fault
    assert "read again from" in fault


def test_a_capture_that_is_gone_is_named(crawled):
    warc = crawled.warcs()[0]
    moved = warc.with_suffix(".moved")
    warc.rename(moved)
    try:
        done = crawled.run("verify", str(moved), "--articles", code=1)
    finally:
        moved.rename(warc)
    assert f"{warc}: no such WARC file" in done.stdout
