"""The whole way of a page: the sample site, crawled by the real command, against what it publishes."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from crawler.items import WarcRef
from crawler.rebuild.exchanges import exchanges
from crawler.sample.articles import catalogue, find_trap
from crawler.sample.server import SampleServer
from crawler.warc.reader import iter_records, read_record

FIELDS = ("title", "source", "published_at", "published_tz", "paragraphs", "headings", "problems")


@pytest.fixture(scope="module")
def site():
    with SampleServer(log_wire=True) as server:
        yield server


@pytest.fixture(scope="module")
def crawled(project, site):
    """The project after one crawl of every category."""
    project.first = project.run(
        *("crawl", "category", "-a", "site=sample"),
        CONNECT_TO=site.connect_to,
        LINKED_DEPTH=0,  # a linked article is read from its share data, too: see test_crawl_feed.py
    )
    project.db = project.database()
    return project


@pytest.fixture(scope="module")
def documents(crawled):
    return {document["key"]: document for document in crawled.db.articles.find()}


def published(status):
    return {article.key: article for article in catalogue() if article.status == status}


def test_every_article_is_stored_once_and_no_other(documents):
    assert set(documents) == set(published("ok"))


@pytest.mark.parametrize("key", sorted(published("ok")))
def test_an_article_reads_as_it_was_written(documents, key):
    article, document = published("ok")[key], documents[key]
    wanted = article.expected()
    assert {name: document[name] for name in FIELDS} == {name: getattr(wanted, name) for name in FIELDS}
    readings = [article.expected(index) for index in range(len(article.posts))]
    assert document["url"] in {reading.url for reading in readings}
    assert document["digest"] in {reading.digest for reading in readings}
    images = [(i["url"], i["full_url"], i["caption"], i["position"]) for i in document["images"]]
    assert images == [(i.url, i.full_url, i.caption, i.position) for i in wanted.images]
    assert [table["rows"] for table in document["tables"]] == [table.rows for table in wanted.tables]
    symbols = {ticker.symbol for reading in readings for ticker in reading.tickers}
    assert {ticker["symbol"] for ticker in document["tickers"]} == symbols


@pytest.mark.parametrize("key", sorted(published("ok")))
def test_what_is_taken_out_is_kept_in_the_footer(documents, key):
    readings = [published("ok")[key].expected(i) for i in range(len(published("ok")[key].posts))]
    kept = Counter((line["kind"], line["text"]) for line in documents[key]["footer"])
    wanted = [Counter((line.kind, line.text) for line in reading.footer) for reading in readings]
    assert any(kept >= counter for counter in wanted)


def test_an_article_knows_every_listing(documents):
    for key, article in published("ok").items():
        slugs = {slug for post in article.posts for slug in (*post.listed, post.slug) if slug}
        assert {listing["slug"] for listing in documents[key]["listings"]} <= slugs
        assert {slug for post in article.posts for slug in post.listed} <= {
            listing["slug"] for listing in documents[key]["listings"]
        }


def test_what_is_not_stored_is_named_with_its_reason(crawled):
    job = crawled.jobs()[-1]
    reasons = {entry["url"]: entry["reason"] for entry in [*job["dropped"], *job["failures"]]}
    for status in ("not_found", "no_body", "forbidden"):
        for article in published(status).values():
            assert any(article.posts[0].url == url or article.key in url for url in reasons), status
    assert job["outcome"] == "finished"
    assert job["exit_code"] == 0
    assert job["counts"]["new"] == len(published("ok"))
    assert job["counts"]["dropped"] == len(published("no_body"))
    assert crawled.db.jobs.find_one({"_id": job["_id"]})["outcome"] == "finished"


def test_every_capture_leads_to_the_page_that_holds_the_article(crawled, documents):
    archive = crawled.data / "archive"
    for document in documents.values():
        roles = set()
        for capture in document["captures"]:
            record = read_record(archive, WarcRef(**capture))
            roles.add(capture["role"])
            assert record.status == 200
            assert record.url == capture["url"]
            if capture["role"] == "article" and capture["url"] == document["url"]:
                page = record.content.decode("utf-8", "replace") + record.content.decode("gbk", "replace")
                assert document["paragraphs"] == [] or document["paragraphs"][0][:4] in page
        assert roles == {"article", "listing"}


def test_the_archive_holds_the_very_bytes_that_passed(crawled, site):
    kept, heads = Counter(), []
    for path in crawled.warcs():
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, parse_http=False):
                if record.record_type in (WarcRecordType.request, WarcRecordType.response):
                    kept[record.reader.read()] += 1
                elif record.record_type == WarcRecordType.revisit:
                    heads.append(record.reader.read())
    sent = Counter()
    for exchange in site.wire:
        sent[exchange.request] += 1
        sent[exchange.response] += 1
    assert sum(sent.values()) > 2 * len(published("ok"))
    assert kept == sent & kept
    left = [message[: message.index(b"\r\n\r\n") + 4] for message in (sent - kept).elements()]
    assert sorted(left) == sorted(heads)


def test_an_address_that_redirects_to_an_article_is_known_as_its_page(crawled, documents):
    document = documents[find_trap("redirected").key]
    (old,) = {each["redirected_from"] for each in document["captures"] if each["role"] == "article"}
    assert old == document["url"].replace("/NW", "/")
    pages = {each["_id"]: each for each in crawled.db.pages.find({"article": document["_id"]})}
    assert pages.keys() == {document["url"], old}
    assert pages[old] == pages[document["url"]] | {"_id": old}


def test_the_archive_tells_how_the_job_was_set_and_what_it_logged(crawled):
    (job,) = (each["_id"] for each in crawled.jobs())
    told = {}
    for path in crawled.warcs():
        for record in iter_records(path):
            if record.get("WARC-Type") == "resource":
                told[record.get("WARC-Target-URI")] = b"".join(record.block).decode()
    configuration = json.loads(told[f"metadata://newsvault/{job}/configuration.json"])
    assert configuration["arguments"] == {"site": "sample"}
    assert configuration["settings"]["ROBOTSTXT_OBEY"] is True
    log = told[f"metadata://newsvault/{job}/crawl.log"]
    assert f"Job {job}: finished" in log


def test_a_pages_metadata_names_its_links(crawled, documents):
    links = set()
    for path in crawled.warcs():
        for record in iter_records(path):
            if record.get("WARC-Type") == "metadata":
                block = b"".join(record.block).decode().splitlines()
                links |= {line.split(" ")[1] for line in block if line.startswith("outlink: ")}
    listed = {each["url"] for each in documents.values() if each["listings"]}
    assert listed <= links


def test_what_the_pages_embed_is_archived_once(crawled, site, documents):
    """So that they can be seen as they were."""
    kept = Counter()
    for path in crawled.warcs():
        for exchange in exchanges(path, lambda _: None):
            if exchange.embedded:
                kept[exchange.url] += 1
    pictures = {
        image[name]
        for each in documents.values()
        for image in each["images"]
        for name in ("url", "full_url")
    }
    assert kept.keys() >= pictures
    assert "https://news.sample.newsvault.test/assets/style.css" in kept
    assert set(kept.values()) == {1}
    asked = Counter(hit.target for hit in site.requests)
    assert asked["/assets/style.css"] == 1
    assert crawled.jobs()[-1]["counts"]["requisites"] == len(kept)


def test_robots_txt_is_obeyed_and_archived(site):
    targets = [hit.target for hit in site.requests]
    assert "/robots.txt" in targets
    assert not [target for target in targets if target.startswith("/private/")]


def test_an_article_under_two_addresses_is_one_document(documents):
    article = find_trap("duplicate")
    document = documents[article.key]
    assert {capture["url"] for capture in document["captures"] if capture["role"] == "article"} <= {
        post.url for post in article.posts
    }
    assert document["revision"] == 1


class TestSecondCrawl:
    """In file order after what looks at the first crawl alone."""

    @pytest.fixture(scope="class")
    @classmethod
    def both(cls, crawled, site):
        before = {document["_id"]: document for document in crawled.db.articles.find()}
        crawled.run("crawl", "category", "-a", "site=sample", CONNECT_TO=site.connect_to)
        return before, {document["_id"]: document for document in crawled.db.articles.find()}

    def test_it_adds_nothing_but_sightings(self, crawled, both):
        before, after = both
        assert before.keys() == after.keys()
        sighted = 0
        for key, document in after.items():
            changed = {name for name in document if document[name] != before[key].get(name)}
            assert changed <= {"last_seen_at", "version"}, key
            assert document["content_hash"] == before[key]["content_hash"]
            sighted += document["last_seen_at"] > before[key]["last_seen_at"]
        counts = crawled.jobs()[-1]["counts"]
        assert (counts["new"], counts["revised"], counts["improved"]) == (0, 0, 0)
        assert sighted >= len({listing["slug"] for each in after.values() for listing in each["listings"]})
        assert counts["sighted"] >= sighted
        assert counts["unchanged"] == 0

    def test_an_edit_becomes_a_revision(self, crawled, site, both):
        site.edit()
        crawled.run("crawl", "category", "-a", "site=sample", CONNECT_TO=site.connect_to, REFETCH_HOURS=0)
        article = find_trap("edited")
        document = crawled.db.articles.find_one({"key": article.key})
        assert document["revision"] == 2
        assert document["paragraphs"] == article.after_edit().expected().paragraphs
        old = crawled.db.revisions.find_one({"article": f"sample:{article.key}", "revision": 1})
        assert old["paragraphs"] == article.expected().paragraphs
        assert old["captures"]
        others = crawled.db.articles.find({"key": {"$ne": article.key}})
        assert {document["revision"] for document in others} == {1}
        assert crawled.jobs()[-1]["counts"]["revised"] == 1

    def test_times_are_aware_and_in_order(self, both):
        for document in both[1].values():
            assert document["published_at"].utcoffset() == timedelta(0)
            assert document["first_seen_at"] <= document["fetched_at"] <= document["last_seen_at"]
