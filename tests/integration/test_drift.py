"""A site changes its layout: the run says so, and a rebuild gives the right documents once it is mended."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from crawler.sample.articles import catalogue
from crawler.sample.server import SampleServer
from tests.integration.conftest import SCRAPY

CRAWL = ("crawl", "category", "-a", "site=sample")
SOME = ("-a", "category=jianganzhengquanbao,haijiatongxunshe")
POST = re.compile(rb"<h1>(?!<a )(.*?)</h1>")
PIPELINES = '{"pipelines.paragraphs.ParagraphsPipeline": 100, "pipelines.validate.ValidatePipeline": 300}'
"""A run without the database."""
MENDED = """
from dataclasses import replace
from crawler.sites import sample

layout = replace(
    sample.SITE.article,
    title=("./div[@class='headline']",),
    digest=sample.SITE.article.digest.replace("self::h1", "self::h1 or self::div[@class='headline']"),
    excluded=("./div[@class='headline']", *sample.SITE.article.excluded),
)
sample.SITE = replace(sample.SITE, article=layout, version=2)
"""


@pytest.fixture(scope="module")
def site():
    with SampleServer() as server:
        yield server


@pytest.fixture
def changed(site, monkeypatch):
    """Makes the site serve its pages with something replaced."""
    reply = site._site.reply

    def change(pattern, replacement):
        def serve(host, target):
            found = reply(host, target)
            return replace(found, body=re.sub(pattern, replacement, found.body))

        monkeypatch.setattr(site._site, "reply", serve)
        site._cache.clear()

    yield change
    site._cache.clear()


@pytest.fixture(scope="module")
def published():
    return {article.key: article.expected() for article in catalogue() if article.status == "ok"}


def crawl(project, site, code, *words, **settings):
    there = {"CONNECT_TO": site.connect_to, "REFETCH_HOURS": 0, "LINKED_DEPTH": 0} | settings
    done = project.run(*CRAWL, *words, code=code, **there)
    return done, project.jobs()[-1]


def test_a_title_that_no_page_has_any_more_degrades_the_run_and_a_rebuild_mends_it(
    project, site, changed, published
):
    changed(POST, rb'<div class="headline">\1</div>')
    done, job = crawl(project, site, 5)
    assert (job["outcome"], job["exit_code"]) == ("degraded", 5)
    assert re.fullmatch(r"title missing on 1\d\d of 1\d\d article pages of sample", job["reason"])
    (drift,) = job["drift"]
    assert len(set(drift["urls"])) == 3
    assert drift["missed"] == job["readings"]["sample"]["article"]["missed"]["title"]
    (warning,) = [line for line in done.stderr.splitlines() if "the layout has changed" in line]
    assert "WARNING" in warning
    assert all(url in warning for url in drift["urls"])
    assert "mend crawler/sites/sample.py, raise its version, and run `scrapy rebuild`" in warning

    articles = project.database().articles
    voted = [each for each in articles.find() if each["title"]]  # what the pages state for machines
    assert all("title_generic" in each["problems"] for each in voted)
    known = [each for each in voted if each["key"] in published]
    assert [each["title"] for each in known] == [published[each["key"]].title for each in known] != []
    mended = replace(project, script=MENDED + SCRAPY)
    assert mended.run("rebuild", "--processes", "1").stdout.endswith("; 0 faults\n")
    mended.run("rebuild", "--processes", "1", "--into", "anew")
    assert {each["key"] for each in articles.database.client["anew"].articles.find()} == set(published)
    found = {each["key"]: each for each in articles.find()}
    assert set(found) >= set(published)
    for key, article in published.items():
        assert found[key]["title"] == article.title
        assert found[key]["paragraphs"] == article.paragraphs
        assert found[key]["problems"] == article.problems
        assert (found[key]["reader"], found[key]["revision"]) == ("sample/2", 1)


def test_a_field_that_used_to_be_there_is_measured_by_earlier_runs(tmp_path, project, site, changed):
    settings = {"MONGO_URI": project.run("store", "uri").stdout.strip(), "MONGO_DATABASE": "measured"}
    measured = project.database().client["measured"]
    project = replace(project, data=tmp_path)
    assert crawl(project, site, 0, *SOME, **settings)[1]["drift"] == []
    changed(b"<em>.*?</em>", b"")  # the tag that names the medium
    job = crawl(project, site, 5, *SOME, **settings)[1]
    (drift,) = job["drift"]
    assert (drift["field"], drift["missed_before"]) == ("media", 0)
    assert drift["pages_before"] == drift["pages"]
    again = crawl(project, site, 5, *SOME, **settings)[1]
    assert again["drift"][0]["pages_before"] == drift["pages_before"]
    assert measured.jobs.find_one({"_id": job["_id"]})["drift"] == [drift]


@pytest.mark.parametrize(
    ("pattern", "replacement", "kind", "field"),
    [
        (b"<li>", b"<p>", "home", "categories"),
        (b"(<small>.{19,99}</small>\\s*<h1>.*?</h1>).*(?=<small>tags)", rb"\1", "article", "body"),
        (b"<section>(?=\\s*<small>)", b"<section><main>", "article", "title"),
        (b"<section>(.*<small>.*)</section>", rb"<main>\1</main>", "article", "body"),
    ],
)
def test_pages_on_which_nothing_is_found(
    tmp_path, project, site, changed, pattern, replacement, kind, field
):
    changed(re.compile(pattern, re.DOTALL), replacement)
    job = crawl(replace(project, data=tmp_path), site, 5, *SOME, ITEM_PIPELINES=PIPELINES)[1]
    assert (kind, field) in {(drift["kind"], drift["field"]) for drift in job["drift"]}
    assert job["outcome"] == "degraded"


def test_a_wrong_limit_is_named(project, site):
    done = project.run(*CRAWL, code=1, CONNECT_TO=site.connect_to, DRIFT_SHARE=2)
    assert "setting DRIFT_SHARE: '2' is no share between 0 and 1" in done.stderr
    assert "Traceback" not in done.stderr
