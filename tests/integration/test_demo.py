"""``scrapy demo``, as a newcomer meets it."""

from __future__ import annotations

import re
import subprocess

import pytest

from crawler.sample.articles import catalogue
from tests.integration.conftest import ROOT, Project

STORED = sum(article.status == "ok" for article in catalogue())


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    made = Project(tmp_path_factory.mktemp("data"))
    yield made
    Project(made.data / "demo").run("store", "stop", code=None)


@pytest.fixture(scope="module")
def first(demo):
    return demo.run("demo", "--svg", str(demo.data / "demo.svg")).stdout


def test_it_tells_what_came_of_the_crawl(first):
    assert f"{STORED} new, 0 revised" in first
    assert "滚动新闻" in first
    assert "HTTP status 404" in first
    assert "finished (finished)" in first


def test_it_shows_a_cleaned_article_and_its_proof(first):
    assert "taken out (source)" in first
    unwrapped = re.sub(r"[│\s]+", "", first)
    assert re.search(r"proof\S+\.warc\.gzatbyte\d+,sha1:[A-Z2-7]{32}", unwrapped)


def test_the_commands_it_names_work(demo, first):
    lines = [line.strip() for line in first.splitlines()]
    extract = next(line for line in lines if "warcio extract" in line)
    page = subprocess.run(extract.split(), cwd=ROOT, capture_output=True, check=True).stdout
    assert b"<html" in page
    here = Project(demo.data / "demo")
    named = {line.split()[1]: line.split()[1:] for line in lines if f"-s DATA_DIR={here.data}" in line}
    assert here.run(*named["store"]).stdout.startswith("mongodb://")
    assert re.search(
        rf"^{STORED} stored texts, .* 0 faults$", here.run(*named["verify"]).stdout, re.MULTILINE
    )
    assert named["replay"][:2] == ["replay", "--open"]


def test_the_picture_is_an_svg_that_fetches_nothing(demo, first):
    picture = (demo.data / "demo.svg").read_text("utf-8")
    assert picture.startswith("<svg")
    assert "url(http" not in picture.replace('"', "")


def test_a_second_run_adds_nothing_but_sightings(demo, first):
    again = demo.run("demo").stdout
    assert "0 new, 0 revised, 0 improved" in again
    assert re.search(r"Nothing new: \d+ sightings of articles already stored", again)
