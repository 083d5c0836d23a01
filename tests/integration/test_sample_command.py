"""``scrapy sample`` serves until it is told to end."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from urllib.request import urlopen

import pytest

from tests.integration.conftest import ROOT, SCRAPY


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_as_many_articles_as_asked_until_a_signal(number):
    command = [sys.executable, "-c", SCRAPY, "sample", "--volume", "3"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            port = re.search(r"127\.0\.0\.1:(\d+) until Ctrl-C", process.stdout.readline())[1]
            crawl = process.stdout.readline()
            with urlopen(f"http://127.0.0.1:{port}/category/liangchan.html") as response:
                page = response.read().decode()
        finally:
            process.send_signal(number)
        assert process.wait(10) == 0
    assert crawl.startswith(
        "scrapy crawl category -a site=sample -s CONNECT_TO=news.sample.newsvault.test="
    )
    assert len(re.findall("<li>", page)) == 3


def test_fewer_articles_than_none_are_refused(project):
    done = project.run("sample", "--volume", "-1", code=2)
    assert "--volume must be at least 0" in done.stdout + done.stderr
