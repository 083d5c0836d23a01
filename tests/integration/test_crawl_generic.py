"""Pages of sites that nobody declared, crawled from a server of ours and rebuilt from the archive."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from pymongo import MongoClient

SENTENCE = "环湖绿道今天全线贯通，沿途设有六处驿站，附近居民出门十分钟就能走到湖边，第{}段由此开始。"
PAGE = (
    "<!DOCTYPE html><meta charset=utf-8><title>{title}_示例网</title><h1>{title}</h1>"
    "<div>2024年05月13日 14:30 来源：示例日报</div><div class=content>"
    + "".join(f"<p>{SENTENCE.format(number)}</p>" for number in range(5))
    + "</div><p><img src=http://gone.example.test/p.png><img src=/private/p.png></p>"
)
PLAIN = "http://one.example.test/a/1.html"
REDIRECTED = "http://one.example.test/old/2.html"
TARGET = "http://two.example.test/2.html?id=2"
FORBIDDEN = "http://one.example.test/private/3.html"
EMPTY = "http://two.example.test/empty.html"


class Server(BaseHTTPRequestHandler):
    """Two hosts, one of which sends to the other."""

    def do_GET(self):
        if self.path == "/robots.txt":
            self._answer(200, "User-agent: *\nDisallow: /private/\n", "text/plain")
        elif self.path.startswith("/old/"):
            self._answer(302, "", location=TARGET)
        elif self.path == "/empty.html":
            self._answer(200, "<p>找不到页面</p>")
        else:
            self._answer(200, PAGE.format(title=f"绿道新闻{self.path[:3].strip('/')}号全线贯通"))

    def _answer(self, status, text, kind="text/html", location=""):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="module")
def there() -> Iterator[dict[str, object]]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server, socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        Thread(target=server.serve_forever, daemon=True).start()
        target = f"127.0.0.1:{server.server_port}"
        hosts = ("one.example.test", "two.example.test")
        led = [f"{host}={target}" for host in hosts]
        led.append(f"gone.example.test=127.0.0.1:{closed.getsockname()[1]}")
        yield {"CONNECT_TO": ",".join(led), "DOWNLOAD_DELAY": 0}
        server.shutdown()


@pytest.fixture(scope="module")
def crawled(project, there, tmp_path_factory):
    file = tmp_path_factory.mktemp("urls") / "urls.txt"
    file.write_text("\n".join((PLAIN, REDIRECTED, FORBIDDEN, EMPTY)), "utf-8")
    project.done = project.run("crawl", "share", "--generic", "-a", f"urls_file={file}", code=3, **there)
    return project


def articles(project, database="newsvault"):
    uri = project.run("store", "uri").stdout.strip()
    with MongoClient(uri, tz_aware=True) as client:
        return {document["_id"]: document for document in client[database].articles.find()}


def test_given_pages_and_what_they_redirect_to_are_read(crawled):
    stored = articles(crawled)
    assert sorted(stored) == ["generic:one.example.test/a/1.html", "generic:two.example.test/2.html?id=2"]
    article = stored["generic:one.example.test/a/1.html"]
    assert article["paragraphs"] == [SENTENCE.format(number) for number in range(5)]
    assert (article["title"], article["source"]) == ("绿道新闻a号全线贯通", "示例日报")
    assert article["captures"][0]["url"] == PLAIN


def test_robots_txt_is_obeyed_and_a_page_without_text_is_an_error(crawled):
    assert f"The article {FORBIDDEN} is passed over" in crawled.done.stderr
    assert f"The article {EMPTY} failed" in crawled.done.stderr
    assert "no running text" in crawled.done.stderr


def test_a_picture_that_cannot_be_had_is_no_failure_of_the_run(project, there):
    done = project.run("crawl", "share", "--generic", "-a", f"url={PLAIN}", code=0, **there)
    assert "ERROR" not in done.stderr
    for picture in ("http://gone.example.test/p.png", "http://one.example.test/private/p.png"):
        assert f"INFO: {picture}, which a page embeds, could not be had: " in done.stderr
    counts = project.jobs()[-1]["counts"]
    assert (counts["requisites"], counts["requisites_failed"], counts["failed"]) == (2, 2, 0)


def test_a_rebuild_gives_the_same_documents(crawled):
    crawled.run("rebuild", "--into", "rebuilt", "--processes", "1")
    assert articles(crawled, "rebuilt") == articles(crawled)


def test_every_stored_text_is_proven_by_its_capture(crawled):
    assert crawled.run("verify", "--articles").returncode == 0
