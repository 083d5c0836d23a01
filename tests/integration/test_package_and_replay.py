"""A crawl of the sample site, packaged and browsed by the real commands."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
import zipfile

import pytest

from crawler.replay import assets
from crawler.sample.server import SampleServer


@pytest.fixture(scope="module")
def crawled(project):
    """What the server answered to a crawl; the archive is in the project's data folder."""
    with SampleServer() as server:
        alone = {"ITEM_PIPELINES": "{}", "LINKED_DEPTH": 0}
        project.run("crawl", "category", "-a", "site=sample", CONNECT_TO=server.connect_to, **alone)
        return server.requests


@pytest.fixture
def job(project, crawled) -> str:
    return project.warcs()[0].parent.name


def pages(path) -> list[dict]:
    with zipfile.ZipFile(path) as file:
        return [json.loads(line) for line in file.read("pages/pages.jsonl").splitlines()[1:]]


def test_every_page_that_was_fetched_is_listed_with_its_title(project, crawled, job, tmp_path):
    path = tmp_path / "sample.wacz"
    done = project.run("package", job, "-o", str(path))
    fetched = {
        f"https://{hit.host}{hit.target}"
        for hit in crawled
        if hit.status == 200 and not re.search(r"robots\.txt|/assets/|/download/|/GetPic", hit.target)
    }
    listed = pages(path)
    assert {page["url"] for page in listed} == fetched
    assert {page["kind"] for page in listed} == {"home", "listing", "article"}
    assert sum(page.get("seed", False) for page in listed) == 1
    titles = {page["title"] for page in listed}
    assert {"海岬港开通第三条近洋航线 | 样本新闻", "老码头改造留下一座吊机 | 样本新闻"} <= titles  # in GBK
    assert f"{len(listed)} pages, 1 WARC files" in done.stdout
    assert project.run("package", "--check", str(path)).stdout == "Packages checked: 1. Faults: 0.\n"


def test_a_package_with_a_fault_is_told_by_exit_code(project, job, tmp_path):
    path = tmp_path / "sample.wacz"
    project.run("package", job, "-o", str(path), "--text")
    data = bytearray(path.read_bytes())
    data[data.index(b"archive/NEWSVAULT") + 5000] ^= 1
    path.write_bytes(data)
    assert "sample.wacz" in project.run("package", "--check", str(path), code=1).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["package", "nojob"], "no job 'nojob'"),
        (["package", "JOB", "-o", "x.zip"], "'x.zip' must end with .wacz"),
        (["package", "JOB", "-o", "/no/such/folder/x.wacz"], "there is no folder /no/such/folder"),
        (["package", "--check", "/no/such.wacz"], "no package, or a damaged one"),
        (["replay"], "run `scrapy replay --install` once"),
    ],
)
def test_what_is_wrong_is_said_without_a_traceback(project, job, words, said):
    done = project.run(*(job if word == "JOB" else word for word in words), code=1)
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_an_existing_file_is_replaced_only_by_force(project, job, tmp_path):
    path = tmp_path / "sample.wacz"
    path.write_text("mine")
    assert "is there already" in project.run("package", job, "-o", str(path), code=1).stderr
    assert path.read_text() == "mine"
    project.run("package", "--all", "-o", str(path), "--force", "--title", "All of it")
    with zipfile.ZipFile(path) as file:
        assert json.loads(file.read("datapackage.json"))["title"] == "All of it"


def test_the_archive_is_browsed_until_it_is_told_to_stop(project, job, monkeypatch):
    """With stand-ins for the files of ReplayWeb.page: tests fetch nothing."""
    folder = project.data / "replay" / assets.PACKAGE
    folder.mkdir(parents=True, exist_ok=True)
    known = {name: hashlib.sha256(name.encode()).hexdigest() for name in assets.DIGESTS}
    for name in known:
        (folder / name).write_bytes(name.encode())
    run = (
        "import sys; from crawler.replay import assets; "
        f"assets.DIGESTS.update({known!r}); from scrapy.cmdline import execute; execute(sys.argv)"
    )
    command = [sys.executable, "-c", run, "replay", "--port", "0", "-s", f"DATA_DIR={project.data}"]
    kept = {k: v for k, v in os.environ.items() if k not in ("MONGO_URI", "ARCHIVE_DIR", "DATA_DIR")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=kept) as process:
        try:
            url = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())[0]
            with urllib.request.urlopen(f"{url}job/{job}", timeout=10) as answer:
                assert "海岬港开通第三条近洋航线" in answer.read().decode()
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
