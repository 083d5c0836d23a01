"""The CDXJ index beside a WARC file is held against its records."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest

from crawler.warc.fields import timestamp
from crawler.warc.indexing import index_path, write_index
from crawler.warc.reader import iter_records
from crawler.warc.verification.file import verify_file
from crawler.warc.verification.lookup import archive_lookup
from crawler.warc.writer import WarcWriter

START = datetime(2022, 2, 14, tzinfo=UTC)
DATE = "2022-02-14T00:21:46.123456Z"


@pytest.fixture
def path(tmp_path, make_exchange, page):
    writer = WarcWriter(tmp_path, "job")
    for number in range(30):
        writer.write(make_exchange(page, url=f"https://news.example/{number}"))
    writer.write(make_exchange(b"no HTTP", url="https://news.example/odd"))
    writer.close()
    path = next(tmp_path.glob("job/*.warc.gz"))
    write_index(path)
    return path


def problems(path):
    return [fault.problem for fault in verify_file(path).log.faults]


def rewrite(path, change):
    lines = index_path(path).read_bytes().splitlines(keepends=True)
    index_path(path).write_bytes(b"".join(change(lines)))


def test_a_right_index_is_without_fault(path):
    assert problems(path) == []


def test_a_record_that_is_not_indexed_is_named(path):
    rewrite(path, lambda lines: lines[1:])
    (fault,) = verify_file(path).log.faults
    assert fault.problem == f"the record has no line of its own in {index_path(path).name}"
    assert fault.offset


@pytest.mark.parametrize("field", ["url", "offset", "length", "digest", "status", "mime"])
def test_a_line_that_says_other_things_than_its_record_is_named(path, field):
    def change(lines):
        key, instant, text = lines[3].decode().split(" ", 2)
        values = json.loads(text)
        values[field] += "1"
        lines[3] = f"{key} {instant} {json.dumps(values)}\n".encode()
        return lines

    rewrite(path, change)
    assert any("does not lead to its record" in problem for problem in problems(path))


def test_lines_out_of_order_and_lines_that_are_none_are_named(path):
    rewrite(path, lambda lines: [lines[1], lines[0], *lines[2:], b"zz nonsense\n"])
    assert problems(path) == [
        f"line 2 of {index_path(path).name} is out of order",
        f"line 32 of {index_path(path).name} is no CDXJ line",
    ]


def test_an_index_of_a_plain_file_is_checked_too(path):
    plain = path.with_name("plain.warc")
    plain.write_bytes(gzip.decompress(path.read_bytes()))
    write_index(plain)
    assert problems(plain) == []
    rewrite(plain, lambda lines: lines[:-1])
    assert len(problems(plain)) == 1


def test_captures_are_found_in_the_archive_by_url_exact_date_and_digest(path, tmp_path):
    holds = archive_lookup(tmp_path)
    assert all(holds(f"https://news.example/{number}", DATE, "") for number in range(30))
    assert not holds("https://news.example/30", DATE, "")
    assert not holds("https://news.example/3", "2022-02-14T00:21:46Z", "")
    stated = next(
        record.get("WARC-Payload-Digest")
        for record in iter_records(path)
        if record.get("WARC-Target-URI") == "https://news.example/3"
    )
    assert holds("https://news.example/3", DATE, stated)
    assert not holds("https://news.example/3", DATE, stated[:-1] + "-")
    path.unlink()
    assert not holds("https://news.example/3", DATE, "")


@pytest.mark.parametrize("moment", [START, START + timedelta(hours=5), START + timedelta(days=9)])
def test_a_capture_is_found_in_whichever_file_it_lies(tmp_path, make_exchange, page, moment):
    for number in range(8):
        writer = WarcWriter(tmp_path, "job", clock=lambda n=number: START + timedelta(hours=n))
        started = moment if number == 3 else START + timedelta(days=30)
        writer.write(make_exchange(page, url="https://news.example/a", started=started))
        writer.close()
    (tmp_path / "job" / "other.warc.gz.cdxj").write_bytes(b"")
    holds = archive_lookup(tmp_path)
    assert holds("https://news.example/a", timestamp(moment), "")
    assert not holds("https://news.example/a", timestamp(moment + timedelta(seconds=1)), "")
