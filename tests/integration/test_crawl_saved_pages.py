"""The saved pages of every real site, served on loopback and crawled as the real ones would be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from pymongo import MongoClient

from crawler import sites
from tests.integration.answering import answering

SAVED = Path(__file__).parents[1] / "sites"
PAGES, EXPECTED = {}, {}
for folder in sorted(path.parent for path in SAVED.glob("*/*/meta.json")):
    meta = json.loads((folder / "meta.json").read_text("utf-8"))
    if folder.parent.name not in ("finews", "sample", "eastmoney"):  # whose share pages go ahead
        parts = urlsplit(meta["url"])
        PAGES[parts.hostname, unquote(parts.path)] = (folder / "page.html").read_bytes()
        if meta["kind"] == "article" and "at" not in meta:
            EXPECTED[meta["url"]] = json.loads((folder / "expected.json").read_text("utf-8"))

FACTS = ("url", "title", "source", "authors", "category", "paragraphs", "headings", "tables", "footer")


def saved(host: str, target: str) -> bytes | None:
    """What the host of a saved page would answer."""
    return PAGES.get((host, unquote(urlsplit(target).path)))


@pytest.fixture(scope="module")
def there() -> Iterator[dict[str, object]]:
    """The settings that lead every host of the saved pages to a server of ours."""
    with answering(saved, "text/html") as here:
        hosts = sorted({host for host, _ in PAGES})
        yield {
            "CONNECT_TO": ",".join(f"{host}=plain://{here}" for host in hosts),
            "POLITENESS": False,
        }


def articles(project, database="newsvault"):
    uri = project.run("store", "uri").stdout.strip()
    with MongoClient(uri, tz_aware=True) as client:
        return {document["url"]: document for document in client[database].articles.find()}


def test_every_saved_article_is_stored_as_reviewed(project, there, tmp_path):
    file = tmp_path / "urls.txt"
    file.write_text("\n".join(EXPECTED), "utf-8")
    project.run("crawl", "share", "-a", f"urls_file={file}", **there)
    stored = articles(project)
    assert len(stored) == len(EXPECTED)
    found = {document["url"]: {name: document[name] for name in FACTS} for document in stored.values()}
    reviewed = {each["url"]: {name: each[name] for name in FACTS} for each in EXPECTED.values()}
    assert found == reviewed


def test_a_crawl_goes_from_the_declared_categories_to_their_articles(project, there):
    words = ("crawl", "category", "-a", "site=caijing", "-a", "category=data")
    project.run(*words, REFETCH_HOURS=0, **there, code=None)  # the second page of the listing is not there
    seen = {
        url: document["listings"] for url, document in articles(project).items() if document["listings"]
    }
    assert {url: [listing["name"] for listing in listings] for url, listings in seen.items()} == {
        "https://economy.caijing.com.cn/20240511/5000001.shtml": ["数据"],
        "http://economy.caijing.com.cn/20240520/5000002.shtml": ["数据"],
    }


def test_a_rebuild_gives_the_same_documents(project, there):
    project.run("rebuild", "--into", "rebuilt", "--processes", "1")
    assert articles(project, "rebuilt") == articles(project)


def test_every_site_of_its_own_is_among_them(project):
    read = {document["site"] for document in articles(project).values()}
    assert read == set(sites.names()) - {"finews", "sample", "eastmoney"}
