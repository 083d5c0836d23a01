"""``scrapy rebuild``: the archive alone gives the database that the crawls made, document by document."""

from __future__ import annotations

import pytest
from pymongo import MongoClient

from crawler.sample.articles import catalogue
from crawler.sample.server import SampleServer

COLLECTIONS = ("articles", "revisions", "pages", "jobs")
CODES = [a.key for a in catalogue() if a.status == "ok" and a.numbered and a.title][:6]


def dump(project, name):
    uri = project.run("store", "uri").stdout.strip()
    with MongoClient(uri, tz_aware=True) as client:
        return {kind: list(client[name][kind].find().sort("_id")) for kind in COLLECTIONS}


@pytest.fixture(scope="module")
def crawled(project):
    """The project after crawls of all kinds; the site is gone, the database as they left it in `dump`."""
    category = ("crawl", "category", "-a", "site=sample")
    with SampleServer() as site:
        there = {"CONNECT_TO": site.connect_to, "LOG_LEVEL": "ERROR", "code": None}
        project.run(*category, **there)
        project.run(*category, **there)
        site.edit()
        project.run(*category, **there, REFETCH_HOURS=0)
        codes = ",".join(f"NW{key}" for key in CODES[:4])
        project.run("crawl", "share", "-a", f"codes={codes}", "-a", "site=sample", **there)
        project.run(*category, "-a", "category=TechDaily", "-a", "follow_share=1", **there, REFETCH_HOURS=0)
        project.run(*category, "-a", "since=2022-02-01", "-a", "limit=30", **there, REFETCH_HOURS=0)
    project.crawled = dump(project, "newsvault")
    assert len(project.crawled["articles"]) > 50
    assert project.crawled["revisions"]
    return project


def assert_equal(rebuilt, crawled):
    for kind in COLLECTIONS:
        assert [each["_id"] for each in rebuilt[kind]] == [each["_id"] for each in crawled[kind]], kind
        for made, stored in zip(rebuilt[kind], crawled[kind], strict=True):
            assert made == stored, (kind, made["_id"])


def test_every_document_is_the_one_that_the_crawls_made(crawled):
    done = crawled.run("rebuild", "--into", "rebuilt", "--processes", "2")
    assert ", 0 faults" in done.stdout.replace(";", ",")
    assert_equal(dump(crawled, "rebuilt"), crawled.crawled)


def test_a_second_rebuild_changes_nothing(crawled):
    crawled.run("rebuild", "--into", "twice", "--processes", "1")
    crawled.run("rebuild", "--into", "twice", "--processes", "1")
    assert_equal(dump(crawled, "twice"), crawled.crawled)


def test_it_changes_nothing_in_the_database_of_the_crawls(crawled):
    crawled.run("rebuild")
    assert_equal(dump(crawled, "newsvault"), crawled.crawled)
