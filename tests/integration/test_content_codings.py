"""Pages whose content coding is damaged, missing or unknown: a rebuild reads what the crawl read."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import brotlicffi as brotli
import pytest
from pymongo import MongoClient

from tests.integration.answering import answering

PAGE = (Path(__file__).parents[1] / "sites" / "caijing" / "plain_article" / "page.html").read_bytes()
HOST = "economy.caijing.com.cn"
PATH = "/20240521/50001%02d.shtml"
GZIP, DEFLATE, BROTLI = gzip.compress(PAGE, mtime=0), zlib.compress(PAGE), brotli.compress(PAGE)


def altered(packed, position):
    return packed[:position] + bytes([packed[position] ^ 255]) + packed[position + 1 :]


WHOLE = [
    ("gzip", GZIP),
    ("GZIP", GZIP),
    ("gzip", GZIP + b"garbage"),
    ("gzip", GZIP + gzip.compress(b"<p>more</p>")),
    ("deflate", DEFLATE),
    ("deflate", DEFLATE[2:-4]),
    ("br", BROTLI),
    ("gzip, br", brotli.compress(GZIP)),
    ("foo", PAGE),
    ("gzip, foo", PAGE),
]
DAMAGED = [
    ("gzip", GZIP[:-100]),
    ("gzip", GZIP[:-1]),
    ("gzip", altered(GZIP, len(GZIP) - 100)),
    ("gzip", altered(GZIP, len(GZIP) - 6)),
    ("gzip", GZIP + gzip.compress(b"<p>more</p>")[:-1]),
    ("deflate", DEFLATE[:-200]),
    ("deflate", DEFLATE[2:-200]),
    ("deflate", altered(DEFLATE, len(DEFLATE) - 2)),
    ("br", BROTLI[:-1]),
    ("gzip, br", brotli.compress(GZIP[:-1])),
    ("gzip, br", brotli.compress(GZIP)[:-1]),
]
READ = [*WHOLE, *DAMAGED]
REFUSED = [
    ("gzip", PAGE, "the content is not gzip"),
    ("deflate", PAGE, "the content is not deflate"),
    ("br", PAGE, "the content is not br"),
    ("gzip", gzip.compress(bytes(40 << 20)), "the gzip content yields more than 33554432 bytes"),
    ("gzip", GZIP[: len(GZIP) // 2], "holds no article"),
    ("br", altered(BROTLI, len(BROTLI) // 2), "holds no article"),
    ("gzip", b"", "the page is empty"),
]
SERVED = {PATH % number: case for number, case in enumerate([*READ, *REFUSED])}


def served(_, target):
    return SERVED[target][1] if target in SERVED else None


@pytest.fixture(scope="module")
def crawled(project, tmp_path_factory):
    """What the crawl of all pages said."""
    urls = tmp_path_factory.mktemp("urls") / "urls.txt"
    urls.write_text("\n".join(f"https://{HOST}{target}" for target in SERVED))
    with answering(served, "text/html; charset=utf-8", lambda target: SERVED.get(target, ("",))[0]) as here:
        there = {"CONNECT_TO": f"{HOST}=plain://{here}", "DOWNLOAD_DELAY": 0.01, "AUTOTHROTTLE_ENABLED": 0}
        return project.run("crawl", "share", "-a", f"urls_file={urls}", **there, code=3)


def articles(project, database="newsvault"):
    uri = project.run("store", "uri").stdout.strip()
    with MongoClient(uri, tz_aware=True) as client:
        return {document["url"]: document for document in client[database].articles.find()}


def test_what_can_be_decoded_is_read(project, crawled):
    stored = articles(project)
    assert sorted(stored) == sorted(f"https://{HOST}{PATH % number}" for number in range(len(READ)))
    assert {document["paragraphs"][0] for document in stored.values()} == {
        stored[f"https://{HOST}{PATH % 0}"]["paragraphs"][0]
    }


def test_what_was_damaged_is_marked(project, crawled):
    stored = articles(project)
    for number in range(len(READ)):
        problems = stored[f"https://{HOST}{PATH % number}"]["problems"]
        assert ("content_damaged" in problems) is (number >= len(WHOLE)), READ[number][0]


def test_what_cannot_is_named(crawled):
    for number, (_, _, reason) in enumerate(REFUSED, len(READ)):
        url = f"https://{HOST}{PATH % number}"
        (line,) = [line for line in crawled.stderr.splitlines() if "ERROR" in line and url in line]
        assert reason in line
        assert "Error: the content" not in line
    assert "Traceback" not in crawled.stderr


def test_a_rebuild_reads_the_same(project, crawled):
    project.run("rebuild", "--into", "rebuilt", "--processes", "1")
    assert articles(project, "rebuilt") == articles(project)
