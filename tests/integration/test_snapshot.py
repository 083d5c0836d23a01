"""``scrapy snapshot``: from a captured page to a test case that holds its reader."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from crawler.cases.page import load
from crawler.cases.reading import reading
from crawler.sample.articles import catalogue, find_trap
from crawler.sample.server import SampleServer
from crawler.sites import load as load_site
from tests.integration.conftest import ROOT

NEWS = "https://news.sample.newsvault.test"
OUTSIDE = "https://example.com/1.html"
NOWHERE = f"{NEWS}/TechDaily/2025/03/01/NW202503019999999999.html"
HEALTHY = next(a for a in catalogue() if a.status == "ok" and a.title and a.numbered and not a.traps)


@pytest.fixture(scope="module")
def site():
    with SampleServer() as server:
        yield server


@pytest.fixture(scope="module")
def crawled(project, site):
    """The project after a crawl of all categories."""
    project.run("crawl", "category", "-a", "site=sample", CONNECT_TO=site.connect_to)
    return project


@pytest.fixture
def snapshot(crawled, site, tmp_path):
    def run(*words, code=0, name="sample", **settings):
        there = {"CONNECT_TO": site.connect_to} | settings
        return crawled.run("snapshot", "--into", str(tmp_path), name, *words, code=code, **there)

    return run


def read_case(folder):
    return [json.loads((folder / name).read_text("utf-8")) for name in ("meta.json", "expected.json")]


def run_cases(folder):
    """The tests of cases, as they stand in the project, on the cases in ``folder``."""
    shutil.copy(ROOT / "tests/sites/test_site_cases.py", folder)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-c",
        "/dev/null",
        str(folder),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout


def review(folder):
    path = folder / "expected.json"
    expected = json.loads(path.read_text("utf-8"))
    del expected["reviewed"]
    path.write_text(json.dumps(expected), "utf-8")


def test_an_archived_page_becomes_a_case_that_fails_until_it_is_reviewed(snapshot, site, tmp_path):
    asked = len(site.requests)
    url = HEALTHY.posts[0].url
    said = snapshot(url).stdout
    assert len(site.requests) == asked
    folder = tmp_path / "sample" / f"article_{HEALTHY.key}"
    assert HEALTHY.title in said
    assert 'take the line "reviewed": false out' in said.replace("\n", " ")
    meta, expected = read_case(folder)
    assert (meta["kind"], meta["url"]) == ("article", url)
    assert meta["record_id"].startswith("<urn:uuid:")
    assert expected["reviewed"] is False
    assert expected["title"] == HEALTHY.title
    assert expected["paragraphs"] == HEALTHY.expected().paragraphs

    code, told = run_cases(tmp_path)
    assert code == 1
    assert "is a draft: compare it with the page" in told
    review(folder)
    assert run_cases(tmp_path)[0] == 0
    assert "is there, and not a draft" in snapshot(url, code=1).stderr


@pytest.mark.parametrize("trap", ["gbk_header", "gbk_meta", "redirected", "crlf"])
def test_its_bytes_are_those_served_and_read_as_in_a_crawl(snapshot, crawled, site, tmp_path, trap):
    article = find_trap(trap)
    post = article.posts[0]
    asked = len(site.requests)
    snapshot(f"{NEWS}{post.old_path or post.path}", "--name", trap)
    assert len(site.requests) == asked
    folder = tmp_path / "sample" / trap
    assert (folder / "page.html").read_bytes() == site._site.reply("", post.path).body
    meta, expected = read_case(folder)
    assert meta["url"] == post.url
    stored = crawled.database().articles.find_one({"key": article.key})
    for name in ("title", "paragraphs", "source", "html", "problems", "footer", "text_length"):
        assert expected[name] == stored[name], name
    assert expected == {"reviewed": False} | reading(load(folder), load_site("sample"))


def test_a_page_that_is_not_archived_is_fetched_by_way_of_the_archive(snapshot, crawled, site, tmp_path):
    jobs = len(crawled.jobs())
    url = f"http://share.sample.newsvault.test/html_News/NewsShare.html?infoCode=NW{HEALTHY.key}"
    snapshot(url, "--name", "from_the_web")
    assert len(crawled.jobs()) == jobs + 1
    meta, expected = read_case(tmp_path / "sample" / "from_the_web")
    assert meta["kind"] == "data"
    assert meta["url"].endswith(f"GetNewsText.do?id=NW{HEALTHY.key}")
    assert expected["title"] == HEALTHY.title
    asked = len(site.requests)
    snapshot(url, "--name", "again")
    assert len(site.requests) == asked
    assert len(crawled.jobs()) == jobs + 1
    assert read_case(tmp_path / "sample" / "again")[0] == meta


def test_a_listing_and_a_home_page(snapshot, tmp_path):
    assert "11 categories" in snapshot(f"{NEWS}/").stdout
    assert "entries, the next page" in snapshot(f"{NEWS}/category/gundong.html").stdout
    assert len(read_case(tmp_path / "sample" / "home")[1]["categories"]) == 11
    assert read_case(tmp_path / "sample" / "listing_gundong")[1]["entries"]


def test_a_page_that_the_reader_refuses_is_saved_all_the_same(snapshot, tmp_path):
    article = next(a for a in catalogue() if a.status == "no_body")
    assert "It yields nothing: " in snapshot(article.posts[0].url, "--name", "empty").stdout
    assert read_case(tmp_path / "sample" / "empty")[1].keys() == {"reviewed", "refused"}
    snapshot(article.posts[0].url, "--name", "empty")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((OUTSIDE,), f"{OUTSIDE!r} is no page of site 'sample': see 'urls' in crawler/sites/sample.py"),
        ((f"{NEWS}/feed.xml",), "/feed.xml is a feed: no case can be made of it"),
        ((f"{NEWS}/category/nobody.html",), "crawl it first: scrapy crawl category -a site=sample"),
        ((NOWHERE,), f"{NOWHERE} cannot be fetched: article: HTTP status 404"),
        ((NOWHERE, "--at", "2022-02-14"), "without --at it is fetched"),
        ((f"{NEWS}/", "--name", "../out"), "'../out' is no name of a case"),
        ((f"{NEWS}/", "--at", "soon"), "argument '--at': 'soon' is no time: give a day"),
        ((f"{NEWS}/", "--into", "/nowhere/at/all"), "there is no folder /nowhere/at/all"),
    ],
)
def test_what_cannot_be_saved_is_told_in_a_sentence(snapshot, tmp_path, words, said):
    done = snapshot(*words, code=1)
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_an_unknown_site_is_named(snapshot):
    assert "no site 'nowhere'; the sites are" in snapshot(f"{NEWS}/", name="nowhere", code=1).stderr


def test_a_site_that_does_not_answer_is_named(snapshot):
    url = f"{NEWS}/TechDaily/2025/03/01/NW202503019999999998.html"
    dead = "news.sample.newsvault.test=plain://127.0.0.1:9"
    done = snapshot(url, code=1, CONNECT_TO=dead, RETRY_TIMES=0)
    assert f"{url} cannot be fetched: article: " in done.stderr
    assert "Traceback" not in done.stderr
