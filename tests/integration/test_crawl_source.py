"""The first source's own posts, where they are at hand: each must read as its gold says."""

from __future__ import annotations

import json
import threading
from datetime import datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

SOURCE = Path(__file__).resolve().parents[3] / "shared/source"
SHANGHAI = ZoneInfo("Asia/Shanghai")
GOLD = json.loads((SOURCE / "samples.json").read_text("utf-8")) if SOURCE.is_dir() else []
LISTED = [gold for gold in GOLD if gold["title"] and "202112082206928461" not in gold["file"]]
"""The posts that the rendered site links: one has no title and was not rendered, one no front matter."""


class Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def mirror():
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(SOURCE / "site")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"finews.withounder.com=plain://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def documents(project, mirror):
    project.run(
        *("crawl", "category", "-a", "site=finews"),
        CONNECT_TO=mirror,
        DOWNLOAD_DELAY=0,
        AUTOTHROTTLE_ENABLED=0,
    )
    return {document["key"]: document for document in project.database().articles.find()}


def key_of(gold):
    name = gold["file"].removesuffix(".md")
    return name[-18:] if name[-18:].isdigit() else "sitenews/2021/12/01/init"


@pytest.mark.parametrize("gold", LISTED, ids=lambda gold: gold["file"])
def test_a_real_post_reads_as_its_gold_says(documents, gold):
    document = documents[key_of(gold)]
    # The gold counts a disclaimer's note as a text block; it is no paragraph to us, but footer.
    notes = [line["text"] for line in document["footer"] if line["kind"] == "disclaimer"]
    blocks = [*document["paragraphs"], *notes]
    assert document["title"] == gold["title"]
    assert len(blocks) == gold["paragraphs"]
    assert blocks[0][:12] == gold["first12"]
    assert blocks[-1][-12:] == gold["last12"]
    assert len(document["images"]) == gold["content_images"]
    assert sum(bool(image["caption"]) for image in document["images"]) == gold["captions"]
    assert len([t for t in document["tickers"] if t["found"] == "chart"]) >= gold["stock_images"]
    assert not any("webquoteklinepic" in image["url"] for image in document["images"])
    if gold["em_media"]:
        assert gold["em_media"] == f"（文章来源：{document['source']}）"
    if gold["date"].endswith("+0800"):
        local = document["published_at"].astimezone(SHANGHAI)
        assert local == datetime.fromisoformat(gold["date"].replace(" +", "+").replace(" ", "T", 1))
    assert gold["category"] in {listing["slug"] for listing in document["listings"]}
    if gold["digest"] is not None:
        assert document["digest"] == gold["digest"]


def test_the_rolling_post_and_the_media_post_are_one_document(documents):
    assert len(documents) == len({key_of(gold) for gold in LISTED})
    if documents:
        merged = documents["202204212352227421"]
        assert {listing["slug"] for listing in merged["listings"]} == {"emnews", "yangshixinwenkehuduan"}
        assert merged["source"] == "央视新闻客户端"


def test_no_footer_text_is_left_in_any_paragraph(documents):
    for document in documents.values():
        text = "\n".join(document["paragraphs"])
        for line in ("文章来源", "返回首页", "声明：文章内容仅供参考", "NewsShare.html"):
            assert line not in text
