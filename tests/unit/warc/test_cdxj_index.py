"""The index beside a WARC file: as cdxj-indexer's, sorted, whole or not there, in constant memory."""

from __future__ import annotations

import gzip
import random
import subprocess
import sys
import tracemalloc

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.errors import ArchiveError
from crawler.warc.indexing import IndexBuilder, index_path, index_warc, write_index
from crawler.warc.writer import WarcWriter

PACKED = gzip.compress(b"packed " * 99, mtime=0)
RESPONSES = {
    "https://news.example/page": b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=gbk\r\n\r\n\xc4\xe3",
    "https://news.example/moved": b"HTTP/1.1 302 Found\r\nLocation: /page\r\nContent-Length: 0\r\n\r\n",
    "https://news.example/same": b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n',
    "http://WWW.news.example:80/路?b=2&a=1": b"HTTP/1.1 404 \xe5\x92\xa6\nContent-Type: text/plain\n\nno",
    "https://news.example/chunked": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
    b"Content-Encoding: gzip\r\nContent-Type: text/html\r\n\r\n%x\r\n%b\r\n0\r\n\r\n"
    % (len(PACKED), PACKED),
    "https://news.example/cut": b"HTTP/1.1 200 OK\r\nContent-Ty",
    "https://news.example/garbage": b"\x00\xff garbage",
    "https://news.example/robots.txt": b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nUser-agent: *",
}


def lines_of_the_tool(path):
    code = "from cdxj_indexer.main import main; import sys; main(['-s', sys.argv[1]])"
    command = [sys.executable, "-W", "ignore", "-c", code, str(path)]
    return subprocess.run(command, check=True, capture_output=True).stdout


@pytest.fixture
def warc(tmp_path, make_exchange):
    writer = WarcWriter(tmp_path, "job", info=[("software", "newsvault/0")])
    for url, response in RESPONSES.items():
        writer.write(make_exchange(response, url=url))
    writer.write(make_exchange(RESPONSES["https://news.example/page"], url="https://news.example/page"))
    writer.write(make_exchange(url="https://news.example/dead", error="connection reset"))
    writer.write(
        make_exchange(b"HTTP/1.1 200 OK\r\n\r\nok", method="POST", request=b"POST / HTTP/1.1\r\n\r\na=b")
    )
    writer.close()
    (path,) = (tmp_path / "job").glob("*.warc.gz")
    return path


def test_the_index_of_a_file_of_ours_is_the_one_that_cdxj_indexer_makes(warc):
    assert write_index(warc) == index_path(warc)
    assert index_path(warc).read_bytes() == lines_of_the_tool(warc)
    assert len(index_path(warc).read_bytes().splitlines()) == len(RESPONSES) + 2


def test_an_index_built_record_by_record_is_the_one_read_from_the_file(warc):
    built = index_path(warc).read_bytes()
    assert built == b"".join(sorted(index_warc(warc))) == lines_of_the_tool(warc)


@pytest.mark.parametrize("packed", [True, False])
def test_the_index_of_a_file_of_warcio_is_the_one_that_cdxj_indexer_makes(tmp_path, packed):
    path = tmp_path / ("other.warc.gz" if packed else "other.warc")
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=packed)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "other"}))
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.0")
        page = writer.create_warc_record("http://a.example/", "response", http_headers=head)
        revisit = writer.create_revisit_record(
            "http://b.example/", "sha1:AAAA", "http://a.example/", "2022-01-01T00:00:00Z"
        )
        resource = writer.create_warc_record("urn:log", "resource", warc_content_type="text/plain")
        for record in (page, revisit, resource):
            writer.write_record(record)
    assert write_index(path).read_bytes() == lines_of_the_tool(path)
    assert len(index_path(path).read_bytes().splitlines()) == 3


def test_runs_that_were_sorted_apart_are_merged_in_byte_order(tmp_path):
    lines = [f"key{number} 2022 {{}}\n".encode() for number in range(5000)] + ["é 1 {}\n".encode()]
    random.Random(1).shuffle(lines)
    builder = IndexBuilder(tmp_path / "a.warc.gz", memory=1000)
    for line in lines:
        builder.add_line(line)
    assert builder.finish().read_bytes() == b"".join(sorted(lines))


def test_an_index_larger_than_memory_is_sorted_in_constant_memory(tmp_path):
    builder = IndexBuilder(tmp_path / "a.warc.gz", memory=100_000)
    tracemalloc.start()
    for number in range(40_000):
        builder.add_line(b"%08d %b\n" % (number * 7919 % 40_000, b"x" * 100))
    builder.finish()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert index_path(tmp_path / "a.warc.gz").stat().st_size > 4_000_000
    assert peak < 3_000_000


def test_an_index_that_is_there_is_replaced_and_nothing_else_is_left(warc):
    index_path(warc).write_text("old")
    write_index(warc)
    assert index_path(warc).read_bytes() == b"".join(sorted(index_warc(warc)))
    assert sorted(path.name for path in warc.parent.iterdir()) == [warc.name, index_path(warc).name]


def test_an_index_that_cannot_be_written_names_the_file_and_leaves_nothing(warc):
    index_path(warc).unlink()
    index_path(warc).mkdir()
    with pytest.raises(ArchiveError, match=index_path(warc).name):
        write_index(warc)
    assert sorted(path.name for path in warc.parent.iterdir()) == [warc.name, index_path(warc).name]


@pytest.mark.parametrize("content", [b"no WARC file at all\n", gzip.compress(b"nor this\n", mtime=0)])
def test_what_is_no_warc_file_is_named_with_what_is_wrong(tmp_path, content):
    path = tmp_path / "odd.warc.gz"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match=r"odd\.warc\.gz: cannot be indexed: Invalid WARC"):
        list(index_warc(path))


def test_a_missing_warc_file_is_named(tmp_path):
    with pytest.raises(ArchiveError, match=r"gone\.warc\.gz: cannot be read: No such file"):
        write_index(tmp_path / "gone.warc.gz")


def test_two_records_in_one_gzip_member_cannot_be_indexed(tmp_path, warc):
    path = tmp_path / "solid.warc.gz"
    path.write_bytes(gzip.compress(gzip.decompress(warc.read_bytes())))
    with pytest.raises(ArchiveError, match="non-chunked gzip"):
        list(index_warc(path))
