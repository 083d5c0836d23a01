"""``scrapy verify`` as it is called: what it prints and its exit codes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from crawler.exchange import Exchange, Spool
from crawler.job import new_job
from crawler.warc.writer import WarcWriter

ROOT = Path(__file__).resolve().parents[2]


def verify(*arguments):
    command = [sys.executable, "-m", "scrapy", "verify", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


@pytest.fixture
def path(tmp_path):
    job = new_job("category", {})
    spool = Spool()
    spool.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody")
    writer = WarcWriter(tmp_path / "archive", job.id)
    url = "https://news.example/"
    exchange = Exchange(url=url, method="GET", started=job.started, response=spool, response_end=len(spool))
    writer.write(exchange)
    writer.close()
    return next(tmp_path.rglob("*.warc.gz"))


def test_a_clean_archive_is_verified_by_default(path):
    done = verify("-s", f"DATA_DIR={path.parents[2]}")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 file, 3 records, ")
    assert done.stdout.endswith(" MB/s, 0 faults\n")


def test_each_fault_is_a_line_and_the_exit_code_is_1(path):
    data = bytearray(path.read_bytes())
    data[-7] ^= 1
    path.write_bytes(data)
    done = verify(path, "--jobs", "2")
    assert done.returncode == 1
    fault, closing = done.stdout.splitlines()
    assert fault.startswith(f"{path}: byte ")
    assert ": <urn:uuid:" in fault
    assert "its gzip member is damaged" in fault
    assert closing.endswith(", 1 fault")


@pytest.mark.parametrize("arguments", [["nowhere"], ["--jobs", "0"], ["--jobs", "many"]])
def test_wrong_usage_has_the_exit_code_2(arguments):
    done = verify(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_an_option_that_is_none_is_not_taken_for_a_path(path):
    done = verify(path, "--artcles")
    assert done.returncode == 2
    assert "no such option: --artcles" in done.stderr
