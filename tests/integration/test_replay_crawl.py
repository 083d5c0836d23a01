"""``SCRAPY_PROJECT=replay scrapy crawl``: the archive crawled as if it were the web."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from pymongo import MongoClient
from scrapy.settings import default_settings

from crawler.replay.moment import HANDLER
from crawler.sample.articles import catalogue, find_trap
from crawler.sample.server import SampleServer
from settings import replay
from tests.integration.conftest import ROOT

CATEGORY = ("crawl", "category", "-a", "site=sample")
NEVER_CRAWLED = "NW202501010000000000"

WATCHED = """
import sys
def watch(event, args):
    if event in ("socket.connect", "socket.getaddrinfo"):
        print("CONNECT", args[event == "socket.connect":], file=sys.stderr)
sys.addaudithook(watch)
from scrapy.cmdline import execute
execute()
"""
"""The ``scrapy`` command, telling of every connection it makes and every name it looks up."""


@pytest.fixture(scope="module")
def crawled(project):
    """The project after a crawl, an edit of the site, a second crawl, and two share pages; then the site
    stops.
    """
    with SampleServer() as site:
        there = {"CONNECT_TO": site.connect_to, "LOG_LEVEL": "ERROR", "code": None}
        project.run(*CATEGORY, **there)
        site.edit()
        project.run(*CATEGORY, **there, REFETCH_HOURS=0)
        codes = ",".join(f"NW{article.key}" for article in catalogue() if article.numbered)[:41]
        project.run("crawl", "share", "-a", f"codes={codes}", "-a", "site=sample", **there)
    project.before = files(project), dump(project, "newsvault")
    return project


@pytest.fixture(autouse=True)
def replaying(monkeypatch):
    monkeypatch.setenv("SCRAPY_PROJECT", "replay")


def files(project):
    """The archive's files, each with its time of change, but for the catalog, which is a cache."""
    found = (project.data / "archive").rglob("*")
    return {path: path.stat().st_mtime_ns for path in found if "index.sqlite" not in path.name}


def dump(project, database):
    uri = project.run("store", "uri").stdout.strip()
    with MongoClient(uri, tz_aware=True) as client:
        return {document["_id"]: document for document in client[database].articles.find()}


def test_a_replay_reads_the_same_articles_as_the_crawls_and_changes_nothing_of_theirs(crawled):
    crawled.run(*CATEGORY)
    files_before, stored = crawled.before
    read = dump(crawled, "newsvault_replay")
    assert {key: each["content_hash"] for key, each in read.items()} == {
        key: each["content_hash"] for key, each in stored.items()
    }
    for key, document in read.items():
        assert {ref["record_id"] for ref in document["captures"] if ref["role"] == "article"} <= {
            ref["record_id"] for ref in stored[key]["captures"]
        }, "an article's captures are those of the crawls"
    assert files(crawled) == files_before
    assert dump(crawled, "newsvault") == stored
    job = crawled.jobs()[-1]
    assert (job["outcome"], job["exit_code"], job["counts"]["warc_records"]) == ("finished", 0, 0)


def test_a_share_page_and_its_json_are_replayed(crawled):
    key = next(article.key for article in catalogue() if article.numbered)
    words = ("crawl", "share", "-a", f"codes=NW{key}", "-a", "site=sample")
    crawled.run(*words, MONGO_DATABASE="share")
    document = dump(crawled, "share")[f"sample:{key}"]
    assert {ref["role"] for ref in document["captures"]} == {"share", "data"}


@pytest.mark.parametrize("by", ["REPLAY_AT", "REPLAY_JOB"])
def test_an_edited_article_reads_as_it_stood_at_the_time(crawled, by):
    article = find_trap("edited")
    words = (*CATEGORY, "-a", f"category={article.posts[0].slug}")
    forms = zip(crawled.jobs()[:2], (article, article.after_edit()), strict=True)
    for job, form in forms:
        name = f"{by.lower()}_{job['_id'][-6:]}"
        value = job["finished_at" if by == "REPLAY_AT" else "_id"]
        crawled.run(*words, MONGO_DATABASE=name, **{by: value})
        document = dump(crawled, name)[f"sample:{article.key}"]
        assert document["paragraphs"] == form.expected().paragraphs
        assert document["revision"] == 1


def test_items_can_be_written_to_a_file_too(crawled, tmp_path):
    out = tmp_path / "read.jsonl"
    crawled.run(*CATEGORY, "-O", str(out))
    items = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert {f"sample:{item['key']}" for item in items if "title" in item} == crawled.before[1].keys()


def test_a_page_that_was_never_captured_is_an_error_that_names_it(crawled):
    words = ("crawl", "share", "-a", f"codes={NEVER_CRAWLED}", "-a", "site=sample")
    done = crawled.run(*words, code=3, MONGO_DATABASE="missing")
    assert "Traceback" not in done.stderr
    archive = crawled.data / "archive"
    job = crawled.jobs()[-1]
    (failure,) = job["failures"]
    assert NEVER_CRAWLED in failure["url"]
    assert f"{failure['url']} is not in the archive {archive}" in failure["reason"]
    assert failure["reason"].removeprefix("share: ") in done.stderr
    assert (job["outcome"], job["counts"]["failed"]) == ("errors", 1)


def test_nothing_but_the_database_is_connected_to_though_the_site_is_up(crawled):
    uri = crawled.run("store", "uri").stdout.strip()
    with SampleServer() as site:
        words = ["crawl", "share", "-a", f"codes={NEVER_CRAWLED}", "-a", "site=sample"]
        words += ["-s", f"DATA_DIR={crawled.data}", "-s", f"CONNECT_TO={site.connect_to}"]
        words += ["-s", f"MONGO_URI={uri}", "-s", "MONGO_DATABASE=quiet"]
        command = [sys.executable, "-c", WATCHED, *words]
        done = subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True)
        assert site.requests == []
    assert done.returncode == 3, done.stderr
    port = uri.rstrip("/").rpartition(":")[2].partition("/")[0]
    connections = [line for line in done.stderr.splitlines() if line.startswith("CONNECT")]
    assert connections, "the database's at least"
    assert not [line for line in connections if "127.0.0.1" not in line or port not in line]


def test_no_scheme_leads_to_the_network():
    schemes = default_settings.DOWNLOAD_HANDLERS_BASE | replay.DOWNLOAD_HANDLERS
    assert {name: replay.DOWNLOAD_HANDLERS.get(name, "Scrapy's own") for name in schemes} == {
        name: HANDLER if name in ("http", "https") else None for name in schemes
    }


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"REPLAY_AT": "noon"}, "setting REPLAY_AT: 'noon' is no time"),
        ({"ARCHIVE_DIR": "/nowhere/at/all"}, "/nowhere/at/all: no such folder"),
    ],
)
def test_a_wrong_setting_is_named_before_anything_is_done(crawled, settings, said):
    done = crawled.run(*CATEGORY, code=1, **settings)
    assert said in done.stderr
    assert "Traceback" not in done.stderr
