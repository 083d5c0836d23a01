"""What a person does wrong is told in one sentence, without a traceback, and with an exit code."""

from __future__ import annotations

import re
import socket

import pytest

CATEGORY = ("crawl", "category", "-a", "site=sample")
SHARE_URL = "url=http://finews.zning.xyz/html_News/NewsShare.html?infoCode=NW202202142274984759"


def wrong(project, *words, code=1, **settings):
    done = project.run(*words, code=code, **settings)
    assert "Traceback" not in done.stderr + done.stdout
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert lines, "nothing was said"
    return lines[-1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("crawl", "category"), "argument 'site': spider 'category' needs it"),
        (
            ("crawl", "category", "-a", "site=nowhere"),
            "no site 'nowhere'; the sites are caijing, eastmoney, finews, ",
        ),
        (
            ("crawl", "feed", "-a", "site=finews", "-a", "feed=x"),
            "its feeds are rolling, headlines, market37",
        ),
        (("crawl", "feed", "-a", "site=ifeng"), "site 'ifeng' has no feeds; sites with feeds are "),
        ((*CATEGORY, "-a", "limit=all"), "argument 'limit': 'all' is not accepted: give a whole number"),
        (
            ("crawl", "share", "-a", SHARE_URL, "-a", "codes=NW1"),
            "give exactly one of url, urls_file, codes",
        ),
        (("crawl", "share", "-a", "urls_file=/no/such/file"), "the file cannot be read: No such file"),
        (("crawl", "share", "-a", "url=https://example.com/"), "is no share or article address"),
    ],
)
def test_a_wrong_argument(project, words, said):
    assert said in wrong(project, *words)


def test_an_unknown_spider(project):
    assert "the spiders are category, feed, share" in wrong(project, "crawl", "nothing", code=2)


def test_an_unknown_category(project):
    from crawler.sample.server import SampleServer

    with SampleServer() as site:
        done = project.run(
            *CATEGORY, "-a", "category=nothing", code=3, CONNECT_TO=site.connect_to, LOG_LEVEL="ERROR"
        )
    assert "has no category 'nothing'; its categories are TechDaily, Techdaily," in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unwritable_data_folder(project, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    said = wrong(project, *CATEGORY, DATA_DIR=blocked / "data")
    assert re.search(r"setting DATA_DIR: .*file/data cannot be written", said)


def test_an_unreachable_database(project):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        said = wrong(project, *CATEGORY, MONGO_URI=f"mongodb://me:secret@127.0.0.1:{port}/")
    assert f"127.0.0.1:{port}" in said
    assert "secret" not in said


def test_a_wrong_connect_to(project):
    assert "CONNECT_TO" in wrong(project, *CATEGORY, CONNECT_TO="nonsense")


def test_a_taken_port(project):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert str(port) in wrong(project, "sample", "--port", str(port))


def test_a_site_that_cannot_be_reached(project):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        dead = f"news.sample.newsvault.test=plain://127.0.0.1:{closed.getsockname()[1]}"
        done = project.run(*CATEGORY, code=3, CONNECT_TO=dead, RETRY_TIMES=0, LOG_LEVEL="ERROR")
    assert "Traceback" not in done.stderr
    address = "https://news.sample.newsvault.test/"
    refused = "Connection was refused by other side: 111: Connection refused."
    named = f"DownloadConnectionRefusedError: {refused}"
    assert [line.partition("ERROR: ")[2] for line in done.stderr.splitlines()] == [
        f"Gave up retrying <GET {address}robots.txt> (failed 1 times): {refused}",
        f"The robots.txt {address}robots.txt failed, so nothing is forbidden: {named}",
        f"Gave up retrying <GET {address}> (failed 1 times): {refused}",
        f"The home {address} failed: {named}",
    ]
