"""``scrapy rebuild``: the archive alone gives the database that the crawls made, document by document."""

from __future__ import annotations

import pytest
from pymongo import MongoClient

from crawler.sample.articles import catalogue
from crawler.sample.server import SampleServer
from crawler.warc.reader import iter_records

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
        there = {"CONNECT_TO": site.connect_to, "LOG_LEVEL": "ERROR", "code": None, "WARC_CONVERSION": 1}
        project.run(*category, **there)
        project.run(*category, **there)
        site.edit()
        project.run(*category, **there, REFETCH_HOURS=0)
        codes = ",".join(f"NW{key}" for key in CODES[:4])
        project.run("crawl", "share", "-a", f"codes={codes}", "-a", "site=sample", **there)
        project.run(*category, "-a", "category=TechDaily", "-a", "follow_share=1", **there, REFETCH_HOURS=0)
        project.run(*category, "-a", "since=2022-02-01", "-a", "limit=30", **there, REFETCH_HOURS=0)
        project.run(
            "crawl", "feed", "-a", "site=sample", "-a", "since=2025-03-12", **there, REFETCH_HOURS=0
        )
    project.crawled = dump(project, "newsvault")
    assert len(project.crawled["articles"]) > 50
    assert project.crawled["revisions"]
    assert any(article["feeds"] for article in project.crawled["articles"])
    return project


def assert_equal(rebuilt, crawled):
    for kind in COLLECTIONS:
        assert [each["_id"] for each in rebuilt[kind]] == [each["_id"] for each in crawled[kind]], kind
        for made, stored in zip(rebuilt[kind], crawled[kind], strict=True):
            assert made == stored, (kind, made["_id"])


def test_every_document_is_the_one_that_the_crawls_made(crawled):
    done = crawled.run("rebuild", "--into", "rebuilt", "--processes", "2")
    assert done.stdout.startswith("7 jobs, ")
    assert done.stdout.endswith("; 0 faults\n")
    assert_equal(dump(crawled, "rebuilt"), crawled.crawled)


def test_the_text_of_every_article_is_archived_beside_the_page_it_was_read_from(crawled):
    texts, urls = set(), {}
    for path in crawled.warcs():
        for record in iter_records(path):
            urls[record.get("WARC-Record-ID")] = record.get("WARC-Target-URI")
            if record.get("WARC-Type") == "conversion":
                texts.add(b"".join(record.block).decode())
                assert urls[record.get("WARC-Refers-To")] == record.get("WARC-Target-URI")
    for each in [*crawled.crawled["articles"], *crawled.crawled["revisions"]]:
        assert "\n\n".join(filter(None, [each["title"], *each["paragraphs"]])) in texts


def test_every_job_leaves_its_configuration_and_its_log(crawled):
    kept = {record.get("WARC-Target-URI"): record for _, record in records(crawled, "resource")}
    for job in crawled.jobs():
        folder = f"metadata://newsvault/{job['_id']}"
        assert kept.pop(f"{folder}/configuration.json")
        log = b"".join(kept.pop(f"{folder}/crawl.log").block).decode()
        assert "Spider opened" in log
        assert "Spider closed" in log
    assert not kept


def test_a_second_rebuild_changes_nothing(crawled):
    crawled.run("rebuild", "--into", "twice", "--processes", "1")
    crawled.run("rebuild", "--into", "twice", "--processes", "1")
    assert_equal(dump(crawled, "twice"), crawled.crawled)


def test_it_changes_nothing_in_the_database_of_the_crawls(crawled):
    crawled.run("rebuild")
    assert_equal(dump(crawled, "newsvault"), crawled.crawled)


def test_the_order_in_which_jobs_are_rebuilt_makes_no_difference(crawled):
    jobs = [job["_id"] for job in crawled.crawled["jobs"]]
    crawled.run("rebuild", "--into", "parts", "--job", jobs[2], "--job", jobs[4], "--processes", "1")
    first = dump(crawled, "parts")
    assert [job["_id"] for job in first["jobs"]] == [jobs[2], jobs[4]]
    assert first["articles"] != crawled.crawled["articles"]
    crawled.run("rebuild", "--into", "parts", "--processes", "1")
    assert_equal(dump(crawled, "parts"), crawled.crawled)


def records(project, kind):
    """Each record of a type, with its job."""
    for path in project.warcs():
        for record in iter_records(path):
            if record.get("WARC-Type") == kind:
                yield path.parent.name, record


def test_articles_read_from_revisits_are_rebuilt_from_their_job_alone(crawled):
    job = crawled.crawled["jobs"][5]["_id"]
    articles = {
        capture["record_id"]: article["_id"]
        for article in crawled.crawled["articles"]
        for capture in article["captures"]
        if capture["role"] == "article"
    }
    revisited = {
        articles[record.get("WARC-Record-ID")]
        for name, record in records(crawled, "revisit")
        if name == job and record.get("WARC-Record-ID") in articles
    }
    assert len(revisited) > 10
    done = crawled.run("rebuild", "--into", "one", "--job", job)
    assert done.stdout.endswith("; 0 faults\n")
    made = {article["_id"]: article for article in dump(crawled, "one")["articles"]}
    assert revisited <= made.keys()
    hashes = {article["_id"]: article["content_hash"] for article in crawled.crawled["articles"]}
    assert all(article["content_hash"] == hashes[name] for name, article in made.items())


def test_the_archive_with_its_revisits_is_clean(crawled):
    assert any(records(crawled, "revisit"))
    assert ", 0 faults\n" in crawled.run("verify", "--articles").stdout


def test_a_package_of_a_job_of_revisits_stands_alone(crawled, tmp_path):
    job = crawled.crawled["jobs"][5]["_id"]
    originals = {
        record.get("WARC-Refers-To") for name, record in records(crawled, "revisit") if name == job
    }
    path = tmp_path / "job.wacz"
    done = crawled.run("package", job, "-o", str(path))
    assert f"{len(originals)} records of other jobs" in done.stdout
    assert crawled.run("package", "--check", str(path)).stdout == "Packages checked: 1. Faults: 0.\n"


def test_a_revisit_whose_original_is_gone_is_named(crawled):
    first = crawled.warcs()[0]
    job = crawled.crawled["jobs"][1]["_id"]
    moved = first.with_suffix(".moved")
    first.rename(moved)
    try:
        done = crawled.run("rebuild", "--into", "gone", "--job", job, code=1)
        told = crawled.run("verify", str(crawled.data / "archive" / job), code=1)
    finally:
        moved.rename(first)
    assert "its payload is that of https://" in done.stderr
    assert "what it revisits, https://" in told.stdout
    crawled.run("verify", str(crawled.data / "archive" / job))


def test_a_torn_file_is_named_and_used_up_to_the_tear(crawled):
    warc = crawled.warcs()[0]
    whole = warc.read_bytes()
    warc.write_bytes(whole[: len(whole) // 2])
    try:
        done = crawled.run("rebuild", str(warc), "--into", "torn", code=1)
    finally:
        warc.write_bytes(whole)
    assert f"{warc}: no whole record at byte" in done.stderr
    assert done.stdout.endswith("; 1 fault\n")
    assert 0 < len(dump(crawled, "torn")["articles"]) < len(crawled.crawled["articles"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--job", "nobody"), "argument '--job': no job 'nobody' in "),
        (("/nowhere/at-all",), "argument 'PATH': /nowhere/at-all: no such file or folder"),
        ((str(__file__),), f"argument 'PATH': {__file__} is not in the archive"),
    ],
)
def test_what_is_not_in_the_archive_is_named(crawled, words, said):
    assert said in crawled.run("rebuild", *words, code=1).stderr


def test_without_job_records_only_these_are_lacking(crawled):
    done = crawled.run("rebuild", "--into", "alone", DATA_DIR=crawled.data / "elsewhere", **alone(crawled))
    assert done.stdout.endswith("; 0 faults\n")
    assert_equal(dump(crawled, "alone") | {"jobs": []}, crawled.crawled | {"jobs": []})
    assert dump(crawled, "alone")["jobs"] == []


def alone(project):
    """The same archive and server, named by themselves."""
    return {
        "ARCHIVE_DIR": project.data / "archive",
        "MONGO_URI": project.run("store", "uri").stdout.strip(),
    }


def test_jobs_begun_before_the_day_are_left_out(crawled):
    done = crawled.run("rebuild", "--since", "2999-01-01", "--into", "later")
    assert done.stdout.startswith("0 jobs, 0 readings")
    assert not dump(crawled, "later")["articles"]
