"""``scrapy crawl share``, and ``follow_share``: share pages, their JSON, and every form of address."""

from __future__ import annotations

import pytest

from crawler.sample.articles import catalogue
from crawler.sample.server import SampleServer

NUMBERED = [a for a in catalogue() if a.status == "ok" and a.numbered and a.title][:6]


@pytest.fixture(scope="module")
def site():
    with SampleServer() as server:
        yield server


def share(article):
    return f"http://share.sample.newsvault.test/html_News/NewsShare.html?infoCode=NW{article.key}"


def test_codes_are_read_from_share_page_and_json(project, site):
    article = NUMBERED[0]
    project.run(
        "crawl", "share", "-a", f"codes=NW{article.key}", "-a", "site=sample", CONNECT_TO=site.connect_to
    )
    document = project.database().articles.find_one({"key": article.key})
    assert document["paragraphs"] == article.expected().paragraphs
    assert [capture["role"] for capture in document["captures"]] == ["share", "data"]
    assert document["title"] == article.title


def test_every_form_of_address_leads_to_the_same_key(project, site, tmp_path):
    forms = [
        share(NUMBERED[1]),
        f"http://share.sample.newsvault.test/NewsData/GetNewsText.do?id=NW{NUMBERED[2].key}",
        f"http://finance.sample.newsvault.test/a/{NUMBERED[3].key}.html",
        NUMBERED[4].posts[0].url,
    ]
    file = tmp_path / "urls.txt"
    file.write_text("# four forms\n" + "\n".join(forms) + "\n")
    project.run("crawl", "share", "-a", f"urls_file={file}", CONNECT_TO=site.connect_to)
    for article in NUMBERED[1:5]:
        document = project.database().articles.find_one({"key": article.key})
        assert document["paragraphs"] == article.expected().paragraphs


def test_an_unknown_address_is_an_error_of_its_line_alone(project, site, tmp_path):
    file = tmp_path / "urls.txt"
    file.write_text(f"https://example.com/1.html\n{share(NUMBERED[5])}\n")
    done = project.run("crawl", "share", "-a", f"urls_file={file}", code=3, CONNECT_TO=site.connect_to)
    assert "urls.txt, line 1: 'https://example.com/1.html' is no share or article address" in done.stderr
    assert project.database().articles.find_one({"key": NUMBERED[5].key})


def test_follow_share_takes_the_text_from_the_json_and_the_rest_from_the_post(project, site):
    project.run(
        *("crawl", "category", "-a", "site=sample", "-a", "category=TechDaily", "-a", "follow_share=1"),
        *("-a", "limit=3"),
        CONNECT_TO=site.connect_to,
        REFETCH_HOURS=0,
    )
    found = list(project.database().articles.find({"category": "TechDaily"}))
    assert len(found) == 3
    for document in found:
        assert {capture["role"] for capture in document["captures"]} == {
            "listing",
            "article",
            "share",
            "data",
        }
        assert document["rank"] == 30
        assert document["source"] == "TechDaily"
