"""``scrapy crawl feed``, links between bodies, and the six ways into one article, over loopback."""

from __future__ import annotations

import asyncio
import pickle
from random import Random

import pytest
from pymongo import MongoClient
from scrapy.settings import Settings

from crawler.rebuild.findings import findings
from crawler.rebuild.loading import Loading
from crawler.rebuild.selection import select_jobs
from crawler.sample.articles import catalogue
from crawler.sample.server import SampleServer
from crawler.sites.sample import SITE
from crawler.store.session import open_session

ALL = {article.key: article for article in catalogue()}
OK = {article.key: article for article in catalogue() if article.status == "ok"}
FEED = ("crawl", "feed", "-a", "site=sample")
GONE = next(article.key for article in catalogue() if article.status == "not_found")


@pytest.fixture(scope="module")
def site():
    with SampleServer() as server:
        yield server


@pytest.fixture(scope="module")
def crawled(project, site):
    """The project after a crawl of the feeds that name whole articles, and one of the sitemaps."""
    there = {"CONNECT_TO": site.connect_to, "LOG_LEVEL": "WARNING"}
    project.first = project.run(*FEED, "-a", "feed=rolling,headlines,rss", **there)
    project.second = project.run(*FEED, "-a", "feed=rolling", **there)
    project.limited = project.run(*FEED, "-a", "feed=atom", "-a", "limit=2", **there)
    project.sitemap = project.run(*FEED, "-a", "feed=sitemap", "-a", "since=2025-03-10", **there, code=None)
    return project


@pytest.fixture(scope="module")
def documents(crawled):
    return {document["key"]: document for document in crawled.database().articles.find()}


def test_an_article_of_a_feed_reads_as_it_was_written(documents):
    named = [document for document in documents.values() if document["feeds"]]
    assert len(named) > 50
    for document in named:
        article = ALL[document["key"]]
        assert document["paragraphs"] == article.expected().paragraphs
        assert document["title"] == article.title


def test_what_feeds_say_is_kept_with_its_proof(documents):
    seen = set()
    for document in documents.values():
        proofs = {capture["url"]: capture for capture in document["captures"] if capture["role"] == "feed"}
        assert {entry["url"] for entry in document["feeds"]} == set(proofs)
        seen |= {entry["feed"] for entry in document["feeds"]}
    assert seen == {"rolling", "headlines", "rss", "atom", "sitemap"}
    rolling = [e for d in documents.values() for e in d["feeds"] if e["feed"] == "rolling"]
    assert {bool(entry["digest"]) for entry in rolling} >= {True}
    assert all(entry["published_tz"] == "Asia/Shanghai" for entry in rolling if entry["published_at"])


def test_a_summary_that_only_the_feed_has_is_the_articles_and_says_so(documents):
    filled = [d for d in documents.values() if d.get("facts_from", {}).get("digest", {}).get("rank") == 10]
    assert filled
    for document in filled:
        origin = document["facts_from"]["digest"]
        said = [entry["digest"] for entry in document["feeds"] if entry["url"] == origin["url"]]
        assert said == [document["digest"]]


def test_known_articles_are_only_seen_again(crawled):
    first, second = crawled.jobs()[:2]
    assert first["counts"]["new"] > 50
    assert second["counts"]["new"] == second["counts"]["improved"] == 0
    assert second["counts"]["sighted"] == sum(1 for d in crawled.database().articles.find() if _rolls(d))
    assert second["counts"]["pages"] == 2  # robots.txt and the feed
    assert second["outcome"] == "finished"


def _rolls(document):
    return any(entry["feed"] == "rolling" for entry in document["feeds"])


def test_the_limit_holds(crawled):
    counts = crawled.jobs()[2]["counts"]
    assert counts["new"] + counts["improved"] + counts["unchanged"] == 2


def test_a_sitemap_index_leads_through_its_parts_to_the_posts(crawled, documents):
    posts = {d["key"] for d in documents.values() if any(e["feed"] == "sitemap" for e in d["feeds"])}
    recent = {key for key, article in OK.items() if f"{article.order:%Y-%m-%d}" >= "2025-03-10"}
    assert recent <= posts
    urls = {e["url"].rpartition("/")[2] for d in documents.values() for e in d["feeds"]}
    assert urls >= {"sitemap-news.xml", "sitemap-posts.xml"}


def test_an_entry_whose_article_cannot_be_had_makes_no_article(crawled, documents):
    assert GONE in crawled.sitemap.stderr
    assert GONE not in documents
    assert all(
        document["paragraphs"] or document["tables"] or document["images"]
        for document in documents.values()
    )


def test_an_article_that_another_links_to_is_read_too(project, site):
    bridge = next(a for a in OK.values() if any("/a/" in link.url for link in a.expected().links))
    (linked,) = {link.url[-23:-5] for link in bridge.expected().links if "/a/" in link.url} & set(OK)
    database = MongoClient(project.run("store", "uri").stdout.strip(), tz_aware=True)
    for depth, found in ((0, set()), (1, {linked})):
        name = f"linked{depth}"
        project.run(
            *("crawl", "share", "-a", f"codes=NW{bridge.key}", "-a", "site=sample"),
            CONNECT_TO=site.connect_to,
            MONGO_DATABASE=name,
            LINKED_DEPTH=depth,
        )
        keys = {document["key"] for document in database[name].articles.find()}
        assert keys - {bridge.key} == found
        assert project.jobs()[-1]["counts"]["linked"] == len(found)


# -- six ways


TWICE = next(
    a
    for a in OK.values()
    if len({slug for post in a.posts for slug in post.listed}) >= 2 and a.numbered and a.title
)
MOVES = {
    "captures",
    "feeds",
    "fetched_at",
    "first_seen_at",
    "last_seen_at",
    "listings",
    "readings",
    "version",
}
MOVES |= {"facts_from", "parts_from"}


def ways():
    slugs = list(dict.fromkeys(slug for post in TWICE.posts for slug in post.listed))
    share = SITE.fill(SITE.share.page, code=f"NW{TWICE.key}")
    alias = f"http://finance.sample.newsvault.test/news/1353,{TWICE.key}.html"
    return {
        "category": ("crawl", "category", "-a", "site=sample", "-a", f"category={slugs[0]}"),
        "second": ("crawl", "category", "-a", "site=sample", "-a", f"category={slugs[1]}"),
        "rolling": ("crawl", "share", "-a", f"url={TWICE.posts[0].url}"),
        "share": ("crawl", "share", "-a", f"url={share}"),
        "feed": ("crawl", "feed", "-a", "site=sample", "-a", "feed=rolling,headlines"),
        "address": ("crawl", "share", "-a", f"url={alias}"),
    }


def settled(document):
    """The document without what says when it was seen."""
    still = {name: value for name, value in document.items() if name not in MOVES}
    still["places"] = sorted((each["slug"], each["name"], each["url"]) for each in document["listings"])
    still["said"] = [{n: v for n, v in each.items() if n != "seen_at"} for each in document["feeds"]]
    still["pages"] = sorted({(each["role"], each["url"]) for each in document["captures"]})
    still["origins"] = {fact: origin["url"] for fact, origin in document["facts_from"].items()}
    still["read"] = [each["url"] for each in document["readings"]]
    return still


@pytest.fixture(scope="module")
def entered(project, site):
    """The project after the six ways in one order, and in the opposite one."""
    for name, order in (("first", list(ways().values())), ("second", list(ways().values())[::-1])):
        for words in order:
            project.run(*words, CONNECT_TO=site.connect_to, MONGO_DATABASE=name, REFETCH_HOURS=0)
    return project


@pytest.fixture
def databases(entered):
    with MongoClient(entered.run("store", "uri").stdout.strip(), tz_aware=True) as client:
        yield client


def entered_article(database):
    (document,) = database.articles.find({"key": TWICE.key})
    return document


def test_the_six_ways_into_an_article_give_one_document(databases):
    first, second = (settled(entered_article(databases[name])) for name in ("first", "second"))
    assert first["paragraphs"] == TWICE.expected().paragraphs
    assert len(first["places"]) >= 2
    assert first["said"]
    assert first == second


def test_it_is_the_same_to_the_last_field_in_whatever_order_the_ways_are_stored(entered, databases):
    jobs = [job["_id"] for job in databases["first"].jobs.find().sort("started_at")]
    archive = entered.data / "archive"
    selected = {job.id: job for job in select_jobs(archive, entered.data / "jobs", ids=jobs)}
    held = {
        name: pickle.dumps(
            [found for path in job.files for found in findings(path, archive, lambda _: None)]
        )
        for name, job in selected.items()
    }
    settings = Settings({"MONGO_URI": entered.run("store", "uri").stdout.strip()})
    orders = [Random(number).sample(jobs, len(jobs)) for number in range(10)]

    async def load(name, order):
        settings.set("MONGO_DATABASE", name)
        async with open_session(settings, name, batch_seconds=0.01) as session:
            loading = Loading(session, pytest.fail)
            for job in order:
                await loading.load(selected[job], pickle.loads(held[job]))

    for number, order in enumerate(orders):
        asyncio.run(load(f"order{number}", order))
        assert entered_article(databases[f"order{number}"]) == entered_article(databases["first"]), order
